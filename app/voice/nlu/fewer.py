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
_FEWER: Final = re.compile(
    "|".join(
        (
            _N.format(1) + _OF + r"(?: \w+)? (?:less|fewer|too many|weniger|zu ?viel|menos|de menos"
            r"|(?:de|en) moins|de trop|sobra)\b",
            r"\b(?:take|leave|drop|lose|knock|strike|cut|put) "
            + _N.format(2)
            + _OF
            + r"(?: \w+){0,2}? (?:off|out|away|back)\b",
            r"\b(?:(?:take|leave|cut) (?:off|out|away)|drop|lose|skip) " + _N.format(3) + _OF + "$",
            r"\b" + _N.format(4) + _OF + r" (?:can|could|may) (?:go|come (?:off|out)|be (?:left"
            r" out|taken off|dropped))\b",
            r"\b" + _N.format(5) + _OF + r" (?:kann|konnen|konnt|lass\w*)(?: \w+){0,2}? (?:weg\w*"
            r"|raus\w*|streichen|abziehen)\b",
            r"\b(?:nimm|nehm\w*|lass\w*|streich\w*|zieh\w*|mach\w*)(?: (?:sie|wir|mal|doch|bitte"
            r"|mir|lieber))* " + _N.format(6) + _OF + r"(?: \w+)? (?:weg|raus|ab|heraus)\b",
            r"\bsobran? " + _N.format(9) + _OF + "$",
            r"\b(?:quit|sac|elimin|descuent)\w* " + _N.format(7) + _OF + "$",
            r"\b(?:enlev|retir|supprim)\w*(?: m en| en)? " + _N.format(8) + _OF + "$",
        )
    )
)


def fewer_in(text: str) -> int | None:
    """How many pieces shall go of those in hand; None: nothing is said of that."""
    found = _FEWER.search(plainly(text))
    if found is None:
        return None
    said = next(each for each in found.groupdict().values() if each)
    return int(said) if said.isdecimal() else int(NUMBERS.get(said, "1"))
