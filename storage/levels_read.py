"""Reading stock: what each location has of a variant, live holds and safety stock told beside it.

A bundle's level is made of its components', by one more statement for all bundles asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

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
)

from domain.catalog import Source
from domain.ids import ConnectionId, LocationId, PlatformId, ProductSku
from storage import tables
from storage.bundle_parts import BUILT
from storage.engine import Database
from storage.hold_ledger import LINE_IS_LIVE, lapsed
from storage.levels import Level, Part, of_bundle
from storage.prepared import Prepared
from storage.quick import PackedSelect
from storage.sqlite_reader import Lasting
from storage.statements import AnyRow, one_of
from storage.types import from_micros, from_units, to_micros

_LEVELS = tables.inventory_levels
_LISTINGS = tables.listings
_LOCATIONS = tables.locations
_MERCHANTS = tables.merchants
_HOLDS = tables.holds
_LINES = tables.hold_lines
_COMPONENTS = tables.bundle_components
_STILL_US: Final = 100_000
_SOURCES = {source.value: source for source in Source}


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
    rows = [
        row
        for row in _LEVELS_OF.rows(tx, merchant_id=merchant_id, skus=list(skus), now=now)
        if row.location_platform_id not in row.absent_at
    ]
    bundles = {row.platform_id for row in rows if row.bundle is not None}
    parts = _parts(tx, merchant_id, bundles, now) if bundles else {}
    for row in rows:
        level = _level(row)
        if row.bundle is not None:
            its_parts = parts.get((row.connection_id, row.platform_id, row.location_id), ())
            level = of_bundle(level, its_parts, built=row.bundle == BUILT)
        found[row.sku].append(level)
    return dict(found)


def levels_now(
    database: Database, merchant_id: str, sku: str, *, now: datetime
) -> tuple[Level, ...]:
    """The same as `levels` in a transaction of its own, at a fifth of the cost.

    As long as nothing changes it is the same tuple, unless the variant is a bundle. On SQLite a
    claim that nobody swept may still block for a tenth of a second after it has ended.
    """
    at_us = to_micros(now)
    lasting = Lasting(key=(merchant_id, sku), at_us=at_us, for_us=_STILL_US)
    rows = _LEVELS_OF_ONE.text(database, lasting, merchant_id=merchant_id, sku=sku, now=at_us)
    known = _levels_in(rows)
    if known is None:
        with database.read() as tx:
            return tuple(levels(tx, merchant_id, sku, now=now))
    return known


_ENDED: ScalarSelect[Decimal] = (
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
"""What claims that have ended, and nobody swept, still block of a level."""


def _levels_statement(which: ColumnElement[bool]) -> Select[Any]:
    """Levels of listings at the active locations of their connection, ended claims taken off."""
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
            type_coerce(_LEVELS.c.held - _ENDED, _LEVELS.c.held.type).label("held"),
            func.coalesce(_LEVELS.c.safety, _MERCHANTS.c.safety_stock).label("safety"),
            _LEVELS.c.revision,
            _LEVELS.c.as_of,
            _LEVELS.c.source,
            _LISTINGS.c.as_of.label("price_as_of"),
            _LISTINGS.c.source.label("price_source"),
            _LISTINGS.c.bundle,
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
            or_(
                _LEVELS.c.listing_id.is_not(None),
                _LISTINGS.c.tracked.is_(False),
                _LISTINGS.c.bundle.is_not(None),
            ),
        )
        .order_by(_LISTINGS.c.sku, _LOCATIONS.c.id)
    )


_LEVELS_OF = Prepared(lambda tx: _levels_statement(one_of(tx, _LISTINGS.c.sku, "skus")))
_LEVELS_OF_ONE = PackedSelect(_levels_statement(_LISTINGS.c.sku == bindparam("sku")).order_by(None))
"""Put in order only where it is read: sorting costs a fifth of the statement."""


class _DriverLevel(NamedTuple):
    """A row of `_LEVELS_OF_ONE` as the database has it."""

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
    bundle: str | None


def _is_absent(row: _DriverLevel) -> bool:
    return row.absent_at != "[]" and row.location in orjson.loads(row.absent_at)


@lru_cache(maxsize=2048)
def _levels_in(rows: str) -> tuple[Level, ...] | None:
    """The levels that rows of `_LEVELS_OF_ONE` tell; None where one of them is a bundle's.

    The same rows again, which is what most reads find, are the same levels.
    """
    found = [_DriverLevel._make(row) for row in orjson.loads(rows)]
    if any(row.bundle is not None for row in found):
        return None
    found.sort(key=lambda row: row.location_id)
    return tuple(_typed(row) for row in found if not _is_absent(row))


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


# --- bundles ---------------------------------------------------------------------------------

_PARTS_OF = (
    select(
        _COMPONENTS.c.connection_id,
        _COMPONENTS.c.variant_platform_id,
        _COMPONENTS.c.quantity,
        _LOCATIONS.c.id.label("location_id"),
        _LISTINGS.c.tracked,
        _LISTINGS.c.oversell,
        type_coerce(
            _LEVELS.c.pos_available
            - (_LEVELS.c.held - _ENDED)
            - func.coalesce(_LEVELS.c.safety, _MERCHANTS.c.safety_stock),
            _LEVELS.c.held.type,
        ).label("free"),
        _LEVELS.c.as_of,
        _LEVELS.c.source,
    )
    .join_from(_COMPONENTS, _MERCHANTS, _MERCHANTS.c.id == _COMPONENTS.c.merchant_id)
    .join(_LOCATIONS, _LOCATIONS.c.connection_id == _COMPONENTS.c.connection_id)
    .outerjoin(
        _LISTINGS,
        and_(
            _LISTINGS.c.connection_id == _COMPONENTS.c.connection_id,
            _LISTINGS.c.platform_id == _COMPONENTS.c.component_platform_id,
            _LISTINGS.c.deleted_at.is_(None),
        ),
    )
    .outerjoin(
        _LEVELS,
        and_(_LEVELS.c.listing_id == _LISTINGS.c.id, _LEVELS.c.location_id == _LOCATIONS.c.id),
    )
    .where(
        _COMPONENTS.c.merchant_id == bindparam("merchant_id"),
        _COMPONENTS.c.variant_platform_id.in_(bindparam("bundles", expanding=True)),
        _LOCATIONS.c.deleted_at.is_(None),
    )
)
"""A component that is not in the catalog has a row without a listing: its stock is unknown."""


def _parts(
    tx: Connection, merchant_id: str, bundles: Collection[str], now: datetime
) -> Mapping[tuple[str, str, str], Sequence[Part]]:
    """Components by connection, bundle (the platform's id) and location."""
    asked = {"merchant_id": merchant_id, "bundles": sorted(bundles), "now": now}
    found: dict[tuple[str, str, str], list[Part]] = defaultdict(list)
    for row in tx.execute(_PARTS_OF, asked):
        found[row.connection_id, row.variant_platform_id, row.location_id].append(
            Part(
                quantity=row.quantity,
                free=row.free,
                is_unlimited=bool(row.oversell) or row.tracked is False,
                as_of=row.as_of,
                source=None if row.source is None else _SOURCES[row.source],
            )
        )
    return found
