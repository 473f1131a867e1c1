"""Days that a speaker corrects within a sentence: "on thursday no wait make that saturday".

The last day before the correction gives way to the one that the correction begins with. Where
either is missing, nothing is taken back.
"""

from __future__ import annotations

from datetime import date
from typing import Final, TypeAlias

from app.voice.nlu.entities.days import DayReader
from app.voice.nlu.entities.month_and_week_days import MONTHS
from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.ordinals import ordinal_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.words import split_words

_Told: TypeAlias = tuple[Sheet, str, tuple[int, int]]
"""Tokens, their text, and where in them a day is told."""
_LANGS: Final = "en-es-fr-de"
_ANY_DAY: Final = date(2026, 1, 1)
"""Which day is meant does not matter here, only where it is told."""
_LED: Final = frozenset(
    split_words(
        "on for by to at make it that be do el la para le ce pour au du am den dem zum vom "
        "auf fur lieber mejor plutot rather better , i mean mach mettez mets pon ponlo"
    )
)
"""What may stand before the day that is meant."""


def redated(said: str, meant: str) -> str | None:
    """What was said, with the day that was meant; None: no day is corrected."""
    before, after = Sheet.of(said, _LANGS), Sheet.of(meant, _LANGS)
    was = _last_day(before)
    if was is None:
        return None
    at = 0
    while at < len(after.plain):
        day = DayReader(after, _ANY_DAY).day_at(at)
        if day is not None:
            now = at, at + day[1]
            if _names_month(before, was) and not _names_month(after, now):
                return _renumbered((before, said, was), (after, meant, now))
            return _replaced((before, said, was), (after, meant, now))
        number = _number_at(after, at) if _ends_in_number(before, was) else None
        if number is not None:
            was = _number_of(before, was)
            return _replaced((before, said, was), (after, meant, (at, at + number)))
        if after.plain[at] not in _LED:
            return None
        at += 1
    return None


def _names_month(sheet: Sheet, day: tuple[int, int]) -> bool:
    return any(word in MONTHS for word in sheet.plain[day[0] : day[1]])


def _renumbered(was: _Told, now: _Told) -> str | None:
    """With another number in the same month: "am zehnten April nein am zwölften"."""
    old, new = (_number_in(sheet, day) for sheet, _, day in (was, now))
    if new is None:
        return _replaced(was, now)  # "april tenth no friday"
    return None if old is None else _replaced((*was[:2], old), (*now[:2], new))


def _number_in(sheet: Sheet, day: tuple[int, int]) -> tuple[int, int] | None:
    for at in range(*day):
        number = ordinal_at(sheet, at) or cardinal_at(sheet, at)
        if number is not None:
            return at, at + number[1]
    return None


def _last_day(sheet: Sheet) -> tuple[int, int] | None:
    """Where the last day begins and ends."""
    reader, found, at = DayReader(sheet, _ANY_DAY), None, 0
    while at < len(sheet.plain):
        day = reader.day_at(at)
        if day is not None:
            found = at, at + day[1]
        at += day[1] if day is not None else 1
    return found


def _number_at(sheet: Sheet, at: int) -> int | None:
    """How many tokens a day's number takes: "the twelfth", "veintidós"."""
    number = ordinal_at(sheet, at) or cardinal_at(sheet, at)
    ends = number is not None and at + number[1] == len(sheet.plain)
    return number[1] if number is not None and ends else None


def _ends_in_number(sheet: Sheet, day: tuple[int, int]) -> bool:
    return day[1] == len(sheet.plain) and _number_of(sheet, day) != day


def _number_of(sheet: Sheet, day: tuple[int, int]) -> tuple[int, int]:
    """The number at the end of a day, or the whole day where it ends in none."""
    for at in range(day[0] + 1, day[1]):
        number = ordinal_at(sheet, at) or cardinal_at(sheet, at)
        if number is not None and at + number[1] == day[1]:
            return at, day[1]
    return day


def _replaced(was: _Told, now: _Told) -> str:
    """The first text with the second one's tokens in place of its own."""
    before, said, (start, end) = was
    after, meant, (first, last) = now
    kept, rest = said[: before.tokens[start].start], said[before.tokens[end - 1].end :]
    day = meant[after.tokens[first].start : after.tokens[last - 1].end]
    return f"{kept}{day}{rest}{meant[after.tokens[last - 1].end :]}"
