"""Exchanges: goods come back and others take their place, under one key and at one price.

The return is written down first and waits; the new order is priced and held with the worth of the
goods set against it; once that order stands the return goes on as any other, and when it comes to
nothing the return does too. Whoever finds an exchange whose order has ended settles it, so that a
crash at any point ends in one of the two. Where a till takes no second tender, the new order is
charged whole and the goods are refunded whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import structlog
from sqlalchemy import Connection

from app.commerce.model import (
    NotOrderable,
    OutOfStock,
    PlaceOrder,
    PlaceOutcome,
    PosDown,
    Prepared,
    PrepareOrder,
    Shopper,
    Wish,
)
from app.commerce.ports import Checkout
from app.commerce.records import find_context
from app.commerce.return_facts import set_against_goods
from app.commerce.returns import AskReturn, ReturnService, want_label
from app.commerce.saga import Probe, no_probe
from domain.calls import Call, Clock
from domain.errors import DomainError, IllegalTransitionError
from domain.ids import IdempotencyKey, LocationId, MerchantId, OrderId
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.returns import Refused, ReturnReason, ReturnState, Wanted
from storage import customers, exchanges, journal, orders, returns
from storage.engine import Database
from storage.exchanges import OPEN, ExchangeState, NewExchange, StoredExchange
from storage.orders import StoredOrder, Transition
from storage.results import Listed

log = structlog.get_logger(__name__)

_ABANDONED: Final = timedelta(minutes=15)
"""An exchange that nobody priced by then never will be: whoever asked died in it."""
_CALL_S: Final = 20.0
_GUEST: Final = "Guest"

Refusal: TypeAlias = Refused | OutOfStock | PosDown | NotOrderable


@dataclass(frozen=True, slots=True)
class _NewOrder:
    """The order that takes the goods' place, and what of their worth pays for it."""

    order_id: OrderId
    total: Money
    credit: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskExchange:
    """Somebody gives goods back and wants others."""

    merchant_id: MerchantId
    order_id: OrderId
    lines: tuple[Wanted, ...]
    """What comes back."""
    wishes: tuple[Wish, ...]
    """What is wanted for it."""
    reason: ReturnReason
    channel: str
    key: str
    note: str | None = None
    location_id: LocationId | None = None
    """None: the store of the first order."""
    method: FulfillmentMethod = FulfillmentMethod.PICKUP


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeService:
    """Thread-safe; every method may be repeated, and taken over by another process."""

    database: Database
    returns: ReturnService
    checkout: Checkout
    clock: Clock
    probe: Probe = field(default=no_probe)

    def ask(self, wish: AskExchange, call: Call) -> StoredExchange | Refusal:
        """Take note of what comes back, and price and hold what is wanted for it.

        The same key gives the same exchange. Raises NotFoundError, InvalidInputError,
        UnknownSkuError.
        """
        now = self.clock.now()
        told = self.returns.tells_hand_over(wish.merchant_id, wish.order_id, call)
        stored = self.database.transact(lambda tx: self._taken(tx, wish, now, told))
        if isinstance(stored, Refused):
            return stored
        self.probe("exchange.stored")
        if stored.state is not ExchangeState.ASKED:
            return stored
        try:
            outcome = self.checkout.prepare(self._command(wish, stored), call)
        except DomainError as error:  # an unknown variant or store: whoever asked is told
            self._ended(stored, error.code)
            raise
        self.probe("exchange.prepared")
        if not isinstance(outcome, Prepared):
            self._ended(stored, type(outcome).__name__)
            return outcome
        return self._priced(stored, outcome)

    def confirm(
        self, merchant_id: MerchantId, exchange_id: str, token: str | None, call: Call
    ) -> tuple[StoredExchange, PlaceOutcome | None]:
        """The shopper's yes: place the new order, then let the return go on.

        None where the exchange had ended before. Raises NotFoundError, IllegalTransitionError (it
        is not priced yet).
        """
        stored = self.get(merchant_id, exchange_id)
        if stored.state is ExchangeState.ASKED or stored.new_order_id is None:
            raise IllegalTransitionError("exchange", stored.state.value, "confirmed")
        if stored.state not in OPEN:
            return stored, None
        outcome = self.checkout.place(
            PlaceOrder(
                merchant_id=merchant_id,
                order_id=stored.new_order_id,
                payment_token=token,
                agreed_total=stored.total,
            ),
            call,
        )
        self.probe("exchange.placed")
        return self.settle(stored, call), outcome

    def drop(self, merchant_id: MerchantId, exchange_id: str, call: Call) -> StoredExchange:
        """The shopper keeps what they have: nothing is sold, and nothing comes back.

        One that has ended stays as it is. Raises NotFoundError, IllegalTransitionError (the new
        order stands by now, or is being paid for).
        """
        stored = self.get(merchant_id, exchange_id)
        if stored.state is not ExchangeState.PRICED or stored.new_order_id is None:
            return stored
        self.checkout.void(merchant_id, stored.new_order_id, call=call)
        self.probe("exchange.dropped")
        return self.settle(stored, call)

    def get(self, merchant_id: MerchantId, exchange_id: str) -> StoredExchange:
        """One exchange. Raises NotFoundError."""
        with self.database.read() as tx:
            return exchanges.get(tx, merchant_id, exchange_id)

    def list(
        self, merchant_id: MerchantId, *, cursor: str | None, limit: int
    ) -> Listed[StoredExchange]:
        """The merchant's exchanges, newest first."""
        with self.database.read() as tx:
            return exchanges.listed(tx, merchant_id, cursor=cursor, limit=limit)

    def run(self) -> int:
        """Settle exchanges whose new order has ended; how many there were."""
        before = self.clock.now() - _ABANDONED
        with self.database.read() as tx:
            due = exchanges.to_settle(tx, asked_before=before)
        for each in due:
            self.settle(each, Call.within(_CALL_S, correlation_id=f"exchange-{each.id}"))
        return len(due)

    def settle(self, stored: StoredExchange, call: Call) -> StoredExchange:
        """Let the return go on, or end with the new order; nothing while that is open."""
        with self.database.read() as tx:
            row = journal.by_key(tx, stored.merchant_id, _key(stored))
        if row is None:
            return self._ended(stored, "abandoned")
        if row.is_open:
            return self.get(stored.merchant_id, stored.id)
        if not _stands(row.outcome):
            return self._ended(stored, str(row.outcome.get("reason")))
        return self._done(stored, self._new_order(row), call)

    # --- steps -------------------------------------------------------------------------------

    def _taken(
        self, tx: Connection, wish: AskExchange, now: datetime, told: bool
    ) -> StoredExchange | Refused:
        returns.lock_order(tx, wish.merchant_id, wish.order_id)  # the key may be taken just now
        known = exchanges.by_key(tx, wish.merchant_id, wish.key)
        if known is not None:
            return known
        back = self.returns.taken(tx, _as_return(wish), now, hand_over_told=told, as_exchange=True)
        if isinstance(back, Refused):
            return back
        return exchanges.add(
            tx,
            NewExchange(
                merchant_id=wish.merchant_id,
                key=wish.key,
                order_id=wish.order_id,
                return_id=back.id,
                returned=back.amount,
                channel=wish.channel,
                customer_id=back.customer_id,
            ),
            now=now,
        )

    def _command(self, wish: AskExchange, stored: StoredExchange) -> PrepareOrder:
        with self.database.read() as tx:
            first = orders.get(tx, wish.merchant_id, wish.order_id)
            shopper = _shopper(tx, first, stored)
        return PrepareOrder(
            merchant_id=wish.merchant_id,
            lines=wish.wishes,
            shopper=shopper,
            channel=wish.channel,
            key=_key(stored),
            location_id=wish.location_id or first.location_id,
            method=wish.method,
            note=f"in exchange for goods of {first.number or first.id}",
            goods_back=stored.returned,
        )

    def _priced(self, stored: StoredExchange, prepared: Prepared) -> StoredExchange:
        with self.database.write() as tx:
            exchanges.move(
                tx,
                stored,
                to=ExchangeState.PRICED,
                out_of=(ExchangeState.ASKED,),
                now=self.clock.now(),
                new_order_id=prepared.order_id,
                total_minor=prepared.total.amount,
                credit_minor=0 if prepared.credit is None else prepared.credit.amount,
            )
            priced = exchanges.get(tx, stored.merchant_id, stored.id)
        self.probe("exchange.priced")
        return priced

    def _new_order(self, row: journal.Checkout) -> _NewOrder:
        """The order book tells it where the checkout was forgotten with its shopper."""
        context = find_context(row.context)
        if context is not None:
            return _NewOrder(context.order_id, context.total, context.credit)
        with self.database.read() as tx:
            order = orders.get(tx, row.merchant_id, row.order_id)
        return _NewOrder(order.id, order.total, order.credit)

    def _done(self, stored: StoredExchange, new: _NewOrder, call: Call) -> StoredExchange:
        """The new order stands: what it did not use of the goods' worth is given back."""
        facts = {
            "new_order_id": new.order_id,
            "total_minor": new.total.amount,
            "credit_minor": 0 if new.credit is None else new.credit.amount,
        }
        now = self.clock.now()
        with self.database.write() as tx:
            back = returns.get(tx, stored.merchant_id, stored.return_id)
            at_once = back.detail.get("at_once", False)  # by the policy when it was asked for
            onward = ReturnState.WORKING if at_once else ReturnState.AWAITING_GOODS
            plan = back.detail["plan"]
            if new.credit is not None:
                plan = set_against_goods(plan, new.credit)
            told = {**back.detail, "plan": plan, "exchange_id": stored.id}
            moved = self._move(tx, stored, ExchangeState.DONE, onward, now, facts, detail=told)
            if moved and onward is ReturnState.WORKING:
                self.returns.promise(tx, back, now)
            if moved:
                want_label(tx, back, now)
        self.probe("exchange.settled")
        if onward is ReturnState.WORKING:
            self.returns.carry_out(stored.merchant_id, stored.return_id, call=call)
        return self.get(stored.merchant_id, stored.id)

    def _ended(self, stored: StoredExchange, reason: str) -> StoredExchange:
        """The new order came to nothing: so does the return."""
        facts = {"detail": {"reason": reason}}
        with self.database.write() as tx:
            self._move(
                tx, stored, ExchangeState.ENDED, ReturnState.CANCELED, self.clock.now(), facts
            )
        self.probe("exchange.ended")
        return self.get(stored.merchant_id, stored.id)

    def _move(
        self,
        tx: Connection,
        stored: StoredExchange,
        to: ExchangeState,
        onward: ReturnState,
        now: datetime,
        facts: Mapping[str, Any],
        **about_return: Any,
    ) -> bool:
        """Exchange, return and history in one; False where somebody else did it."""
        if not exchanges.move(tx, stored, to=to, out_of=OPEN, now=now, **facts):
            return False
        returns.move(
            tx,
            stored.merchant_id,
            stored.return_id,
            to=onward,
            out_of=(ReturnState.EXCHANGING,),
            now=now,
            **about_return,
        )
        orders.record_transition(
            tx,
            stored.merchant_id,
            stored.order_id,
            Transition(
                kind=f"exchange-{to.value}",
                detail={"exchange_id": stored.id, "return_id": stored.return_id},
            ),
            actor=stored.channel,
            at=now,
        )
        log.info("exchange.moved", exchange_id=stored.id, state=to.value)
        return True


def _key(stored: StoredExchange) -> IdempotencyKey:
    return exchanges.order_key(stored.id)


def _as_return(wish: AskExchange) -> AskReturn:
    return AskReturn(
        merchant_id=wish.merchant_id,
        order_id=wish.order_id,
        lines=wish.lines,
        reason=wish.reason,
        channel=wish.channel,
        key=f"exchange:{wish.key}",
        note=wish.note,
    )


def _shopper(tx: Connection, first: StoredOrder, stored: StoredExchange) -> Shopper:
    """Who ordered first, as far as is known."""
    caller = f"exchange:{stored.id}"
    if first.customer_id is None:
        return Shopper(caller=caller, name=_GUEST)
    person = customers.get(tx, first.merchant_id, first.customer_id)
    return Shopper(
        caller=caller,
        name=person.name,
        customer_id=person.id,
        phone=person.phone,
        email=person.email,
        address=person.address,
    )


def _stands(outcome: Mapping[str, Any]) -> bool:
    """Whether a closed checkout sold: also where a person must still tell the till."""
    return outcome["kind"] == "placed" or (
        outcome["kind"] == "needs-person" and "confirm" in outcome["left"]
    )
