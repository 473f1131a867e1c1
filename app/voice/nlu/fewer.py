"""So many fewer of what is in hand, in four languages: "take one off", "einen können Sie
weglassen", "una menos".

Closed lists, looked for in plain words.
"""

from __future__ import annotations

import re
from typing import Final

from app.commerce.words import NUMBERS
from app.voice.nlu.manners import plainly

_N: Final = (
    r"(?P<n{0}>one|two|three|four|five|six|[1-9]|eine[nrs]?|eins?|zwei|drei|vier|funf|sechs|una?|uno"
    r"|dos|tres|cuatro|cinco|une?|deux|trois|quatre|cinq)"
)
_OF: Final = (
    r"(?: (?:of (?:them|those|these|the \w+)|davon|von (?:denen|den \w+)|de (?:ell[oa]s|es[oa]s)"
    r"|d entre (?:eux|elles)))?"
)
_WHY: Final = (
    r"(?=$| (?:que|porque|pues|es que|ya que|puesto que|car|parce que|puisque|weil|denn|da|because"
    r"|since|cos|cause|as|por favor|bitte|please|s il (?:vous|te) plait|mejor|lieber|plutot"
    r"|finalement|al final|actually|though|then|after all|doch|entonces|alors|dann"
    r"|on|nous|il|elle|ils|elles|mon|ma|mes|notre|nos|j|we|i|he|she|they|my|our|wir|er|mein\w*"
    r"|unser\w*|mis?|nuestr[oa]s?|hemos|tengo|tenemos|ya)\b)"
)
"""The end of the wish, or what is said of it besides."""
_GOODS: Final = r"(?: (?!off|out|by|round|around|in|at|to|fuera|de|mas|que|cosa)\w+){0,2}?"
_FEWER: Final = re.compile(
    "|".join(
        (
            _N.format(1) + _OF + r"(?: \w+)? (?:less|fewer|too many|weniger|zu ?viel|menos|de menos"
            r"|(?:de|en) moins|de trop|sobra)\b",
            r"\b(?:take|leave|drop|lose|knock|strike|cut|put) "
            + _N.format(2)
            + _OF
            + r"(?: \w+){0,2}? (?:off|out|away|back)\b",
            r"\b(?:(?:take|leave|cut) (?:off|out|away)|drop|lose|skip) "
            + _N.format(3)
            + _OF
            + _GOODS
            + _WHY,
            r"\b" + _N.format(4) + _OF + r" (?:can|could|may) (?:go|come (?:off|out)|be (?:left"
            r" out|taken off|dropped))\b",
            r"\b" + _N.format(5) + _OF + r" (?:kann|konnen|konnt|lass\w*)(?: \w+){0,2}? (?:weg\w*"
            r"|raus\w*|streichen|abziehen)\b",
            r"\b(?:nimm|nehm\w*|lass\w*|streich\w*|zieh\w*|mach\w*)(?: (?:sie|wir|mal|doch|bitte"
            r"|mir|lieber))* " + _N.format(6) + _OF + r"(?: \w+)? (?:weg|raus|ab|heraus)\b",
            r"\bsobran? " + _N.format(9) + _OF + "$",
            r"\b(?:quit|sac|elimin|descuent)\w* "
            + _N.format(7)
            + r"(?: de (?:ell[oa]s|l[oa]s|es[oa]s)\b)?"
            + _GOODS
            + _WHY,
            r"\b(?<!je )(?<!j en )(?<!vais )(?<!viens )(?:enlev\w*|retire[zs]?|supprim\w*)"
            r"(?: m en| en)? " + _N.format(8) + r"(?: des\b)?" + _OF + _GOODS + _WHY,
            r"\b(?:enlev|retir|supprim)\w*(?: m en| en)? " + _N.format(10) + _OF + "$",
            r"\bstreich\w*(?: (?:sie|wir|mal|doch|bitte|mir|lieber))* "
            + _N.format(11)
            + _OF
            + _GOODS
            + _WHY,
        )
    )
)
_LEFT: Final = re.compile(
    "|".join(
        (
            r"\bde (?:las|los) \w+(?: de \w+)? (?:(?:me )?(?:dej\w+|pon\w*|quiero|queremos|quede"
            r"|con|que sea|nada mas|solo|solamente|mejor) )*"
            + _N.format(1)
            + r"(?: (?:nada mas|sol[oa]|solamente|y ya|no mas))*$",
            r"\bdej\w+ (?:nada mas|solo|solamente|unicamente) " + _N.format(2) + _GOODS + "$",
            r"\bdej\w+ " + _N.format(3) + r"(?: (?!fuera)\w+){0,2}? (?:nada mas|sol[oa]|solamente"
            r"|y ya|no mas)$",
            r"(?:(?:no|mejor|bueno|pues|vale|entonces) )*(?:solo|solamente|nada mas) "
            + _N.format(4)
            + _GOODS
            + "$",
            r"\b(?:just|only)(?: the)? "
            + _N.format(5)
            + _GOODS
            + r"(?: (?:then|please|actually))*$",
            r"\bvon (?:den|diesen) \w+ (?:(?:lass\w*|nehm\w*|mach\w*|ich|wir|sie|bitte|doch|mir"
            r"|dann|brauch\w*) )*(?:nur|bloss)(?: noch)? "
            + _N.format(6)
            + r"(?: (?:drin|da|ubrig|stehen|bitte|drinlassen|lassen))*$",
            r"(?:(?:nein|also|ach|doch|dann|lieber) )*(?:nur|bloss)(?: noch| die)? "
            + _N.format(7)
            + r"(?: von (?:den|diesen))?(?: (?:bitte|dann|doch|lieber|\w+)){0,2}$",
            r"\bdes \w+ (?:(?:n )?(?:en )?(?:laiss\w*|gard\w*|mett\w*|pren\w*) )?(?:en )?"
            r"(?:qu |juste |seulement )?" + _N.format(8) + r"(?: (?:seule?|suffit|c est tout))*$",
            r"\b(?:laiss\w*|gard\w*)(?: en)? (?:qu |juste |seulement )"
            + _N.format(9)
            + _GOODS
            + "$",
        )
    )
)


def left_in(text: str) -> int | None:
    """How many pieces shall be left of those in hand: "de las botellas deja una nada más"; None:
    nothing is said of that."""
    found = _LEFT.search(plainly(text))
    return _count(found) if found is not None else None


def fewer_in(text: str) -> int | None:
    """How many pieces shall go of those in hand; None: nothing is said of that."""
    found = _FEWER.search(plainly(text))
    if found is None:
        return None
    return _count(found)


def _count(found: re.Match[str]) -> int:
    said = next(each for each in found.groupdict().values() if each)
    return int(said) if said.isdecimal() else int(NUMBERS.get(said, "1"))
