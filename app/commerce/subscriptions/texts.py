"""What shoppers are written about their subscriptions, in the language they began them in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.voice.prompts.catalog import say
from app.voice.reply import Speech
from app.voice.speech import cadence_words, shown, written_day
from domain.money import Money
from domain.subscriptions import NO_CARD, UNPAID
from storage.periods import StoredPeriod
from storage.recurring import StoredSubscription
from storage.shopper_notices import NO_LOCALE


def reminder(
    subscription: StoredSubscription, due_at: datetime, period: StoredPeriod, unit_price: Money
) -> str:
    """Before a charge: when, for what and how much, before tax."""
    told = say(
        "notice.sub.reminder",
        day=_day(subscription, due_at),
        what=_what(subscription, period),
        cadence=cadence_words(subscription.recurrence.cadence),
        price=unit_price * subscription.quantity,
    )
    return _written(subscription, told)


def ordered(
    subscription: StoredSubscription, goods: Sequence[tuple[int, str]], number: str, total: Money
) -> str:
    """After it: how many of what was ordered, which need not be what is wished by now."""
    what = ", ".join(_many(quantity, name) for quantity, name in goods)
    told = say("receipt.written.subscription", what=what, number=number, total=total)
    return _written(subscription, told)


def price_question(
    subscription: StoredSubscription, name: str, agreed: Money | str, price: Money
) -> str:
    """A higher price needs a yes; an agreed price that was kept as text stays as it is."""
    told = say("notice.sub.price", name=name, price=price, agreed=agreed)
    return _written(subscription, told)


def substitute_question(subscription: StoredSubscription, name: str, price: Money) -> str:
    """Something alike is proposed."""
    told = say("notice.sub.substitute", name=subscription.name, instead=name, price=price)
    return _written(subscription, told)


def declined(
    subscription: StoredSubscription, period: StoredPeriod, why: str, again: datetime
) -> str:
    """The card did not go through, or there is none; it is tried again."""
    what, day = _what(subscription, period), _day(subscription, again)
    prompt = "notice.sub.nocard" if why == NO_CARD else "notice.sub.declined"
    return _written(subscription, say(prompt, what=what, day=day))


def waiting(subscription: StoredSubscription, period: StoredPeriod, until: datetime) -> str:
    """Sold out on the day of the charge; it is looked for until a day."""
    what, day = _what(subscription, period), _day(subscription, until)
    return _written(subscription, say("notice.sub.waiting", what=what, day=day))


def paused(subscription: StoredSubscription, why: str) -> str:
    """It cannot go on by itself."""
    prompt = _PAUSED.get(why, "notice.sub.paused.store")
    return _written(subscription, say(prompt, name=subscription.name))


def skipped(subscription: StoredSubscription, period: StoredPeriod, why: str) -> str:
    """One period was left out."""
    prompt = _SKIPPED.get(why, "notice.sub.skipped.other")
    return _written(subscription, say(prompt, what=_what(subscription, period)))


def _written(subscription: StoredSubscription, told: Speech) -> str:
    return shown(told, subscription.locale or NO_LOCALE)


def _what(subscription: StoredSubscription, period: StoredPeriod) -> str:
    instead = period.asked.get("name") if period.sku is not None and period.asked else None
    return _many(subscription.quantity, instead or subscription.name)


def _many(quantity: int, name: str) -> str:
    return f"{quantity} × {name}" if quantity > 1 else name


def _day(subscription: StoredSubscription, moment: datetime) -> str:
    local = moment.astimezone(subscription.recurrence.zone)
    return written_day(local.date(), subscription.locale or NO_LOCALE)


_PAUSED: Final = {
    NO_CARD: "notice.sub.paused.nocard",
    UNPAID: "notice.sub.paused.card",
    "not-sold": "notice.sub.paused.gone",
}
_SKIPPED: Final = {
    "out-of-stock": "notice.sub.skipped.sold",
    "no-answer": "notice.sub.skipped.silent",
}
