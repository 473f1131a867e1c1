"""Carrying a return out: the money back as planned, then the goods into the till's books.

Every call has a key of its own, so a repeat has no second effect; what a platform has no call for
is left to staff, in words. Goods whose money goes back at once are booked when somebody says that
they are here, and not before: else the till would sell what the shopper still has.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Connection

from app.commerce.points import ask_again, earns_points
from app.commerce.return_facts import (
    Goes,
    all_came_back,
    by_hand,
    given_by,
    payment_state_after,
    refunded_by_us,
    shares_of,
)
from app.commerce.saga import Probe
from app.commerce.till_lines import line_ids
from domain.calls import Call, Clock
from domain.capabilities import Capability, Support
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    NotAuthorizedError,
    RejectedError,
    RetryableError,
    UnsupportedError,
)
from domain.ids import CustomerId, IdempotencyKey, MerchantId, PlatformId
from domain.money import Money
from domain.orders import OrderState, ReturnLine, ReturnRequest
from domain.payments import RefundRequest
from domain.ports.pos import PosDirectory
from domain.returns import ReturnState
from storage import (
    canceled_credit,
    customer_merges,
    exchanges,
    locations,
    order_money,
    orders,
    outbox,
    returns,
    store_credit,
)
from storage.engine import Database
from storage.orders import StoredOrder, Transition
from storage.returns import StoredReturn
from storage.store_credit import CreditKind, NewEntry
from storage.types import JsonValue

log = structlog.get_logger(__name__)

KIND = "return.carry_out"
_WAIT = (RetryableError, AmbiguousOutcomeError, NotAuthorizedError, ConfigurationError)
"""What ends by itself or by the merchant's doing; tried again."""


@dataclass(frozen=True, slots=True)
class _Unpaid:
    """What staff must still give back."""

    words: list[str] = field(default_factory=list)
    by_payment: Counter[str] = field(default_factory=Counter)
    """Minor units that a payment refused to give back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnWork:
    """Gives money back and books goods; thread-safe, safe to repeat."""

    database: Database
    pos: PosDirectory
    clock: Clock
    probe: Probe

    def carry_out(self, merchant_id: MerchantId, return_id: str, *, call: Call) -> StoredReturn:
        """Give the money back as planned, then book the goods; what cannot be done waits."""
        with self.database.read() as tx:
            stored = returns.get(tx, merchant_id, return_id)
            order = orders.get(tx, merchant_id, stored.order_id)
        if stored.state is not ReturnState.WORKING:
            return stored
        is_paid = bool(stored.detail.get("paid"))
        try:
            unpaid = _known_unpaid(stored) if is_paid else self._refund(stored, order, call)
            goods = [] if stored.awaits_goods else self._book(stored, order, call)
        except _WAIT as error:
            log.warning("return.delayed", return_id=return_id, error=type(error).__name__)
            return stored
        left = [*unpaid.words, *(_and_no_money(each, stored, unpaid) for each in goods)]
        detail = {"left": left, "left_of": unpaid.by_payment, "paid": True}
        if is_paid:
            return self._ended(stored, detail)
        has_points = earns_points(self.pos, order, call)
        return self._ended(stored, detail, pays=True, has_points=has_points)

    def _refund(self, stored: StoredReturn, order: StoredOrder, call: Call) -> _Unpaid:
        planned = Money.zero(stored.amount.currency)
        left = _Unpaid()
        for share in shares_of(stored):
            planned = planned + share.amount
            if share.goes is not Goes.TENDER:
                continue
            own = share.connection == order.connection_id
            request = RefundRequest(
                payment_id=share.platform_id,
                amount=share.amount,
                reason=stored.reason.value,
                order_platform_id=PlatformId(order.pos_order_id or "") if own else None,
            )
            key = IdempotencyKey(f"{stored.id}-refund-{share.payment[-8:]}")
            try:
                refund = self.pos.open(share.connection, call).refund(request, key=key)
            except (UnsupportedError, RejectedError) as error:
                left.words.append(by_hand(f"give {share.amount} back", error))
                left.by_payment[share.payment] += share.amount.amount
                continue
            self.probe("return.refund_answered")
            with self.database.write() as tx:
                order_money.save_refund(
                    tx,
                    stored.merchant_id,
                    share.connection,
                    stored.order_id,
                    refund,
                    reason=stored.reason.value,
                    now=self.clock.now(),
                )
            self.probe("return.refund_done")
        self._credit(stored)
        missing = stored.amount - planned
        if missing.amount > 0:
            left.words.append(f"give {missing} back: no payment of it is known here")
        return left

    def _credit(self, stored: StoredReturn) -> None:
        """Give store credit for what the plan says, once."""
        if stored.customer_id is None:
            return
        self._worth_of_goods(stored, stored.customer_id)
        minor = sum(each.amount.amount for each in shares_of(stored) if each.goes is Goes.CREDIT)
        if not minor:
            return
        with self.database.write() as tx:
            store_credit.add(
                tx,
                NewEntry(
                    merchant_id=stored.merchant_id,
                    customer_id=customer_merges.who(tx, stored.merchant_id, stored.customer_id),
                    amount=Money(minor, stored.amount.currency),
                    kind=CreditKind.RETURNED,
                    key=f"{stored.id}-credit",
                    actor=stored.channel,
                    order_id=stored.order_id,
                ),
                now=self.clock.now(),
            )
        self.probe("return.credited")

    def _worth_of_goods(self, stored: StoredReturn, customer_id: CustomerId) -> None:
        """Goods that paid for an order which its till canceled meanwhile are worth credit now."""
        minor = sum(each.amount.amount for each in shares_of(stored) if each.goes is Goes.GOODS)
        if not minor:
            return
        with self.database.write() as tx:
            paid_for = exchanges.canceled_order_of(tx, stored.merchant_id, stored.id)
            if paid_for is not None:
                canceled_credit.give(
                    tx,
                    merchant_id=stored.merchant_id,
                    customer_id=customer_id,
                    amount=Money(minor, stored.amount.currency),
                    order_id=paid_for,
                    actor=stored.channel,
                    now=self.clock.now(),
                )
        self.probe("return.goods_credited")

    def _book(self, stored: StoredReturn, order: StoredOrder, call: Call) -> list[str]:
        """Book the goods in the till of record; what staff must do where it has no such call."""
        pos = self.pos.open(stored.connection_id, call)
        if pos.capabilities[Capability.RETURN].support is Support.NONE:
            return ["book the goods back: the till has no call for it"]
        ids = line_ids(order, [position for position, _ in stored.lines], pos)
        lines = tuple(
            ReturnLine(
                order_line_platform_id=ids[position],
                quantity=quantity,
                restock=bool(stored.detail.get("restock", True)),
            )
            for position, quantity in stored.lines
            if position in ids
        )
        if len(lines) < len(stored.lines) or not order.pos_order_id:
            return ["book the goods back: the till's lines are not known here"]
        request = ReturnRequest(
            order_platform_id=PlatformId(order.pos_order_id),
            lines=lines,
            reason=stored.reason.value,
            location_platform_id=self._store_of(order),
            note=stored.note,
        )
        try:
            made = pos.create_return(request, key=IdempotencyKey(f"{stored.id}-goods"))
        except (UnsupportedError, RejectedError) as error:
            return [by_hand("book the goods back", error)]
        self.probe("return.booked")
        with self.database.write() as tx:
            returns.move(
                tx,
                stored.merchant_id,
                stored.id,
                to=ReturnState.WORKING,
                out_of=(ReturnState.WORKING,),
                now=self.clock.now(),
                platform_id=made.platform_id,
                restocked=made.restocked,
            )
        return []

    def _store_of(self, order: StoredOrder) -> PlatformId | None:
        """The store that sold the goods, as its till calls it: they are for sale there again.

        Shopify restocks nothing without one (Admin API 2026-10, ReturnProcess).
        """
        if order.location_id is None:
            return None
        with self.database.read() as tx:
            store = locations.location(tx, order.merchant_id, order.location_id)
        return store.platform_id if store.connection_id == order.connection_id else None

    def _ended(
        self,
        stored: StoredReturn,
        told: JsonValue,
        *,
        pays: bool = False,
        has_points: bool = False,
    ) -> StoredReturn:
        """`pays`: the money went back by it, which the order's book does not know yet."""
        now, left = self.clock.now(), told["left"]
        to = ReturnState.NEEDS_STAFF if left else ReturnState.DONE
        with self.database.write() as tx:
            moved = returns.move(
                tx,
                stored.merchant_id,
                stored.id,
                to=to,
                out_of=(ReturnState.WORKING,),
                now=now,
                detail={**stored.detail, **told},
            )
            outbox.done(tx, stored.merchant_id, kind=KIND, key=stored.id, now=now)
            if moved and pays:
                self._book_order(tx, stored, told, now)
            if moved and has_points:
                ask_again(tx, stored.merchant_id, stored.order_id, now)
            ended = returns.get(tx, stored.merchant_id, stored.id)
        self.probe("return.done")
        log.info("return.ended", return_id=stored.id, state=to.value, left=len(left))
        return ended

    def _book_order(
        self, tx: Connection, stored: StoredReturn, told: JsonValue, now: datetime
    ) -> None:
        """Write what came back, and what was given for it, into the order and its history."""
        order = orders.get(tx, stored.merchant_id, stored.order_id)
        given = given_by(stored, told["left_of"])
        refunded = max(order.refunded.amount, refunded_by_us(tx, order))
        whole = all_came_back(tx, order)
        orders.record_transition(
            tx,
            stored.merchant_id,
            stored.order_id,
            Transition(
                state=OrderState.RETURNED if whole else OrderState.PARTLY_RETURNED,
                payment_state=payment_state_after(order, refunded),
                kind="returned",
                refunded_minor=refunded,
                detail={"return_id": stored.id, **given, "left": told["left"]},
            ),
            actor=stored.channel,
            at=now,
        )


def _and_no_money(goods: str, stored: StoredReturn, unpaid: _Unpaid) -> str:
    """What staff must do about goods, who may not pay out again what went back from here."""
    minor = given_by(stored, unpaid.by_payment)["refunded_minor"]
    if minor <= 0:
        return goods
    back = Money(minor, stored.amount.currency)
    return f"{goods}; {back} went back to what it was paid with already, so pay none out there"


def _known_unpaid(stored: StoredReturn) -> _Unpaid:
    """What staff were told to give back when the money went, before the goods came."""
    return _Unpaid(list(stored.detail["left"]), Counter(stored.detail["left_of"]))
