"""A contest in interleaved rounds: the gateway, then the floor, the same number of requests each.

Rounds share whatever else the machine does at that moment, so their ratio is worth more than
either rate. The CPU time of the servers' processes is told beside it: it does not depend on how
many others want the processor.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psutil

from app.start.processes import Child
from benchmarks.load import Load, closed_loop

ROUNDS = 9
CONNECTIONS = 8
"""To see the rate: enough that both workers always have something to do."""
FEW = 2
"""To see the waiting: as many as there are workers."""
_WARMING = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two: where it listens, which processes it is, what it is asked."""

    port: int
    child: Child
    requests: Sequence[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One side's share of one round."""

    rate: Load
    waiting: Load
    cpu_ms: float
    """Per request, all of the server's processes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One side alone, each request once."""

    load: Load
    cpu_ms: float

    @classmethod
    def of(cls, side: Side) -> Run:
        """All requests of that side, over as many connections as show its rate."""
        before = cpu_seconds(side.child)
        load = closed_loop(side.port, side.requests, CONNECTIONS)
        spent = cpu_seconds(side.child) - before
        return cls(load=load, cpu_ms=spent * 1000 / len(side.requests))

    def failures(self, is_right: Callable[[bytes], bool]) -> int:
        """Refusals and wrong answers."""
        wrong = sum(a.status == 200 and not is_right(a.body) for a in self.load.answers)
        return self.load.failures() + wrong

    def about(self) -> dict[str, float]:
        """Rate and CPU."""
        return {
            "per_s": round(self.load.per_second),
            "cpu_ms_per_request": round(self.cpu_ms, 3),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """All rounds of both sides."""

    ours: Sequence[Round]
    floor: Sequence[Round]

    @property
    def ratio(self) -> float:
        """Median over the rounds of our rate to the floor's."""
        pairs = zip(self.ours, self.floor, strict=True)
        return statistics.median(a.rate.per_second / b.rate.per_second for a, b in pairs)

    @property
    def p99_ms(self) -> float:
        """Median over the rounds of the 99th percentile of waiting, with few connections."""
        return statistics.median(each.waiting.quantile(0.99) for each in self.ours)

    def failures(self, is_right: Callable[[bytes], bool]) -> int:
        """Refusals on both sides, and wrong answers on ours."""
        loads = [load for each in (*self.ours, *self.floor) for load in (each.rate, each.waiting)]
        refused = sum(load.failures() for load in loads)
        answers = [a for each in self.ours for a in (*each.rate.answers, *each.waiting.answers)]
        return refused + sum(a.status == 200 and not is_right(a.body) for a in answers)

    def about(self) -> dict[str, Any]:
        """Rates, waiting and CPU of both sides: medians over the rounds."""
        return {
            "requests": sum(len(r.rate.answers) + len(r.waiting.answers) for r in self.ours),
            "gateway": _told(self.ours),
            "floor": _told(self.floor),
            "ratio_by_round": [
                round(a.rate.per_second / b.rate.per_second, 3)
                for a, b in zip(self.ours, self.floor, strict=True)
            ],
            "ratio_of_cpu": round(
                statistics.median(each.cpu_ms for each in self.floor)
                / statistics.median(each.cpu_ms for each in self.ours),
                3,
            ),
        }


def contest(ours: Side, floor: Side, *, rounds: int = ROUNDS) -> Contest:
    """Warm both up, then run the rounds; each request of ours is asked once."""
    _warm(ours)
    _warm(floor)
    size = (len(ours.requests) - _WARMING) // rounds
    mine, theirs = [], []
    for number in range(rounds):
        start = _WARMING + number * size
        mine.append(_round(ours, ours.requests[start : start + size]))
        theirs.append(_round(floor, [floor.requests[0]] * size))
    return Contest(ours=mine, floor=theirs)


def _warm(side: Side) -> None:
    one = [side.requests[0]] * _WARMING if len(side.requests) == 1 else side.requests[:_WARMING]
    closed_loop(side.port, one, CONNECTIONS)


def _round(side: Side, requests: Sequence[bytes]) -> Round:
    cut = len(requests) * 3 // 4
    before = cpu_seconds(side.child)
    rate = closed_loop(side.port, requests[:cut], CONNECTIONS)
    waiting = closed_loop(side.port, requests[cut:], FEW)
    spent = cpu_seconds(side.child) - before
    return Round(rate=rate, waiting=waiting, cpu_ms=spent * 1000 / len(requests))


def cpu_seconds(child: Child) -> float:
    main = psutil.Process(child.process.pid)
    times = [process.cpu_times() for process in (main, *main.children(recursive=True))]
    return float(sum(each.user + each.system for each in times))


def _told(rounds: Sequence[Round]) -> dict[str, float]:
    def median(of: Callable[[Round], float], places: int) -> float:
        return round(statistics.median(of(each) for each in rounds), places)

    return {
        "per_s": median(lambda r: r.rate.per_second, 0),
        "cpu_ms_per_request": median(lambda r: r.cpu_ms, 3),
        "p50_ms": median(lambda r: r.waiting.quantile(0.5), 2),
        "p99_ms": median(lambda r: r.waiting.quantile(0.99), 2),
    }
