"""Wishes to buy that no reading is sure of: what else was said tells that nobody only looks."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.labels import Label
from app.voice.nlu.understanding import Understanding
from app.voice.turn import Intent

_VAGUE: Final = frozenset({Intent.UNKNOWN, Intent.INFORM})
_ASKING: Final = frozenset({Label.CHECK_AVAILABILITY, Label.PRODUCT_SEARCH, Label.PRICE_CHECK})


def may_order(heard: Understanding) -> bool:
    """Whether goods that may be ordered are several, or more are named, or the store that shall
    have them ready or the way they are had: nobody only looks for those."""
    either = heard.either or ()
    if heard.intent not in _VAGUE or Label.PLACE_ORDER not in either or heard.quantity is None:
        return False
    if not heard.product:
        return False
    told = heard.place is not None or heard.method is not None
    several = heard.quantity > 1 and Label.CHECK_AVAILABILITY not in either
    return bool(heard.others) or several or (told and _ASKING.isdisjoint(either))
