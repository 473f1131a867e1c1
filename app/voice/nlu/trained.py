"""The understanding that a conversation works with: rules and the trained parser together.

The rules know the answers to open questions and the merchant's words; the parser knows what people
say otherwise, and three more languages. Where both speak and the parser is sure, it wins: rules
take "can I get my money back" for a wish to buy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from app.voice.nlu.entities.items import Item
from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.labels import Label
from app.voice.nlu.parsing import Parsed, SentenceParser
from app.voice.nlu.rules import RuleUnderstander
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import norm_value, tokenize
from app.voice.turn import Intent
from domain.ids import LocationId

_INTENTS: Final[Mapping[Label, Intent]] = {
    Label.PLACE_ORDER: Intent.PLACE_ORDER,
    Label.ADD_TO_CART: Intent.PLACE_ORDER,
    Label.CHECK_AVAILABILITY: Intent.CHECK_AVAILABILITY,
    Label.PRODUCT_SEARCH: Intent.CHECK_AVAILABILITY,
    Label.PRICE_CHECK: Intent.CHECK_AVAILABILITY,
    Label.ORDER_STATUS: Intent.ORDER_STATUS,
    Label.CANCEL_ORDER: Intent.CANCEL_ORDER,
    Label.YES: Intent.YES,
    Label.NO: Intent.NO,
    Label.STOP: Intent.STOP,
    Label.START_OVER: Intent.START_OVER,
    Label.REPEAT: Intent.REPEAT,
    Label.HELP: Intent.HELP,
    Label.GREETING: Intent.GREETING,
    Label.INFORM: Intent.INFORM,
    Label.MODIFY_ORDER: Intent.INFORM,
}
"""What the dialogue can act on; any other reading is said not to be understood."""
_DECIDED: Final = frozenset(
    {Intent.YES, Intent.NO, Intent.STOP, Intent.HELP, Intent.REPEAT, Intent.START_OVER, Intent.MORE,
     Intent.GREETING}
)  # fmt: skip
"""Of closed lists: no model knows better."""
_ELSEWHERE: Final = frozenset(
    {Label.RETURN_ITEM, Label.REFUND_STATUS, Label.RETURN_POLICY, Label.HUMAN_AGENT,
     Label.CHANGE_ADDRESS, Label.DELIVERY_INFO, Label.STORE_INFO, Label.MANAGE_SUBSCRIPTION,
     Label.OUT_OF_SCOPE}
)  # fmt: skip
"""Readings in which a wish to buy would be a wrong one, and that the dialogue has no way for."""
_VAGUE: Final = frozenset({Intent.UNKNOWN, Intent.INFORM})
_CERTAIN: Final = 0.9
"""From here on the parser overrules what the rules found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedUnderstander:
    """Understands English, Spanish, French, German and mixed sentences; pure, under 5 ms."""

    today: Callable[[], date]
    parser: SentenceParser = field(default_factory=SentenceParser)
    rules: RuleUnderstander = field(default_factory=RuleUnderstander)

    def understand(
        self,
        text: str,
        *,
        vocabulary: Vocabulary,
        expect: Expect,
        locale: str = "en-US",
        known: Intent | None = None,
    ) -> Understanding:
        """Intent and entities of the text; `either` where it is better to ask back."""
        english = locale.lower().startswith("en")
        ruled = self.rules.understand(text, vocabulary=vocabulary, expect=expect)
        if english and known is not None:
            return ruled
        if english and (ruled.intent in _DECIDED or _answers(ruled, expect)):
            return ruled
        parsed = self.parser.parse(
            text,
            today=self.today(),
            lang=None if english else locale,
            expect=expect,
            vocabulary=vocabulary,
        )
        if english and parsed.lang == "en":
            return _joined(ruled, parsed)
        return _from_parsed(parsed, ruled, vocabulary)


def _answers(ruled: Understanding, expect: Expect) -> bool:
    """Whether the rules found the answer to the open question: the slot is tried first."""
    return expect is not Expect.NOTHING and ruled.intent is Intent.INFORM and ruled.says_something


def _joined(ruled: Understanding, parsed: Parsed) -> Understanding:
    """The entities of the rules, the intent of whoever is surer."""
    meant = _INTENTS.get(parsed.label)
    certain = parsed.readings[0].score >= _CERTAIN
    elsewhere = parsed.label in _ELSEWHERE and parsed.sure
    if elsewhere and (certain or parsed.label is not Label.OUT_OF_SCOPE):
        return Understanding(intent=Intent.UNKNOWN, text=ruled.text)
    if meant is None or meant in _VAGUE or not parsed.sure:
        doubtful = ruled.intent in _VAGUE and not parsed.sure
        return replace(ruled, either=parsed.either) if doubtful else ruled
    if ruled.intent in _VAGUE or certain:
        return _named_by(parsed, replace(ruled, intent=meant))
    return ruled


def _named_by(parsed: Parsed, ruled: Understanding) -> Understanding:
    """With the parser's product: the rules took the verb they did not know for part of it."""
    item = parsed.entities.items[0] if parsed.entities.items else Item()
    if item.product is None or item.quantity is None or ruled.quantity is not None:
        return ruled
    if not (ruled.product or "").endswith(item.product):
        return ruled
    phrase = item.product
    return replace(ruled, product=phrase, phrase=phrase, quantity=int(item.quantity) or None)


def _from_parsed(parsed: Parsed, ruled: Understanding, vocabulary: Vocabulary) -> Understanding:
    """An understanding of a sentence that the English rules cannot read."""
    item = parsed.entities.items[0] if parsed.entities.items else Item()
    quantity = None if item.quantity is None else int(item.quantity)
    named = item.product is not None
    return Understanding(
        intent=_INTENTS.get(parsed.label, Intent.UNKNOWN) if parsed.sure else Intent.UNKNOWN,
        product=item.product,
        phrase=item.product,
        quantity=quantity or None,
        number=None if named or item.attributes else quantity,
        attributes={
            option: _of_the_shop(option, heard, vocabulary)
            for option, heard in item.attributes.items()
        },
        left_out=tuple(item.parts.get("without", ())),
        choices=tuple(item.parts.get("topping", ())),
        place=_place(parsed.text, vocabulary) or ruled.place,
        order_number=parsed.entities.order_number,
        item_ref=parsed.entities.item_ref,
        text=tokenize(parsed.text).joined,
        either=None if parsed.sure else parsed.either,
    )


def _place(text: str, vocabulary: Vocabulary) -> LocationId | None:
    words = tokenize(text).norm
    found = (vocabulary.store_at(words, at) for at in range(len(words)))
    return next((name.location_id for name in found if name), None)


def _of_the_shop(option: str, heard: str, vocabulary: Vocabulary) -> str:
    """The merchant's own value for a word heard in any language; the word itself if none is."""
    for word in load_lexicon().same_as(heard):
        known = vocabulary.canonical(option, word)
        if known != word or norm_value(word) in vocabulary.values.get(option, {}):
            return known
    return heard
