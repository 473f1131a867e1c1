"""Random samples for spot checks, and what comparing them with the platform has found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from domain.ids import ConnectionId, MerchantId, PlatformId
from storage import tables
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow, among
from storage.types import JsonValue

_TABLE = tables.spot_checks
_LISTINGS = tables.listings
_LEVELS = tables.inventory_levels
_LOCATIONS = tables.locations


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """One variant to ask about."""

    sku: str
    product_id: PlatformId
    inventory_id: PlatformId
    is_counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotCheck:
    """One sample and how much of it had drifted."""

    id: str
    merchant_id: MerchantId
    connection_id: ConnectionId
    stock_asked: int
    stock_drifted: int
    price_asked: int
    price_drifted: int
    drifts: Sequence[JsonValue]
    """Each with `sku`, `field`, `place`, `ours` and `theirs`."""
    at: datetime


def sample(tx: Connection, connection: PosConnection, size: int) -> list[Sampled]:
    """Variants on sale, chosen at random."""
    rows = tx.execute(
        select(
            _LISTINGS.c.sku,
            _LISTINGS.c.product_platform_id,
            _LISTINGS.c.inventory_platform_id,
            _LISTINGS.c.tracked,
        )
        .where(
            _LISTINGS.c.connection_id == connection.id,
            _LISTINGS.c.deleted_at.is_(None),
            _LISTINGS.c.active,
        )
        .order_by(func.random())
        .limit(size)
    )
    return [
        Sampled(
            sku=row.sku,
            product_id=PlatformId(row.product_platform_id),
            inventory_id=PlatformId(row.inventory_platform_id),
            is_counted=row.tracked,
        )
        for row in rows
    ]


def counts(
    tx: Connection, connection: PosConnection, inventory_ids: Collection[str]
) -> Mapping[tuple[str, str], JsonValue]:
    """Counts as they are stored, by SKU and place; unknown ones as None."""
    rows = tx.execute(
        select(_LISTINGS.c.sku, _LOCATIONS.c.platform_id, _LEVELS.c.pos_available)
        .join_from(_LEVELS, _LISTINGS, _LISTINGS.c.id == _LEVELS.c.listing_id)
        .join(_LOCATIONS, _LOCATIONS.c.id == _LEVELS.c.location_id)
        .where(
            _LISTINGS.c.connection_id == connection.id,
            among(tx, _LISTINGS.c.inventory_platform_id, inventory_ids),
            _LISTINGS.c.deleted_at.is_(None),
        )
    )
    return {
        (row.sku, row.platform_id): None if row.pos_available is None else str(row.pos_available)
        for row in rows
    }


def prices(
    tx: Connection, connection: PosConnection, product_ids: Collection[str]
) -> Mapping[tuple[str, str], JsonValue]:
    """Prices as they are stored, by SKU; the place is empty."""
    rows = tx.execute(
        select(
            _LISTINGS.c.sku,
            _LISTINGS.c.price_minor,
            _LISTINGS.c.currency,
            _LISTINGS.c.location_prices,
        ).where(
            _LISTINGS.c.connection_id == connection.id,
            among(tx, _LISTINGS.c.product_platform_id, product_ids),
            _LISTINGS.c.deleted_at.is_(None),
        )
    )
    return {(row.sku, ""): [row.price_minor, row.currency, row.location_prices] for row in rows}


def record(
    tx: Connection,
    connection: PosConnection,
    *,
    stock_asked: int,
    stock_drifted: int,
    price_asked: int,
    price_drifted: int,
    drifts: Sequence[JsonValue],
    now: datetime,
) -> SpotCheck:
    """Keep what a sample found."""
    row = tx.execute(
        _TABLE.insert()
        .values(
            id=new_id("spt", now),
            merchant_id=connection.merchant_id,
            connection_id=connection.id,
            stock_asked=stock_asked,
            stock_drifted=stock_drifted,
            price_asked=price_asked,
            price_drifted=price_drifted,
            drifts=list(drifts),
            at=now,
        )
        .returning(_TABLE)
    ).one()
    return _check(row)


def page(
    tx: Connection, merchant_id: str, *, cursor: str | None = None, limit: int = 50
) -> Listed[SpotCheck]:
    """The merchant's spot checks, newest first."""
    query = select(_TABLE).where(_TABLE.c.merchant_id == merchant_id)
    return newest_first(tx, query, _TABLE.c.id, _check, cursor=cursor, limit=limit)


def prune(tx: Connection, *, before: datetime, limit: int = 1000) -> int:
    """Forget up to `limit` checks made before a moment; how many."""
    old = select(_TABLE.c.id).where(_TABLE.c.at < before).limit(limit)
    return tx.execute(_TABLE.delete().where(_TABLE.c.id.in_(old.scalar_subquery()))).rowcount


def _check(row: AnyRow) -> SpotCheck:
    return SpotCheck(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        connection_id=ConnectionId(row.connection_id),
        stock_asked=row.stock_asked,
        stock_drifted=row.stock_drifted,
        price_asked=row.price_asked,
        price_drifted=row.price_drifted,
        drifts=row.drifts,
        at=row.at,
    )
