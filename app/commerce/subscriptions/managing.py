"""What a wish does to a subscription that stands: all of it in the caller's transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from typing import assert_never

from sqlalchemy import Connection

from app.commerce.model import VariantView
from app.commerce.subscriptions import ahead
from app.commerce.subscriptions.ahead import policy_of
from app.commerce.subscriptions.model import (
    Answer,
    Cancel,
    Change,
    Pause,
    Resume,
    Skip,
    Wish,
)
from domain.errors import IllegalTransitionError, InvalidInputError
from domain.recurrence import Recurrence
from domain.subscriptions import Manage, PeriodState, SubscriptionState, require
from storage import periods, recurring
from storage.periods import StoredPeriod
from storage.recurring import StoredSubscription

_NOT_WHILE_BILLED = "being charged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A locked subscription with its open period, inside a transaction."""

    tx: Connection
    stored: StoredSubscription
    period: StoredPeriod | None
    now: datetime

    def change(self, **facts: object) -> None:
        """Write columns of the subscription."""
        recurring.change(self.tx, self.stored.merchant_id, self.stored.id, now=self.now, **facts)


def carried_out(at: Standing, wish: Wish, variant: VariantView | None) -> Manage | None:
    """What was done; None where it was so already."""
    match wish:
        case Pause():
            return _pause(at, wish)
        case Resume():
            return _resume(at)
        case Skip():
            return _skip(at)
        case Cancel():
            return _cancel(at, wish)
        case Answer():
            return _answer(at, wish)
        case Change():
            return _change(at, wish, variant)
        case _:
            assert_never(wish)


def _pause(at: Standing, wish: Pause) -> Manage:
    require(Manage.PAUSE, at.stored.state)
    until = None
    if wish.until is not None:
        until = datetime.combine(wish.until, time(0), at.stored.recurrence.zone)
        if until <= at.now:
            raise InvalidInputError("until", str(wish.until), "a day that is still to come")
    at.change(state=SubscriptionState.PAUSED.value, reason="shopper", resume_at=until)
    _drop_period(at, SubscriptionState.PAUSED, "paused")
    return Manage.PAUSE


def _resume(at: Standing) -> Manage | None:
    if at.stored.state is SubscriptionState.ACTIVE:
        return None
    require(Manage.RESUME, at.stored.state)
    resume(at.tx, at.stored, now=at.now)
    return Manage.RESUME


def _skip(at: Standing) -> Manage:
    require(Manage.SKIP, at.stored.state)
    if at.period is None or at.period.state is PeriodState.BILLING:
        raise IllegalTransitionError("period", _NOT_WHILE_BILLED, Manage.SKIP.value)
    ahead.close(
        at.tx,
        at.stored,
        at.period,
        PeriodState.SKIPPED,
        why="shopper",
        now=at.now,
        actor="shopper",
    )
    return Manage.SKIP


def _cancel(at: Standing, wish: Cancel) -> Manage | None:
    if at.stored.state is SubscriptionState.CANCELED:
        return None
    at.change(state=SubscriptionState.CANCELED.value, reason=wish.reason[:100], resume_at=None)
    _drop_period(at, SubscriptionState.CANCELED, "canceled")
    return Manage.CANCEL


def _drop_period(at: Standing, state: SubscriptionState, why: str) -> None:
    """Leave out what is to come; what is being charged ends as it ends."""
    if at.period is None or at.period.state is PeriodState.BILLING:
        return
    ended = replace(at.stored, state=state)
    ahead.close(at.tx, ended, at.period, PeriodState.SKIPPED, why=why, now=at.now, actor="shopper")


def _answer(at: Standing, wish: Answer) -> Manage:
    require(Manage.CONSENT, at.stored.state)
    period = at.period
    if period is None or period.state is not PeriodState.ASKING:
        raise IllegalTransitionError("period", "not asking anything", Manage.CONSENT.value)
    asked = period.asked
    if not wish.approve:
        why = f"{asked['kind']}-declined"
        ahead.close(
            at.tx, at.stored, period, PeriodState.SKIPPED, why=why, now=at.now, actor="shopper"
        )
        return Manage.CONSENT
    substitute = asked.get("sku") or period.sku
    if substitute is None:
        at.change(price_minor=asked["price_minor"], currency=asked["currency"])
    periods.move(
        at.tx,
        period,
        PeriodState.UPCOMING,
        now=at.now,
        wake_at=max(at.now, period.due_at),
        sku=substitute,
        asked=asked if substitute is not None else None,
    )
    return Manage.CONSENT


def _change(at: Standing, wish: Change, variant: VariantView | None) -> Manage:
    require(Manage.CHANGE, at.stored.state)
    if variant is not None and at.period and at.period.state is PeriodState.BILLING:
        raise IllegalTransitionError("period", _NOT_WHILE_BILLED, Manage.CHANGE.value)
    facts: dict[str, object] = {
        "quantity": wish.quantity,
        "location_id": wish.location_id,
        "card_token": wish.card_token,
        "address": None if wish.address is None else asdict(wish.address),
        "out_of_stock": None if wish.out_of_stock is None else wish.out_of_stock.value,
    }
    if variant is not None and variant.price is not None:
        facts |= {
            "sku": variant.sku,
            "name": variant.speech_name,
            "price_minor": variant.price.amount,
            "currency": variant.price.currency,
            "modifiers": [],
        }
    facts |= _moved(at, wish)
    at.change(**{name: value for name, value in facts.items() if value is not None})
    if at.period is not None and variant is not None:
        _forget_question(at, at.period)
    elif at.period is not None and wish.card_token is not None:
        _try_card(at, at.period)
    return Manage.CHANGE


def _moved(at: Standing, wish: Change) -> dict[str, object]:
    """The columns of another rhythm; the period to come moves with a date or time."""
    if wish.cadence is None and wish.next_on is None and wish.at is None:
        return {}
    period, old = at.period, at.stored.recurrence
    anchor = old.anchor if period is None else period.due_at.astimezone(old.zone).date()
    if wish.next_on is None and wish.cadence is None:
        anchor = old.anchor
    new = replace(
        old,
        cadence=wish.cadence or old.cadence,
        anchor=wish.next_on or anchor,
        at=(wish.at or old.at).replace(tzinfo=None),
    )
    if wish.next_on is not None or (wish.at is not None and period is not None):
        _reschedule(at, period, new, wish.next_on)
    return recurring.recurrence_values(new)


def _reschedule(
    at: Standing, period: StoredPeriod | None, new: Recurrence, next_on: date | None
) -> None:
    day = next_on
    if period is not None and day is None:
        day = period.due_at.astimezone(new.zone).date()
    due_at = None if day is None else new.moment(day)
    if due_at is None or due_at <= at.now:
        raise InvalidInputError("next_on", str(day), "a moment that is still to come")
    if period is None:
        return
    if period.state is not PeriodState.UPCOMING:
        raise IllegalTransitionError("period", period.state.value, "moved")
    told = period.reminded_at is not None
    reminder = policy_of(at.tx, at.stored.merchant_id).reminder_at(due_at)
    periods.move(
        at.tx,
        period,
        PeriodState.UPCOMING,
        now=at.now,
        due_at=due_at,
        wake_at=due_at if told else max(at.now, reminder),
    )


def _forget_question(at: Standing, period: StoredPeriod) -> None:
    """What was asked, or answered, was about the thing that is not wanted any more."""
    if period.state is PeriodState.UPCOMING and period.sku is None:
        return
    periods.move(
        at.tx,
        period,
        PeriodState.UPCOMING,
        now=at.now,
        wake_at=max(at.now, period.due_at),
        sku=None,
        asked=None,
    )


def _try_card(at: Standing, period: StoredPeriod) -> None:
    """Another card need not wait for the day on which the declined one would be tried."""
    if period.state is PeriodState.RETRYING:
        periods.move(at.tx, period, PeriodState.RETRYING, now=at.now, wake_at=at.now)


def resume(tx: Connection, stored: StoredSubscription, *, now: datetime) -> None:
    """Let a paused subscription go on; a charge that began before the pause is its period yet."""
    recurring.change(
        tx,
        stored.merchant_id,
        stored.id,
        now=now,
        state=SubscriptionState.ACTIVE.value,
        reason=None,
        resume_at=None,
    )
    if periods.current(tx, stored.id) is None:
        ahead.open_next(tx, stored, after=now, now=now)


def told(wish: Wish) -> dict[str, object]:
    """A wish as history keeps it: no card, no address."""
    told: dict[str, object] = {"wish": type(wish).__name__.lower()}
    for name, value in asdict(wish).items():
        if value is None:
            continue
        told[name] = "changed" if name in ("card_token", "address") else _plain(value)
    return told


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value if isinstance(value, (bool, int)) else str(value)
