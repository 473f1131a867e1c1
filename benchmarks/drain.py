"""A backlog that one worker works off: mapped, applied, on the ledger; and who waits meanwhile."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.figures import Figure, Result
from benchmarks.news import Newsroom, cpu_s, done
from benchmarks.stage import Stage, temporary_stage
from storage.engine import Database

_ASK_S = 0.02
_LOOK_S = 0.05
_PATIENCE_S = 600.0


def backlog(events: int) -> Result:
    """Counts that wait in the inbox, and a worker that comes to them; on both databases."""
    figures: list[Figure] = []
    about: dict[str, Any] = {}
    failures = 0
    for name, on_postgres in (("sqlite", False), ("postgresql", True)):
        with temporary_stage(variants=1000, on_postgres=on_postgres) as made:
            told = _drain(made, events)
        failures += events - told["applied"]
        about[name] = told
        figures.append(
            Figure(
                name=f"{name}_per_core",
                measured=told["per_core"],
                unit="events/s",
                at_least=800,
            )
        )
    return Result(figures=tuple(figures), failures=failures, about=about)


def _drain(made: Stage, events: int) -> dict[str, Any]:
    made.rest_worker()
    room = Newsroom(made)
    database = made.services.database
    before = done(database)
    room.fill(room.counts(events))
    with worker(made) as process, _Shopper(database) as shopper:
        began, cpu, at_start = _first(database, before, process.pid)
        ends = time.monotonic() + _PATIENCE_S
        while (applied := done(database) - before) < events and time.monotonic() < ends:
            time.sleep(_LOOK_S)
        took, spent = time.perf_counter() - began, cpu_s(process.pid) - cpu
    worked = applied - at_start
    return {
        "applied": applied,
        "per_core": round(worked / spent),
        "per_s": round(worked / took),
        "cpu_ms": round(1000 * spent / worked, 3),
        "a_writer_waits_p50_ms": shopper.quantile(0.5),
        "a_writer_waits_p99_ms": shopper.quantile(0.99),
    }


def _first(database: Database, before: int, pid: int) -> tuple[float, float, int]:
    """When the first were applied, how much processor time was spent by then, and how many."""
    while (at_start := done(database) - before) == 0:
        time.sleep(_LOOK_S)
    return time.perf_counter(), cpu_s(pid), at_start


@contextmanager
def worker(made: Stage) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process for the stage, ended afterwards."""
    command = [sys.executable, "-m", "app.cli", "worker"]
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(
        command, env=dict(made.environ), stdout=nowhere, stderr=nowhere
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


class _Shopper:
    """Asks for the right to write every so often, as a hold would, and notes how long it took."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._waits: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> _Shopper:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def quantile(self, share: float) -> float:
        """Of the waits, in milliseconds."""
        waits = sorted(self._waits)
        return round(1000 * waits[int(share * (len(waits) - 1))], 1)

    def _ask(self) -> None:
        while not self._over.wait(_ASK_S):
            began = time.perf_counter()
            with self._db.write():
                self._waits.append(time.perf_counter() - began)
