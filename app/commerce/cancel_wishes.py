"""Orders that are canceled while they are still being placed: taken back once it is known what
became of them, and their shoppers told then, who had to be left without an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from app.commerce.model import Canceled, CancelOutcome, CancelRefused
from app.commerce.news import News, spread
from app.commerce.records import find_context
from domain.ids import MerchantId, OrderId
from storage import journal, outbox, shopper_notices

KIND: Final = "order.cancel-wish"
_LOOK: Final = timedelta(seconds=30)
"""A process that died is followed within that time; whoever lives ends its order long before."""


def keep(
    tx: Connection, merchant_id: MerchantId, order_id: OrderId, *, reason: str, now: datetime
) -> None:
    """Write down that the order is to be canceled, whatever keeps it from being so now."""
    outbox.put(
        tx,
        merchant_id,
        kind=KIND,
        key=order_id,
        payload={"reason": reason},
        due_at=now + _LOOK,
        now=now,
    )


def comes_up(tx: Connection, merchant_id: str, order_id: str, now: datetime) -> bool:
    """Whether an order that stands now is to be canceled at once."""
    outbox.hasten(tx, merchant_id, kind=KIND, keys=[order_id], now=now)
    return outbox.is_outstanding(tx, merchant_id, kind=KIND, key=order_id)


def tell(
    tx: Connection,
    merchant_id: MerchantId,
    order_id: OrderId,
    outcome: CancelOutcome,
    now: datetime,
) -> None:
    """Tell the shopper, once, what became of a cancellation that nobody waited for any more."""
    row = journal.load(tx, merchant_id, order_id)
    context = None if row is None else find_context(row.context)
    news = _news(outcome)
    if context is None or news is None:
        return
    if shopper_notices.stored_ways(tx, merchant_id, about=order_id, news=news.value):
        return
    order = outcome.order if isinstance(outcome, Canceled) else None
    spread(
        tx,
        context,
        news,
        now,
        refunded=None if order is None else order.refunded,
        credited=None if order is None else order.credited,
    )


def _news(outcome: CancelOutcome) -> News | None:
    """None: it has not ended."""
    if isinstance(outcome, Canceled):
        return News.CANCELED
    return News.NEEDS_STORE if isinstance(outcome, CancelRefused) else None
