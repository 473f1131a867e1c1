"""Two wishes in one breath: "order a lamp, and when do you open tomorrow?".

What can be told at once is told first; the other wish is gone on with behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Protocol

from app.voice.dialogue.state import State
from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Reply, Speech, Text
from app.voice.turn import Intent, Turn

_AND: Final = re.compile(
    r"[,;.?]? (?:and (?:also |then )?|also |y (?:también |además )?|et (?:aussi )?|und (?:auch )?)",
    re.IGNORECASE,
)
_TOLD: Final = frozenset(
    {Intent.STORE_INFO, Intent.RETURN_POLICY, Intent.DELIVERY_INFO, Intent.PAYMENT_INFO,
     Intent.PROMOTIONS}
)  # fmt: skip
"""Wishes that one answer ends, whatever else is under way."""
_GOODS: Final = frozenset(
    {Intent.PLACE_ORDER, Intent.ADD_TO_CART, Intent.CHECK_AVAILABILITY, Intent.PRODUCT_SEARCH,
     Intent.PRICE_CHECK, Intent.SUBSCRIBE}
)  # fmt: skip
_OTHERS: Final = _TOLD | {
    *(Intent.ORDER_STATUS, Intent.CANCEL_ORDER, Intent.RETURN_ITEM, Intent.REFUND_STATUS),
    *(Intent.YES, Intent.NO, Intent.REORDER),
}
_CUES: Final = re.compile(
    r"\b(?:open|clos|hour|where|address|phone|return|deliver|ship|pay|cash|discount|offer|abr|cierr"
    r"|cerra|horari|donde|direccion|telefono|devol|envi|entreg|pag|descuent|ofert|ouv|ferm|horaire"
    r"|heure|ou |adresse|retour|rend|livr|pai|remise|promo|offen|offn|geoffnet|schliess|wo |nummer"
    r"|zuruck|liefer|zahl|rabatt|angebot)"
)
_SHORTEST: Final = 4
_MOST: Final = 3
"""Places where a sentence is tried to be cut."""


class Read(Protocol):
    """What a turn means where `expect` was asked for."""

    def __call__(self, turn: Turn, *, expect: Expect) -> Understanding: ...


@dataclass(frozen=True, slots=True)
class TwoWishes:
    """What is told first, and what is gone on with."""

    told: Understanding
    wish: Understanding


def two_wishes(turn: Turn, expect: Expect, read: Read) -> TwoWishes | None:
    """The two wishes of a turn, one of which can be told at once; None: there are not two."""
    text = turn.text
    if not text or turn.intent is not None or len(text.split()) < _SHORTEST:
        return None
    if _AND.search(text) is None or _CUES.search(plainly(text)) is None:
        return None
    for one, other in _cuts(text):
        first, second = (read(replace(turn, text=each), expect=expect) for each in (one, other))
        if first.intent is second.intent:
            continue
        if first.intent in _TOLD and _is_wish(second):
            return TwoWishes(first, second)
        if second.intent in _TOLD and _is_wish(first):
            return TwoWishes(second, first)
    return None


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    for found in list(_AND.finditer(text))[:_MOST]:
        one, other = text[: found.start()].strip(), text[found.end() :].strip()
        if one and other:
            yield one, other


def _is_wish(heard: Understanding) -> bool:
    return heard.intent in _OTHERS or (heard.intent in _GOODS and heard.product is not None)


def told_of(reply: Reply, after: State) -> Speech | None:
    """What a reply tells, without the question behind it; None: it is more than words."""
    if reply.card is not None or reply.transfer:
        return None
    for question in (after.asked, say("what.next")):
        count = len(question)
        if count and after.said[-count:] == question:
            told = after.said[:-count]
            return told[:-1] if told[-1:] == (Text(" "),) else told
    return after.said
