"""A full run over one connection: everything the platform has, page by page, resumable.

Each page is applied in one transaction with its checkpoint, so a run that is killed goes on
behind the last page that counted. What a complete run did not meet is gone on the platform too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import structlog
from sqlalchemy import Connection

from domain.calls import Call, Clock, Lane
from domain.catalog import Product, Source
from domain.errors import PlatformError, RejectedError
from domain.events import Entity
from domain.ids import ConnectionId
from domain.ports.pos import Page, PosAdapter
from mapping.report import MappingReport
from storage import catalog, locations, merchants, quarantine, sync_runs
from storage.engine import Database
from storage.merchants import PosConnection
from storage.sync_runs import SyncRun
from sync.ahead import one_ahead
from sync.apply import Arrival, apply_page
from sync.fetch import is_listed
from sync.ports import SyncDirectory

log = structlog.get_logger(__name__)

_PAGE_S = 3600.0
"""A full run has no listener; its calls give way to others by their lane, not by a deadline."""

_RESUMABLE = timedelta(hours=12)
"""An older run begins anew: what it met at its start may be gone by now."""


@dataclass(slots=True)
class SyncProgress:
    """How far a run is; handed to the listener after every page."""

    entity: Entity
    records: int = 0
    variants: int = 0
    pages: int = 0
    quarantined: int = 0
    finished: bool = False


@dataclass(slots=True)
class SyncSummary:
    """What a full run brought."""

    counts: dict[str, int] = field(default_factory=dict)
    variants: int = 0
    quarantined: int = 0
    deleted: int = 0
    report: MappingReport = field(default_factory=MappingReport)


Listener: TypeAlias = Callable[[SyncProgress], None]

ENTITIES = (Entity.LOCATION, Entity.PRODUCT, Entity.STOCK, Entity.CUSTOMER, Entity.ORDER)
"""In this order: stock needs variants and places, orders need customers."""


class FullSync:
    """Runs over connections; one run per connection and entity at a time is the caller's care."""

    def __init__(self, database: Database, directory: SyncDirectory, clock: Clock) -> None:
        self._db = database
        self._directory = directory
        self._clock = clock

    def run(
        self, connection_id: ConnectionId, listener: Listener, *, correlation_id: str = "full-sync"
    ) -> SyncSummary:
        """Bring everything over. Raises PlatformError; call again to go on where it stopped."""
        with self._db.read() as tx:
            connection = merchants.connection(tx, connection_id)
        summary = SyncSummary()
        for entity in ENTITIES:
            self._run_entity(connection, entity, listener, summary, correlation_id)
        log.info(
            "sync.finished",
            connection_id=connection.id,
            platform=connection.platform,
            quarantined=summary.quarantined,
            **summary.counts,
        )
        return summary

    def _run_entity(
        self,
        connection: PosConnection,
        entity: Entity,
        listener: Listener,
        summary: SyncSummary,
        correlation_id: str,
    ) -> None:
        report = MappingReport()
        call = Call.within(_PAGE_S, lane=Lane.BACKFILL, correlation_id=correlation_id)
        pos = self._directory.open(connection.id, call, report=report, bulk=True)
        if not is_listed(pos, entity):
            return
        run = self._start(connection, entity)
        progress = _progress_of(run, entity)
        try:
            self._read_on(pos, connection, run, progress, listener)
        except (RejectedError, ValueError) as error:
            if run.cursor is None or progress.pages:
                raise
            run = self._begin_anew(connection, run, error)
            progress = SyncProgress(entity=entity)
            self._read_on(pos, connection, run, progress, listener)
        summary.deleted += self._finish(connection, run, report, progress)
        progress.finished = True
        listener(progress)
        summary.counts[entity.value] = progress.records
        summary.variants += progress.variants
        summary.quarantined += progress.quarantined
        summary.report.merge(report)

    def _start(self, connection: PosConnection, entity: Entity) -> SyncRun:
        """The unfinished run of this entity, or a new one."""
        now = self._clock.now()
        with self._db.write() as tx:
            latest = sync_runs.latest(tx, connection.id, entity.value)
            if latest is not None and latest.is_unfinished:
                if now - latest.started_at < _RESUMABLE:
                    return latest
                _give_up(tx, latest, "unfinished for too long", now)
            return sync_runs.start(tx, connection, kind="full", entity=entity.value, now=now)

    def _begin_anew(
        self, connection: PosConnection, run: SyncRun, error: RejectedError | ValueError
    ) -> SyncRun:
        """A new run in place of one whose cursor the platform does not take any more.

        Square's last five minutes, Shopify's exports a week (fact sheets, read 2026-11-20).
        """
        log.info(
            "sync.begun_anew",
            connection_id=connection.id,
            entity=run.entity,
            code=error.platform_code if isinstance(error, PlatformError) else None,
        )
        now = self._clock.now()
        with self._db.write() as tx:
            _give_up(tx, run, f"{type(error).__name__}: the cursor is not taken any more", now)
            return sync_runs.start(tx, connection, kind="full", entity=run.entity, now=now)

    def _read_on(
        self,
        pos: PosAdapter,
        connection: PosConnection,
        run: SyncRun,
        progress: SyncProgress,
        listener: Listener,
    ) -> None:
        for page in one_ahead(_pages(pos, progress.entity, run.cursor)):
            self._apply_page(connection, run, page, progress)
            listener(progress)

    def _apply_page(
        self, connection: PosConnection, run: SyncRun, page: Page[Any], progress: SyncProgress
    ) -> None:
        now = self._clock.now()
        arrival = Arrival(connection=connection, source=Source.POLL, now=now, run_id=run.id)
        progress.pages += 1
        progress.records += len(page.records)
        progress.variants += sum(
            len(record.variants) for record in page.records if isinstance(record, Product)
        )
        progress.quarantined += len(page.quarantined)
        with self._db.write() as tx:
            apply_page(tx, arrival, progress.entity, page)
            sync_runs.checkpoint(tx, run.id, cursor=page.cursor, counts=_counts(progress), now=now)
            if page.high_water is not None:
                sync_runs.set_since(tx, connection, run.entity, page.high_water, now=now)

    def _finish(
        self,
        connection: PosConnection,
        run: SyncRun,
        report: MappingReport,
        progress: SyncProgress,
    ) -> int:
        now = self._clock.now()
        with self._db.write() as tx:
            deleted = _end_unseen(tx, connection, run, progress.entity, now)
            sync_runs.put_report(
                tx, run.id, connection, entity=run.entity, report=report.as_dict(), now=now
            )
            counts = {**_counts(progress), "deleted": deleted}
            sync_runs.finish(tx, run.id, state="done", counts=counts, now=now)
        return deleted


def _give_up(tx: Connection, run: SyncRun, reason: str, now: datetime) -> None:
    sync_runs.finish(tx, run.id, state="failed", counts=run.counts, now=now, error=reason)


def _end_unseen(
    tx: Connection, connection: PosConnection, run: SyncRun, entity: Entity, now: datetime
) -> int:
    """Tombstone what the complete run did not meet; what it met and could not read stays."""
    quarantine.close_unmet(tx, connection, entity, since=run.started_at, now=now)
    spared = quarantine.met_since(tx, connection, entity, run.started_at)
    if entity is Entity.PRODUCT:
        return catalog.mark_unseen(
            tx, connection, run_id=run.id, started_at=run.started_at, spare=spared
        ).deleted
    if entity is Entity.LOCATION:
        return locations.mark_unseen_locations(
            tx, connection, run_id=run.id, started_at=run.started_at, spare=spared
        ).deleted
    return 0


def _progress_of(run: SyncRun, entity: Entity) -> SyncProgress:
    """What the run had counted when it stopped; nothing for a new one."""
    return SyncProgress(
        entity=entity,
        records=run.counts.get("records", 0),
        variants=run.counts.get("variants", 0),
        quarantined=run.counts.get("quarantined", 0),
    )


def _counts(progress: SyncProgress) -> dict[str, int]:
    return {
        "records": progress.records,
        "variants": progress.variants,
        "quarantined": progress.quarantined,
    }


def _pages(pos: PosAdapter, entity: Entity, cursor: str | None) -> Iterator[Page[Any]]:
    match entity:
        case Entity.LOCATION:
            return pos.locations()
        case Entity.PRODUCT:
            return pos.products(cursor=cursor)
        case Entity.STOCK:
            return pos.stock(cursor=cursor)
        case Entity.CUSTOMER:
            return pos.customers(cursor=cursor)
        case _:
            return pos.orders(cursor=cursor)
