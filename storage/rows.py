"""Questions that several tables are asked in the same words: pages, and what is due."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Integer, Select, Table, select, update

from storage.results import Listed
from storage.statements import AnyRow

T = TypeVar("T")


def newest_first(
    tx: Connection,
    query: Select[Any],
    key: ColumnElement[Any],
    read: Callable[[AnyRow], T],
    *,
    cursor: str | None,
    limit: int,
) -> Listed[T]:
    """A page of rows whose `key` rises with time; the cursor is the last one's key."""
    if cursor is not None:
        query = query.where(key < (int(cursor) if isinstance(key.type, Integer) else cursor))
    rows = tx.execute(query.order_by(key.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    last = str(getattr(shown[-1], str(key.key))) if len(rows) > limit else None
    return Listed(rows=tuple(map(read, shown)), cursor=last)


def lease_due(
    tx: Connection,
    table: Table,
    states: Collection[StrEnum],
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
) -> list[AnyRow]:
    """Rows in these states that are to be looked at; for nobody else until the lease is over."""
    due = (
        select(table.c.id)
        .where(table.c.state.in_([each.value for each in states]), table.c.due_at <= now)
        .order_by(table.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(tx.execute(due).scalars())
    if not ids:
        return []
    tx.execute(update(table).where(table.c.id.in_(ids)).values(due_at=now + lease))
    return list(tx.execute(select(table).where(table.c.id.in_(ids)).order_by(table.c.id)))


def change(
    tx: Connection,
    table: Table,
    row_id: str,
    *,
    out_of: Collection[StrEnum],
    now: datetime,
    facts: dict[str, Any],
) -> bool:
    """Write facts of a row that is in one of those states; False if it is in none."""
    done = tx.execute(
        update(table)
        .where(table.c.id == row_id, table.c.state.in_([each.value for each in out_of]))
        .values(updated_at=now, **facts)
    )
    return done.rowcount == 1
