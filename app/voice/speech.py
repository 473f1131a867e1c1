"""How figures are spoken and shown in English: money, numbers, order numbers, days, names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency

from app.voice.reply import Amount, Day, Digits, Part, Pause, Speech, Text
from domain.money import Money, minor_digits

_ONES: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS: Final = (
    *("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
_SCALES: Final = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))
_CURRENCIES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "USD": ("dollar", "dollars", "cent", "cents"),
    "CAD": ("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "AUD": ("Australian dollar", "Australian dollars", "cent", "cents"),
    "NZD": ("New Zealand dollar", "New Zealand dollars", "cent", "cents"),
    "EUR": ("euro", "euros", "cent", "cents"),
    "GBP": ("pound", "pounds", "penny", "pence"),
    "JPY": ("yen", "yen", "", ""),
}
_SIZES: Final[Mapping[str, str]] = {
    "2XS": "extra extra small",
    "XS": "extra small",
    "S": "small",
    "M": "medium",
    "L": "large",
    "XL": "extra large",
    "2XL": "double extra large",
    "3XL": "triple extra large",
}
_FALLBACK_LOCALE: Final = "en_US"
_SPOKEN_LANGUAGES: Final = frozenset({"en"})
_NAME_WORDS: Final = 6


def number_words(number: int) -> str:
    """A whole number in words, up to just below a trillion; larger ones in figures."""
    if number < 0:
        return f"minus {number_words(-number)}"
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return f"{_TENS[tens]}-{_ONES[ones]}" if ones else _TENS[tens]
    if number < 1_000:
        return _compound(number, 100, "hundred")
    for size, name in _SCALES:
        if size <= number < size * 1_000:
            return _compound(number, size, name)
    return f"{number:,}"


def _compound(number: int, size: int, name: str) -> str:
    head, rest = divmod(number, size)
    spoken = f"{number_words(head)} {name}"
    return f"{spoken} {number_words(rest)}" if rest else spoken


@lru_cache(maxsize=4096)
def money_words(money: Money) -> str:
    """An amount in words: "one hundred fifty dollars and ninety-nine cents"."""
    names = _CURRENCIES.get(money.currency)
    if names is None:
        return money_figures(money, _FALLBACK_LOCALE)
    sign = "minus " if money.amount < 0 else ""
    major, minor = divmod(abs(money.amount), 10 ** minor_digits(money.currency))
    one, many, one_minor, many_minor = names
    whole = f"{number_words(major)} {one if major == 1 else many}"
    if not minor:
        return sign + whole
    part = f"{number_words(minor)} {one_minor if minor == 1 else many_minor}"
    return sign + (f"{whole} and {part}" if major else part)


@lru_cache(maxsize=4096)
def money_figures(money: Money, locale: str) -> str:
    """An amount as people of that locale write it: "$150.99"."""
    return format_currency(money.to_decimal(), money.currency, locale=known_locale(locale))


@lru_cache(maxsize=64)
def known_locale(locale: str) -> str:
    """The locale as Babel writes it; American English where there are no sentences for it."""
    try:
        parsed = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return _FALLBACK_LOCALE
    return str(parsed) if parsed.language in _SPOKEN_LANGUAGES else _FALLBACK_LOCALE


def digit_groups(code: str) -> tuple[str, ...]:
    """A code in groups of at most four characters, split where the shop wrote a separator."""
    groups: list[str] = []
    for piece in "".join(c if c.isalnum() else " " for c in code).split():
        size = 3 if len(piece) % 3 == 0 and len(piece) > 4 else 4
        groups.extend(piece[at : at + size] for at in range(0, len(piece), size))
    return tuple(groups)


def day_words(day: Day, locale: str) -> str:
    """A day as people say it: "today", "yesterday", "Friday", "March 3"."""
    ahead = (day.day - day.today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(ahead)
    if near:
        return near
    pattern = "EEEE" if abs(ahead) < 7 else "MMMM d"
    if day.day.year != day.today.year and abs(ahead) > 180:
        pattern = "MMMM d, y"
    return _formatted(day.day, pattern, locale)


@lru_cache(maxsize=1024)
def _formatted(day: date, pattern: str, locale: str) -> str:
    return format_date(day, format=pattern, locale=known_locale(locale))


def short_title(title: str) -> str:
    """A product's title cut to what can be listened to (six words)."""
    words = title.split()
    return title if len(words) <= _NAME_WORDS else " ".join(words[:_NAME_WORDS])


def item_name(title: str, options: Mapping[str, str]) -> str:
    """The short title with the options that tell a variant apart, as one says it."""
    named = [option_words(name, value) for name, value in options.items()]
    return ", ".join([short_title(title), *named])


def option_words(name: str, value: str) -> str:
    """One option as one says it: "size 10" and "size small", but plainly "Black"."""
    if name == "size" and value in _SIZES:
        return f"size {_SIZES[value]}"
    if value.lower().startswith(name.lower()):
        return value
    bare = len(value) <= 4 and (value[:1].isdigit() or value.isupper())
    return f"{name} {value}" if bare else value


def value_words(name: str, value: str) -> str:
    """An option's value alone, as one says it in a list of values."""
    return _SIZES.get(value, value) if name == "size" else value


def shown(speech: Speech, locale: str) -> str:
    """Speech as text to read: the display twin of every reply."""
    return "".join(_shown(part, locale) for part in speech).strip()


def _shown(part: Part, locale: str) -> str:
    match part:
        case Text():
            return part.words
        case Amount():
            return money_figures(part.money, locale)
        case Digits():
            return part.code
        case Day():
            return day_words(part, locale)
        case Pause():
            return " "
