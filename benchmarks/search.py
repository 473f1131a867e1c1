"""Searching 100,000 products by the labeled queries, and how many of them find what was meant.

Time is taken by the wall clock and, since the machine is seldom quiet, by the processor's as well;
nothing is remembered between two queries, as it would be in a gateway where shoppers repeat each
other.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Sequence

import psutil

from app.commerce.search_index import SearchIndex
from benchmarks.figures import Figure, Result
from benchmarks.goods import wares
from benchmarks.spoken import ask, entries, judged, queries

_ROUNDS = 5


def search(products: int) -> Result:
    """Latency over a catalog of so many products, and the labeled queries over one of 5,000."""
    shop = list(wares(products))
    memory = psutil.Process(os.getpid()).memory_info
    before = memory().rss
    began = time.process_time()
    index = SearchIndex(entries(shop))
    built = time.process_time() - began
    size = (memory().rss - before) / 1e6
    wall, spent = _times(index)
    results = judged()
    good = sum(is_good for _, is_good in results)
    held_out = [is_good for spoken, is_good in results if spoken.is_held_out]
    return Result(
        figures=(
            Figure(name="p50", measured=_at(wall, 0.5), unit="ms", at_most=5),
            Figure(name="p99", measured=_at(wall, 0.99), unit="ms", at_most=15),
            Figure(
                name="right_in_top_3",
                measured=round(100 * good / len(results), 1),
                unit="% of labeled queries",
                at_least=95,
            ),
        ),
        failures=0,
        about={
            "products": products,
            "index_mb": round(size),
            "built_cpu_s": round(built, 1),
            "p50_cpu_ms": _at(spent, 0.5),
            "p99_cpu_ms": _at(spent, 0.99),
            "queries": len(results),
            "right_held_out_percent": round(100 * sum(held_out) / len(held_out), 1),
        },
    )


def _times(index: SearchIndex) -> tuple[list[float], list[float]]:
    """Milliseconds per query, by the wall clock and by the processor's."""
    asked = [(spoken.words, 5 + number) for number in range(_ROUNDS) for spoken in queries()]
    random.Random(1).shuffle(asked)  # another limit each round: nothing is remembered
    wall, spent = [], []
    for words, limit in asked:
        began, worked = time.perf_counter(), time.process_time()
        ask(index, words, limit)
        wall.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - worked) * 1000)
    return sorted(wall), sorted(spent)


def _at(ordered: Sequence[float], share: float) -> float:
    return round(ordered[int(share * (len(ordered) - 1))], 2)
