"""What shall be done with a subscription that stands.

Closed lists in four languages, looked for in words without accents, as `manners` does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.voice.nlu.manners import plainly


class Managing(StrEnum):
    """What a shopper may want of a subscription."""

    TELL = "tell"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    CANCEL = "cancel"
    MOVE = "move"
    """The next date to another day."""
    CADENCE = "cadence"
    QUANTITY = "quantity"
    APPROVE = "approve"
    """A higher price, or a substitute."""
    DECLINE = "decline"


_MANAGED: Final[Mapping[Managing, re.Pattern[str]]] = {
    Managing.RESUME: re.compile(
        r"\b(?:resum\w+|restart|reactivat\w+|unpause|start .* again|turn .* back on"
        r"|reanud\w+|reactiv\w+|retom\w+|repren\w+|relanc\w+"
        r"|(?:wieder ?)?aufnehm\w+|fortsetz\w+|setz\w* .* fort|reaktivier\w+|weiterlauf\w*)\b"
    ),
    Managing.SKIP: re.compile(
        r"\b(?:skip\w*|leave out|miss the next|salt\w+|omit\w+|saut\w+"
        r"|uberspring\w*|auslass\w+|lass\w* .* (?:aus|ausfallen))\b"
    ),
    Managing.PAUSE: re.compile(
        r"\b(?:paus\w+|on hold|suspend\w*|en pause|aussetz\w+|unterbrech\w+|pausier\w*)\b"
    ),
    Managing.MOVE: re.compile(
        r"\b(?:move|postpone|delay|reschedul\w+|push back|(?:change|another|different) (?:the )?"
        r"(?:next )?(?:date|day)|muev\w+|mover|aplaz\w+|pospon\w+|retras\w+|cambi\w+ (?:la )?fecha"
        r"|otro dia|deplac\w+|report\w+|decal\w+|repouss\w+|chang\w+ (?:la )?date|autre jour"
        r"|verschieb\w*|verleg\w*|anderen tag)\b"
    ),
    Managing.CANCEL: re.compile(
        r"\b(?:cancel\w*|stop|end|unsubscrib\w+|terminat\w+|anul\w+|de baja|termin\w+|annul\w+"
        r"|resili\w+|arret\w+|desabonn\w+|kundig\w*|abbestell\w*|beend\w*|stornier\w*)\b"
    ),
}


def managed_in(text: str) -> Managing | None:
    """What is wished of a subscription; None: nothing that the lists know."""
    words = plainly(text)
    return next((each for each, named in _MANAGED.items() if named.search(words)), None)
