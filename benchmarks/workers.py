"""Three workers against one, on PostgreSQL, where every delivery asks a slow till."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack

from benchmarks.drain import worker
from benchmarks.figures import Figure, Result
from benchmarks.news import Newsroom, cpu_s, done
from benchmarks.stage import Stage, temporary_stage

_POS_MS = 200
_ROUNDS = 2
_PATIENCE_S = 300.0
_SKU = "NK-AIRMAX90-BLK-10"


def three_workers(orders: int) -> Result:
    """The same orders asked for by one worker and by three, in turn."""
    with temporary_stage(variants=300, on_postgres=True) as made:
        made.rest_worker()
        made.lift_budget()
        order_ids = _orders(made, orders)
        fault = {"kind": "slow", "route": "*", "delay_ms": _POS_MS, "times": None}
        made.control("POST", "faults", fault)
        rates: dict[int, list[float]] = {1: [], 3: []}
        spent: dict[int, float] = {1: 0.0, 3: 0.0}
        left = 0
        for _ in range(_ROUNDS):
            for workers in rates:
                rate, cpu, undone = _run(made, order_ids, workers)
                rates[workers].append(rate)
                spent[workers] += cpu
                left += undone
    ratio = sum(rates[3]) / sum(rates[1])
    return Result(
        figures=(
            Figure(name="three_against_one", measured=round(ratio, 2), unit="ratio", at_least=2.2),
        ),
        failures=left,
        about={
            "pos_latency_ms": _POS_MS,
            "one_per_s": [round(rate, 1) for rate in rates[1]],
            "three_per_s": [round(rate, 1) for rate in rates[3]],
            "cpu_ms_each": {
                str(k): round(1000 * v / _ROUNDS / orders, 1) for k, v in spent.items()
            },
        },
    )


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
        time.sleep(4.0)  # until all are up: what is compared is work, not beginnings
        before, cpu = done(database), sum(map(cpu_s, pids))
        began = time.perf_counter()
        room.fill(room.orders(order_ids))
        ends = time.monotonic() + _PATIENCE_S
        while (worked := done(database) - before) < len(order_ids) and time.monotonic() < ends:
            time.sleep(0.02)
        took, spent = time.perf_counter() - began, sum(map(cpu_s, pids)) - cpu
    return worked / took, spent, len(order_ids) - worked
