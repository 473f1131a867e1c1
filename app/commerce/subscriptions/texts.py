"""What shoppers are written about their subscriptions, in English."""

from __future__ import annotations

from datetime import datetime

from domain.money import Money
from storage.periods import StoredPeriod
from storage.recurring import StoredSubscription


def _what(subscription: StoredSubscription) -> str:
    many = f"{subscription.quantity} × " if subscription.quantity > 1 else ""
    return f"{many}{subscription.name}"


def _day(subscription: StoredSubscription, moment: datetime) -> str:
    local = moment.astimezone(subscription.recurrence.zone)
    return f"{local:%A, %B} {local.day}"


def reminder(subscription: StoredSubscription, period: StoredPeriod) -> str:
    """Before a charge."""
    day = _day(subscription, period.due_at)
    return (
        f"On {day} your card is charged for {_what(subscription)} "
        f"({subscription.recurrence.cadence.words}). You can skip or change it until then."
    )


def ordered(subscription: StoredSubscription, number: str, total: Money) -> str:
    """After it."""
    return f"{_what(subscription)} is ordered (order {number}); your card was charged {total}."


def price_question(name: str, agreed: str, price: Money) -> str:
    """A higher price needs a yes."""
    return f"{name} now costs {price} instead of {agreed}. Nothing is charged until you say yes."


def substitute_question(subscription: StoredSubscription, name: str, price: Money) -> str:
    """Something alike is proposed."""
    return (
        f"{subscription.name} is sold out. Would you take {name} for {price} this time? "
        "Nothing is charged until you say yes."
    )


def declined(subscription: StoredSubscription, again: datetime) -> str:
    """The card did not go through; it is tried again."""
    return (
        f"Your card was not accepted for {_what(subscription)}. It is tried again on "
        f"{_day(subscription, again)}; another card on file can be chosen until then."
    )


def paused(subscription: StoredSubscription, why: str) -> str:
    """It cannot go on by itself."""
    return f"Your subscription to {subscription.name} is paused: {_PAUSED.get(why, _OTHER)}."


def skipped(subscription: StoredSubscription, why: str) -> str:
    """One period was left out."""
    reason = _SKIPPED.get(why, "it could not be sent")
    return f"{_what(subscription)} is left out this time: {reason}. Nothing was charged."


_OTHER = "the store has to look at it"
_PAUSED = {
    "payment-declined": "your card was not accepted",
    "not-sold": "it is not sold any more",
}
_SKIPPED = {
    "out-of-stock": "it is sold out",
    "no-answer": "we did not hear from you",
}
