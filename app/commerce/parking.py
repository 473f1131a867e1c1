"""Parking an order whose till cannot be reached, and what the end of its wait leaves in the books.

Shoppers are told how it ends; those too whose yes got no answer in time, though it never waited.

All but `parked_of` runs inside a transaction of the logbook's; nothing here asks anybody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from app.commerce import cancel_wishes
from app.commerce.model import (
    CardDeclined,
    HoldExpired,
    NoCard,
    NotOrderable,
    Parked,
    PayElsewhere,
    PriceChanged,
)
from app.commerce.news import News, spread
from app.commerce.records import CheckoutContext
from app.commerce.step_order import Step
from domain.errors import InvalidInputError
from domain.orders import OrderState, PaymentState
from domain.parking import ParkedState, ParkingPolicy
from storage import merchants, orders, parked, shopper_notices
from storage.engine import Database
from storage.orders import Transition
from storage.parked import ParkedOrder

log = structlog.get_logger(__name__)

HOLD_OUTLASTS: Final = timedelta(minutes=5)
"""So much longer than the wait the stock is held, so that the end of the wait finds it."""
FOR_SHOPPER: Final = timedelta(minutes=30)
"""How long goods are held for a shopper who must pay in another way after all."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 5.0, 60.0
TOO_LONG: Final = "ParkedTooLong"
"""Why a checkout is undone whose wait was longer than the merchant allows."""
_NEWS_OF: Final = {
    PriceChanged.__name__: News.PRICE_CHANGED,
    "canceled": News.CANCELED,
}


def policy_of(tx: Connection, merchant_id: str) -> ParkingPolicy:
    """What a merchant lets be parked; one that cannot be read lets nothing be."""
    told = merchants.merchant(tx, merchant_id).settings.get("parking", {})
    try:
        return ParkingPolicy.from_settings(told)
    except InvalidInputError as error:
        log.error("parking.policy_unreadable", merchant_id=merchant_id, error=str(error))
        return ParkingPolicy()


def accepted(tx: Connection, context: CheckoutContext, now: datetime) -> CheckoutContext | None:
    """The checkout as a parked one; None where the merchant's policy does not let it wait.

    An order that waited before keeps its time: it is not asked anew.
    """
    if context.parked_at is not None:
        return replace(context, is_parked=True)
    policy = policy_of(tx, context.merchant_id)
    parked.lock_till(tx, context.record_connection)
    refused = policy.refuses(
        context.total,
        is_authorized=context.payment_id is not None,
        waiting=parked.waiting_at(tx, context.record_connection, but=context.order_id),
    )
    if refused is not None:
        log.info("order.not_parked", order_id=context.order_id, reason=refused)
        return None
    return replace(context, is_parked=True, parked_at=now, parked_until=now + policy.longest)


def ends_at(context: CheckoutContext, now: datetime) -> datetime:
    """When a parked order has waited long enough."""
    return context.parked_until or now


def enter_queue(tx: Connection, context: CheckoutContext, why: str, now: datetime) -> None:
    """Put the order into the queue of its till, and tell the shopper the first time."""
    parked_at = context.parked_at or now
    is_new = parked_at == now
    is_authorized = context.payment_id is not None
    attempts = 0 if is_new else parked.get(tx, context.merchant_id, context.order_id).attempts
    parked.park(
        tx,
        ParkedOrder(
            order_id=context.order_id,
            merchant_id=context.merchant_id,
            connection_id=context.record_connection,
            state=ParkedState.WAITING,
            is_authorized=is_authorized,
            total=context.total,
            location_name=context.location_name,
            channel=context.channel,
            reason=why,
            attempts=attempts,
            parked_at=parked_at,
            until=ends_at(context, now),
            due_at=now + pause(attempts),
        ),
    )
    if not is_new:
        return
    orders.record_transition(
        tx,
        context.merchant_id,
        context.order_id,
        Transition(
            state=OrderState.PARKED,
            payment_state=PaymentState.AUTHORIZED if is_authorized else None,
            kind="parked",
            detail={"why": why, "until": ends_at(context, now).isoformat()},
        ),
        actor=context.channel,
        at=now,
    )
    spread(tx, context, News.RECEIVED, now)


def pause(attempts: int) -> timedelta:
    """How long to let a till alone after so many attempts."""
    return timedelta(seconds=min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(attempts, 8)))


def unanswered(context: CheckoutContext, now: datetime) -> CheckoutContext:
    """The checkout of a shopper who said yes and is left without an answer."""
    if Step(context.until) is not Step.CONFIRM or context.undo_reason is not None:
        return context
    return replace(context, unanswered_at=context.unanswered_at or now)


def unparked(context: CheckoutContext, now: datetime) -> CheckoutContext:
    """A parked checkout on its way again; should the shopper be needed, the goods wait for them."""
    return replace(context, is_parked=False, hold_expires_at=now + FOR_SHOPPER)


def parked_of(database: Database, context: CheckoutContext, now: datetime) -> Parked:
    """A parked checkout as channels tell it."""
    with database.read() as tx:
        told = shopper_notices.stored_ways(
            tx, context.merchant_id, about=context.order_id, news=News.RECEIVED.value
        )
    return Parked(
        order_id=context.order_id,
        location_name=context.location_name,
        total=context.total,
        is_authorized=context.payment_id is not None,
        until=ends_at(context, now),
        is_told=bool(told),
    )


def is_awaited(context: CheckoutContext) -> bool:
    """Whether its shopper waits for a message, and hears of it in no other way."""
    return context.parked_at is not None or context.unanswered_at is not None


def was_sent_to_page(context: CheckoutContext) -> bool:
    """Whether its shopper may be paying on the platform's page."""
    return context.page_open or context.link_sent_at is not None


# --- how it ends -----------------------------------------------------------------------------


def confirmed(tx: Connection, context: CheckoutContext, now: datetime) -> None:
    """The order stands in the till: out of the queue, and who waits, or was sent a page to pay on,
    is told."""
    state = ParkedState.CONFIRMED if context.entered_by is None else ParkedState.ENTERED
    if context.parked_at is not None:
        parked.close(
            tx,
            context.order_id,
            state,
            by=context.entered_by or "gateway",
            now=now,
            number=context.pos_order_number,
        )
    is_told = is_awaited(context) or was_sent_to_page(context)
    if is_told and not cancel_wishes.comes_up(tx, context.merchant_id, context.order_id, now):
        spread(tx, context, News.CONFIRMED, now)


def undone(tx: Connection, context: CheckoutContext, now: datetime) -> None:
    """The order will not stand: out of the queue, and a shopper who waits is told why, also one
    who was sent a page and did not pay on it in time."""
    reason = context.undo_reason or "undone"
    if context.parked_at is not None:
        parked.close(tx, context.order_id, ParkedState.ENDED, by="gateway", now=now, reason=reason)
    if is_awaited(context):
        spread(tx, context, _NEWS_OF.get(reason, News.NOT_CONFIRMED), now)
    elif was_sent_to_page(context) and reason == HoldExpired.__name__:
        spread(tx, context, News.NOT_PAID, now)


def left_to_person(tx: Connection, context: CheckoutContext, now: datetime) -> None:
    """Something of the order stands that no call can settle."""
    if context.parked_at is not None:
        parked.close(tx, context.order_id, ParkedState.NEEDS_PERSON, by="gateway", now=now)
    if is_awaited(context):
        spread(tx, context, News.NEEDS_STORE, now)


def left_to_shopper(
    tx: Connection, context: CheckoutContext, outcome: object, now: datetime
) -> None:
    """The till is back and the payment did not go through: the shopper is told what to do."""
    if not isinstance(outcome, CardDeclined | NoCard | PayElsewhere) or not is_awaited(context):
        return
    why = type(outcome).__name__
    if context.parked_at is not None:
        parked.close(
            tx, context.order_id, ParkedState.WITH_SHOPPER, by="gateway", now=now, reason=why
        )
    orders.record_transition(
        tx,
        context.merchant_id,
        context.order_id,
        Transition(state=OrderState.PENDING, kind="payment-needed", detail={"why": why}),
        actor=context.channel,
        at=now,
    )
    url = outcome.url if isinstance(outcome, PayElsewhere) else None
    spread(tx, context, News.PAYMENT_NEEDED, now, url=url)


def awaits_payment(tx: Connection, context: CheckoutContext, now: datetime) -> None:
    """The shopper is asked to pay on a page: the history tells so, and until when."""
    orders.record_transition(
        tx,
        context.merchant_id,
        context.order_id,
        Transition(kind="payment-link", detail={"until": context.hold_expires_at.isoformat()}),
        actor=context.channel,
        at=now,
    )


def waited_too_long(context: CheckoutContext) -> NotOrderable:
    """What is said of an order that its store did not confirm in time."""
    return NotOrderable(
        reason="not-confirmed",
        detail=f"{context.location_name} could not be reached in time to confirm "
        f"{context.order_id}; nothing was charged",
    )
