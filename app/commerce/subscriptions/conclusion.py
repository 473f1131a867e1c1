"""What becomes of a period once its attempt has ended: all of it in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy import Connection

from app.commerce.model import Receipt, VariantView
from app.commerce.subscriptions import ahead, texts
from app.commerce.subscriptions.ahead import BY_CLOCK
from app.commerce.subscriptions.attempt import (
    DECLINED,
    LAPSED,
    NEEDS_PERSON,
    NEEDS_SHOPPER,
    PRICE,
    SOLD_OUT,
)
from app.commerce.subscriptions.model import NoticeKind
from domain.money import Money
from domain.subscriptions import (
    GOES_ON,
    NO_CARD,
    UNPAID,
    OutOfStock,
    PeriodState,
    SubscriptionPolicy,
    SubscriptionState,
)
from storage import periods, recurring
from storage.periods import StoredPeriod
from storage.recurring import StoredSubscription

log = structlog.get_logger(__name__)

PERIODS = Counter(
    "voicetill_subscription_attempts_total", "Attempts to charge a period, by end.", ["end"]
)
_SOON = timedelta(seconds=30)
_LONGEST = timedelta(hours=6)
_NO_MONEY = frozenset({DECLINED, NO_CARD, NEEDS_SHOPPER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A locked subscription and the period whose attempt has ended, inside a transaction."""

    tx: Connection
    subscription: StoredSubscription
    period: StoredPeriod
    policy: SubscriptionPolicy
    now: datetime

    def move(self, to: PeriodState, **facts: Any) -> None:
        """Write how far the period is; another attempt would begin afresh."""
        afresh = {"attempt": self.period.attempt + 1, "tries": 0, "ending": None, "order_id": None}
        periods.move(self.tx, self.period, to, now=self.now, **(afresh | facts))


def paid(at: Scene, receipt: Receipt) -> None:
    """It has its order; the next period is opened if the subscription goes on."""
    PERIODS.labels("paid").inc()
    subscription, period = at.subscription, at.period
    periods.move(
        at.tx, period, PeriodState.PAID, now=at.now, order_id=receipt.order_id, ending=None
    )
    recurring.note(
        at.tx,
        subscription,
        "period-paid",
        actor=BY_CLOCK,
        at=at.now,
        number=period.number,
        detail={"order_id": receipt.order_id, "total_minor": receipt.total.amount},
    )
    goods = [(each.quantity, each.variant.speech_name) for each in receipt.lines]
    text = texts.ordered(subscription, goods, receipt.number, receipt.total)
    ahead.tell(
        at.tx,
        subscription,
        period,
        NoticeKind.ORDERED,
        text,
        now=at.now,
    )
    if subscription.state in GOES_ON:
        ahead.settle(at.tx, subscription, now=at.now)
        ahead.open_next(at.tx, subscription, after=period.due_at, now=at.now)
    log.info(
        "subscription.paid",
        subscription_id=subscription.id,
        number=period.number,
        order_id=receipt.order_id,
    )


def ended(at: Scene, why: str, proposal: VariantView | None) -> None:
    """No order came of the attempt, and nothing of it is left."""
    PERIODS.labels(why).inc()
    log.info(
        "subscription.attempt_ended",
        subscription_id=at.subscription.id,
        number=at.period.number,
        attempt=at.period.attempt,
        why=why,
    )
    if at.subscription.state not in GOES_ON:
        ahead.close(at.tx, at.subscription, at.period, PeriodState.FAILED, why=why, now=at.now)
    elif why in _NO_MONEY:
        _declined(at, why)
    elif why == PRICE:
        ask(at, at.period.asked)
    elif why == SOLD_OUT:
        _sold_out(at, proposal)
    elif why == LAPSED:
        pause = min(_SOON * 2 ** min(at.period.attempt, 12), _LONGEST)
        at.move(PeriodState.UPCOMING, wake_at=at.now + pause)
    else:
        _stopped(at, why)


def ask(at: Scene, asked: dict[str, Any]) -> None:
    """Wait for the shopper's yes to a higher price or to a substitute."""
    subscription = at.subscription
    price = Money(asked["price_minor"], asked["currency"])
    if asked["kind"] == PRICE:
        kind, name = NoticeKind.PRICE, asked["name"]
        text = texts.price_question(subscription, name, _agreed(asked), price)
    else:
        kind = NoticeKind.SUBSTITUTE
        text = texts.substitute_question(subscription, asked["name"], price)
    until = max(at.now, at.period.due_at) + timedelta(days=at.policy.consent_days)
    at.move(
        PeriodState.ASKING,
        asked=asked,
        wake_at=until,
        reminded_at=at.period.reminded_at or at.now,
    )
    ahead.tell(
        at.tx,
        subscription,
        at.period,
        kind,
        text,
        now=at.now,
        mark=str(at.period.attempt),
    )


def _agreed(asked: dict[str, Any]) -> Money | str:
    """What the shopper had said yes to; only as text where it was asked by an older version."""
    if "agreed_minor" in asked:
        return Money(asked["agreed_minor"], asked["currency"])
    return str(asked["agreed"])


# --- reasons ---------------------------------------------------------------------------------


def _declined(at: Scene, why: str) -> None:
    declines = at.period.declines + 1
    again = at.policy.retry_at(declines, at.now)
    if again is None:
        _stopped(at, NO_CARD if why == NO_CARD else UNPAID)
        return
    at.move(PeriodState.RETRYING, declines=declines, wake_at=again)
    recurring.change(
        at.tx,
        at.subscription.merchant_id,
        at.subscription.id,
        now=at.now,
        state=SubscriptionState.PAST_DUE.value,
        reason=why,
    )
    recurring.note(
        at.tx,
        at.subscription,
        "declined",
        actor=BY_CLOCK,
        at=at.now,
        number=at.period.number,
        detail={"why": why, "again_at": again.isoformat()},
    )
    text = texts.declined(at.subscription, at.period, why, again)
    ahead.tell(
        at.tx,
        at.subscription,
        at.period,
        NoticeKind.DECLINED,
        text,
        now=at.now,
        mark=str(declines),
    )


def _sold_out(at: Scene, proposal: VariantView | None) -> None:
    wanted = at.subscription.out_of_stock
    if wanted is OutOfStock.WAIT:
        again = at.policy.look_again_at(at.period.due_at, at.now)
        if again is not None:
            at.move(PeriodState.WAITING, wake_at=again)
            _told_of_waiting(at)
            return
    if proposal is not None and proposal.price is not None:
        asked = {
            "kind": "substitute",
            "sku": proposal.sku,
            "name": proposal.speech_name,
            "price_minor": proposal.price.amount,
            "currency": proposal.price.currency,
        }
        ask(at, asked)
        return
    text = texts.skipped(at.subscription, at.period, SOLD_OUT)
    ahead.tell(at.tx, at.subscription, at.period, NoticeKind.SKIPPED, text, now=at.now)
    ahead.close(at.tx, at.subscription, at.period, PeriodState.SKIPPED, why=SOLD_OUT, now=at.now)


def _told_of_waiting(at: Scene) -> None:
    """Nothing came on the day that was announced; said on that day, not on each one after it."""
    kind = NoticeKind.WAITING
    if not ahead.was_told(at.tx, at.period, kind):
        until = at.policy.waits_until(at.period.due_at)
        text = texts.waiting(at.subscription, at.period, until)
        ahead.tell(at.tx, at.subscription, at.period, kind, text, now=at.now)


def _stopped(at: Scene, why: str) -> None:
    """It cannot go on by itself: the period is given up and the subscription pauses."""
    stuck = why.startswith(NEEDS_PERSON)
    state = PeriodState.NEEDS_PERSON if stuck else PeriodState.FAILED
    periods.move(at.tx, at.period, state, now=at.now)
    recurring.note(
        at.tx,
        at.subscription,
        f"period-{state.value}",
        actor=BY_CLOCK,
        at=at.now,
        number=at.period.number,
        detail={"why": why},
    )
    ahead.stop(at.tx, at.subscription, why=why, now=at.now)
    text = texts.paused(at.subscription, why)
    ahead.tell(at.tx, at.subscription, at.period, NoticeKind.PAUSED, text, now=at.now)
