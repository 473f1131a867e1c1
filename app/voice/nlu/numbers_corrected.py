"""The number of an order that is told anew: "cancel 0001, no sorry, it's 0002"."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(r"(?<![\w.,#-])#?\d{3,}(?![\w-]|[.,]\d)")
_CORRECTS: Final = re.compile(
    r"\b(?:no|nope|sorry|wait|rather|i mean|i meant|correction|wrong|scratch that|oops|nein|nee|ach"
    r"|quatsch|halt|falsch|verlesen|vertan|pardon|mein(?:e|te)? ich|ich mein(?:e|te)?|perd[óo]n"
    r"|digo"
    r"|miento|mejor dicho|non|enfin|je veux dire|plut[ôo]t)\b",
    re.IGNORECASE,
)


def with_last_number(text: str) -> str:
    """The text without a number that is taken back for another one behind it; else just the
    same."""
    found = list(_NUMBER.finditer(text))
    if len(found) < 2 or found[-1].group() == found[-2].group():
        return text
    first, last = found[-2], found[-1]
    between, behind = text[first.end() : last.start()], text[last.end() :]
    cue = _CORRECTS.search(between)
    if cue is None and _CORRECTS.search(behind) is None:
        return text
    wish = between[: cue.start()] if cue is not None else between.rpartition(",")[0]
    return f"{text[: first.start()]}{last.group()}{wish.rstrip(' ,;.-')}"
