"""A full run over one connection: everything the platform has, page by page, resumable, proved.

Each page is applied in one transaction with its checkpoint, so a run that is killed goes on behind
the last page that counted; what had ended before is not read again, because the runs of all
entities are opened together. Each entity ends with a proof against a census: what the listing lost
is brought, what is gone on the platform is buried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import structlog
from sqlalchemy import Connection

from domain.calls import Call, Clock, Lane
from domain.capabilities import Capability, Support
from domain.catalog import Product, Source
from domain.errors import ConfigurationError, PlatformError, RejectedError
from domain.events import Entity
from domain.ids import ConnectionId
from domain.ports.pos import Page, PosAdapter
from mapping.report import MappingReport
from storage import catalog, locations, merchants, quarantine, sync_runs
from storage.engine import Database
from storage.merchants import ConnectionStatus, PosConnection
from storage.sync_runs import SyncRun
from sync.ahead import one_ahead
from sync.apply import Arrival, apply_page
from sync.census import has_census
from sync.fetch import is_listed
from sync.ports import SyncDirectory
from sync.progress import Stage, SyncProgress, SyncSummary
from sync.proof import Listing, Prover

__all__ = ["ENTITIES", "FullSync", "Listener", "SyncProgress", "SyncSummary"]

log = structlog.get_logger(__name__)

_PAGE_S = 3600.0
"""A full run has no listener; its calls give way to others by their lane, not by a deadline."""

_RESUMABLE = timedelta(hours=12)
"""An older run begins anew: what it met at its start may be gone by now."""

_EXPORT_LASTS = timedelta(minutes=30)
"""Counts that were exported longer ago, and not read since, are asked for anew."""

_LISTED = "listed"
"""In a run's counts: its listing is complete, only the proof is left."""

Listener: TypeAlias = Callable[[SyncProgress], None]
"""Told after every page. What it raises stops the run there; run again to go on."""

ENTITIES = (Entity.LOCATION, Entity.PRODUCT, Entity.STOCK, Entity.CUSTOMER, Entity.ORDER)
"""In this order: stock needs variants and places, orders need customers."""


class FullSync:
    """Runs over connections; one run per connection and entity at a time is the caller's care."""

    def __init__(self, database: Database, directory: SyncDirectory, clock: Clock) -> None:
        self._db = database
        self._directory = directory
        self._clock = clock
        self._prover = Prover(database, clock)

    def run(
        self, connection_id: ConnectionId, listener: Listener, *, correlation_id: str = "full-sync"
    ) -> SyncSummary:
        """Bring everything over. Raises PlatformError; call again to go on where it stopped."""
        with self._db.read() as tx:
            connection = merchants.connection(tx, connection_id)
        summary = SyncSummary()
        runs = self._open_runs(connection, correlation_id)
        runs = self._begin_export(connection, runs, correlation_id)
        for entity, run in runs.items():
            if run.is_unfinished:
                self._run_entity(connection, entity, run, listener, summary, correlation_id)
            else:
                _count_in(summary, SyncProgress.of(run, entity))
        log.info(
            "sync.finished",
            connection_id=connection.id,
            platform=connection.platform,
            quarantined=summary.quarantined,
            **summary.counts,
        )
        return summary

    def _open_runs(self, connection: PosConnection, correlation_id: str) -> dict[Entity, SyncRun]:
        """The runs of the entities that the platform lists: those that stopped, or new ones."""
        call = Call.within(_PAGE_S, lane=Lane.BACKFILL, correlation_id=correlation_id)
        pos = self._directory.open(connection.id, call)
        listed = [entity for entity in ENTITIES if is_listed(pos, entity)]
        now = self._clock.now()
        with self._db.write() as tx:
            latest = {one: sync_runs.latest(tx, connection.id, one.value) for one in listed}
            began = _resumed_from(tx, [run for run in latest.values() if run is not None], now)
            return {
                entity: _taken_up(run, began)
                or sync_runs.start(
                    tx, connection, kind="full", entity=entity.value, now=now, started_at=began
                )
                for entity, run in latest.items()
            }

    def _begin_export(
        self, connection: PosConnection, runs: dict[Entity, SyncRun], correlation_id: str
    ) -> dict[Entity, SyncRun]:
        """Have the platform prepare its export of stock while that of products is made and read.

        Only where it exports: a listing whose first page is no more than the job's cursor. What
        cannot be begun now is asked for in its turn.
        """
        run = runs.get(Entity.STOCK)
        if run is None or not run.is_unfinished or self._has_export(run):
            return runs
        call = Call.within(_PAGE_S, lane=Lane.BACKFILL, correlation_id=correlation_id)
        pos = self._directory.open(connection.id, call, bulk=True)
        if pos.capabilities[Capability.BULK_EXPORT].support is Support.NONE:
            return runs
        try:
            first = next(pos.stock(), None)
        except PlatformError as error:
            log.info("sync.export_not_begun", connection_id=connection.id, error=str(error))
            return runs
        if first is None or first.cursor is None or first.records or first.quarantined:
            return runs
        with self._db.write() as tx:
            sync_runs.checkpoint(
                tx, run.id, cursor=first.cursor, counts=run.counts, now=self._clock.now()
            )
        return {**runs, Entity.STOCK: replace(run, cursor=first.cursor)}

    def _has_export(self, run: SyncRun) -> bool:
        """Whether it is being read, or was begun so lately that its counts are still worth it."""
        is_lately = self._clock.now() - run.heartbeat_at < _EXPORT_LASTS
        return bool(run.counts) or (run.cursor is not None and is_lately)

    def _run_entity(
        self,
        connection: PosConnection,
        entity: Entity,
        run: SyncRun,
        listener: Listener,
        summary: SyncSummary,
        correlation_id: str,
    ) -> None:
        report = MappingReport()
        call = Call.within(_PAGE_S, lane=Lane.BACKFILL, correlation_id=correlation_id)
        pos = self._directory.open(connection.id, call, report=report, bulk=True)
        progress = SyncProgress.of(run, entity, expected=self._expected(connection, entity))
        if not run.counts.get(_LISTED):
            run, progress = self._list(pos, connection, run, progress, listener)
        summary.deleted += self._prove(pos, connection, run, progress, listener, summary)
        self._finish(connection, run, report, progress)
        progress.finished = True
        listener(progress)
        _count_in(summary, progress)
        summary.report.merge(report)

    def _expected(self, connection: PosConnection, entity: Entity) -> int | None:
        """How many there were last time, for the estimate."""
        with self._db.read() as tx:
            last = sync_runs.last_done(tx, connection.id, entity.value)
        return None if last is None else last.counts.get("records")

    def _list(
        self,
        pos: PosAdapter,
        connection: PosConnection,
        run: SyncRun,
        progress: SyncProgress,
        listener: Listener,
    ) -> tuple[SyncRun, SyncProgress]:
        """Read the listing to its end; the run and the progress that came there."""
        try:
            self._read_on(pos, connection, run, progress, listener)
        except (RejectedError, ValueError) as error:
            if run.cursor is None or progress.pages:
                raise
            run = self._begin_anew(connection, run, error)
            progress = SyncProgress(entity=progress.entity, expected=progress.expected)
            self._read_on(pos, connection, run, progress, listener)
        return run, progress

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
            return sync_runs.start(
                tx, connection, kind="full", entity=run.entity, now=now, started_at=run.started_at
            )

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
        arrival = Arrival(
            connection=connection,
            source=Source.POLL,
            now=now,
            run_id=run.id,
            asked_at=run.started_at,
        )
        variants = sum(len(one.variants) for one in page.records if isinstance(one, Product))
        progress.add(len(page.records), len(page.quarantined), variants)
        counts = progress.counts() | ({_LISTED: 1} if page.cursor is None else {})
        with self._db.write() as tx:
            _require_active(tx, connection)
            apply_page(tx, arrival, progress.entity, page)
            sync_runs.checkpoint(tx, run.id, cursor=page.cursor, counts=counts, now=now)
            if page.high_water is not None:
                sync_runs.set_since(tx, connection, run.entity, page.high_water, now=now)

    def _prove(
        self,
        pos: PosAdapter,
        connection: PosConnection,
        run: SyncRun,
        progress: SyncProgress,
        listener: Listener,
        summary: SyncSummary,
    ) -> int:
        """End what is gone and bring what was lost; how many are gone."""
        entity, now = progress.entity, self._clock.now()
        gone = 0
        with self._db.write() as tx:
            quarantine.close_unmet(tx, connection, entity, since=run.started_at, now=now)
            if not has_census(pos, entity):
                gone = _end_unseen(tx, connection, run, entity)
        if entity is Entity.LOCATION:
            return gone  # a handful, and each listing tells all of them
        progress.stage = Stage.PROVING
        proof = self._prover.prove(
            pos,
            connection,
            entity,
            beat=lambda: listener(progress),
            run=run,
            listing=Listing(
                records=progress.records + progress.quarantined,
                pages=progress.pages,
                page_size=progress.page_size,
            ),
        )
        summary.proofs[entity.value] = proof
        ended: int = proof.findings["ended"]
        return gone + ended

    def _finish(
        self,
        connection: PosConnection,
        run: SyncRun,
        report: MappingReport,
        progress: SyncProgress,
    ) -> None:
        now = self._clock.now()
        with self._db.write() as tx:
            sync_runs.put_report(
                tx, run.id, connection, entity=run.entity, report=report.as_dict(), now=now
            )
            sync_runs.finish(tx, run.id, state="done", counts=progress.counts(), now=now)


def _require_active(tx: Connection, connection: PosConnection) -> None:
    """Raises ConfigurationError if it was disconnected or paused while it is being read."""
    now = merchants.connection(tx, connection.id)
    if now.status is not ConnectionStatus.ACTIVE:
        raise ConfigurationError(
            f"connection {now.id} ({now.platform}) is {now.status.value} since reading it began: "
            f"{now.status_reason or 'no reason given'}"
        )


def _resumed_from(tx: Connection, latest: list[SyncRun], now: datetime) -> datetime:
    """When the runs began that were stopped and can be gone on with; now, if there are none."""
    began = now
    for run in latest:
        if not run.is_unfinished:
            continue
        if now - run.started_at < _RESUMABLE:
            began = min(began, run.started_at)
        else:
            _give_up(tx, run, "unfinished for too long", now)
    return began


def _taken_up(run: SyncRun | None, began: datetime) -> SyncRun | None:
    """A run of those that were stopped: unfinished, or finished before the others were stopped."""
    if run is None or run.started_at < began or run.state == "failed":
        return None
    return run


def _give_up(tx: Connection, run: SyncRun, reason: str, now: datetime) -> None:
    sync_runs.finish(tx, run.id, state="failed", counts=run.counts, now=now, error=reason)


def _end_unseen(tx: Connection, connection: PosConnection, run: SyncRun, entity: Entity) -> int:
    """Where there is no census: tombstone what the complete run did not meet; what it met and
    could not read stays."""
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


def _count_in(summary: SyncSummary, progress: SyncProgress) -> None:
    summary.counts[progress.entity.value] = progress.records
    summary.variants += progress.variants
    summary.quarantined += progress.quarantined


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
