"""What is meant of goods where nothing was asked: what comes again, what went wrong, what is one's
own, and which words are a name. Each function gives what was heard with that put right."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from app.commerce.words import NUMBERS, root
from app.voice.nlu.anaphora import asks_how, asks_price
from app.voice.nlu.denied_choices import refuses
from app.voice.nlu.goods_phrase import whole_name
from app.voice.nlu.goods_words import BUYING
from app.voice.nlu.labels import Label
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import gives_back, means_usual, plainly
from app.voice.nlu.money_in_hand import MONEY
from app.voice.nlu.order_talk import (
    bought_before,
    got_another,
    names_only_orders,
    only_buys,
    redirects_own,
    wants_new_one,
)
from app.voice.nlu.orders_asked_after import (
    asks_after_ordered,
)
from app.voice.nlu.price_questions import asks_what_it_costs
from app.voice.nlu.standing_wishes import (
    COUNTED,
    asks_for_next,
    comes_otherwise,
    names_what_comes,
    wished_of_standing,
)
from app.voice.nlu.taken_offers import count_enough, names_only_units
from app.voice.nlu.taking_leave import MUSES
from app.voice.nlu.two_readings import WISHES_FOR_GOODS
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.ways import method_in, without_sending
from app.voice.nlu.wishes import changes_coming, halts_own, piles_up, says_too_many
from app.voice.nlu.words import norm_value, split_words
from app.voice.turn import Intent
from domain.orders import FulfillmentMethod
from domain.returns import ReturnReason

_NOT_OF_WHAT_COMES: Final = frozenset(
    {
        Intent.RETURN_ITEM,
        Intent.REFUND_STATUS,
        Intent.HUMAN_AGENT,
        Intent.CHANGE_ADDRESS,
        Intent.ORDER_STATUS,
    }
)
"""Wishes that somebody may have of what comes again and again, and that change none of it."""
_TOLD_OF_STANDING: Final = WISHES_FOR_GOODS | {
    *(Intent.INFORM, Intent.UNKNOWN, Intent.NO, Intent.STOP, Intent.CANCEL_ORDER),
    *(Intent.MANAGE_SUBSCRIPTION, Intent.SUBSCRIBE, Intent.REORDER, Intent.STORE_INFO),
    Intent.DELIVERY_INFO,
}
"""What a wish of what comes again and again may be heard as."""
_ASKS_NEXT: Final = WISHES_FOR_GOODS | {
    *(Intent.ORDER_STATUS, Intent.INFORM, Intent.UNKNOWN, Intent.STORE_INFO, Intent.DELIVERY_INFO),
}
"""What a question after the next of what comes may be heard as."""
_PILING_UP: Final = WISHES_FOR_GOODS | {
    *(Intent.INFORM, Intent.UNKNOWN, Intent.MANAGE_SUBSCRIPTION, Intent.RETURN_ITEM),
}
"""What may be heard where there is too much of something and fewer would do."""
_OF_GOODS: Final = WISHES_FOR_GOODS | {Intent.INFORM, Intent.UNKNOWN, Intent.RETURN_ITEM}
_OF_THE_WAY: Final = frozenset({Intent.CHANGE_ADDRESS, Intent.ORDER_STATUS})
LOOKING: Final = frozenset({Intent.PRODUCT_SEARCH, Intent.INFORM, Intent.UNKNOWN})
"""Looks for goods, or says no more than their name."""
_OWN: Final = re.compile(
    r"\b(?:my|our|mein\w*|unser\w*|mis?|nuestr[oa]s?|mon|ma|mes|notre|nos) (?:(?:new|old|neue\w*"
    r"|nuev[oa]s?|nouvel\w*|black|white|red|blue) )*(?P<goods>\w+)\b"
)
_OF_LOOKING: Final = frozenset({Label.PRODUCT_SEARCH, Label.PRICE_CHECK, Label.CHECK_AVAILABILITY})
_SIZE: Final = "size"
_COMPOUNDED: Final = 4
"""Letters from which on a word may be the end of a longer one."""


def names_goods(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a word of a text stands in titles of goods."""
    words = [each for each in plainly(text).split() if each not in LITTLE_WORDS]
    return any(root(each) in vocabulary.goods_roots for each in words)


def of_what_comes(
    found: Understanding, text: str, own: str | None, vocabulary: Vocabulary
) -> Understanding:
    """With the wish for what comes again and again, where it is spoken of as one's own; how many of
    it are too many is no number that is wanted."""
    doubtful = Label.MANAGE_SUBSCRIPTION in (found.either or ())
    if changes_coming(text, found.product, is_doubtful=doubtful):
        return found.but(intent=Intent.MANAGE_SUBSCRIPTION, either=None)
    enough = count_enough(text)
    is_much = (enough is not None and says_too_many(text)) or (
        piles_up(text) and (found.product is None or names_goods(found.product, vocabulary))
    )
    is_much = is_much and found.intent in _PILING_UP
    is_own = own is not None and found.intent not in _NOT_OF_WHAT_COMES
    otherwise = comes_otherwise(text) or owns_goods(text, vocabulary)
    standing = wished_of_standing(text) or (found.every is not None and otherwise)
    if asks_for_next(text) and names_goods(text, vocabulary) and found.intent in _ASKS_NEXT:
        return found.but(intent=Intent.MANAGE_SUBSCRIPTION, either=None)
    named = found.product or names_what_comes(text) or names_goods(text, vocabulary)
    doubtful = found.intent in _TOLD_OF_STANDING or found.either is not None
    of_standing = standing and bool(named) and doubtful
    if not (halts_own(text) or is_own or is_much or of_standing):
        if found.intent is not Intent.MANAGE_SUBSCRIPTION or found.quantity is not None:
            return found
        return found.but(quantity=enough)  # "one bag is plenty, cut it down"
    found = found.but(intent=Intent.MANAGE_SUBSCRIPTION, either=None)
    counted = COUNTED.search(plainly(text)) is not None and found.quantity is not None
    if counted or (is_much and enough is not None):
        found = found.but(every=None)
    return found.but(quantity=enough) if enough is not None or says_too_many(text) else found


def of_another(found: Understanding, text: str) -> Understanding:
    """What came instead of what was ordered goes back; what is on its way may go elsewhere; what
    broke and was not bought here is bought anew."""
    returned = found.intent is Intent.RETURN_ITEM or Label.RETURN_ITEM in (found.either or ())
    if returned and found.product and wants_new_one(text):
        return found.but(intent=Intent.PLACE_ORDER, reason=None, either=None, quantity=None)
    if found.intent in _OF_GOODS | _OF_THE_WAY and redirects_own(text):
        return Understanding(intent=Intent.CHANGE_ADDRESS, text=found.text)
    if found.intent not in _OF_GOODS or found.product is None or not got_another(text):
        return found
    return found.but(
        intent=Intent.RETURN_ITEM,
        either=None,
        quantity=None,
        others=(),
        attributes={},
        reason=ReturnReason.WRONG_ITEM.value,
    )


def without_refused(found: Understanding, text: str) -> Understanding:
    """Without values that are named only to be refused: "a jacket, but not the red one"."""
    kept = {name: each for name, each in found.attributes.items() if not refuses(text, each)}
    return found if len(kept) == len(found.attributes) else found.but(attributes=kept)


_PRESENTS: Final = frozenset(
    split_words(
        "a an small little nice present presents gift gifts something stocking filler un una regalo"
        " regalos regalito detalle algo cadeau cadeaux quelque chose petit ein kleines geschenk"
        " geschenke mitbringsel etwas was"
    )
)
"""What is looked for to be given, whatever it is: "a present for under twenty dollars"."""
_BETWEEN: Final = re.compile(
    r"(?: (?:de|por|for|for about|fur|pour))? (?:entre|between|zwischen) .*$", re.IGNORECASE
)


def without_bound_as_goods(found: Understanding, vocabulary: Vocabulary) -> Understanding:
    """Without goods that are no more than the price they may have: "anything for under three
    hundred dollars"."""
    bound = found.least is not None or found.most is not None
    if not bound or found.product is None:
        return found
    name = _BETWEEN.sub("", found.product)
    if names_goods(name, vocabulary):
        return found if name == found.product else found.but(product=name, phrase=name)
    words = plainly(found.product).split()
    if _PRESENTS.issuperset(words):
        return found.but(product=None, phrase=None, full_phrase=None, quantity=None)
    if not any(word in NUMBERS or word[:1].isdecimal() or word in MONEY for word in words):
        return found
    return found.but(product=None, phrase=None, full_phrase=None)


def broken(found: Understanding) -> Understanding:
    """What came in a thousand pieces goes back, and is one thing."""
    if found.intent not in _OF_GOODS | {Intent.ORDER_STATUS} or found.product is None:
        return found
    found = found.but(intent=Intent.RETURN_ITEM, either=None, quantity=None, others=())
    return found.but(reason=found.reason or ReturnReason.DAMAGED.value)


def in_titles(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word stands in titles, be it as the end of a compound: "Becher"."""
    name = root(word)
    compound = len(name) >= _COMPOUNDED and name.isalpha()
    return name in vocabulary.goods_roots or (
        compound and any(each.endswith(name) for each in vocabulary.goods_roots)
    )


def of_ordered(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With the goods of the order that is asked after, where none were read: "ich hab zwei Sachen
    bestellt, wie sieht's mit dem Becher aus"."""
    doubtful = found.product is None and found.intent is Intent.UNKNOWN
    if not doubtful or not asks_after_ordered(text):
        return found
    words = [each for each in plainly(text).split() if each not in LITTLE_WORDS]
    goods = [each for each in words if each not in NUMBERS and in_titles(each, vocabulary)]
    if not goods:
        return found
    return found.but(intent=Intent.ORDER_STATUS, product=goods[-1], phrase=goods[-1], either=None)


_FAULTS: Final = frozenset({ReturnReason.DAMAGED.value, ReturnReason.DEFECTIVE.value})


def own_goods_faulty(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """What is wrong with goods that are called one's own goes back, whatever it was read as: "one
    of my mugs has a crack in it"."""
    if found.intent not in _OF_GOODS | {Intent.ORDER_STATUS} or found.reason not in _FAULTS:
        return found
    own = _OWN.search(plainly(text))
    if own is None or root(own["goods"]) not in vocabulary.goods_roots:
        return found
    named = found.product or own["goods"]
    return found.but(
        intent=Intent.RETURN_ITEM, product=named, phrase=found.phrase or named, either=None,
        quantity=None, number=None,
    )  # fmt: skip


def called_off(found: Understanding) -> Understanding:
    """The wish to cancel an order, with goods where any are named."""
    found = found.but(intent=Intent.CANCEL_ORDER, either=None)
    if not names_only_orders(found.product or ""):
        return found
    return found.but(product=None, phrase=None, full_phrase=None, quantity=None)


def ordered_so(found: Understanding, text: str) -> Understanding:
    """Goods that are told with the way they are had are ordered: "send a mug round to mine"."""
    if found.product is None or found.least or found.most:
        return found
    if found.intent not in LOOKING and not _is_new(found, text):
        return found
    method = found.method or (None if asks_how(text) else method_in(text))
    if method is None:
        return found
    named = without_sending(found.product)
    return found.but(intent=Intent.PLACE_ORDER, method=method, product=named, phrase=named)


def _is_new(found: Understanding, text: str) -> bool:
    """Whether what was taken for goods that go back is fetched: "einen Becher, den hol ich ab"."""
    fetched = found.intent is Intent.RETURN_ITEM and method_in(text) is FulfillmentMethod.PICKUP
    told = found.reason is not None or found.exchange is not None or gives_back(text)
    return fetched and not told and not bought_before(text)


def of_goods_alone(found: Understanding) -> Understanding:
    """Without goods that are none: "to place an order" says that something shall be bought."""
    if found.intent not in BUYING or found.product is None or not only_buys(found.product):
        return found
    return found.but(product=None, phrase=None, full_phrase=None, quantity=None)


def as_said(
    found: Understanding, text: str, vocabulary: Vocabulary, expect: Expect
) -> Understanding:
    """No more than was said: who names goods, thinks about them or wants the usual orders none."""
    words = plainly(text).split()
    if found.product is None:
        return found
    if found.intent is Intent.SUBSCRIBE:
        return _subscribed(found, found.product, text, vocabulary)
    if found.intent is Intent.REORDER and means_usual(text):
        known = vocabulary.names_word(plainly(found.product).split())
        return found if known else found.but(product=None, phrase=None)
    if expect is not Expect.NOTHING:
        return found
    if vocabulary.is_goods(words):
        bare = Intent.PRODUCT_SEARCH if len(words) == 1 else Intent.INFORM
        return found.but(intent=bare, either=None)  # what shall be with it nobody said
    if found.intent in BUYING and len(words) == 1:
        return found.but(intent=Intent.INFORM, either=None)
    if found.intent in BUYING and MUSES.search(" ".join(words)):
        return found.but(intent=Intent.PRODUCT_SEARCH, either=None)
    return found


def _subscribed(
    found: Understanding, name: str, text: str, vocabulary: Vocabulary
) -> Understanding:
    """With the goods that shall come by their whole name, be they named before how many packs of
    them: "suscríbeme al café expreso, dos paquetes cada vez"."""
    head = None
    if names_only_units(name):
        words = [each for each in plainly(text).split() if each not in NUMBERS]
        titled = (each for each in words if root(each) in vocabulary.goods_roots)
        head = next((each for each in titled if each not in LITTLE_WORDS), None)
    whole = whole_name(head or name, text, vocabulary)
    return found.but(product=whole, phrase=whole if head else found.phrase)


def counted_order(found: Understanding, text: str, expect: Expect) -> Understanding:
    """With the wish to order so many of something, where no price is asked for in what was read as
    a question for one: "somos seis, entonces seis tazas"."""
    counted = found.intent is Intent.PRICE_CHECK and (found.quantity or 1) > 1
    if not counted or found.product is None or expect is not Expect.NOTHING:
        return found
    if "?" in text or asks_price(text) or asks_what_it_costs(text):
        return found
    return found.but(intent=Intent.PLACE_ORDER, either=None)


def looked_at(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With the wish to see goods, where every reading in doubt is one: none of them does more; the
    same where all that is told of goods is what they may cost."""
    either = frozenset(found.either or ())
    if found.intent is Intent.UNKNOWN and found.product and (found.least or found.most):
        return found.but(intent=Intent.PRODUCT_SEARCH, either=None)
    if found.intent is not Intent.UNKNOWN or not either or not either <= _OF_LOOKING:
        return found
    named = [each for each in plainly(text).split() if each not in LITTLE_WORDS]
    goods = " ".join(each for each in named if root(each) in vocabulary.goods_roots)
    product = found.product or goods or None
    if product is None:
        return found
    intent = Intent.PRICE_CHECK if asks_price(text) else Intent.PRODUCT_SEARCH
    phrase = found.phrase or product
    return found.but(intent=intent, product=product, phrase=phrase, either=None)


def owns_goods(text: str, vocabulary: Vocabulary) -> bool:
    """Whether goods of the shop are called one's own: "je veux mon café"."""
    own = _OWN.finditer(plainly(text))
    return any(root(each["goods"]) in vocabulary.goods_roots for each in own)


def named_by_size(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With a size as a part of the name where goods are called so and come in none: "la carpa
    familiar"."""
    size = found.attributes.get(_SIZE)
    words, name = plainly(text).split(), plainly(found.product or "").split()
    if not size or not name or norm_value(size) in vocabulary.values.get(_SIZE, {}):
        return found
    said = next((one for one, two in pairwise(words) if two == name[0] and _is_size(one, size)), "")
    behind = next(
        (two for one, two in pairwise(words) if one == name[-1] and _is_size(two, size)), ""
    )
    if root(said or behind) not in vocabulary.goods_roots:
        return found
    left = {each: told for each, told in found.attributes.items() if each != _SIZE}
    full = " ".join([*filter(None, [said]), found.product or "", *filter(None, [behind])])
    return found.but(product=full, phrase=full, attributes=left)


def _is_size(word: str, size: str) -> bool:
    """Whether a word is that size, in any gender."""
    return root(word) == root(plainly(size))


def as_always(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """The wish for what is always bought, where no goods are named: "send me the usual, will you"
    orders none of that name."""
    looks = found.intent is Intent.PLACE_ORDER and found.product is not None
    if not looks or not means_usual(text) or names_goods(text, vocabulary):
        return found
    return found.but(intent=Intent.REORDER, product=None, phrase=None, full_phrase=None)
