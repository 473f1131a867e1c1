"""The figures a merchant asks for, counted from what was written down; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from domain.handover import HandoverReason
from domain.money import Money
from storage.voice_figures import (
    Contact,
    ContactCost,
    Escalation,
    HandledReturn,
    Rated,
    Sale,
    Wanted,
)

ANY = ""
"""The channel whose cost holds where a channel has none of its own."""


class Split(StrEnum):
    """What figures can be told apart by."""

    DAY = "day"
    CHANNEL = "channel"
    LOCALE = "locale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Everything of one merchant and a length of time."""

    contacts: Sequence[Contact] = ()
    sales: Sequence[Sale] = ()
    escalations: Sequence[Escalation] = ()
    returns: Sequence[HandledReturn] = ()
    ratings: Sequence[Rated] = ()
    intents: Sequence[Wanted] = ()
    costs: Mapping[str, ContactCost] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Figures:
    """Sums, and the rates that follow from them; a rate without anything to divide by is None."""

    contacts: int = 0
    turns: int = 0
    missed: int = 0
    converted: int = 0
    """Conversations in which an order was placed that stands."""
    orders: int = 0
    revenue: Counter[str] = field(default_factory=Counter)
    """Minor units by currency."""
    escalated: int = 0
    """Conversations that a person took over."""
    reasons: Counter[HandoverReason] = field(default_factory=Counter)
    intents: Counter[str] = field(default_factory=Counter)
    """Turns by what was wanted."""
    handled_s: float = 0.0
    cost: Counter[str] = field(default_factory=Counter)
    """Minor units by currency; empty: no cost is set."""
    returns: int = 0
    returns_s: float = 0.0
    ratings: int = 0
    rated: int = 0
    """Sum of the scores."""

    @property
    def wanted(self) -> dict[str, int]:
        """Turns by intent, the most frequent first."""
        return dict(sorted(self.intents.items(), key=lambda each: (-each[1], each[0])))

    @property
    def conversion(self) -> float | None:
        """Share of conversations in which an order was placed."""
        return _share(self.converted, self.contacts)

    @property
    def containment(self) -> float | None:
        """Share of conversations that needed no person."""
        return _share(self.contacts - self.escalated, self.contacts)

    @property
    def misunderstanding(self) -> float | None:
        """Share of turns that were not understood."""
        return _share(self.missed, self.turns)

    @property
    def handle_time_s(self) -> float | None:
        """Mean length of a conversation, from its first turn to the answer to its last."""
        return _share(self.handled_s, self.contacts)

    @property
    def return_time_s(self) -> float | None:
        """Mean time from asking for a return to its end."""
        return _share(self.returns_s, self.returns)

    @property
    def satisfaction(self) -> float | None:
        """Mean score after a return, of one to five."""
        return _share(self.rated, self.ratings)

    @property
    def average_order(self) -> tuple[Money, ...]:
        """By currency. Exact where all orders of these conversations are in one."""
        if len(self.revenue) != 1 or not self.orders:
            return ()
        ((currency, minor),) = self.revenue.items()
        return (Money(_rounded(minor, self.orders), currency),)

    @property
    def sold(self) -> tuple[Money, ...]:
        """Revenue by currency."""
        return tuple(Money(minor, currency) for currency, minor in sorted(self.revenue.items()))

    @property
    def cost_per_contact(self) -> Money | None:
        """Mean cost of a conversation; None where no cost is set, or in several currencies."""
        if len(self.cost) != 1 or not self.contacts:
            return None
        ((currency, minor),) = self.cost.items()
        return Money(_rounded(minor, self.contacts), currency)


Key: TypeAlias = tuple[str, ...]
"""One value for each split asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Figures of all, and of each group."""

    splits: tuple[Split, ...]
    total: Figures
    groups: Mapping[Key, Figures]
    """In order of their keys."""


def report(told: Recorded, *, splits: Sequence[Split], timezone: ZoneInfo) -> Report:
    """Count everything once for the total and once for its group.

    Days are the shop's own. Returns know no language: split by it, they stand under an empty one.
    """
    total, groups = Figures(), defaultdict[Key, Figures](Figures)

    def both(at: datetime, channel: str, locale: str) -> tuple[Figures, Figures]:
        return total, groups[_key(splits, at.astimezone(timezone).date(), channel, locale)]

    _count_contacts(told, both)
    for handed in told.escalations:
        for figures in both(handed.at, handed.channel, handed.locale):
            figures.reasons[handed.reason] += 1
    for each in told.returns:
        for figures in both(each.done_at, each.channel, ""):
            figures.returns += 1
            figures.returns_s += (each.done_at - each.asked_at).total_seconds()
    for rating in told.ratings:
        for figures in both(rating.at, rating.channel, rating.locale):
            figures.ratings += 1
            figures.rated += rating.score
    _count_wishes(told, both)
    return Report(
        splits=tuple(splits),
        total=total,
        groups={} if not splits else dict(sorted(groups.items())),
    )


_Both: TypeAlias = Callable[[datetime, str, str], tuple[Figures, Figures]]


def _count_wishes(told: Recorded, both: _Both) -> None:
    for wish in told.intents:
        for figures in both(wish.at, wish.channel, wish.locale):
            figures.intents[wish.intent] += wish.turns


def _count_contacts(told: Recorded, both: _Both) -> None:
    sold = defaultdict[str, list[Money]](list)
    for sale in told.sales:
        sold[sale.session].append(sale.total)
    handed = {each.session for each in told.escalations}
    for contact in told.contacts:
        escalated = contact.session in handed
        cost = told.costs.get(contact.channel) or told.costs.get(ANY)
        for figures in both(contact.began_at, contact.channel, contact.locale):
            _add(figures, contact, sold.get(contact.session, ()))
            figures.escalated += escalated
            if cost is not None:
                _spend(figures, cost, with_person=escalated)


def _add(figures: Figures, contact: Contact, sold: Iterable[Money]) -> None:
    figures.contacts += 1
    figures.turns += contact.turns
    figures.missed += contact.missed
    lasted = contact.ended_at - contact.began_at + timedelta(milliseconds=contact.last_took_ms)
    figures.handled_s += lasted.total_seconds()
    amounts = list(sold)
    figures.converted += bool(amounts)
    figures.orders += len(amounts)
    for amount in amounts:
        figures.revenue[amount.currency] += amount.amount


def _spend(figures: Figures, cost: ContactCost, *, with_person: bool) -> None:
    person = cost.person.amount if with_person else 0
    figures.cost[cost.machine.currency] += cost.machine.amount + person


def _key(splits: Sequence[Split], day: date, channel: str, locale: str) -> Key:
    values = {Split.DAY: day.isoformat(), Split.CHANNEL: channel, Split.LOCALE: locale}
    return tuple(values[split] for split in splits)


def _share(part: float, whole: int) -> float | None:
    return None if not whole else part / whole


def _rounded(minor: int, parts: int) -> int:
    return int((Decimal(minor) / parts).quantize(Decimal(1), rounding=ROUND_HALF_UP))
