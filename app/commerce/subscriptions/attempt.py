"""One attempt to charge a period: the checkout under a key of its own, and how it ended.

The key derives from subscription, period and attempt, so whoever goes on after a crash meets the
same order. An attempt that ended without a sale is let go before another one begins: at no moment
can two of a period's orders be paid.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias, assert_never

import structlog
from sqlalchemy import Connection

from app.commerce.model import (
    Canceled,
    CanceledSince,
    CancelRefused,
    CardDeclined,
    CardUnread,
    HoldExpired,
    NoCard,
    NotOrderable,
    OutOfStock,
    Parked,
    PayElsewhere,
    Placed,
    PlaceOrder,
    PlaceOutcome,
    PosDown,
    Prepared,
    PrepareOrder,
    PriceChanged,
    Receipt,
    Shopper,
    StillWorking,
    Wish,
)
from app.commerce.ports import Checkout
from domain.calls import Call
from domain.errors import ConfigurationError, NotFoundError, PlatformError, UnknownSkuError
from domain.ids import IdempotencyKey, OrderId
from domain.money import Money
from domain.subscriptions import NO_CARD, SubscriptionPolicy
from storage import customers
from storage.engine import Database
from storage.periods import StoredPeriod
from storage.recurring import StoredSubscription

log = structlog.get_logger(__name__)

CHANNEL = "subscription"
DECLINED, NEEDS_SHOPPER = "declined", "needs-shopper"
PRICE, SOLD_OUT, LAPSED = "price", "out-of-stock", "lapsed"
NOT_SOLD, GONE, NEEDS_PERSON = "not-sold", "not-found", "needs-person"
_UNDONE = frozenset({"checkout-undone", "canceled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """The period has its order."""

    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """No sale came of it; `order_id` is what is to be let go, if anything is."""

    why: str
    order_id: OrderId | None = None
    asked: dict[str, Any] | None = field(default=None)
    """The question for the shopper, where a higher price is the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Whether it was charged is not known, or nobody could be asked: the same attempt again."""

    why: str
    is_untouched: bool = False
    """Whether nothing was begun anywhere, so that the shopper may still skip it."""


Verdict: TypeAlias = Paid | Ending | Unclear
_NotPlaced: TypeAlias = (
    CardDeclined | NoCard | PayElsewhere | PriceChanged | HoldExpired | OutOfStock | NotOrderable
)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Runs attempts; keeps nothing."""

    database: Database
    checkout: Checkout

    def run(
        self,
        subscription: StoredSubscription,
        period: StoredPeriod,
        policy: SubscriptionPolicy,
        call: Call,
    ) -> Verdict:
        """Prepare and place, unless the price rose too far."""
        try:
            prepared = self.checkout.prepare(self._command(subscription, period), call)
        except UnknownSkuError:
            return Ending(why=NOT_SOLD)
        except NotFoundError as error:
            return Ending(why=f"{GONE}-{error.kind}")
        except (PlatformError, ConfigurationError) as error:
            return Unclear(why=type(error).__name__)
        if isinstance(prepared, Prepared):
            return self._place(subscription, period, policy, prepared, call)
        return _unprepared(prepared)

    def let_go(self, period: StoredPeriod, call: Call) -> bool | None:
        """Undo what the attempt left: True when nothing is left, False while that is not known,
        None where only a person can settle it."""
        if period.order_id is None:
            return True
        try:
            outcome = self.checkout.cancel(
                period.merchant_id,
                period.order_id,
                reason="the subscription's attempt ended",
                call=call,
            )
        except (PlatformError, ConfigurationError) as error:
            log.info("subscription.let_go_later", error=type(error).__name__)
            return False
        if isinstance(outcome, Canceled):
            return True
        return None if isinstance(outcome, CancelRefused) else False

    def _command(self, subscription: StoredSubscription, period: StoredPeriod) -> PrepareOrder:
        """Raises NotFoundError (the customer is gone)."""
        with self.database.read() as tx:
            shopper = _shopper(tx, subscription)
        substituted = period.sku is not None
        return PrepareOrder(
            merchant_id=subscription.merchant_id,
            lines=(
                Wish(
                    sku=period.sku or subscription.sku,
                    quantity=subscription.quantity,
                    modifiers=() if substituted else subscription.modifiers,
                ),
            ),
            shopper=shopper,
            channel=CHANNEL,
            key=key_of(period),
            location_id=subscription.location_id,
            method=subscription.method,
            note=f"subscription {subscription.id}, no. {period.number}",
        )

    def _place(
        self,
        subscription: StoredSubscription,
        period: StoredPeriod,
        policy: SubscriptionPolicy,
        prepared: Prepared,
        call: Call,
    ) -> Verdict:
        now, order_id = prepared.lines[0].unit_price, prepared.order_id
        agreed = agreed_price(subscription, period)
        if policy.asks_for(agreed, now):
            asked = price_question(prepared.lines[0].variant.speech_name, agreed, now)
            return Ending(why=PRICE, order_id=order_id, asked=asked)
        command = PlaceOrder(
            merchant_id=subscription.merchant_id,
            order_id=order_id,
            payment_token=subscription.card_token,
            agreed_total=prepared.total,
        )
        try:
            outcome = self.checkout.place(command, call)
        except (PlatformError, ConfigurationError) as error:
            return Unclear(why=type(error).__name__)
        return _verdict(outcome, order_id)


def key_of(period: StoredPeriod) -> IdempotencyKey:
    """What names the attempt in hand for the whole of the checkout."""
    return IdempotencyKey(f"{period.subscription_id}:{period.number}:{period.attempt}")


def price_question(name: str, agreed: Money, now: Money) -> dict[str, Any]:
    """What is asked where a unit price rose: kept with the period until it is answered."""
    return {
        "kind": PRICE,
        "name": name,
        "agreed": str(agreed),
        "agreed_minor": agreed.amount,
        "price_minor": now.amount,
        "currency": now.currency,
    }


def agreed_price(subscription: StoredSubscription, period: StoredPeriod) -> Money:
    """The unit price that the shopper said yes to, of the thing itself or of its substitute."""
    if period.sku is not None and period.asked is not None:
        return Money(period.asked["price_minor"], period.asked["currency"])
    return subscription.price


def _shopper(tx: Connection, subscription: StoredSubscription) -> Shopper:
    person = customers.get(tx, subscription.merchant_id, subscription.customer_id)
    return Shopper(
        caller=subscription.id,
        name=person.name,
        customer_id=person.id,
        phone=person.phone,
        email=person.email,
        address=subscription.address or person.address,
        locale=subscription.locale,
    )


def _unprepared(outcome: OutOfStock | PosDown | NotOrderable) -> Verdict:
    match outcome:
        case PosDown():
            return Unclear(why="pos-down", is_untouched=True)
        case OutOfStock() | NotOrderable(reason="sold-out"):
            return Ending(why=SOLD_OUT)
        case NotOrderable(reason=reason):
            return Ending(why=reason)
        case _:
            assert_never(outcome)


def _verdict(outcome: PlaceOutcome, order_id: OrderId) -> Verdict:
    match outcome:
        case Placed(receipt=receipt) | CanceledSince(receipt=receipt):
            return Paid(receipt=receipt)
        case PosDown() | StillWorking() | Parked() | CardUnread():
            return Unclear(why=type(outcome).__name__)
        case _:
            return Ending(why=_why(outcome), order_id=order_id)


def _why(outcome: _NotPlaced) -> str:
    match outcome:
        case CardDeclined():
            return DECLINED
        case NoCard(trouble=trouble):  # the card chosen for it is gone: another must be chosen
            return NO_CARD if trouble is None else DECLINED
        case PayElsewhere():
            return NEEDS_SHOPPER
        case PriceChanged() | HoldExpired():
            return LAPSED
        case OutOfStock():
            return SOLD_OUT
        case NotOrderable(reason=reason):
            return LAPSED if reason in _UNDONE else reason
        case _:
            assert_never(outcome)
