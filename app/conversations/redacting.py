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
_FIGURES: Final = re.compile(r"\d(?:[\s.\-]?\d){2,}")
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
    numbers tell a reader nothing, and what they were is in the order book.
    """
    plain = redact_text(text[:MOST])
    plain = _FIGURES.sub(lambda found: "0" * sum(map(str.isdigit, found[0])), plain)
    return _without_names(_without_spoken(plain), names)


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
