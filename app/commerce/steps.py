"""The steps of a checkout, each one call to a POS, and how each is undone.

A step reads the context and gives back the context that knows its result, or a `Stop` when the
shopper must be told something. Every call is made under a key derived from the order, so running
a step again after a crash or a lost answer has no second effect (port contract).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from app.commerce.model import CardUnread, NoCard, PayElsewhere, PriceChanged, TokenTrouble
from app.commerce.records import CheckoutContext
from app.commerce.reducing import reduced
from app.commerce.rounding import at_the_tills_total
from app.commerce.step_order import ORDER_FIRST as ORDER_FIRST
from app.commerce.step_order import PAYMENT_FIRST as PAYMENT_FIRST
from app.commerce.step_order import Step as Step
from app.commerce.step_order import order_of as order_of
from app.commerce.step_order import past_return as past_return
from app.commerce.step_order import perhaps_run as perhaps_run
from app.commerce.step_order import remaining as remaining
from app.commerce.step_order import together as together
from app.commerce.step_result import StepResult as StepResult
from app.commerce.step_result import Stop as Stop
from app.commerce.step_result import StopOutcome as StopOutcome
from app.commerce.step_result import declined, refused
from app.commerce.tenders import authorize_gift, capture_together, digest_of, gift_key
from app.commerce.token_source import KnowsCards, Source, source_of
from app.commerce.undoing import give_back, void_if_open
from domain.calls import Call, Clock
from domain.errors import PriceChangedError, RejectedError, UnavailableError
from domain.ids import ConnectionId, IdempotencyKey, PlatformId
from domain.orders import OrderState, PaymentState, PosOrder
from domain.payments import (
    Authorized,
    Declined,
    DeclineReason,
    NeedsShopper,
    Payment,
    PaymentRequest,
    PaymentStatus,
)
from domain.ports.pos import PosAdapter, PosDirectory

_CLOCK_SLACK = timedelta(minutes=10)


class _Run(Protocol):
    def __call__(self, context: CheckoutContext, call: Call) -> StepResult: ...


class Steps:
    """Runs single steps and their compensations against the POS."""

    def __init__(self, pos: PosDirectory, clock: Clock, cards: KnowsCards | None = None) -> None:
        """`cards` opens tokens of our own; without it, every token is the platform's."""
        self._pos = pos
        self._clock = clock
        self._cards = cards
        self._run: Mapping[Step, _Run] = {
            Step.CREATE: self._create,
            Step.GIFT: self._gift,
            Step.AUTHORIZE: self._authorize,
            Step.REDUCE: self._reduce,
            Step.CAPTURE: self._capture,
            Step.CONFIRM: self._confirm,
        }

    def run(self, step: Step, context: CheckoutContext, call: Call) -> StepResult:
        """Do one step. Raises PlatformError; after AmbiguousOutcomeError, run it again."""
        return self._run[step](context, call)

    def undo(self, step: Step, context: CheckoutContext, call: Call) -> None:
        """Take back a step that is finished, or may be. Raises PlatformError."""
        if step is Step.AUTHORIZE:
            self._void(context, call)
        elif step is Step.GIFT:
            self._void_gift(context, call)
        elif step is Step.CREATE:
            self._cancel(context, call)

    # --- forward -----------------------------------------------------------------------------

    def _create(self, context: CheckoutContext, call: Call) -> StepResult:
        record = self._pos.open(context.record_connection, call)
        try:
            order = self._made(record, context, call)
        except PriceChangedError as error:
            changed = PriceChanged(order_id=context.order_id, agreed=error.agreed, now=error.now)
            return Stop(outcome=changed, context=context, undo=True)
        except RejectedError as error:
            return Stop(outcome=refused(error, "the order"), context=context, undo=True)
        context = replace(
            context,
            pos_order_id=order.platform_id,
            pos_order_number=order.number,
            sold_at=order.created_at,
            pos_order=order,  # what is confirmed after the capture, without reading it again
        )
        return self._at_its_total(context, order, call)

    def _made(self, record: PosAdapter, context: CheckoutContext, call: Call) -> PosOrder:
        """The order; a till that prices first, and differs by a cent, is told that it may.

        Raises PriceChangedError, PlatformError.
        """
        key = _key(context, "create")
        try:
            return record.create_order(context.draft(), key=key)
        except PriceChangedError as error:
            followed = at_the_tills_total(context, error.now, self._pos, call)
            if followed is None:
                raise
            return record.create_order(followed.draft(), key=key)

    def _at_its_total(self, context: CheckoutContext, order: PosOrder, call: Call) -> StepResult:
        """What the till asks for the order is paid, if that is the price but for a cent."""
        followed = at_the_tills_total(context, order.total, self._pos, call)
        if followed is None:
            changed = PriceChanged(order_id=context.order_id, agreed=context.total, now=order.total)
            return Stop(outcome=changed, context=context, undo=True)
        return followed

    def _gift(self, context: CheckoutContext, call: Call) -> StepResult:
        if context.is_covered or context.gift is None:
            return context
        source = source_of(context, context.gift.token, self._cards)
        if isinstance(source, TokenTrouble) or context.payment_connection is None:
            return _not_charged(context, source, is_gift=True)
        pos = self._pos.open(context.payment_connection, call)
        return authorize_gift(context, source.token, pos)

    def _authorize(self, context: CheckoutContext, call: Call) -> StepResult:
        if context.card_due.amount <= 0:
            return context
        paid = self._paid_on_page(context, call) if context.page_open else None
        if paid is not None:
            return paid
        token = context.payment_token or context.card_token
        if context.payment_connection is None or token is None:
            return self._without_card(context, call)
        source = source_of(context, token, self._cards)
        if isinstance(source, TokenTrouble):
            return _not_charged(context, source)
        outcome = self._pos.open(context.payment_connection, call).authorize(
            PaymentRequest(
                token=source.token,
                amount=context.card_due,
                reference=context.order_id,
                location_platform_id=context.payment_location_id,
                order_platform_id=context.pos_order_id if context.order_first else None,
                customer_platform_id=source.customer,
            ),
            key=payment_key(context),
        )
        match outcome:
            case Authorized():
                return replace(
                    context,
                    payment_token=None,  # spent; nothing further needs it
                    payment_id=outcome.payment_id,
                    reserved_with=digest_of(context.payment_token),
                    card_brand=outcome.card_brand,
                    card_last4=outcome.card_last4,
                )
            case Declined():
                return declined(context, outcome.reason)
            case NeedsShopper():
                elsewhere = PayElsewhere(order_id=context.order_id, url=outcome.url)
                # told apart from a card that was refused: a page is open for this one
                asked = context.payment_token or context.card_token
                context = replace(context, payment_token=asked, page_open=True)
                return Stop(outcome=elsewhere, context=context, undo=False)

    def _without_card(self, context: CheckoutContext, call: Call) -> StepResult:
        if context.payment_connection is not None and context.card_unread:
            return self._with_card_unread(context, context.payment_connection, call)
        if context.payment_connection is not None:
            return Stop(outcome=NoCard(order_id=context.order_id), context=context, undo=False)
        record = self._pos.open(context.record_connection, call)
        order = self._order(context, call)
        if order.payment_state is PaymentState.PAID and order.payment_platform_ids:
            return _paid_there(context, order)
        url = record.payment_link(order)
        elsewhere = PayElsewhere(order_id=context.order_id, url=url)
        return Stop(outcome=elsewhere, context=replace(context, page_open=True), undo=False)

    def _with_card_unread(
        self, context: CheckoutContext, connection_id: ConnectionId, call: Call
    ) -> StepResult:
        """Whether there is a card is not known. Raises PlatformError where its keeper is still
        away: the order may wait for it then."""
        if context.payment_customer_id is not None:
            self._pos.open(connection_id, call).stored_cards(context.payment_customer_id)
        return Stop(outcome=CardUnread(order_id=context.order_id), context=context, undo=False)

    def paid_elsewhere(self, context: CheckoutContext, call: Call) -> CheckoutContext | None:
        """The context of an order that was paid on the platform's page; None if it was not.

        The record took the money itself, so nothing is noted on the order. Raises PlatformError.
        """
        if context.payment_connection is not None and not context.page_open:
            return None
        paid = self._paid_on_page(context, call)
        done = (Step.CREATE.value, Step.AUTHORIZE.value, Step.CAPTURE.value)
        return None if paid is None else replace(paid, done=done, until=Step.CONFIRM.value)

    def _paid_on_page(self, context: CheckoutContext, call: Call) -> CheckoutContext | None:
        if context.pos_order_id is None or context.payment_id is not None:
            return None
        order = self._pos.open(context.record_connection, call).order(context.pos_order_id)
        is_paid = order is not None and order.payment_state is PaymentState.PAID
        return _paid_there(context, order) if order is not None and is_paid else None

    def _reduce(self, context: CheckoutContext, call: Call) -> StepResult:
        """An order that no till has yet is simply made smaller; a refusal leaves it as it was."""
        if context.reduction is None or context.pos_order_id is None:
            return reduced(context)
        record = self._pos.open(context.record_connection, call)
        try:
            order = record.amend_order(
                context.pos_order_id, context.reduction.quantities, key=_key(context, "reduce")
            )
        except RejectedError as error:
            as_it_was = replace(context, reduction=None)
            return Stop(outcome=refused(error, "fewer goods"), context=as_it_was, undo=False)
        return self._at_its_total(replace(reduced(context), pos_order=order), order, call)

    def _capture(self, context: CheckoutContext, call: Call) -> StepResult:
        if context.is_covered:
            return context
        pos = self._pos.open(_payer(context), call)
        if context.gift is not None:
            return capture_together(context, pos, _key(context, "capture"))
        try:
            payment = pos.capture(
                _payment(context),
                context.due,
                order_id=context.pos_order_id if context.order_first else None,
                key=_key(context, "capture"),
                reserved=context.authorized,
            )
        except RejectedError:
            return self._capture_refused(context, call)
        if payment.status is PaymentStatus.CAPTURED:
            return _captured(context, payment)
        if payment.status in (PaymentStatus.VOIDED, PaymentStatus.FAILED):
            return declined(context, DeclineReason.GENERIC, undo=True)
        raise UnavailableError(
            f"the payment is {payment.status.value}, not captured yet",
            platform=pos.platform,
            operation="payment.capture",
        )

    def _capture_refused(self, context: CheckoutContext, call: Call) -> StepResult:
        """A refusal is only believed once the payment itself says that no money was taken."""
        pos = self._pos.open(_payer(context), call)
        payment = pos.payment(
            _payment(context), order_id=context.pos_order_id if context.order_first else None
        )
        if payment is not None and payment.status is PaymentStatus.CAPTURED:
            return _captured(context, payment)
        return declined(context, DeclineReason.GENERIC, undo=True)

    def _confirm(self, context: CheckoutContext, call: Call) -> StepResult:
        record = self._pos.open(context.record_connection, call)
        order = record.confirm_order(
            self._order(context, call),
            paid=context.total,
            external_reference=_reference(context),
            key=_key(context, "confirm"),
        )
        sold_at = order.updated_at if context.is_covered else context.sold_at
        return replace(context, pos_order_number=order.number, pos_order=order, sold_at=sold_at)

    def _order(self, context: CheckoutContext, call: Call) -> PosOrder:
        if context.pos_order is not None:
            return context.pos_order
        record = self._pos.open(context.record_connection, call)
        order = record.order(_pos_order(context))
        if order is None:
            raise UnavailableError(
                f"order {context.pos_order_id} cannot be read back yet",
                platform=record.platform,
                operation="order.read",
            )
        return order

    # --- backward ----------------------------------------------------------------------------

    def _void_gift(self, context: CheckoutContext, call: Call) -> None:
        if context.payment_connection is None or context.gift is None or context.is_covered:
            return
        pos = self._pos.open(context.payment_connection, call)
        payment_id, order_id = context.gift.payment_id, context.pos_order_id
        if payment_id is None:
            pos.void_lost(gift_key(context), order_id=order_id)
        else:
            void_if_open(pos, payment_id, order_id, key=_key(context, "void-gift"))

    def _void(self, context: CheckoutContext, call: Call) -> None:
        if context.payment_connection is None or context.card_due.amount <= 0:
            return
        pos = self._pos.open(context.payment_connection, call)
        order_id = context.pos_order_id if context.order_first else None
        if context.payment_id is None:
            pos.void_lost(payment_key(context), order_id=order_id)
        else:
            void_if_open(pos, context.payment_id, order_id, key=_key(context, "void"))

    def _cancel(self, context: CheckoutContext, call: Call) -> None:
        record = self._pos.open(context.record_connection, call)
        order_id = context.pos_order_id
        if order_id is None:
            found = record.find_order(
                context.order_id,
                location_id=context.location_platform_id,
                created_after=self._clock.now() - timedelta(days=1) - _CLOCK_SLACK,
            )
            if found is None or found.state is OrderState.CANCELED:
                return
            order_id = found.platform_id
        if context.payment_connection is None or context.page_open:
            give_back(record, order_id, key=_key(context, "undo-refund"))
        record.cancel_order(order_id, reason="checkout undone", key=_key(context, "cancel"))


def _not_charged(
    context: CheckoutContext, source: Source | TokenTrouble, *, is_gift: bool = False
) -> Stop:
    """The token charges nothing: the next try names another, or none for the card on file.

    A gift card is left in the context: an attempt of before may have reserved some of it.
    """
    trouble = source if isinstance(source, TokenTrouble) else None
    outcome = NoCard(
        order_id=context.order_id,
        trouble=trouble,
        payer=context.payment_connection,
        is_gift=is_gift,
    )
    again = context if is_gift else replace(context, payment_token=None)
    return Stop(outcome=outcome, context=again, undo=False)


def _paid_there(context: CheckoutContext, order: PosOrder) -> CheckoutContext:
    """The context of an order whose money the POS of record took on its own page."""
    return replace(
        context,
        payment_connection=context.record_connection,
        payment_id=next(iter(order.payment_platform_ids), None),
        pos_order=order,
        sold_at=order.updated_at,
    )


def _captured(context: CheckoutContext, payment: Payment) -> CheckoutContext:
    """A POS that takes its own money lowers its stock when the order is paid, else when made."""
    own = context.payment_connection == context.record_connection
    return replace(context, sold_at=payment.updated_at) if own else context


def _reference(context: CheckoutContext) -> str | None:
    """What the till of record is to take note of; None: it took all of the money itself."""
    if context.is_covered:
        return None if context.credit is None else f"{context.order_id}-credit"
    elsewhere = context.payment_connection != context.record_connection
    return context.payment_id if elsewhere else None


def payment_key(context: CheckoutContext) -> IdempotencyKey:
    """The key of the current attempt to authorize."""
    return _key(context, f"pay-{context.payment_attempt}")


def _key(context: CheckoutContext, intention: str) -> IdempotencyKey:
    return IdempotencyKey(f"{context.order_id}-{intention}")


def _payer(context: CheckoutContext) -> ConnectionId:
    if context.payment_connection is None:
        raise ValueError(f"{context.order_id} is not paid through a connection")
    return context.payment_connection


def _payment(context: CheckoutContext) -> PlatformId:
    if context.payment_id is None:
        raise ValueError(f"{context.order_id} has no authorized payment")
    return context.payment_id


def _pos_order(context: CheckoutContext) -> PlatformId:
    if context.pos_order_id is None:
        raise ValueError(f"{context.order_id} has no order in the POS")
    return context.pos_order_id
