"""From a till's webhook to the number that everybody sees, at 200 a second, on both databases."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.figures import Figure, Result
from benchmarks.load import open_loop
from benchmarks.news import LedgerWatch, Newsroom, cpu_s
from benchmarks.stage import Stage, temporary_stage

_PER_SECOND = 200.0
_CONNECTIONS = 16
_WARMING = 400
_PATIENCE_S = 60.0


def webhook_to_stock(events: int) -> Result:
    """Signed counts over HTTP; from the moment each is due to be sent until it can be read."""
    figures: list[Figure] = []
    about: dict[str, Any] = {}
    failures = 0
    for name, on_postgres in (("sqlite", False), ("postgresql", True)):
        with temporary_stage(variants=300, on_postgres=on_postgres) as made:
            told, failed = _measure(made, events)
        failures += failed
        about[name] = told
        figures += [
            Figure(name=f"{name}_p50", measured=told["p50_ms"], unit="ms", at_most=150),
            Figure(name=f"{name}_p99", measured=told["p99_ms"], unit="ms", at_most=1000),
        ]
    return Result(figures=tuple(figures), failures=failures, about=about)


def _measure(made: Stage, events: int) -> tuple[dict[str, Any], int]:
    room = Newsroom(made)
    news = room.counts(_WARMING + events)
    requests = [room.signed(each) for each in news]
    with LedgerWatch(made.services.database) as watch:
        warming = open_loop(made.port, requests[:_WARMING], _PER_SECOND, _CONNECTIONS)
        pids = {child.name: child.process.pid for child in (made.web, made.worker)}
        before = {name: cpu_s(pid) for name, pid in pids.items()}
        load = open_loop(made.port, requests[_WARMING:], _PER_SECOND, _CONNECTIONS)
        wanted = {each.id for each in news}
        ends = time.monotonic() + _PATIENCE_S
        while wanted - watch.seen.keys() and time.monotonic() < ends:
            time.sleep(0.05)
        spent = {name: cpu_s(pid) - before[name] for name, pid in pids.items()}
    late = sorted(
        (watch.seen[each.id] - load.began - number / _PER_SECOND) * 1000
        for number, each in enumerate(news[_WARMING:])
        if each.id in watch.seen
    )
    told = {
        "events": len(late),
        "p50_ms": round(late[len(late) // 2], 1),
        "p90_ms": round(late[int(len(late) * 0.9)], 1),
        "p99_ms": round(late[int(len(late) * 0.99)], 1),
        "acknowledged_p99_ms": round(load.quantile(0.99), 1),
        **{f"{who}_cpu_ms": round(1000 * took / events, 2) for who, took in spent.items()},
    }
    unseen = len(wanted - watch.seen.keys())
    return told, warming.failures() + load.failures() + unseen
