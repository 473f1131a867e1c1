"""A sentence as it was meant: without what its speaker took back, and without what is said besides
the wish; then read as one or clause by clause."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.clause_reading import Read, by_clauses
from app.voice.nlu.each_of_us import count_for_more, for_all, of_each
from app.voice.nlu.going_to_take import decided_for, wished_for
from app.voice.nlu.manners import plainly
from app.voice.nlu.misfits import without_misfit
from app.voice.nlu.numbers_corrected import with_last_number
from app.voice.nlu.said_besides import corrected, taken_instead, without_besides
from app.voice.nlu.standing_wishes import wished_of_standing
from app.voice.nlu.taken_offers import counted_up_to, so_many_kept
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.turn import Intent

_ONE_ANSWER: Final = frozenset(
    {Expect.OPTION, Expect.METHOD, Expect.STORE, Expect.QUANTITY, Expect.OFFER,
     Expect.SUBSCRIPTION_CADENCE, Expect.SUBSCRIPTION_DATE}
)  # fmt: skip
"""Questions to which what is said behind a correction is the answer."""
_OF_ORDERS: Final = frozenset({Expect.NOTHING, Expect.ORDER_NUMBER, Expect.CONFIRM_CANCEL})
_NAMELY: Final = re.compile(r",?\s*\b(?:und zwar|namely|es decir|à savoir)\b,?\s*", re.IGNORECASE)
_NOT_SO_MANY: Final = re.compile(
    r"\b(?:statt|anstatt|instead of|en (?:vez|lugar) de|au lieu d[e']) ?(?:\d+|one|two|three|four"
    r"|five|six"
    r"|eine[rs]?|einer|zwei|drei|vier|f[üu]nf|sechs|una?|dos|tres|cuatro|cinco|une?|deux|trois"
    r"|quatre"
    r"|cinq)(?: (?:bags?|packs?|packets?|boxes|packung(?:en)?|pakete?|t[üu]ten?|paquetes?|bolsas?"
    r"|paquets?|sachets?))?\b(?=.*\w)",
    re.IGNORECASE,
)
"""How many shall not come any more: "statt zwei Packungen Espresso künftig drei"."""
_HALT: Final = re.compile(
    r"(?:(?:oh|ach|ah|nein|no),? )?(?:halt|stopp?)(?: (?:halt|stopp?|mal))?\s*[,!.…]+\s*(?=\w)",
    re.IGNORECASE,
)
"""A halt before something else is a pause: "halt, 41 brauch ich"."""
_LET_BE: Final = re.compile(
    r"^\s*(?:(?:oh|ah|ay|uy|ok|okay|well|no|actually|bueno|pues|vale|bon|ben|euh|non|ach|na|tja|nein"
    r"|nee|gut)[,.!…]*\s+)*"
    r"(?:never ?mind|forget (?:it|that|about it)|(?:skip|scrap|leave) (?:it|that)|no matter"
    r"|olv[íi]d(?:a|e)lo|d[ée]j(?:a|e)lo|da igual|no importa|es igual"
    r"|laisse[zr]?(?: tomber)?|oublie[zr]?(?: [çc]a)?|tant pis|peu importe|c'est pas grave"
    r"|vergiss(?: es|'?s| das)|vergessen sie(?: es|'?s| das)|(?:ist )?(?:mir )?egal|schon gut"
    r"|macht (?:ja )?nichts|lass(?:en sie)? (?:es|mal|gut sein))"
    r"(?: (?:then|entonces|alors|dann|mal|about it|that))?"
    r"(?:\s*[,.;:!…–-]+\s*(?:(?:then|and|so|y|entonces|et|alors|und|dann) )?(?=\S+ \w)"
    r"|\s+(?=(?:i|i'll|i'd|we|can|could|give|get|do|how|what|when|just|let's|make|have|dame|deme"
    r"|ponme|p[óo]ngame|quiero|je|donne[zr]?|mettez|ich|gib|geben|nehm|habt|haben)\b))",
    re.IGNORECASE,
)
"""Lets be what was asked before another wish is told: "never mind, I'll take a mug"."""
_NOT_HERE: Final = re.compile(
    r"\b(?:already|has|bought|found|needed|wanted|gebraucht|gewollt"
    r"|(?:i|we) (?:have|ve)(?: got)?|elsewhere|somewhere else"
    r"|(?:an)?other (?:time|day)|ya (?!no)|otro dia|otra (?:vez|tienda)|compre|ha comprado|deja"
    r"|ailleurs|une autre fois|achete|trouve|schon|bereits|hab\w*|hat|woanders|ein ?ander ?mal)\b"
)
"""Says that it was had, or will be, without this shop."""
_ASKED: Final = frozenset(
    {Expect.NOTHING, Expect.PRODUCT, Expect.PRODUCT_CHOICE, Expect.OPTION, Expect.METHOD,
     Expect.STORE, Expect.OTHER_STORE, Expect.OFFER, Expect.CHANGE, Expect.QUANTITY,
     Expect.CONFIRM}
)  # fmt: skip
_ASIDE: Final = re.compile(
    r"\b((?:met\w*|gard\w*|laiss\w*|guard\w*|apart\w*|dej\w*|pon\w*|leg\w*"
    r"|stell\w*|pack\w*|halt\w*|put|set|keep|lay)(?:[^\w,.;!?]+\w+){2,9}?)\s+(?:de c[ôo]t[ée]"
    r"|aparte|apartad[oa]s?|a un lado|zur seite|beiseite|auf die seite"
    r"|aside(?= for (?:me|us)\b))\b",
    re.IGNORECASE,
)
"""Goods that shall be kept for who comes by: "mettez-moi une gourde de côté"."""
_FOR_GOODS: Final = frozenset({Expect.NOTHING, Expect.OFFER, Expect.PRODUCT_CHOICE})
_OPEN: Final = frozenset({Expect.NOTHING, Expect.PRODUCT})
_REFUSING: Final = frozenset({Intent.NO, Intent.STOP, Intent.CANCEL_ORDER, Intent.START_OVER})
_DENIED: Final = re.compile(
    r"\b(?:not?|n t|don t|never|nein|nicht|kein\w*|non|pas|nunca|tampoco)\b"
)
_READ_BACK: Final = frozenset({Expect.CONFIRM, Expect.CHANGE})
_ONE: Final = r"(?:one|eine?[nrs]?|una?|uno|une?) (?:in )?\w+"
_ONE_AND_ONE: Final = re.compile(
    rf"\b({_ONE}),? ({_ONE})(?=[,.]|$| (?:please|bitte|por favor|s'il))", re.IGNORECASE
)
"""Two kinds told one after the other: "one red one blue"."""


def as_meant(text: str, expect: Expect, read: Read, *, option: Read) -> Understanding:
    """What a text means at this question; `option` reads the answer to one for a size or color."""
    return _wished_instead(text, expect, read, option) or _as_meant(text, expect, read, option)


def _as_meant(text: str, expect: Expect, read: Read, option: Read) -> Understanding:
    text = _HALT.sub("moment, ", text) if _HALT.match(text) else text
    text = _NAMELY.sub(", ", text)
    if expect is Expect.NOTHING and wished_of_standing(text):
        text = _NOT_SO_MANY.sub("", text)
    text = with_last_number(text) if expect in _OF_ORDERS else text
    text = _ONE_AND_ONE.sub(r"\1 and \2", text) if _ONE_AND_ONE.search(text) else text
    text = _ASIDE.sub(r"\1", text) if expect in _OPEN else text
    text = wished_for(text) if expect is Expect.NOTHING else text
    text = decided_for(text) if expect in _FOR_GOODS else text
    several = of_each(text) if expect is Expect.NOTHING else None
    if several is not None:
        return for_all(by_clauses(several.wish, expect, read, option=option), several.people)
    many = (count_for_more(text) or counted_up_to(text)) if expect in _READ_BACK else None
    if many is not None:
        return Understanding(intent=Intent.INFORM, quantity=many, text=plainly(text))
    kept = _kept(text, expect, read, option) if expect is Expect.OFFER else None
    if kept is not None:
        return kept
    meant = corrected(text) if expect in _ONE_ANSWER else None
    if expect is Expect.OPTION:
        text = without_misfit(taken_instead(text) or text)
    if meant is not None:
        found = by_clauses(without_besides(meant), expect, read, option=option)
        if found.says_something or expect is Expect.OPTION:
            return found
    return by_clauses(without_besides(text), expect, read, option=option)


def _wished_instead(text: str, expect: Expect, read: Read, option: Read) -> Understanding | None:
    """What is wished behind a "never mind"; None: nothing is."""
    found = _LET_BE.match(text) if expect in _ASKED else None
    if found is None:
        return None
    rest = _as_meant(text[found.end() :], expect, read, option)
    told = rest.product or rest.method or rest.place or rest.attributes or rest.order_number
    plain = plainly(text[found.end() :])
    denied = rest.product is not None and _DENIED.search(plain) is not None
    if rest.intent in _REFUSING - {Intent.CANCEL_ORDER} or not told or denied:
        return None
    if _NOT_HERE.search(plain):
        return None
    return rest


def _kept(text: str, expect: Expect, read: Read, option: Read) -> Understanding | None:
    """A yes to so many of what was offered, which shall be kept: "Downtown it is, then put two
    aside for me"; None: it is none, or more is said than where."""
    kept = so_many_kept(text)
    if kept is None or "?" in text or _DENIED.search(kept.besides):
        return None
    beside = by_clauses(kept.besides, expect, read, option=option) if kept.besides else None
    if beside is None:
        return Understanding(intent=Intent.YES, quantity=kept.many, text=plainly(text))
    refuses = beside.intent in _REFUSING or beside.address is not None
    if refuses or beside.product is not None or beside.quantity or beside.attributes:
        return None
    return Understanding(
        intent=Intent.YES,
        quantity=kept.many,
        place=beside.place,
        method=beside.method,
        text=plainly(text),
    )
