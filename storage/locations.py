"""The places that hold stock, as their platforms know them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select, update

from domain.catalog import Address, Location, Source, WeeklyHours
from domain.errors import NotFoundError
from domain.ids import ConnectionId, LocationId, MerchantId, PlatformId
from storage import tables
from storage.catalog_write import (
    address_json,
    bump_generation,
    is_newer,
    lock_catalog,
    replace_all,
)
from storage.ids import new_id
from storage.menus import hours_json, read_hours
from storage.merchants import ConnectionStatus, PosConnection
from storage.pending import promote_pending
from storage.results import ApplyResult
from storage.statements import AnyRow

_TABLE = tables.locations


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A location under our id."""

    id: LocationId
    merchant_id: MerchantId
    connection_id: ConnectionId
    platform_id: PlatformId
    name: str
    active: bool
    address: Address | None
    phone: str | None
    timezone: str | None
    currency: str | None
    latitude: Decimal | None
    longitude: Decimal | None
    offers_pickup: bool
    hours: tuple[WeeklyHours, ...]
    """When the platform says it is open; empty: it does not say."""
    as_of: datetime
    source: Source


def apply_locations(
    tx: Connection,
    connection: PosConnection,
    records: Sequence[Location],
    *,
    as_of: datetime,
    source: Source,
    run_id: str | None = None,
) -> ApplyResult:
    """Store locations that are newer than the stored ones; an id of ours is kept for good."""
    lock_catalog(tx, connection.merchant_id)
    stored = {
        row.platform_id: row
        for row in tx.execute(select(_TABLE).where(_TABLE.c.connection_id == connection.id))
    }
    fresh = [
        record
        for record in records
        if (known := stored.get(record.platform_id)) is None
        or is_newer(record.revision, as_of, known.revision, known.as_of)
    ]
    rows = [
        {
            "id": new_id("loc", as_of),
            **_values(connection, record),
            "as_of": as_of,
            "source": source,
            "last_run": run_id,
        }
        for record in fresh
    ]
    replace_all(tx, _TABLE, rows, key=("connection_id", "platform_id"), keep=("id", "merchant_id"))
    if fresh:
        bump_generation(tx, connection.merchant_id)
        promote_pending(
            tx, connection, location_ids={record.platform_id for record in fresh}, now=as_of
        )
    updated = sum(record.platform_id in stored for record in fresh)
    return ApplyResult(
        inserted=len(fresh) - updated, updated=updated, stale=len(records) - len(fresh)
    )


def tombstone_location(
    tx: Connection, connection: PosConnection, platform_id: PlatformId, *, as_of: datetime
) -> ApplyResult:
    """Mark a location as gone; nothing is sold there any more."""
    return _tombstone(tx, connection, as_of, _TABLE.c.platform_id == platform_id)


def mark_unseen_locations(
    tx: Connection,
    connection: PosConnection,
    *,
    run_id: str,
    started_at: datetime,
    spare: Collection[str] = (),
) -> ApplyResult:
    """Tombstone the locations that a complete run did not meet; `spare` names those it met and
    could not read."""
    return _tombstone(
        tx,
        connection,
        started_at,
        _TABLE.c.as_of < started_at,
        or_(_TABLE.c.last_run.is_(None), _TABLE.c.last_run != run_id),
        _TABLE.c.platform_id.not_in(spare),
    )


def _tombstone(
    tx: Connection, connection: PosConnection, at: datetime, *which: ColumnElement[bool]
) -> ApplyResult:
    lock_catalog(tx, connection.merchant_id)
    done = tx.execute(
        update(_TABLE)
        .where(_TABLE.c.connection_id == connection.id, _TABLE.c.deleted_at.is_(None), *which)
        .values(deleted_at=at, active=False)
    )
    if done.rowcount:
        bump_generation(tx, connection.merchant_id)
    return ApplyResult(deleted=done.rowcount)


def location(tx: Connection, merchant_id: str, location_id: str) -> Store:
    """One location. Raises NotFoundError."""
    found = _stores(
        tx, select(_TABLE).where(_TABLE.c.id == location_id, _TABLE.c.merchant_id == merchant_id)
    )
    if not found:
        raise NotFoundError("location", location_id)
    return found[0]


def locations(tx: Connection, merchant_id: str, *, connection_id: str | None = None) -> list[Store]:
    """The merchant's locations that still exist, oldest first."""
    query = (
        select(_TABLE)
        .where(_TABLE.c.merchant_id == merchant_id, _TABLE.c.deleted_at.is_(None))
        .order_by(_TABLE.c.id)
    )
    if connection_id is not None:
        query = query.where(_TABLE.c.connection_id == connection_id)
    return _stores(tx, query)


def served(tx: Connection, merchant_id: str) -> list[Store]:
    """The merchant's active locations whose till may be called, now or when it answers again:
    those of an account that was disconnected sell nothing, oldest first."""
    ended = select(tables.connections.c.id).where(
        tables.connections.c.merchant_id == merchant_id,
        tables.connections.c.status == ConnectionStatus.REVOKED.value,
    )
    query = (
        select(_TABLE)
        .where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.deleted_at.is_(None),
            _TABLE.c.active,
            _TABLE.c.connection_id.not_in(ended),
        )
        .order_by(_TABLE.c.id)
    )
    return _stores(tx, query)


def location_by_platform_id(tx: Connection, connection_id: str, platform_id: str) -> Store | None:
    """The location a platform calls by that id; None if it is not known."""
    found = _stores(
        tx,
        select(_TABLE).where(
            _TABLE.c.connection_id == connection_id, _TABLE.c.platform_id == platform_id
        ),
    )
    return found[0] if found else None


def read_address(value: Any) -> Address | None:
    """An address from its JSON."""
    return None if value is None else Address(**value)


def _values(connection: PosConnection, record: Location) -> dict[str, Any]:
    return {
        "merchant_id": connection.merchant_id,
        "connection_id": connection.id,
        "platform_id": record.platform_id,
        "name": record.name,
        "active": record.active,
        "address": address_json(record.address),
        "phone": record.phone,
        "timezone": record.timezone,
        "currency": record.currency,
        "latitude": None if record.latitude is None else str(record.latitude),
        "longitude": None if record.longitude is None else str(record.longitude),
        "offers_pickup": record.offers_pickup,
        "hours": hours_json(record.hours) or None,
        "revision": record.revision,
        "deleted_at": None,
    }


def _stores(tx: Connection, query: Select[Any]) -> list[Store]:
    return [_store(row) for row in tx.execute(query)]


def _store(row: AnyRow) -> Store:
    return Store(
        id=LocationId(row.id),
        merchant_id=MerchantId(row.merchant_id),
        connection_id=ConnectionId(row.connection_id),
        platform_id=PlatformId(row.platform_id),
        name=row.name,
        active=row.active,
        address=read_address(row.address),
        phone=row.phone,
        timezone=row.timezone,
        currency=row.currency,
        latitude=None if row.latitude is None else Decimal(row.latitude),
        longitude=None if row.longitude is None else Decimal(row.longitude),
        offers_pickup=row.offers_pickup,
        hours=read_hours(row.hours or ()),
        as_of=row.as_of,
        source=Source(row.source),
    )
