"""Whether a yes is said: "ja" and "si" are one only where a clause begins or ends with them ("wir
sind ja mehr Leute" and "si puedo" agree to nothing)."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import is_answer, is_no, is_opener, plainly

_MARKS: Final = re.compile(r"[,.;:!?¿¡…]+|\s[-–—]\s")
_PARTICLES: Final = frozenset({"ja", "si"})
"""Words for yes that mean something else within a clause."""


def says_yes(text: str) -> bool:
    """Whether one of the words of a text is a yes."""
    return any(_has_yes(plainly(clause).split()) for clause in _MARKS.split(text))


def _has_yes(words: list[str]) -> bool:
    start = 0
    while start < len(words) - 1 and is_opener(words[start]):
        start += 1
    agreeing = [at for at, word in enumerate(words) if is_answer(word) and not is_no(word)]
    return any(words[at] not in _PARTICLES or at in {start, len(words) - 1} for at in agreeing)
