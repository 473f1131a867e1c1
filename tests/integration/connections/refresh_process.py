"""Imports everything once and forks children that call a platform with an ended token.

Reads one JSON job per line, answers `ready PID` when the child stands before its call, and
`ended` when it is gone. A child calls when it gets SIGUSR1; it is there to be killed.
Started as `python -m tests.integration.connections.refresh_process`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from app.bootstrap import build_services
from config.logging import configure_logging
from config.settings import Settings
from domain.calls import Call
from domain.ids import ConnectionId
from tests.contracts_path import PROJECT_ROOT


class AheadClock:
    """The machine's time and so many seconds."""

    def __init__(self, ahead_s: float) -> None:
        self.ahead = timedelta(seconds=ahead_s)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def _child(job: dict[str, Any]) -> None:
    services = build_services(Settings.from_env(job["env"]), clock=AheadClock(job["ahead_s"]))
    pos = services.directory.open(ConnectionId(job["connection"]), Call.within(30))
    _say(f"ready {os.getpid()}")
    signal.sigwait({signal.SIGUSR1})
    pos.ping()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Fork a child per job and report its end."""
    configure_logging("json", "error", stream=sys.stderr)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _child(json.loads(line))
            os._exit(0)
        os.waitpid(pid, 0)
        _say("ended")


class Refreshers:
    """The forking process, from outside."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, job: dict[str, Any]) -> int:
        """A child that stands before its call; its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        word, _, pid = self._line().partition(" ")
        assert word == "ready", word
        return int(pid)

    def ended(self) -> None:
        """Return when the child is gone."""
        assert self._line() == "ended"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def refreshers() -> Iterator[Refreshers]:
    """The forking process, ended afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.connections.refresh_process"],
        cwd=PROJECT_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Refreshers(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=60)
        assert process.stdout is not None
        process.stdout.close()


if __name__ == "__main__":
    main()
