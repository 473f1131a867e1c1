"""Child processes of the start command: begun, watched until they answer, ended together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import urllib3

from app.child_processes import end_with_parent
from domain.errors import ConfigurationError

_STOP_S = 10.0
_POLL_S = 0.05


def require_free_port(host: str, port: int, what: str, option: str) -> None:
    """Raises ConfigurationError if something listens there already, with the way round."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"port {port} on {host} is taken, {what} needs it ({error.strerror}); "
                f'stop what uses it or choose another: make run RUN_OPTIONS="{option} {port + 10}"'
            ) from None


@dataclass(slots=True)
class Child:
    """One process of ours."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def has_died(self) -> bool:
        """Whether it ended by itself."""
        return self.process.poll() is not None

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@dataclass(slots=True)
class Family:
    """The processes begun by one start command; leaving the `with` ends them all."""

    log_dir: Path
    children: list[Child] = field(default_factory=list)

    def __enter__(self) -> Family:
        self.log_dir.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, name: str, command: Sequence[str], environ: Mapping[str, str]) -> Child:
        """Begin a process; what it prints goes to a log of its own."""
        log = self.log_dir / f"{name}.log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                list(command),
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone; we end them in order
                preexec_fn=end_with_parent,
            )
        child = Child(name, process, log)
        self.children.append(child)
        return child

    def wait_until_up(self, child: Child, url: str, *, seconds: float = 120.0) -> None:
        """Return once the address answers 2xx. Raises ConfigurationError with its last words."""
        http = urllib3.PoolManager(retries=False, timeout=2.0)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if child.has_died():
                break
            try:
                if http.request("GET", url).status < 300:
                    return
            except urllib3.exceptions.HTTPError:
                time.sleep(_POLL_S)
                continue
            time.sleep(_POLL_S)
        raise ConfigurationError(
            f"{child.name} did not come up at {url}; the end of {child.log}:\n{child.last_words()}"
        )

    def the_dead(self) -> Child | None:
        """A child that ended by itself, if any."""
        return next((child for child in self.children if child.has_died()), None)

    def stop(self) -> None:
        """End every child, the newest first, by SIGTERM and if need be SIGKILL, which takes its own
        children with it: a web server that is killed alone leaves workers behind, on its port."""
        for child in reversed(self.children):
            if not child.has_died():
                child.process.send_signal(signal.SIGTERM)
        ends = time.monotonic() + _STOP_S
        for child in reversed(self.children):
            try:
                child.process.wait(timeout=max(0.1, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
        self.children.clear()
