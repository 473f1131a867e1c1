"""Hours and days as people write them: "mon-sat 09:00-21:00, sun 00:00-24:00", "2026-12-25"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Final

from domain.catalog import WeeklyHours
from domain.errors import InvalidInputError

EXAMPLE: Final = "mon-sat 09:00-21:00, sun 00:00-24:00"
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS: Final = re.compile(
    r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?\s+(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)"
)


def read_week(text: str) -> tuple[WeeklyHours, ...]:
    """Hours out of their text; an empty one has none. Raises InvalidInputError naming the part."""
    return tuple(_read(part) for part in filter(None, map(str.strip, text.lower().split(","))))


def week_text(hours: Sequence[WeeklyHours]) -> str:
    """Hours as `read_week` takes them."""
    return ", ".join(
        f"{days} {each.start:%H:%M}-{_end_text(each.end)}"
        for each in hours
        for days in _spans(sorted(each.days))
    )


def read_days(texts: Iterable[str]) -> frozenset[date]:
    """Days such as 2026-12-25. Raises InvalidInputError naming the one that is none."""
    return frozenset(map(_read_day, texts))


def _read_day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError as error:
        raise InvalidInputError("closed_on", text[:40], "write a day like 2026-12-25") from error


def _read(part: str) -> WeeklyHours:
    found = _HOURS.fullmatch(part)
    if not found or {found["first"], found["last"] or found["first"]} - set(_DAYS):
        raise InvalidInputError("hours", part[:60], f'write them like "{EXAMPLE}"')
    return WeeklyHours(
        days=_span(found["first"], found["last"] or found["first"]),
        start=_time(found["start"]),
        end=_time(found["end"]),
    )


def _span(first: str, last: str) -> frozenset[int]:
    """ISO weekdays from one to the other, over Sunday where need be."""
    begin, end = _DAYS.index(first), _DAYS.index(last)
    return frozenset((begin + ahead) % 7 + 1 for ahead in range((end - begin) % 7 + 1))


def _time(text: str) -> time:
    if text == "24:00":  # as it ends a day; hours that end where they begin last all day
        return time(0)
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of any day
    except ValueError as error:
        raise InvalidInputError("hours", text, "write a time of day, 00:00 to 24:00") from error


def _spans(days: Sequence[int]) -> Iterator[str]:
    """Days in a row as from the first to the last."""
    rest = list(days)
    while rest:
        length = next((n for n in range(1, len(rest)) if rest[n] != rest[0] + n), len(rest))
        first, last = _DAYS[rest[0] - 1], _DAYS[rest[length - 1] - 1]
        yield first if length == 1 else f"{first}-{last}"
        rest = rest[length:]


def _end_text(end: time) -> str:
    return "24:00" if end == time(0) else f"{end:%H:%M}"
