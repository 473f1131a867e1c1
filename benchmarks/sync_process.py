"""One full run in this process; prints what it took as one JSON line."""

from __future__ import annotations

import os
import sys
import time

import orjson
import psutil
import urllib3
from sqlalchemy import event

from adapters.meter import metered
from app.bootstrap import build_services
from app.start.demo_merchant import DEMO
from config.logging import configure_logging
from config.settings import Settings
from storage import merchants
from sync.full_sync import FullSync, SyncProgress


def main() -> None:
    """Forget what was synchronized, then run once and measure."""
    configure_logging("json", "error")
    services = build_services(Settings.from_env(os.environ))
    with services.database.read() as tx:
        (connection,) = merchants.connections(tx, DEMO)
    sandbox = os.environ["BENCH_SANDBOX"]
    urllib3.request("DELETE", f"{sandbox}/_sandbox/stats")
    statements = 0

    def count(*_args: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(services.database.engine, "before_cursor_execute", count)
    process = psutil.Process()
    start_rss = process.memory_info().rss
    peak = start_rss
    pages = 0

    def listen(progress: SyncProgress) -> None:
        nonlocal peak, pages
        pages += not progress.finished
        peak = max(peak, process.memory_info().rss)

    cpu = time.process_time()
    started = time.perf_counter()
    with metered() as meter:
        summary = FullSync(services.database, services.directory, services.clock).run(
            connection.id, listen
        )
    wall = time.perf_counter() - started
    waiting = (meter.spent_ms + meter.waited_ms) / 1000
    told = {
        "variants": summary.variants,
        "seconds": round(wall, 1),
        "waiting_for_pos_share": round(waiting / wall, 3),
        "waiting_for_pos_share_target": 0.9,
        "own_cpu_s": round(time.process_time() - cpu, 1),
        "memory_growth_mb": round((peak - start_rss) / 1e6),
        "memory_growth_mb_target": 60,
        "pages": pages,
        "pos_calls": meter.calls,
        "sql_statements_per_page": round(statements / max(1, pages), 1),
    }
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n")


if __name__ == "__main__":
    main()
