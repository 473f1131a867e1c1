"""Spans of money as one writes them, "$15-$20" and "15–20 euros", in the words one says: a dash
between other figures (sizes, days, telephones) is left alone."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.entities.price_words import CURRENCIES

_FIGURE: Final = r"\d+(?:[.,]\d+)*"
_DASH: Final = r"\s?[-\u2010-\u2015]\s?"
_WORDS: Final = "|".join(
    sorted((re.escape(word) for word in CURRENCIES if word.isalpha()), key=len, reverse=True)
)
_LED: Final = re.compile(
    rf"(?<![\w.,-])([$€£])\s?({_FIGURE}){_DASH}[$€£]?\s?({_FIGURE})(?![\w-])(?!{_DASH}\d)"
)
_FOLLOWED: Final = re.compile(
    rf"(?<![\w.,-])({_FIGURE})\s?(?:[$€£])?{_DASH}({_FIGURE})(?=\s?[$€£]|\s?(?:{_WORDS})\b)",
    re.IGNORECASE,
)


def spelled_out(text: str) -> str:
    """The text with spans of money as they are said: "$15 to $20", "15 to 20 euros"."""
    return _FOLLOWED.sub(r"\1 to \2", _LED.sub(r"\1\2 to \1\3", text))
