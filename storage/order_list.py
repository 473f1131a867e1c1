"""The whole order book of a merchant, page by page, narrowed as people and programs ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, TextClause, and_, or_, select, text

from domain.errors import InvalidInputError
from domain.orders import OrderState
from storage import tables
from storage.order_told import PAYMENT, TOLD
from storage.orders import StoredOrder, with_lines
from storage.results import Listed
from storage.tables.orders import OF_CHANNELS
from storage.types import from_micros, to_micros

_ORDERS = tables.orders


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersWanted:
    """Which orders are wanted; None: whatever it is."""

    state: OrderState | None = None
    channel: str | None = None
    since: datetime | None = None
    """Placed then or later."""
    until: datetime | None = None
    """Placed before then."""
    number: str | None = None
    pos_order_id: str | None = None


ALL_ORDERS = OrdersWanted()


def listed(
    tx: Connection, merchant_id: str, wanted: OrdersWanted, *, cursor: str | None, limit: int
) -> Listed[StoredOrder]:
    """Orders with their lines, the newest first. Raises InvalidInputError for a strange cursor.

    Payments that tills tell of without an order are shown to who asks for their channel only.
    """
    query = (
        select(_ORDERS)
        .where(_ORDERS.c.merchant_id == merchant_id, *_conditions(merchant_id, wanted))
        .order_by(_ORDERS.c.placed_at.desc(), _ORDERS.c.id.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        query = query.where(_behind(cursor))
    rows = tx.execute(query).all()
    found = with_lines(tx, rows[:limit])
    more = len(rows) > limit
    return Listed(rows=tuple(found), cursor=_cursor(found[-1]) if more else None)


def _conditions(
    merchant_id: str, wanted: OrdersWanted
) -> Iterator[ColumnElement[bool] | TextClause]:
    if wanted.state is not None:
        yield _ORDERS.c.state == wanted.state.value
    if wanted.channel is None:
        yield _ORDERS.c.channel != PAYMENT
    else:
        yield _ORDERS.c.channel == wanted.channel
        if wanted.channel not in TOLD:
            yield text(OF_CHANNELS)  # in the index' own words, so that it is used
    if wanted.since is not None:
        yield _ORDERS.c.placed_at >= wanted.since
    if wanted.until is not None:
        yield _ORDERS.c.placed_at < wanted.until
    if wanted.number is not None:
        yield _ORDERS.c.number == wanted.number
    if wanted.pos_order_id is not None:
        # a till's id is indexed beside its connection
        its_own = select(tables.connections.c.id).where(
            tables.connections.c.merchant_id == merchant_id
        )
        yield _ORDERS.c.connection_id.in_(its_own)
        yield _ORDERS.c.pos_order_id == wanted.pos_order_id


def _behind(cursor: str) -> ColumnElement[bool]:
    at, _, last = cursor.partition(" ")
    try:
        moment = from_micros(int(at))
    except (ValueError, OverflowError):
        raise InvalidInputError("cursor", cursor[:40], "use the one of the page before") from None
    # the first half is what an index can begin at; the second leaves out what was shown
    return and_(
        _ORDERS.c.placed_at <= moment, or_(_ORDERS.c.placed_at != moment, _ORDERS.c.id < last)
    )


def _cursor(last: StoredOrder) -> str:
    return f"{to_micros(last.placed_at)} {last.id}"
