"""A sentence in the form in which its intent is recognized: bare words, no accents, no case."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

NUMBER: Final = "<n>"
"""Stands for every number written in figures: which one it is says nothing about the intent."""

MAIL: Final = "mailaddress"
"""Stands for every address of a mailbox, written or spelled: whose it is says nothing either."""

_LONGEST_TEXT: Final = 600
"""Characters; nobody says more in one breath, and what follows is not read."""
_WORD: Final = re.compile(r"[^\W_]+")
_FIGURES: Final = re.compile(r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th|er|e|x|h|am|pm)?\b")
_ELISION: Final = re.compile(r"\b(qu|[cdjlmnst]|jusqu|lorsqu|puisqu|aujourd|quelqu)'(?=[^\W\d_])")
_SPELLED_DOT: Final = r"(?:\.| dot | punkt | punto | point )"
_MAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|"
    rf"(?<![\w.+-])[\w+-]+(?:{_SPELLED_DOT}[\w+-]+){{0,4}} (?:at|arroba|arobase|klammeraffe) "
    rf"[\w-]+(?:{_SPELLED_DOT}[\w-]+){{0,3}}{_SPELLED_DOT}(?:[a-z]{{2,3}}|info|shop)\b"
)
_FILLERS: Final = frozenset(
    ["um", "uh", "uhm", "er", "erm", "hmm", "euh", "ben", "ahm", "ehm", "eh", "hm", "alexa"]
)


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared; figures become `NUMBER`, fillers go."""
    bare = unaccented(text[:_LONGEST_TEXT].lower().replace("’", "'").replace("´", "'"))
    bare = _MAIL.sub(f" {MAIL} ", _ELISION.sub(r"\1 ", bare).replace("'", ""))
    marked = _FIGURES.sub(" 0 ", bare)
    words = (NUMBER if word[0].isdigit() else word for word in _WORD.findall(marked))
    return tuple(word for word in words if word not in _FILLERS)


@lru_cache(maxsize=4096)
def unaccented(text: str) -> str:
    """The text without accents; the German sharp s becomes two."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(char for char in parts if not unicodedata.combining(char))
