"""What is told, by message, to a shopper who said yes to several tills and was left without an
answer: what became of each part. A part's own checkout tells of itself alone, and only where it was
that part which had none."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from app.commerce.news import News, spread
from app.commerce.records import find_context
from domain.ids import MerchantId, OrderId
from domain.orders import OrderState
from domain.splits import SplitState
from storage import journal, orders, shopper_notices, store_credit
from storage.orders import StoredOrder
from storage.split_orders import StoredSplit

ENDS: Final = (SplitState.PLACED, SplitState.PARTLY, SplitState.ENDED, SplitState.NEEDS_PERSON)
ABANDONED: Final = "abandoned"
"""Why a split order is taken back that nobody said yes to in time."""
_NOT_TO_BE: Final = (News.NOT_CONFIRMED, News.PRICE_CHANGED, News.NOT_PAID)
"""Told of a part that never stood; that it is canceled would be nothing new."""


def tell(tx: Connection, split: StoredSplit, now: datetime) -> None:
    """Ask for the shopper to be told of every part what they were not told yet."""
    if split.state not in ENDS or split.reason == ABANDONED:
        return
    for part in split.parts:
        if part.order_id is not None:
            _tell_of(tx, split.merchant_id, part.order_id, now)


def _tell_of(tx: Connection, merchant_id: MerchantId, order_id: OrderId, now: datetime) -> None:
    row = journal.load(tx, merchant_id, order_id)
    context = None if row is None else find_context(row.context)
    if context is None:
        return
    order = orders.get(tx, merchant_id, order_id)
    news = _news(order)
    known = (news, *_NOT_TO_BE) if news is News.CANCELED else (news,)
    if any(
        shopper_notices.stored_ways(tx, merchant_id, about=order_id, news=each.value)
        for each in known
    ):
        return
    refunded = order.refunded if order.refunded.amount else None
    credited = store_credit.given_for(tx, merchant_id, [order_id]).get(order_id)
    spread(tx, context, news, now, refunded=refunded, credited=credited)


def _news(order: StoredOrder) -> News:
    if order.state is OrderState.CANCELED:
        return News.CANCELED
    return News.NEEDS_STORE if order.state is OrderState.PENDING else News.CONFIRMED
