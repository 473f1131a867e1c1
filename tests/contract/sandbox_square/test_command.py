"""`python -m sandbox square` as a process of its own."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3

from tests.contracts_path import PROJECT_ROOT


@contextmanager
def sandbox(*options: str) -> Iterator[str]:
    """The address of a running stand-in; ended with SIGTERM, and waited for."""
    command = [sys.executable, "-m", "sandbox", "square", "--seed-variants", "50", *options]
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        process.stdout.close()


def control(url: str, method: str, noun: str, body: Any = None) -> Any:
    raw = None if body is None else json.dumps(body).encode()
    return urllib3.request(method, f"{url}/_sandbox/{noun}", body=raw, timeout=60).json()


def test_the_command_serves_and_keeps_its_state_over_a_restart(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path / "square.json"))
    sale = {"sku": "NK-AIRMAX90-BLK-10", "location": "Downtown"}
    with sandbox(*state) as url:
        sold = control(url, "POST", "sell", sale)
    with sandbox(*state) as url:
        stock = control(url, "GET", "stock?sku=NK-AIRMAX90-BLK-10")["stock"]["Downtown"]

    assert stock == sold["left"]


def test_a_taken_port_is_named_and_ends_the_command() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "sandbox", "square", "--port", port]
        ended = subprocess.run(
            command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=30, check=False
        )

    assert ended.returncode == 1
    assert port in ended.stderr
