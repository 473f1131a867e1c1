"""Days told by a month or by next week: "the end of April", "nächste Woche Dienstag"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from app.voice.nlu.entities.numbers import amount_at, cardinal_at
from app.voice.nlu.entities.ordinals import ordinal_at
from app.voice.nlu.entities.tokens import Sheet, phrases

WEEKDAYS: Final = (
    {
        word: day
        for words in (
            "monday tuesday wednesday thursday friday saturday sunday",
            "mondays tuesdays wednesdays thursdays fridays saturdays sundays",
            "lunes martes miercoles jueves viernes sabado domingo",
            "lundi mardi mercredi jeudi vendredi samedi dimanche",
            "montag dienstag mittwoch donnerstag freitag samstag sonntag",
            "montags dienstags mittwochs donnerstags freitags samstags sonntags",
        )
        for day, word in enumerate(words.split())
    }
    | {
        f"{word}{part}": day
        for day, word in enumerate(
            ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"]
        )
        for part in ["vormittag", "nachmittag", "morgen", "mittag", "abend"]
    }
    | {"sonnabend": 5, "sabados": 5, "domingos": 6}
)
MONTHS: Final = {
    word: month
    for words in (
        "january february march april may june july august september october november december",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "januar februar marz april mai juni juli august september oktober november dezember",
    )
    for month, word in enumerate(words.split(), start=1)
} | {
    "setiembre": 9,
    "jan": 1,
    "feb": 2,
    "apr": 4,
    "aug": 8,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
"""Names of months, without accents."""
_THIS_MONTH: Final = phrases(
    "month|the month|this month|mes|este mes|mois|ce mois|des monats|dieses monats|"
    "diesen monat|monats"
)
_NEXT_MONTH: Final = phrases(
    "next month|the next month|proximo mes|mes que viene|mes proximo|mois prochain|"
    "du mois prochain|"
    "nachsten monats|des nachsten monats|nachsten monat|kommenden monats|mes siguiente"
)
_MONTH_END: Final = phrases(
    "end of|the end of|last day of|the last day of|fin de|fines de|finales de|final de|"
    "ultimo dia del|ultimo dia de|fin|la fin|dernier jour|le dernier jour|ende|"
    "letzten tag|letzter tag"
)
_MONTH_START: Final = phrases(
    "start of|the start of|beginning of|the beginning of|first day of|the first day of|"
    "principios de|comienzos de|primer dia de|primer dia del|debut|le debut|anfang"
)
_OF_MONTH: Final = frozenset({"of", "de", "del", "du", "des"})
_UNTIL: Final = frozenset({"until", "till", "til", "hasta", "bis"})
_WEEKS: Final = 4
_ARTICLES: Final = frozenset({"the", "el", "le", "dem", "den", "am"})
_BY_NUMBER: Final = frozenset({"el", "le"})
"""Behind these a day is told by a plain number: "le vingt de ce mois"."""
_LONGEST_MONTH: Final = 31
_ON: Final = frozenset({"on", "el", "am", "le"})
_OF_WEEK: Final = frozenset({"of", "de", "la", "in", "der"})
_NEXT_WEEK: Final = phrases(
    "next week|proxima semana|semana que viene|semana proxima|semana siguiente|semaine prochaine|"
    "nachste woche|nachster woche|kommende woche|kommender woche"
)


def day_of_month_or_week_at(sheet: Sheet, today: date, at: int) -> tuple[date, int] | None:
    """The day that is told there by a month or by next week, and how many tokens tell it."""
    return (
        _nth_weekday(sheet, today, at)
        or _in_next_month(sheet, today, at)
        or _edge_of_month(sheet, today, at)
        or _of_next_week(sheet, today, at)
        or _month_after_until(sheet, today, at)
    )


def _month_after_until(sheet: Sheet, today: date, at: int) -> tuple[date, int] | None:
    """ "until january" ends with the first of it; "until january fifth" is told otherwise."""
    if _word(sheet, at - 1) not in _UNTIL or _word(sheet, at) not in MONTHS:
        return None
    if ordinal_at(sheet, at + 1) is not None or amount_at(sheet, at + 1) is not None:
        return None
    first = _month_at(sheet, today, at)
    if first is not None and first[0] <= today:
        return first[0].replace(year=first[0].year + 1), first[1]
    return first


def _edge_of_month(sheet: Sheet, today: date, at: int) -> tuple[date, int] | None:
    """ "the end of the month", "le premier du mois prochain", "anfang april"."""
    last, first = sheet.words_at(at, _MONTH_END), sheet.words_at(at, _MONTH_START)
    led, day = max(last, first), 1
    if not led:
        gap = int(_word(sheet, at) in _ARTICLES)
        ordinal = ordinal_at(sheet, at + gap)
        if ordinal is None and _word(sheet, at) in _BY_NUMBER:
            ordinal = cardinal_at(sheet, at + gap)
        if ordinal is None or not 1 <= ordinal[0] <= _LONGEST_MONTH:
            return None
        led, day = gap + ordinal[1], ordinal[0]
    while _word(sheet, at + led) in _OF_MONTH:
        led += 1
    month = _month_at(sheet, today, at + led)
    if month is None or (not (last or first) and _word(sheet, at + led) in MONTHS):
        return None
    start, length = month
    following = (start + timedelta(days=32)).replace(day=1)
    if last:
        return following - timedelta(days=1), led + length
    told = start + timedelta(days=day - 1)
    return (told, led + length) if told < following else None


def _in_next_month(sheet: Sheet, today: date, at: int) -> tuple[date, int] | None:
    """ "next month on the tenth"."""
    led = sheet.words_at(at, _NEXT_MONTH)
    if not led:
        return None
    end = at + led
    while _word(sheet, end) in _ON | _ARTICLES:
        end += 1
    day = ordinal_at(sheet, end)
    if day is None or end == at + led:
        return None
    start = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    told = start + timedelta(days=day[0] - 1)
    return (told, end + day[1] - at) if told.month == start.month else None


def _nth_weekday(sheet: Sheet, today: date, at: int) -> tuple[date, int] | None:
    """ "the first saturday in april", "el segundo lunes de mayo"."""
    number = ordinal_at(sheet, at)
    end = at + number[1] if number else at
    weekday = WEEKDAYS.get(_word(sheet, end))
    if number is None or weekday is None or number[0] > _WEEKS:
        return None
    end += 1
    while _word(sheet, end) in _OF_MONTH | {"in", "en", "im", "the", "next"}:
        end += 1
    month = _month_at(sheet, today, end)
    if month is None:
        return None
    days = (weekday - month[0].weekday()) % 7 + 7 * (number[0] - 1)
    return month[0] + timedelta(days=days), end + month[1] - at


def _month_at(sheet: Sheet, today: date, at: int) -> tuple[date, int] | None:
    """The first day of the month that is named there."""
    number = MONTHS.get(_word(sheet, at))
    if number:
        return date(today.year + (number < today.month), number, 1), 1
    first = today.replace(day=1)
    following = sheet.words_at(at, _NEXT_MONTH)
    if following:
        return (first + timedelta(days=32)).replace(day=1), following
    this = sheet.words_at(at, _THIS_MONTH)
    return (first, this) if this else None


def _of_next_week(sheet: Sheet, today: date, at: int) -> tuple[date, int] | None:
    """ "tuesday of next week", "nächste woche dienstag", "mardi de la semaine prochaine"."""
    week = sheet.words_at(at, _NEXT_WEEK)
    if week:
        led = week + (_word(sheet, at + week) in _ON)
        day = WEEKDAYS.get(_word(sheet, at + led))
        return None if day is None else (day_of_next_week(today, day), led + 1)
    day, led = WEEKDAYS.get(_word(sheet, at)), 1
    while _word(sheet, at + led) in _OF_WEEK:
        led += 1
    week = sheet.words_at(at + led, _NEXT_WEEK)
    return (day_of_next_week(today, day), led + week) if day is not None and week else None


def day_of_next_week(today: date, weekday: int) -> date:
    """That day of the week after the one that `today` is in; Monday is 0."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=1, days=weekday)


def weekday_of(word: str) -> int | None:
    """The weekday that a word names, German plurals too ("montagen")."""
    day = WEEKDAYS.get(word)
    return day if day is not None else WEEKDAYS.get(word.removesuffix("en"))


def _word(sheet: Sheet, at: int) -> str:
    return sheet.plain[at] if at < len(sheet.plain) else ""
