"""Runs a checkout's steps forward, or back, with every step journaled before it is tried.

Two commits bound the calls: one before the first call journals every step up to the point of no
return (each may be run again under its key, each can be undone), one before the capture journals
the rest.

One process works on a checkout at a time, by a lease in the journal. A process that dies leaves
the lease to run out; whoever seizes it next (a repeated request, or the reconciler) reads the
context, sees which step was begun and not finished, and runs that step again under the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog

from app.commerce.attention import NEED_PERSON, needs_person
from app.commerce.logbook import PAYING, Logbook, Taken, Telling
from app.commerce.model import (
    AuthorizedPayment,
    CanceledSince,
    HoldExpired,
    NoCard,
    NotOrderable,
    OutOfStock,
    Parked,
    Placed,
    PosDown,
    StillWorking,
)
from app.commerce.parking import parked_of, unanswered
from app.commerce.records import CheckoutContext
from app.commerce.steps import (
    Step,
    Steps,
    Stop,
    StopOutcome,
    order_of,
    past_return,
    perhaps_run,
    remaining,
    together,
)
from app.commerce.tenders import authorized
from domain.calls import Call, Clock
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    MalformedResponseError,
    PlatformError,
    RejectedError,
    ReservationExpiredError,
    UnavailableError,
    UnsupportedError,
)
from storage.engine import Database
from storage.journal import LeaseLostError

log = structlog.get_logger(__name__)

_UNDO_PAUSE = timedelta(seconds=15)

Probe: TypeAlias = Callable[[str], None]
"""Told the name of every moment between two calls or commits; tests end the process there."""

Recheck: TypeAlias = Callable[[CheckoutContext, Call], OutOfStock | None]
"""Looks at the POS's own stock once more, beside the first step."""


def no_probe(_moment: str) -> None:
    """The probe of ordinary life: does nothing."""


def not_yet(_taken: Taken) -> None:
    """The `as_asked` of who looks at a checkout before going on with it."""


Outcome: TypeAlias = (
    Placed
    | CanceledSince
    | AuthorizedPayment
    | StopOutcome
    | HoldExpired
    | OutOfStock
    | PosDown
    | StillWorking
    | Parked
)


class Saga:
    """Moves one checkout at a time; safe to call from many threads and processes."""

    def __init__(
        self,
        database: Database,
        steps: Steps,
        clock: Clock,
        *,
        paying: timedelta = PAYING,
        probe: Probe = no_probe,
    ) -> None:
        self._db = database
        self._log = Logbook(database, clock, paying=paying)
        self._steps = steps
        self._clock = clock
        self._probe = probe

    # --- taking and leaving ------------------------------------------------------------------

    def take(
        self, merchant_id: str, order_id: str, as_asked: Callable[[Taken], Taken | None]
    ) -> Taken | None:
        """Lease an open checkout; None while another process works on it, or when it is closed.

        What `as_asked` gives is begun in the same commit, for `forward` to go on with; None where
        it is to be looked at first. It asks nobody.
        """

        def ready(mine: Taken) -> tuple[Taken, Sequence[Step]] | None:
            wanted = as_asked(mine)
            return None if wanted is None else (wanted, _groups(wanted)[0] if _todo(wanted) else ())

        return self._log.take(merchant_id, order_id, ready)

    def take_due(self) -> Taken | None:
        """Lease the checkout that the reconciler should look at next, if any is due."""
        return self._log.take_due()

    def leave(self, mine: Taken, *, until: datetime) -> None:
        """Give the lease back as it is; the reconciler looks again at `until`."""
        try:
            self._log.leave(mine, until=until, step=mine.begun)
        except LeaseLostError as error:
            _log_lost(error)

    def await_payment(
        self, mine: Taken, *, ttl: timedelta, look_at: datetime, telling: Telling
    ) -> CheckoutContext | None:
        """Park it for a shopper who pays elsewhere; None if the hold had ended, or the lease."""
        try:
            return self._log.await_payment(mine, ttl=ttl, look_at=look_at, telling=telling)
        except LeaseLostError as error:
            _log_lost(error)
        except ReservationExpiredError:
            self.leave(mine, until=self._clock.now())
        return None

    def paid_elsewhere(self, mine: Taken, call: Call) -> Taken | None:
        """The checkout as it goes on, if the shopper has paid on the platform's own page; else
        None. Raises PlatformError, ConfigurationError."""
        moved = self._steps.paid_elsewhere(mine.context, call)
        return None if moved is None else replace(mine, context=moved)

    # --- forward -----------------------------------------------------------------------------

    def forward(self, mine: Taken, call: Call, *, recheck: Recheck | None = None) -> Outcome:
        """Run the remaining steps as far as the shopper asked; the hold is pinned first."""
        try:
            return self._forward(mine, call, recheck)
        except LeaseLostError as error:
            _log_lost(error)
            return StillWorking(order_id=mine.context.order_id)

    def _forward(self, mine: Taken, call: Call, recheck: Recheck | None) -> Outcome:
        groups = _groups(mine)
        if groups:
            try:
                mine = self._begun(mine, groups[0])
            except ReservationExpiredError:
                return self._back(mine, call, HoldExpired(order_id=mine.context.order_id))
            self._probe(f"{groups[0][0].value}.begun")
        for place, group in enumerate(groups, start=1):
            following = groups[place] if place < len(groups) else ()
            moved = self._run_together(mine, call, group, recheck)
            if not isinstance(moved, CheckoutContext):
                return moved
            mine, recheck = replace(mine, context=moved), None
            if Step.CONFIRM in group:
                return self._finish(mine, group)
            self._log.go_on(mine, group, following)
            self._probe(f"{group[-1].value}.done")
        if Step.CONFIRM.value in mine.context.done:
            return self._finish(mine, ())
        return authorized(self._log.wait(mine))

    def _begun(self, mine: Taken, steps: Sequence[Step]) -> Taken:
        """The checkout with these steps journaled as begun. Raises ReservationExpiredError."""
        if mine.hold_ended:
            raise ReservationExpiredError(mine.context.hold_id)
        if mine.started:
            return mine
        return replace(mine, context=self._log.begin(mine, steps))

    def _run_together(
        self, mine: Taken, call: Call, group: Sequence[Step], recheck: Recheck | None
    ) -> CheckoutContext | Outcome:
        """Steps that were journaled together; a crash among them runs all of them again."""
        for step in group:
            moved = self._move(mine, call, step)
            if not isinstance(moved, CheckoutContext):
                return moved
            mine = replace(mine, context=moved, unwritten=(*mine.unwritten, step))
            if recheck is not None and step is group[0] and step is not Step.CAPTURE:
                short = recheck(moved, call)
                if short is not None:
                    return self._back(replace(mine, begun=step.value), call, short)
            if step is not group[-1]:
                self._probe(f"{step.value}.done")
        return mine.context

    def _move(self, mine: Taken, call: Call, step: Step) -> CheckoutContext | Outcome:
        """One step, or the outcome that ends the run."""
        try:
            result = self._steps.run(step, mine.context, call)
        except (RejectedError, UnsupportedError) as error:
            return self._refused(mine, call, step, error)
        except (PlatformError, ConfigurationError) as error:
            return self._interrupted(mine, step, error)
        self._probe(f"{step.value}.answered")
        if isinstance(result, Stop):
            return self._stopped(mine, call, step, result)
        return replace(result, done=(*result.done, step.value))

    def _finish(self, mine: Taken, done: Sequence[Step]) -> Placed:
        receipt = self._log.finish(mine, done)
        self._probe("placed")
        log.info("order.placed", order_id=receipt.order_id, platform=receipt.platform)
        return Placed(receipt=receipt)

    # --- stopping ----------------------------------------------------------------------------

    def _interrupted(
        self, mine: Taken, step: Step, error: PlatformError | ConfigurationError
    ) -> Outcome:
        """The answer is outstanding: leave the rest to the reconciler, unless nothing was done.

        An order that waited for its till before waits on, whatever keeps the till from it now.
        """
        context, name = mine.context, type(error).__name__
        log.warning("checkout.interrupted", order_id=context.order_id, step=step.value, error=name)
        is_known = not isinstance(error, (AmbiguousOutcomeError, MalformedResponseError))
        waited = is_known and context.parked_at is not None
        if (isinstance(error, UnavailableError) or waited) and _may_wait(mine, step):
            context_then = self._log.park_order(mine, step, name)
            if context_then is not None:
                self._probe("parked")
                log.info("order.parked", order_id=context.order_id, step=step.value)
                return parked_of(self._db, context_then, self._clock.now())
        if is_known and not context.done and mine.begun is None:
            self._log.fail(mine, step, name)
            return PosDown(location_name=context.location_name)
        waiting = replace(mine, context=unanswered(context, self._clock.now()))
        self._log.leave(waiting, until=self._again_at(mine), step=step.value)
        return StillWorking(order_id=context.order_id)

    def _again_at(self, mine: Taken) -> datetime:
        """At once the first time, then with growing pauses up to five minutes."""
        pause = 0 if mine.attempts <= 1 else min(300, 2 ** min(mine.attempts, 9))
        return self._clock.now() + timedelta(seconds=pause)

    def _refused(
        self, mine: Taken, call: Call, step: Step, error: RejectedError | UnsupportedError
    ) -> Outcome:
        if Step.CAPTURE.value in mine.context.done and isinstance(error, UnsupportedError):
            return self._give_up(mine, {step: error})
        if past_return(mine.context, step.value) and isinstance(error, RejectedError):
            return self._interrupted(mine, step, error)
        outcome = NotOrderable(
            reason="refused-by-pos",
            detail=f"the till refused to {step.value} ({error.platform_code or error.status})",
        )
        return self._back(replace(mine, begun=step.value), call, outcome)

    def _stopped(self, mine: Taken, call: Call, step: Step, stop: Stop) -> Outcome:
        """The shopper is told; a card that is gone since it was perhaps charged is undone."""
        is_unclear = isinstance(stop.outcome, NoCard) and mine.begun is not None
        mine = replace(mine, context=stop.context, begun=step.value)
        if stop.undo or is_unclear:
            return self._back(mine, call, stop.outcome)
        self._log.fail(mine, step, type(stop.outcome).__name__, stop.outcome)
        return stop.outcome

    # --- backward ----------------------------------------------------------------------------

    def back(
        self, mine: Taken, call: Call, outcome: Outcome, *, reason: str | None = None
    ) -> Outcome:
        """Undo what was done, newest first, and close.

        What cannot be undone now is left to the reconciler; the outcome stays the same, because
        nothing was charged and nothing will be. What no call can undo is left to a person, and the
        outcome says so.
        """
        try:
            return self._back(mine, call, outcome, reason=reason)
        except LeaseLostError as error:
            _log_lost(error)
            return StillWorking(order_id=mine.context.order_id)

    def _back(
        self, mine: Taken, call: Call, outcome: Outcome, *, reason: str | None = None
    ) -> Outcome:
        context = mine.context
        if context.undo_reason is None:
            context = replace(context, undo_reason=reason or type(outcome).__name__)
            mine = replace(mine, context=context)
            self._log.undoing(mine)
        concerned = perhaps_run(context, mine.begun)
        stuck: dict[Step, UnsupportedError] = {}
        for step in reversed(order_of(context)):
            if step not in concerned:
                continue
            try:
                self._steps.undo(step, context, call)
            except UnsupportedError as error:
                stuck[step] = error
                continue
            except (PlatformError, ConfigurationError) as error:
                self._undo_later(mine, step, error)
                return outcome
            self._probe(f"{step.value}.undone")
        if stuck:
            return self._give_up(mine, stuck)
        self._log.undone(mine)
        self._probe("undone")
        log.info("checkout.undone", order_id=context.order_id, reason=context.undo_reason)
        return outcome

    def _give_up(self, mine: Taken, stuck: Mapping[Step, UnsupportedError]) -> NotOrderable:
        """No call of the platform's does it, or takes it back, now or later: a person must."""
        context, why = mine.context, "; ".join(str(error) for error in stuck.values())
        self._log.given_up(mine, tuple(stuck), why)
        for step, error in stuck.items():
            NEED_PERSON.labels(error.platform, step.value).inc()
            log.error(
                "checkout.needs_person",
                order_id=context.order_id,
                merchant_id=context.merchant_id,
                platform=error.platform,
                pos_order_id=context.pos_order_id,
                step=step.value,
                why=str(error),
            )
        return needs_person(context, [step.value for step in stuck])

    def _undo_later(
        self, mine: Taken, step: Step, error: PlatformError | ConfigurationError
    ) -> None:
        log.warning(
            "checkout.undo_delayed",
            order_id=mine.context.order_id,
            step=step.value,
            error=type(error).__name__,
        )
        again = max(self._again_at(mine), self._clock.now() + _UNDO_PAUSE)
        self._log.leave(mine, until=again, step=mine.begun)


def _todo(mine: Taken) -> tuple[Step, ...]:
    """The steps left, up to the one asked for; past the point of no return, to the end."""
    todo, until = remaining(mine.context), Step(mine.context.until)
    if until is Step.CONFIRM or past_return(mine.context, mine.begun):
        return todo
    return todo[: todo.index(until) + 1] if until in todo else ()


def _may_wait(mine: Taken, step: Step) -> bool:
    """Whether the order may be parked at this step: the shopper said yes, its till is what does not
    answer, and nothing was sent there, now or before."""
    context = mine.context
    if mine.begun is not None or Step(context.until) is not Step.CONFIRM:
        return False
    at_till = context.payment_connection == context.record_connection
    return step is Step.CREATE or (
        step is Step.AUTHORIZE and at_till and Step.CREATE.value not in context.done
    )


def _groups(mine: Taken) -> list[tuple[Step, ...]]:
    """The steps left, as they are journaled: in one or two commits."""
    return [group for group in together(_todo(mine)) if group]


def _log_lost(error: LeaseLostError) -> None:
    log.warning("checkout.lease_lost", order_id=error.order_id)
