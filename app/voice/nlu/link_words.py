"""What is said of a page to pay on, and of trying a card again, where one of them was offered."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import plainly

_PAGE: Final = re.compile(
    r"\b(?:(?:pay(?:ment)? ?)?links?|enlaces?|vinculo|liens?|(?:bezahl|zahlungs?)?links?|sms"
    r"|text(?: message)?|mensaje|mail|e mail|email|correo|courriel|message|nachricht)\b"
)
_SENT: Final = re.compile(
    r"\b(?:send|text|mail|email|e mail|message|envia\w*|envie\w*|manda\w*|mande\w*"
    r"|envoye\w*|envoie\w*|schick\w*|send(?:e|en|et)|sms)\b"
)
_AGAIN: Final = re.compile(
    r"\b(?:(?:try|charge|run|do) (?:\w+ ){0,3}(?:again|once more|one more time)|retry"
    r"|(?:prueb\w*|prob\w*|intent\w*) (?:\w+ ){0,3}(?:otra vez|de nuevo|una vez mas)"
    r"|(?:otra vez|de nuevo) con (?:la|mi) tarjeta|reintent\w*"
    r"|(?:re)?essay\w* (?:\w+ ){0,3}(?:encore|a nouveau|une fois)|reessay\w*"
    r"|(?:noch ?mal|noch einmal|erneut|wieder) (?:\w+ ){0,3}(?:versuch\w*|probier\w*)"
    r"|(?:versuch\w*|probier\w*) (?:\w+ ){0,4}(?:noch ?mal|noch einmal|erneut|wieder))\b"
)
_NOT: Final = re.compile(
    r"\b(?:no|not|don t|do not|dont|never|rather not|tampoco|nunca|non|pas|nein|nicht|kein\w*)\b"
)


def asks_for_link(text: str) -> bool:
    """Whether a page to pay on is wished: "yes, text it to me", "the link, please"."""
    plain = plainly(text)
    return bool(_PAGE.search(plain) or _SENT.search(plain)) and not _NOT.search(plain)


def tries_again(text: str) -> bool:
    """Whether the card shall be tried once more, and no page sent: "no, try it again"."""
    return bool(_AGAIN.search(plainly(text)))
