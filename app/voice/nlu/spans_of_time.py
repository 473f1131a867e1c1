"""Numbers that count time, or people, and no goods: "I'll be there in ten minutes", "one of the
parents will fetch them"."""

from __future__ import annotations

import re
from typing import Final

from app.commerce.words import NUMBERS
from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import Understanding
from app.voice.nlu.words import norm_value

_UNITS: Final = re.compile(
    r"(?:minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|years?|o|oclock|am|pm|percent"
    r"|miles?"
    r"|minuten?|stunden?|tage?n?|nachte?n?|wochen?|monate?n?|jahre?n?|uhr|prozent|kilometer|meter"
    r"|minutos?|horas?|dias?|noches?|semanas?|mes|meses|anos?|heures?|jours?|nuits?|semaines?|mois"
    r"|ans?|annees?|kilometros?|kilometres?)"
)
_SOMEBODY: Final = re.compile(
    r"\b(?:one of (?:us|(?:the|my|our|their|his|her) (?:\w+ )?\w+) (?:ll|will|can|could|is|would"
    r"|might"
    r"|comes?|picks?|collects?|s)|un[oa] de (?:nosotros|(?:los|las|mis|nuestr[oa]s) \w+) (?:pas"
    r"|recog"
    r"|ir|va|vien|vendr)\w*|une? de (?:nous|(?:mes|nos|ces) \w+) (?:pass|vien|viendr|recuper|va"
    r"|ir)\w*"
    r"|eine[nrs]? (?:von|der|meiner|unserer) (?:\w+ ){1,2}?(?:hol|komm|nimm)\w*)"
)
"""One of several people, who does something."""
_ONE: Final = {"a": "1", "an": "1", "ein": "1", "eine": "1", "einen": "1", "einem": "1",
               "einer": "1", "un": "1", "una": "1", "une": "1"}  # fmt: skip
_AFTER: Final = frozenset({"after", "nach", "tras", "apres", "within", "since", "seit"})
_SEEKING: Final = frozenset({"m", "am", "re", "are", "were", "was", "be"})
""" "I'm after six mugs" tells no time."""
_BESIDE: Final = frozenset(
    {"more", "or", "oder", "mas", "autres", "ganze", "whole", "good", "guten"}
)


def without_time_counts(found: Understanding, text: str) -> Understanding:
    """What was heard, without a count or a size that is the number of minutes, weeks and the
    like."""
    if found.quantity is None and found.number is None and "size" not in found.attributes:
        return found
    plain, somebody = plainly(text), set[str]()
    if _SOMEBODY.search(plain):
        plain, somebody = _SOMEBODY.sub(" ", plain), {"1"}
    words = plain.split()
    of_time, of_others = somebody, set[str]()
    for at, word in enumerate(words):
        figure = word if word.isdecimal() else NUMBERS.get(word) or _ONE.get(word)
        if figure is None:
            continue
        behind = [each for each in words[at + 1 : at + 3] if each not in _BESIDE][:1]
        timed = bool(behind) and _UNITS.fullmatch(behind[0]) is not None
        led = at > 0 and words[at - 1] in _AFTER
        led = led and not (words[at - 1] == "after" and at > 1 and words[at - 2] in _SEEKING)
        (of_time if timed or led else of_others).add(figure)
    only = of_time - of_others
    if not only:
        return found
    kept = {
        name: value
        for name, value in found.attributes.items()
        if name != "size" or "".join(norm_value(value)) not in only
    }
    return found.but(
        quantity=None if str(found.quantity) in only else found.quantity,
        number=None if str(found.number) in only else found.number,
        attributes=kept,
    )
