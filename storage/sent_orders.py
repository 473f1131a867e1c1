"""Orders that went out to platforms which neither know keys nor find an order by reference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from domain.ids import IdempotencyKey, PlatformId
from storage import tables
from storage.merchants import PosConnection
from storage.statements import AnyRow, upsert

_TABLE = tables.sent_orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What is known of an order that was sent, or was about to be."""

    key: IdempotencyKey
    reference: str
    platform_id: PlatformId | None
    """None: its answer never came."""


def begin(
    tx: Connection, connection: PosConnection, key: str, *, reference: str, now: datetime
) -> Noted | None:
    """Note the order under this key; what was noted under it before, if anything."""
    statement = upsert(tx, _TABLE).values(
        connection_id=connection.id,
        key=key,
        merchant_id=connection.merchant_id,
        reference=reference,
        created_at=now,
    )
    if tx.execute(statement.on_conflict_do_nothing()).rowcount:
        return None
    return _one(tx, connection.id, _TABLE.c.key == key)


def finish(tx: Connection, connection_id: str, key: str, platform_id: str) -> None:
    """Note what the platform calls it."""
    tx.execute(update(_TABLE).where(*_is(connection_id, key)).values(platform_id=platform_id))


def forget(tx: Connection, connection_id: str, key: str) -> None:
    """Forget an order that was surely not made."""
    tx.execute(delete(_TABLE).where(*_is(connection_id, key)))


def find(tx: Connection, connection_id: str, reference: str) -> Noted | None:
    """The order of this reference; of several the one that is known to exist, then the latest."""
    return _one(tx, connection_id, _TABLE.c.reference == reference)


def _one(tx: Connection, connection_id: str, *conditions: ColumnElement[bool]) -> Noted | None:
    query = (
        select(_TABLE)
        .where(_TABLE.c.connection_id == connection_id, *conditions)
        .order_by(_TABLE.c.platform_id.is_(None), _TABLE.c.created_at.desc())
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    return None if row is None else _noted(row)


def _is(connection_id: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return (_TABLE.c.connection_id == connection_id, _TABLE.c.key == key)


def _noted(row: AnyRow) -> Noted:
    return Noted(
        key=IdempotencyKey(row.key),
        reference=row.reference,
        platform_id=None if row.platform_id is None else PlatformId(row.platform_id),
    )
