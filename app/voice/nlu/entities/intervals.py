"""How often: "every two weeks", "una vez al mes", "monatlich"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_EVERY: Final = phrases(
    "every|each|cada|todos los|todas las|chaque|tous les|toutes les|jeden|jede|jedes|alle|aller"
)
_OTHER: Final = frozenset({"other", "second", "zweite", "zweiten", "zweites", "autre", "dos"})
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
    **dict.fromkeys(split_words("bimonthly bimestral"), (2, "month")),
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
_TWICE_A_MONTH: Final = phrases(
    "twice a month|two times a month|dos veces al mes|deux fois par mois|zweimal im monat"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Every `n` units of time; the unit is day, week, month or year."""

    n: int
    unit: str


def interval(sheet: Sheet) -> Interval | None:
    """How often something is to happen; its tokens are spoken for."""
    for at in range(len(sheet.plain)):
        found = _once(sheet, at) or _every(sheet, at) or _adverb(sheet, at)
        if found:
            sheet.use(at, found[1])
            return found[0]
    return None


def _once(sheet: Sheet, at: int) -> tuple[Interval, int] | None:
    twice = sheet.words_at(at, _TWICE_A_MONTH)
    if twice:
        return Interval(n=2, unit="week"), at + twice
    led = sheet.words_at(at, _ONCE)
    unit = _unit(sheet, at + led) if led else None
    return (Interval(n=1, unit=unit), at + led + 1) if unit else None


def _every(sheet: Sheet, at: int) -> tuple[Interval, int] | None:
    led = sheet.words_at(at, _EVERY)
    if not led:
        return None
    at += led
    count = cardinal_at(sheet, at)
    unit = _unit(sheet, at + count[1]) if count else None
    if count and unit:
        return Interval(n=count[0], unit=unit), at + count[1] + 1
    other = at < len(sheet.plain) and sheet.plain[at] in _OTHER
    unit = _unit(sheet, at + other)
    if unit:
        return Interval(n=1 + other, unit=unit), at + other + 1
    if at + other < len(sheet.plain) and sheet.plain[at + other] in _WEEKDAYS:
        return Interval(n=1 + other, unit="week"), at + other + 1
    return None


def _adverb(sheet: Sheet, at: int) -> tuple[Interval, int] | None:
    told = _ADVERBS.get(sheet.plain[at])
    return (Interval(n=told[0], unit=told[1]), at + 1) if told else None


def _unit(sheet: Sheet, at: int) -> str | None:
    unit = UNITS.get(sheet.plain[at]) if at < len(sheet.plain) else None
    return None if unit == "hour" else unit
