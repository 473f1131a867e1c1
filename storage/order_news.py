"""News of orders placed here that came from their till, as effects of the outbox.

Written with what the till told, carried out a little later (`app.commerce.order_news`): while an
order is canceled or refunded from here, its till may tell of that before we have written it down.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.order_news import OrderNews
from domain.orders import OrderState, PosOrder
from storage import outbox
from storage.statements import AnyRow

KIND: Final = "order.news"
_SETTLES: Final = timedelta(seconds=30)
"""What is under way here has written down by then what it did."""
_OF_STATES: Final = {
    OrderState.CANCELED: OrderNews.CANCELED,
    OrderState.READY: OrderNews.READY,
    OrderState.SHIPPED: OrderNews.SHIPPED,
}


def told_by(record: PosOrder, state: OrderState, known: AnyRow) -> OrderNews | None:
    """What a till's word on a known order, which is in `state` by now, is for its shopper; None:
    nothing."""
    before = OrderState(known.state)
    if state is not before:
        return _OF_STATES.get(state)
    back = 0 if record.refunded is None else record.refunded.amount
    is_refund = back > known.refunded_minor and state is not OrderState.CANCELED
    return OrderNews.REFUNDED if is_refund else None


def keep(tx: Connection, told: Iterable[tuple[AnyRow, OrderNews]], *, now: datetime) -> None:
    """Ask for the shoppers of these orders (rows of the book) to be told."""
    for order, news in told:
        put(tx, order.merchant_id, order.id, news, since=now, due_at=now + _SETTLES, now=now)


def put(
    tx: Connection,
    merchant_id: str,
    order_id: str,
    news: OrderNews,
    *,
    since: datetime,
    due_at: datetime,
    now: datetime,
) -> None:
    """Ask for one shopper to be told of what the till told at `since`."""
    outbox.put(
        tx,
        merchant_id,
        kind=KIND,
        key=f"{order_id}:{news.value}",
        payload={"order_id": order_id, "news": news.value, "since": since.isoformat()},
        due_at=due_at,
        now=now,
    )
