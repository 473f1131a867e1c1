"""How figures are spoken and shown: money, order numbers, days and times of day, per locale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency

from app.voice.numerals import number_words
from app.voice.prompts.catalog import LANGUAGES, language_of, say, spoken
from app.voice.reply import Amount, Clock, Day, Digits, Part, Pause, Private, Said, Speech, Text
from domain.money import Money, minor_digits
from domain.recurrence import Cadence, Unit

_FALLBACK_LOCALE: Final = "en_US"
_MILLION: Final = 1_000_000
_LETTER_BESIDE_FIGURE: Final = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")


class _Unit(NamedTuple):
    """What a currency is called: one, several, and its gender where that matters."""

    one: str
    many: str
    feminine: bool = False


_Names = tuple[_Unit, _Unit]
_CENT: Final = _Unit("cent", "cents")
_CENTAVO: Final = _Unit("centavo", "centavos")
_CENTIMO: Final = _Unit("céntimo", "céntimos")
_CENTIME: Final = _Unit("centime", "centimes")
_DE_CENT: Final = _Unit("Cent", "Cent")
_CURRENCIES: Final[Mapping[str, Mapping[str, _Names]]] = {
    "en": {
        "USD": (_Unit("dollar", "dollars"), _CENT),
        "CAD": (_Unit("Canadian dollar", "Canadian dollars"), _CENT),
        "AUD": (_Unit("Australian dollar", "Australian dollars"), _CENT),
        "NZD": (_Unit("New Zealand dollar", "New Zealand dollars"), _CENT),
        "EUR": (_Unit("euro", "euros"), _CENT),
        "GBP": (_Unit("pound", "pounds"), _Unit("penny", "pence")),
        "JPY": (_Unit("yen", "yen"), _CENT),
        "MXN": (_Unit("Mexican peso", "Mexican pesos"), _CENTAVO),
        "CHF": (_Unit("Swiss franc", "Swiss francs"), _CENTIME),
    },
    "es": {
        "USD": (_Unit("dólar", "dólares"), _CENTAVO),
        "CAD": (_Unit("dólar canadiense", "dólares canadienses"), _CENTAVO),
        "AUD": (_Unit("dólar australiano", "dólares australianos"), _CENTAVO),
        "NZD": (_Unit("dólar neozelandés", "dólares neozelandeses"), _CENTAVO),
        "EUR": (_Unit("euro", "euros"), _CENTIMO),
        "GBP": (_Unit("libra", "libras", feminine=True), _Unit("penique", "peniques")),
        "JPY": (_Unit("yen", "yenes"), _CENTIMO),
        "MXN": (_Unit("peso", "pesos"), _CENTAVO),
        "CHF": (_Unit("franco suizo", "francos suizos"), _CENTIMO),
    },
    "fr": {
        "USD": (_Unit("dollar", "dollars"), _Unit("cent", "cents")),
        "CAD": (_Unit("dollar canadien", "dollars canadiens"), _Unit("cent", "cents")),
        "AUD": (_Unit("dollar australien", "dollars australiens"), _Unit("cent", "cents")),
        "NZD": (_Unit("dollar néo-zélandais", "dollars néo-zélandais"), _Unit("cent", "cents")),
        "EUR": (_Unit("euro", "euros"), _CENTIME),
        "GBP": (_Unit("livre", "livres", feminine=True), _Unit("penny", "pence")),
        "JPY": (_Unit("yen", "yens"), _CENTIME),
        "MXN": (_Unit("peso mexicain", "pesos mexicains"), _CENTAVO),
        "CHF": (_Unit("franc suisse", "francs suisses"), _CENTIME),
    },
    "de": {
        "USD": (_Unit("Dollar", "Dollar"), _DE_CENT),
        "CAD": (_Unit("kanadischer Dollar", "kanadische Dollar"), _DE_CENT),
        "AUD": (_Unit("australischer Dollar", "australische Dollar"), _DE_CENT),
        "NZD": (_Unit("Neuseeland-Dollar", "Neuseeland-Dollar"), _DE_CENT),
        "EUR": (_Unit("Euro", "Euro"), _DE_CENT),
        "GBP": (_Unit("Pfund", "Pfund"), _Unit("Penny", "Pence")),
        "JPY": (_Unit("Yen", "Yen"), _DE_CENT),
        "MXN": (_Unit("mexikanischer Peso", "mexikanische Peso"), _Unit("Centavo", "Centavos")),
        "CHF": (_Unit("Franken", "Franken"), _Unit("Rappen", "Rappen")),
    },
}
_AND: Final = {"en": "and", "es": "con", "fr": "et", "de": "und"}
_MINUS: Final = {"en": "minus ", "es": "menos ", "fr": "moins ", "de": "minus "}
_OF: Final = {"es": "de ", "fr": "de "}
"""Between round millions and what they are of: "un millón de euros"."""
_NEAR: Final = {
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
    "es": {-1: "ayer", 0: "hoy", 1: "mañana"},
    "fr": {-1: "hier", 0: "aujourd'hui", 1: "demain"},
    "de": {-1: "gestern", 0: "heute", 1: "morgen"},
}
_WEEKDAY: Final = {"en": "EEEE", "es": "'el' EEEE", "fr": "EEEE", "de": "'am' EEEE"}
_DATE: Final = {"en": "MMMM d", "es": "'el' d 'de' MMMM", "fr": "'le' d MMMM", "de": "'am' d. MMMM"}
_DATE_OF_YEAR: Final = {
    "en": "MMMM d, y",
    "es": "'el' d 'de' MMMM 'de' y",
    "fr": "'le' d MMMM y",
    "de": "'am' d. MMMM y",
}
_WRITTEN_DAY: Final = {
    "en": "EEEE, MMMM d",
    "es": "'el' EEEE d 'de' MMMM",
    "fr": "'le' EEEE d MMMM",
    "de": "'am' EEEE, d. MMMM",
}
_EVERY: Final[Mapping[Unit, tuple[str, str]]] = {
    Unit.DAY: ("cadence.day.one", "cadence.day.many"),
    Unit.WEEK: ("cadence.week.one", "cadence.week.many"),
    Unit.MONTH: ("cadence.month.one", "cadence.month.many"),
}


@lru_cache(maxsize=4096)
def money_words(money: Money, locale: str = _FALLBACK_LOCALE) -> str:
    """An amount in words: "one hundred fifty dollars and ninety-nine cents"."""
    language = language_of(locale)
    names = _CURRENCIES[language].get(money.currency)
    if names is None:
        return money_figures(money, locale)
    sign = _MINUS[language] if money.amount < 0 else ""
    major, minor = divmod(abs(money.amount), 10 ** minor_digits(money.currency))
    whole = _counted(major, names[0], language)
    if not minor:
        return sign + whole
    part = _counted(minor, names[1], language)
    return sign + (f"{whole} {_AND[language]} {part}" if major else part)


def _counted(number: int, unit: _Unit, language: str) -> str:
    words = number_words(number, language, feminine=unit.feminine)
    of = _OF.get(language, "") if number and number % _MILLION == 0 else ""
    return f"{words} {of}{unit.one if number == 1 else unit.many}"


@lru_cache(maxsize=4096)
def money_figures(money: Money, locale: str) -> str:
    """An amount as people of that locale write it: "$150.99".

    Babel leaves out CLDR's spacing of currencies that are written in letters ("USD150.99").
    """
    written = format_currency(money.to_decimal(), money.currency, locale=known_locale(locale))
    return _LETTER_BESIDE_FIGURE.sub("\u00a0", written)


@lru_cache(maxsize=64)
def known_locale(locale: str) -> str:
    """The locale as Babel writes it; American English where there are no sentences for it."""
    try:
        parsed = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return _FALLBACK_LOCALE
    return str(parsed) if parsed.language in LANGUAGES else _FALLBACK_LOCALE


def digit_groups(code: str) -> tuple[str, ...]:
    """A code in groups of at most four characters, split where the shop wrote a separator."""
    groups: list[str] = []
    for piece in "".join(c if c.isalnum() else " " for c in code).split():
        size = 3 if len(piece) % 3 == 0 and len(piece) > 4 else 4
        groups.extend(piece[at : at + size] for at in range(0, len(piece), size))
    return tuple(groups)


def day_words(day: Day, locale: str) -> str:
    """A day as people say when something was or will be: "today", "Friday", "am 3. März"."""
    language = language_of(locale)
    ahead = (day.day - day.today).days
    near = _NEAR[language].get(ahead)
    if near:
        return near
    pattern = _WEEKDAY if abs(ahead) < 7 else _DATE
    if day.day.year != day.today.year and abs(ahead) > 180:
        pattern = _DATE_OF_YEAR
    return _formatted(day.day, pattern[language], locale)


@lru_cache(maxsize=1024)
def _formatted(day: date, pattern: str, locale: str) -> str:
    return format_date(day, format=pattern, locale=known_locale(locale))


def written_day(day: date, locale: str) -> str:
    """A day in what is read at some other time, so never "today": "Tuesday, December 1"."""
    return _formatted(day, _WRITTEN_DAY[language_of(locale)], locale)


def cadence_words(cadence: Cadence) -> Speech:
    """How often, as one says it: "every week", "every 2 months"."""
    one, many = _EVERY[cadence.unit]
    return say(one) if cadence.every == 1 else say(many, count=cadence.every)


def time_words(left: timedelta) -> Speech:
    """How long something still is, in the greatest measure that tells two and more of it, and never
    too much: "10 minutes", "47 hours", "2 days"."""
    minutes = max(1, round(left.total_seconds() / 60))
    if minutes < 2 * 60:
        return say("time.minutes", count=minutes)
    hours = minutes // 60
    return say("time.hours", count=hours) if hours < 48 else say("time.days", count=hours // 24)


def clock_words(at: time, locale: str) -> str:
    """A time of day as people say it: "7:30 AM", "las 7:30 de la mañana", "7 Uhr 30"."""
    language = language_of(locale)
    minutes = f"{at.minute:02d}" if at.minute else ""
    half_day = f"{at.hour % 12 or 12}{':' if minutes else ''}{minutes}"
    if language == "es":
        part = "la mañana" if at.hour < 12 else "la tarde" if at.hour < 20 else "la noche"
        return f"{'la' if at.hour % 12 == 1 else 'las'} {half_day} de {part}"
    if language == "fr":
        return f"{at.hour} heure{'s' if at.hour > 1 else ''} {minutes}".strip()
    if language == "de":
        return f"{at.hour} Uhr {minutes}".strip()
    return f"{half_day} {'AM' if at.hour < 12 else 'PM'}"


def shown(speech: Speech, locale: str) -> str:
    """Speech as text to read: the display twin of every reply."""
    return "".join(_shown(part, locale) for part in spoken(speech, locale)).strip()


def said_plainly(speech: Speech, locale: str) -> str:
    """Speech as text for a voice that takes no markup: figures as they are, codes digit by digit.

    "Order 1 0 4, 2 7 7" is read as people say it, "order 104277" as a hundred thousand.
    """
    parts = (
        ", ".join(" ".join(group) for group in digit_groups(part.code))
        if isinstance(part, Digits)
        else _shown(part, locale)
        for part in spoken(speech, locale)
    )
    return "".join(parts).strip()


def _shown(part: Part, locale: str) -> str:
    match part:
        case Text(words=words) | Private(private=words):
            return words
        case Amount():
            return money_figures(part.money, locale)
        case Digits():
            return part.code
        case Day():
            return day_words(part, locale)
        case Clock():
            return clock_words(part.at, locale)
        case Pause():
            return " "
        case Said():
            return shown((part,), locale)
