"""How many of what was just offered are taken, in four languages: "I'll have a couple then"."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.hesitation import tidied
from app.voice.nlu.manners import plainly

_TAKEN: Final = re.compile(
    r"(?:(?:right|okay|ok|yes|lovely|great|good|alright|so|well) )*"
    r"(?:i ll|i will|let me|we ll|i d like to|can i|could i) (?:have|take|get|grab) (?P<en>.+)"
    r"|(?:(?:pues|vale|si|venga|bueno|entonces|bien) )*"
    r"(?:me llevo|ponme|pongame|dame|deme|quiero|querria|mandenme|mandeme) (?P<es>.+)"
    r"|(?:(?:oui|d accord|alors|allez|bon|bien|parfait) )*"
    r"(?:(?:mettez|mets|donnez|donne|gardez|garde|envoyez) m en|j en (?:prends|voudrais|veux)"
    r"|je vais en prendre|il m en faut(?:drait)?) (?P<fr>.+)"
    r"|(?:(?:ja|gut|also|dann|prima|okay|na gut) )*"
    r"(?:(?:ich )?(?:nehme?|hatte gern|mochte|brauche?) (?:ich )?(?:dann |davon |gleich )*"
    r"|geben sie mir (?:dann |davon |gleich )*)(?P<de>.+)"
)
_TAIL: Final = re.compile(
    r" (?:of (?:them|those|these)|de (?:ell[oa]s|es[oa]s)|davon|von denen|then|please|entonces"
    r"|por favor|alors|s il (?:vous|te) plait|bitte|dann|pieces?|stuck)$"
)
_GROUPS: Final = {"a couple": 2, "a dozen": 12, "una docena": 12, "une douzaine": 12,
                  "ein dutzend": 12}  # fmt: skip
"""A pair is one of what comes in pairs, and stands for no number here."""
_MOST: Final = 999


def count_taken(text: str) -> int | None:
    """The number of what was offered that a text takes, and nothing else; None: it does not."""
    found = _TAKEN.fullmatch(plainly(tidied(text)))
    if found is None:
        return None
    lang, rest = next((name, words) for name, words in found.groupdict().items() if words)
    while (tail := _TAIL.search(rest)) is not None:
        rest = rest[: tail.start()]
    if rest in _GROUPS:
        return _GROUPS[rest]
    sheet = Sheet.of(rest, lang)
    number = amount_at(sheet, 0) if sheet.tokens else None
    if number is None or number[1] != len(sheet.tokens) or number[0] != int(number[0]):
        return None
    return int(number[0]) if 0 < number[0] <= _MOST else None
