"""Counts of ours on their way to a platform, until it tells them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, bindparam, literal_column, select, update

from domain.catalog import StockLevel
from domain.ids import ConnectionId, PlatformId
from storage import tables
from storage.merchants import PosConnection
from storage.prepared import Prepared
from storage.statements import AnyRow, among, upsert

_TABLE = tables.stock_writes
_LISTINGS = tables.listings
_IS_AWAITED: ColumnElement[bool] = literal_column("(state = 'written')")
"""In the words of the index, which serves only a query that repeats them."""
_SKEW = timedelta(seconds=5)
"""How far a platform's clock may be behind ours before its news looks older than our write."""


class WriteState(StrEnum):
    """How far a count of ours has come."""

    SENT = "sent"
    """Its answer is not known; the same key may be sent again."""
    WRITTEN = "written"
    """The platform took it; its own news of that are on their way."""
    ECHOED = "echoed"
    """The platform told it back."""
    OVERRULED = "overruled"
    """Somebody else had changed the count before: nothing was written."""
    OVERTAKEN = "overtaken"
    """The platform's next news was another count, which goes before ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWrite:
    """One count of ours."""

    key: str
    connection_id: ConnectionId
    inventory_platform_id: PlatformId
    location_platform_id: PlatformId
    expected: Decimal
    quantity: Decimal
    state: WriteState
    actual: Decimal | None
    """What the platform counted instead."""
    actor: str
    written_at: datetime
    echoed_at: datetime | None


def begin(tx: Connection, connection: PosConnection, write: StockWrite) -> StockWrite:
    """Note a count before it is sent; what was noted under its key before, if anything."""
    statement = upsert(tx, _TABLE).values(
        merchant_id=connection.merchant_id,
        connection_id=connection.id,
        key=write.key,
        inventory_platform_id=write.inventory_platform_id,
        location_platform_id=write.location_platform_id,
        expected=write.expected,
        quantity=write.quantity,
        state=write.state.value,
        actor=write.actor,
        written_at=write.written_at,
    )
    tx.execute(statement.on_conflict_do_nothing(index_elements=["connection_id", "key"]))
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.connection_id == connection.id, _TABLE.c.key == write.key)
    ).one()
    return _write(row)


def finish(
    tx: Connection,
    connection: PosConnection,
    key: str,
    *,
    state: WriteState,
    now: datetime,
    actual: Decimal | None = None,
) -> None:
    """Note what the platform answered."""
    tx.execute(
        update(_TABLE)
        .where(
            _TABLE.c.connection_id == connection.id,
            _TABLE.c.key == key,
            _TABLE.c.state == WriteState.SENT.value,
        )
        .values(state=state.value, actual=actual, written_at=now)
    )


def recognize(
    tx: Connection, connection: PosConnection, levels: Sequence[StockLevel], *, now: datetime
) -> list[StockWrite]:
    """Match what a platform tells with counts of ours it took; those that it overtook."""
    if not _ANY_AWAITED.rows(tx, its_connection=connection.id):
        return []
    awaited = select(_TABLE).where(_TABLE.c.connection_id == connection.id, _IS_AWAITED)
    told = {(one.inventory_platform_id, one.location_platform_id): one for one in levels}
    items = {item for item, _ in told}
    rows = tx.execute(awaited.where(among(tx, _TABLE.c.inventory_platform_id, items))).all()
    overtaken = []
    for row in rows:
        level = told.get((row.inventory_platform_id, row.location_platform_id))
        if level is None or level.as_of < row.written_at - _SKEW:
            continue
        is_ours = level.available == row.quantity
        state = WriteState.ECHOED if is_ours else WriteState.OVERTAKEN
        tx.execute(
            update(_TABLE)
            .where(_TABLE.c.id == row.id)
            .values(state=state.value, echoed_at=now, actual=level.available)
        )
        if not is_ours:
            overtaken.append(_write(row, actual=level.available))
    return overtaken


_ANY_AWAITED = Prepared(
    select(_TABLE.c.id)
    .where(_TABLE.c.connection_id == bindparam("its_connection"), _IS_AWAITED)
    .limit(literal_column("1"))
)


def sku_of_item(tx: Connection, connection_id: str, inventory_id: str) -> str | None:
    """The unified key of what is counted under this id; None if nothing is sold under it."""
    found: str | None = tx.execute(
        select(_LISTINGS.c.sku)
        .where(
            _LISTINGS.c.connection_id == connection_id,
            _LISTINGS.c.inventory_platform_id == inventory_id,
            _LISTINGS.c.deleted_at.is_(None),
        )
        .order_by(_LISTINGS.c.id)
        .limit(1)
    ).scalar_one_or_none()
    return found


def of_item(
    tx: Connection, connection_id: str, inventory_id: str, location_platform_id: str
) -> list[StockWrite]:
    """Counts of ours of one item at one place, newest first."""
    rows = tx.execute(
        select(_TABLE)
        .where(
            _TABLE.c.connection_id == connection_id,
            _TABLE.c.inventory_platform_id == inventory_id,
            _TABLE.c.location_platform_id == location_platform_id,
        )
        .order_by(_TABLE.c.id.desc())
        .limit(20)
    )
    return [_write(row) for row in rows]


def _write(row: AnyRow, *, actual: Decimal | None = None) -> StockWrite:
    return StockWrite(
        key=row.key,
        connection_id=ConnectionId(row.connection_id),
        inventory_platform_id=PlatformId(row.inventory_platform_id),
        location_platform_id=PlatformId(row.location_platform_id),
        expected=row.expected,
        quantity=row.quantity,
        state=WriteState(row.state),
        actual=row.actual if actual is None else actual,
        actor=row.actor,
        written_at=row.written_at,
        echoed_at=row.echoed_at,
    )
