"""Returns: assessed by the merchant's policy, agreed to, refunded and booked, whatever crashes.

A return that is agreed to is stored with its plan (which payment gives back how much) before
anything is asked of a platform; every call has a key of its own, so carrying it out is safe to
repeat. What a platform has no call for is left to staff, in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from app.commerce.return_facts import (
    Goes,
    plan_of,
    shares_of,
    sold_order,
    tells_hand_over,
    told_of,
)
from app.commerce.return_policy import policy_of, policy_or_none_made
from app.commerce.return_work import KIND, ReturnWork
from app.commerce.saga import Probe, no_probe
from app.commerce.way_back import label_news, parcels_back
from domain.calls import Call, Clock
from domain.errors import IllegalTransitionError
from domain.ids import MerchantId, OrderId
from domain.orders import Tracking
from domain.ports.pos import PosDirectory
from domain.return_labels import LabelNews
from domain.returns import (
    Agreed,
    RefundTo,
    Refused,
    ReturnPolicy,
    ReturnReason,
    ReturnState,
    Wanted,
    assess,
    is_received,
)
from storage import (
    exchanges,
    orders,
    outbox,
    return_labels,
    returns,
)
from storage.engine import Database
from storage.orders import StoredOrder, Transition
from storage.results import Listed
from storage.return_labels import StoredLabel
from storage.returns import NewReturn, StoredReturn

__all__ = ["KIND", "AskReturn", "ReturnService"]

log = structlog.get_logger(__name__)

_TAKEOVER = timedelta(seconds=30)
"""The worker goes on with a return that has not ended by then."""
_WITHOUT_GOODS = (ReturnState.AWAITING_GOODS, ReturnState.NEEDS_STAFF, ReturnState.DONE)
"""States in which goods may still come: the last two where the money went back at once."""


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
    refund_to: RefundTo = RefundTo.ORIGINAL


@dataclass(slots=True)
class ReturnService:
    """Takes returns; thread-safe, every method safe to repeat."""

    database: Database
    pos: PosDirectory
    clock: Clock
    probe: Probe = field(default=no_probe)

    def policy(self, merchant_id: MerchantId) -> ReturnPolicy:
        """What the merchant takes back by itself, to be told. Raises NotFoundError,
        InvalidInputError (the setting cannot be read)."""
        with self.database.read() as tx:
            return policy_of(tx, merchant_id)

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
        *,
        call: Call,
    ) -> Refused | Agreed:
        """What the policy would say. Raises NotFoundError, InvalidInputError."""
        told = self.tells_hand_over(merchant_id, order_id, call)
        with self.database.read() as tx:
            return self._assessed(tx, merchant_id, order_id, lines, reason, told)[0]

    def tells_hand_over(self, merchant_id: MerchantId, order_id: OrderId, call: Call) -> bool:
        """Whether an order's till tells that goods were fetched. Raises NotFoundError."""
        return tells_hand_over(self.database, self.pos, merchant_id, order_id, call)

    def ask(self, wish: AskReturn, call: Call) -> StoredReturn | Refused:
        """Take a return as far as the policy lets it go by itself.

        The same key gives the same return. Raises NotFoundError, InvalidInputError.
        """
        now = self.clock.now()
        told = self.tells_hand_over(wish.merchant_id, wish.order_id, call)

        def store(tx: Connection) -> StoredReturn | Refused:
            returns.lock_order(tx, wish.merchant_id, wish.order_id)  # the key may be taken just now
            known = returns.by_key(tx, wish.merchant_id, wish.key)
            if known is not None:
                return known
            return self.taken(tx, wish, now, hand_over_told=told)

        stored = self.database.transact(store)
        if isinstance(stored, Refused):
            log.info("return.refused", order_id=wish.order_id, code=stored.code)
            return stored
        self.probe("return.stored")
        if stored.state is ReturnState.WORKING:
            return self.carry_out(wish.merchant_id, stored.id, call=call)
        return stored

    def taken(
        self,
        tx: Connection,
        wish: AskReturn,
        now: datetime,
        *,
        hand_over_told: bool,
        as_exchange: bool = False,
    ) -> StoredReturn | Refused:
        """The wish written down as far as the policy lets it, in the caller's transaction.

        `as_exchange`: it waits for the order that takes the goods' place; what a person must look
        at first is refused. The order is locked by the caller. Raises NotFoundError,
        InvalidInputError.
        """
        said, policy = self._assessed(
            tx, wish.merchant_id, wish.order_id, wish.lines, wish.reason, hand_over_told
        )
        if isinstance(said, Refused):
            return said
        if as_exchange and said.person is not None:
            return Refused("needs-person")
        order = orders.get(tx, wish.merchant_id, wish.order_id)
        if wish.refund_to is RefundTo.STORE_CREDIT and order.customer_id is None:
            return Refused("no-customer")
        at_once = policy.refund_at_once and is_received(order.state)  # else it pays for what waits
        state = ReturnState.WORKING if at_once else ReturnState.AWAITING_GOODS
        if said.person is not None:
            state = ReturnState.NEEDS_PERSON
        if as_exchange:
            state = ReturnState.EXCHANGING
        return self._stored(tx, wish, said, policy, order, state, now)

    def _assessed(
        self,
        tx: Connection,
        merchant_id: MerchantId,
        order_id: OrderId,
        lines: Sequence[Wanted],
        reason: ReturnReason,
        told: bool,
    ) -> tuple[Refused | Agreed, ReturnPolicy]:
        policy, is_readable = policy_or_none_made(tx, merchant_id)
        now = self.clock.now()
        order = sold_order(tx, merchant_id, order_id, now, hand_over_told=told)
        said = assess(policy, order, lines, reason, now=self.clock.now())
        if isinstance(said, Agreed) and not is_readable:
            said = replace(said, person="policy-unreadable")
        return said, policy

    def _stored(
        self,
        tx: Connection,
        wish: AskReturn,
        said: Agreed,
        policy: ReturnPolicy,
        order: StoredOrder,
        state: ReturnState,
        now: datetime,
    ) -> StoredReturn:
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
                    "plan": plan_of(tx, order, said.amount, wish.refund_to),
                    "refund_to": wish.refund_to.value,
                    "person": said.person,
                    **told_of(policy, order),
                    "restock": policy.restock,
                    "at_once": policy.refund_at_once and is_received(order.state),
                    "by_line": {str(at): share.amount for at, share in said.by_line},
                },
            ),
            now=now,
        )
        self._told(tx, stored, f"return-{stored.state.value}", actor=wish.channel, now=now)
        if stored.state is ReturnState.WORKING:
            self.promise(tx, stored, now)
        if stored.state in (ReturnState.WORKING, ReturnState.AWAITING_GOODS):
            want_label(tx, stored, now)
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
        """The shopper keeps the goods.

        Raises NotFoundError, IllegalTransitionError (also where they paid for other goods already).
        """
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
        """The goods are here: book them, and give the money back where it has not gone yet.

        Raises NotFoundError, IllegalTransitionError.
        """
        before = self.get(merchant_id, return_id)
        if before.state is ReturnState.WORKING and before.awaits_goods:
            self.carry_out(merchant_id, return_id, call=call)  # the money, that was to go at once
        now = self.clock.now()
        with self.database.write() as tx:
            stored = returns.get(tx, merchant_id, return_id)
            moved = stored.awaits_goods and returns.move(
                tx,
                merchant_id,
                return_id,
                to=ReturnState.WORKING,
                out_of=_WITHOUT_GOODS,
                now=now,
                detail={**stored.detail, "received": True},
            )
            if moved:
                self.promise(tx, stored, now)
                self._told(tx, stored, "return-received", actor=actor, now=now)
        taken = stored.state in (ReturnState.WORKING, ReturnState.DONE) and not stored.awaits_goods
        if not (moved or taken):
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
            moved = returns.get(tx, merchant_id, return_id)
            if to is ReturnState.CANCELED and _paid_for_others(tx, moved):
                raise IllegalTransitionError("return", "exchanged", to.value)  # rolled back
            if to is ReturnState.AWAITING_GOODS:
                want_label(tx, moved, now)
            elif to is ReturnState.CANCELED:
                return_labels.call_off(tx, merchant_id, return_id, now=now)
            self._told(tx, stored, f"return-{to.value}", actor=actor, now=now)
            return moved

    # --- carrying out ------------------------------------------------------------------------

    def carry_out(self, merchant_id: MerchantId, return_id: str, *, call: Call) -> StoredReturn:
        """Give the money back as planned, then book the goods; what cannot be done waits."""
        work = ReturnWork(database=self.database, pos=self.pos, clock=self.clock, probe=self.probe)
        return work.carry_out(merchant_id, return_id, call=call)

    # --- helpers -----------------------------------------------------------------------------

    def label_news(self, stored: StoredReturn) -> LabelNews | None:
        """What the shopper may be told of a return's label; None where none is bought for it."""
        with self.database.read() as tx:
            return label_news(tx, stored)

    def parcels(
        self, merchant_id: MerchantId, stored: Sequence[StoredReturn]
    ) -> Mapping[str, Tracking]:
        """Where the parcels are that returns come back in, by the return's id, as told last."""
        with self.database.read() as tx:
            return parcels_back(tx, merchant_id, stored)

    def labels(
        self, merchant_id: MerchantId, return_ids: Sequence[str]
    ) -> Mapping[str, StoredLabel]:
        """The labels that are bought for returns, by the return's id."""
        with self.database.read() as tx:
            return return_labels.of_returns(tx, merchant_id, return_ids)

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

    def promise(self, tx: Connection, stored: StoredReturn, now: datetime) -> None:
        """Let a worker go on with a return that has not ended soon."""
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


def want_label(tx: Connection, stored: StoredReturn, now: datetime) -> None:
    """Have the label bought for goods that come back now, as the policy was when they were asked
    for; in the transaction that agrees to them."""
    carrier = stored.detail.get("buy_label")
    if carrier is not None:
        return_labels.want(
            tx, stored.merchant_id, stored.id, stored.order_id, kind=str(carrier), now=now
        )


def _paid_for_others(tx: Connection, stored: StoredReturn) -> bool:
    """Whether its goods paid for an order that stands."""
    if not any(each.goes is Goes.GOODS for each in shares_of(stored)):
        return False
    return exchanges.canceled_order_of(tx, stored.merchant_id, stored.id) is None
