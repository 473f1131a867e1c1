"""Shoppers are told what their store made of an order: canceled it, has it ready, sent it, gave
money back for it. Only what the till told of its own accord, and what the merchant wants told; what
was done from here has been answered where it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import structlog
from sqlalchemy import Connection

from app.commerce import news as spreading
from app.commerce.cancellation import CANCELED_HERE
from app.commerce.cancellation import KIND as CANCEL
from app.commerce.records import CheckoutContext, find_context
from app.voice.prompts.catalog import say
from app.voice.reply import Speech
from app.voice.speech import shown
from domain.calls import Call, Clock
from domain.errors import InvalidInputError
from domain.ids import MerchantId
from domain.money import total as money_total
from domain.order_news import OrderNews, OrderNewsPolicy
from domain.orders import FulfillmentMethod, OrderState, PaymentState
from domain.payments import RefundStatus
from domain.returns import ReturnState
from storage import (
    journal,
    merchants,
    order_money,
    order_news,
    orders,
    outbox,
    returns,
    shopper_notices,
)
from storage.engine import Database
from storage.orders import StoredOrder
from storage.outbox import Effect

log = structlog.get_logger(__name__)

KIND = order_news.KIND
_AGAIN: Final = timedelta(minutes=1)
_STALE: Final = timedelta(days=1)
"""What could not be told by then is told no more: it would be news of yesterday."""
_UNPAID: Final = frozenset({PaymentState.UNPAID, PaymentState.AUTHORIZED, PaymentState.VOIDED})


@dataclass(frozen=True, slots=True)
class OrderNewsWork:
    """Carries the effect out; thread-safe."""

    database: Database
    clock: Clock

    def carry_out(self, effect: Effect, _call: Call) -> None:
        """Tell the shopper, unless it is no longer so, was done from here, or is not to be told;
        later, while something of the order is under way here."""
        merchant_id, payload = effect.merchant_id, effect.payload
        order_id, news = str(payload["order_id"]), OrderNews(payload["news"])
        since, now = datetime.fromisoformat(payload["since"]), self.clock.now()
        with self.database.write() as tx:
            outbox.done(tx, merchant_id, kind=KIND, key=effect.key, now=now)
            row = journal.load(tx, merchant_id, order_id)
            context = None if row is None else find_context(row.context)
            if row is None or context is None or now - since > _STALE:
                return
            if news not in _wanted(tx, merchant_id):
                return
            order = orders.get(tx, merchant_id, order_id)
            if row.is_open or _is_under_way(tx, order):
                due = now + _AGAIN
                order_news.put(tx, merchant_id, order_id, news, since=since, due_at=due, now=now)
                return
            placed = row.outcome is not None and row.outcome["kind"] == "placed"
            told = _TELLING[news](tx, order, context) if placed else None
            if told is not None:
                _tell(tx, context, *told, now=now)


def _tell(
    tx: Connection, context: CheckoutContext, news: str, said: Speech, url: str | None, *,
    now: datetime,
) -> None:  # fmt: skip
    words = " ".join(shown(said, context.locale or shopper_notices.NO_LOCALE).split())
    shopper_notices.tell(
        tx,
        context.merchant_id,
        about=context.order_id,
        news=news,
        text=f"{words} {url}" if url else words,
        has=spreading.contacts(context),
        now=now,
        customer_id=context.customer_id,
        locale=context.locale,
    )


_Told = tuple[str, Speech, str | None]
"""The name of the news, its words, and a page that tells more."""


def _canceled(tx: Connection, order: StoredOrder, context: CheckoutContext) -> _Told | None:
    is_told = shopper_notices.stored_ways(
        tx, order.merchant_id, about=order.id, news=OrderNews.CANCELED
    )
    history = orders.events(tx, order.merchant_id, order.id)
    is_ours = any(each.kind == CANCELED_HERE for each in history)
    if order.state is not OrderState.CANCELED or is_told or is_ours:
        return None
    store, total = context.location_name, order.total
    if order.refunded.amount:
        back = order.refunded
        said = say("notice.canceled.refunded", store=store, total=total, refunded=back)
    elif order.credit is not None:
        said = say("notice.canceled.credited", store=store, total=total, credited=order.credit)
    elif order.payment_state in _UNPAID:
        said = say("notice.canceled", store=store, total=total)
    else:
        said = say("notice.canceled.paid", store=store, total=total)
    return OrderNews.CANCELED, said, None


def _ready(_tx: Connection, order: StoredOrder, context: CheckoutContext) -> _Told | None:
    if order.state is not OrderState.READY or order.method is not FulfillmentMethod.PICKUP:
        return None
    said = say("notice.ready", number=order.number or order.id, store=context.location_name)
    return OrderNews.READY, said, None


def _shipped(_tx: Connection, order: StoredOrder, _context: CheckoutContext) -> _Told | None:
    if order.state is not OrderState.SHIPPED:
        return None
    number = order.number or order.id
    parcel = next(iter(order.tracking), None)
    if parcel is None or not parcel.carrier:
        said = say("notice.shipped", number=number)
    else:
        said = say("notice.shipped.with", number=number, carrier=parcel.carrier)
    return OrderNews.SHIPPED, said, None if parcel is None else parcel.url


def _refunded(tx: Connection, order: StoredOrder, context: CheckoutContext) -> _Told | None:
    made = order_money.refunds_of(tx, order.merchant_id, order.id)
    ours = [each.amount for each in made if each.status is not RefundStatus.FAILED]
    back = order.refunded - money_total(ours, order.refunded.currency)
    if back.amount <= 0 or order.state is OrderState.CANCELED:
        return None
    said = say(
        "notice.refunded",
        store=context.location_name,
        refunded=back,
        number=order.number or order.id,
    )
    return f"{OrderNews.REFUNDED}:{order.refunded.amount}", said, None


_TELLING: Final[
    Mapping[OrderNews, Callable[[Connection, StoredOrder, CheckoutContext], _Told | None]]
] = MappingProxyType(
    {
        OrderNews.CANCELED: _canceled,
        OrderNews.READY: _ready,
        OrderNews.SHIPPED: _shipped,
        OrderNews.REFUNDED: _refunded,
    }
)


def _is_under_way(tx: Connection, order: StoredOrder) -> bool:
    """Whether the order is being canceled or refunded from here at this moment."""
    if outbox.is_outstanding(tx, order.merchant_id, kind=CANCEL, key=order.id):
        return True
    asked = returns.of_order(tx, order.merchant_id, order.id)
    return any(each.state is ReturnState.WORKING for each in asked)


def _wanted(tx: Connection, merchant_id: MerchantId) -> frozenset[OrderNews]:
    settings = merchants.merchant(tx, merchant_id).settings
    try:
        return OrderNewsPolicy.from_settings(settings.get("order_news", {})).tell
    except InvalidInputError as error:
        log.error("order_news.policy_unreadable", merchant_id=merchant_id, error=str(error))
        return frozenset()
