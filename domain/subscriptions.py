"""Subscriptions: one thing bought again and again, and what a merchant's policy says when it fails.

Pure arithmetic over facts; nothing is asked or written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain.errors import IllegalTransitionError, InvalidInputError
from domain.money import Money


class SubscriptionState(StrEnum):
    """Where a subscription stands."""

    ACTIVE = "active"
    PAUSED = "paused"
    """By the shopper (until a day, or until they say so), or because it cannot go on."""
    PAST_DUE = "past_due"
    """The card was declined; it is tried again."""
    CANCELED = "canceled"


class PeriodState(StrEnum):
    """Where one delivery of a subscription stands."""

    UPCOMING = "upcoming"
    ASKING = "asking"
    """The shopper must say yes to a higher price or to a substitute."""
    BILLING = "billing"
    """An attempt was begun, and how it ended is not written down yet."""
    RETRYING = "retrying"
    """The card was declined; another attempt is planned."""
    WAITING = "waiting"
    """For stock."""
    PAID = "paid"
    """It has its order."""
    SKIPPED = "skipped"
    FAILED = "failed"
    """Given up; nothing was charged."""
    NEEDS_PERSON = "needs_person"
    """The attempt left something at the till that only a person can settle."""


OPEN = frozenset(
    {
        PeriodState.UPCOMING,
        PeriodState.ASKING,
        PeriodState.BILLING,
        PeriodState.RETRYING,
        PeriodState.WAITING,
    }
)
"""A subscription that goes on has exactly one period in one of these."""


UNPAID, NO_CARD = "payment-declined", "no-card"
"""Why a subscription is paused whose card was declined to the last, or that never had one."""


class OutOfStock(StrEnum):
    """What is done when the store has too few."""

    SKIP = "skip"
    WAIT = "wait"
    SUBSTITUTE = "substitute"
    """Something alike is proposed; it is sent only after a yes."""


class Manage(StrEnum):
    """What can be wished of a subscription that stands."""

    CHANGE = "changed"
    PAUSE = "paused"
    RESUME = "resumed"
    SKIP = "skipped"
    CANCEL = "canceled"
    CONSENT = "answered"


GOES_ON = frozenset({SubscriptionState.ACTIVE, SubscriptionState.PAST_DUE})
"""States in which periods are charged and followed by others."""
_ALIVE = frozenset({*GOES_ON, SubscriptionState.PAUSED})
_ALLOWED: Mapping[Manage, frozenset[SubscriptionState]] = {
    Manage.CHANGE: _ALIVE,
    Manage.PAUSE: _ALIVE,
    Manage.RESUME: frozenset({SubscriptionState.PAUSED}),
    Manage.SKIP: GOES_ON,
    Manage.CANCEL: _ALIVE,
    Manage.CONSENT: GOES_ON,
}


def require(wish: Manage, state: SubscriptionState) -> None:
    """Raises IllegalTransitionError where a subscription in that state cannot have the wish."""
    if state not in _ALLOWED[wish]:
        raise IllegalTransitionError("subscription", state.value, wish.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionPolicy:
    """What a merchant decides about every subscription."""

    reminder_days: int = 3
    """How long before a charge the shopper is told."""
    bill_at: time = time(9)
    """By the store's clock, where a subscription says nothing else."""
    price_rise_percent: int = 5
    """A unit price that rose by more since the shopper's yes is not charged without a new one."""
    consent_days: int = 7
    """How long an answer is waited for; without one the period is skipped."""
    retry_days: tuple[int, ...] = (1, 3, 5)
    """Days after each decline until the next attempt; after the last the subscription pauses."""
    wait_days: int = 7
    """How long stock is waited for; it is looked for daily."""
    native: bool = False
    """Whether a platform's own plan is used where there is one for the goods and the rhythm."""

    @classmethod
    def from_settings(cls, told: Mapping[str, Any]) -> SubscriptionPolicy:
        """Read a merchant's setting. Raises InvalidInputError naming the field."""
        values: dict[str, Any] = {}
        for name, value in told.items():
            if name not in cls.__slots__:
                known = ", ".join(sorted(cls.__slots__))
                raise InvalidInputError(f"subscriptions.{name}", name, f"one of {known}")
            values[name] = _READ.get(name, _whole)(name, value)
        return cls(**values)

    def reminder_at(self, due_at: datetime) -> datetime:
        """When the shopper is told of a charge."""
        return due_at - timedelta(days=self.reminder_days)

    def asks_for(self, agreed: Money, now: Money) -> bool:
        """Whether this unit price needs a new yes."""
        if agreed.currency != now.currency:
            return True
        return now.amount * 100 > agreed.amount * (100 + self.price_rise_percent)

    def retry_at(self, declines: int, now: datetime) -> datetime | None:
        """When to try again after so many declines of one period; None: not any more."""
        if declines > len(self.retry_days):
            return None
        return now + timedelta(days=self.retry_days[declines - 1])

    def look_again_at(self, due_at: datetime, now: datetime) -> datetime | None:
        """When to look for stock again; None: it was waited for long enough."""
        again = now + timedelta(days=1)
        return again if again <= self.waits_until(due_at) else None

    def waits_until(self, due_at: datetime) -> datetime:
        """When stock is looked for no longer."""
        return due_at + timedelta(days=self.wait_days)


def _whole(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 365:
        raise InvalidInputError(f"subscriptions.{name}", value, "a whole number up to 365")
    return value


def _days(name: str, value: object) -> tuple[int, ...]:
    if not isinstance(value, (list, tuple)) or len(value) > 10:
        raise InvalidInputError(f"subscriptions.{name}", value, "at most ten whole numbers")
    return tuple(_whole(name, each) for each in value)


def _time(name: str, value: object) -> time:
    try:
        return time.fromisoformat(str(value))
    except ValueError as error:
        raise InvalidInputError(f"subscriptions.{name}", value, 'a time as in "09:00"') from error


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidInputError(f"subscriptions.{name}", value, "true or false")
    return value


_READ: Mapping[str, Any] = {"retry_days": _days, "bill_at": _time, "native": _flag}
