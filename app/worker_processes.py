"""Running worker processes on one machine: several under one parent, and a look at each.

The processes share nothing but the database and Redis, so it makes no difference whether they run
under one parent, in several containers or on several machines.
"""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from time import monotonic

import structlog

from app.child_processes import end_with_parent
from app.worker import Worker

log = structlog.get_logger(__name__)

_LOOK_S = 0.1
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0
_SETTLED_S = 60.0
"""A process that lived that long died of something new: the pause before the next begins anew."""
_PATIENCE_S = 40.0
"""Longer than a worker gives its loops to end their rounds."""


class Part(StrEnum):
    """Which part of a worker's work a process does."""

    ALL = "all"
    WORK = "work"
    """Everything but the clocks."""
    CLOCKS = "clocks"
    """What time brings, alone: clocks that enqueue, and the leader's small rounds. Of several, one
    leads."""


def part_of(worker: Worker, part: Part) -> Worker:
    """A worker, not started yet, that does only this part."""
    return replace(
        worker,
        loops=() if part is Part.CLOCKS else worker.loops,
        jobs=() if part is Part.WORK else worker.jobs,
    )


@dataclass(slots=True)
class _Place:
    """One of the processes, and when it may be begun again."""

    process: subprocess.Popen[bytes] | None = None
    begun_at: float = 0.0
    not_before: float = 0.0
    pause_s: float = _FIRST_PAUSE_S


@dataclass(slots=True)
class Supervisor:
    """Keeps so many processes of one command running until told to stop."""

    command: Sequence[str]
    environ: Mapping[str, str]
    processes: int
    _stop: threading.Event = field(default_factory=threading.Event)
    _places: list[_Place] = field(default_factory=list)

    def run(self) -> None:
        """Begin them all, begin anew what dies, end them in order when asked to stop."""
        self._places = [_Place() for _ in range(self.processes)]
        while not self._stop.is_set():
            for place in self._places:
                self._attend(place)
            self._stop.wait(_LOOK_S)
        self._end()

    def ask_to_stop(self) -> None:
        """Let `run` end the processes and return; safe in a signal handler."""
        self._stop.set()

    def ids(self) -> list[int]:
        """The process ids of those that run."""
        running = (place.process for place in self._places if place.process is not None)
        return [process.pid for process in running if process.poll() is None]

    def _attend(self, place: _Place) -> None:
        now = monotonic()
        if place.process is not None and place.process.poll() is not None:
            self._note_death(place, place.process, now)
        if place.process is None and now >= place.not_before:
            place.process = subprocess.Popen(
                list(self.command),
                env=dict(self.environ),
                stdin=subprocess.DEVNULL,
                preexec_fn=end_with_parent,
            )
            place.begun_at = now

    def _note_death(self, place: _Place, died: subprocess.Popen[bytes], now: float) -> None:
        lived_s = now - place.begun_at
        if lived_s > _SETTLED_S:
            place.pause_s = _FIRST_PAUSE_S
        log.error("worker.died", pid=died.pid, exit_code=died.returncode, lived_s=round(lived_s, 1))
        place.process = None
        place.not_before = now + place.pause_s
        place.pause_s = min(_LONGEST_PAUSE_S, place.pause_s * 2)

    def _end(self) -> None:
        running = [place.process for place in self._places if place.process is not None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        deadline = monotonic() + _PATIENCE_S
        for process in running:
            try:
                process.wait(max(0.1, deadline - monotonic()))
            except subprocess.TimeoutExpired:
                log.error("worker.killed", pid=process.pid)
                process.kill()
                process.wait()
