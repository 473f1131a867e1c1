"""What shoppers are told outside a conversation when something becomes of their order.

English; said in the words of a message: no name, no card, nothing a passer-by may not read.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import assert_never

from sqlalchemy import Connection

from app.commerce.records import CheckoutContext
from domain.money import Money
from storage import shopper_notices
from storage.shopper_notices import ShopperChannelKind


class News(StrEnum):
    """What became of an order that was parked, or that waits for its payment."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    PRICE_CHANGED = "price-changed"
    PAYMENT_NEEDED = "payment-needed"
    PAYMENT_LINK = "payment-link"
    CANCELED = "canceled"
    NOT_CONFIRMED = "not-confirmed"
    NEEDS_STORE = "needs-store"


def spread(
    tx: Connection, context: CheckoutContext, news: News, now: datetime, *, url: str | None = None
) -> None:
    """Ask for the shopper to be told, in the transaction that makes it true."""
    recipient = context.recipient
    has = [ShopperChannelKind.SMS] if recipient.phone else []
    has += [ShopperChannelKind.EMAIL] if recipient.email else []
    shopper_notices.tell(
        tx,
        context.merchant_id,
        about=context.order_id,
        news=news.value,
        text=words(news, context, url=url),
        has=has,
        now=now,
        customer_id=context.customer_id,
    )


def words(news: News, context: CheckoutContext, *, url: str | None = None) -> str:
    """The message."""
    store, total = context.location_name, _spoken(context.total)
    match news:
        case News.RECEIVED:
            return f"{store} received your order for {total} and will confirm it. We'll tell you."
        case News.CONFIRMED:
            number = context.pos_order_number or context.pos_order_id
            return f"{store} confirmed your order for {total}. Its number is {number}."
        case News.PRICE_CHANGED:
            now = "another amount" if context.asked_total is None else _spoken(context.asked_total)
            return (
                f"{store} now asks {now} for your order instead of {total}, so it was not placed. "
                "Nothing was charged. Order again if you agree."
            )
        case News.PAYMENT_NEEDED | News.PAYMENT_LINK:
            return _payment_words(news, store, total, url)
        case News.CANCELED:
            return f"Your order for {total} at {store} is canceled. Nothing was charged."
        case News.NOT_CONFIRMED:
            return (
                f"{store} could not confirm your order for {total}, so it was not placed. "
                "Nothing was charged."
            )
        case News.NEEDS_STORE:
            return f"{store} has to settle your order for {total} by hand. Please ask there."
        case _:
            assert_never(news)


def _payment_words(news: News, store: str, total: str, url: str | None) -> str:
    if news is News.PAYMENT_LINK:
        return f"{store} holds your order for {total}. Pay here to complete it: {url}"
    how = f"Pay here: {url}" if url else "Please confirm it with another card."
    return f"{store} could not take your payment of {total}. {how} It is held for a while."


def _spoken(amount: Money) -> str:
    return str(amount)
