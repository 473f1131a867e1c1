"""The checkout's transactions: each durable moment of the saga is one function here.

Every write is fenced by the lease: a process that lost it gets LeaseLostError and has changed
nothing. No call to a POS is made inside.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.commerce.model import Receipt
from app.commerce.records import CheckoutContext, dump, load_context
from app.commerce.sale import receipt_for, record_sale, record_undone
from app.commerce.steps import Step, past_return
from domain.calls import Clock
from domain.errors import ReservationExpiredError
from storage import holds, journal
from storage.engine import Database

LEASE = timedelta(seconds=30)
PINNED = timedelta(hours=24)
"""How long a hold lives once payment has started; the saga or the reconciler ends it sooner."""
GRACE = timedelta(minutes=2)
"""After a decline the hold lives at least this long, for another card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A checkout this process holds the lease of."""

    context: CheckoutContext
    begun: str | None
    """The step that was begun before and not finished, if any."""
    owner: str
    attempts: int


class Logbook:
    """Writes down how far a checkout is; safe to use from many threads and processes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    # --- taking and leaving ------------------------------------------------------------------

    def take(self, merchant_id: str, order_id: str) -> Taken | None:
        """Lease an open checkout; None while another process works on it, or when it is closed."""
        owner = uuid.uuid4().hex
        with self._db.write() as tx:
            row = journal.seize(
                tx, merchant_id, order_id, owner=owner, now=self._clock.now(), lease=LEASE
            )
        return None if row is None else _taken(row, owner)

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

    def begin(self, mine: Taken, step: Step) -> CheckoutContext:
        """Pin the hold and journal the first step, in one transaction.

        Raises ReservationExpiredError (nothing is written then), LeaseLostError.
        """
        context, now = mine.context, self._clock.now()
        with self._db.write() as tx:
            if not past_return(context, mine.begun):
                context = _extend(tx, context, now, PINNED)
            journal.keep(tx, context.order_id, owner=mine.owner, context=dump(context), now=now)
            self._begun(tx, mine, step, now)
        return context

    def next_step(self, mine: Taken, step: Step, following: Step | None) -> None:
        """One durable commit between two calls: the end of one step, the start of the next."""
        now, told = self._clock.now(), dump(mine.context)
        with self._db.write() as tx:
            self._done(tx, mine, step, told, now)
            if following is not None:
                self._begun(tx, mine, following, now)

    def wait(self, mine: Taken) -> None:
        """Park it for its shopper; the hold ends when it was going to, after `GRACE` at least."""
        with self._db.write() as tx:
            self._unpin(tx, mine, self._clock.now())

    def fail(self, mine: Taken, step: Step, why: str) -> None:
        """The step had no effect and the shopper is told; park it for another try."""
        context, now = mine.context, self._clock.now()
        with self._db.write() as tx:
            journal.step_ended(
                tx,
                context.merchant_id,
                context.order_id,
                step.value,
                "failed",
                owner=mine.owner,
                at=now,
                detail={"why": why},
            )
            self._unpin(tx, mine, now)

    def finish(self, mine: Taken) -> Receipt:
        """The sale, the receipt and the end of the journal, in one transaction."""
        context, now = mine.context, self._clock.now()
        receipt = receipt_for(context, now)
        told, outcome = dump(context), {"kind": "placed", "receipt": dump(receipt)}
        with self._db.write() as tx:
            self._done(tx, mine, Step.CONFIRM, told, now)
            record_sale(tx, context, receipt, now)
            journal.close(
                tx, context.order_id, owner=mine.owner, context=told, outcome=outcome, at=now
            )
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
                context.order_id,
                owner=mine.owner,
                context=dump(context),
                outcome={"kind": "undone", "reason": context.undo_reason},
                at=now,
            )

    # --- inside a transaction ----------------------------------------------------------------

    def _begun(self, tx: Connection, mine: Taken, step: Step, now: datetime) -> None:
        context = mine.context
        journal.step_begun(
            tx, context.merchant_id, context.order_id, step.value, owner=mine.owner, at=now
        )

    def _done(
        self, tx: Connection, mine: Taken, step: Step, told: Mapping[str, Any], now: datetime
    ) -> None:
        """`told` is the context as JSON, made before the transaction, which others wait for."""
        context = mine.context
        journal.step_done(
            tx,
            context.merchant_id,
            context.order_id,
            step.value,
            owner=mine.owner,
            at=now,
            context=told,
        )

    def _unpin(self, tx: Connection, mine: Taken, now: datetime) -> None:
        ends = max(mine.context.hold_expires_at, now + GRACE)
        try:
            context = _extend(tx, mine.context, now, ends - now)
        except ReservationExpiredError:  # released by hand meanwhile: the reconciler undoes
            context, ends = mine.context, now
        journal.park(
            tx,
            context.order_id,
            owner=mine.owner,
            context=dump(replace(context, hold_expires_at=ends)),
            until=ends,
            now=now,
        )


def _taken(row: journal.Checkout, owner: str) -> Taken:
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
