"""Stock per variant and location: applying the platform's counts, and reading what may be sold.

available = the platform's count − live holds − safety stock. A count that is not known is None,
never zero. Every figure says how old it is and where it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, ScalarSelect, select, update

from domain.catalog import Source, StockLevel
from domain.errors import NotFoundError
from domain.ids import PlatformId
from storage import native_holds, tables
from storage.catalog_write import lock_catalog
from storage.levels import Level
from storage.levels_read import level, levels, levels_now, levels_of
from storage.levels_write import Count, write_counts
from storage.merchants import PosConnection
from storage.native_holds import Aside
from storage.pending import keep_pending, places_by_platform_ids
from storage.results import ApplyResult
from storage.statements import plan_for_values

__all__ = [
    "Level",
    "StockEvent",
    "apply_stock",
    "events",
    "level",
    "levels",
    "levels_now",
    "levels_of",
    "prune_events",
    "set_safety",
]

_LEVELS = tables.inventory_levels
_LISTINGS = tables.listings
_EVENTS = tables.stock_events
_BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class StockEvent:
    """One entry of the ledger: what made a number."""

    source: Source
    quantity: Decimal | None
    """The platform's count, or for `order` the change (negative: sold)."""
    revision: int
    delivery_id: str | None
    at: datetime


def apply_stock(
    tx: Connection,
    connection: PosConnection,
    levels: Sequence[StockLevel],
    *,
    source: Source,
    now: datetime,
    delivery_ids: Sequence[str] | None = None,
    asked_at: datetime | None = None,
) -> ApplyResult:
    """Apply counts that are newer than the stored ones; of two with one revision the lower stays.

    `delivery_ids` name, one per count, the deliveries that told of them. `asked_at` is when the
    platform was asked for them, by our clock; None where they came by themselves. Counts of a
    variant or location that is not known yet are kept and applied when it arrives.
    """
    plan_for_values(tx)
    by: Sequence[str | None] = [None] * len(levels) if delivery_ids is None else delivery_ids
    told = list(zip(levels, by, strict=True))
    result = ApplyResult()
    for start in range(0, len(told), _BATCH):
        batch = told[start : start + _BATCH]
        result += _apply_batch(tx, connection, batch, source, now, asked_at)
    return result


def _apply_batch(
    tx: Connection,
    connection: PosConnection,
    told: Sequence[tuple[StockLevel, str | None]],
    source: Source,
    now: datetime,
    asked_at: datetime | None,
) -> ApplyResult:
    ids = {level.inventory_platform_id for level, _ in told}
    places = places_by_platform_ids(tx, connection, ids)
    if any(_at(level) not in places for level, _ in told):
        # a catalog writer may be storing them right now: after its commit they are found here,
        # before it the counts kept here are found there
        lock_catalog(tx, connection.merchant_id)
        places = places_by_platform_ids(tx, connection, ids)
    unplaced = [each for each in told if _at(each[0]) not in places]
    if unplaced:
        keep_pending(tx, connection, unplaced, source=source, now=now)
    apart = native_holds.aside(tx, connection.merchant_id, now=now)
    counts = [
        Count(
            place=place,
            pos_available=_whole(level, apart.get(place, ()), asked_at),
            revision=level.revision,
            as_of=level.as_of,
            source=source,
            delivery_id=delivery_id,
            asked_at=asked_at,
        )
        for level, delivery_id in told
        for place in places.get(_at(level), ())
    ]
    new, changed = write_counts(tx, connection.merchant_id, counts, now)
    return ApplyResult(
        inserted=new,
        updated=changed,
        stale=max(0, len(counts) - new - changed),
        pending=len(unplaced),
    )


def _whole(level: StockLevel, apart: Sequence[Aside], asked_at: datetime | None) -> Decimal | None:
    """The count with what the platform keeps aside for us, which our own holds claim already."""
    if level.available is None or not apart:
        return level.available
    known = (each for each in apart if each.is_known_to(level.revision, asked_at))
    return sum((each.quantity for each in known), level.available)


def _at(level: StockLevel) -> tuple[PlatformId, PlatformId]:
    return level.inventory_platform_id, level.location_platform_id


def set_safety(
    tx: Connection,
    merchant_id: str,
    sku: str,
    location_id: str,
    safety: Decimal | None,
    *,
    now: datetime,
) -> None:
    """Keep that many back at one location; None: the merchant's default. Raises NotFoundError."""
    done = tx.execute(
        update(_LEVELS)
        .where(
            _LEVELS.c.merchant_id == merchant_id,
            _LEVELS.c.location_id == location_id,
            _LEVELS.c.listing_id.in_(_listing_ids(merchant_id, sku)),
        )
        .values(safety=safety, updated_at=now)
    )
    if not done.rowcount:
        raise NotFoundError("stock level", f"{sku} at {location_id}")


def events(
    tx: Connection, merchant_id: str, sku: str, location_id: str, *, limit: int = 50
) -> list[StockEvent]:
    """The ledger of one variant at one location, newest first."""
    rows = tx.execute(
        select(_EVENTS)
        .where(
            _EVENTS.c.merchant_id == merchant_id,
            _EVENTS.c.location_id == location_id,
            _EVENTS.c.listing_id.in_(_listing_ids(merchant_id, sku)),
        )
        .order_by(_EVENTS.c.id.desc())
        .limit(limit)
    )
    return [
        StockEvent(
            source=Source(row.source),
            quantity=row.quantity,
            revision=row.revision,
            delivery_id=row.delivery_id,
            at=row.at,
        )
        for row in rows
    ]


def prune_events(tx: Connection, *, before: datetime, limit: int = 1000) -> int:
    """Forget up to `limit` ledger entries made before a moment; returns how many."""
    old = select(_EVENTS.c.id).where(_EVENTS.c.at < before).limit(limit)
    return tx.execute(_EVENTS.delete().where(_EVENTS.c.id.in_(old.scalar_subquery()))).rowcount


def _listing_ids(merchant_id: str, sku: str) -> ScalarSelect[str]:
    return (
        select(_LISTINGS.c.id)
        .where(_LISTINGS.c.merchant_id == merchant_id, _LISTINGS.c.sku == sku)
        .scalar_subquery()
    )
