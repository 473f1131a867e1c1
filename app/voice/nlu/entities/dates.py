"""Days and spans of days, told relative to a given day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.voice.nlu.entities.day_words import LAST, NEXT, THIS
from app.voice.nlu.entities.days import DayReader
from app.voice.nlu.entities.intervals import UNITS
from app.voice.nlu.entities.month_and_week_days import MONTHS, WEEKDAYS, day_of_month_or_week_at
from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.ordinals import ordinal_at
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_WEEKEND: Final = phrases("weekend|fin de semana|week end|wochenende")
_TO: Final = frozenset(split_words("and to y a al et au und bis hasta until through"))
_FROM: Final = frozenset(split_words("between from entre del de du zwischen vom von desde"))
_ARTICLES: Final = frozenset({"the", "el", "le", "am", "ubers", "das", "dem", "den", "zum"})
_BY_NUMBER: Final = frozenset({("du", "au"), ("del", "al")})
_NO_DAYS: Final = frozenset(split_words("euros euro pesos dolares dollars heures horas h"))
_LONGEST_MONTH: Final = 31
_IN: Final = frozenset({"in", "en", "im", "during"})
_COMING: Final = frozenset({"coming", "kommende", "kommendes", "kommenden"})
_NUMERIC: Final = re.compile(r"(?<!\d)(\d{1,4})([./-])(\d{1,2})(?:\2(\d{2,4}))?\.?(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """All days from `start` to `end`, both included."""

    start: date
    end: date


_DENIALS: Final = frozenset(split_words("not no nicht pas non"))
_LEADS: Final = frozenset(
    split_words("on for by el la para le pour au am den dem zum bis until till hasta jusqu a en")
)


def one_day(sheet: Sheet, today: date) -> date | None:
    """The day a sentence tells; its tokens are spoken for. One that is denied gives way to the next
    ("not thursday, bring it on saturday")."""
    reader = DayReader(sheet, today)
    written = _written(sheet, today)
    if written:
        return written
    denied: date | None = None
    for at in range(len(sheet.plain)):
        found = reader.day_at(at) if not sheet.used[at] else None
        if not found or not sheet.free(at, at + found[1]):
            continue
        sheet.use(at, at + found[1])
        if not _is_denied(sheet, at):
            return found[0]
        denied = denied or found[0]
    return denied


def _is_denied(sheet: Sheet, at: int) -> bool:
    """Whether a no stands before the day, or before the little word that leads up to it."""
    before = [word for word in sheet.plain[max(at - 2, 0) : at] if word not in _LEADS]
    return before[-1:] != [] and before[-1] in _DENIALS


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
    single = _edges(sheet, today)
    for at in range(len(sheet.plain)):
        if sheet.used[at] or at in single:
            continue
        found = _between(reader, at) or _whole(reader, at) or _month(reader, at)
        if found:
            sheet.use(at, at + found[1])
            return found[0]
    return None


def _edges(sheet: Sheet, today: date) -> set[int]:
    """The tokens of single days that name a month or week: "the end of next month"."""
    found: set[int] = set()
    for at in range(len(sheet.plain)):
        edge = day_of_month_or_week_at(sheet, today, at)
        if edge:
            found.update(range(at, at + edge[1]))
    return found


def _between(reader: DayReader, at: int) -> tuple[DateRange, int] | None:
    sheet = reader.sheet
    if sheet.plain[at] not in _FROM:
        return None
    first = reader.day_at(at + 1) if at + 1 < len(sheet.plain) else None
    if first is None:
        return _days_of_month(reader, at)
    middle = at + 1 + first[1]
    if middle + 1 >= len(sheet.plain) or sheet.plain[middle] not in _TO:
        return None
    second = reader.day_at(middle + 1)
    if second and second[0] < first[0] and reader.word(middle + 1) in WEEKDAYS:
        second = second[0] + timedelta(days=7), second[1]  # "from monday to thursday"
    if second is None or second[0] < first[0]:
        return None
    return DateRange(start=first[0], end=second[0]), middle + 1 + second[1] - at


def _days_of_month(reader: DayReader, at: int) -> tuple[DateRange, int] | None:
    """ "between the first and the fifth of april": the month is told once."""
    sheet = reader.sheet
    led = at + 1 + (reader.word(at + 1) in _ARTICLES)
    number = ordinal_at(sheet, led) or cardinal_at(sheet, led)
    middle = led + number[1] if number else led
    if number is None or middle + 1 >= len(sheet.plain) or sheet.plain[middle] not in _TO:
        return None
    gap = int(reader.word(middle + 1) in _ARTICLES)  # "bis zum vierundzwanzigsten märz"
    last = reader.day_at(middle + 1) or (reader.day_at(middle + 2) if gap else None)
    if last is None:
        return _days_by_number(reader, at, number[0], middle)
    led = middle + 1 if reader.day_at(middle + 1) else middle + 2
    if not 1 <= number[0] <= last[0].day:
        return None
    return DateRange(start=last[0].replace(day=number[0]), end=last[0]), led + last[1] - at


def _days_by_number(
    reader: DayReader, at: int, first: int, middle: int
) -> tuple[DateRange, int] | None:
    """ "du quinze au dix-huit", "del quince al dieciocho": no month is told."""
    last = cardinal_at(reader.sheet, middle + 1)
    told = (reader.word(at), reader.word(middle)) in _BY_NUMBER
    if last is None or not told or not 1 <= first < last[0] <= _LONGEST_MONTH:
        return None
    if reader.word(middle + 1 + last[1]) in _NO_DAYS:
        return None
    start = reader.of_this_month(first, 0)
    end = None if start is None else reader.of_this_month(last[0], 0)
    if start is None or end is None or end[0] < start[0]:
        return None
    return DateRange(start=start[0], end=end[0]), middle + 1 + last[1] - at


def _month(reader: DayReader, at: int) -> tuple[DateRange, int] | None:
    """ "in january": the month as a whole, the last one where the sentence looks back."""
    number = MONTHS.get(reader.word(at + 1)) if reader.word(at) in _IN else None
    following = reader.word(at + 2)
    if number is None or following.isdecimal() or following == "the":
        return None
    if at + 2 < len(reader.sheet.plain) and ordinal_at(reader.sheet, at + 2):
        return None
    today = reader.today
    year = today.year + (number < today.month)
    if reader.looks_back:
        year = today.year - (number > today.month)
    first = date(year, number, 1)
    following_month = (first + timedelta(days=32)).replace(day=1)
    return DateRange(start=first, end=following_month - timedelta(days=1)), 2


def _whole(reader: DayReader, at: int) -> tuple[DateRange, int] | None:
    """A week, month or weekend as a whole: "last week", "la semana pasada", "diesen Monat"."""
    sheet, word = reader.sheet, reader.sheet.plain[at]
    led = int(word in NEXT or word in LAST or word in THIS)
    if led and reader.word(at + 1) in _COMING:
        word, at, led = reader.word(at + 1), at + 1, 1  # "this coming weekend"
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
    if unit == "weekend" and told in _COMING:
        return _span_of(unit, reader.today, 0), length
    shift = 1 if told in NEXT else -1 if told in LAST else 0 if told in THIS else None
    if shift is None and unit == "weekend" and at and sheet.plain[at - 1] in _ARTICLES:
        shift = 0  # "over the weekend"
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
