"""Days and spans of days, told relative to a given day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.voice.nlu.entities.days import LAST, NEXT, THIS, DayReader
from app.voice.nlu.entities.intervals import UNITS
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_WEEKEND: Final = phrases("weekend|fin de semana|week end|wochenende")
_TO: Final = frozenset(split_words("and to y a al et au und bis hasta until through"))
_FROM: Final = frozenset(split_words("between from entre del de du zwischen vom von desde"))
_NUMERIC: Final = re.compile(r"(?<!\d)(\d{1,4})([./-])(\d{1,2})(?:\2(\d{2,4}))?\.?(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """All days from `start` to `end`, both included."""

    start: date
    end: date


def one_day(sheet: Sheet, today: date) -> date | None:
    """The day a sentence tells; its tokens are spoken for."""
    reader = DayReader(sheet, today)
    written = _written(sheet, today)
    if written:
        return written
    for at in range(len(sheet.plain)):
        found = reader.day_at(at) if not sheet.used[at] else None
        if found and sheet.free(at, at + found[1]):
            sheet.use(at, at + found[1])
            return found[0]
    return None


def _written(sheet: Sheet, today: date) -> date | None:
    """A day in figures: ISO, month/day in English, day.month elsewhere."""
    found = _NUMERIC.search(sheet.text)
    if found is None:
        return None
    first, second, third = found.group(1), found.group(3), found.group(4)
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third or 0)
    else:
        month, day = (int(first), int(second)) if sheet.lang == "en" else (int(second), int(first))
        year = int(third) + (2000 if len(third) == 2 else 0) if third else today.year
        if found.group(2) == "." and not third and sheet.text[found.end() - 1] != ".":
            return None  # 24.50 is money
        if found.group(2) == "-" and not third:
            return None
    try:
        told = date(year, month, day)
        if not third and told < today:
            told = date(year + 1, month, day)
    except ValueError:
        return None
    _use_text(sheet, found.start(), found.end())
    return told


def _use_text(sheet: Sheet, start: int, end: int) -> None:
    for at, token in enumerate(sheet.tokens):
        if token.start < end and token.end > start:
            sheet.used[at] = True


def day_range(sheet: Sheet, today: date) -> DateRange | None:
    """The span of days a sentence tells; its tokens are spoken for."""
    reader = DayReader(sheet, today)
    for at in range(len(sheet.plain)):
        if sheet.used[at]:
            continue
        found = _between(reader, at) or _whole(reader, at)
        if found:
            sheet.use(at, at + found[1])
            return found[0]
    return None


def _between(reader: DayReader, at: int) -> tuple[DateRange, int] | None:
    sheet = reader.sheet
    if sheet.plain[at] not in _FROM:
        return None
    first = reader.day_at(at + 1) if at + 1 < len(sheet.plain) else None
    if first is None:
        return None
    middle = at + 1 + first[1]
    if middle + 1 >= len(sheet.plain) or sheet.plain[middle] not in _TO:
        return None
    second = reader.day_at(middle + 1)
    if second is None or second[0] < first[0]:
        return None
    return DateRange(start=first[0], end=second[0]), middle + 1 + second[1] - at


def _whole(reader: DayReader, at: int) -> tuple[DateRange, int] | None:
    """A week, month or weekend as a whole: "last week", "la semana pasada", "diesen Monat"."""
    sheet, word = reader.sheet, reader.sheet.plain[at]
    led = word in NEXT or word in LAST or word in THIS
    weekend = sheet.words_at(at + led, _WEEKEND)
    unit = "weekend" if weekend else UNITS.get(reader.word(at + led), "")
    if unit not in {"week", "month", "weekend"}:
        return None
    length = led + (weekend or 1)
    after = reader.word(at + length)
    told = word if led else after
    if not led and after == "que" and reader.word(at + length + 1) == "viene":
        told, length = "viene", length + 2
    elif not led and after in NEXT | LAST:
        length += 1
    shift = 1 if told in NEXT else -1 if told in LAST else 0 if told in THIS else None
    if shift is None:
        return None
    return _span_of(unit, reader.today, shift), length


def _span_of(unit: str, today: date, shift: int) -> DateRange:
    if unit == "month":
        months = today.year * 12 + today.month - 1 + shift
        first = date(months // 12, months % 12 + 1, 1)
        following = (first + timedelta(days=32)).replace(day=1)
        return DateRange(start=first, end=following - timedelta(days=1))
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
    if unit == "weekend":
        return DateRange(start=monday + timedelta(days=5), end=monday + timedelta(days=6))
    return DateRange(start=monday, end=monday + timedelta(days=6))
