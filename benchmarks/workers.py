"""Three workers against one, on PostgreSQL, where every delivery asks a slow till."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks.drain import worker
from benchmarks.figures import Figure, Result
from benchmarks.news import Newsroom, cpu_s, done
from benchmarks.stage import Stage, temporary_stage

_SLOW_MS, _QUICK_MS = 1000, 200
"""Of a till that answers after a second the workers wait all the time, so their number counts; one
of 200 ms keeps both processors of a small machine busy, and is only told beside it."""
_ROUNDS = 2
_PATIENCE_S = 300.0
_BEGUN_S, _IDLE_S = 0.5, 0.15
"""Processor time that beginning takes at least, and that an idle second takes at most."""
_SKU = "NK-AIRMAX90-BLK-10"


@dataclass(slots=True)
class _Told:
    """What one worker and three did over a till of one latency."""

    rates: dict[int, list[float]] = field(default_factory=lambda: {1: [], 3: []})
    spent: dict[int, float] = field(default_factory=lambda: {1: 0.0, 3: 0.0})
    orders: int = 0
    left: int = 0

    @property
    def ratio(self) -> float:
        """Three against one."""
        return sum(self.rates[3]) / sum(self.rates[1])

    def as_dict(self) -> dict[str, Any]:
        """Orders a second, and processor time of all workers for one order."""
        cpu = {str(n): round(1000 * spent / self.orders, 1) for n, spent in self.spent.items()}
        return {
            "ratio": round(self.ratio, 2),
            "one_per_s": [round(rate, 1) for rate in self.rates[1]],
            "three_per_s": [round(rate, 1) for rate in self.rates[3]],
            "cpu_ms_each": cpu,
        }


def three_workers(orders: int) -> Result:
    """The same orders asked for by one worker and by three, in turn."""
    with temporary_stage(variants=300, on_postgres=True) as made:
        made.rest_worker()
        made.lift_budget()
        order_ids = _orders(made, orders)
        slow = _compare(made, order_ids, latency_ms=_SLOW_MS, rounds=_ROUNDS)
        quick = _compare(made, order_ids, latency_ms=_QUICK_MS, rounds=1)
    return Result(
        figures=(
            Figure(
                name="three_against_one",
                measured=round(slow.ratio, 2),
                unit="ratio",
                at_least=2.2,
            ),
        ),
        failures=slow.left + quick.left,
        about={
            f"till_of_{_SLOW_MS}_ms": slow.as_dict(),
            f"till_of_{_QUICK_MS}_ms": quick.as_dict(),
        },
    )


def _compare(made: Stage, order_ids: Sequence[str], *, latency_ms: int, rounds: int) -> _Told:
    made.control("DELETE", "faults")
    fault = {"kind": "slow", "route": "*", "delay_ms": latency_ms, "times": None}
    made.control("POST", "faults", fault)
    told = _Told()
    for _ in range(rounds):
        told.orders += len(order_ids)
        for workers, rates in told.rates.items():
            rate, cpu, undone = _run(made, order_ids, workers)
            rates.append(rate)
            told.spent[workers] += cpu
            told.left += undone
    return told


def _orders(made: Stage, how_many: int) -> list[str]:
    """Sold at the till, without a word about it."""
    made.control("POST", "webhooks", {"drop": True})
    sale = {"sku": _SKU, "location": "Downtown", "quantity": 1}
    return [made.control("POST", "sell", sale)["order_id"] for _ in range(how_many)]


def _run(made: Stage, order_ids: Sequence[str], workers: int) -> tuple[float, float, int]:
    """Orders a second from the first to the last, processor time, and how many were left."""
    database = made.services.database
    room = Newsroom(made)
    with ExitStack() as stack:
        pids = [stack.enter_context(worker(made)).pid for _ in range(workers)]
        _wait_until_idle(pids)  # what is compared is work, not beginnings
        before, cpu = done(database), sum(map(cpu_s, pids))
        began = time.perf_counter()
        room.fill(room.orders(order_ids))
        ends = time.monotonic() + _PATIENCE_S
        while (worked := done(database) - before) < len(order_ids) and time.monotonic() < ends:
            time.sleep(0.02)
        took, spent = time.perf_counter() - began, sum(map(cpu_s, pids)) - cpu
    return worked / took, spent, len(order_ids) - worked


def _wait_until_idle(pids: Sequence[int]) -> None:
    """Until all are up and have nothing to do."""
    ends = time.monotonic() + _PATIENCE_S
    before = [0.0 for _ in pids]
    while time.monotonic() < ends:
        time.sleep(1.0)
        now = [cpu_s(pid) for pid in pids]
        if all(
            begun > _BEGUN_S and begun - last < _IDLE_S
            for begun, last in zip(now, before, strict=True)
        ):
            return
        before = now
