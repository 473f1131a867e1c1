"""Finishes or undoes what a crash, a lost answer or a silent shopper left of a checkout."""

from __future__ import annotations

from dataclasses import replace

import structlog

from app.commerce.logbook import LOOK_AGAIN, Taken, looked_at
from app.commerce.model import HoldExpired, NotOrderable
from app.commerce.parking import TOO_LONG, ends_at, unanswered, waited_too_long
from app.commerce.saga import Outcome, Saga
from app.commerce.steps import past_return
from domain.calls import Call, Clock
from domain.errors import ConfigurationError, PlatformError

log = structlog.get_logger(__name__)

_ATTEMPTS = 12
"""Tries to finish before capture; then the checkout is undone instead."""
_CALL_S = 20.0


class Reconciler:
    """Looks at checkouts whose lease or wait has ended; safe to run in any number of processes."""

    def __init__(self, saga: Saga, clock: Clock) -> None:
        self._saga = saga
        self._clock = clock

    def run(self, limit: int = 10) -> int:
        """Settle what is due, one by one; how many there were. Call again while it is not 0."""
        for done in range(limit):
            mine = self._saga.take_due()
            if mine is None:
                return done
            outcome = self._settle(mine)
            log.info(
                "checkout.reconciled",
                order_id=mine.context.order_id,
                begun=mine.begun,
                outcome=type(outcome).__name__ if outcome is not None else "waiting",
            )
        return limit

    def _settle(self, mine: Taken) -> Outcome | None:
        context = mine.context
        call = Call.within(_CALL_S, correlation_id=f"reconcile-{context.order_id}")
        if context.undo_reason is not None:
            return self._saga.back(mine, call, HoldExpired(order_id=context.order_id))
        if context.is_parked:
            return self._parked(mine, call)
        if past_return(context, mine.begun):
            return self._saga.forward(self._left(mine), call)
        if mine.begun is None:
            return self._wait_over(mine, call)
        if self._tried_enough(mine):
            gave_up = NotOrderable(reason="pos-unreachable", detail="the till did not answer")
            return self._saga.back(mine, call, gave_up)
        return self._saga.forward(self._left(mine), call)

    def _left(self, mine: Taken) -> Taken:
        """The checkout of a shopper whom nobody has told, also where the process died."""
        return replace(mine, context=unanswered(mine.context, self._clock.now()))

    def _tried_enough(self, mine: Taken) -> bool:
        """By attempts; an order that was parked, by time, because the queue has seized it often."""
        until = mine.context.parked_until
        return mine.attempts > _ATTEMPTS if until is None else until <= self._clock.now()

    def _parked(self, mine: Taken, call: Call) -> Outcome | None:
        """The queue works it off; here only its time runs out."""
        now = self._clock.now()
        until = ends_at(mine.context, now)
        if until > now:
            self._saga.leave(mine, until=until)
            return None
        return self._saga.back(mine, call, waited_too_long(mine.context), reason=TOO_LONG)

    def _wait_over(self, mine: Taken, call: Call) -> Outcome | None:
        """The shopper never confirmed: when the hold has ended, everything is undone; one who paid
        on the platform's page has confirmed."""
        context, now = mine.context, self._clock.now()
        try:
            paid = self._saga.paid_elsewhere(mine, call)
        except (PlatformError, ConfigurationError) as error:
            name = type(error).__name__
            log.warning("checkout.payment_unknown", order_id=context.order_id, error=name)
            self._saga.leave(mine, until=now + LOOK_AGAIN)  # it is not undone on a guess
            return None
        if paid is not None:
            return self._saga.forward(paid, call)
        if context.hold_expires_at > now:
            self._saga.leave(mine, until=looked_at(context, now))
            return None
        return self._saga.back(mine, call, HoldExpired(order_id=context.order_id))
