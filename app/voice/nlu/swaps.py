"""Something else for what is in hand: "a bottle instead of the mug", "doch lieber eine Tasse"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from app.commerce.words import NUMBERS
from app.voice.nlu.manners import plainly

_INSTEAD_OF: Final = re.compile(
    r"\b(?:instead of|rather than|in place of|en (?:vez|lugar) de(?:l| la| el| los| las)?"
    r"|au lieu d(?:e|es|u|')|[àa] la place d(?:e|es|u|')|plut[ôo]t qu(?:e|')|statt|anstatt"
    r"|anstelle"
    r"(?: von| de[rs])?)\s*",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    r"[\s,.!]*(?:(?:no|nope|nah|oh|hm+|non|nein|nee|ne|actually|mejor|finalement|doch|lieber|so"
    r"|and"
    r"|pues|bon|na|ach|entonces)[\s,.!]+)*",
    re.IGNORECASE,
)
_WISH: Final = re.compile(
    r",\s*|\s+(?=(?:i|i'd|i'll|give|get|make|put|can|could|let's|quiero|quisiera|prefiero|ponme"
    r"|p[óo]ngame"
    r"|dame|deme|mejor|je|j'|mettez|mets|donnez|plut[ôo]t|nehm\w*|h[äa]tt\w*|m[öo]cht\w*|will"
    r"|lieber"
    r"|doch|geben|gib|machen|mach|bitte)\b)",
    re.IGNORECASE,
)
_MADE: Final = re.compile(
    r"^(?:(?:(?:can|could|would) (?:you|we|i) )?(?:please |just |then )*(?:make|change|turn"
    r"|switch|do)"
    r" (?:it|that|this)(?: (?:to|into|be))?|(?:let s )?make it|make that"
    r"|(?:que )?sea|pon(?:me|ga|game)?|cambial[oa] por|mach(?:en sie|t|e)? (?:doch |mal |bitte "
    r"|lieber )*"
    r"(?:daraus|draus|das zu)?|mettez(?: moi)?|mets(?: moi)?) ",
)
_RATHER: Final = re.compile(
    r"\b(?:this time|diesmal|dieses mal|esta vez|cette fois|(?:aus)?probier\w*|i ll try|i fancy"
    r"|instead|rather|prefer|better|change (?:it|that) (?:to|for|into)"
    rf"|make (?:it|that)(?! (?:{'|'.join(NUMBERS)}|\d+)(?: (?:please|then|of them|of those))?$)"
    r"|swap it"
    r"|i meant?|meinte? ich|ich meinte?|quise decir|queria decir|je voulais dire|je veux dire"
    r"|cambi\w+ (?:\w+ ){0,2}?por|change (?:\w+ ){1,3}?(?:to|for|into)"
    r"|remplac\w+ (?:\w+ ){0,3}?par|(?:tausch|ersetz)\w* (?:\w+ ){0,3}?(?:gegen|durch)"
    r"|mejor|prefiero|preferiria|en su lugar|en vez"
    r"|plutot|prefere|prefererais|a la place|finalement|lieber|stattdessen|dafur|doch)\b"
)


@dataclass(frozen=True, slots=True)
class Swap:
    """What is wanted, and what it comes for."""

    wanted: str
    instead_of: str


def swap_in(text: str) -> Swap | None:
    """What a text wants instead of what; None: it tells nothing of the kind."""
    found = _INSTEAD_OF.search(text)
    if found is None:
        return None
    before = text[: found.start()].strip(" ,.")
    behind = text[found.end() :].strip(" ,.?!")
    if not _OPENING.sub("", before, count=1).strip():
        parts = _WISH.split(behind, maxsplit=1)
        return Swap(parts[1], parts[0]) if len(parts) > 1 and all(parts) else None
    return Swap(_OPENING.sub("", before, count=1), behind) if behind else None


def wants_rather(text: str) -> bool:
    """Whether something else is wanted than what was spoken of: "doch lieber eine Tasse"."""
    return _RATHER.search(plainly(text)) is not None


def without_making(words: str) -> str:
    """The plain words without those that only say that it shall be so: "make it a bottle"."""
    return _MADE.sub("", plainly(words), count=1)
