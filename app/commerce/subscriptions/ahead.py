"""The period to come: opened after the one that ended, closed by a wish, told to the shopper."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import Connection

from app.commerce.subscriptions.model import NoticeKind
from domain.errors import InvalidInputError, NotFoundError
from domain.subscriptions import GOES_ON, PeriodState, SubscriptionPolicy, SubscriptionState
from storage import customers, merchants, periods, recurring, shopper_notices
from storage.periods import StoredPeriod
from storage.recurring import StoredSubscription
from storage.shopper_notices import ShopperChannelKind

log = structlog.get_logger(__name__)

BY_CLOCK = "schedule"
_LOOKED_BACK = 100


def policy_of(tx: Connection, merchant_id: str) -> SubscriptionPolicy:
    """What the merchant decides; the defaults where their setting cannot be read."""
    settings = merchants.merchant(tx, merchant_id).settings
    try:
        return SubscriptionPolicy.from_settings(settings.get("subscriptions", {}))
    except InvalidInputError as error:
        log.error("subscription.policy_unreadable", merchant_id=merchant_id, error=str(error))
        return SubscriptionPolicy()


def open_next(
    tx: Connection, subscription: StoredSubscription, *, after: datetime, now: datetime
) -> None:
    """Begin the next period: the first moment of the cadence behind `after` and behind now.

    What was missed while a till was down is not charged afterwards all at once.
    """
    due_at = subscription.recurrence.next_moment(max(after, now))
    open_at(tx, subscription, due_at=due_at, now=now)


def open_at(
    tx: Connection, subscription: StoredSubscription, *, due_at: datetime, now: datetime
) -> None:
    """Begin a period that is charged at that moment."""
    policy = policy_of(tx, subscription.merchant_id)
    periods.begin(
        tx,
        subscription,
        due_at=due_at,
        wake_at=max(now, policy.reminder_at(due_at)),
        now=now,
    )


def close(
    tx: Connection,
    subscription: StoredSubscription,
    period: StoredPeriod,
    to: PeriodState,
    *,
    why: str,
    now: datetime,
    actor: str = BY_CLOCK,
) -> None:
    """End a period without an order, and begin the next if the subscription goes on."""
    periods.move(tx, period, to, now=now)
    recurring.note(
        tx,
        subscription,
        f"period-{to.value}",
        actor=actor,
        at=now,
        number=period.number,
        detail={"why": why},
    )
    if subscription.state in GOES_ON:
        settle(tx, subscription, now=now)
        open_next(tx, subscription, after=period.due_at, now=now)


def settle(tx: Connection, subscription: StoredSubscription, *, now: datetime) -> None:
    """What was past due is not any more."""
    if subscription.state is SubscriptionState.PAST_DUE:
        recurring.change(
            tx,
            subscription.merchant_id,
            subscription.id,
            now=now,
            state=SubscriptionState.ACTIVE.value,
            reason=None,
        )


def stop(tx: Connection, subscription: StoredSubscription, *, why: str, now: datetime) -> None:
    """Pause a subscription that cannot go on by it"""
    recurring.change(
        tx,
        subscription.merchant_id,
        subscription.id,
        now=now,
        state=SubscriptionState.PAUSED.value,
        reason=why,
        resume_at=None,
    )
    recurring.note(tx, subscription, "paused", actor=BY_CLOCK, at=now, detail={"why": why})


def tell(
    tx: Connection,
    subscription: StoredSubscription,
    period: StoredPeriod,
    kind: NoticeKind,
    text: str,
    *,
    now: datetime,
    mark: str = "",
) -> None:
    """Have the shopper told, once; `mark` tells repeated messages of a period apart."""
    shopper_notices.tell(
        tx,
        subscription.merchant_id,
        about=subscription.id,
        news=f"{kind.value}:{period.number}:{mark}",
        text=text,
        has=_reached_by(tx, subscription),
        now=now,
        customer_id=subscription.customer_id,
        locale=subscription.locale,
    )
    recurring.note(
        tx,
        subscription,
        "told",
        actor=BY_CLOCK,
        at=now,
        number=period.number,
        detail={"kind": kind.value, "text": text},
    )


def was_told(tx: Connection, period: StoredPeriod, kind: NoticeKind) -> bool:
    """Whether the shopper heard that of this period already."""
    return any(
        each.number == period.number and each.detail.get("kind") == kind.value
        for each in recurring.events(tx, period.subscription_id, limit=_LOOKED_BACK)
    )


def _reached_by(tx: Connection, subscription: StoredSubscription) -> list[ShopperChannelKind]:
    """How the shopper can be written to; not at all once they are forgotten."""
    try:
        person = customers.get(tx, subscription.merchant_id, subscription.customer_id)
    except NotFoundError:
        return []
    has = [ShopperChannelKind.SMS] if person.phone else []
    return [*has, ShopperChannelKind.EMAIL] if person.email else has
