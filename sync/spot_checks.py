"""Spot checks: random stock and prices asked of the platform, compared, counted and put right.

What the platform says is applied like any news; what has drifted is what changed by that, so
revisions, holds of the platform's own and sales of ours are judged by the one apply step. A count
that moved over there within the last moments is on its way to us and no drift.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import structlog
from prometheus_client import Counter
from sqlalchemy import Connection

from domain.calls import Call, Clock, Lane
from domain.catalog import Source, StockLevel
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page, PosAdapter
from storage import spot_checks
from storage.engine import Database
from storage.merchants import PosConnection
from storage.spot_checks import Sampled, SpotCheck
from storage.sync_jobs import SyncJob
from storage.types import JsonValue
from sync.apply import Arrival, apply_page
from sync.fetch import is_listed
from sync.job_runner import JobContext
from sync.ports import SyncDirectory

log = structlog.get_logger(__name__)

ASKED = Counter("voicetill_spot_checked_total", "Stored facts compared by spot checks.", ["field"])
DRIFTED = Counter(
    "voicetill_spot_drifted_total", "Stored facts that a spot check found wrong.", ["field"]
)

SAMPLE = 20
_PRODUCTS = 5
"""Of a sample, those whose prices are asked for: each takes a call of its own."""
_CALL_S = 60.0
_ON_THE_WAY = timedelta(seconds=30)
"""News younger than this may still be under way to us."""

_Facts: TypeAlias = Mapping[tuple[str, str], JsonValue]
_Read: TypeAlias = Callable[[Connection], _Facts]


@dataclass(slots=True)
class _Tally:
    """What one check has asked, and what had drifted."""

    stock: int = 0
    prices: int = 0
    drifts: list[JsonValue] = field(default_factory=list)

    def drifted(self, name: str) -> int:
        return sum(one["field"] == name for one in self.drifts)


class SpotChecker:
    """Checks connections; safe in any number of processes."""

    def __init__(self, database: Database, directory: SyncDirectory, clock: Clock) -> None:
        self._db = database
        self._directory = directory
        self._clock = clock

    def check(self, connection: PosConnection, *, size: int = SAMPLE) -> SpotCheck:
        """Compare a sample, and put right what had drifted. Raises PlatformError."""
        with self._db.read() as tx:
            chosen = spot_checks.sample(tx, connection, size)
        tally = _Tally()
        label = f"spot:{uuid.uuid4().hex[:12]}"
        call = Call.within(_CALL_S, lane=Lane.BACKFILL, correlation_id=label)
        pos = self._directory.open(connection.id, call)
        self._check_stock(pos, connection, chosen, tally, label)
        self._check_prices(pos, connection, chosen, tally, label)
        return self._keep(connection, tally)

    def handle(self, job: SyncJob, context: JobContext) -> JsonValue:
        """The `spot_check` job; `params.size` says how many variants."""
        done = self.check(context.connection, size=int(job.params.get("size", SAMPLE)))
        return {
            "asked": done.stock_asked + done.price_asked,
            "drifted": done.stock_drifted + done.price_drifted,
        }

    def _check_stock(
        self,
        pos: PosAdapter,
        connection: PosConnection,
        chosen: Sequence[Sampled],
        tally: _Tally,
        label: str,
    ) -> None:
        ids = list(dict.fromkeys(one.inventory_id for one in chosen if one.is_counted))
        if not ids or not is_listed(pos, Entity.STOCK):
            return
        asked_at = self._clock.now()
        for page in pos.stock(inventory_ids=ids):
            settled = _settled(page, asked_at)
            tally.stock += len(settled.records)
            asked = {one.inventory_platform_id for one in settled.records}

            def read(tx: Connection, asked: set[PlatformId] = asked) -> _Facts:
                return spot_checks.counts(tx, connection, asked)

            tally.drifts += self._apply(
                connection, Entity.STOCK, settled, read, "stock", label, asked_at=asked_at
            )

    def _check_prices(
        self,
        pos: PosAdapter,
        connection: PosConnection,
        chosen: Sequence[Sampled],
        tally: _Tally,
        label: str,
    ) -> None:
        for product_id in list(dict.fromkeys(one.product_id for one in chosen))[:_PRODUCTS]:
            page = pos.product(product_id)
            tally.prices += sum(len(one.variants) for one in page.records)

            def read(tx: Connection, product_id: PlatformId = product_id) -> _Facts:
                return spot_checks.prices(tx, connection, [product_id])

            tally.drifts += self._apply(connection, Entity.PRODUCT, page, read, "price", label)

    def _apply(
        self,
        connection: PosConnection,
        entity: Entity,
        page: Page[Any],
        read: _Read,
        name: str,
        label: str,
        *,
        asked_at: datetime | None = None,
    ) -> list[JsonValue]:
        """Apply a page; what became otherwise by it."""
        arrival = Arrival(
            connection=connection,
            source=Source.POLL,
            now=self._clock.now(),
            delivery_id=label,
            asked_at=asked_at,
        )

        def work(tx: Connection) -> list[JsonValue]:
            before = read(tx)
            apply_page(tx, arrival, entity, page)
            return list(_changes(before, read(tx), name))

        return self._db.transact(work)

    def _keep(self, connection: PosConnection, tally: _Tally) -> SpotCheck:
        stock, price = tally.drifted("stock"), tally.drifted("price")
        with self._db.write() as tx:
            done = spot_checks.record(
                tx,
                connection,
                stock_asked=tally.stock,
                stock_drifted=stock,
                price_asked=tally.prices,
                price_drifted=price,
                drifts=tally.drifts,
                now=self._clock.now(),
            )
        ASKED.labels("stock").inc(tally.stock)
        ASKED.labels("price").inc(tally.prices)
        DRIFTED.labels("stock").inc(stock)
        DRIFTED.labels("price").inc(price)
        tell = log.warning if tally.drifts else log.info
        tell("sync.spot_checked", connection_id=connection.id, drifts=len(tally.drifts))
        return done


def _settled(page: Page[StockLevel], asked_at: datetime) -> Page[StockLevel]:
    """The counts whose news we must have had by now, and those that bear the moment of asking
    because their platform tells no other (Vend, Toast)."""
    moving = asked_at - _ON_THE_WAY
    settled = tuple(one for one in page.records if not moving < one.as_of < asked_at)
    return Page(records=settled, quarantined=page.quarantined)


def _changes(before: _Facts, after: _Facts, name: str) -> Iterable[JsonValue]:
    for (sku, place), theirs in sorted(after.items()):
        ours = before.get((sku, place))
        if ours != theirs:
            yield {"sku": sku, "field": name, "place": place, "ours": ours, "theirs": theirs}
