"""What speaks for a reading besides the words: the open question, the channel, the catalog."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import Final

from app.voice.nlu.classifier import Votes
from app.voice.nlu.labels import Label
from app.voice.nlu.understanding import Expect
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import tokenize

_ANSWERS: Final[Votes] = MappingProxyType(
    {Label.YES: 0.5, Label.NO: 0.5, Label.MODIFY_ORDER: 0.2, Label.OUT_OF_SCOPE: -0.2}
)
_AGREEING: Final[Votes] = MappingProxyType(
    {**_ANSWERS, Label.MODIFY_ORDER: 0.3, Label.RETURN_ITEM: -0.4}
)
"""Of an order that nobody has yet nothing goes back: "another color" is to be in it."""
_SLOT: Final[Votes] = MappingProxyType(
    {Label.INFORM: 0.9, Label.OUT_OF_SCOPE: -0.5, Label.STOP: 0.1, Label.PLACE_ORDER: -0.1}
)
_GOODS: Final[Votes] = MappingProxyType(
    {Label.INFORM: 0.6, Label.PLACE_ORDER: 0.4, Label.PRODUCT_SEARCH: 0.3, Label.OUT_OF_SCOPE: -0.6}
)
_CHANGES: Final[Votes] = MappingProxyType(
    {Label.MODIFY_ORDER: 0.6, Label.INFORM: 0.5, Label.NO: 0.3, Label.OUT_OF_SCOPE: -0.3,
     Label.RETURN_ITEM: -0.3}
)  # fmt: skip
"""What shall be otherwise in an order that nobody has yet: nothing of it goes back."""
_BY_QUESTION: Final = {
    Expect.OFFER: _ANSWERS,
    Expect.CONFIRM: _AGREEING,
    Expect.TRY_AGAIN: _ANSWERS,
    Expect.PAY_LINK: _ANSWERS,
    Expect.OTHER_STORE: _ANSWERS,
    Expect.CONFIRM_CANCEL: _ANSWERS,
    Expect.PRODUCT: _GOODS,
    Expect.CHANGE: _CHANGES,
    Expect.PRODUCT_CHOICE: _SLOT,
    Expect.OPTION: _SLOT,
    Expect.MODIFIER: _SLOT,
    Expect.METHOD: _SLOT,
    Expect.QUANTITY: _SLOT,
    Expect.STORE: _SLOT,
    Expect.ORDER_NUMBER: _SLOT,
    Expect.RETURN_LINE: _SLOT,
    Expect.MORE_ITEMS: _GOODS,
    Expect.CONFIRM_RETURN: _ANSWERS,
    Expect.CONFIRM_EXCHANGE: _ANSWERS,
    Expect.EXCHANGE_ELSE: _ANSWERS,
    Expect.PERSON: _ANSWERS,
    Expect.RESUME: _ANSWERS,
    Expect.CONFIRM_SUBSCRIPTION: _ANSWERS,
    Expect.CONFIRM_CHANGE: _ANSWERS,
    Expect.PRICE_CONSENT: _ANSWERS,
    Expect.CONFIRM_FORGET: _ANSWERS,
    Expect.CONFIRM_ADDRESS: _ANSWERS,
    Expect.TRANSFER: _ANSWERS,
    Expect.SUBSCRIPTION_CADENCE: _SLOT,
    Expect.SUBSCRIPTION_CHOICE: _SLOT,
    Expect.SUBSCRIPTION_DATE: _SLOT,
    Expect.RATING: _SLOT,
}
_CHANNEL: Final = 1.3
"""A channel's own intent: it heard the sound, and was trained on the merchant's sentences."""
_OF_A_SHOP: Final = -0.3
"""Against out_of_scope, where the channel heard a wish of a shop."""
_CATALOG: Final = -0.4
"""Against out_of_scope, where the merchant's own words occur."""


def votes_for(
    text: str,
    *,
    expect: Expect = Expect.NOTHING,
    channel: Label | None = None,
    vocabulary: Vocabulary | None = None,
) -> Votes:
    """The votes of the open question, of the channel's intent and of the merchant's words."""
    votes: dict[Label, float] = defaultdict(float, _BY_QUESTION.get(expect, {}))
    if channel is not None:
        votes[channel] += _CHANNEL
        if channel is not Label.OUT_OF_SCOPE:
            votes[Label.OUT_OF_SCOPE] += _OF_A_SHOP
    if vocabulary is not None and _is_of_the_shop(text, vocabulary):
        votes[Label.OUT_OF_SCOPE] += _CATALOG
    return votes


def _is_of_the_shop(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a store, a choice of the menu or a telling option value is named."""
    words = tokenize(text).norm
    for at in range(len(words)):
        phrase = vocabulary.phrase_at(words, at)
        if phrase is not None and not phrase.needs_cue:
            return True
        if vocabulary.choice_at(words, at) or vocabulary.store_at(words, at):
            return True
    return False
