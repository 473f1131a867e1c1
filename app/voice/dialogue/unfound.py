"""Goods named in an order beside others that are not sold: who gives them up, or goes on with the
others, is asked for no other words."""

from __future__ import annotations

import re
from typing import Final

from app.voice.dialogue import answers, cart
from app.voice.dialogue.actions import Step
from app.voice.dialogue.ordering import advance
from app.voice.dialogue.state import Goal, State
from app.voice.nlu.manners import is_done, keeps_only, plainly
from app.voice.nlu.understanding import Understanding
from app.voice.turn import Intent

_GIVEN_UP: Final = re.compile(
    r"(?:(?:ok|okay|oh|ah|well|right|alright|no|then|just|bueno|vale|pues|ay|entonces|bon|ben|alors"
    r"|ach|na|gut|tja|dann|also|nein|non|eben|halt|and|y|et|und) )*"
    r"(?:never ?mind(?: (?:that|it|the other)(?: one)?)?|(?:that s )?(?:fine|no (?:problem|matter))"
    r"|(?:leave|skip|drop) (?:that|it)(?: one)?(?: out)?|without(?: (?:it|that|them)(?: one)?)?"
    r"|no (?:importa|pasa nada)|da igual|nada|sin (?:el|ella|ellos|ellas|eso)|dejal[oa]|dejel[oa]"
    r"|tant pis|peu importe|(?:ce n est |c est )?pas grave|sans(?: (?:ca|lui|elle))?"
    r"|laisse[zr]?(?: tomber)?|macht (?:ja )?nichts|schon gut|(?:ist )?(?:mir )?egal|ohne"
    r"|ohne (?:das|den|die|ihn|sie|es)|(?:eben |halt )?nicht|lass\w* (?:das|den|die) weg)"
    r"(?: (?:then|entonces|alors|dann|please|por favor|bitte|s il vous plait|thanks|gracias|merci"
    r"|danke))*"
)
"""Says that it need not be."""
_GATHERED: Final = frozenset({Goal.ORDER, Goal.CART})
_BUYING: Final = frozenset({Intent.PLACE_ORDER, Intent.ADD_TO_CART})
_ANSWERING: Final = frozenset({Intent.INFORM, Intent.UNKNOWN, Intent.NO, Intent.PLACE_ORDER})


def gone_on_without(state: State, heard: Understanding) -> Step | None:
    """On with the rest of the order, where what the shop does not have is given up, other goods
    come for it, or where or how the rest is had is told; None: nothing of it is."""
    if state.item is not None or not state.cart or state.goal not in _GATHERED:
        return None
    if heard.product is not None and heard.intent in _BUYING and not keeps_only(heard.text):
        return cart.add(state, heard)  # "a mug then"
    told = heard.method is not None or heard.place is not None
    told = told and heard.intent in _ANSWERING and heard.product is None
    if not (told or _is_given_up(state, heard)):
        return None
    rest = state.but(item=state.cart[-1], cart=state.cart[:-1], choices=(), offered=0)
    return advance(answers.with_manner(rest, heard))


def _is_given_up(state: State, heard: Understanding) -> bool:
    if is_done(heard.text) or _GIVEN_UP.fullmatch(plainly(heard.text)):
        return True
    if heard.product is not None:  # "just the lamp then"
        return keeps_only(heard.text) and cart.names_line(state.cart, heard.product)
    return heard.intent is Intent.NO and not heard.says_something
