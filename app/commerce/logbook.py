"""The checkout's transactions: each durable moment of the saga is one function here.

Every write is fenced by the lease: a process that lost it gets LeaseLostError and has changed
nothing. No call to a POS is made inside.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Connection

from app.commerce import parking
from app.commerce.journaled import dump
from app.commerce.model import Receipt
from app.commerce.records import CheckoutContext, load_context
from app.commerce.sale import (
    receipt_for,
    record_authorized,
    record_sale,
    record_stuck,
    record_undone,
)
from app.commerce.steps import Step, past_return
from domain.calls import Clock
from domain.errors import ReservationExpiredError
from storage import holds, journal
from storage.engine import Database

LEASE = timedelta(seconds=30)
PINNED = timedelta(hours=24)
"""How long a hold lives once payment has started; the saga or the reconciler ends it sooner."""
PAYING = timedelta(minutes=10)
"""How long goods are held from the first attempt to pay for them on; later attempts gain none."""
LOOK_AGAIN = timedelta(minutes=1)
"""How often it is asked whether a shopper who was sent to a page has paid."""
GRACE = timedelta(minutes=2)
"""At least so long they are held for a yes where money is reserved already, and for another card of
a shopper who is only told by message that theirs was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A checkout this process holds the lease of."""

    context: CheckoutContext
    begun: str | None
    """The last step that was begun before and not finished, if any."""
    owner: str
    attempts: int
    started: tuple[Step, ...] = ()
    """Steps journaled as begun in the transaction that took it."""
    hold_ended: bool = False
    """Whether it was to be started, and the hold had ended."""
    unwritten: tuple[Step, ...] = ()
    """Steps done since the last commit."""


Ready: TypeAlias = Callable[[Taken], tuple[Taken, Sequence[Step]] | None]
"""What a checkout becomes when it may start at once, with the steps to begin; else None. Called
inside a write transaction: it asks nobody."""


Telling: TypeAlias = Callable[[Connection, CheckoutContext, datetime], None]
"""Asks for a shopper to be told, inside the transaction that makes it true."""


class Logbook:
    """Writes down how far a checkout is; safe to use from many threads and processes."""

    def __init__(self, database: Database, clock: Clock, *, paying: timedelta = PAYING) -> None:
        self._db = database
        self._clock = clock
        self._paying = paying

    # --- taking and leaving ------------------------------------------------------------------

    def take(self, merchant_id: str, order_id: str, ready: Ready) -> Taken | None:
        """Lease an open checkout, and begin it in the same commit where it is `ready`.

        None while another process works on it, or when it is closed.
        """
        owner, now = uuid.uuid4().hex, self._clock.now()
        with self._db.write() as tx:
            row = journal.seize(tx, merchant_id, order_id, owner=owner, now=now, lease=LEASE)
            if row is None:
                return None
            mine = _taken(row, owner)
            start = ready(mine)
            if start is None or not start[1]:
                return mine if start is None else start[0]
            mine, steps = start
            try:
                context = self._begin(tx, mine, steps, now)
            except ReservationExpiredError:
                return replace(mine, hold_ended=True)
        return replace(mine, context=context, started=tuple(steps))

    def take_due(self) -> Taken | None:
        """Lease the checkout that the reconciler should look at next."""
        owner = uuid.uuid4().hex
        with self._db.write() as tx:
            rows = journal.seize_due(tx, owner=owner, now=self._clock.now(), lease=LEASE, limit=1)
        return _taken(rows[0], owner) if rows else None

    def leave(self, mine: Taken, *, until: datetime, step: str | None) -> None:
        """Give the lease back; the reconciler looks again at `until`. Raises LeaseLostError."""
        with self._db.write() as tx:
            journal.park(
                tx,
                mine.context.order_id,
                owner=mine.owner,
                context=dump(mine.context),
                until=until,
                now=self._clock.now(),
                step=step,
            )

    # --- forward -----------------------------------------------------------------------------

    def begin(self, mine: Taken, steps: Sequence[Step]) -> CheckoutContext:
        """Pin the hold and journal the first steps, in one transaction. The first time that money
        is to move, the hold is to end later; how much later is told by the context.

        Raises ReservationExpiredError (nothing is written then), LeaseLostError.
        """
        with self._db.write() as tx:
            return self._begin(tx, mine, steps, self._clock.now())

    def go_on(self, mine: Taken, done: Sequence[Step], begun: Sequence[Step]) -> None:
        """One durable commit between calls: the end of some steps, the start of the next."""
        now, told = self._clock.now(), dump(mine.context)
        with self._db.write() as tx:
            self._advance(tx, mine, told, now, done=done, begun=begun)

    def wait(self, mine: Taken) -> CheckoutContext:
        """Park it for its shopper, its money reserved; the hold ends when it was going to, after
        `GRACE` at least."""
        now = self._clock.now()
        with self._db.write() as tx:
            record_authorized(tx, mine.context, now)
            return self._unpin(tx, mine, now, least=GRACE)

    def park_order(self, mine: Taken, step: Step, why: str) -> CheckoutContext | None:
        """The till cannot be reached: let the order wait with its hold and what is authorized.

        None where the merchant's policy does not let it, or its hold has ended; nothing is
        written then. Raises LeaseLostError.
        """
        now = self._clock.now()
        with self._db.write() as tx:
            context = parking.accepted(tx, mine.context, now)
            if context is None:
                return None
            ends = max(parking.ends_at(context, now), now)
            try:
                context = _extend(tx, context, now, ends + parking.HOLD_OUTLASTS - now)
            except ReservationExpiredError:
                return None
            self._failed(tx, mine, step, why, now)
            journal.park(
                tx,
                context.order_id,
                owner=mine.owner,
                context=dump(context),
                until=ends,
                now=now,
            )
            parking.enter_queue(tx, context, why, now)
        return context

    def await_payment(
        self, mine: Taken, *, ttl: timedelta, look_at: datetime, telling: Telling
    ) -> CheckoutContext:
        """Park it for a shopper who pays on the platform's page, and ask for them to be told.

        The first time, the hold ends `ttl` from now. Raises ReservationExpiredError,
        LeaseLostError; nothing is written then.
        """
        context, now = mine.context, self._clock.now()
        with self._db.write() as tx:
            if context.link_sent_at is None:
                ends = max(context.hold_expires_at, now + ttl)
                context = _extend(tx, context, now, ends - now)
                context = replace(context, link_sent_at=now, hold_expires_at=ends)
                parking.awaits_payment(tx, context, now)
            told = dump(context)
            until = min(look_at, context.hold_expires_at)
            journal.park(tx, context.order_id, owner=mine.owner, context=told, until=until, now=now)
            telling(tx, context, now)
        return context

    def fail(self, mine: Taken, step: Step, why: str, outcome: object = None) -> None:
        """The step had no effect and the shopper is told; park it for another try."""
        now = self._clock.now()
        with self._db.write() as tx:
            self._failed(tx, mine, step, why, now)
            is_away = parking.is_awaited(mine.context)
            self._unpin(tx, mine, now, least=GRACE if is_away else timedelta())
            parking.left_to_shopper(tx, mine.context, outcome, now)

    def _failed(self, tx: Connection, mine: Taken, step: Step, why: str, now: datetime) -> None:
        journal.step_ended(
            tx,
            mine.context.merchant_id,
            mine.context.order_id,
            step.value,
            "failed",
            owner=mine.owner,
            at=now,
            detail={"why": why},
            done=[each.value for each in mine.unwritten],
        )

    def finish(self, mine: Taken, done: Sequence[Step]) -> Receipt:
        """The sale, the receipt and the end of the journal, in one transaction."""
        context, now = mine.context, self._clock.now()
        receipt = receipt_for(context, now)
        told, outcome = dump(context), {"kind": "placed", "receipt": dump(receipt)}
        with self._db.write() as tx:
            journal.close(
                tx,
                context.merchant_id,
                context.order_id,
                owner=mine.owner,
                context=told,
                outcome=outcome,
                at=now,
                done=[step.value for step in done],
            )
            record_sale(tx, context, receipt, now)
        return receipt

    # --- backward ----------------------------------------------------------------------------

    def undoing(self, mine: Taken) -> None:
        """Write down why the checkout is being undone, before anything is."""
        with self._db.write() as tx:
            journal.keep(
                tx,
                mine.context.order_id,
                owner=mine.owner,
                context=dump(mine.context),
                now=self._clock.now(),
            )

    def undone(self, mine: Taken) -> None:
        """The stock given back and the end of the journal, in one transaction."""
        context, now = mine.context, self._clock.now()
        with self._db.write() as tx:
            journal.step_ended(
                tx,
                context.merchant_id,
                context.order_id,
                "checkout",
                "undone",
                owner=mine.owner,
                at=now,
            )
            record_undone(tx, context, now)
            journal.close(
                tx,
                context.merchant_id,
                context.order_id,
                owner=mine.owner,
                context=dump(context),
                outcome={"kind": "undone", "reason": context.undo_reason},
                at=now,
            )

    def given_up(self, mine: Taken, stuck: Sequence[Step], why: str) -> None:
        """What could not be taken back is written down for a person, and the rest is as `undone`;
        of what was paid and could not be booked, the rest is as `finish`. In one transaction."""
        context, now = mine.context, self._clock.now()
        left = [step.value for step in stuck]
        with self._db.write() as tx:
            journal.step_ended(
                tx,
                context.merchant_id,
                context.order_id,
                "checkout",
                "needs-person",
                owner=mine.owner,
                at=now,
                detail={"left": left, "why": why},
                done=[step.value for step in mine.unwritten],
            )
            record_stuck(tx, context, left, why, now)
            journal.close(
                tx,
                context.merchant_id,
                context.order_id,
                owner=mine.owner,
                context=dump(context),
                outcome={
                    "kind": "needs-person",
                    "reason": context.undo_reason,
                    "left": left,
                    "why": why,
                },
                at=now,
                needs_person=True,
            )

    # --- inside a transaction ----------------------------------------------------------------

    def _begin(
        self, tx: Connection, mine: Taken, steps: Sequence[Step], now: datetime
    ) -> CheckoutContext:
        context = mine.context
        if not past_return(context, mine.begun):
            context = _extend(tx, self._held_anew(context, now), now, PINNED)
        self._advance(tx, mine, dump(context), now, begun=steps)
        return context

    def _advance(
        self,
        tx: Connection,
        mine: Taken,
        told: Mapping[str, Any],
        now: datetime,
        *,
        done: Sequence[Step] = (),
        begun: Sequence[Step] = (),
    ) -> None:
        """`told` is the context as JSON; where it can be made before others wait, it is."""
        journal.advance(
            tx,
            mine.context.merchant_id,
            mine.context.order_id,
            owner=mine.owner,
            at=now,
            context=told,
            done=[step.value for step in done],
            begun=[step.value for step in begun],
        )

    def _held_anew(self, context: CheckoutContext, now: datetime) -> CheckoutContext:
        """The checkout with a later end of its hold, where payment begins for the first time."""
        if context.paying_since is not None:
            return context
        ends = max(context.hold_expires_at, now + self._paying)
        return replace(context, paying_since=now, hold_expires_at=ends)

    def _unpin(
        self, tx: Connection, mine: Taken, now: datetime, *, least: timedelta
    ) -> CheckoutContext:
        ends = max(mine.context.hold_expires_at, now + least)
        try:
            context = _extend(tx, mine.context, now, ends - now)
        except ReservationExpiredError:  # released by hand meanwhile: the reconciler undoes
            context, ends = mine.context, now
        context = replace(context, hold_expires_at=ends)
        told = dump(context)
        look_at = looked_at(context, now)
        journal.park(tx, context.order_id, owner=mine.owner, context=told, until=look_at, now=now)
        return context


def looked_at(context: CheckoutContext, now: datetime) -> datetime:
    """When a worker looks at a checkout that waits: at its hold's end, or sooner where its shopper
    may be paying on the platform's page."""
    ends = context.hold_expires_at
    return min(ends, now + LOOK_AGAIN) if parking.was_sent_to_page(context) else ends


def _taken(row: journal.Checkout, owner: str) -> Taken:
    return Taken(
        context=load_context(row.context), begun=row.step, owner=owner, attempts=row.attempts
    )


def _extend(
    tx: Connection, context: CheckoutContext, now: datetime, ttl: timedelta
) -> CheckoutContext:
    """Move the end of the hold; the context then carries its new fencing token."""
    token = holds.extend(
        tx,
        context.merchant_id,
        context.hold_id,
        fencing_token=context.fencing_token,
        now=now,
        ttl=ttl,
    )
    return replace(context, fencing_token=token)
