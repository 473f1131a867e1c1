"""A first full run in this process; prints what it took as one JSON line."""

from __future__ import annotations

import os
import sys
import threading
import time

import orjson
import psutil
from sqlalchemy import event

from adapters.meter import metered
from app.bootstrap import build_services
from app.start.demo_merchant import DEMO
from config.logging import configure_logging
from config.settings import Settings
from storage import merchants
from sync.full_sync import FullSync, SyncProgress

_LOOK_S = 0.05


class Watch:
    """Listens to a run: pages, SQL statements between two of them, memory all along."""

    def __init__(self) -> None:
        self.pages = 0
        self.statements = 0
        self.most_of_a_page = 0
        self._at_last_page = 0
        self._process = psutil.Process()
        self._start: int = self._process.memory_info().rss
        self.peak = self._start
        threading.Thread(target=self._look, daemon=True).start()

    @property
    def growth_mb(self) -> int:
        """Megabytes of resident memory at the peak, above those at the start."""
        grown: int = self.peak - self._start
        return round(grown / 1e6)

    def on_statement(self, *_args: object) -> None:
        """Count a statement."""
        self.statements += 1

    def on_progress(self, progress: SyncProgress) -> None:
        """Count a page; the statements of an entity's end belong to no page."""
        if not progress.finished:
            self.pages += 1
            self.most_of_a_page = max(self.most_of_a_page, self.statements - self._at_last_page)
        self._at_last_page = self.statements

    def _look(self) -> None:
        while True:
            self.peak = max(self.peak, self._process.memory_info().rss)
            time.sleep(_LOOK_S)


def main() -> None:
    """Run once and measure."""
    configure_logging("json", "error")
    services = build_services(Settings.from_env(os.environ))
    with services.database.read() as tx:
        (connection,) = merchants.connections(tx, DEMO)
    watch = Watch()
    event.listen(services.database.engine, "before_cursor_execute", watch.on_statement)
    cpu, started = time.process_time(), time.perf_counter()
    with metered() as meter:
        summary = FullSync(services.database, services.directory, services.clock).run(
            connection.id, watch.on_progress
        )
    wall = time.perf_counter() - started
    waiting = (meter.spent_ms + meter.waited_ms) / 1000
    told = {
        "variants": summary.variants,
        "seconds": round(wall, 1),
        "waiting_share": round(waiting / wall, 3),
        "waiting_for_answers_s": round(meter.spent_ms / 1000, 1),
        "waiting_for_limits_s": round(meter.waited_ms / 1000, 1),
        "own_cpu_s": round(time.process_time() - cpu, 1),
        "memory_growth_mb": watch.growth_mb,
        "pages": watch.pages,
        "pos_calls": meter.calls,
        "most_statements_of_a_page": watch.most_of_a_page,
        "statements": watch.statements,
    }
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n")


if __name__ == "__main__":
    main()
