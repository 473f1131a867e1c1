"""The closing balance: every capture has its order in the POS, every refund its return.

Rules only: what a payment and an order say about each other, once both were read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.ids import OrderId, PlatformId, is_order_id
from domain.money import Money
from domain.orders import OrderState
from domain.payments import Payment, PaymentStatus


class FindingKind(StrEnum):
    """What does not add up."""

    CAPTURE_WITHOUT_ORDER = "capture-without-order"
    """Money was taken, and the POS has no order for it, or has canceled it."""
    ORDER_WITHOUT_CAPTURE = "order-without-capture"
    """The order stands, and its money was never taken or was let go."""
    AMOUNT_DIFFERS = "amount-differs"
    """Another amount was taken than the order came to when it was placed, or cut short."""
    AUTHORIZATION_LEFT = "authorization-left"
    """A checkout that was undone still reserves money; it can be let go without asking anybody."""
    SECOND_PAYMENT = "second-payment"
    """A payment names an order of ours that was paid by another one."""
    UNKNOWN_ORDER = "unknown-order"
    """A payment names an order by an id as ours are, and no such order is known here."""
    REFUND_WITHOUT_RETURN = "refund-without-return"
    """Money was given back, and nothing was canceled or returned for it."""
    NOT_PROVED = "not-proved"
    """The order's own till is paused, so it could not be asked; it is once the till is back."""


class FindingState(StrEnum):
    """What has become of a finding."""

    OPEN = "open"
    """A person must look at it."""
    VOIDED = "voided"
    """The reservation was let go, by the merchant's policy."""
    RESOLVED = "resolved"
    """It added up when it was looked at again."""
    ACCEPTED = "accepted"
    """A person said that it is right as it is; another amount opens it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that does not add up."""

    kind: FindingKind
    subject: str
    """The platform's id of the payment, or of the refund."""
    order_id: OrderId | None
    amount: Money
    detail: str
    """In words, for the person who looks at it."""


def owed(payment: Payment) -> Money:
    """What a payment still holds of the shopper's money; nothing if it was let go."""
    if payment.status not in (PaymentStatus.CAPTURED, PaymentStatus.AUTHORIZED):
        return Money.zero(payment.amount.currency)
    if payment.refunded is None:
        return payment.amount
    return payment.amount - payment.refunded


def judge_placed(
    payment: Payment | None, order_id: OrderId, order_state: OrderState | None, *, total: Money
) -> Finding | None:
    """A placed order against its payment, which is of `total`; `order_state` None: the POS has no
    such order."""
    if payment is None or payment.status in (PaymentStatus.VOIDED, PaymentStatus.FAILED):
        if order_state in (None, OrderState.CANCELED):
            return None
        return Finding(
            kind=FindingKind.ORDER_WITHOUT_CAPTURE,
            subject=order_id if payment is None else payment.platform_id,
            order_id=order_id,
            amount=total,
            detail="the order stands, and no payment of it does",
        )
    if payment.status is PaymentStatus.AUTHORIZED:
        return _of(payment, FindingKind.ORDER_WITHOUT_CAPTURE, order_id, "reserved, never taken")
    if payment.status is not PaymentStatus.CAPTURED or owed(payment).amount <= 0:
        return None
    if order_state is None:
        return _of(payment, FindingKind.CAPTURE_WITHOUT_ORDER, order_id, "the POS has no order")
    if order_state is OrderState.CANCELED:
        return _of(payment, FindingKind.CAPTURE_WITHOUT_ORDER, order_id, "the order is canceled")
    if payment.amount != total:
        return _of(payment, FindingKind.AMOUNT_DIFFERS, order_id, f"{total} were to be taken")
    return None


def not_proved(order_id: OrderId, *, total: Money, why: str) -> Finding:
    """A placed order whose till cannot be asked."""
    return Finding(
        kind=FindingKind.NOT_PROVED, subject=order_id, order_id=order_id, amount=total, detail=why
    )


def judge_undone(payment: Payment | None, order_id: OrderId) -> Finding | None:
    """A checkout that was undone, against the payment that it had."""
    if payment is None or owed(payment).amount <= 0:
        return None
    if payment.status is PaymentStatus.AUTHORIZED:
        return _of(payment, FindingKind.AUTHORIZATION_LEFT, order_id, "the checkout was undone")
    return _of(payment, FindingKind.CAPTURE_WITHOUT_ORDER, order_id, "the checkout was undone")


def judge_second(
    payment: Payment, order_id: OrderId, paid_by: Collection[PlatformId], *, is_placed: bool
) -> Finding | None:
    """A payment that the platform tells, against those that its order was paid by; where no order
    came of its checkout there is no first one."""
    if payment.platform_id in paid_by or owed(payment).amount <= 0:
        return None
    if not is_placed:
        return judge_undone(payment, order_id)
    kind = (
        FindingKind.AUTHORIZATION_LEFT
        if payment.status is PaymentStatus.AUTHORIZED
        else FindingKind.SECOND_PAYMENT
    )
    return _of(payment, kind, order_id, "another payment names the same order")


def judge_unknown(payment: Payment) -> Finding | None:
    """A payment that names an order which is in no book here: of a book that was put back to an
    earlier day, or of another gateway on the same account."""
    if payment.reference is None or not is_order_id(payment.reference) or owed(payment).amount <= 0:
        return None
    return Finding(
        kind=FindingKind.UNKNOWN_ORDER,
        subject=payment.platform_id,
        order_id=None,
        amount=owed(payment),
        detail=f"{payment.reference} is an order of ours by its id, and unknown here",
    )


def judge_refunded(payment: Payment, order_id: OrderId, *, has_reason: bool) -> Finding | None:
    """Money given back, against the cancellation or return it is for."""
    if has_reason or payment.refunded is None or payment.refunded.amount == 0:
        return None
    return Finding(
        kind=FindingKind.REFUND_WITHOUT_RETURN,
        subject=payment.platform_id,
        order_id=order_id,
        amount=payment.refunded,
        detail="nothing was canceled or returned for it",
    )


def _of(payment: Payment, kind: FindingKind, order_id: OrderId, detail: str) -> Finding:
    return Finding(
        kind=kind,
        subject=payment.platform_id,
        order_id=order_id,
        amount=owed(payment),
        detail=detail,
    )
