"""Goods that somebody is going to take: "je vais quand même prendre une lampe", "igual voy a
llevarme una taza". It orders them as "I'd like" does."""

from __future__ import annotations

import re
from typing import Final

_COUNTED: Final = (
    r"(?=\s+(?:une?|des|du|deux|trois|quatre|cinq|six|una?|un[oa]s|dos|tres|cuatro|cinco|seis"
    r"|an?|some|two|three|four|five|six|\d+)\b)"
)
"""Before goods that are not had yet; "je vais prendre la tasse" may be of one that was told of."""
_BESIDE: Final = r"(?:\s+[\wàâéèêíóúüöäß]+){0,3}?"
_SAID: Final = (
    (
        re.compile(
            rf"\b(?:je vais|on va|nous allons){_BESIDE}\s+(?:prendre|acheter|commander){_COUNTED}",
            re.IGNORECASE,
        ),
        "je voudrais",
    ),
    (
        re.compile(
            r"\b(?:voy|vamos) a (?:llevar|coger|comprar|pedir|agarrar|querer)(?:me|nos)?"
            rf"{_COUNTED}",
            re.IGNORECASE,
        ),
        "quiero",
    ),
    (
        re.compile(
            r"\b(?:i(?:['’]m| am)|we(?:['’]re| are))(?: still| just)? (?:going to|gonna)"
            rf" (?:get|take|buy|have|order|grab)(?: myself| us)?{_COUNTED}",
            re.IGNORECASE,
        ),
        "I'd like",
    ),
    (
        re.compile(
            r"\b(?:ich werde|wir werden)(?=(?: \w+){1,8} (?:nehmen|kaufen|bestellen)[.!]?$)",
            re.IGNORECASE,
        ),
        "ich möchte",
    ),
)  # fmt: skip


def wished_for(text: str) -> str:
    """The text with the wish for goods that it says somebody is going to take; else the same."""
    if "?" in text:
        return text
    for said, wish in _SAID:
        text = said.sub(wish, text)
    return text
