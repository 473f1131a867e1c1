"""Returns: assessed by the merchant's policy, agreed to, refunded and booked, whatever crashes.

A return that is agreed to is stored with its plan (which payment gives back how much) before
anything is asked of a platform; every call has a key of its own, so carrying it out is safe to
repeat. What a platform has no call for is left to staff, in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from app.commerce.saga import Probe, no_probe
from domain.calls import Call, Clock
from domain.capabilities import Capability, Support
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    IllegalTransitionError,
    NotAuthorizedError,
    PlatformError,
    RejectedError,
    RetryableError,
    UnsupportedError,
)
from domain.ids import ConnectionId, IdempotencyKey, MerchantId, OrderId, PlatformId
from domain.money import Money
from domain.orders import OrderState, PaymentState, ReturnLine, ReturnRequest
from domain.payments import PaymentStatus, RefundRequest
from domain.ports.pos import PosDirectory
from domain.returns import (
    COUNTED,
    Agreed,
    Refused,
    ReturnPolicy,
    ReturnReason,
    ReturnState,
    SoldLine,
    SoldOrder,
    Wanted,
    assess,
)
from storage import catalog_reads, merchants, order_money, orders, outbox, returns
from storage.engine import Database
from storage.order_money import StoredPayment
from storage.orders import StoredOrder, Transition
from storage.results import Listed
from storage.returns import NewReturn, StoredReturn
from storage.types import JsonValue

log = structlog.get_logger(__name__)

KIND = "return.carry_out"
_TAKEOVER = timedelta(seconds=30)
"""The worker goes on with a return that has not ended by then."""
_LATELY = timedelta(days=30)
_HAD = frozenset(
    {OrderState.COMPLETED.value, OrderState.SHIPPED.value, OrderState.DELIVERED.value}
)
_WAIT = (RetryableError, AmbiguousOutcomeError, NotAuthorizedError, ConfigurationError)
"""What ends by itself or by the merchant's doing; tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReturn:
    """Somebody gives goods back."""

    merchant_id: MerchantId
    order_id: OrderId
    lines: tuple[Wanted, ...]
    reason: ReturnReason
    channel: str
    key: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Share:
    """What one payment gives back."""

    payment: str
    connection: ConnectionId
    platform_id: PlatformId
    amount: Money


@dataclass(slots=True)
class ReturnService:
    """Takes returns; thread-safe, every method safe to repeat."""

    database: Database
    pos: PosDirectory
    clock: Clock
    probe: Probe = field(default=no_probe)

    def policy(self, merchant_id: MerchantId) -> ReturnPolicy:
        """What the merchant takes back by itself. Raises NotFoundError."""
        with self.database.read() as tx:
            settings = merchants.merchant(tx, merchant_id).settings
        return ReturnPolicy.from_settings(settings.get("returns", {}))

    def of_order(self, merchant_id: MerchantId, order_id: OrderId) -> Sequence[StoredReturn]:
        """All returns of an order, oldest first."""
        with self.database.read() as tx:
            return returns.of_order(tx, merchant_id, order_id)

    # --- asking ------------------------------------------------------------------------------

    def assess(
        self,
        merchant_id: MerchantId,
        order_id: OrderId,
        lines: Sequence[Wanted],
        reason: ReturnReason,
    ) -> Refused | Agreed:
        """What the policy would say. Raises NotFoundError, InvalidInputError."""
        with self.database.read() as tx:
            return self._assessed(tx, merchant_id, order_id, lines, reason)[0]

    def ask(self, wish: AskReturn, call: Call) -> StoredReturn | Refused:
        """Take a return as far as the policy lets it go by itself.

        The same key gives the same return. Raises NotFoundError, InvalidInputError.
        """
        now = self.clock.now()

        def store(tx: Connection) -> StoredReturn | Refused:
            known = returns.by_key(tx, wish.merchant_id, wish.key)
            if known is not None:
                return known
            returns.lock_order(tx, wish.merchant_id, wish.order_id)
            said, policy = self._assessed(
                tx, wish.merchant_id, wish.order_id, wish.lines, wish.reason
            )
            if isinstance(said, Refused):
                return said
            return self._stored(tx, wish, said, policy, now)

        stored = self.database.transact(store)
        if isinstance(stored, Refused):
            log.info("return.refused", order_id=wish.order_id, code=stored.code)
            return stored
        self.probe("return.stored")
        if stored.state is ReturnState.WORKING:
            return self.carry_out(wish.merchant_id, stored.id, call=call)
        return stored

    def _assessed(
        self,
        tx: Connection,
        merchant_id: MerchantId,
        order_id: OrderId,
        lines: Sequence[Wanted],
        reason: ReturnReason,
    ) -> tuple[Refused | Agreed, ReturnPolicy]:
        settings = merchants.merchant(tx, merchant_id).settings
        policy = ReturnPolicy.from_settings(settings.get("returns", {}))
        order = _sold(tx, merchant_id, order_id, self.clock.now())
        return assess(policy, order, lines, reason, now=self.clock.now()), policy

    def _stored(
        self, tx: Connection, wish: AskReturn, said: Agreed, policy: ReturnPolicy, now: datetime
    ) -> StoredReturn:
        order = orders.get(tx, wish.merchant_id, wish.order_id)
        state = ReturnState.WORKING if policy.refund_at_once else ReturnState.AWAITING_GOODS
        if said.person is not None:
            state = ReturnState.NEEDS_PERSON
        stored = returns.add(
            tx,
            NewReturn(
                merchant_id=wish.merchant_id,
                connection_id=order.connection_id,
                order_id=wish.order_id,
                key=wish.key,
                state=state,
                reason=wish.reason,
                note=wish.note,
                lines=tuple((each.position, each.quantity) for each in wish.lines),
                amount=said.amount,
                channel=wish.channel,
                customer_id=order.customer_id,
                detail={
                    "plan": _plan(tx, order, said.amount),
                    "person": said.person,
                    "instructions": policy.instructions,
                    "restock": policy.restock,
                },
            ),
            now=now,
        )
        self._told(tx, stored, f"return-{stored.state.value}", actor=wish.channel, now=now)
        if stored.state is ReturnState.WORKING:
            self._promise(tx, stored, now)
        return stored

    # --- deciding ----------------------------------------------------------------------------

    def decide(
        self, merchant_id: MerchantId, return_id: str, *, approve: bool, actor: str
    ) -> StoredReturn:
        """A person's word on a return that waits for one: then it awaits its goods, or is refused.

        Raises NotFoundError, IllegalTransitionError.
        """
        to = ReturnState.AWAITING_GOODS if approve else ReturnState.REFUSED
        return self._moved(
            merchant_id, return_id, to=to, out_of=(ReturnState.NEEDS_PERSON,), actor=actor
        )

    def cancel(self, merchant_id: MerchantId, return_id: str, *, actor: str) -> StoredReturn:
        """The shopper keeps the goods. Raises NotFoundError, IllegalTransitionError."""
        return self._moved(
            merchant_id,
            return_id,
            to=ReturnState.CANCELED,
            out_of=(ReturnState.NEEDS_PERSON, ReturnState.AWAITING_GOODS),
            actor=actor,
        )

    def received(
        self, merchant_id: MerchantId, return_id: str, *, actor: str, call: Call
    ) -> StoredReturn:
        """The goods are here: give the money back and book them.

        Raises NotFoundError, IllegalTransitionError.
        """
        now = self.clock.now()
        with self.database.write() as tx:
            stored = returns.get(tx, merchant_id, return_id)
            moved = returns.move(
                tx,
                merchant_id,
                return_id,
                to=ReturnState.WORKING,
                out_of=(ReturnState.AWAITING_GOODS,),
                now=now,
            )
            if moved:
                self._promise(tx, stored, now)
                self._told(tx, stored, "return-received", actor=actor, now=now)
        if not moved and stored.state not in (ReturnState.WORKING, ReturnState.DONE):
            raise IllegalTransitionError("return", stored.state.value, ReturnState.WORKING.value)
        self.probe("return.received")
        return self.carry_out(merchant_id, return_id, call=call)

    def _moved(
        self,
        merchant_id: MerchantId,
        return_id: str,
        *,
        to: ReturnState,
        out_of: Sequence[ReturnState],
        actor: str,
    ) -> StoredReturn:
        now = self.clock.now()
        with self.database.write() as tx:
            stored = returns.get(tx, merchant_id, return_id)
            if not returns.move(tx, merchant_id, return_id, to=to, out_of=out_of, now=now):
                if stored.state is not to:
                    raise IllegalTransitionError("return", stored.state.value, to.value)
                return stored
            self._told(tx, stored, f"return-{to.value}", actor=actor, now=now)
            return returns.get(tx, merchant_id, return_id)

    # --- carrying out ------------------------------------------------------------------------

    def carry_out(self, merchant_id: MerchantId, return_id: str, *, call: Call) -> StoredReturn:
        """Give the money back as planned, then book the goods; what cannot be done waits."""
        with self.database.read() as tx:
            stored = returns.get(tx, merchant_id, return_id)
            order = orders.get(tx, merchant_id, stored.order_id)
        if stored.state is not ReturnState.WORKING:
            return stored
        try:
            left = [*self._refund(stored, order, call), *self._book(stored, order, call)]
        except _WAIT as error:
            log.warning("return.delayed", return_id=return_id, error=type(error).__name__)
            return stored
        return self._ended(stored, left)

    def _refund(self, stored: StoredReturn, order: StoredOrder, call: Call) -> list[str]:
        """What staff must still give back, in words."""
        planned = Money.zero(stored.amount.currency)
        left = []
        for share in _shares(stored):
            planned = planned + share.amount
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
                left.append(_by_hand(f"give {share.amount} back", error))
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
        missing = stored.amount - planned
        if missing.amount > 0:
            left.append(f"give {missing} back: no payment of it is known here")
        return left

    def _book(self, stored: StoredReturn, order: StoredOrder, call: Call) -> list[str]:
        """Book the goods in the till of record; what staff must do where it has no such call."""
        ids = {position: line.platform_id for position, line in enumerate(order.lines)}
        lines = tuple(
            ReturnLine(
                order_line_platform_id=PlatformId(str(ids[position])),
                quantity=quantity,
                restock=bool(stored.detail.get("restock", True)),
            )
            for position, quantity in stored.lines
            if ids.get(position)
        )
        if len(lines) < len(stored.lines) or not order.pos_order_id:
            return ["book the goods back: the till's lines are not known here"]
        pos = self.pos.open(stored.connection_id, call)
        if pos.capabilities[Capability.RETURN].support is Support.NONE:
            return ["book the goods back: the till has no call for it"]
        request = ReturnRequest(
            order_platform_id=PlatformId(order.pos_order_id),
            lines=lines,
            reason=stored.reason.value,
            note=stored.note,
        )
        try:
            made = pos.create_return(request, key=IdempotencyKey(f"{stored.id}-goods"))
        except (UnsupportedError, RejectedError) as error:
            return [_by_hand("book the goods back", error)]
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

    def _ended(self, stored: StoredReturn, left: list[str]) -> StoredReturn:
        now = self.clock.now()
        to = ReturnState.NEEDS_STAFF if left else ReturnState.DONE
        with self.database.write() as tx:
            moved = returns.move(
                tx,
                stored.merchant_id,
                stored.id,
                to=to,
                out_of=(ReturnState.WORKING,),
                now=now,
                detail={**stored.detail, "left": left},
            )
            outbox.done(tx, stored.merchant_id, kind=KIND, key=stored.id, now=now)
            if moved:
                self._book_order(tx, stored, left, now)
            ended = returns.get(tx, stored.merchant_id, stored.id)
        self.probe("return.done")
        log.info("return.ended", return_id=stored.id, state=to.value, left=len(left))
        return ended

    def _book_order(
        self, tx: Connection, stored: StoredReturn, left: list[str], now: datetime
    ) -> None:
        """Write what came back into the order and its history."""
        order = orders.get(tx, stored.merchant_id, stored.order_id)
        given = sum(each.amount.amount for each in _shares(stored)) if not left else 0
        refunded = max(order.refunded.amount, _refunded_by_us(tx, order))
        whole = _all_came_back(tx, order)
        orders.record_transition(
            tx,
            stored.merchant_id,
            stored.order_id,
            Transition(
                state=OrderState.RETURNED if whole else OrderState.PARTLY_RETURNED,
                payment_state=_payment_state(order, refunded),
                kind="returned",
                refunded_minor=refunded,
                detail={"return_id": stored.id, "refunded_minor": given, "left": left},
            ),
            actor=stored.channel,
            at=now,
        )

    # --- helpers -----------------------------------------------------------------------------

    def get(self, merchant_id: MerchantId, return_id: str) -> StoredReturn:
        """One return. Raises NotFoundError."""
        with self.database.read() as tx:
            return returns.get(tx, merchant_id, return_id)

    def list(
        self,
        merchant_id: MerchantId,
        *,
        state: ReturnState | None,
        cursor: str | None,
        limit: int,
    ) -> Listed[StoredReturn]:
        """The merchant's returns, newest first."""
        with self.database.read() as tx:
            return returns.listed(tx, merchant_id, state=state, cursor=cursor, limit=limit)

    def _promise(self, tx: Connection, stored: StoredReturn, now: datetime) -> None:
        outbox.put(
            tx,
            stored.merchant_id,
            kind=KIND,
            key=stored.id,
            payload={},
            due_at=now + _TAKEOVER,
            now=now,
        )

    def _told(
        self, tx: Connection, stored: StoredReturn, kind: str, *, actor: str, now: datetime
    ) -> None:
        orders.record_transition(
            tx,
            stored.merchant_id,
            stored.order_id,
            Transition(kind=kind, detail={"return_id": stored.id, "reason": stored.reason.value}),
            actor=actor,
            at=now,
        )


def _sold(tx: Connection, merchant_id: MerchantId, order_id: OrderId, now: datetime) -> SoldOrder:
    """What the assessment needs to know. Raises NotFoundError."""
    order = orders.get(tx, merchant_id, order_id)
    history = orders.events(tx, merchant_id, order_id)
    back = returns.units_returned(returns.of_order(tx, merchant_id, order_id))
    skus = [line.sku for line in order.lines if line.sku]
    variants = catalog_reads.variants(tx, merchant_id, skus)
    products = {each.product_id for each in variants.values()}
    categories = {each: _categories(tx, merchant_id, each) for each in products}
    free = _free(tx, order)
    left = sum(each for _, each in free) if free else (order.total - order.refunded).amount
    lately = 0
    if order.customer_id is not None:
        lately = returns.lately(tx, merchant_id, order.customer_id, since=now - _LATELY)
    return SoldOrder(
        state=order.state,
        payment_state=order.payment_state,
        had_at=max((each.at for each in history if each.state in _HAD), default=order.placed_at),
        lines=tuple(
            SoldLine(
                position=position,
                sku=line.sku,
                name=line.name,
                quantity=line.quantity,
                returned=back.get(position, line.quantity * 0),
                total=line.total,
                categories=categories.get(variants[line.sku].product_id, ())
                if line.sku in variants
                else (),
            )
            for position, line in enumerate(order.lines)
        ),
        left_to_refund=Money(left, order.total.currency),
        returns_lately=lately,
    )


def _categories(tx: Connection, merchant_id: str, product_id: str) -> tuple[str, ...]:
    found = catalog_reads.product(tx, merchant_id, product_id)
    return () if found is None else found.categories


def _free(tx: Connection, order: StoredOrder) -> list[tuple[StoredPayment, int]]:
    """Payments with what they can still give back, less what other returns have planned."""
    planned: Counter[str] = Counter()
    for each in returns.of_order(tx, order.merchant_id, order.id):
        if each.state in COUNTED:
            planned.update({share.payment: share.amount.amount for share in _shares(each)})
    return [
        (each, each.amount.amount - max(each.refunded.amount, planned[each.id]))
        for each in order_money.payments_of(tx, order.merchant_id, order.id)
        if each.status is PaymentStatus.CAPTURED
    ]


def _plan(tx: Connection, order: StoredOrder, amount: Money) -> JsonValue:
    """Which payment gives back how much, the oldest first: written down once, so that a repeat
    asks for the same."""
    rest = amount.amount
    plan = []
    for payment, free in _free(tx, order):
        share = min(free, rest)
        if share <= 0:
            continue
        rest -= share
        plan.append(
            {
                "payment": payment.id,
                "connection": payment.connection_id,
                "platform_id": payment.platform_id,
                "minor": share,
            }
        )
    return plan


def _shares(stored: StoredReturn) -> list[_Share]:
    plan: list[dict[str, Any]] = stored.detail.get("plan", [])
    return [
        _Share(
            payment=each["payment"],
            connection=ConnectionId(each["connection"]),
            platform_id=PlatformId(each["platform_id"]),
            amount=Money(each["minor"], stored.amount.currency),
        )
        for each in plan
    ]


def _by_hand(what: str, error: PlatformError) -> str:
    return f"{what}: {error}"[:300]


def _refunded_by_us(tx: Connection, order: StoredOrder) -> int:
    refunds = order_money.refunds_of(tx, order.merchant_id, order.id)
    return sum(each.amount.amount for each in refunds if each.status.value != "failed")


def _payment_state(order: StoredOrder, refunded: int) -> PaymentState | None:
    if refunded <= 0:
        return None
    whole = refunded >= order.total.amount
    return PaymentState.REFUNDED if whole else PaymentState.PARTIALLY_REFUNDED


def _all_came_back(tx: Connection, order: StoredOrder) -> bool:
    back = returns.units_returned(returns.of_order(tx, order.merchant_id, order.id))
    return all(back.get(at, 0) >= line.quantity for at, line in enumerate(order.lines))
