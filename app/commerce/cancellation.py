"""Taking an order back: before it is placed by undoing the checkout, after it at the POS.

A cancellation that was begun is finished: it stands in the outbox from its first moment, and the
worker repeats it until refund and cancellation both stand. Each call has a key of its own. One that
has to wait, because the order is being placed, stands there as a wish and is begun afterwards.
"""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import Connection

from app.commerce import cancel_wishes, credit
from app.commerce.attention import NEED_PERSON
from app.commerce.logbook import Taken
from app.commerce.model import (
    Canceled,
    CancelOutcome,
    CancelRefused,
    NotOrderable,
    Placed,
    PosDown,
    StillWorking,
)
from app.commerce.order_book import OrderBookService
from app.commerce.points import ask_again, earns_points
from app.commerce.saga import Probe, Saga, no_probe, not_yet
from app.commerce.steps import past_return
from domain.calls import Call, Clock
from domain.capabilities import Capability, Support
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    NotAuthorizedError,
    PlatformError,
    RejectedError,
    RetryableError,
    UnsupportedError,
)
from domain.ids import IdempotencyKey, MerchantId, OrderId, PlatformId
from domain.money import Money, total
from domain.orders import OrderState, PaymentState
from domain.payments import PaymentStatus, RefundRequest
from domain.ports.pos import PosDirectory
from storage import exchanges, journal, order_money, orders, outbox
from storage.engine import Database
from storage.order_money import StoredPayment
from storage.orders import StoredOrder, Transition
from storage.outbox import Effect

log = structlog.get_logger(__name__)

KIND = "order.cancel"
CANCELED_HERE = "canceled"
"""The step of an order that was canceled from here."""
_TAKEOVER = timedelta(seconds=30)
"""The worker repeats a cancellation that has not ended by then."""
_TOO_LATE = {
    OrderState.SHIPPED: "already-shipped",
    OrderState.DELIVERED: "already-handed-over",
    OrderState.COMPLETED: "already-handed-over",
    OrderState.PARTLY_RETURNED: "already-returned",
    OrderState.RETURNED: "already-returned",
}


class Cancellation:
    """Cancels orders; safe to repeat."""

    def __init__(
        self,
        *,
        database: Database,
        pos: PosDirectory,
        saga: Saga,
        book: OrderBookService,
        clock: Clock,
        probe: Probe = no_probe,
    ) -> None:
        self._db = database
        self._pos = pos
        self._saga = saga
        self._book = book
        self._clock = clock
        self._probe = probe

    def cancel(
        self, merchant_id: MerchantId, order_id: OrderId, *, reason: str, call: Call
    ) -> CancelOutcome:
        """Undo the checkout, or refund and cancel at the POS. Raises NotFoundError."""
        with self._db.read() as tx:
            row = journal.load(tx, merchant_id, order_id)
        if row is not None and row.is_open:
            undone = self._undo_checkout(merchant_id, order_id, call, reason=reason)
            if isinstance(undone, StillWorking):
                self._wish(merchant_id, order_id, reason)
            if undone is not None:
                return undone
        return self._cancel_placed(merchant_id, order_id, reason, call)

    def _cancel_placed(
        self, merchant_id: MerchantId, order_id: OrderId, reason: str, call: Call
    ) -> CancelOutcome:
        """Refund and cancel what stands at its till, if it may be."""
        order = self._book.order(merchant_id, order_id, call=call)
        if order.state is OrderState.CANCELED:
            return Canceled(order=order)
        if order.state in _TOO_LATE:
            return CancelRefused(order=order, reason=_TOO_LATE[order.state])
        if order.pos_order_id is None and order.state is OrderState.CONFIRMED:
            return CancelRefused(order=order, reason="only-at-store")  # staff typed it in
        if order.pos_order_id is None:
            return StillWorking(order_id=order_id)
        if self._only_at_store(merchant_id, order_id, call) or self._paid_in_kind(
            merchant_id, order_id
        ):
            return CancelRefused(order=order, reason="only-at-store")
        self._promise(merchant_id, order_id, reason)
        self._probe("cancel.promised")
        return self._carry_out(merchant_id, order_id, reason=reason, call=call)

    def void(self, merchant_id: MerchantId, order_id: OrderId, *, call: Call) -> CancelOutcome:
        """Undo a checkout whose money is not taken; nothing that was taken is given back.

        Raises NotFoundError.
        """
        with self._db.read() as tx:
            row = journal.load(tx, merchant_id, order_id)
        if row is not None and row.is_open:
            undone = self._undo_checkout(merchant_id, order_id, call)
            if undone is not None:
                return undone
        order = self._book.order(merchant_id, order_id)
        if order.state is OrderState.CANCELED and order.payment_state is not PaymentState.PAID:
            return Canceled(order=order)
        return CancelRefused(order=order, reason="already-captured")

    def _undo_checkout(
        self, merchant_id: MerchantId, order_id: OrderId, call: Call, *, reason: str | None = None
    ) -> CancelOutcome | None:
        """Undo what is not paid yet; None when it turned out to be closed meanwhile, or was paid on
        the platform's page and stands now: it is canceled with its money then, for that reason,
        and whoever paid there is told so, not that it stands."""
        mine = self._saga.take(merchant_id, order_id, not_yet)
        if mine is None:
            with self._db.read() as tx:
                row = journal.load(tx, merchant_id, order_id)
            return StillWorking(order_id=order_id) if row is not None and row.is_open else None
        if past_return(mine.context, mine.begun):
            self._saga.leave(mine, until=self._clock.now())
            return StillWorking(order_id=order_id)
        try:
            paid = self._saga.paid_elsewhere(mine, call)
        except (PlatformError, ConfigurationError) as error:
            log.warning("order.payment_unknown", order_id=order_id, error=type(error).__name__)
            self._saga.leave(mine, until=self._clock.now())  # it is not undone on a guess
            return StillWorking(order_id=order_id)
        if paid is not None:
            if reason is not None:
                self._wish(merchant_id, order_id, reason)
            placed = isinstance(self._saga.forward(paid, call), Placed)
            return None if placed else StillWorking(order_id=order_id)
        return self._undone(mine, call)

    def _undone(self, mine: Taken, call: Call) -> CancelOutcome:
        """Take back a checkout that nobody has paid."""
        merchant_id, order_id = mine.context.merchant_id, mine.context.order_id
        outcome = NotOrderable(reason="canceled", detail="the shopper canceled")
        undone = self._saga.back(mine, call, outcome, reason="canceled")
        if isinstance(undone, NotOrderable) and undone is not outcome:
            order = self._book.order(merchant_id, order_id)
            return CancelRefused(order=order, reason="needs-person")
        if undone is not outcome:
            return StillWorking(order_id=order_id)
        return Canceled(order=self._book.order(merchant_id, order_id))

    def _only_at_store(self, merchant_id: MerchantId, order_id: OrderId, call: Call) -> bool:
        """Whether a platform concerned declares that it cannot take this back; nobody is asked.

        Known before any money moves: no refund is followed by an order that still stands.
        """
        with self._db.read() as tx:
            stored = orders.get(tx, merchant_id, order_id)
            payments = order_money.payments_of(tx, merchant_id, order_id)
        needed = [(stored.connection_id, Capability.CANCEL_ORDER)]
        needed += [(each.connection_id, Capability.REFUND) for each in payments if _left(each)]
        try:
            return any(
                self._pos.open(connection, call).capabilities[capability].support is Support.NONE
                for connection, capability in needed
            )
        except ConfigurationError:  # paused: carrying it out tells so
            return False

    def _paid_in_kind(self, merchant_id: MerchantId, order_id: OrderId) -> bool:
        """Whether something was paid without a card by somebody who has no account for credit, or
        with goods that are not back yet."""
        with self._db.read() as tx:
            stored = orders.get(tx, merchant_id, order_id)
            if stored.credit is None:
                return False
            return stored.customer_id is None or exchanges.awaits_goods(tx, merchant_id, order_id)

    def _promise(self, merchant_id: MerchantId, order_id: OrderId, reason: str) -> None:
        now = self._clock.now()
        with self._db.write() as tx:
            outbox.put(
                tx,
                merchant_id,
                kind=KIND,
                key=order_id,
                payload={"reason": reason},
                due_at=now + _TAKEOVER,
                now=now,
            )

    def _wish(self, merchant_id: MerchantId, order_id: OrderId, reason: str) -> None:
        with self._db.write() as tx:
            cancel_wishes.keep(tx, merchant_id, order_id, reason=reason, now=self._clock.now())

    def go_on(self, wish: Effect, call: Call) -> None:
        """Cancel an order that was still being placed when that was asked for; safe to repeat."""
        merchant_id, order_id = wish.merchant_id, OrderId(wish.key)
        reason = str(wish.payload["reason"])
        outcome = self.cancel(merchant_id, order_id, reason=reason, call=call)
        if isinstance(outcome, PosDown):
            return
        now = self._clock.now()
        with self._db.write() as tx:
            row = journal.load(tx, merchant_id, order_id)
            if row is not None and row.is_open:
                return
            outbox.done(tx, merchant_id, kind=wish.kind, key=order_id, now=now)
            cancel_wishes.tell(tx, merchant_id, order_id, outcome, now)

    def carry_out(
        self, merchant_id: MerchantId, order_id: OrderId, *, reason: str, call: Call
    ) -> CancelOutcome:
        """Go on with a cancellation that was begun and that nobody waits for any more."""
        outcome = self._carry_out(merchant_id, order_id, reason=reason, call=call)
        with self._db.write() as tx:
            cancel_wishes.tell(tx, merchant_id, order_id, outcome, self._clock.now())
        return outcome

    def _carry_out(
        self, merchant_id: MerchantId, order_id: OrderId, *, reason: str, call: Call
    ) -> CancelOutcome:
        """Refund every captured payment, then cancel in the POS of record."""
        with self._db.read() as tx:
            stored = orders.get(tx, merchant_id, order_id)
            payments = order_money.payments_of(tx, merchant_id, order_id)
        try:
            refunded = self._refund(stored, payments, reason, call)
            self._pos.open(stored.connection_id, call).cancel_order(
                PlatformId(stored.pos_order_id or ""),
                reason=reason,
                key=IdempotencyKey(f"{order_id}-cancel"),
            )
            self._probe("cancel.answered")
        except UnsupportedError as error:
            return self._needs_person(stored, error)
        except RejectedError as error:
            log.warning("order.cancel_refused", order_id=order_id, code=error.platform_code)
            self._settle(merchant_id, order_id)
            order = self._book.order(merchant_id, order_id)
            return CancelRefused(order=order, reason="refused-by-pos")
        except (RetryableError, AmbiguousOutcomeError, NotAuthorizedError) as error:
            log.warning("order.cancel_delayed", order_id=order_id, error=type(error).__name__)
            return StillWorking(order_id=order_id)
        except ConfigurationError:
            order = self._book.order(merchant_id, order_id)
            return PosDown(location_name=order.location_name or "the store")
        return self._canceled(stored, refunded, earns_points(self._pos, stored, call))

    def _refund(
        self, stored: StoredOrder, payments: list[StoredPayment], reason: str, call: Call
    ) -> Money | None:
        given = []
        for payment in payments:
            left = _left(payment)
            if left is None:
                continue
            own = payment.connection_id == stored.connection_id
            refund = self._pos.open(payment.connection_id, call).refund(
                RefundRequest(
                    payment_id=payment.platform_id,
                    amount=left,
                    reason=reason,
                    order_platform_id=PlatformId(stored.pos_order_id or "") if own else None,
                ),
                key=IdempotencyKey(f"{stored.id}-refund-{payment.id[-8:]}"),
            )
            self._probe("refund.answered")
            with self._db.write() as tx:
                order_money.save_refund(
                    tx,
                    stored.merchant_id,
                    payment.connection_id,
                    stored.id,
                    refund,
                    reason=reason,
                    now=self._clock.now(),
                )
            self._probe("refund.done")
            given.append(left)
        return total(given, stored.total.currency) if given else None

    def _canceled(self, stored: StoredOrder, refunded: Money | None, has_points: bool) -> Canceled:
        now = self._clock.now()
        with self._db.write() as tx:
            asked_for = outbox.done(tx, stored.merchant_id, kind=KIND, key=stored.id, now=now)
            known = orders.get(tx, stored.merchant_id, stored.id)
            credit.refunded(tx, known, now=now)
            if asked_for and has_points:
                ask_again(tx, stored.merchant_id, stored.id, now)
            told = _says_so(known, refunded)  # by the till's webhook, or whoever else cancels it
            if asked_for and not (told and _is_noted(tx, stored)):
                orders.record_transition(
                    tx,
                    stored.merchant_id,
                    stored.id,
                    Transition(
                        state=OrderState.CANCELED,
                        payment_state=PaymentState.REFUNDED if refunded or known.credit else None,
                        kind=CANCELED_HERE,
                        refunded_minor=None if told or refunded is None else refunded.amount,
                    ),
                    actor=stored.channel,
                    at=now,
                )
        self._probe("cancel.done")
        log.info("order.canceled", order_id=stored.id)
        return Canceled(order=self._book.order(stored.merchant_id, stored.id), refunded=refunded)

    def _needs_person(self, stored: StoredOrder, error: UnsupportedError) -> CancelRefused:
        """A platform turned out to have no such call: it is not asked again, a person is."""
        now = self._clock.now()
        with self._db.write() as tx:
            outbox.done(tx, stored.merchant_id, kind=KIND, key=stored.id, now=now)
            orders.record_transition(
                tx,
                stored.merchant_id,
                stored.id,
                Transition(kind="needs-person", detail={"left": ["cancel"], "why": str(error)}),
                actor=stored.channel,
                at=now,
            )
        NEED_PERSON.labels(error.platform, "cancel").inc()
        log.error(
            "order.needs_person",
            order_id=stored.id,
            merchant_id=stored.merchant_id,
            platform=error.platform,
            why=str(error),
        )
        order = self._book.order(stored.merchant_id, stored.id)
        return CancelRefused(order=order, reason="needs-person")

    def _settle(self, merchant_id: MerchantId, order_id: OrderId) -> None:
        with self._db.write() as tx:
            outbox.done(tx, merchant_id, kind=KIND, key=order_id, now=self._clock.now())


def _says_so(order: StoredOrder, refunded: Money | None) -> bool:
    """Whether the book has what this cancellation changes already."""
    back = 0 if refunded is None else refunded.amount
    return order.state is OrderState.CANCELED and order.refunded.amount >= back


def _is_noted(tx: Connection, order: StoredOrder) -> bool:
    """Whether the history tells that we canceled it: a till tells only that it is canceled."""
    return any(
        each.kind == CANCELED_HERE for each in orders.events(tx, order.merchant_id, order.id)
    )


def _left(payment: StoredPayment) -> Money | None:
    """What was taken and not given back; None if nothing."""
    left = payment.amount - payment.refunded
    return left if payment.status is PaymentStatus.CAPTURED and left.amount > 0 else None
