"""What a finished or undone checkout leaves in the books: the sale, the money, the receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from sqlalchemy import Connection

from app.commerce import credit, parking, rounding
from app.commerce.model import Receipt
from app.commerce.points import ask_for_points
from app.commerce.records import CheckoutContext
from app.commerce.reducing import book as book_reduction
from app.commerce.reducing import stored_lines
from app.commerce.tenders import payment_ids, payments_of
from domain.errors import ReservationExpiredError
from domain.orders import OrderState, PaymentState
from storage import holds, native_holds, order_money, orders
from storage.orders import NewOrder, Transition
from storage.prepared import Writes, together
from storage.types import to_micros

log = structlog.get_logger(__name__)


def open_order(tx: Writes, context: CheckoutContext, now: datetime) -> None:
    """Enter a prepared order in the book."""
    quote = context.quote
    orders.open_order(
        tx,
        NewOrder(
            id=context.order_id,
            merchant_id=context.merchant_id,
            connection_id=context.record_connection,
            channel=context.channel,
            customer_id=context.customer_id,
            currency=quote.total.currency,
            subtotal_minor=quote.subtotal.amount,
            discount_minor=quote.discount.amount,
            tax_minor=quote.tax.amount,
            shipping_minor=quote.shipping.amount,
            total_minor=quote.total.amount,
            location_id=context.location_id,
            location_platform_id=context.location_platform_id,
            method=context.method,
            hold_id=context.hold_id,
            lines=stored_lines(context),
            at=now,
            credit_minor=None if context.credit is None else context.credit.amount,
        ),
    )


def receipt_for(context: CheckoutContext, now: datetime) -> Receipt:
    """The receipt of a checkout whose last step is done."""
    return Receipt(
        order_id=context.order_id,
        pos_order_id=str(context.pos_order_id or context.pos_order_number),
        number=context.pos_order_number or str(context.pos_order_id),
        platform=context.platform,
        total=context.total,
        tax=context.quote.tax,
        discount=context.quote.discount,
        lines=context.prepared_lines(),
        location_id=context.location_id,
        location_name=context.location_name,
        method=context.method,
        placed_at=now,
        payment_id=next(reversed(payment_ids(context)), None),
        card_brand=context.card_brand,
        card_last4=context.card_last4,
        credit=context.credit,
        authorized=context.authorized,
        left_out=context.left_out,
        gift=None if context.gift is None else context.gift.amount,
        gift_last4=None if context.gift is None else context.gift.last4,
    )


def record_sale(tx: Connection, context: CheckoutContext, receipt: Receipt, now: datetime) -> None:
    """Turn the hold into a sale and the order into one that stands, in the caller's transaction."""
    book_reduction(tx, context, now)
    rounding.book(tx, context, now)
    parking.confirmed(tx, context, now)
    if context.earns_points:
        ask_for_points(tx, context.merchant_id, context.order_id, now)
    with together(tx) as writes:
        _sold(tx, context, now, writes)
        _confirmed(writes, context, receipt, now)


def _confirmed(tx: Writes, context: CheckoutContext, receipt: Receipt, now: datetime) -> None:
    by_hand = context.entered_by is not None
    is_paid = not by_hand or context.payment_id is not None or context.is_covered
    orders.record_transition(
        tx,
        context.merchant_id,
        context.order_id,
        Transition(
            state=OrderState.CONFIRMED,
            payment_state=PaymentState.PAID if is_paid else PaymentState.UNPAID,
            kind="entered" if by_hand else "placed",
            pos_order_id=None if by_hand else receipt.pos_order_id,
            number=receipt.number,
            revision=None if context.pos_order is None else context.pos_order.revision,
        ),
        actor=context.entered_by or context.channel,
        at=now,
    )


def _sold(tx: Connection, context: CheckoutContext, now: datetime, writes: Writes) -> None:
    """The goods are the shopper's and the money is the merchant's."""
    _commit_hold(tx, context, now, writes)
    _see_to_native(tx, context, now)
    if context.payment_connection is None:
        return
    for payment in payments_of(context, now):
        order_money.save_payment(
            writes,
            context.merchant_id,
            context.payment_connection,
            context.order_id,
            payment,
            now=now,
        )


def _commit_hold(tx: Connection, context: CheckoutContext, now: datetime, writes: Writes) -> None:
    """What is paid is sold, even if the hold was released or outlived its pin: the POS has it."""
    sold_at = (context.sold_at or now).astimezone(UTC)
    try:
        holds.commit(
            tx,
            context.merchant_id,
            context.hold_id,
            fencing_token=context.fencing_token,
            now=now,
            as_of=sold_at,
            revision=to_micros(sold_at),
            writes=tx if context.native_hold else writes,
        )
        if context.native_hold:
            native_holds.sell(tx, context.hold_id, revision=to_micros(sold_at), at=now)
    except ReservationExpiredError:
        log.error("sale.without_hold", order_id=context.order_id, hold_id=context.hold_id)


def _see_to_native(tx: Connection, context: CheckoutContext, now: datetime) -> None:
    """Taken over by the order, or left over: what still lies aside under its name is released."""
    if context.native_hold:
        native_holds.end_soon(tx, context.merchant_id, context.order_id, now=now)


def record_authorized(tx: Connection, context: CheckoutContext, now: datetime) -> None:
    """Say in the book that money is reserved: few tills tell of it."""
    if not payment_ids(context):
        return
    orders.record_transition(
        tx,
        context.merchant_id,
        context.order_id,
        Transition(
            payment_state=PaymentState.AUTHORIZED,
            kind="authorized",
            detail={"authorized_minor": context.due.amount, "currency": context.due.currency},
        ),
        actor=context.channel,
        at=now,
    )


def record_undone(tx: Connection, context: CheckoutContext, now: datetime) -> None:
    """Give the stock back and close the order; nothing was charged."""
    parking.undone(tx, context, now)
    credit.given_back(tx, context, now)
    holds.release(
        tx,
        context.merchant_id,
        context.hold_id,
        reason=context.undo_reason or "undone",
        now=now,
    )
    _see_to_native(tx, context, now)
    orders.record_transition(
        tx,
        context.merchant_id,
        context.order_id,
        Transition(
            state=OrderState.CANCELED,
            payment_state=_let_go(context),
            kind="undone",
            pos_order_id=context.pos_order_id,
            detail={"reason": context.undo_reason},
        ),
        actor=context.channel,
        at=now,
    )


def record_stuck(
    tx: Connection, context: CheckoutContext, left: Sequence[str], why: str, now: datetime
) -> None:
    """The order keeps its state, because something of it stands: paid goods are sold, else our
    claim on them is given back."""
    parking.left_to_person(tx, context, now)
    if "confirm" in left:
        book_reduction(tx, context, now)
        rounding.book(tx, context, now)
        with together(tx) as writes:
            _sold(tx, context, now, writes)
    else:
        reason = context.undo_reason or "undone"
        credit.given_back(tx, context, now)
        holds.release(tx, context.merchant_id, context.hold_id, reason=reason, now=now)
        _see_to_native(tx, context, now)
    orders.record_transition(
        tx,
        context.merchant_id,
        context.order_id,
        Transition(
            state=None if context.parked_at is None else OrderState.PENDING,
            payment_state=_money_of(left),
            kind="needs-person",
            pos_order_id=context.pos_order_id,
            number=context.pos_order_number,
            detail={"reason": context.undo_reason, "left": list(left), "why": why},
        ),
        actor=context.channel,
        at=now,
    )


def _let_go(context: CheckoutContext) -> PaymentState:
    """What is left of the money of an order that came to nothing."""
    return PaymentState.VOIDED if payment_ids(context) else PaymentState.UNPAID


def _money_of(left: Sequence[str]) -> PaymentState:
    """What is known of the money of a checkout that left these steps to a person."""
    if "confirm" in left:
        return PaymentState.PAID
    return PaymentState.UNKNOWN if "authorize" in left else PaymentState.UNPAID
