"""Words of a conversation made fit to be kept: nothing that names, reaches or opens anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from app.voice.nlu.plain import unaccented
from domain.redaction import redact_text

MASKED_NAME: Final = "[name]"
MASKED_ADDRESS: Final = "[address]"
"""Stands for an address that was told, and for our saying it back."""
MASKED_PROOF: Final = "[proof]"
"""Stands for a PIN, a code and whatever else was said to prove who speaks."""
MOST: Final = 600
"""Characters kept of one utterance."""
_AMOUNT: Final = r"(?:\d{1,3}(?:[.,'’\u00a0\u202f]\d{3}){1,2}|\d{1,6})(?:[.,]\d{1,2})?(?!\d)"
"""Six digits before the cents, or nine where they are grouped as one of our languages does."""
_SIGN: Final = r"[$€£¥]|\b(?:USD|EUR|GBP|CHF|CAD|AUD|MXN)\b"
_CURRENCY: Final = (
    r"(?:[$€£¥¢]|(?:USD|EUR|GBP|CHF|CAD|AUD|MXN|dollars?|bucks?|euros?|pounds?|quid|cents?|pence"
    r"|d[oó]lar(?:es)?|pesos?|libras?|c[eé]ntimos?|centavos?|livres?|centimes?|francs?|franken"
    r"|pfund)\b)"
)
_PRICE: Final = rf"(?:{_SIGN})\s?{_AMOUNT}|(?<![\d.,\-])(?<!\d\s){_AMOUNT}[\s\-]?{_CURRENCY}"
_FIGURES: Final = re.compile(r"\d(?:[\s.\-]?\d){2,}")
_PRICES_AND_FIGURES: Final = re.compile(rf"(?P<price>{_PRICE})|{_FIGURES.pattern}", re.IGNORECASE)
# en, es, fr, de; German "drei" and French "six" double as others', which does not matter here
_DIGIT_WORDS: Final = (
    "zero oh one two three four five six seven eight nine double triple "
    "cero uno dos tres cuatro cinco seis siete ocho nueve doble "
    "un deux trois quatre cinq sept huit neuf "
    "null eins zwei zwo drei vier funf sechs sieben acht neun"
)
_DIGIT_WORD: Final = f"(?:{'|'.join(_DIGIT_WORDS.split())})"
_SPOKEN: Final = re.compile(rf"\b{_DIGIT_WORD}(?:[\s,.\-]+{_DIGIT_WORD}){{2,}}\b")
_SHORTEST_NAME: Final = 3
_COMMON: Final = 160
"""Characters of a sentence that may be remembered."""
_TELLING: Final = re.compile(r"[\d@]")


def redacted(text: str, *, names: Iterable[str] = ()) -> str:
    """The text without card numbers, secrets, addresses of any kind, names given, and codes.

    Three and more digits in a row, written or spoken, become zeros: order numbers, PINs and house
    numbers tell a reader nothing, and what they were is in the order book. A price stays: it is
    told by its currency, and whoever reads a conversation asks first what was said of money.
    """
    plain = redact_text(text[:MOST])
    if _FIGURES.search(plain):
        plain = _PRICES_AND_FIGURES.sub(_without_figures, plain)
    return _without_names(_without_spoken(plain), names)


def _without_figures(found: re.Match[str]) -> str:
    return found[0] if found["price"] else "0" * sum(map(str.isdecimal, found[0]))


def _without_names(plain: str, names: Iterable[str]) -> str:
    for name in sorted(set(_parts(names)), key=len, reverse=True):
        plain = re.sub(rf"\b{re.escape(name)}\b", MASKED_NAME, plain, flags=re.IGNORECASE)
    return plain


def heard_redacted(text: str, *, names: Iterable[str] = ()) -> str:
    """What a shopper said; remembered where it is said over and over: "yes please".

    Long sentences and those with figures are rarely said twice and often personal: not remembered.
    """
    if len(text) > _COMMON or _TELLING.search(text):
        return redacted(text, names=names)
    return _without_names(_known(text), names)


def said_redacted(text: str, *, names: Iterable[str] = ()) -> str:
    """What we said, remembered: most of it is about goods, to one shopper as to the next."""
    return _without_names(_known(text), names)


@lru_cache(maxsize=2048)
def _known(text: str) -> str:
    return redacted(text)


def _without_spoken(text: str) -> str:
    """Without runs of digits in words; found in a copy without accents, which is as long."""
    bare = unaccented(text.lower())
    if len(bare) != len(text):
        return _SPOKEN.sub(_zeros, bare) if _SPOKEN.search(bare) else text
    parts, at = [], 0
    for found in _SPOKEN.finditer(bare):
        parts += [text[at : found.start()], _zeros(found)]
        at = found.end()
    return "".join([*parts, text[at:]])


def _zeros(found: re.Match[str]) -> str:
    return "0" * len(re.findall(r"\w+", found[0]))


def _parts(names: Iterable[str]) -> Iterable[str]:
    """Names whole and in pieces, those too short to tell from words left out."""
    for name in names:
        whole = name.strip()
        yield from (each for each in (whole, *whole.split()) if len(each) >= _SHORTEST_NAME)
