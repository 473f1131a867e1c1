"""`make bench`: measure everything and print one JSON document; `--only NAME` for one measure.

Exits with 1 if a request failed or was answered wrongly; a missed target only says so.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import psutil

from benchmarks.console import console
from benchmarks.conversations import voice_turns
from benchmarks.drain import backlog
from benchmarks.figures import Result
from benchmarks.fullsync import (
    TAP_PYTHON,
    fullsync_against_tap,
    fullsync_allowance,
    fullsync_memory,
    fullsync_rate,
)
from benchmarks.intake import webhook_intake
from benchmarks.limits import live_lane
from benchmarks.mapping import mapping_throughput
from benchmarks.mapping_shapes import shapes_throughput
from benchmarks.orders import place_orders
from benchmarks.overhead import call_overhead
from benchmarks.search import search
from benchmarks.speech_to_sku import speech_to_sku
from benchmarks.startup import cold_start
from benchmarks.sync import full_sync
from benchmarks.turns import availability, voice_orders
from benchmarks.webhooks import webhook_to_stock
from benchmarks.workers import three_workers

MEASURES: dict[str, Callable[[], Result]] = {
    "cold_start": cold_start,
    "availability": lambda: availability(36200),
    "webhook_intake": lambda: webhook_intake(9200),
    "voice_orders": lambda: voice_orders(15),
    "voice_turns": voice_turns,
    "availability_on_postgresql": lambda: availability(36200, on_postgres=True),
    "voice_orders_on_postgresql": lambda: voice_orders(15, on_postgres=True),
    "place_orders": lambda: place_orders(150),
    "mapping": mapping_throughput,
    "mapping_shapes": shapes_throughput,
    "full_sync": lambda: full_sync(20_000),
    "fullsync_rate": lambda: fullsync_rate(100_000),
    "fullsync_memory": fullsync_memory,
    "fullsync_against_tap": lambda: fullsync_against_tap(100_000),
    "fullsync_allowance": lambda: fullsync_allowance(3_000),
    "live_lane": lambda: live_lane(150),
    "call_overhead": lambda: call_overhead(1500),
    "search": lambda: search(100_000),
    "speech_to_sku": speech_to_sku,
    "console": lambda: console(100_000, 100_000, 1_000_000),
    "webhook_to_stock": lambda: webhook_to_stock(3000),
    "backlog": lambda: backlog(50_000),
    "three_workers": lambda: three_workers(600),
}


def main() -> int:
    """Run the measures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(MEASURES))
    chosen = parser.parse_args().only or [name for name in MEASURES if _is_possible(name)]
    told: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {psutil.cpu_count()} processors",
    }
    failures = 0
    for name in chosen:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        load_before = os.getloadavg()[0]
        began = time.monotonic()
        result = MEASURES[name]()
        failures += result.failures
        told[name] = {
            **result.as_dict(),
            "load_before": round(load_before, 2),
            "took_s": round(time.monotonic() - began),
        }
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    return 1 if failures else 0


def _is_possible(name: str) -> bool:
    """Whether what a measure needs beside ours is there."""
    return name != "fullsync_against_tap" or TAP_PYTHON in os.environ


if __name__ == "__main__":
    sys.exit(main())
