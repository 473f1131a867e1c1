"""Asking a platform what changed, and taking over what it says, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sqlalchemy import Connection

from domain.calls import Call, Clock, Lane
from domain.capabilities import Capability, Support
from domain.catalog import Source, StockLevel
from domain.events import Entity, Refetch
from domain.ids import PlatformId
from domain.ports.pos import Page, PosAdapter
from storage import polled, stock_pace, sync_runs
from storage.engine import Database
from storage.merchants import PosConnection
from storage.types import JsonValue
from sync.apply import Arrival, apply_page
from sync.fetch import fetch, is_listed
from sync.ports import SyncDirectory

DELTA_S = 3600.0
"""A delta has no listener; its calls give way to others by their lane, not by a deadline."""

PageDone: TypeAlias = Callable[[JsonValue], None]
"""Told how far it is after every page; may raise to end it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a page, or all of them, brought."""

    pages: int = 0
    records: int = 0
    changed: int = 0
    """Records that were new to us, or newer than ours."""
    moved: frozenset[PlatformId] = frozenset()
    """Stock items whose number is another one now."""

    def __add__(self, other: Taken) -> Taken:
        return Taken(
            pages=self.pages + other.pages,
            records=self.records + other.records,
            changed=self.changed + other.changed,
            moved=self.moved | other.moved,
        )

    def as_dict(self) -> dict[str, JsonValue]:
        """For a job's progress."""
        return {"pages": self.pages, "records": self.records, "changed": self.changed}


class Poller:
    """Reads deltas; any number of them may run, in any process."""

    def __init__(self, database: Database, directory: SyncDirectory, clock: Clock) -> None:
        self._db = database
        self._directory = directory
        self._clock = clock

    def open(self, connection: PosConnection, *, within_s: float = DELTA_S) -> PosAdapter:
        """The platform, in the lane that gives way. Raises ConfigurationError if it is paused."""
        call = Call.within(within_s, lane=Lane.BACKFILL, correlation_id=f"poll-{connection.id}")
        return self._directory.open(connection.id, call)

    def delta(self, connection: PosConnection, entity: Entity, page_done: PageDone) -> Taken:
        """Bring one kind of records up to date from where its last delta ended.

        Raises PlatformError; what came before is kept, the next delta begins where this one did.
        """
        pos = self.open(connection)
        if not is_listed(pos, entity):
            return Taken()
        since = self.mark(connection, entity)
        found = fetch(pos, Refetch(entity=entity), lambda _entity: since)
        pages = (fetched.page for fetched in found)
        return self.take(pos, connection, entity, pages, since=since, page_done=page_done)

    def mark(self, connection: PosConnection, entity: Entity) -> str | None:
        """Where the last delta or full run ended; None: there was none."""
        with self._db.read() as tx:
            return sync_runs.since(tx, connection.id, entity.value)

    def take(
        self,
        pos: PosAdapter,
        connection: PosConnection,
        entity: Entity,
        pages: Iterable[Page[Any]],
        *,
        since: str | None,
        page_done: PageDone,
    ) -> Taken:
        """Store pages as they come, each in a transaction of its own.

        `since` is the mark they were asked from; a page's own mark becomes that of the next delta.
        """
        told = pos.capabilities[Capability.WEBHOOKS].support is Support.NATIVE
        now = self._clock.now()
        asked = Arrival(connection=connection, source=Source.POLL, now=now, asked_at=now)
        taken = Taken()
        for page in pages:
            taken += self._take_page(asked, entity, page, since, as_delivery=not told)
            page_done(taken.as_dict())
        return taken

    def _take_page(
        self,
        asked: Arrival,
        entity: Entity,
        page: Page[Any],
        since: str | None,
        *,
        as_delivery: bool,
    ) -> Taken:
        connection, now = asked.connection, self._clock.now()
        delivery_id, body = None, b""
        if as_delivery and page.records:
            delivery_id, body = polled.delivery_of(entity, since, page.records)
        arrival = replace(asked, now=now, delivery_id=delivery_id)

        def work(tx: Connection) -> Taken:
            moved = _moved(tx, connection, page) if entity is Entity.STOCK else frozenset()
            result = apply_page(tx, arrival, entity, page)
            changed = result.inserted + result.updated + result.deleted + result.pending
            if delivery_id is not None and changed:
                polled.note(
                    tx, connection, entity=entity, delivery_id=delivery_id, body=body, now=now
                )
            if page.high_water is not None:
                sync_runs.set_since(tx, connection, entity.value, page.high_water, now=now)
            return Taken(pages=1, records=len(page.records), changed=changed, moved=moved)

        return self._db.transact(work)


def _moved(
    tx: Connection, connection: PosConnection, page: Page[StockLevel]
) -> frozenset[PlatformId]:
    """The items of which a page tells another number than the stored one."""
    items = {level.inventory_platform_id for level in page.records}
    if not items:
        return frozenset()
    kept = stock_pace.counts(tx, connection.id, items)
    return frozenset(
        level.inventory_platform_id
        for level in page.records
        if (level.inventory_platform_id, level.location_platform_id) in kept
        and kept[level.inventory_platform_id, level.location_platform_id] != level.available
    )
