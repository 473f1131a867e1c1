"""How often each stock item is asked for, and the counts that tell whether it moved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection, delete, func, select, type_coerce

from domain.ids import ConnectionId, PlatformId
from storage import tables
from storage.merchants import PosConnection
from storage.statements import AnyRow, among, upsert
from storage.types import Moment

_TABLE = tables.stock_pace
_LEVELS = tables.inventory_levels
_LISTINGS = tables.listings
_LOCATIONS = tables.locations
_MILLISECOND = timedelta(milliseconds=1)
ALL: Final = PlatformId("")
"""In place of an item's id: everything that changed since the last mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPace:
    """One stock item of a connection (or `ALL`) and when it is asked for again."""

    item: PlatformId
    interval: timedelta
    due_at: datetime
    asked_at: datetime | None
    moved_at: datetime | None
    """When asking last found another number."""

    @classmethod
    def begin(cls, item: PlatformId, interval: timedelta, now: datetime) -> ItemPace:
        """Of an item that has not been asked for; due now."""
        return cls(item=item, interval=interval, due_at=now, asked_at=None, moved_at=None)

    def asked(self, now: datetime, *, interval: timedelta, moved: bool) -> ItemPace:
        """It was asked for now, and is so again after that long."""
        return replace(
            self,
            interval=interval,
            due_at=now + interval,
            asked_at=now,
            moved_at=now if moved else self.moved_at,
        )


def of_items(
    tx: Connection, connection_id: ConnectionId, items: Collection[PlatformId]
) -> dict[PlatformId, ItemPace]:
    """The paces of these items, where they have one."""
    rows = tx.execute(
        select(_TABLE).where(
            _TABLE.c.connection_id == connection_id,
            among(tx, _TABLE.c.inventory_platform_id, items),
        )
    )
    return {row.inventory_platform_id: _pace(row) for row in rows}


def due(
    tx: Connection, connection_id: ConnectionId, now: datetime, *, limit: int
) -> list[ItemPace]:
    """Items that are due, the longest due first; `ALL` is not among them."""
    rows = tx.execute(
        select(_TABLE)
        .where(
            _TABLE.c.connection_id == connection_id,
            _TABLE.c.due_at <= now,
            _TABLE.c.inventory_platform_id != ALL,
        )
        .order_by(_TABLE.c.due_at, _TABLE.c.inventory_platform_id)
        .limit(limit)
    )
    return [_pace(row) for row in rows]


def next_due(tx: Connection, connection_id: ConnectionId) -> datetime | None:
    """When the first of a connection's items is due; None: it has none."""
    first = func.min(_TABLE.c.due_at)
    moment: datetime | None = tx.execute(
        select(type_coerce(first, Moment)).where(_TABLE.c.connection_id == connection_id)
    ).scalar_one()
    return moment


def put(tx: Connection, connection: PosConnection, paces: Sequence[ItemPace]) -> None:
    """Store new paces in place of old ones."""
    if not paces:
        return
    statement = upsert(tx, _TABLE)
    kept = ("interval_ms", "due_at", "asked_at", "moved_at")
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["connection_id", "inventory_platform_id"],
            set_={name: statement.excluded[name] for name in kept},
        ),
        [
            {
                "connection_id": connection.id,
                "inventory_platform_id": pace.item,
                "merchant_id": connection.merchant_id,
                "interval_ms": pace.interval // _MILLISECOND,
                "due_at": pace.due_at,
                "asked_at": pace.asked_at,
                "moved_at": pace.moved_at,
            }
            for pace in paces
        ],
    )


def forget(tx: Connection, connection_id: ConnectionId, items: Collection[PlatformId]) -> None:
    """Items that nobody need ask for by name any more."""
    if items:
        tx.execute(
            delete(_TABLE).where(
                _TABLE.c.connection_id == connection_id,
                among(tx, _TABLE.c.inventory_platform_id, items),
            )
        )


def counts(
    tx: Connection, connection_id: ConnectionId, items: Collection[PlatformId]
) -> Mapping[tuple[PlatformId, PlatformId], Decimal | None]:
    """The stored counts of these items by item and location, as the platform names both."""
    rows = tx.execute(
        select(
            _LISTINGS.c.inventory_platform_id,
            _LOCATIONS.c.platform_id,
            _LEVELS.c.pos_available,
        )
        .join_from(_LISTINGS, _LEVELS, _LEVELS.c.listing_id == _LISTINGS.c.id)
        .join(_LOCATIONS, _LOCATIONS.c.id == _LEVELS.c.location_id)
        .where(
            _LISTINGS.c.connection_id == connection_id,
            among(tx, _LISTINGS.c.inventory_platform_id, items),
        )
    )
    return {(PlatformId(one), PlatformId(place)): count for one, place, count in rows}


def _pace(row: AnyRow) -> ItemPace:
    return ItemPace(
        item=PlatformId(row.inventory_platform_id),
        interval=row.interval_ms * _MILLISECOND,
        due_at=row.due_at,
        asked_at=row.asked_at,
        moved_at=row.moved_at,
    )
