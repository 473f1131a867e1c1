"""What shoppers are told outside a conversation when something becomes of their order.

In the language they ordered in; said in the words of a message: no name, no card, nothing a
passer-by may not read.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from app.commerce.records import CheckoutContext
from app.voice.prompts.catalog import say
from app.voice.reply import Speech
from app.voice.speech import shown
from domain.money import Money
from storage import shopper_notices
from storage.shopper_notices import ShopperChannelKind


class News(StrEnum):
    """What became of an order that was parked, that waits for its payment, or is cut short."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    PRICE_CHANGED = "price-changed"
    PAYMENT_NEEDED = "payment-needed"
    PAYMENT_LINK = "payment-link"
    CANCELED = "canceled"
    NOT_CONFIRMED = "not-confirmed"
    NOT_PAID = "not-paid"
    NEEDS_STORE = "needs-store"
    REDUCED = "reduced"


def spread(
    tx: Connection,
    context: CheckoutContext,
    news: News,
    now: datetime,
    *,
    url: str | None = None,
    refunded: Money | None = None,
    credited: Money | None = None,
) -> None:
    """Ask for the shopper to be told, in the transaction that makes it true. What is canceled was
    charged only where something of it was `refunded`, or `credited` as store credit."""
    shopper_notices.tell(
        tx,
        context.merchant_id,
        about=context.order_id,
        news=news.value,
        text=words(news, context, url=url, refunded=refunded, credited=credited),
        has=contacts(context),
        now=now,
        customer_id=context.customer_id,
        locale=context.locale,
    )


def contacts(context: CheckoutContext) -> list[ShopperChannelKind]:
    """By what the shopper of an order can be told, as far as it is on file."""
    recipient = context.recipient
    has = [ShopperChannelKind.SMS] if recipient.phone else []
    return [*has, ShopperChannelKind.EMAIL] if recipient.email else has


def words(
    news: News,
    context: CheckoutContext,
    *,
    url: str | None = None,
    refunded: Money | None = None,
    credited: Money | None = None,
) -> str:
    """The message, in the language of the order's locale; English where nobody said one."""
    said = _said(news, context, url)
    if news is News.CANCELED and (refunded or credited):
        said = _taken_back(context, refunded, credited)
    return shown(said, context.locale or shopper_notices.NO_LOCALE)


def _taken_back(context: CheckoutContext, refunded: Money | None, credited: Money | None) -> Speech:
    """Of an order that was paid."""
    store, total = context.location_name, context.total
    if refunded:
        return say("notice.canceled.refunded", store=store, total=total, refunded=refunded)
    return say("notice.canceled.credited", store=store, total=total, credited=credited or total)


def _said(news: News, context: CheckoutContext, url: str | None) -> Speech:
    store, total = context.location_name, context.total
    plain = _PLAIN.get(news)
    if plain is not None:
        return say(plain, store=store, total=total)
    number = context.pos_order_number or context.pos_order_id or context.order_id
    if news is News.CONFIRMED:
        return say("receipt.written", store=store, total=total, number=number)
    if news is News.REDUCED:
        was = context.authorized or total
        return say("notice.reduced", store=store, total=total, was=was, number=number)
    if news is News.PRICE_CHANGED:
        now = context.asked_total
        if now is None:
            return say("notice.price.unclear", store=store, total=total)
        return say("notice.price.changed", store=store, total=total, now=now)
    if url is None:
        return say("notice.payment.card", store=store, total=total)
    asked_for = "notice.payment.link" if news is News.PAYMENT_LINK else "notice.payment.page"
    return say(asked_for, store=store, total=total, url=url)


_PLAIN: Final = {
    News.RECEIVED: "notice.received",
    News.CANCELED: "notice.canceled",
    News.NOT_CONFIRMED: "notice.not.confirmed",
    News.NOT_PAID: "notice.not.paid",
    News.NEEDS_STORE: "notice.needs.store",
}
