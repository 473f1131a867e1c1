"""The reading of the rules and that of the trained parser, of which the surer one is believed."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.parsed_understanding import INTENTS, understood
from app.voice.nlu.parsing import Parsed
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.turn import Intent

WISHES_FOR_GOODS: Final = frozenset(
    {Intent.CHECK_AVAILABILITY, Intent.PLACE_ORDER, Intent.ADD_TO_CART, Intent.PRODUCT_SEARCH,
     Intent.PRICE_CHECK}
)  # fmt: skip
"""Wishes for goods, of which the rules for English know two."""
_VAGUE: Final = frozenset({Intent.UNKNOWN, Intent.INFORM})


def of_both(
    ruled: Understanding, parsed: Parsed, vocabulary: Vocabulary, expect: Expect
) -> Understanding:
    """What the parser read, with what the rules for English know besides: the wish, where that is
    one of two readings in doubt, and the choices of a menu."""
    found = understood(parsed, ruled, vocabulary, expect)
    if ruled.choices or ruled.left_out:
        found = found.but(choices=ruled.choices, left_out=ruled.left_out)
    in_doubt = not parsed.sure and ruled.intent not in _VAGUE
    if in_doubt and ruled.intent in {INTENTS.get(each) for each in parsed.either}:
        return found.but(intent=ruled.intent, either=None)
    return found
