"""Goods that are told to lie about unused, so that whoever has them wants to be rid of them: "I've
got a tent here nobody wants", "noch originalverpackt", "sin abrir", "jamais servi".

Closed lists in four languages, looked for in plain words.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import plainly

_UNUSED: Final = re.compile(
    r"\b(?:(?:nobody|no one|no body) (?:\w+ )?(?:wants?|needs?|uses?)|never (?:\w+ ){0,2}?(?:opened"
    r"|used|worn|touched|unpacked|out of (?:the|its))|unopened|unused|unworn"
    r"|still (?:\w+ ){0,2}?(?:in (?:its|the) (?:box|bag|packag\w+|wrapp\w+)|sealed|boxed)"
    r"|(?:sitting|lying|gathering dust)(?: \w+)? (?:here|around|about|unused)|gathering dust"
    r"|originalverpackt|(?:noch )?(?:original|ein)verpackt|ungeoffnet|unbenutzt|ungetragen"
    r"|nie (?:\w+ )?(?:benutzt|getragen|aufgemacht|ausgepackt|geoffnet|gebraucht)"
    r"|(?:will|braucht|mag) (?:keiner|niemand)|(?:das|die|den|der) (?:keiner|niemand) (?:will"
    r"|braucht|mag)|(?:liegt|steht|liegen|stehen) (?:\w+ ){0,4}?(?:rum|herum)"
    r"|sin (?:abrir|usar|estrenar)|(?:nunca|ni) (?:\w+ )?(?:abiert|usad|estrenad|puest)[oa]s?"
    r"|nadie (?:l[oa]s? )?(?:quiere|usa)|jamais (?:\w+ )?(?:ouvert|servi|porte|utilise)e?s?"
    r"|(?:encore|toujours) (?:emballe|dans (?:sa|son|la|le) (?:boite|emballage))"
    r"|personne (?:n en |n |en )?(?:veut|utilise))\b"
)


def lies_unused(text: str) -> bool:
    """Whether goods are told to be at home unused."""
    return _UNUSED.search(plainly(text)) is not None
