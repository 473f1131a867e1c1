"""Who did what to which credential or setting, and when; never a secret's value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage import tables
from storage.types import JsonValue

_TABLE = tables.audit_entries


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the trail."""

    id: int
    connection_id: str | None
    actor: str
    action: str
    subject: str
    detail: JsonValue
    at: datetime


def record(
    tx: Connection,
    *,
    merchant_id: str,
    actor: str,
    action: str,
    subject: str,
    at: datetime,
    connection_id: str | None = None,
    detail: JsonValue = None,
) -> None:
    """Add a line, in the transaction of what it tells."""
    tx.execute(
        _TABLE.insert().values(
            merchant_id=merchant_id,
            connection_id=connection_id,
            actor=actor,
            action=action,
            subject=subject,
            detail={} if detail is None else detail,
            at=at,
        )
    )


def actions_since(tx: Connection, connection_id: str, since: datetime) -> frozenset[str]:
    """What was done with one connection from a moment on."""
    query = select(_TABLE.c.action).where(
        _TABLE.c.connection_id == connection_id, _TABLE.c.at >= since
    )
    return frozenset(tx.execute(query.distinct()).scalars())


def entries(
    tx: Connection, merchant_id: str, *, before_id: int | None = None, limit: int = 100
) -> list[AuditEntry]:
    """The newest lines of a merchant, from `before_id` backwards."""
    query = (
        select(_TABLE)
        .where(_TABLE.c.merchant_id == merchant_id)
        .order_by(_TABLE.c.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(_TABLE.c.id < before_id)
    return [
        AuditEntry(
            id=row.id,
            connection_id=row.connection_id,
            actor=row.actor,
            action=row.action,
            subject=row.subject,
            detail=row.detail,
            at=row.at,
        )
        for row in tx.execute(query)
    ]
