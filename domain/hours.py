"""Opening hours: whether a store is open, until when, and when something can be ready there.

Hours recur every week on the store's own clock; every comparison is made in UTC, so a night when
clocks change is as long as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.catalog import WeeklyHours

_AHEAD = 21
"""Days looked ahead; a store closed for longer has no next opening that one would wait for."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of being open, in UTC."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """When a store is open."""

    weekly: tuple[WeeklyHours, ...]
    zone: ZoneInfo
    closed_on: frozenset[date] = frozenset()
    """Days of the store's calendar on which it does not open."""

    def is_open(self, now: datetime) -> bool:
        """Whether one can walk in."""
        return self.closes_at(now) is not None

    def closes_at(self, now: datetime) -> datetime | None:
        """Until when it is open; None: it is closed."""
        span = next(self._spans(now), None)
        return None if span is None or span.opens > now else span.closes

    def opens_at(self, now: datetime) -> datetime | None:
        """When it opens next; None: it is open, or closed for weeks."""
        span = next(self._spans(now), None)
        return None if span is None or span.opens <= now else span.opens

    def ready_at(self, now: datetime, work: timedelta) -> datetime | None:
        """When work of that length is done by people who are there while it is open.

        None where it does not open for weeks.
        """
        left = work
        for span in self._spans(now):
            begin = max(now, span.opens)
            if begin + left <= span.closes:
                return begin + left
            left -= span.closes - begin
        return None

    def _spans(self, now: datetime) -> Iterator[Span]:
        """Stretches that end after a moment, in order; touching ones are one."""
        pending: Span | None = None
        for span in sorted(self._of_days(now), key=lambda each: each.opens):
            if pending is None:
                pending = span
            elif span.opens <= pending.closes:
                pending = Span(pending.opens, max(pending.closes, span.closes))
            else:
                yield pending
                pending = span
        if pending is not None:
            yield pending

    def _of_days(self, now: datetime) -> Iterator[Span]:
        today = now.astimezone(self.zone).date()
        for ahead in range(-1, _AHEAD):
            day = today + ahead * _DAY
            if day in self.closed_on:
                continue
            for hours in self.weekly:
                span = self._on(day, hours)
                if day.isoweekday() in hours.days and span.closes > now:
                    yield span

    def _on(self, day: date, hours: WeeklyHours) -> Span:
        last = day if hours.start < hours.end else day + _DAY
        return Span(
            datetime.combine(day, hours.start, self.zone).astimezone(UTC),
            datetime.combine(last, hours.end, self.zone).astimezone(UTC),
        )


def ready_by(now: datetime, work: timedelta, hours: OpeningHours | None) -> datetime | None:
    """When it can be picked up; a store whose hours are not known is taken for open."""
    return now + work if hours is None else hours.ready_at(now, work)
