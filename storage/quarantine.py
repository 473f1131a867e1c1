"""Records that could not be mapped: kept raw with path, value and remedy until they map again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Update, bindparam, select, update

from domain.cards import redact_card_numbers, without_issued_numbers
from domain.events import Entity, Quarantined
from domain.ids import ConnectionId
from storage import tables
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.prepared import Prepared
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import one_of, upsert

_TABLE = tables.quarantine


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedItem:
    """One fault of one record, and how long it has been seen."""

    id: str
    connection_id: ConnectionId
    entity: Entity
    platform_id: str
    path: str
    value: str
    remedy: str
    raw: bytes
    times: int
    first_seen_at: datetime
    last_seen_at: datetime


def record(
    tx: Connection, connection: PosConnection, items: Sequence[Quarantined], *, now: datetime
) -> None:
    """Keep what could not be mapped; the same fault of the same record is counted, not repeated."""
    if not items:
        return
    statement = upsert(tx, _TABLE)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["connection_id", "entity", "platform_id", "path"],
            set_={
                "value": statement.excluded.value,
                "remedy": statement.excluded.remedy,
                "raw": statement.excluded.raw,
                "times": _TABLE.c.times + 1,
                "last_seen_at": statement.excluded.last_seen_at,
                "resolved_at": None,
            },
        ),
        [
            {
                "id": new_id("qua", now),
                "merchant_id": connection.merchant_id,
                "connection_id": connection.id,
                "entity": item.entity.value,
                "platform_id": item.platform_id or "",
                "path": item.path,
                "value": redact_card_numbers(item.value),
                "remedy": item.remedy,
                "raw": without_issued_numbers(item.raw),
                "times": 1,
                "first_seen_at": now,
                "last_seen_at": now,
                "resolved_at": None,
            }
            for item in items
        ],
    )


def resolve(
    tx: Connection,
    connection: PosConnection,
    entity: Entity,
    platform_ids: Sequence[str],
    *,
    now: datetime,
) -> int:
    """Close the faults of records that map again; how many were open."""
    if not platform_ids:
        return 0
    return _RESOLVE.run(
        tx, connection=connection.id, kind=entity.value, platform_ids=platform_ids, at=now
    )


def _resolving(tx: Connection) -> Update:
    return (
        update(_TABLE)
        .where(
            _TABLE.c.connection_id == bindparam("connection"),
            _TABLE.c.entity == bindparam("kind"),
            _TABLE.c.resolved_at.is_(None),
            one_of(tx, _TABLE.c.platform_id, "platform_ids"),
        )
        .values(resolved_at=bindparam("at"))
    )


_RESOLVE = Prepared(_resolving)


def met_since(
    tx: Connection, connection: PosConnection, entity: Entity, since: datetime
) -> frozenset[str]:
    """Records that were met at or after a moment and are still in quarantine."""
    rows = tx.execute(
        select(_TABLE.c.platform_id).where(
            _TABLE.c.connection_id == connection.id,
            _TABLE.c.entity == entity.value,
            _TABLE.c.resolved_at.is_(None),
            _TABLE.c.last_seen_at >= since,
        )
    )
    return frozenset(row.platform_id for row in rows)


def close_unmet(
    tx: Connection, connection: PosConnection, entity: Entity, *, since: datetime, now: datetime
) -> int:
    """Close the faults of records that a complete run since then did not meet: they are gone."""
    done = tx.execute(
        update(_TABLE)
        .where(
            _TABLE.c.connection_id == connection.id,
            _TABLE.c.entity == entity.value,
            _TABLE.c.resolved_at.is_(None),
            _TABLE.c.last_seen_at < since,
        )
        .values(resolved_at=now)
    )
    return done.rowcount


def open_items(
    tx: Connection, merchant_id: str, *, cursor: str | None = None, limit: int = 50
) -> Listed[QuarantinedItem]:
    """What waits for a remedy, newest id first."""
    query = select(_TABLE).where(
        _TABLE.c.merchant_id == merchant_id, _TABLE.c.resolved_at.is_(None)
    )
    return newest_first(tx, query, _TABLE.c.id, _item, cursor=cursor, limit=limit)


def _item(row: Row[Any]) -> QuarantinedItem:
    return QuarantinedItem(
        id=row.id,
        connection_id=ConnectionId(row.connection_id),
        entity=Entity(row.entity),
        platform_id=row.platform_id,
        path=row.path,
        value=row.value,
        remedy=row.remedy,
        raw=row.raw,
        times=row.times,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
    )
