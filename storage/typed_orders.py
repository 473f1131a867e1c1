"""Orders of ours that staff typed in at a till, which knows them by a number and not by our id.

The number joins the two: same till, made there after the order came in here, and one order only.
Whichever is told first waits for the other, so that the sale stands in the book once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update

from domain.orders import OrderState, PosOrder
from storage import tables
from storage.catalog_write import lock_catalog
from storage.statements import AnyRow, among

_ORDERS = tables.orders
_TELLING: Final = "pos"
_CLOCKS: Final = timedelta(hours=1)
"""So far a till's clock may be behind ours."""
_REUSED: Final = timedelta(days=2)
"""Tills begin to count anew; a number is looked for among orders no older than that."""
_GONE_WITH_IT: Final = (tables.order_lines, tables.order_events, tables.order_intakes)
_COMES_ALONG: Final = (
    *(tables.payments, tables.refunds, tables.returns, tables.parcels),
    *(tables.return_labels, tables.exchanges, tables.store_credit_entries),
)


def by_number(tx: Connection, connection_id: str, records: Sequence[PosOrder]) -> dict[str, AnyRow]:
    """Orders of ours that these are, by the till's id; two of one number are none of them."""
    numbers = {spelling for each in records for spelling in _spellings(each.number)}
    rows = tx.execute(
        select(_ORDERS).where(
            _ORDERS.c.connection_id == connection_id,
            _ORDERS.c.pos_order_id.is_(None),
            _ORDERS.c.state == OrderState.CONFIRMED.value,
            among(tx, _ORDERS.c.number, numbers),
        )
    ).all()
    found: dict[str, AnyRow] = {}
    for row in rows:
        same = [each for each in records if _is_of(each, row)]
        twins = [other for other in rows if _spoken(other.number) == _spoken(row.number)]
        if len(same) == 1 and len(twins) == 1:
            found[same[0].platform_id] = row
    return found


def adopt(tx: Connection, merchant_id: str, order_id: str, number: str, *, now: datetime) -> bool:
    """Take over what a till told of an order before staff gave us its number.

    What the book had as a sale of the till's own is this order from now on; False where there is
    no such sale, or more than one. Raises NoResultFound for an unknown order.
    """
    lock_catalog(tx, merchant_id)  # somebody may be telling of it at this moment
    ours = tx.execute(
        select(_ORDERS).where(_ORDERS.c.id == order_id, _ORDERS.c.merchant_id == merchant_id)
    ).one()
    told = tx.execute(
        select(_ORDERS.c.id, _ORDERS.c.pos_order_id, _ORDERS.c.revision).where(
            _ORDERS.c.connection_id == ours.connection_id,
            _ORDERS.c.number.in_(_spellings(number)),
            _ORDERS.c.channel == _TELLING,
            _ORDERS.c.placed_at > ours.placed_at - _CLOCKS,
            _ORDERS.c.placed_at < now + _CLOCKS,
        )
    ).all()
    if len(told) != 1 or ours.pos_order_id is not None:
        return False
    (row,) = told
    for table in _GONE_WITH_IT:
        tx.execute(delete(table).where(table.c.order_id == row.id))
    for table in _COMES_ALONG:
        tx.execute(update(table).where(table.c.order_id == row.id).values(order_id=order_id))
    tx.execute(delete(_ORDERS).where(_ORDERS.c.id == row.id))
    tx.execute(
        update(_ORDERS)
        .where(_ORDERS.c.id == order_id)
        .values(pos_order_id=row.pos_order_id, revision=row.revision, number=number)
    )
    return True


def _is_of(record: PosOrder, row: AnyRow) -> bool:
    since: timedelta = record.created_at - row.placed_at
    return _spoken(record.number) == _spoken(row.number) and -_CLOCKS < since < _REUSED


def _spoken(number: str) -> str:
    """The number as people say it: without the sign that some tills set before it."""
    return number.strip().removeprefix("#")


def _spellings(number: str) -> tuple[str, ...]:
    spoken = _spoken(number)
    return (spoken, f"#{spoken}")
