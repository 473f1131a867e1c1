"""The English phrases that carry an intent or a way of delivery, most telling first."""

from __future__ import annotations

import re
from typing import Final

from app.voice.turn import Intent

_GOODS: Final = r"(?:orders?|packages?|parcels?|deliver(?:y|ies)|purchase|stuff|shipment)"
_ACTS: Final[tuple[tuple[Intent, str], ...]] = (
    (Intent.START_OVER, r"\bstart (?:over|again|from)\b|^(?:please )?(?:reset|restart)\b"),
    (
        Intent.REPEAT,
        r"\brepeat (?:that|it|this|what|yourself|the|please)\b|\bsay (?:that|it|this) again\b"
        r"|\btell me .*\bagain\b|\bwhat (?:did|was it) you sa(?:y|id)\b"
        r"|\bdidn't (?:hear|catch|get) |\bone more time\b",
    ),
    (
        Intent.HELP,
        r"\bwhat (?:\w+ ){0,4}(?:can|could|may|am) i (?:\w+ )?(?:ask|say)\b"
        r"|\bwhat (?:all |else )?(?:can|could|do) you (?:do|help|know)\b|^(?:i need )?help\b$",
    ),
    (
        Intent.STOP,
        r"\b(?:bye|goodbye|goodnight)\b|\bnever ?mind\b"
        r"|^(?:just |please |i said |could you |can you |you can )*"
        r"(?:cancel|stop|abort|quit|exit)(?: it| that| this| please| now)*$",
    ),
    (Intent.YES, r"^(?:ok|okay|yes|yeah|sure)? ?(?:great|perfect|go for it|you are correct)$"),
    (Intent.NO, r"^(?:oh no|hell no|i'd rather not|i would rather not|i'll pass|no way .*)$"),
)
ACTS: Final = tuple((intent, re.compile(pattern)) for intent, pattern in _ACTS)
"""Dialogue acts that are said in more ways than a list holds; the whole utterance is one."""
_RULES: Final[tuple[tuple[Intent, str], ...]] = (
    (
        Intent.CANCEL_ORDER,
        rf"\b(?:cancel(?:l?ing)?|call(?:ing)? off|undo) (?:my |the |that |this )?(?:last )?"
        rf"{_GOODS}\b",
    ),
    (Intent.ORDER_STATUS, rf"\bwhere(?:'s|s| is| are)? (?:my |the )?(?:last )?{_GOODS}\b"),
    (
        Intent.ORDER_STATUS,
        r"\b(?:status|track(?:ing)?|update|eta|check on|follow up on)\b(?: (?:of|on|for|about))?"
        rf"(?: my| the)?(?: last)?(?: {_GOODS})?\b",
    ),
    (
        Intent.ORDER_STATUS,
        rf"\b(?:has|have|did|is|when will|when does|when is|will) my (?:last )?{_GOODS}\b.*",
    ),
    (
        Intent.ORDER_STATUS,
        rf"\b(?:when|how (?:long|soon)|expect)\b.*\b(?:my|the|it|they|i ordered)\b.*"
        rf"\b(?:arriv(?:e|es|ing)|get here|delivered|{_GOODS})\b"
        r"|\bi ordered\b.*\b(?:when|where)\b.*",
    ),
    (Intent.ORDER_STATUS, rf"\b{_GOODS} status\b|\bwhat happened to my {_GOODS}\b"),
    (Intent.ORDER_STATUS, r"^(?:my )?order (?:number|#)(?: is)?\b"),
    (
        Intent.CHECK_AVAILABILITY,
        r"\b(?:do|does|can) (?:you|they|the store|the shop)(?: guys)?(?: still| also)?"
        r" (?:have|carry|sell|stock|check)(?: any| if you have)?\b",
    ),
    (Intent.CHECK_AVAILABILITY, r"\b(?:have you|you|you've) got(?: any)?\b|\bgot any\b"),
    (
        Intent.CHECK_AVAILABILITY,
        r"^(?:is|are) there(?: any)?\b|^(?:is|are)\b(?=.*\b(?:in stock|available|left)\b)",
    ),
    (
        Intent.CHECK_AVAILABILITY,
        r"\bhow many\b|\bcheck (?:stock|availability|inventory)(?: (?:of|on|for))?\b",
    ),
    (
        Intent.CHECK_AVAILABILITY,
        r"\b(?:i'm |i am )?(?:looking|searching) for\b|^(?:find|search for|show me)\b",
    ),
    (
        Intent.PLACE_ORDER,
        r"\b(?:i'd like|i would like|i want|i wanna|i need|can i|could i|let me|may i)"
        r"(?: to)?(?: (?:order|buy|get|have|purchase|reserve|pick up))?\b",
    ),
    (Intent.PLACE_ORDER, r"\b(?:i'll|i will|we'll) (?:take|have|get|order|buy)\b"),
    (
        Intent.PLACE_ORDER,
        r"\b(?:place (?:the|an|my) order|order|buy|purchase|reserve|get me|give me|ship me|send me)"
        r"\b(?: me)?",
    ),
    (Intent.CHECK_AVAILABILITY, r"\bin stock\b|\bavailable\b|\bavailability\b"),
)
CARRIERS: Final = tuple((intent, re.compile(pattern)) for intent, pattern in _RULES)
"""Tried in this order; the first that occurs names the intent."""
PICKUP: Final = re.compile(
    r"\b(?:for |as )?(?:store |curbside |in store )?"
    r"(?:pickup|pick up|pick (?:it|them) up|collect(?:ion)?)\b"
    r"|\bi'll (?:pick (?:it|them) up|(?:collect|fetch) (?:it|them))\b"
    r"|\b(?:and )?(?:i'll |i can )?(?:come|go) (?:and |to )?(?:get|grab|fetch) (?:it|them|one)\b"
    r"|\b(?:i'll |i can )?(?:(?:come|swing|drop|stop|pop) by|(?:drop|pop) in)"
    r"(?: and (?:get|grab) (?:it|them))?\b"
)
DELIVERY: Final = re.compile(
    r"\b(?:for |by |with )?(?:home )?(?:deliver(?:y|ed)?|ship(?:ping|ped)?|mail(?:ed)?)\b"
    r"(?: (?:it|them))?(?: to (?:me|my (?:home|house|place|address)))?"
    r"|\b(?:send|bring) (?:it|them) to (?:me|my (?:home|house|place|address))\b"
    r"|\bdrop (?:it|them)(?: off)? (?:to|at) my (?:home|house|place|address)\b"
    r"|\b(?:to|at) my (?:place|home|house|door|flat|apartment)\b"
)
