"""Readings that no sentence has without a word for them.

Whoever calls an order off says so somehow: that something is not wanted, or shall be undone. Where
nothing of the kind is said, the classifier was led astray by a turn of phrase ("ich hol sie ab"),
and the next reading counts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from app.voice.nlu.labels import Label
from app.voice.nlu.manners import plainly
from app.voice.nlu.parsing import Parsed

_CALLED_OFF: Final = re.compile(
    r"\b(?:cancel\w*|call\w* .*off|scrap\w*|undo|drop\w*|withdraw\w*|revoke\w*|reverse\w*|void\w*"
    r"|stop\w*|halt\w*|kill|bin|binned|ditch\w*|abort\w*|pull\w*|back out|get out of|rid of|off"
    r"|remove\w*|delete\w*|take .*(?:back|out|away)|forget|never ?mind|chang\w* .*mind|mistake\w*"
    r"|accident\w*|wrong\w*|twice|double|dupl\w+|regret\w*|not?|n t|don t|doesn t|won t|didn t"
    r"|can t"
    r"|cannot|never|nothing|without|longer|any ?more|instead|already|elsewhere|too late|refund\w*"
    r"|money back|return\w*"
    r"|storn\w*|abbestell\w*|abbrech\w*|abblas\w*|absag\w*|annul\w*|widerruf\w*|zuruck\w*"
    r"|ruckgangig|rucktritt|ruckzieh\w*|streich\w*|losch\w*|raus\w*|weg|vergiss|vergess\w*|lass\w*"
    r"|nicht\w*|kein\w*|nie|nein|ohne|statt\w*|doch|anders|schon|bereits|versehen\w*|falsch\w*"
    r"|doppelt|zweimal|hinfallig|erledigt|bereu\w*|kundig\w*|stopp\w*|geld"
    r"|anul\w*|suspend\w*|quit\w*|retir\w*|elimin\w*|borr\w*|deshac\w*|deshag\w*|olvid\w*|dej\w*"
    r"|equivo\w*|error|sin|nada|nunca|ya|arrepent\w*|arrepient\w*|echar\w* atras|par\w+"
    r"|supprim\w*|enlev\w*|retract\w*|oubli\w*|laiss\w*|arret\w*|pas|plus|jamais|rien|sans|erreur"
    r"|tromp\w*|deja|finalement|revenir|revien\w*|renonc\w*|rembours\w*|devol\w*|reembols\w*)\b"
)


def cued(parsed: Parsed, text: str) -> Parsed:
    """The reading without that of calling an order off, where nothing in the text says so."""
    if parsed.label is not Label.CANCEL_ORDER or _CALLED_OFF.search(plainly(text)):
        return parsed
    return replace(parsed, readings=(*parsed.readings[1:], parsed.readings[0]), sure=False)
