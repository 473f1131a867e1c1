"""What we hold, told the way a census tells it, and what comparing the two has found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Select,
    and_,
    func,
    literal,
    null,
    select,
    true,
    union_all,
    update,
)

from domain.events import Entity
from domain.ids import ConnectionId, MerchantId
from storage import tables
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow, among
from storage.types import JsonValue

_TABLE = tables.sync_proofs
_RECORDS = tables.product_records
_LISTINGS = tables.listings
_LEVELS = tables.inventory_levels
_LOCATIONS = tables.locations
_PENDING = tables.pending_levels
_CUSTOMERS = tables.customer_records
_ORDERS = tables.orders
_CHUNK = 1000


class ProofState(StrEnum):
    """What comparing with a census came to."""

    PROVED = "proved"
    """Everything the platform tells is here, as new as over there, and nothing else."""
    REPAIRED = "repaired"
    """It differed, and does so no more."""
    DIFFERS = "differs"
    """Something could not be mended, or should not be (a dry run)."""
    UNPROVED = "unproved"
    """The platform cannot be asked a second way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One record of ours, by what names it on the platform."""

    platform_id: str
    location_id: str
    """Of a stock level; empty elsewhere."""
    revision: int
    parts: int | None
    """Of a product: its live variants."""
    as_of: datetime
    last_run: str | None
    """The full run that met it last, where runs leave a mark."""
    is_known: bool = True
    """Of a stock level: whether its count is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProof:
    """One comparison of an entity with its platform."""

    id: str
    merchant_id: MerchantId
    connection_id: ConnectionId
    entity: Entity
    run_id: str | None
    """The full run it belongs to; None: somebody asked for it."""
    state: ProofState
    findings: Mapping[str, JsonValue]
    alarms: tuple[str, ...]
    """What a person should look at, in words."""
    started_at: datetime
    finished_at: datetime


def held(
    tx: Connection, connection: PosConnection, entity: Entity, *, since: datetime | None = None
) -> Iterator[Held]:
    """Everything we hold of an entity, in chunks, so that memory stays flat.

    `since` leaves out orders placed before.
    """
    for row in _rows(tx, connection, entity, since):
        yield Held(
            platform_id=row.platform_id,
            location_id=row.location_id,
            revision=row.revision,
            parts=row.parts,
            as_of=row.as_of,
            last_run=row.last_run,
            is_known=bool(row.is_known),
        )


def held_in_brief(
    tx: Connection, connection: PosConnection, entity: Entity, *, since: datetime | None = None
) -> Iterator[tuple[str, str, int, int | None]]:
    """The same as (platform id, location id, revision, parts), for counting everything."""
    for row in _rows(tx, connection, entity, since):
        platform_id, location_id, revision, parts, *_ = row
        yield platform_id, location_id, revision, parts


def _rows(
    tx: Connection, connection: PosConnection, entity: Entity, since: datetime | None
) -> Iterable[AnyRow]:
    if entity is Entity.ORDER:
        query: Select[Any] | CompoundSelect[Any] = _held_orders(connection.id, since)
    else:
        query = _HELD[entity](connection.id)
    return tx.execute(query.execution_options(yield_per=_CHUNK))


def _held_products(connection_id: str) -> Select[Any]:
    variants = (
        select(func.count())
        .select_from(_LISTINGS)
        .where(
            _LISTINGS.c.connection_id == _RECORDS.c.connection_id,
            _LISTINGS.c.product_platform_id == _RECORDS.c.platform_id,
            _LISTINGS.c.deleted_at.is_(None),
        )
        .scalar_subquery()
    )
    return select(
        _RECORDS.c.platform_id,
        literal("").label("location_id"),
        _RECORDS.c.revision,
        variants.label("parts"),
        _RECORDS.c.as_of,
        _RECORDS.c.last_run,
        literal(1).label("is_known"),
    ).where(_RECORDS.c.connection_id == connection_id, _RECORDS.c.deleted_at.is_(None))


def _held_counts(connection_id: str) -> CompoundSelect[Any]:
    """Counts, and those that wait for their variant. Where variants share one count, the first
    listing tells it: so nothing is grouped, and the rows come as they lie."""
    earlier = _LISTINGS.alias()
    is_shared = (
        select(earlier.c.id)
        .where(
            earlier.c.connection_id == _LISTINGS.c.connection_id,
            earlier.c.inventory_platform_id == _LISTINGS.c.inventory_platform_id,
            earlier.c.deleted_at.is_(None),
            earlier.c.id < _LISTINGS.c.id,
        )
        .exists()
    )
    counted = (
        select(
            _LISTINGS.c.inventory_platform_id.label("platform_id"),
            _LOCATIONS.c.platform_id.label("location_id"),
            _LEVELS.c.revision,
            null().label("parts"),
            _LEVELS.c.as_of,
            null().label("last_run"),
            _LEVELS.c.pos_available.is_not(None).label("is_known"),
        )
        .join_from(_LEVELS, _LISTINGS, _LISTINGS.c.id == _LEVELS.c.listing_id)
        .join(_LOCATIONS, _LOCATIONS.c.id == _LEVELS.c.location_id)
        .where(
            _LISTINGS.c.connection_id == connection_id,
            _LISTINGS.c.deleted_at.is_(None),
            _LEVELS.c.as_of.is_not(None),
            ~is_shared,
        )
    )
    waiting = select(
        _PENDING.c.inventory_platform_id,
        _PENDING.c.location_platform_id,
        _PENDING.c.revision,
        null(),
        _PENDING.c.as_of,
        null(),
        _PENDING.c.pos_available.is_not(None),
    ).where(_PENDING.c.connection_id == connection_id)
    return union_all(counted, waiting)


def _held_customers(connection_id: str) -> Select[Any]:
    return select(
        _CUSTOMERS.c.platform_id,
        literal("").label("location_id"),
        _CUSTOMERS.c.revision,
        null().label("parts"),
        _CUSTOMERS.c.as_of,
        _CUSTOMERS.c.last_run,
        literal(1).label("is_known"),
    ).where(_CUSTOMERS.c.connection_id == connection_id, _CUSTOMERS.c.deleted_at.is_(None))


def _held_orders(connection_id: str, since: datetime | None) -> Select[Any]:
    placed = true() if since is None else _ORDERS.c.placed_at >= since
    return select(
        _ORDERS.c.pos_order_id.label("platform_id"),
        literal("").label("location_id"),
        _ORDERS.c.revision,
        null().label("parts"),
        _ORDERS.c.as_of,
        null().label("last_run"),
        literal(1).label("is_known"),
    ).where(
        and_(
            _ORDERS.c.connection_id == connection_id,
            _ORDERS.c.pos_order_id.is_not(None),
            _ORDERS.c.vanished_at.is_(None),
            placed,
        )
    )


_HELD: Mapping[Entity, Callable[[str], Select[Any] | CompoundSelect[Any]]] = {
    Entity.PRODUCT: _held_products,
    Entity.STOCK: _held_counts,
    Entity.CUSTOMER: _held_customers,
}


def mark_vanished(
    tx: Connection, connection: PosConnection, pos_order_ids: Collection[str], *, now: datetime
) -> int:
    """Note that a platform tells these orders no longer; the book keeps them."""
    done = tx.execute(
        update(_ORDERS)
        .where(
            _ORDERS.c.connection_id == connection.id,
            among(tx, _ORDERS.c.pos_order_id, pos_order_ids),
            _ORDERS.c.vanished_at.is_(None),
        )
        .values(vanished_at=now)
    )
    return done.rowcount


def reappeared(tx: Connection, connection: PosConnection, key: str) -> None:
    """Take the mark from an order that its platform tells again."""
    tx.execute(
        update(_ORDERS)
        .where(
            _ORDERS.c.connection_id == connection.id,
            _ORDERS.c.pos_order_id == key,
            _ORDERS.c.vanished_at.is_not(None),
        )
        .values(vanished_at=None)
    )


def record(
    tx: Connection,
    connection: PosConnection,
    entity: Entity,
    *,
    state: ProofState,
    findings: Mapping[str, JsonValue],
    alarms: Collection[str],
    started_at: datetime,
    now: datetime,
    run_id: str | None = None,
) -> StoredProof:
    """Keep what a comparison found."""
    row = tx.execute(
        _TABLE.insert()
        .values(
            id=new_id("prf", now),
            merchant_id=connection.merchant_id,
            connection_id=connection.id,
            entity=entity.value,
            run_id=run_id,
            state=state.value,
            findings=dict(findings),
            alarms=list(alarms),
            started_at=started_at,
            finished_at=now,
        )
        .returning(_TABLE)
    ).one()
    return _proof(row)


def page(
    tx: Connection,
    merchant_id: str,
    *,
    connection_id: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Listed[StoredProof]:
    """The merchant's proofs, newest first."""
    query = select(_TABLE).where(_TABLE.c.merchant_id == merchant_id)
    if connection_id is not None:
        query = query.where(_TABLE.c.connection_id == connection_id)
    return newest_first(tx, query, _TABLE.c.id, _proof, cursor=cursor, limit=limit)


def prune(tx: Connection, *, before: datetime, limit: int = 1000) -> int:
    """Forget up to `limit` proofs that ended before a moment; how many."""
    old = select(_TABLE.c.id).where(_TABLE.c.finished_at < before).limit(limit)
    return tx.execute(_TABLE.delete().where(_TABLE.c.id.in_(old.scalar_subquery()))).rowcount


def latest(tx: Connection, connection_id: str, entity: Entity) -> StoredProof | None:
    """The newest proof of one entity."""
    row = tx.execute(
        select(_TABLE)
        .where(_TABLE.c.connection_id == connection_id, _TABLE.c.entity == entity.value)
        .order_by(_TABLE.c.started_at.desc(), _TABLE.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _proof(row)


def _proof(row: AnyRow) -> StoredProof:
    return StoredProof(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        connection_id=ConnectionId(row.connection_id),
        entity=Entity(row.entity),
        run_id=row.run_id,
        state=ProofState(row.state),
        findings=row.findings,
        alarms=tuple(row.alarms),
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
