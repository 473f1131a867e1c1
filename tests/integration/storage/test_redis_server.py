"""The embedded Redis: there when asked for, taken over from the killed, gone when closed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import redis

from storage.redis_server import embedded_redis, redis_client

ROOT = Path(__file__).resolve().parents[3]
_START_AND_HANG = """
import sys
from pathlib import Path
from storage.redis_server import embedded_redis, redis_client
valkey = embedded_redis(Path(sys.argv[1]))
redis_client(valkey.url).set("left", "behind")
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def test_it_answers_until_it_is_closed(tmp_path: Path) -> None:
    valkey = embedded_redis(tmp_path)
    with redis_client(valkey.url) as client:
        assert client.set("a", "b")
        assert client.get("a") == b"b"

        valkey.close()
        valkey.close()

        with pytest.raises(redis.ConnectionError):
            client.ping()


def test_a_folder_with_a_long_name_gets_a_short_socket(tmp_path: Path) -> None:
    valkey = embedded_redis(tmp_path / ("long" * 30))
    with redis_client(valkey.url) as client:
        assert client.ping()
    valkey.close()


def test_a_server_whose_parent_was_killed_is_taken_over_and_closed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _START_AND_HANG, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        parent.kill()

    valkey = embedded_redis(tmp_path)
    with redis_client(valkey.url) as client:
        assert client.get("left") == b"behind"
        valkey.close()
        with pytest.raises(redis.ConnectionError):
            client.ping()
