"""Alerts about connections: raised once, seen again, resolved; one of each kind at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage import tables
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.statements import upsert

_TABLE = tables.alerts


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something about one connection that a person must see to."""

    connection_id: str
    merchant_id: str
    kind: str
    severity: str
    """`warning` or `critical`."""
    message: str
    due_at: datetime | None
    raised_at: datetime
    resolved_at: datetime | None


def raise_alert(
    tx: Connection,
    connection: PosConnection,
    kind: str,
    *,
    severity: str,
    message: str,
    due_at: datetime | None,
    now: datetime,
) -> bool:
    """Raise an alert, or bring the one that stands up to date; whether it is news."""
    standing = tx.execute(
        select(_TABLE.c.severity).where(
            _TABLE.c.connection_id == connection.id,
            _TABLE.c.kind == kind,
            _TABLE.c.resolved_at.is_(None),
        )
    ).scalar_one_or_none()
    told = {"severity": severity, "message": message, "due_at": due_at, "seen_at": now}
    if standing is not None:
        tx.execute(
            update(_TABLE)
            .where(_TABLE.c.connection_id == connection.id, _TABLE.c.kind == kind)
            .values(**told)
        )
        return bool(standing != severity)
    anew = {**told, "raised_at": now, "resolved_at": None}
    statement = upsert(tx, _TABLE).values(
        id=new_id("alt", now),
        merchant_id=connection.merchant_id,
        connection_id=connection.id,
        kind=kind,
        **anew,
    )
    tx.execute(statement.on_conflict_do_update(index_elements=["connection_id", "kind"], set_=anew))
    return True


def resolve(tx: Connection, connection_id: str, kind: str, *, now: datetime) -> bool:
    """End an alert; whether one stood."""
    done = tx.execute(
        update(_TABLE)
        .where(
            _TABLE.c.connection_id == connection_id,
            _TABLE.c.kind == kind,
            _TABLE.c.resolved_at.is_(None),
        )
        .values(resolved_at=now)
    )
    return bool(done.rowcount)


def standing(tx: Connection, merchant_id: str | None = None) -> list[Alert]:
    """Alerts that stand, of one merchant or of all, the most urgent first."""
    query = (
        select(_TABLE)
        .where(_TABLE.c.resolved_at.is_(None))
        .order_by(_TABLE.c.severity, _TABLE.c.due_at, _TABLE.c.id)
    )
    if merchant_id is not None:
        query = query.where(_TABLE.c.merchant_id == merchant_id)
    return [
        Alert(
            connection_id=row.connection_id,
            merchant_id=row.merchant_id,
            kind=row.kind,
            severity=row.severity,
            message=row.message,
            due_at=row.due_at,
            raised_at=row.raised_at,
            resolved_at=row.resolved_at,
        )
        for row in tx.execute(query)
    ]
