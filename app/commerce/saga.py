"""Runs a checkout's steps forward, or back, with every step journaled before it is tried.

One process works on a checkout at a time, by a lease in the journal. A process that dies leaves
the lease to run out; whoever seizes it next (a repeated request, or the reconciler) reads the
context, sees which step was begun and not finished, and runs that step again under the same key.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog
from sqlalchemy import Connection

from app.commerce.model import (
    AuthorizedPayment,
    HoldExpired,
    NotOrderable,
    OutOfStock,
    Placed,
    PosDown,
    StillWorking,
)
from app.commerce.records import CheckoutContext, dump, load_context
from app.commerce.sale import receipt_for, record_sale, record_undone
from app.commerce.steps import Step, Steps, Stop, StopOutcome, order_of, past_return, remaining
from domain.calls import Call, Clock
from domain.errors import (
    AmbiguousOutcomeError,
    NotAuthorizedError,
    PlatformError,
    RejectedError,
    ReservationExpiredError,
    RetryableError,
    UnavailableError,
)
from storage import holds, journal
from storage.engine import Database

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
PINNED = timedelta(hours=24)
"""How long a hold lives once payment has started; the saga or the reconciler ends it sooner."""
GRACE = timedelta(minutes=2)
"""After a decline the hold lives at least this long, for another card."""
_UNDO_PAUSE = timedelta(seconds=15)

Probe: TypeAlias = Callable[[str], None]
"""Told the name of every durable moment as it is reached; tests end the process there."""

Recheck: TypeAlias = Callable[[CheckoutContext, Call], OutOfStock | None]
"""Looks at the POS's own stock once more, beside the first step."""


def no_probe(_moment: str) -> None:
    """The probe of ordinary life: does nothing."""


Outcome: TypeAlias = (
    Placed | AuthorizedPayment | StopOutcome | HoldExpired | OutOfStock | PosDown | StillWorking
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A checkout this process holds the lease of."""

    context: CheckoutContext
    begun: str | None
    """The step that was begun before and not finished, if any."""
    owner: str
    attempts: int


class Saga:
    """Moves one checkout at a time; safe to call from many threads and processes."""

    def __init__(
        self, database: Database, steps: Steps, clock: Clock, *, probe: Probe = no_probe
    ) -> None:
        self._db = database
        self._steps = steps
        self._clock = clock
        self._probe = probe

    # --- taking and leaving ------------------------------------------------------------------

    def take(self, merchant_id: str, order_id: str) -> Taken | None:
        """Lease an open checkout; None while another process works on it, or when it is closed."""
        owner = uuid.uuid4().hex
        with self._db.write() as tx:
            row = journal.seize(
                tx, merchant_id, order_id, owner=owner, now=self._clock.now(), lease=LEASE
            )
        return None if row is None else taken(row, owner)

    def take_due(self, limit: int) -> list[Taken]:
        """Lease checkouts that the reconciler should look at now."""
        owner = uuid.uuid4().hex
        with self._db.write() as tx:
            rows = journal.seize_due(
                tx, owner=owner, now=self._clock.now(), lease=LEASE, limit=limit
            )
        return [taken(row, owner) for row in rows]

    def leave(
        self, mine: Taken, context: CheckoutContext, *, until: datetime, step: str | None
    ) -> None:
        """Give the lease back; the reconciler looks again at `until`."""
        with self._db.write() as tx:
            journal.park(
                tx,
                context.order_id,
                owner=mine.owner,
                context=dump(context),
                until=until,
                now=self._clock.now(),
                step=step,
            )

    # --- forward -----------------------------------------------------------------------------

    def forward(
        self, mine: Taken, call: Call, *, until: Step = Step.CONFIRM, recheck: Recheck | None = None
    ) -> Outcome:
        """Run the remaining steps up to `until`; the hold is pinned first."""
        context = mine.context
        todo = _todo(context, until)
        try:
            context = self._begin(mine, todo)
        except ReservationExpiredError:
            return self.back(mine, call, HoldExpired(order_id=context.order_id))
        for place, step in enumerate(todo):
            following = todo[place + 1] if place + 1 < len(todo) else None
            moved = self._move(replace(mine, context=context), call, step, following)
            if not isinstance(moved, CheckoutContext):
                return moved
            context = moved
            if place == 0 and recheck is not None and step is not Step.CAPTURE:
                short = recheck(context, call)
                if short is not None:
                    return self.back(replace(mine, context=context, begun=following), call, short)
        if until is Step.AUTHORIZE:
            return self._authorized(mine, context)
        return self._finish(context)

    def _begin(self, mine: Taken, todo: tuple[Step, ...]) -> CheckoutContext:
        """Pin the hold and journal the first step, in one transaction."""
        context, now = mine.context, self._clock.now()
        if not todo:
            return context
        with self._db.write() as tx:
            if not past_return(context, mine.begun):
                context = _extend(tx, context, now, PINNED)
            journal.keep(tx, context.order_id, context=dump(context), now=now)
            journal.step_begun(tx, context.merchant_id, context.order_id, todo[0].value, at=now)
        self._probe(f"{todo[0].value}.begun")
        return context

    def _move(
        self, mine: Taken, call: Call, step: Step, following: Step | None
    ) -> CheckoutContext | Outcome:
        """One step and its journal line, or the outcome that ends the run."""
        try:
            result = self._steps.run(step, mine.context, call)
        except RejectedError as error:
            return self._refused(mine, call, step, error)
        except (RetryableError, AmbiguousOutcomeError, NotAuthorizedError) as error:
            return self._interrupted(mine, step, error)
        self._probe(f"{step.value}.answered")
        if isinstance(result, Stop):
            return self._stopped(mine, call, step, result)
        context = replace(result, done=(*result.done, step.value))
        if step is not Step.CONFIRM:  # its end is journaled with the receipt
            self._journal(context, step, following)
        return context

    def _journal(self, context: CheckoutContext, step: Step, following: Step | None) -> None:
        """One durable commit between two calls: the end of one step, the start of the next."""
        now = self._clock.now()
        with self._db.write() as tx:
            journal.step_done(
                tx,
                context.merchant_id,
                context.order_id,
                step.value,
                at=now,
                context=dump(context),
            )
            if following is not None:
                journal.step_begun(
                    tx, context.merchant_id, context.order_id, following.value, at=now
                )
        self._probe(f"{step.value}.done")

    def _authorized(self, mine: Taken, context: CheckoutContext) -> AuthorizedPayment:
        self._unpin(mine, context)
        return AuthorizedPayment(
            order_id=context.order_id,
            payment_id=str(context.payment_id),
            amount=context.total,
            card_brand=context.card_brand,
            card_last4=context.card_last4,
        )

    def _finish(self, context: CheckoutContext) -> Placed:
        """The sale, the receipt and the end of the journal, in one transaction."""
        now = self._clock.now()
        receipt = receipt_for(context, now)
        with self._db.write() as tx:
            record_sale(tx, context, receipt, now)
            journal.step_done(
                tx,
                context.merchant_id,
                context.order_id,
                Step.CONFIRM.value,
                at=now,
                context=dump(context),
            )
            journal.close(
                tx,
                context.order_id,
                context=dump(context),
                outcome={"kind": "placed", "receipt": dump(receipt)},
                at=now,
            )
        self._probe("placed")
        log.info("order.placed", order_id=context.order_id, platform=context.platform)
        return Placed(receipt=receipt)

    # --- stopping ----------------------------------------------------------------------------

    def _interrupted(self, mine: Taken, step: Step, error: PlatformError) -> Outcome:
        """The answer is outstanding: leave the rest to the reconciler, unless nothing was done."""
        context = mine.context
        log.warning(
            "checkout.interrupted",
            order_id=context.order_id,
            step=step.value,
            error=type(error).__name__,
        )
        untouched = isinstance(error, UnavailableError) and not context.done
        if untouched and mine.begun is None:
            with self._db.write() as tx:
                journal.step_ended(
                    tx,
                    context.merchant_id,
                    context.order_id,
                    step.value,
                    "failed",
                    at=self._clock.now(),
                    detail={"error": "UnavailableError"},
                )
            self._unpin(mine, context)
            return PosDown(location_name=context.location_name)
        self.leave(mine, context, until=self._again_at(mine), step=step.value)
        return StillWorking(order_id=context.order_id)

    def _again_at(self, mine: Taken) -> datetime:
        """At once the first time, then with growing pauses up to five minutes."""
        pause = 0 if mine.attempts <= 1 else min(300, 2 ** min(mine.attempts, 9))
        return self._clock.now() + timedelta(seconds=pause)

    def _refused(self, mine: Taken, call: Call, step: Step, error: RejectedError) -> Outcome:
        if past_return(mine.context, step.value):
            return self._interrupted(mine, step, error)
        outcome = NotOrderable(
            reason="refused-by-pos",
            detail=f"the till refused to {step.value} ({error.platform_code or error.status})",
        )
        return self.back(replace(mine, begun=step.value), call, outcome)

    def _stopped(self, mine: Taken, call: Call, step: Step, stop: Stop) -> Outcome:
        mine = replace(mine, context=stop.context, begun=step.value)
        if stop.undo:
            return self.back(mine, call, stop.outcome)
        with self._db.write() as tx:
            journal.step_ended(
                tx,
                stop.context.merchant_id,
                stop.context.order_id,
                step.value,
                "failed",
                at=self._clock.now(),
                detail={"outcome": type(stop.outcome).__name__},
            )
        self._unpin(mine, stop.context)
        return stop.outcome

    def _unpin(self, mine: Taken, context: CheckoutContext) -> None:
        """Let the hold end when it was going to, but leave time to try another card."""
        now = self._clock.now()
        ends = max(context.hold_expires_at, now + GRACE)
        with self._db.write() as tx:
            context = replace(_extend(tx, context, now, ends - now), hold_expires_at=ends)
            journal.park(
                tx, context.order_id, owner=mine.owner, context=dump(context), until=ends, now=now
            )

    # --- backward ----------------------------------------------------------------------------

    def back(
        self, mine: Taken, call: Call, outcome: Outcome, *, reason: str | None = None
    ) -> Outcome:
        """Undo what was done, newest first, and close.

        What cannot be undone now is left to the reconciler; the outcome stays the same, because
        nothing was charged and nothing will be.
        """
        context = mine.context
        if context.undo_reason is None:
            context = replace(context, undo_reason=reason or type(outcome).__name__)
            with self._db.write() as tx:
                journal.keep(tx, context.order_id, context=dump(context), now=self._clock.now())
        for step in reversed(order_of(context)):
            if step.value not in context.done and step.value != mine.begun:
                continue
            try:
                self._steps.undo(step, context, call)
            except PlatformError as error:
                log.warning(
                    "checkout.undo_delayed",
                    order_id=context.order_id,
                    step=step.value,
                    error=type(error).__name__,
                )
                again = max(self._again_at(mine), self._clock.now() + _UNDO_PAUSE)
                self.leave(mine, context, until=again, step=mine.begun)
                return outcome
            self._probe(f"{step.value}.undone")
        self._close_undone(context)
        return outcome

    def _close_undone(self, context: CheckoutContext) -> None:
        now = self._clock.now()
        with self._db.write() as tx:
            record_undone(tx, context, now)
            journal.step_ended(
                tx, context.merchant_id, context.order_id, "checkout", "undone", at=now
            )
            journal.close(
                tx,
                context.order_id,
                context=dump(context),
                outcome={"kind": "undone", "reason": context.undo_reason},
                at=now,
            )
        self._probe("undone")
        log.info("checkout.undone", order_id=context.order_id, reason=context.undo_reason)


def taken(row: journal.Checkout, owner: str) -> Taken:
    """A checkout just seized, as the saga works with it."""
    return Taken(
        context=load_context(row.context), begun=row.step, owner=owner, attempts=row.attempts
    )


def _extend(
    tx: Connection, context: CheckoutContext, now: datetime, ttl: timedelta
) -> CheckoutContext:
    """Move the end of the hold; the context then carries its new fencing token."""
    hold = holds.extend(
        tx,
        context.merchant_id,
        context.hold_id,
        fencing_token=context.fencing_token,
        now=now,
        ttl=ttl,
    )
    return replace(context, fencing_token=hold.fencing_token)


def _todo(context: CheckoutContext, until: Step) -> tuple[Step, ...]:
    todo = remaining(context)
    return todo[: todo.index(until) + 1] if until in todo else todo if until is Step.CONFIRM else ()
