"""Works off periods: reminds, asks, charges, and tries again; any number of processes may run it.

A period is leased, and what is about to be done is written down before anybody is asked. How an
attempt ended is written down before what it left is undone, so that a crash at any moment leaves
something that says where to go on. A result counts only for whoever still holds the lease.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from app.commerce.alternatives import Substitutes
from app.commerce.model import Receipt, VariantView
from app.commerce.ports import Discovery
from app.commerce.saga import Probe, no_probe
from app.commerce.subscriptions import ahead, conclusion, texts
from app.commerce.subscriptions.ahead import BY_CLOCK, policy_of
from app.commerce.subscriptions.attempt import (
    NEEDS_PERSON,
    SOLD_OUT,
    Attempts,
    Ending,
    Paid,
    Unclear,
    price_question,
)
from app.commerce.subscriptions.conclusion import Scene
from app.commerce.subscriptions.model import NoticeKind
from domain.calls import Call, Clock
from domain.errors import NotFoundError, UnknownSkuError
from domain.money import Money
from domain.subscriptions import GOES_ON, OutOfStock, PeriodState
from storage import periods, recurring
from storage.engine import Database
from storage.periods import StoredPeriod
from storage.recurring import StoredSubscription

log = structlog.get_logger(__name__)

_LEASE = timedelta(minutes=3)
_CALL_S = 45.0
_BATCH = 4
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 15, 1800


@dataclass(slots=True)
class Biller:
    """A worker's loop over periods that are due."""

    database: Database
    discovery: Discovery
    substitutes: Substitutes
    attempts: Attempts
    clock: Clock
    probe: Probe = field(default=no_probe)
    _owner: str = field(default_factory=lambda: f"billing-{uuid.uuid4().hex[:12]}")

    def run_once(self) -> int:
        """Look at what is due; how many periods that were."""
        now = self.clock.now()
        with self.database.write() as tx:
            due = periods.claim(tx, owner=self._owner, now=now, lease=_LEASE, limit=_BATCH)
        for period in due:
            self.probe("billing.claimed")
            try:
                self._attend(period)
            except Exception as error:  # the last handler of a period: logged, tried again later
                log.exception("subscription.failed", subscription_id=period.subscription_id)
                self._later(period, type(error).__name__)
        return len(due)

    def _attend(self, claimed: StoredPeriod) -> None:
        price = self._list_price(claimed)
        with self._mine(claimed) as at:
            begun = None if at is None else self._begun(at, price)
        if begun is None:
            return
        self.probe("billing.begun")
        subscription, period = begun.subscription, begun.period
        call = Call.within(_CALL_S, correlation_id=f"{period.subscription_id}-{period.number}")
        if period.ending is not None:
            self._let_go(subscription, period, period.ending, call)
            return
        verdict = self.attempts.run(subscription, period, begun.policy, call)
        self.probe("billing.answered")
        match verdict:
            case Unclear(why=why, is_untouched=is_untouched):
                self._later(period, why, is_untouched=is_untouched)
            case Paid(receipt=receipt):
                self._paid(period, receipt)
            case Ending():
                ended = self._written(period, verdict)
                if ended is not None:
                    self._let_go(subscription, ended, verdict.why, call)

    # --- what is to be done ------------------------------------------------------------------

    def _begun(self, at: Scene, price: Money | None) -> Scene | None:
        """What is to be charged; None where something else was to be done, and is."""
        period = at.period
        if self._is_settled(at, price):
            return None
        tries = period.tries + 1
        periods.move(
            at.tx,
            period,
            PeriodState.BILLING,
            now=at.now,
            keep_lease=True,
            wake_at=at.now,
            tries=tries,
        )
        if tries == 1:
            recurring.note(
                at.tx,
                at.subscription,
                "attempt",
                actor=BY_CLOCK,
                at=at.now,
                number=period.number,
                detail={"attempt": period.attempt},
            )
        return replace(at, period=replace(period, tries=tries, state=PeriodState.BILLING))

    def _is_settled(self, at: Scene, price: Money | None) -> bool:
        """Whether there was something else to do than to charge, which is done now."""
        period = at.period
        if period.wake_at is None or period.wake_at > at.now:
            periods.move(at.tx, period, period.state, now=at.now)
            return True
        if at.subscription.state not in GOES_ON and period.state is not PeriodState.BILLING:
            why = at.subscription.state.value
            ahead.close(at.tx, at.subscription, period, PeriodState.SKIPPED, why=why, now=at.now)
            return True
        if period.state is PeriodState.ASKING:
            self._unanswered(at)
            return True
        if period.reminded_at is None:
            self._told_ahead(at, price)
            return True
        return False

    def _unanswered(self, at: Scene) -> None:
        why = "no-answer"
        text = texts.skipped(at.subscription, at.period, why)
        ahead.tell(at.tx, at.subscription, at.period, NoticeKind.SKIPPED, text, now=at.now)
        ahead.close(at.tx, at.subscription, at.period, PeriodState.SKIPPED, why=why, now=at.now)

    def _told_ahead(self, at: Scene, price: Money | None) -> None:
        """Remind the shopper of the charge, or ask for a yes where the catalog's price rose."""
        agreed = at.subscription.price
        if price is not None and at.policy.asks_for(agreed, price):
            conclusion.ask(at, price_question(at.subscription.name, agreed, price))
            return
        due_at = self._still_ahead(at)
        text = texts.reminder(at.subscription, due_at, at.period, price or agreed)
        ahead.tell(at.tx, at.subscription, at.period, NoticeKind.REMINDER, text, now=at.now)
        periods.move(
            at.tx,
            at.period,
            PeriodState.UPCOMING,
            now=at.now,
            reminded_at=at.now,
            due_at=due_at,
            wake_at=max(at.now, due_at),
        )

    def _still_ahead(self, at: Scene) -> datetime:
        """The moment of the charge; on the day after, where nobody was told of it in time since
        nothing ran: who is promised a reminder can still skip what they are reminded of."""
        due_at, recurrence = at.period.due_at, at.subscription.recurrence
        if at.policy.reminder_days == 0 or due_at > at.now:
            return due_at
        return recurrence.moment((at.now + timedelta(days=1)).astimezone(recurrence.zone).date())

    def _list_price(self, period: StoredPeriod) -> Money | None:
        """What the catalog asks for one now; None where it does not say, or nobody is reminded."""
        if period.reminded_at is not None:
            return None
        with self.database.read() as tx:
            stored = recurring.get(tx, period.merchant_id, period.subscription_id)
        try:
            return self.discovery.variant(stored.merchant_id, stored.sku).price
        except UnknownSkuError:
            return None  # found out, and said, when it is charged

    # --- what came of it ---------------------------------------------------------------------

    def _paid(self, period: StoredPeriod, receipt: Receipt) -> None:
        with self._mine(period) as at:
            if at is not None:
                conclusion.paid(at, receipt)
        self.probe("billing.recorded")

    def _written(self, period: StoredPeriod, ending: Ending) -> StoredPeriod | None:
        """The period with why its attempt ended; None where somebody else goes on with it."""
        with self._mine(period) as at:
            if at is None:
                return None
            periods.move(
                at.tx,
                at.period,
                PeriodState.BILLING,
                now=at.now,
                keep_lease=True,
                ending=ending.why,
                order_id=ending.order_id,
                asked=ending.asked if ending.asked is not None else at.period.asked,
            )
        self.probe("billing.ending")
        return replace(period, ending=ending.why, order_id=ending.order_id)

    def _let_go(
        self, subscription: StoredSubscription, period: StoredPeriod, why: str, call: Call
    ) -> None:
        stuck = why.startswith(NEEDS_PERSON)
        gone = None if stuck else self.attempts.let_go(period, call)
        self.probe("billing.let_go")
        if gone is False:
            self._later(period, f"{why}: not let go yet")
            return
        why = NEEDS_PERSON if gone is None and not stuck else why
        proposal = self._proposal(subscription, period) if why == SOLD_OUT else None
        with self._mine(period) as at:
            if at is not None:
                conclusion.ended(at, why, proposal)
        self.probe("billing.recorded")

    def _proposal(
        self, subscription: StoredSubscription, period: StoredPeriod
    ) -> VariantView | None:
        """What the store has instead; nothing stands in for a substitute."""
        if subscription.out_of_stock is not OutOfStock.SUBSTITUTE or period.sku is not None:
            return None
        try:
            found = self.substitutes.alternatives(
                subscription.merchant_id,
                subscription.sku,
                at=subscription.location_id,
                quantity=subscription.quantity,
            )
        except (UnknownSkuError, NotFoundError):
            return None
        return next(iter((*found.variants, *found.similar)), None)

    def _later(self, period: StoredPeriod, why: str, *, is_untouched: bool = False) -> None:
        """The same attempt again, after a growing pause."""
        pause = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(period.tries, 8))
        with self._mine(period) as at:
            if at is not None:
                again = at.now + timedelta(seconds=pause)
                state = PeriodState.UPCOMING if is_untouched else at.period.state
                periods.move(at.tx, at.period, state, now=at.now, wake_at=again)
        log.info("subscription.later", subscription_id=period.subscription_id, why=why)

    @contextmanager
    def _mine(self, period: StoredPeriod) -> Iterator[Scene | None]:
        """The locked subscription and its period as they stand now, to be written in one commit;
        None where the lease was lost."""
        with self.database.write() as tx:
            now = self.clock.now()
            subscription = recurring.get(tx, period.merchant_id, period.subscription_id, lock=True)
            if not periods.holds_lease(tx, period, self._owner, until=now + _LEASE):
                log.warning("subscription.lease_lost", subscription_id=period.subscription_id)
                yield None
                return
            yield Scene(
                tx=tx,
                subscription=subscription,
                period=periods.get(tx, period.subscription_id, period.number),
                policy=policy_of(tx, subscription.merchant_id),
                now=now,
            )
