"""A first full run in this process; prints what it took as one JSON line."""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import dataclass, replace
from typing import Any

import orjson
import psutil
from sqlalchemy import event

from adapters.meter import metered
from adapters.registry import PLATFORMS
from adapters.wire import BudgetReading, Dialect, HttpResponse
from app.bootstrap import build_services
from app.start.demo_merchant import DEMO
from config.collector import settle
from config.logging import configure_logging
from config.settings import Settings
from domain.calls import Call
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter
from mapping.report import MappingReport
from storage import merchants
from sync.full_sync import FullSync, SyncProgress
from sync.ports import SyncDirectory
from sync.progress import Stage

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
        self.listing_s = 0.0
        """Spent until a page of a listing was stored; the rest went into proofs."""
        self._told_at = time.perf_counter()
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
        now = time.perf_counter()
        if progress.stage is Stage.LISTING:
            self.listing_s += now - self._told_at
        self._told_at = now
        if not progress.finished:
            self.pages += 1
            self.most_of_a_page = max(self.most_of_a_page, self.statements - self._at_last_page)
        self._at_last_page = self.statements

    def _look(self) -> None:
        while True:
            self.peak = max(self.peak, self._process.memory_info().rss)
            time.sleep(_LOOK_S)


@dataclass(frozen=True, slots=True)
class _InPages:
    """A directory that never exports: what a platform without exports costs, on the same shop."""

    directory: SyncDirectory

    def open(
        self,
        connection_id: ConnectionId,
        call: Call,
        *,
        report: MappingReport | None = None,
        bulk: bool = False,  # noqa: ARG002 - that is the point
    ) -> PosAdapter:
        """The adapter, listing in pages."""
        return self.directory.open(connection_id, call, report=report)


class _Ledger:
    """A platform's dialect that adds up what its answers say was spent."""

    def __init__(self, inner: Dialect) -> None:
        self._inner = inner
        self.spent = 0.0
        self.capacity = 0.0
        self.per_s = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        """What the answer tells, counted."""
        reading = self._inner.budget(response)
        if reading is not None:
            self.spent += reading.cost or 0
            self.capacity = reading.capacity or self.capacity
            self.per_s = reading.restore_per_s or self.per_s
        return reading

    def share_used(self, seconds: float) -> float | None:
        """Of what the platform allowed within that time; None where it tells nothing."""
        allowed = self.capacity + self.per_s * seconds
        return round(self.spent / allowed, 3) if self.spent else None


def main() -> None:
    """Run once and measure."""
    configure_logging("json", "error")
    ledger = _Ledger(PLATFORMS["shopify"].dialect)
    platforms = {**PLATFORMS, "shopify": replace(PLATFORMS["shopify"], dialect=ledger)}
    services = build_services(Settings.from_env(os.environ), platforms=platforms)
    with services.database.read() as tx:
        (connection,) = merchants.connections(tx, DEMO)
    settle()  # as in every worker
    watch = Watch()
    event.listen(services.database.engine, "before_cursor_execute", watch.on_statement)
    cpu, started = time.process_time(), time.perf_counter()
    directory = _InPages(services.directory) if "--pages" in sys.argv else services.directory
    with metered() as meter:
        summary = FullSync(services.database, directory, services.clock).run(
            connection.id, watch.on_progress
        )
    wall = time.perf_counter() - started
    waiting = (meter.spent_ms + meter.waited_ms) / 1000
    told = {
        "variants": summary.variants,
        "records": sum(summary.counts.values()),
        "brought": {
            "products": summary.counts["product"],
            "product_variants": summary.variants,
            "inventory_levels": summary.counts["stock"],
        },
        "records_per_s": round(sum(summary.counts.values()) / wall),
        "listing_records_per_s": round(sum(summary.counts.values()) / watch.listing_s),
        "proving_s": round(wall - watch.listing_s, 1),
        "proofs": {entity: proof.state.value for entity, proof in summary.proofs.items()},
        "allowance_share": ledger.share_used(wall),
        "peak_mb": round(watch.peak / 1e6),
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
