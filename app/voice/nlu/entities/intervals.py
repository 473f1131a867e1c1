"""How often: "every two weeks", "una vez al mes", "monatlich"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.voice.nlu.entities.month_and_week_days import WEEKDAYS
from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.ordinals import ordinal_at
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_EVERY: Final = phrases(
    "every|each|cada|todos los|todas las|chaque|tous les|toutes les|jeden|jede|jedes|alle|aller"
)
_OTHER: Final = frozenset({"other", "second", "zweite", "zweiten", "zweites", "autre", "dos"})
_TO: Final = frozenset({"to", "a", "auf", "zu"})
_COUPLES: Final = phrases("couple of|couple|par de|deux ou trois|paar")
_FORTNIGHTS: Final = frozenset({"fortnight", "quincena", "quinzaine"})
UNITS: Final = {
    **dict.fromkeys(split_words("day days dia dias jour jours tag tage tagen"), "day"),
    **dict.fromkeys(split_words("week weeks semana semanas semaine semaines woche wochen"), "week"),
    **dict.fromkeys(split_words("month months mes meses mois monat monate monaten"), "month"),
    **dict.fromkeys(
        split_words("year years ano anos an ans annee annees jahr jahre jahren"), "year"
    ),
    **dict.fromkeys(split_words("hour hours hora horas heure heures stunde stunden"), "hour"),
}
"""Words of time in four languages, without accents, to the unit."""
_WEEKDAYS: Final = frozenset(
    split_words(
        "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays "
        "wednesdays thursdays fridays saturdays sundays lunes martes miercoles jueves "
        "viernes sabado sabados domingo domingos lundi mardi mercredi jeudi vendredi "
        "samedi dimanche lundis mardis vendredis montag dienstag mittwoch donnerstag "
        "freitag samstag sonntag weekday"
    )
)
_ADVERBS: Final = {
    **dict.fromkeys(split_words("daily diario diariamente quotidien taglich"), (1, "day")),
    **dict.fromkeys(
        split_words("weekly semanal semanalmente hebdomadaire hebdomadairement wochentlich"),
        (1, "week"),
    ),
    **dict.fromkeys(
        split_words(
            "monthly mensual mensualmente mensuel mensuelle mensuellement monatlich monatliche"
        ),
        (1, "month"),
    ),
    **dict.fromkeys(split_words("biweekly fortnightly quincenal quincenalmente"), (2, "week")),
    **dict.fromkeys(split_words("bimonthly bimestral zweimonatlich"), (2, "month")),
    **dict.fromkeys(
        split_words("semiannually halbjahrlich semestral semestralmente semestriel"), (6, "month")
    ),
    **dict.fromkeys(split_words("vierzehntagig bimensuel"), (2, "week")),
    **dict.fromkeys(
        split_words("quarterly trimestral trimestralmente trimestriel vierteljahrlich"),
        (3, "month"),
    ),
    **dict.fromkeys(split_words("yearly annually anual anualmente annuel jahrlich"), (1, "year")),
}
_ONCE: Final = phrases(
    "once a|once per|one time a|una vez al|una vez a la|una vez por|une fois par|"
    "einmal im|einmal pro|einmal die|einmal in der|1 mal pro"
)
_TIMES: Final = phrases("times|veces|fois|mal")
_TIMES_IN_ONE: Final = {
    "twice": 2, "zweimal": 2, "dreimal": 3, "viermal": 4, "sechsmal": 6,
}  # fmt: skip
_IN_A: Final = phrases("a|per|each|every|al|a la|por|cada|par|im|pro|in der|die|in a")
_SHARES: Final[Mapping[tuple[int, str], tuple[int, str]]] = {
    (2, "month"): (2, "week"), (2, "year"): (6, "month"), (3, "year"): (4, "month"),
    (4, "year"): (3, "month"), (6, "year"): (2, "month"), (12, "year"): (1, "month"),
    (4, "month"): (1, "week"),
}  # fmt: skip
"""Times within a span, as the span between two of them."""
_ON_AND_OFF: Final = (
    phrases(
        "una semana si y otra no|una semana si otra no|una semana si una semana no|"
        "semana si semana no|une semaine sur deux"
    ),
    phrases(
        "un mes si y otro no|un mes si otro no|un mes si un mes no|mes si mes no|"
        "mes si , mes no|un mes si , otro no|un mes si , un mes no|un mois sur deux"
    ),
    phrases("un dia si y otro no|un dia si otro no|dia si dia no|un jour sur deux"),
)
_WEEK: Final = 7
_OTHER_NOT: Final = phrases("si y otro no|si otro no|sur deux")
_OF_MONTH: Final = phrases(
    "of the month|of each month|of every month|in the month|im monat|des monats|eines monats|"
    "jeden monats|del mes|de cada mes|de mes|du mois|de chaque mois"
)
_QUARTERS: Final = frozenset({"quarter", "trimestre", "trimestres", "quartal"})
_HALVES: Final = phrases("half year|semestre|semestres|halbe jahr|halben jahr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Every `n` units of time; the unit is day, week, month or year."""

    n: int
    unit: str
    weekday: int | None = None
    """The day it comes on, Monday being 0, where that was said: "every other Friday"."""

    def first(self, told: date | None, today: date) -> date | None:
        """The first day it comes on: the one told with it, else the next such day of the week;
        None: neither was said, or it is over."""
        if told is not None:
            return told if told >= today else None
        if self.weekday is None:
            return None
        return today + timedelta(days=(self.weekday - today.weekday() - 1) % _WEEK + 1)


def interval(sheet: Sheet) -> Interval | None:
    """How often something is to happen; its tokens are spoken for."""
    told: Interval | None = None
    for at in range(len(sheet.plain)):
        if told and (at == 0 or sheet.plain[at - 1] not in _TO):
            continue  # "from monthly to every two months"
        found = _once(sheet, at) or _every(sheet, at) or _adverb(sheet, at)
        if found:
            sheet.use(at, found[1])
            told = found[0]
    return told


def _once(sheet: Sheet, at: int) -> tuple[Interval, int] | None:
    for span, words in zip(("week", "month", "day"), _ON_AND_OFF, strict=True):
        length = sheet.words_at(at, words)
        if length:
            return Interval(n=2, unit=span), at + length
    if sheet.plain[at] in {"un", "una", "une"} and sheet.plain[at + 1 : at + 2]:
        length = sheet.words_at(at + 2, _OTHER_NOT) if sheet.plain[at + 1] in _WEEKDAYS else 0
        if length:
            return _weekly(sheet, at + 1, weeks=2)[0], at + 2 + length
    led = sheet.words_at(at, _ONCE)
    rhythm = _named_rhythm(sheet, at + led) if led else None
    if rhythm:
        return rhythm
    unit = _unit(sheet, at + led) if led else None
    return (Interval(n=1, unit=unit), at + led + 1) if unit else _often(sheet, at)


def _often(sheet: Sheet, at: int) -> tuple[Interval, int] | None:
    """ "twice a year", "tres veces al año", "viermal im jahr"."""
    count, end = _TIMES_IN_ONE.get(sheet.plain[at]), at + 1
    if count is None:
        number = cardinal_at(sheet, at)
        times = sheet.words_at(at + number[1], _TIMES) if number else 0
        if number is None or not times:
            return None
        count, end = number[0], at + number[1] + times
    led = sheet.words_at(end, _IN_A)
    unit = _unit(sheet, end + led) if led else None
    share = _SHARES.get((count, unit)) if unit else None
    return (Interval(n=share[0], unit=share[1]), end + led + 1) if share else None


def _every(sheet: Sheet, at: int) -> tuple[Interval, int] | None:
    led = sheet.words_at(at, _EVERY)
    if not led:
        return None
    at += led
    rhythm = _named_rhythm(sheet, at)
    if rhythm:
        return rhythm
    count = ordinal_at(sheet, at) or cardinal_at(sheet, at)
    unit = _unit(sheet, at + count[1]) if count else None
    if count and unit:
        return Interval(n=count[0], unit=unit), at + count[1] + 1
    if count and _names_weekday(sheet, at + count[1]):
        of_month = sheet.words_at(at + count[1] + 1, _OF_MONTH)
        if of_month:  # "every first Friday of the month"
            return Interval(n=1, unit="month"), at + count[1] + 1 + of_month
        return _weekly(sheet, at + count[1], weeks=count[0])
    other = at < len(sheet.plain) and sheet.plain[at] in _OTHER
    unit = _unit(sheet, at + other)
    if unit:
        return Interval(n=1 + other, unit=unit), at + other + 1
    if _names_weekday(sheet, at + other):
        return _weekly(sheet, at + other, weeks=1 + other)
    return None


def _names_weekday(sheet: Sheet, at: int) -> bool:
    return at < len(sheet.plain) and sheet.plain[at] in _WEEKDAYS


def _weekly(sheet: Sheet, at: int, *, weeks: int) -> tuple[Interval, int]:
    """Every so many weeks, on the day of the week that stands there."""
    word = sheet.plain[at]
    weekday = WEEKDAYS.get(word, WEEKDAYS.get(word.removesuffix("s")))
    return Interval(n=weeks, unit="week", weekday=weekday), at + 1


def _named_rhythm(sheet: Sheet, at: int) -> tuple[Interval, int] | None:
    """ "every fortnight", "each quarter", "every couple of months"."""
    word = sheet.plain[at] if at < len(sheet.plain) else ""
    if word in _FORTNIGHTS:
        return Interval(n=2, unit="week"), at + 1
    if word in _QUARTERS:
        return Interval(n=3, unit="month"), at + 1
    half = sheet.words_at(at, _HALVES)
    if half:
        return Interval(n=6, unit="month"), at + half
    led = int(word == "a")
    couple = sheet.words_at(at + led, _COUPLES)
    unit = _unit(sheet, at + led + couple) if couple else None
    return (Interval(n=2, unit=unit), at + led + couple + 1) if unit else None


def _adverb(sheet: Sheet, at: int) -> tuple[Interval, int] | None:
    told = _ADVERBS.get(sheet.plain[at])
    return (Interval(n=told[0], unit=told[1]), at + 1) if told else None


def _unit(sheet: Sheet, at: int) -> str | None:
    unit = UNITS.get(sheet.plain[at]) if at < len(sheet.plain) else None
    return None if unit == "hour" else unit


def use_durations(sheet: Sheet) -> None:
    """Speak for numbers of days, weeks and the like, which count no goods: "after two days"."""
    for at in range(len(sheet.plain)):
        number = cardinal_at(sheet, at)
        if number is None or not sheet.free(at, at + number[1]):
            continue
        end = at + number[1]
        if _unit(sheet, end) is not None:
            sheet.use(at, end + 1)
