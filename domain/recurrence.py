"""When something that comes again comes next: by the calendar and the clock of the shop.

A date is always computed from the anchor, never from the date before: what began on the 31st comes
on the last day of a short month and on the 31st again after it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.errors import InvalidInputError

_MOST_OFTEN_PLANNED = 60


class Unit(StrEnum):
    """What a cadence counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


_LONGEST = {Unit.DAY: 365, Unit.WEEK: 52, Unit.MONTH: 24}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """Every so many days, weeks or months. Raises InvalidInputError for one that is too long."""

    every: int
    unit: Unit

    def __post_init__(self) -> None:
        longest = _LONGEST[self.unit]
        if not 1 <= self.every <= longest:
            raise InvalidInputError("every", self.every, f"1 to {longest} for {self.unit.value}s")

    @property
    def words(self) -> str:
        """As people say it: "every week", "every 2 months"."""
        if self.every == 1:
            return f"every {self.unit.value}"
        return f"every {self.every} {self.unit.value}s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """The days on which something comes, and the moment of each on the shop's own clock."""

    cadence: Cadence
    anchor: date
    """The first day; its day of the month or of the week is kept."""
    at: time
    """By the shop's clock, without a zone."""
    zone: ZoneInfo

    def day(self, index: int) -> date:
        """The day with this number, the anchor being 0."""
        steps = index * self.cadence.every
        match self.cadence.unit:
            case Unit.DAY:
                return self.anchor + timedelta(days=steps)
            case Unit.WEEK:
                return self.anchor + timedelta(weeks=steps)
            case Unit.MONTH:
                return _months_later(self.anchor, steps)

    def moment(self, day: date) -> datetime:
        """When it comes on that day, in UTC.

        A time that the clocks skip is as much later as they skip; of one that comes twice it is
        the first.
        """
        return datetime.combine(day, self.at, self.zone).astimezone(UTC)

    def next_day(self, after: date) -> date:
        """The first of its days that lies behind a date."""
        index = self._about(after)
        while index > 0 and self.day(index - 1) > after:
            index -= 1
        while self.day(index) <= after:
            index += 1
        return self.day(index)

    def next_moment(self, after: datetime) -> datetime:
        """The first of its moments that lies behind a moment."""
        day = self.next_day(after.astimezone(self.zone).date() - timedelta(days=2))
        while self.moment(day) <= after:
            day = self.next_day(day)
        return self.moment(day)

    def upcoming(self, after: datetime, count: int) -> tuple[datetime, ...]:
        """The next moments, at most sixty."""
        found: list[datetime] = []
        for _ in range(min(count, _MOST_OFTEN_PLANNED)):
            found.append(self.next_moment(found[-1] if found else after))
        return tuple(found)

    def _about(self, day: date) -> int:
        """A number near that of the first day behind `day`; never below 0."""
        ahead = (day - self.anchor).days
        if self.cadence.unit is Unit.MONTH:
            months = (day.year - self.anchor.year) * 12 + day.month - self.anchor.month
            return max(0, months // self.cadence.every)
        length = self.cadence.every * (7 if self.cadence.unit is Unit.WEEK else 1)
        return max(0, ahead // length)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last where that month is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
