"""What a shopper's sentence says of the price, apart from the words to look for.

"waterproof jacket for hiking under $150" is `waterproof jacket for hiking` and at most 150. In
English, Spanish, French and German. The understanding of what is said aloud reads most of it
("under two fifty", "160 dólares como mucho"); what it is not sure of without a conversation around
it, such as a lone "under 100", is read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from app.commerce.words import NUMBERS, fold
from app.voice.nlu.entities.dimensions import use_dimensions
from app.voice.nlu.entities.price_words import SLANG
from app.voice.nlu.entities.prices import currency_words, price_bounds
from app.voice.nlu.entities.reader import guess_language
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.entities.written_spans import spelled_out

_NUMBER_WORD: Final = "|".join(sorted(NUMBERS, key=len, reverse=True))
_MONEY: Final = (
    r"dollars?|bucks?|euros?|pounds?|quid|usd|eur|gbp|dolar(?:es)?|pesos?|francs?|franken|cents?"
)
_AMOUNT: Final = (
    rf"(?:[$€£]\s*)?(?:\d{{1,3}}(?:[.,]\d{{3}})+(?:[.,]\d{{1,2}})?|\d+(?:[.,]\d{{1,2}})?(?!\d)|(?:(?:{_NUMBER_WORD})\b[\s-]*(?:and\s+)?)+)"
    rf"\s*(?:[$€£]|\b(?:{_MONEY})\b)?"
)
_NOT_A_MEASURE: Final = (
    r"(?!\s*(?:%|(?:k?g|mg|oz|lbs?|ml|cl|l|liters?|litros?|litres?|inch(?:es)?|in(?!\s+\w)|cm|mm|m|ft|gb|tb|"
    r"mah|watts?|w|v|hours?|horas?|heures?|stunden|days?|packs?|pieces?|people|persons?|personas|"
    r"personnes|personen|years?|months?|anos|ans|jahren?|monaten?)\b))"
)
_MOST: Final = (
    r"under|below|beneath|less than|cheaper than|up to|at most|no more than|not more than|"
    r"maximum|(?:por )?menos de|por debajo de|hasta|como mucho|no mas de|maximo|"
    r"a? ?moins de|en dessous de|jusqu'?\s?a|au plus|pas plus de|unter|weniger als|hochstens|"
    r"bis zu|bis|nicht mehr als|maximal"
)
_LEAST: Final = (
    r"over|above|more than|at least|starting at|from|mas de|por encima de|desde|al menos|"
    r"plus de|au moins|a partir de|au-dessus de|uber|mehr als|mindestens|ab"
)
_BETWEEN: Final = re.compile(
    rf"\b(?:between|entre|zwischen|from|de|von)\s+({_AMOUNT}){_NOT_A_MEASURE}\s*"
    rf"(?:and|to|y|a|et|und|bis)\s+({_AMOUNT}){_NOT_A_MEASURE}"
)
_BELOW: Final = re.compile(rf"\b(?:{_MOST})\s+({_AMOUNT}){_NOT_A_MEASURE}")
_ABOVE: Final = re.compile(rf"\b(?:{_LEAST})\s+({_AMOUNT}){_NOT_A_MEASURE}")
_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED: Final = re.compile(r"[.,](?=\d{3})")
_MONEY_WORDS: Final = frozenset((*currency_words(), *SLANG))


@dataclass(frozen=True, slots=True)
class Sought:
    """A wish in parts."""

    words: str
    least: Decimal | None = None
    """In whole units of the merchant's currency."""
    most: Decimal | None = None


@lru_cache(maxsize=2048)
def sought(text: str) -> Sought:
    """The words to look for and the bounds of the price."""
    written = _written(text)
    least, most = written.least, written.most
    if least is not None and most is not None and least < most:
        return written
    is_bounded = least is not None or most is not None
    spoken = _spoken(text)
    if spoken is None or not (spoken.names_money or is_bounded):
        return written  # "air max 90", "under 500 ml"
    return spoken.sought


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What the understanding makes of it."""

    sought: Sought
    names_money: bool


def _spoken(text: str) -> _Spoken | None:
    """The bounds as the understanding reads them; None: it finds none."""
    text = spelled_out(text)
    sheet = Sheet.of(text, guess_language(text))
    use_dimensions(sheet)
    measures = tuple(sheet.used)
    bounds = price_bounds(sheet)
    if bounds is None:
        return None
    told = [now and not was for now, was in zip(sheet.used, measures, strict=True)]
    words = {token.plain for token, is_told in zip(sheet.tokens, told, strict=True) if is_told}
    return _Spoken(
        Sought(_untold(sheet, told), bounds.min, bounds.max), not _MONEY_WORDS.isdisjoint(words)
    )


def _untold(sheet: Sheet, told: Sequence[bool]) -> str:
    """The text without the tokens that tell of the price, and what stands between them."""
    left, begin = [], 0
    for at, token in enumerate(sheet.tokens):
        if told[at]:
            left.append("" if at and told[at - 1] else sheet.text[begin : token.start])
            begin = token.end
    return " ".join(fold("".join((*left, sheet.text[begin:]))).split())


def _written(text: str) -> Sought:
    said = fold(text)
    between = _BETWEEN.search(said)
    if between:
        low, high = _value(between[1]), _value(between[2])
        return Sought(_without(said, between), min(low, high), max(low, high))
    below, above = _BELOW.search(said), _ABOVE.search(said)
    least = _value(above[1]) if above else None
    most = _value(below[1]) if below else None
    for found in sorted(filter(None, (below, above)), key=lambda each: -each.start()):
        said = _without(said, found)
    return Sought(said, least, most)


def _without(said: str, found: re.Match[str]) -> str:
    return " ".join(f"{said[: found.start()]} {said[found.end() :]}".split())


def _value(amount: str) -> Decimal:
    figures = _FIGURE.search(amount)
    if figures:
        return Decimal(_GROUPED.sub("", figures[0]).replace(",", "."))
    total = 0
    for word in re.findall(_NUMBER_WORD, amount):
        value = int(NUMBERS[word])
        total = (total or 1) * value if value == 100 else total + value
    return Decimal(total)
