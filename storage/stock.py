"""Stock per variant and location: applying the platform's counts, and reading what may be sold.

available = the platform's count − live holds − safety stock. A count that is not known is None,
never zero. Every figure says how old it is and where it came from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
    update,
)

from domain.catalog import Source, StockLevel
from domain.errors import NotFoundError
from domain.ids import ConnectionId, LocationId, PlatformId, ProductSku
from storage import native_holds, tables
from storage.catalog_write import lock_catalog
from storage.engine import Database
from storage.hold_ledger import LINE_IS_LIVE, lapsed
from storage.levels_write import Count, write_counts
from storage.merchants import PosConnection
from storage.native_holds import Aside
from storage.pending import keep_pending, places_by_platform_ids
from storage.quick import QuickSelect
from storage.results import ApplyResult
from storage.statements import AnyRow, plan_for_values
from storage.types import from_micros, from_units, to_micros

_LEVELS = tables.inventory_levels
_LISTINGS = tables.listings
_LOCATIONS = tables.locations
_MERCHANTS = tables.merchants
_HOLDS = tables.holds
_LINES = tables.hold_lines
_EVENTS = tables.stock_events
_BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What is known of one variant at one location."""

    sku: ProductSku
    connection_id: ConnectionId
    variant_platform_id: PlatformId
    location_id: LocationId
    location_platform_id: PlatformId
    pos_available: Decimal | None
    """The platform's count; None: unknown, which is not zero."""
    held: Decimal
    """Claimed by holds that are live at the moment asked about."""
    safety: Decimal
    tracked: bool
    oversell: bool
    revision: int
    as_of: datetime | None
    """When the platform counted; None where it never did."""
    source: Source | None
    price_as_of: datetime | None = None
    """When the platform told what it costs there."""
    price_source: Source | None = None

    @property
    def available(self) -> Decimal | None:
        """What may still be promised, never below zero; None: unknown."""
        if self.pos_available is None:
            return None
        return max(Decimal(0), self.pos_available - self.held - self.safety)

    @property
    def is_unlimited(self) -> bool:
        """Whether the merchant sells it without counting, or below zero."""
        return self.oversell or not self.tracked

    def covers(self, quantity: int) -> bool:
        """Whether that many could be held now."""
        return self.is_unlimited or (self.available is not None and self.available >= quantity)


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
    if level.available is None:
        return None
    known = (each for each in apart if each.is_known_to(level.revision, asked_at))
    return sum((each.quantity for each in known), level.available)


def _at(level: StockLevel) -> tuple[PlatformId, PlatformId]:
    return level.inventory_platform_id, level.location_platform_id


def levels(tx: Connection, merchant_id: str, sku: str, *, now: datetime) -> list[Level]:
    """Every location that sells the variant, with its stock; uncounted ones where untracked."""
    return levels_of(tx, merchant_id, [sku], now=now).get(ProductSku(sku), [])


def level(
    tx: Connection, merchant_id: str, sku: str, location_id: str, *, now: datetime
) -> Level | None:
    """The stock of a variant at one location; None if it is not sold there."""
    for each in levels(tx, merchant_id, sku, now=now):
        if each.location_id == location_id:
            return each
    return None


def levels_of(
    tx: Connection, merchant_id: str, skus: Collection[str], *, now: datetime
) -> dict[ProductSku, list[Level]]:
    """The same for several variants, by one statement however many there are."""
    found: dict[ProductSku, list[Level]] = defaultdict(list)
    asked = {"merchant_id": merchant_id, "skus": list(skus), "now": now}
    for row in tx.execute(_LEVELS_OF, asked):
        if row.location_platform_id not in row.absent_at:
            found[row.sku].append(_level(row))
    return dict(found)


def levels_now(database: Database, merchant_id: str, sku: str, *, now: datetime) -> list[Level]:
    """The same as `levels` in a transaction of its own, at a third of the cost."""
    rows = _LEVELS_OF_ONE.rows(database, merchant_id=merchant_id, sku=sku, now=to_micros(now))
    found = map(_DriverLevel._make, rows)
    return [_typed(row) for row in found if not _is_absent(row)]


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


def _levels_statement(which: ColumnElement[bool]) -> Select[Any]:
    """Levels of listings at the active locations of their connection, ended claims taken off."""
    ended = (
        select(func.coalesce(func.sum(_LINES.c.quantity), 0))
        .join_from(_LINES, _HOLDS, _HOLDS.c.id == _LINES.c.hold_id)
        .where(
            LINE_IS_LIVE,
            _LINES.c.listing_id == _LEVELS.c.listing_id,
            _LINES.c.location_id == _LEVELS.c.location_id,
            lapsed(bindparam("now", type_=_HOLDS.c.expires_at.type)),
        )
        .scalar_subquery()
    )
    return (
        select(
            _LISTINGS.c.sku,
            _LISTINGS.c.connection_id,
            _LISTINGS.c.platform_id,
            _LISTINGS.c.tracked,
            _LISTINGS.c.oversell,
            _LISTINGS.c.absent_at,
            _LOCATIONS.c.id.label("location_id"),
            _LOCATIONS.c.platform_id.label("location_platform_id"),
            _LEVELS.c.pos_available,
            type_coerce(_LEVELS.c.held - ended, _LEVELS.c.held.type).label("held"),
            func.coalesce(_LEVELS.c.safety, _MERCHANTS.c.safety_stock).label("safety"),
            _LEVELS.c.revision,
            _LEVELS.c.as_of,
            _LEVELS.c.source,
            _LISTINGS.c.as_of.label("price_as_of"),
            _LISTINGS.c.source.label("price_source"),
        )
        .join_from(_LISTINGS, _MERCHANTS, _MERCHANTS.c.id == _LISTINGS.c.merchant_id)
        .join(_LOCATIONS, _LOCATIONS.c.connection_id == _LISTINGS.c.connection_id)
        .outerjoin(
            _LEVELS,
            and_(
                _LEVELS.c.listing_id == _LISTINGS.c.id,
                _LEVELS.c.location_id == _LOCATIONS.c.id,
            ),
        )
        .where(
            _LISTINGS.c.merchant_id == bindparam("merchant_id"),
            which,
            _LISTINGS.c.deleted_at.is_(None),
            _LISTINGS.c.active,
            _LOCATIONS.c.deleted_at.is_(None),
            _LOCATIONS.c.active,
            or_(_LEVELS.c.listing_id.is_not(None), _LISTINGS.c.tracked.is_(False)),
        )
        .order_by(_LISTINGS.c.sku, _LOCATIONS.c.id)
    )


_LEVELS_OF = _levels_statement(_LISTINGS.c.sku.in_(bindparam("skus", expanding=True)))
_LEVELS_OF_ONE = QuickSelect(_levels_statement(_LISTINGS.c.sku == bindparam("sku")))


class _DriverLevel(NamedTuple):
    """A row of `_LEVELS_OF_ONE` as the driver has it."""

    sku: str
    connection: str
    variant: str
    tracked: bool | int
    oversell: bool | int
    absent_at: str
    location_id: str
    location: str
    pos_available: int | None
    held: int | None
    safety: int
    revision: int | None
    as_of: int | None
    source: str | None
    price_as_of: int
    price_source: str


_SOURCES = {source.value: source for source in Source}


def _is_absent(row: _DriverLevel) -> bool:
    return row.absent_at != "[]" and row.location in orjson.loads(row.absent_at)


def _typed(row: _DriverLevel) -> Level:
    return Level(
        sku=ProductSku(row.sku),
        connection_id=ConnectionId(row.connection),
        variant_platform_id=PlatformId(row.variant),
        location_id=LocationId(row.location_id),
        location_platform_id=PlatformId(row.location),
        pos_available=None if row.pos_available is None else from_units(row.pos_available),
        held=from_units(int(row.held or 0)),
        safety=from_units(row.safety),
        tracked=bool(row.tracked),
        oversell=bool(row.oversell),
        revision=row.revision or 0,
        as_of=None if row.as_of is None else from_micros(row.as_of),
        source=None if row.source is None else _SOURCES[row.source],
        price_as_of=from_micros(row.price_as_of),
        price_source=_SOURCES[row.price_source],
    )


def _level(row: AnyRow) -> Level:
    return Level(
        sku=ProductSku(row.sku),
        connection_id=ConnectionId(row.connection_id),
        variant_platform_id=PlatformId(row.platform_id),
        location_id=LocationId(row.location_id),
        location_platform_id=PlatformId(row.location_platform_id),
        pos_available=row.pos_available,
        held=row.held or Decimal(0),
        safety=row.safety,
        tracked=row.tracked,
        oversell=row.oversell,
        revision=row.revision or 0,
        as_of=row.as_of,
        source=None if row.source is None else Source(row.source),
        price_as_of=row.price_as_of,
        price_source=Source(row.price_source),
    )
