"""Whole numbers in words, in the languages that are spoken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

_LARGEST: Final = 10**9
"""From here on figures are clearer than words."""

_EN_ONES: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_EN_TENS: Final = (
    *("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
_ES_ONES: Final = (
    *("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
    *("once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho"),
    *("diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro"),
    *("veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"),
)
_ES_TENS: Final = (
    *("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"),
)
_ES_HUNDREDS: Final = (
    *("", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos"),
    *("setecientos", "ochocientos", "novecientos"),
)
_FR_ONES: Final = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit"),
    "dix-neuf",
)
_FR_TENS: Final = (
    *("", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante"),
    *("quatre-vingt", "quatre-vingt"),
)
_DE_ONES: Final = (
    *("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
    *("elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn"),
    "neunzehn",
)
_DE_TENS: Final = (
    *("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig"),
    "neunzig",
)


def number_words(number: int, language: str = "en", *, feminine: bool = False) -> str:
    """A whole number as it is said before a noun; figures from a billion on.

    `feminine` is the gender of that noun, where the language asks.
    """
    if abs(number) >= _LARGEST:
        return (
            f"{number:,}" if language == "en" else f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")
        )
    words = _SPELLERS[language](abs(number), feminine)
    return f"{_MINUS[language]} {words}" if number < 0 else words


def _english(number: int, feminine: bool) -> str:
    if number < 20:
        return _EN_ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return f"{_EN_TENS[tens]}-{_EN_ONES[ones]}" if ones else _EN_TENS[tens]
    size, name = next(each for each in _EN_SCALES if number >= each[0])
    head, rest = divmod(number, size)
    words = f"{_english(head, feminine)} {name}"
    return f"{words} {_english(rest, feminine)}" if rest else words


_EN_SCALES: Final = ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))


def _spanish(number: int, feminine: bool) -> str:
    """Before a noun "uno" is "un", or "una"."""
    if number >= 1_000_000:
        head, rest = divmod(number, 1_000_000)
        words = "un millón" if head == 1 else f"{_spanish(head, False)} millones"
        return f"{words} {_spanish(rest, feminine)}" if rest else words
    if number >= 1_000:
        head, rest = divmod(number, 1_000)
        words = "mil" if head == 1 else f"{_spanish(head, feminine)} mil"
        return f"{words} {_spanish(rest, feminine)}" if rest else words
    if number >= 100:
        head, rest = divmod(number, 100)
        hundreds = _ES_HUNDREDS[head]
        if feminine and head > 1:
            hundreds = f"{hundreds[:-2]}as"
        return f"{hundreds} {_spanish(rest, feminine)}" if rest else _even(hundreds)
    return _spanish_below_hundred(number, feminine)


def _even(hundreds: str) -> str:
    """One hundred and nothing more is "cien"."""
    return "cien" if hundreds == "ciento" else hundreds


def _spanish_below_hundred(number: int, feminine: bool) -> str:
    one = "una" if feminine else "un"
    if number in (1, 21):
        return one if number == 1 else f"veinti{'una' if feminine else 'ún'}"
    if number < 30:
        return _ES_ONES[number]
    tens, ones = divmod(number, 10)
    if not ones:
        return _ES_TENS[tens]
    return f"{_ES_TENS[tens]} y {one if ones == 1 else _ES_ONES[ones]}"


def _french(number: int, feminine: bool) -> str:
    if number >= 1_000_000:
        head, rest = divmod(number, 1_000_000)
        words = f"{_french(head, False)} million{'s' if head > 1 else ''}"
        return f"{words} {_french(rest, feminine)}" if rest else words
    if number >= 1_000:
        head, rest = divmod(number, 1_000)
        words = "mille" if head == 1 else f"{_french(head, False).removesuffix('s')} mille"
        if head % 100 not in (0, 80):
            words = "mille" if head == 1 else f"{_french(head, False)} mille"
        return f"{words} {_french(rest, feminine)}" if rest else words
    if number >= 100:
        head, rest = divmod(number, 100)
        words = "cent" if head == 1 else f"{_FR_ONES[head]} cent"
        if rest:
            return f"{words} {_french(rest, feminine)}"
        return words if head == 1 else f"{words}s"
    return _french_below_hundred(number, feminine)


def _french_below_hundred(number: int, feminine: bool) -> str:
    """Seventy and ninety count on from sixty and eighty: "soixante et onze"."""
    one = "une" if feminine else "un"
    if number < 20:
        return one if number == 1 else _FR_ONES[number]
    tens = number // 10
    rest = number - (tens - (tens in (7, 9))) * 10
    if not rest:
        return "quatre-vingts" if tens == 8 else _FR_TENS[tens]
    if rest in (1, 11) and tens < 8:
        return f"{_FR_TENS[tens]} et {one if rest == 1 else 'onze'}"
    return f"{_FR_TENS[tens]}-{one if rest == 1 else _FR_ONES[rest]}"


def _german(number: int, feminine: bool) -> str:
    if number >= 1_000_000:
        head, rest = divmod(number, 1_000_000)
        words = "eine Million" if head == 1 else f"{_german(head, False)} Millionen"
        return f"{words} {_german(rest, feminine)}" if rest else words
    for size, name in ((1_000, "tausend"), (100, "hundert")):
        if number >= size:
            head, rest = divmod(number, size)
            return f"{_german(head, False)}{name}{_german(rest, feminine) if rest else ''}"
    if number < 20:
        return "eine" if number == 1 and feminine else _DE_ONES[number]
    tens, ones = divmod(number, 10)
    return f"{_DE_ONES[ones]}und{_DE_TENS[tens]}" if ones else _DE_TENS[tens]


_SPELLERS: Final[Mapping[str, Callable[[int, bool], str]]] = {
    "en": _english,
    "es": _spanish,
    "fr": _french,
    "de": _german,
}
_MINUS: Final = {"en": "minus", "es": "menos", "fr": "moins", "de": "minus"}
