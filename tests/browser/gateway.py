"""The gateway as `make run` starts it, for a browser to visit."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from tests.contracts_path import PROJECT_ROOT

_START_S = 180.0
_SET_UP = re.compile(rb"Console: (\S+/console/-/setup\?code=\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """One that runs, with its first order placed."""

    url: str
    set_up: str
    """Where the first admin is made."""
    square: str
    """The till's control surface."""

    def till(self, control: str, body: dict[str, Any] | None = None) -> Any:
        """Steer the till, or read its books: `till("POST faults", {...})`."""
        method, _, path = control.partition(" ")
        answer = urllib3.request(method, f"{self.square}/_sandbox/{path}", json=body, timeout=60)
        assert answer.status < 300, answer.data
        return json.loads(answer.data)


@contextmanager
def running(var: Path) -> Iterator[Gateway]:
    """Start it with a small catalog; it is gone afterwards."""
    port, square, shopify = _free_ports(3)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "app.cli", "run", "--variants=60", f"--var={var}"),
            *(f"--port={port}", f"--square-port={square}", f"--shopify-port={shopify}"),
        ],
        cwd=PROJECT_ROOT,
        env={**_clean_environment(), "COLUMNS": "400"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield Gateway(
            url=f"http://127.0.0.1:{port}",
            set_up=_told(process),
            square=f"http://127.0.0.1:{square}",
        )
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=120)


def _told(process: subprocess.Popen[bytes]) -> str:
    """The address of the set-up, which the command prints once all stands."""
    assert process.stdout is not None
    seen, deadline = b"", time.monotonic() + _START_S
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        assert line, seen.decode()[-3000:]
        seen += line
        found = _SET_UP.search(line)
        if found is not None:
            return found[1].decode()
    raise AssertionError(seen.decode()[-3000:])


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("VOICETILL_")}
