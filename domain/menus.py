"""Rules of menus: when a dish is on, what it costs then, and whether its choices are complete.

The caller chooses by the platforms' ids; an id chosen twice stands twice. A list that belongs to
a choice (the dressing of a side salad) is asked for only where that choice is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.catalog import Modifier, ModifierList, TimedPrice, WeeklyHours
from domain.ids import PlatformId
from domain.money import Money
from domain.zones import zone_named


def local_time(now: datetime, timezone: str | None) -> datetime | None:
    """The moment on a location's own clock; None where its time zone is not known."""
    zone = zone_named(timezone) if timezone else None
    return None if zone is None else now.astimezone(zone)


def is_on(hours: Sequence[WeeklyHours], local: datetime | None) -> bool:
    """Whether a dish with these hours can be had; where the time is unknown, the till judges."""
    return not hours or local is None or any(each.covers(local) for each in hours)


def price_at(
    price: Money | None, timed: Iterable[TimedPrice], local: datetime | None
) -> Money | None:
    """The price at that moment: the first timed price whose hours are on, else the usual one."""
    if local is not None:
        for each in timed:
            if any(hours.covers(local) for hours in each.hours):
                return each.price
    return price


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One list that a line answers, and what was chosen from it."""

    key: str
    """The list's id behind the choices it belongs to: tells it apart from the same list elsewhere
    in the dish."""
    choices: ModifierList
    chosen: tuple[Modifier, ...]
    """As often as it was chosen, in the order of the list."""

    @property
    def missing(self) -> int:
        """How many choices are still needed."""
        return max(0, self.choices.minimum - len(self.chosen))

    @property
    def room(self) -> int | None:
        """How many more choices it takes; None: no limit, and below zero: that many too many."""
        maximum = self.choices.maximum
        return None if maximum is None else maximum - len(self.chosen)

    @property
    def offered(self) -> tuple[Modifier, ...]:
        """What can be chosen from it now."""
        taken = {each.platform_id for each in self.chosen}
        return tuple(
            each
            for each in self.choices.modifiers
            if each.active and (each.repeatable or each.platform_id not in taken)
        )


def asked_lists(
    lists: Iterable[ModifierList], chosen: Sequence[str], path: str = ""
) -> Iterator[Asked]:
    """The lists that a line with these choices answers, each before those of its choices."""
    for each in lists:
        key = f"{path}{each.platform_id}"
        picked = tuple(one for one in each.modifiers for _ in range(chosen.count(one.platform_id)))
        yield Asked(key=key, choices=each, chosen=picked)
        for one in {one.platform_id: one for one in picked}.values():
            yield from asked_lists(one.modifier_lists, chosen, f"{key}/{one.platform_id}/")


def choice_names(lists: Iterable[ModifierList], chosen: Sequence[str]) -> tuple[str, ...]:
    """What was chosen, by name, in the order of the menu."""
    return tuple(one.name for asked in asked_lists(lists, chosen) for one in asked.chosen)


def defaults_of(lists: Iterable[ModifierList]) -> tuple[PlatformId, ...]:
    """The choices that belong to a dish unless left out; those that are out are not among them."""
    found: list[PlatformId] = []
    for each in lists:
        given = [one for one in each.modifiers if one.chosen_by_default and one.active]
        for one in given[: each.maximum]:
            found += (one.platform_id, *defaults_of(one.modifier_lists))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceFault:
    """Why choices make no order; `reason` is a code, `detail` says what would help."""

    reason: str
    detail: str


def check_choices(lists: Sequence[ModifierList], chosen: Sequence[str]) -> ChoiceFault | None:
    """What is wrong with the choices of one line; None where the till may cook it."""
    known: set[str] = set()
    for asked in asked_lists(lists, chosen):
        known.update(one.platform_id for one in asked.chosen)
        fault = _fault_in(asked)
        if fault is not None:
            return fault
    strange = [one for one in chosen if one not in known]
    if strange:
        return ChoiceFault(
            reason="unknown-choice", detail=f"{strange[0]} is not a choice of this product here"
        )
    return None


def _fault_in(asked: Asked) -> ChoiceFault | None:
    name = f"{asked.choices.name} ({asked.choices.platform_id})"
    for one in asked.chosen:
        if not one.active:
            return ChoiceFault(reason="choice-out", detail=f"{one.name} of {name} is out of stock")
        if not one.repeatable and asked.chosen.count(one) > 1:
            return ChoiceFault(
                reason="too-many-choices", detail=f"{one.name} of {name} can be chosen once"
            )
    if asked.missing:
        return ChoiceFault(
            reason="choices-missing",
            detail=f"choose at least {asked.choices.minimum} of {name}",
        )
    if asked.room is not None and asked.room < 0:
        return ChoiceFault(
            reason="too-many-choices",
            detail=f"choose at most {asked.choices.maximum} of {name}",
        )
    return None


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def hours_text(hours: Sequence[WeeklyHours]) -> str:
    """Hours as text for people who write programs: "Monday to Friday 07:00-11:00; …"."""
    return "; ".join(
        f"{', '.join(_runs(sorted(each.days)))} {each.start:%H:%M}-{each.end:%H:%M}"
        for each in hours
    )


def _runs(days: Sequence[int]) -> Iterator[str]:
    """Three days and more in a row as from the first to the last."""
    rest = list(days)
    while rest:
        length = next((n for n in range(1, len(rest)) if rest[n] != rest[0] + n), len(rest))
        length = length if length > 2 else 1
        first, last = _DAYS[rest[0] - 1], _DAYS[rest[length - 1] - 1]
        yield first if length == 1 else f"{first} to {last}"
        rest = rest[length:]
