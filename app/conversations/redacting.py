"""Words of a conversation made fit to be kept: nothing that names, reaches or opens anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from app.voice.nlu.plain import unaccented
from domain.redaction import redact_text

MASKED_NAME: Final = "[name]"
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


def redacted(text: str, *, names: Iterable[str] = ()) -> str:
    """The text without card numbers, secrets, addresses of any kind, names given, and codes.

    Three and more digits in a row, written or spoken, become zeros: order numbers, PINs and house
    numbers tell a reader nothing, and what they were is in the order book.
    """
    plain = redact_text(text[:MOST])
    plain = _FIGURES.sub(lambda found: "0" * sum(map(str.isdigit, found[0])), plain)
    plain = _without_spoken(plain)
    for name in sorted(set(_parts(names)), key=len, reverse=True):
        plain = re.sub(rf"\b{re.escape(name)}\b", MASKED_NAME, plain, flags=re.IGNORECASE)
    return plain


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
