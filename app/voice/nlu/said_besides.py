"""What is said besides a wish and is no part of it: a halt before a change, whom goods are for told
more closely, how small a budget is.

Taken off before a sentence is read, so that nothing of it is looked up as goods.
"""

from __future__ import annotations

import re
from typing import Final

_HALT: Final = re.compile(
    r"^(?P<lead>\s*(?:(?:ay|uy|oh|ah|eh|no|non|nein|ey|hey|bueno|che)[,!]?\s+)?)"
    r"(?:(?P<en>stop|whoa|hold it)|(?P<es>par[áa]|aguant[áa]|alto|quiet[oa]|fren[áa])"
    r"|(?P<fr>arr[êe]te[zr]?|minute|doucement|stop)|(?P<de>stopp?|halt))"
    r"\s*[,!.…:-]+\s+(?=\w+\W+\w)",
    re.IGNORECASE,
)
_WAIT: Final = {"en": "wait", "es": "espera", "fr": "attends", "de": "warte"}
_MEANS: Final = re.compile(
    r"\b(?:small|tight|little|low|limited|petits?|maigre|serr[ée]|(?:klein|knapp|schmal)\w*)"
    r" (?=budget\b)|(?<=presupuesto)(?: (?:muy|bastante|un poco))? (?:peque[ñn]o|reducido|ajustado"
    r"|corto)\b|(?<=budget)(?: (?:tr[èe]s|assez|un peu))? (?:serr[ée]|petit|limit[ée])\b",
    re.IGNORECASE,
)
"""How small a budget is, which is no size."""
_WHICH_ONE: Final = re.compile(
    r"\b((?:for|para|pour|f[üu]r) (?:my|our|his|her|mi|mis|tu|su|nuestr[oa]|mon|ma|mes|notre|nos"
    r"|son|sa|mein\w*|unser\w*|sein\w*|ihr\w*|el|la|los|le|les|die|den|das|the) \w+)"
    r",? (?:the (?:\w+ ){0,2}?one|(?:el|la|los|las|le|les|the|die|den|das|der) (?:m[áa]s |plus )?"
    r"[a-zà-ÿ]+|l['’][a-zà-ÿ]+)(?=\s*(?:[,.;!?]|$))",
    re.IGNORECASE,
)
"""Behind whom something is for: "para mi sobrino, el flaquito"."""


def without_besides(text: str) -> str:
    """The text without what is said besides the wish; a halt before more words is a wait."""
    text = _HALT.sub(_as_wait, text)
    text = _WHICH_ONE.sub(_alone, text)
    return _MEANS.sub("", text) or text


def _as_wait(found: re.Match[str]) -> str:
    lang = found.lastgroup if found.lastgroup in _WAIT else "en"
    return f"{found['lead']}{_WAIT[lang]}, "


def _alone(found: re.Match[str]) -> str:
    whole, behind = found[0], found[0][len(found[1]) :]
    return found[1] if behind.startswith(",") else whole
