"""The reading of the rules and that of the trained parser, of which the surer one is believed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.voice.nlu.entities.item import Item
from app.voice.nlu.labels import Label
from app.voice.nlu.manners import plainly
from app.voice.nlu.parsed_understanding import ELSEWHERE, INTENTS, understood
from app.voice.nlu.parsing import Parsed
from app.voice.nlu.understanding import Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import split_words
from app.voice.turn import Intent

WISHES_FOR_GOODS: Final = frozenset(
    {Intent.CHECK_AVAILABILITY, Intent.PLACE_ORDER, Intent.ADD_TO_CART, Intent.PRODUCT_SEARCH,
     Intent.PRICE_CHECK}
)  # fmt: skip
"""Wishes for goods, of which the rules for English know two."""
_VAGUE: Final = frozenset({Intent.UNKNOWN, Intent.INFORM})
_OWN: Final = frozenset(
    {Intent.VIEW_CART, Intent.CHECKOUT, Intent.REORDER, Intent.PROMOTIONS, Intent.PAYMENT_INFO,
     Intent.THANKS}
)  # fmt: skip
"""Wishes that the rules for English know nothing of."""
_OF_ORDERS: Final = frozenset({Label.ORDER_STATUS, Label.CANCEL_ORDER})
_CERTAIN: Final = 0.9
"""From here on the parser overrules what the rules found."""
_SHORT: Final = 6
"""Words of a yes at most."""
_JOINING: Final = frozenset(
    split_words(
        "and but with without plus also too or not except only if unless instead more less "
        "another other else bigger smaller two three four five six seven eight nine ten"
    )
)
"""Beside these a yes is not all."""


def of_both(ruled: Understanding, parsed: Parsed, vocabulary: Vocabulary) -> Understanding:
    """The entities of the rules, the intent of whoever is surer."""
    meant = INTENTS.get(parsed.label)
    certain = parsed.readings[0].score >= _CERTAIN
    elsewhere = parsed.label in ELSEWHERE and (parsed.sure or ELSEWHERE.issuperset(parsed.either))
    if elsewhere and (certain or parsed.label is not Label.OUT_OF_SCOPE):
        return understood(parsed, ruled, vocabulary)
    if parsed.label in _OF_ORDERS and parsed.entities.order_number and ruled.intent is not meant:
        return understood(parsed, ruled, vocabulary)  # "check order PWY 2V8" seeks no goods
    if meant is None or meant in _VAGUE or not parsed.sure:
        doubtful = ruled.intent in _VAGUE and not parsed.sure
        return replace(ruled, either=parsed.either) if doubtful else ruled
    if meant is Intent.YES and certain and _only_agrees(parsed.text, ruled, vocabulary):
        return replace(ruled, intent=meant, product=None, phrase=None, full_phrase=None)
    by_parser = ruled.intent in _VAGUE or parsed.entities.price is not None
    if meant in WISHES_FOR_GOODS and (len(parsed.entities.items) > 1 or by_parser):
        return understood(parsed, ruled, vocabulary)
    if ruled.intent in _VAGUE and meant in _OWN:
        return understood(parsed, ruled, vocabulary)
    alike = meant in WISHES_FOR_GOODS and ruled.intent in WISHES_FOR_GOODS
    if ruled.intent in _VAGUE or certain or alike:
        return _named_by(parsed, replace(ruled, intent=meant))
    return ruled


def _only_agrees(text: str, ruled: Understanding, vocabulary: Vocabulary) -> bool:
    """Whether what the rules take for a name is part of a yes ("spot on", "that'll do"): no word of
    it is in a title, and nothing is joined to it, which would be more than a yes."""
    words = plainly(text).split()
    named = plainly(ruled.phrase or ruled.product or "").split()
    is_joined = not _JOINING.isdisjoint(words) or len(words) > _SHORT
    return bool(named) and not is_joined and not vocabulary.names_word(named)


def _named_by(parsed: Parsed, ruled: Understanding) -> Understanding:
    """With the parser's product: the rules took the verb they did not know for part of it."""
    item = parsed.entities.items[0] if parsed.entities.items else Item()
    if item.product is None or item.quantity is None or ruled.quantity is not None:
        return ruled
    if not (ruled.product or "").endswith(item.product):
        return ruled
    phrase = item.product
    return replace(ruled, product=phrase, phrase=phrase, quantity=int(item.quantity) or None)
