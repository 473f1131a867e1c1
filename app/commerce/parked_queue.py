"""Works off parked orders once their till is back, one at a time and in order; or by a person.

Before anything is created the till is asked what the order costs now: beyond a cent it is another
price, and the shopper decides about it, not we.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final, TypeAlias

import structlog

from app.commerce.cancellation import Cancellation
from app.commerce.cards_on_file import Unread, lacks_card, with_card
from app.commerce.logbook import Taken
from app.commerce.model import Canceled, CancelOutcome, NotOrderable, PriceChanged, StillWorking
from app.commerce.parking import TOO_LONG, ends_at, pause, unparked, waited_too_long
from app.commerce.records import CheckoutContext
from app.commerce.rounding import at_the_tills_quote
from app.commerce.saga import Outcome, Probe, Recheck, Saga, no_probe, not_yet
from app.commerce.steps import Step
from app.commerce.under_way import UnderWay, long_under_way
from domain.calls import Call, Clock
from domain.errors import (
    ConfigurationError,
    IllegalTransitionError,
    PlatformError,
    RejectedError,
    UnsupportedError,
)
from domain.ids import ConnectionId, MerchantId, OrderId
from domain.orders import Quote
from domain.parking import ParkedState
from domain.ports.pos import PosDirectory
from storage import audit, parked, typed_orders
from storage.engine import Database
from storage.parked import ParkedOrder
from storage.results import Listed

log = structlog.get_logger(__name__)

_LEASE: Final = timedelta(seconds=60)
"""Longer than entering one order takes; a process that died in it is taken over from then on."""
_CALL_S: Final = 20.0
_BY_HAND: Final = (Step.CREATE.value, Step.CONFIRM.value)
Rechecks: TypeAlias = Callable[[Taken, Call], Recheck | None]
"""How the till's stock is looked at once more beside the first step."""


@dataclass(slots=True, kw_only=True)
class ParkedQueue:
    """Thread-safe; any number of processes may work it off."""

    database: Database
    pos: PosDirectory
    saga: Saga
    cancellation: Cancellation
    clock: Clock
    rechecks: Rechecks
    probe: Probe = field(default=no_probe)

    # --- reading -----------------------------------------------------------------------------

    def list(
        self,
        merchant_id: MerchantId,
        *,
        states: Collection[ParkedState],
        cursor: str | None = None,
        limit: int = 50,
    ) -> Listed[ParkedOrder]:
        """A merchant's parked orders in these states, in the order in which they came."""
        with self.database.read() as tx:
            return parked.listed(tx, merchant_id, states=states, cursor=cursor, limit=limit)

    def under_way(self, merchant_id: MerchantId) -> Sequence[UnderWay]:
        """A merchant's checkouts that are under way for longer than they should, beside these."""
        with self.database.read() as tx:
            return long_under_way(tx, merchant_id, now=self.clock.now())

    def get(self, merchant_id: MerchantId, order_id: OrderId) -> ParkedOrder:
        """One order that was parked. Raises NotFoundError."""
        with self.database.read() as tx:
            return parked.get(tx, merchant_id, order_id)

    # --- by itself ---------------------------------------------------------------------------

    def run(self) -> int:
        """Try the next order of every till that answers; how many were tried."""
        with self.database.read() as tx:
            tills = parked.due_tills(tx, now=self.clock.now())
        return sum(self._next_of(till) for till in tills)

    def _next_of(self, till: ConnectionId) -> int:
        with self.database.write() as tx:
            row = parked.take_next(tx, till, now=self.clock.now(), lease=_LEASE)
        if row is None:
            return 0
        self.probe("parked.taken")
        self._enter(row, Call.within(_CALL_S, correlation_id=f"parked-{row.order_id}"))
        return 1

    def _enter(self, row: ParkedOrder, call: Call) -> None:
        mine = self.saga.take(row.merchant_id, row.order_id, not_yet)
        if mine is None or not _waits(mine.context):
            self._not_ours(row, mine)
            return
        outcome = self._go_on(row, mine, call)
        log.info(
            "order.unparked",
            order_id=row.order_id,
            outcome="waiting" if outcome is None else type(outcome).__name__,
        )

    def _not_ours(self, row: ParkedOrder, mine: Taken | None) -> None:
        """It is closed or being undone, another process has it, or an answer is outstanding."""
        if mine is not None:
            self.saga.leave(mine, until=self.clock.now())
        self._put_back(row, row.reason)

    def _go_on(self, row: ParkedOrder, mine: Taken, call: Call) -> Outcome | None:
        """What came of the order; None while it waits on."""
        now = self.clock.now()
        if ends_at(mine.context, now) <= now:
            return self.saga.back(mine, call, waited_too_long(mine.context), reason=TOO_LONG)
        try:
            quote = self._quote(mine.context, call)
        except (RejectedError, UnsupportedError) as error:
            refused = NotOrderable(reason="refused-by-pos", detail=f"the till refused it ({error})")
            return self.saga.back(self._awake(mine), call, refused)
        except (PlatformError, ConfigurationError) as error:
            self.saga.leave(mine, until=ends_at(mine.context, now))
            self._put_back(row, type(error).__name__)
            return None
        self.probe("parked.priced")
        context = mine.context
        if lacks_card(context):
            read = with_card(context, self.pos, call)
            if isinstance(read, Unread):
                self.saga.leave(mine, until=ends_at(context, now))
                self._put_back(row, Unread.__name__)
                return None
            mine = replace(mine, context=read)
        return self._priced(self._awake(mine), quote, call)

    def _quote(self, context: CheckoutContext, call: Call) -> Quote:
        return self.pos.open(context.record_connection, call).quote(context.cart())

    def _priced(self, mine: Taken, quote: Quote, call: Call) -> Outcome:
        """Go on at the price agreed to; a cent of difference is the till's rounding."""
        followed = at_the_tills_quote(mine.context, quote, self.pos, call)
        if followed is None:
            context, asked = mine.context, quote.total
            mine = replace(mine, context=replace(context, asked_total=asked))
            changed = PriceChanged(order_id=context.order_id, agreed=context.total, now=asked)
            return self.saga.back(mine, call, changed)
        mine = replace(mine, context=followed)
        return self.saga.forward(mine, call, recheck=self.rechecks(mine, call))

    def _awake(self, mine: Taken) -> Taken:
        return replace(mine, context=unparked(mine.context, self.clock.now()))

    def _put_back(self, row: ParkedOrder, reason: str) -> None:
        due_at = self.clock.now() + pause(row.attempts)
        with self.database.write() as tx:
            parked.put_back(tx, row.order_id, due_at=due_at, reason=reason)

    # --- by a person -------------------------------------------------------------------------

    def retry(
        self, merchant_id: MerchantId, order_id: OrderId, *, actor: str, call: Call
    ) -> ParkedOrder:
        """Try one order now, whatever its turn. Raises NotFoundError, IllegalTransitionError."""
        row = self._taken(merchant_id, order_id, "retry", actor)
        self._enter(row, call)
        return self.get(merchant_id, order_id)

    def cancel(
        self, merchant_id: MerchantId, order_id: OrderId, *, actor: str, call: Call
    ) -> CancelOutcome:
        """Undo a parked order: hold and authorization are given back, the shopper is told.

        Raises NotFoundError, IllegalTransitionError.
        """
        row = self.get(merchant_id, order_id)
        if not row.is_free(self.clock.now()):
            raise IllegalTransitionError("parked order", row.state.value, ParkedState.ENDED.value)
        self._note(row, "cancel", actor, {})
        outcome = self.cancellation.cancel(
            merchant_id, order_id, reason=f"canceled by {actor}", call=call
        )
        if not isinstance(outcome, Canceled | StillWorking):
            log.warning("parked.not_canceled", order_id=order_id, outcome=type(outcome).__name__)
        return outcome

    def entered(
        self, merchant_id: MerchantId, order_id: OrderId, *, number: str, actor: str, call: Call
    ) -> ParkedOrder:
        """Staff typed the order in at the till, which calls it `number`: take what is authorized,
        count the goods as sold, tell the shopper.

        Raises NotFoundError, IllegalTransitionError (it is being entered by us, or waits no more).
        """
        row = self._taken(merchant_id, order_id, "entered", actor, number=number)
        mine = self.saga.take(merchant_id, order_id, not_yet)
        if mine is None or not _waits(mine.context):
            self._not_ours(row, mine)
            raise IllegalTransitionError(
                "parked order", ParkedState.WORKING.value, ParkedState.ENTERED.value
            )
        with self.database.write() as tx:  # the till may have told of it already
            typed_orders.adopt(tx, merchant_id, order_id, number, now=self.clock.now())
        self.probe("parked.adopted")
        self.saga.forward(_by_hand(self._awake(mine), number, actor), call)
        return self.get(merchant_id, order_id)

    def _taken(
        self,
        merchant_id: MerchantId,
        order_id: OrderId,
        action: str,
        actor: str,
        **detail: str,
    ) -> ParkedOrder:
        now = self.clock.now()
        with self.database.write() as tx:
            row = parked.take(tx, merchant_id, order_id, now=now, lease=_LEASE)
        if row is None:
            state = self.get(merchant_id, order_id).state.value
            raise IllegalTransitionError("parked order", state, ParkedState.WORKING.value)
        self._note(row, action, actor, detail)
        self.probe(f"parked.{action}")
        return row

    def _note(self, row: ParkedOrder, action: str, actor: str, detail: dict[str, str]) -> None:
        with self.database.write() as tx:
            audit.record(
                tx,
                merchant_id=row.merchant_id,
                actor=actor,
                action=f"order.parked.{action}",
                subject=row.order_id,
                detail=detail,
                at=self.clock.now(),
            )


def _waits(context: CheckoutContext) -> bool:
    """Whether it may be entered: one that is being undone only goes backwards."""
    return context.is_parked and context.undo_reason is None


def _by_hand(mine: Taken, number: str, actor: str) -> Taken:
    """The checkout as it stands once a person made the order: only what is authorized is taken."""
    context = mine.context
    unpaid = (Step.AUTHORIZE.value, Step.CAPTURE.value) if context.payment_id is None else ()
    done = dict.fromkeys((*context.done, *_BY_HAND, *unpaid))
    return replace(
        mine,
        context=replace(context, done=tuple(done), pos_order_number=number, entered_by=actor),
    )
