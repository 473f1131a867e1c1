"""The understanding that a conversation works with: rules and the trained parser together.

The rules know the answers to open questions and the merchant's words; the parser knows what people
say otherwise, and three more languages. Where both speak and the parser is sure, it wins: rules
take "can I get my money back" for a wish to buy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from functools import partial
from typing import Final

from app.voice.nlu.address_reading import without_elsewhere
from app.voice.nlu.brands import joined
from app.voice.nlu.entities.item import Item
from app.voice.nlu.entities.reader import read_entities
from app.voice.nlu.goods_words import BUYING, asks_for_goods, goods_words
from app.voice.nlu.hesitation import act_of, names_nothing, tidied
from app.voice.nlu.labels import Label
from app.voice.nlu.manners import (
    answer_at_start,
    is_yes,
    means_usual,
    method_in,
    plainly,
    takes_it,
    without_manner,
)
from app.voice.nlu.parsing import Parsed, SentenceParser
from app.voice.nlu.rules import RuleUnderstander
from app.voice.nlu.shop_values import (
    named_at_all,
    options_told,
    places_of,
    size_at_end,
    store_named,
    with_traits,
)
from app.voice.nlu.understanding import YES_OR_NO, Expect, Named, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.wishes import asks_choices, cadence_of, consent_in
from app.voice.nlu.words import choice_words, tokenize
from app.voice.turn import Intent

_INTENTS: Final[Mapping[Label, Intent]] = {
    Label.PLACE_ORDER: Intent.PLACE_ORDER,
    Label.ADD_TO_CART: Intent.ADD_TO_CART,
    Label.VIEW_CART: Intent.VIEW_CART,
    Label.CHECKOUT: Intent.CHECKOUT,
    Label.REORDER: Intent.REORDER,
    Label.CHECK_AVAILABILITY: Intent.CHECK_AVAILABILITY,
    Label.PRODUCT_SEARCH: Intent.PRODUCT_SEARCH,
    Label.PRICE_CHECK: Intent.PRICE_CHECK,
    Label.PROMOTIONS: Intent.PROMOTIONS,
    Label.RETURN_ITEM: Intent.RETURN_ITEM,
    Label.REFUND_STATUS: Intent.REFUND_STATUS,
    Label.RETURN_POLICY: Intent.RETURN_POLICY,
    Label.CHANGE_ADDRESS: Intent.CHANGE_ADDRESS,
    Label.SUBSCRIBE: Intent.SUBSCRIBE,
    Label.MANAGE_SUBSCRIPTION: Intent.MANAGE_SUBSCRIPTION,
    Label.DELIVERY_INFO: Intent.DELIVERY_INFO,
    Label.PAYMENT_INFO: Intent.PAYMENT_INFO,
    Label.STORE_INFO: Intent.STORE_INFO,
    Label.HUMAN_AGENT: Intent.HUMAN_AGENT,
    Label.THANKS: Intent.THANKS,
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
_ALIKE: Final = frozenset(
    {Intent.CHECK_AVAILABILITY, Intent.PLACE_ORDER, Intent.ADD_TO_CART, Intent.PRODUCT_SEARCH,
     Intent.PRICE_CHECK}
)  # fmt: skip
"""Wishes for goods, of which the rules for English know two."""
_DECIDED: Final = frozenset(
    {Intent.YES, Intent.NO, Intent.STOP, Intent.HELP, Intent.REPEAT, Intent.START_OVER, Intent.MORE,
     Intent.GREETING}
)  # fmt: skip
"""Of closed lists: no model knows better."""
_ELSEWHERE: Final = frozenset(
    {Label.RETURN_ITEM, Label.REFUND_STATUS, Label.RETURN_POLICY, Label.HUMAN_AGENT,
     Label.CHANGE_ADDRESS, Label.DELIVERY_INFO, Label.STORE_INFO, Label.SUBSCRIBE,
     Label.MANAGE_SUBSCRIPTION, Label.OUT_OF_SCOPE}
)  # fmt: skip
"""Readings in which a wish to buy would be a wrong one: the parser decides."""
_OF_TIME: Final = frozenset(
    {Expect.SUBSCRIPTION_CADENCE, Expect.SUBSCRIPTION_DATE, Expect.SUBSCRIPTION_WISH,
     Expect.CONFIRM_SUBSCRIPTION, Expect.CONFIRM_CHANGE}
)  # fmt: skip
"""Questions answered with days and cadences, of which the rules for English know nothing."""
_LINKING: Final = frozenset({"entonces", "pues", "alors", "dann", "comme", "then", "plutot"})
"""Words that link sentences, which the entities take for names now and then."""
_VAGUE: Final = frozenset({Intent.UNKNOWN, Intent.INFORM})
_SHORT: Final = 3
"""Words; a longer name may be a sentence about something else."""
_OWN: Final = frozenset(
    {Intent.VIEW_CART, Intent.CHECKOUT, Intent.REORDER, Intent.PROMOTIONS, Intent.PAYMENT_INFO,
     Intent.THANKS}
)  # fmt: skip
"""Wishes that the rules for English know nothing of."""
_CERTAIN: Final = 0.9
"""From here on the parser overrules what the rules found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedUnderstander:
    """Understands English, Spanish, French, German and mixed sentences; pure, under 5 ms."""

    today: Callable[[tzinfo], date]
    """The day it is somewhere: shoppers count from the day at the shop."""
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
        act = act_of(text, expect) if known is None else None
        if act is not None:
            return Understanding(intent=act, text=tokenize(text).joined)
        if known is None and consent_in(text) is not None:
            return Understanding(intent=Intent.INFORM, text=tokenize(text).joined)
        if expect is Expect.OPTION and known is None and asks_choices(text):
            return Understanding(intent=Intent.REPEAT, text=tokenize(text).joined)
        said = joined(tidied(text), vocabulary)
        read = partial(
            self._understood, vocabulary=vocabulary, expect=expect, locale=locale, known=known
        )
        rest = without_elsewhere(said.text)
        found = read(rest)
        if rest != said.text:  # "a lamp, to another address" is a lamp
            full = tokenize(said.text).joined
            found = found.but(text=full) if found.product else read(said.text)
        return named_at_all(said.put_back(found), vocabulary)

    def _understood(
        self,
        text: str,
        *,
        vocabulary: Vocabulary,
        expect: Expect,
        locale: str,
        known: Intent | None,
    ) -> Understanding:
        english = locale.lower().startswith("en")
        if known is None and expect in YES_OR_NO:
            answered = self._answered(text, vocabulary, expect, locale)
            if answered is not None:
                return answered
        ruled = self.rules.understand(text, vocabulary=vocabulary, expect=expect)
        if english and known is not None:
            return _widened(ruled, text, vocabulary, expect)
        answers = expect not in _OF_TIME and _answers(ruled, expect)
        if english and (ruled.intent in _DECIDED or answers):
            return ruled
        parsed = self.parser.parse(
            text,
            today=self.today(vocabulary.zone),
            lang=None if english else locale,
            expect=expect,
            vocabulary=vocabulary,
        )
        parsed = _without_choices(self._told(parsed, text, vocabulary), ruled)
        if english and parsed.lang == "en":
            found = _joined(ruled, parsed, vocabulary)
        else:
            found = _from_parsed(parsed, ruled, vocabulary, expect)
        return _widened(_with_details(found, parsed, vocabulary), text, vocabulary, expect)

    def _answered(
        self, text: str, vocabulary: Vocabulary, expect: Expect, locale: str
    ) -> Understanding | None:
        """A yes with a figure or a size after it, or in more words than one; None: neither."""
        if is_yes(text) or (expect is Expect.OFFER and takes_it(text)):
            return Understanding(intent=Intent.YES, text=tokenize(text).joined)
        led = answer_at_start(text)
        if led is None:
            return None
        place, method = store_named(led[1], vocabulary), method_in(led[1])
        if (place or method) and names_nothing(without_manner(led[1], places_of(vocabulary))):
            intent = Intent.YES if led[0] else Intent.NO  # "yes, for pickup downtown"
            words = tokenize(text).joined
            return Understanding(intent=intent, text=words, place=place, method=method)
        lang = None if locale.lower().startswith("en") else locale
        parsed = self.parser.parse(
            led[1],
            today=self.today(vocabulary.zone),
            lang=lang,
            expect=Expect.CHANGE,
            vocabulary=vocabulary,
        )
        item = next(iter(_goods(parsed)), Item())
        if item.product is not None or (item.quantity is None and not item.attributes):
            return None
        found = _from_parsed(parsed, Understanding(intent=Intent.UNKNOWN), vocabulary, expect)
        return found.but(intent=Intent.YES if led[0] else Intent.NO)

    def _told(self, parsed: Parsed, text: str, vocabulary: Vocabulary) -> Parsed:
        """With the goods that are left without the words for stores, pickup and delivery."""
        rest = without_manner(text, places_of(vocabulary))
        if not rest or rest == text:
            return parsed if rest else replace(parsed, entities=replace(parsed.entities, items=()))
        if parsed.sure:
            told = read_entities(
                rest,
                label=parsed.label,
                today=self.today(vocabulary.zone),
                lang=parsed.lang,
                goods=vocabulary.goods,
            )
            return replace(parsed, entities=replace(parsed.entities, items=told.items))
        again = self.parser.parse(rest, today=self.today(vocabulary.zone), lang=parsed.lang)
        if again.sure:  # the way in which it is had was what made it hard to read
            parsed = replace(parsed, readings=again.readings, sure=True)
        return replace(parsed, entities=replace(parsed.entities, items=again.entities.items))


def _without_choices(parsed: Parsed, ruled: Understanding) -> Parsed:
    """Without what is chosen with the dish ("two extra shots") among the goods behind it."""
    chosen = {choice_words(name) for name in (*ruled.choices, *ruled.left_out)}
    if not chosen:
        return parsed
    first, *more = parsed.entities.items or (Item(),)
    left = tuple(each for each in more if choice_words(each.product or "") not in chosen)
    return replace(parsed, entities=replace(parsed.entities, items=(first, *left)))


def _answers(ruled: Understanding, expect: Expect) -> bool:
    """Whether the rules found the answer to the open question: the slot is tried first."""
    if expect is Expect.NOTHING or ruled.intent is not Intent.INFORM:
        return False
    figures = (ruled.quantity, ruled.number, ruled.item_ref, ruled.method, ruled.place)
    told = any(each is not None for each in figures) or ruled.choices or ruled.left_out
    named = bool(ruled.product) and len((ruled.product or "").split()) > _SHORT
    return bool(told or ruled.attributes) and not named


def _with_details(found: Understanding, parsed: Parsed, vocabulary: Vocabulary) -> Understanding:
    """With what only the parser reads: further items, price bounds, a day, a reason."""
    entities = parsed.entities
    price = entities.price
    return found.but(
        others=tuple(_named(item, vocabulary) for item in _goods(parsed)[1:] if item.product),
        least=price.min if price else None,
        most=price.max if price else None,
        day=entities.date,
        every=cadence_of(entities.every),
        reason=entities.reason,
    )


def _widened(
    found: Understanding, text: str, vocabulary: Vocabulary, expect: Expect
) -> Understanding:
    """With the widest reading of the goods as the phrase, and with the size and color at its end:
    the catalog judges which words are a name. A verb of ours decides what is in doubt."""
    wide = goods_words(text, vocabulary)
    goods_meant = BUYING if wide.intent in BUYING else _ALIKE
    standing = found.intent in goods_meant or bool(found.order_number or found.every)
    doubtful = expect is Expect.NOTHING and (
        found.intent is Intent.UNKNOWN
        or (not standing and asks_for_goods(wide, vocabulary))
        or (found.intent is Intent.REORDER and not means_usual(text) and found.product is not None)
    )
    if found.intent not in _ALIKE and not doubtful:
        return found
    if doubtful and found.product is None and means_usual(text):
        return found.but(intent=Intent.REORDER, either=None)
    in_doubt = (
        found.product is not None
        or found.either is not None
        or vocabulary.knows_goods(plainly(wide.words).split())
    )
    if doubtful and (wide.intent is None or not in_doubt):
        return found
    others = tuple(
        replace(each, product=_inside(each.product, wide.words) or each.product)
        for each in found.others
    )
    return found.but(
        intent=wide.intent if doubtful and wide.intent is not None else found.intent,
        either=None if doubtful else found.either,
        product=_inside(found.product or "", wide.words) or wide.words,
        phrase=wide.words,
        quantity=found.quantity if found.quantity is not None else wide.quantity,
        others=others,
        attributes={**found.attributes, **wide.attributes},
    )


def _inside(product: str, words: str) -> str:
    """The words of a product that are among the words which may name goods."""
    known = set(plainly(words).split())
    return " ".join(each for each in product.split() if known.issuperset(plainly(each).split()))


def _goods(parsed: Parsed) -> list[Item]:
    """The items that are goods: "then", "as" and the like are none, and a size or color that
    stands apart belongs to the goods before it."""
    goods: list[Item] = []
    for each in parsed.entities.items:
        if plainly(each.product or "") in _LINKING:
            continue
        if goods and each.product is None and each.attributes:
            before = goods[-1]
            goods[-1] = replace(before, attributes={**each.attributes, **before.attributes})
            continue
        goods.append(each)
    return goods


def _named(item: Item, vocabulary: Vocabulary) -> Named:
    return Named(
        product=with_traits(item, vocabulary) or "",
        quantity=None if item.quantity is None else int(item.quantity) or None,
        attributes=options_told(item, vocabulary),
    )


def _joined(ruled: Understanding, parsed: Parsed, vocabulary: Vocabulary) -> Understanding:
    """The entities of the rules, the intent of whoever is surer."""
    meant = _INTENTS.get(parsed.label)
    certain = parsed.readings[0].score >= _CERTAIN
    elsewhere = parsed.label in _ELSEWHERE and (parsed.sure or _ELSEWHERE.issuperset(parsed.either))
    if elsewhere and (certain or parsed.label is not Label.OUT_OF_SCOPE):
        return _from_parsed(parsed, ruled, vocabulary)
    if meant is None or meant in _VAGUE or not parsed.sure:
        doubtful = ruled.intent in _VAGUE and not parsed.sure
        return replace(ruled, either=parsed.either) if doubtful else ruled
    by_parser = ruled.intent in _VAGUE or parsed.entities.price is not None
    if meant in _ALIKE and (len(parsed.entities.items) > 1 or by_parser):
        return _from_parsed(parsed, ruled, vocabulary)
    if ruled.intent in _VAGUE and meant in _OWN:
        return _from_parsed(parsed, ruled, vocabulary)
    if ruled.intent in _VAGUE or certain or (meant in _ALIKE and ruled.intent in _ALIKE):
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


def _from_parsed(
    parsed: Parsed,
    ruled: Understanding,
    vocabulary: Vocabulary,
    expect: Expect = Expect.NOTHING,
) -> Understanding:
    """An understanding of a sentence that the English rules cannot read."""
    item = next(iter(_goods(parsed)), Item())
    quantity = None if item.quantity is None else int(item.quantity)
    attributes = options_told(item, vocabulary)
    size = size_at_end(parsed.text, vocabulary) if "size" not in attributes else None
    if size is not None and item.product is not None:
        attributes["size"] = size
        quantity = None if str(quantity) == size else quantity
    named = item.product is not None or bool(item.attributes)
    elsewhere = _ELSEWHERE.issuperset(parsed.either)
    meant = _INTENTS.get(parsed.label, Intent.UNKNOWN) if parsed.sure or elsewhere else None
    product = with_traits(item, vocabulary)
    place = store_named(parsed.text, vocabulary) or ruled.place
    method = method_in(parsed.text) or ruled.method
    told = quantity is not None or item.attributes or place or method
    if meant is None and told and expect is not Expect.NOTHING:
        meant = Intent.INFORM
    if meant is None and method is not None and product is not None:
        meant = Intent.PLACE_ORDER  # "send me the blue one": who names the way wants the goods
    return Understanding(
        intent=meant or Intent.UNKNOWN,
        product=product,
        phrase=product,
        quantity=(quantity or None) if named else None,
        number=None if named else quantity,
        attributes=attributes,
        method=method,
        left_out=tuple(item.parts.get("without", ())),
        choices=tuple(item.parts.get("topping", ())),
        place=place,
        order_number=parsed.entities.order_number,
        item_ref=parsed.entities.item_ref,
        text=tokenize(parsed.text).joined,
        either=None if parsed.sure else parsed.either,
    )
