"""An order paid by two: a gift card as far as it goes, and a card for the rest.

Each is authorized by a step of its own under a key of its own, the gift card first, so that what
is left for the card is known. Both are taken by one call of the platform's or not at all, and let
go in reverse. Only where payer and till of record are one account that can (SEVERAL_TENDERS).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from app.commerce.model import AuthorizedPayment, NotOrderable, PayElsewhere
from app.commerce.records import CheckoutContext, GiftTender
from app.commerce.step_result import StepResult, Stop, declined
from domain.errors import RejectedError, UnavailableError
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import PaymentState
from domain.payments import (
    Authorized,
    Declined,
    DeclineReason,
    NeedsShopper,
    Payment,
    PaymentRequest,
    PaymentStatus,
)
from domain.ports.pos import PosAdapter

GIFT_BRAND: Final = "Gift card"
_ON_FILE: Final = "on-file"


def with_gift(context: CheckoutContext, token: str | None) -> CheckoutContext:
    """The checkout with the gift card of this request, or without one; one under way stays."""
    if token is None:
        return context if context.gift is None else replace(context, gift=None)
    return replace(context, gift=GiftTender(token=token, attempt=context.payment_attempt))


def gift_key(context: CheckoutContext) -> IdempotencyKey:
    """The key under which its gift card is authorized."""
    attempt = context.payment_attempt if context.gift is None else context.gift.attempt
    return IdempotencyKey(f"{context.order_id}-gift-{attempt}")


def alone(context: CheckoutContext) -> NotOrderable:
    """What to say where no gift card can pay beside a card."""
    return NotOrderable(
        reason="gift-card-alone",
        detail=f"{context.location_name} takes one payment for an order: "
        "send the gift card's token as the only one, if there is enough on it",
    )


def authorize_gift(context: CheckoutContext, token: str, pos: PosAdapter) -> StepResult:
    """Reserve what is on the gift card, at most what is due. Raises PlatformError."""
    gift = context.gift
    if gift is None:
        return context
    outcome = pos.authorize(
        PaymentRequest(
            token=token,
            amount=context.due,
            reference=context.order_id,
            location_platform_id=context.payment_location_id,
            order_platform_id=context.pos_order_id,
            accept_part=True,
        ),
        key=gift_key(context),
    )
    match outcome:
        case Authorized():
            held = replace(
                gift,
                token="",  # spent; nothing further needs it
                payment_id=outcome.payment_id,
                amount=outcome.amount,
                last4=outcome.card_last4,
            )
            context = replace(context, gift=held)
            if context.card_due.amount > 0:
                return context
            brand, last4 = outcome.card_brand or GIFT_BRAND, outcome.card_last4
            return replace(context, card_brand=brand, card_last4=last4)
        case Declined():
            return declined(replace(context, gift=None), outcome.reason)
        case NeedsShopper():
            elsewhere = PayElsewhere(order_id=context.order_id, url=outcome.url)
            return Stop(outcome=elsewhere, context=context, undo=False)


def digest_of(token: str | None) -> str:
    """What a token is known by once it is spent; None: the card on file."""
    return _ON_FILE if token is None else sha256(token.encode()).hexdigest()[:16]


def is_other_card(context: CheckoutContext, token: str | None) -> bool:
    """Whether a card is named while the money is reserved on another one."""
    if token in (None, context.card_token) or context.payment_id is None:
        return False
    return context.reserved_with not in (None, digest_of(token))


def reserved_already(context: CheckoutContext) -> NotOrderable:
    """What to say to who names another card than the one that the money is reserved on."""
    card = f"the {context.card_brand or 'card'} ending in {context.card_last4 or '????'}"
    return NotOrderable(
        reason="reserved-on-other-card",
        detail=f"payment_token names another card, but {context.card_due} is reserved on {card}: "
        "leave it out to take that, or void the order and prepare it anew",
    )


def capture_together(context: CheckoutContext, pos: PosAdapter, key: IdempotencyKey) -> StepResult:
    """Take the gift card's part and the card's at once. Raises PlatformError."""
    if context.pos_order_id is None:
        raise ValueError(f"{context.order_id} has no order in the POS")
    ids = payment_ids(context)
    try:
        order = pos.capture_together(context.pos_order_id, ids, key=key)
    except RejectedError:
        _require_nothing_taken(context, pos)
        return declined(context, DeclineReason.GENERIC, undo=True)
    if order.payment_state is not PaymentState.PAID:
        raise UnavailableError(
            f"the order's money is {order.payment_state.value}, not captured yet",
            platform=pos.platform,
            operation="payment.capture_together",
        )
    return replace(context, sold_at=order.updated_at)


def _require_nothing_taken(context: CheckoutContext, pos: PosAdapter) -> None:
    """A refusal is only believed once no payment says that its money was taken."""
    for each in payment_ids(context):
        payment = pos.payment(each, order_id=context.pos_order_id)
        if payment is not None and payment.status is PaymentStatus.CAPTURED:
            raise UnavailableError(
                "the platform refused to take what it says is taken",
                platform=pos.platform,
                operation="payment.capture_together",
            )


def authorized(context: CheckoutContext) -> AuthorizedPayment:
    """What channels are told of an order whose money is reserved."""
    return AuthorizedPayment(
        order_id=context.order_id,
        payment_id=next(reversed(payment_ids(context)), ""),
        amount=context.due,
        card_brand=context.card_brand,
        card_last4=context.card_last4,
        gift=None if context.gift is None else context.gift.amount,
        hold_expires_at=context.hold_expires_at,
    )


def payments_of(context: CheckoutContext, now: datetime) -> Iterator[Payment]:
    """The payments of a placed order as the book keeps them, each with what it paid."""
    gift = context.gift
    if gift is not None and gift.payment_id is not None and gift.amount is not None:
        yield _captured(context, gift.payment_id, gift.amount, (GIFT_BRAND, gift.last4), now)
    if context.payment_id is not None:
        card = context.card_brand, context.card_last4
        yield _captured(context, context.payment_id, context.card_due, card, now)


def _captured(
    context: CheckoutContext,
    payment_id: PlatformId,
    amount: Money,
    card: tuple[str | None, str | None],
    now: datetime,
) -> Payment:
    return Payment(
        platform_id=payment_id,
        status=PaymentStatus.CAPTURED,
        amount=amount,
        updated_at=now,
        order_platform_id=context.pos_order_id,
        reference=context.order_id,
        card_brand=card[0],
        card_last4=card[1],
    )


def payment_ids(context: CheckoutContext) -> tuple[PlatformId, ...]:
    """What is authorized of the order, the gift card first."""
    gift = None if context.gift is None else context.gift.payment_id
    return tuple(each for each in (gift, context.payment_id) if each is not None)
