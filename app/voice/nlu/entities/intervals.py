"""How often: "every two weeks", "una vez al mes", "monatlich"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.tokens import Sheet, phrases

_EVERY: Final = phrases(
    "every|each|cada|todos los|todas las|chaque|tous les|toutes les|jeden|jede|jedes|alle|aller"
)
_OTHER: Final = frozenset({"other", "second", "zweite", "zweiten", "zweites", "autre", "dos"})
UNITS: Final = {
    **dict.fromkeys("day days dia dias jour jours tag tage tagen".split(), "day"),
    **dict.fromkeys("week weeks semana semanas semaine semaines woche wochen".split(), "week"),
    **dict.fromkeys("month months mes meses mois monat monate monaten".split(), "month"),
    **dict.fromkeys("year years ano anos an ans annee annees jahr jahre jahren".split(), "year"),
    **dict.fromkeys("hour hours hora horas heure heures stunde stunden".split(), "hour"),
}
"""Words of time in four languages, without accents, to the unit."""
_WEEKDAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays "
    "thursdays fridays saturdays sundays lunes martes miercoles jueves viernes sabado sabados "
    "domingo domingos lundi mardi mercredi jeudi vendredi samedi dimanche lundis mardis vendredis "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag weekday".split()
)
_ADVERBS: Final = {
    **dict.fromkeys("daily diario diariamente quotidien taglich".split(), (1, "day")),
    **dict.fromkeys(
        "weekly semanal semanalmente hebdomadaire hebdomadairement wochentlich".split(), (1, "week")
    ),
    **dict.fromkeys(
        "monthly mensual mensualmente mensuel mensuelle mensuellement monatlich monatliche".split(),
        (1, "month"),
    ),
    **dict.fromkeys("biweekly fortnightly quincenal quincenalmente".split(), (2, "week")),
    **dict.fromkeys("bimonthly bimestral".split(), (2, "month")),
    **dict.fromkeys(
        "quarterly trimestral trimestralmente trimestriel vierteljahrlich".split(), (3, "month")
    ),
    **dict.fromkeys("yearly annually anual anualmente annuel jahrlich".split(), (1, "year")),
}
_ONCE: Final = phrases(
    "once a|once per|one time a|una vez al|una vez a la|una vez por|une fois par|einmal im|"
    "einmal pro|einmal die|einmal in der|1 mal pro"
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
    if count and _unit(sheet, at + count[1]):
        unit = _unit(sheet, at + count[1]) or ""
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
