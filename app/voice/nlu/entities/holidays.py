"""Holidays by their names in four languages, and the day each falls on in a year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.entities.names import is_content
from app.voice.nlu.entities.tokens import Phrases, Sheet, phrases
from app.voice.nlu.words import split_words

_Rule: TypeAlias = Callable[[int], date]


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    shift = (8 * century + 13) // 25
    moon = (19 * golden + century - century // 4 - shift + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@dataclass(frozen=True, slots=True)
class _Fixed:
    month: int
    day: int

    def __call__(self, year: int) -> date:
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class _Easter:
    """So many days after Easter Sunday."""

    days: int

    def __call__(self, year: int) -> date:
        return easter(year) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class _Nth:
    """The n-th such weekday of a month, Monday being 0; counted from its end where n is below 0."""

    month: int
    weekday: int
    n: int
    later: int = 0
    """Days after it."""

    def __call__(self, year: int) -> date:
        if self.n > 0:
            first = date(year, self.month, 1)
            days = (self.weekday - first.weekday()) % 7 + 7 * (self.n - 1)
            return first + timedelta(days=days + self.later)
        last = (date(year, self.month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        days = (last.weekday() - self.weekday) % 7 + 7 * (-self.n - 1)
        return last - timedelta(days=days - self.later)


_DAYS: Final[tuple[tuple[_Rule, str, str], ...]] = (
    (_Fixed(12, 25), "", "christmas day|christmas|xmas|navidad|el dia de navidad|noel|weihnachten|"
     "erster weihnachtstag|weihnachtstag"),
    (_Fixed(12, 24), "", "christmas eve|nochebuena|heiligabend|heilig abend|la veille de noel|"
     "veille de noel|reveillon de noel"),
    (_Fixed(12, 26), "", "boxing day|zweiter weihnachtstag"),
    (_Fixed(12, 31), "", "new years eve|new year s eve|nochevieja|fin de ano|silvester|"
     "la saint sylvestre|saint sylvestre"),
    (_Fixed(1, 1), "", "new years day|new years|ano nuevo|nouvel an|neujahr|jour de l an|"
     "le jour de l an"),
    (_Fixed(1, 6), "", "epiphany|dia de reyes|los reyes|reyes magos|epiphanie|dreikonigstag|"
     "heilige drei konige"),
    (_Fixed(12, 6), "", "nikolaus|nikolaustag|saint nicolas"),
    (_Fixed(10, 31), "", "halloween"),
    (_Fixed(11, 1), "", "all saints day|todos los santos|toussaint|allerheiligen"),
    (_Fixed(11, 2), "", "dia de muertos|dia de los muertos|day of the dead"),
    (_Fixed(2, 14), "", "valentines day|valentines|valentine s|san valentin|saint valentin|"
     "la saint valentin|valentinstag|dia de los enamorados"),
    (_Fixed(3, 17), "", "saint patricks day|st patricks day|saint patricks|st patricks|"
     "st paddys day|st paddys|san patricio"),
    (_Fixed(4, 1), "", "april fools day|april fools|april fool s"),
    (_Fixed(5, 1), "", "may day|dia del trabajo|dia del trabajador|fete du travail|"
     "tag der arbeit"),
    (_Fixed(5, 5), "", "cinco de mayo"),
    (_Fixed(6, 19), "", "juneteenth"),
    (_Fixed(7, 4), "", "fourth of july|the fourth of july|independence day|july fourth"),
    (_Fixed(7, 14), "", "bastille day|fete nationale|la fete nationale"),
    (_Fixed(10, 3), "", "tag der deutschen einheit"),
    (_Fixed(11, 11), "", "veterans day|armistice|sankt martin|martinstag"),
    (_Easter(0), "", "easter sunday|easter|domingo de pascua|pascua|paques|dimanche de paques|"
     "ostern|ostersonntag"),
    (_Easter(-7), "", "palm sunday|domingo de ramos|dimanche des rameaux|palmsonntag"),
    (_Easter(-21), "", "mothering sunday"),
    (_Easter(-2), "", "good friday|viernes santo|vendredi saint|karfreitag"),
    (_Easter(-3), "", "jueves santo|maundy thursday|grundonnerstag"),
    (_Easter(1), "", "easter monday|lundi de paques|ostermontag|lunes de pascua"),
    (_Easter(-46), "", "ash wednesday|miercoles de ceniza|mercredi des cendres|aschermittwoch"),
    (_Easter(-47), "", "mardi gras|shrove tuesday|pancake day|fastnacht"),
    (_Easter(39), "", "ascension day|ascension|christi himmelfahrt|himmelfahrt"),
    (_Easter(39), "de", "vatertag"),
    (_Easter(49), "", "pentecost|pentecote|pentecostes|pfingsten|pfingstsonntag"),
    (_Easter(50), "", "whit monday|lundi de pentecote|pfingstmontag"),
    (_Nth(5, 6, 2), "", "mothers day|mother s day|muttertag"),
    (_Nth(5, 6, 1), "", "dia de la madre|dia de las madres"),
    (_Nth(5, 6, -1), "", "fete des meres|la fete des meres"),
    (_Nth(6, 6, 3), "", "fathers day|father s day|fete des peres|la fete des peres"),
    (_Fixed(3, 19), "", "dia del padre"),
    (_Nth(1, 0, 3), "", "martin luther king day|mlk day"),
    (_Nth(2, 0, 3), "", "presidents day"),
    (_Nth(5, 0, -1), "", "memorial day"),
    (_Nth(9, 0, 1), "", "labor day|labour day"),
    (_Nth(10, 0, 2), "", "columbus day"),
    (_Nth(11, 3, 4), "", "thanksgiving|thanksgiving day|accion de gracias|"
     "dia de accion de gracias"),
    (_Nth(11, 3, 4, later=1), "", "black friday|viernes negro"),
    (_Nth(11, 3, 4, later=4), "", "cyber monday"),
    (_Nth(11, 3, 4, later=-1), "", "thanksgiving eve"),
)  # fmt: skip
"""Rule, the language it holds for (empty: all), names without accents. Where countries differ,
the day is that of the United States in English and of Spain in Spanish."""
_HOLIDAYS: Final = tuple((rule, lang, phrases(names)) for rule, lang, names in _DAYS)


def _by_first_word() -> Mapping[str, tuple[tuple[_Rule, str, Phrases], ...]]:
    found: dict[str, list[tuple[_Rule, str, Phrases]]] = {}
    for holiday in _HOLIDAYS:
        for first in holiday[2]:
            found.setdefault(first, []).append(holiday)
    return {first: tuple(holidays) for first, holidays in found.items()}


_BY_FIRST: Final = _by_first_word()


def holiday_at(sheet: Sheet, at: int) -> tuple[_Rule, int] | None:
    """The holiday named there, as the day of a year, and how many tokens name it."""
    best: tuple[_Rule, int] | None = None
    for rule, lang, names in _BY_FIRST.get(sheet.plain[at], ()):
        length = sheet.words_at(at, names) if sheet.speaks(lang) else 0
        if length and (best is None or length > best[1]):
            best = rule, length
    return best


_VARYING: Final = phrases(
    "mothers day|mother s day|muttertag|dia de la madre|dia de las madres|fete des meres|"
    "la fete des meres|fathers day|father s day|vatertag|dia del padre|fete des peres|"
    "la fete des peres"
)
"""Feasts whose day differs from country to country."""
_FOR: Final = frozenset(split_words("for para pour fur zum zur por"))
_THE: Final = frozenset(split_words("the el la den der"))


def use_occasions(sheet: Sheet) -> None:
    """Speak for feasts that goods are for, where their day is not the same in all countries.

    "A necklace for Mother's Day" asks for no day; "for Mother's Day" alone may answer when.
    """
    for at in range(len(sheet.plain)):
        length = sheet.words_at(at, _VARYING)
        start = at - (at > 1 and sheet.plain[at - 1] in _THE)
        if not length or start == 0 or sheet.plain[start - 1] not in _FOR:
            continue
        if _names_more(sheet, start - 1, at + length):
            sheet.use(start - 1, at + length)


def _names_more(sheet: Sheet, start: int, end: int) -> bool:
    words = load_lexicon()
    others = (at for at in range(len(sheet.plain)) if not start <= at < end)
    return any(is_content(sheet, words, at) and not words.is_beside(sheet, at) for at in others)
