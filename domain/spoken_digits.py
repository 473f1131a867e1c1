"""Reading runs of digits out of text, written ("4111 1111") or spoken ("four one double one").

Number words are those of the languages we speak: English, Spanish, French, German. French numbers
from seventy on are read as the numbers they are put together from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_UNITS: Final = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "cero": "0", "uno": "1", "una": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5",
    "seis": "6", "siete": "7", "ocho": "8", "nueve": "9",
    "un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "sept": "7",
    "huit": "8", "neuf": "9",
    "null": "0", "eins": "1", "ein": "1", "eine": "1", "zwei": "2", "zwo": "2", "drei": "3",
    "vier": "4", "funf": "5", "fuenf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9",
}  # fmt: skip
_TEENS: Final = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
    "diez": "10", "once": "11", "doce": "12", "trece": "13", "catorce": "14", "quince": "15",
    "dieciseis": "16", "diecisiete": "17", "dieciocho": "18", "diecinueve": "19",
    "dix": "10", "onze": "11", "douze": "12", "treize": "13", "quatorze": "14", "quinze": "15",
    "seize": "16",
    "zehn": "10", "elf": "11", "zwolf": "12", "zwoelf": "12", "dreizehn": "13", "vierzehn": "14",
    "funfzehn": "15", "fuenfzehn": "15", "sechzehn": "16", "siebzehn": "17", "achtzehn": "18",
    "neunzehn": "19",
}  # fmt: skip
_GERMAN_TENS: Final = {
    "zwanzig": "20", "dreissig": "30", "vierzig": "40", "funfzig": "50", "fuenfzig": "50",
    "sechzig": "60", "siebzig": "70", "achtzig": "80", "neunzig": "90",
}  # fmt: skip
_TENS: Final = {
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60",
    "seventy": "70", "eighty": "80", "ninety": "90",
    "veinte": "20", "treinta": "30", "cuarenta": "40", "cincuenta": "50", "sesenta": "60",
    "setenta": "70", "ochenta": "80", "noventa": "90",
    "vingt": "20", "trente": "30", "quarante": "40", "cinquante": "50", "soixante": "60",
    **_GERMAN_TENS,
}  # fmt: skip
_GERMAN_UNITS: Final = (
    "ein", "zwei", "drei", "vier", "funf", "fuenf", "sechs", "sieben", "acht", "neun",
)  # fmt: skip
_SPANISH_UNITS: Final = ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_IN_ONE_WORD: Final = {
    **{
        f"{unit}und{ten}": value[0] + _UNITS[unit]
        for ten, value in _GERMAN_TENS.items()
        for unit in _GERMAN_UNITS
    },
    **{f"veinti{unit}": f"2{_UNITS[unit]}" for unit in _SPANISH_UNITS},
}
_TIMES: Final = {"double": 2, "triple": 3, "treble": 3, "doble": 2, "doppel": 2, "doppelt": 2}
_FILLERS: Final = frozenset(
    {
        *("and", "then", "uh", "um", "er", "space", "dash", "hyphen", "dot", "point", "nbsp"),
        *("y", "et", "und", "luego", "puis", "dann", "eh", "euh", "ah", "strich", "punkt"),
    }
)
_WORDS: Final = {**_UNITS, **_TEENS, **_TENS, **_IN_ONE_WORD}
_MOST_DIGITS: Final = {
    word.encode(): digits
    for words, digits in ((_UNITS, 1), (_TEENS, 2), (_TENS, 2), (_IN_ONE_WORD, 2), (_TIMES, 4))
    for word in words
}
"""How many digits a word may add: "triple" makes six of the next word's two."""
_WORDS_ALONE: Final = (
    bytes(ord(chr(code).lower()) if chr(code).isalpha() else ord(" ") for code in range(128))
    + b" " * 128
)
"""Translates ASCII so that `split` gives its words in lower case."""
_UNIT_MARKS: Final = (*(word for word in _UNITS if word != "o"), " o", "-o", ",o")
_PAIR_MARKS: Final = (*_TEENS, *_TENS, *_TIMES)
_PLAIN: Final = str.maketrans(
    {**dict(zip("áéíóúàèêëîôûäöüñç", "aeiouaeeeiouaounc", strict=True)), "ß": "ss"}
)
"""Letters as number words are kept here: without accents."""
_PIECE = re.compile(r"%[0-9A-Fa-f]{2}|</?[A-Za-z][^<>]{0,80}>|\d+|[A-Za-zÀ-ÖØ-öø-ÿ]+")
"""A percent-encoded character, a tag, a number, or a word."""
_FEWEST_DIGITS = 13
_SHORTEST_SPOKEN = 20
_DIGIT = re.compile(r"\d")
_ASCII_DIGITS: Final = b"0123456789"
_BREAK = re.compile(r".{4}|[:+=]", re.DOTALL)
"""More than a few signs, or those of a time with its offset, part two numbers."""


@dataclass(frozen=True, slots=True)
class DigitPart:
    """One number or number word of a run, and where it stands."""

    digits: str
    start: int
    end: int
    is_written: bool


def count_digits(text: str) -> int:
    """How many decimal digits there are, of whatever script."""
    if text.isascii():
        raw = text.encode()
        return len(raw) - len(raw.translate(None, _ASCII_DIGITS))
    return len(_DIGIT.findall(text))


def may_speak_digits(text: str, *, written: int) -> bool:
    """A cheap look: False for text whose number words cannot make up a card number.

    `written` is how many digits stand in it besides.
    """
    if len(text) < _SHORTEST_SPOKEN:
        return False
    if text.isascii() and "%" not in text:  # what is percent-encoded may hold letters
        words = text.encode().translate(_WORDS_ALONE).split()
        if _MOST_DIGITS.keys().isdisjoint(words):
            return False
        most = sum(_MOST_DIGITS.get(word, 0) for word in words)
        return written + most >= _FEWEST_DIGITS
    lowered = text.lower().translate(_PLAIN)
    spoken = sum(map(lowered.count, _UNIT_MARKS)) + 2 * sum(map(lowered.count, _PAIR_MARKS))
    return spoken > 0 and written + spoken >= _FEWEST_DIGITS


def digit_runs(text: str) -> Iterator[list[DigitPart]]:
    """The runs of numbers and number words in a text, with at most little signs in between."""
    run: list[DigitPart] = []
    times, behind = 1, 0
    for match in _PIECE.finditer(text):
        word = match.group().lower().translate(_PLAIN)
        is_far = _BREAK.search(text, behind, match.start()) is not None
        digits = word if word.isdecimal() else _WORDS.get(word)
        behind = match.end()
        if is_far and run:
            yield run
            run, times = [], 1
        if digits is not None:
            part = DigitPart(digits * times, match.start(), match.end(), word.isdecimal())
            _append(run, part)
            times = 1
        elif word in _TIMES:
            times = _TIMES[word]
        elif not _is_filler(word) and run:
            yield run
            run, times = [], 1
    if run:
        yield run


def _append(run: list[DigitPart], part: DigitPart) -> None:
    """Add a part; a unit joins the tens before it, as in "forty one"."""
    if run and not part.is_written and len(part.digits) == 1 and part.digits != "0":
        before = run[-1]
        if not before.is_written and before.digits in _TENS.values():
            run[-1] = DigitPart(before.digits[0] + part.digits, before.start, part.end, False)
            return
    run.append(part)


def _is_filler(word: str) -> bool:
    return word in _FILLERS or word[0] in "%<"


def digits_in(text: str) -> str:
    """All digits of a text, written or spoken, as one."""
    return "".join(part.digits for run in digit_runs(text) for part in run)
