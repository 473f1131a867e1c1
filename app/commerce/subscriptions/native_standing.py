"""What a platform says of a subscription that it bills, in our own row and words."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.native_subscriptions import NativeState, NativeSubscription
from domain.subscriptions import SubscriptionState
from storage import recurring
from storage.recurring import StoredSubscription

_SOON = timedelta(minutes=15)
"""A bill is due, or may have been missed."""
_SELDOM = timedelta(hours=6)


def write_down(
    tx: Connection,
    locked: StoredSubscription,
    told: NativeSubscription,
    *,
    now: datetime,
    failed: bool = False,
) -> None:
    """What the platform says of it, in the row that the caller has locked."""
    state, reason = _state_of(locked, told, failed=failed)
    today = now.astimezone(locked.recurrence.zone).date()
    is_due = told.paid_through is None or told.paid_through <= today
    recurring.change(
        tx,
        locked.merchant_id,
        locked.id,
        now=now,
        state=state.value,
        reason=reason,
        platform_id=told.platform_id,
        look_at=None if told.state is NativeState.ENDED else now + (_SOON if is_due else _SELDOM),
    )
    if state is not locked.state:
        detail = {"state": state.value, "why": reason}
        recurring.note(tx, locked, "moved", actor="till", at=now, detail=detail)


def _state_of(
    stored: StoredSubscription, told: NativeSubscription, *, failed: bool
) -> tuple[SubscriptionState, str | None]:
    """Our word for it. What will end is canceled, what will pause without an end is paused: no
    other charge is to come."""
    if told.state is NativeState.UNKNOWN:
        return stored.state, stored.reason
    if told.state is NativeState.ENDED or told.ends_on is not None:
        return SubscriptionState.CANCELED, stored.reason or "till"
    if told.state is NativeState.DEACTIVATED:
        return SubscriptionState.PAUSED, "deactivated"
    if told.state is NativeState.PAUSED or (told.pauses_on and told.resumes_on is None):
        return SubscriptionState.PAUSED, stored.reason or "till"
    if failed:
        return SubscriptionState.PAST_DUE, "declined"
    return SubscriptionState.ACTIVE, None
