"""What the trained parser read of a sentence, as the understanding that a dialogue acts on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from app.voice.nlu.entities.item import Item
from app.voice.nlu.labels import Label
from app.voice.nlu.manners import plainly
from app.voice.nlu.parsing import Parsed
from app.voice.nlu.shop_values import (
    color_of_any_language,
    is_value,
    options_told,
    options_within,
    size_told,
    store_named,
    with_traits,
)
from app.voice.nlu.understanding import Expect, Named, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.ways import method_in
from app.voice.nlu.wishes import cadence_of
from app.voice.nlu.words import choice_words, norm_value, tokenize
from app.voice.turn import Intent

INTENTS: Final[Mapping[Label, Intent]] = {
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
ELSEWHERE: Final = frozenset(
    {Label.RETURN_ITEM, Label.REFUND_STATUS, Label.RETURN_POLICY, Label.HUMAN_AGENT,
     Label.CHANGE_ADDRESS, Label.DELIVERY_INFO, Label.STORE_INFO, Label.SUBSCRIBE,
     Label.MANAGE_SUBSCRIPTION, Label.OUT_OF_SCOPE}
)  # fmt: skip
"""Readings in which a wish to buy would be a wrong one: the parser decides."""
_LINKING: Final = frozenset({"entonces", "pues", "alors", "dann", "comme", "then", "plutot"})
"""Words that link sentences, which the entities take for names now and then."""


_SEVERAL: Final = 2
_LETTERED: Final = re.compile(r"\bin (?:an? )?(x{0,3}[sml])\b", re.IGNORECASE)
_AND_ONE: Final = re.compile(
    r"\b(?:and|und|y|e|et) (?:an?|one|ein|eine[nrs]?|eins|una?|uno|une?) "
    r"(?!(?:of|for|von|fur|para|pour|d[eu](?! (?:la )?(?:x{0,3}[sml]|\d+)\b))\b)"
    r"|\b(?:and another|y otr[oa]|et (?:un |une |l )?autre"
    r"|und (?:noch )?(?:die |der |das )?(?:eine? )?andere[nrs]?) (?:in|en|(?:de|en|du)(?: la)?) \w+"
)
_AND_THE: Final = re.compile(
    r"\b(?:and the|und (?:die|der|den|das)|y (?:la|el)|et (?:la|le)) (?:\w+ )+?"
    r"(?:in|en|de la|du|de) \w+"
)
"""Another of the goods, with a size or color of its own: "und die blaue in S"."""
_DENIED: Final = re.compile(r"\b(?:not|no|nicht|kein\w*|pas|non|nein|or|oder|ou|statt|instead)\b")
_BOTH: Final = re.compile(
    r"\b(?:both|all (?:of them )?in|beide[s]?|alle in|amb[ao]s"
    r"|(?:las|los|tod[ao]s) (?:dos|tres|en)|(?:tous|toutes|les) (?:les )?(?:deux|trois))\b"
)
_SIZES_FROM: Final = 30
"""A number from here on that is a size of the shop counts nothing."""
_POINTS: Final = re.compile(r"\b(?:the|this|that|your|any|another)(?: \w+){1,2} one\b")
"""At one of several, by what it is like: "the big one" counts nothing."""


def goods_of(parsed: Parsed) -> list[Item]:
    """The items that are goods: "then", "as" and the like are none, and a size or color that
    stands apart belongs to the goods before it."""
    goods: list[Item] = []
    items = parsed.entities.items
    while len(items) > 1 and items[1].product and not (items[0].product or items[0].attributes):
        items = items[1:]  # "it's for a gift, a lamp": the first names nothing
    if _AND_ONE.search(plainly(parsed.text)):
        items = _each_one(items, both=_BOTH.search(plainly(parsed.text)) is not None)
    plain = plainly(parsed.text)
    the_other = _AND_THE.search(plain) is not None and _DENIED.search(plain) is None
    for each in _by_kinds(items):
        if plainly(each.product or "") in _LINKING:
            continue
        if goods and each.product is None and each.attributes:
            before = goods[-1]
            if (each.quantity is not None or the_other) and _conflict(before, each):
                named = replace(each, product=before.product)  # "one in black and one in white"
                goods.append(replace(named, attributes={**before.attributes, **each.attributes}))
                continue
            both = each.quantity is None or each.quantity == len(goods)
            if both and len(goods) > 1 and not _conflict(before, each):
                goods = [
                    replace(one, attributes={**each.attributes, **one.attributes}) for one in goods
                ]  # "both in a ten"
                continue
            goods[-1] = replace(before, attributes={**each.attributes, **before.attributes})
            continue
        goods.append(each)
    return goods


def _each_one(items: Sequence[Item], *, both: bool) -> tuple[Item, ...]:
    """The items, of which those that only tell a kind are one each: "eine blaue und eine rote".

    `both`: what is told once is of all of them."""
    one = Decimal(1)
    if sum(not each.product and each.quantity is not None for each in items) >= _SEVERAL:
        return tuple(items)  # "small, one red and one blue": small is no third
    told = [name for each in items for name in each.attributes]
    return tuple(
        replace(each, quantity=one)
        if each.quantity is None and not each.product and not (both and _is_alone(each, told))
        else each
        for each in items
    )


def _is_alone(item: Item, told: Sequence[str]) -> bool:
    """Whether nothing else of a sentence is told the options of this item: "both blue"."""
    return bool(item.attributes) and all(told.count(name) == 1 for name in item.attributes)


def _by_kinds(items: Sequence[Item]) -> Sequence[Item]:
    """The items, where the kinds that goods are told to be of stand for the goods: "two jackets,
    one blue and one red"."""
    if not items or items[0].product is None or items[0].quantity is None:
        return items
    first, rest = items[0], items[1:]
    kinds = [each for each in rest if not each.product and each.attributes and each.quantity]
    if len(kinds) < _SEVERAL or sum(each.quantity or 0 for each in kinds) != first.quantity:
        return items
    told = (replace(each, product=first.product, attributes={**first.attributes, **each.attributes})
            for each in kinds)  # fmt: skip
    return (*told, *(each for each in rest if each not in kinds))


def _conflict(one: Item, other: Item) -> bool:
    """Whether an option is told of both, and not the same."""
    return any(one.attributes.get(name, value) != value for name, value in other.attributes.items())


def _named(item: Item, vocabulary: Vocabulary) -> Named:
    quantity = None if item.quantity is None else int(item.quantity) or None
    attributes = options_told(item, vocabulary)
    size = vocabulary.values.get("size", {}).get(norm_value(str(quantity)))
    if size is not None and "size" not in attributes and (quantity or 0) >= _SIZES_FROM:
        quantity, attributes = 1, {**attributes, "size": size}  # "and the shoes in black 41"
    return Named(
        product=with_traits(item, vocabulary) or "", quantity=quantity, attributes=attributes
    )


def understood(
    parsed: Parsed,
    ruled: Understanding,
    vocabulary: Vocabulary,
    expect: Expect = Expect.NOTHING,
) -> Understanding:
    """An understanding of a sentence that the English rules cannot read."""
    if expect is Expect.OPTION and is_value(parsed.text, vocabulary):
        return ruled  # "12 oz" counts nothing where weights are chosen from
    item = next(iter(goods_of(parsed)), Item())
    quantity = None if item.quantity is None else int(item.quantity)
    attributes = options_within(item.product, vocabulary) | options_told(item, vocabulary)
    elsewhere = any("size" in each.attributes for each in parsed.entities.items)
    told_apart = "size" in attributes or elsewhere
    size = None if told_apart else size_told(parsed.text, vocabulary)
    if size is not None and item.product is not None:
        attributes["size"] = size
        quantity = None if str(quantity) == size else quantity
    bought = parsed.label not in ELSEWHERE
    if "size" not in attributes and item.product is not None and bought:
        attributes |= _size_counted(item, parsed, vocabulary)
        quantity = None if str(quantity) == attributes.get("size") else quantity
    named = item.product is not None or bool(item.attributes)
    elsewhere = ELSEWHERE.issuperset(parsed.either)
    meant = INTENTS.get(parsed.label, Intent.UNKNOWN) if parsed.sure or elsewhere else None
    product = with_traits(item, vocabulary)
    if expect is Expect.NOTHING and meant is Intent.YES and product is not None:
        meant = Intent.INFORM  # "yes, a tent": nothing was asked
    place = store_named(parsed.text, vocabulary) or ruled.place
    method = method_in(parsed.text) or ruled.method
    told = quantity is not None or item.attributes or place or method
    if meant is None and told and expect is not Expect.NOTHING:
        meant = Intent.INFORM
    looks = meant is None or (meant is Intent.PRODUCT_SEARCH and parsed.entities.price is None)
    if looks and method is not None and product is not None:
        meant = Intent.PLACE_ORDER  # "send me the blue one": who names the way wants the goods
    return Understanding(
        intent=meant or Intent.UNKNOWN,
        product=product,
        phrase=product,
        quantity=(quantity or None) if named else None,
        number=None if named or _POINTS.search(plainly(parsed.text)) else quantity,
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


def _size_counted(item: Item, parsed: Parsed, vocabulary: Vocabulary) -> dict[str, str]:
    """The size that was read as a count, of goods or by itself: "weiß vierzig", "both in 41". So
    many of anything are hardly wanted, where a size is called so."""
    sizes = vocabulary.values.get("size", {})
    counts = [item.quantity, *(each.quantity for each in parsed.entities.items if not each.product)]
    figures = [str(int(each)) for each in counts if each is not None and each == int(each)]
    told = [each for each in figures if norm_value(each) in sizes and int(each) >= _SIZES_FROM]
    return {"size": sizes[norm_value(told[0])]} if told else {}


def with_details(found: Understanding, parsed: Parsed, vocabulary: Vocabulary) -> Understanding:
    """With what only the parser reads: further items, price bounds, a day, a reason."""
    entities = parsed.entities
    price = entities.price
    foreign = color_of_any_language(parsed.text, vocabulary)
    return _with_color(_in_foreign(found, foreign), parsed, vocabulary).but(
        others=tuple(
            _alike(_named(item, vocabulary), found)
            for item in goods_of(parsed)[1:]
            if item.product
            and (
                _conflict(goods_of(parsed)[0], item) or not _is_within(item.product, found.product)
            )
            and (foreign is None or foreign[0] not in item.product.split())
        ),
        least=price.min if price else None,
        most=price.max if price else None,
        day=entities.date,
        every=cadence_of(entities.every),
        first=entities.first,
        reason=entities.reason,
        order_number=_number_told(found.order_number, entities.order_number),
    )


def _alike(named: Named, first: Understanding) -> Named:
    """Another kind of the same goods, with what was told of the first alone: "both in a ten"."""
    if named.product != first.product:
        return named
    sizes = {each.lower() for each in _LETTERED.findall(first.text)}
    shared = {name: value for name, value in first.attributes.items()
              if name != "size" or len(sizes) < _SEVERAL}  # fmt: skip
    return replace(named, attributes={**shared, **named.attributes})


def _number_told(ruled: str | None, parsed: str | None) -> str | None:
    """The number of an order: the parser reads what is spelled as well, the rules keep dashes."""
    alike = ruled is not None and parsed is not None and ruled.replace("-", "") == parsed
    return ruled if alike or parsed is None else parsed


def _in_foreign(found: Understanding, foreign: tuple[str, str] | None) -> Understanding:
    """With the shop's color for one that goods are asked for in, in another language."""
    if foreign is None or found.product is None or "color" in found.attributes:
        return found
    return found.but(attributes={**found.attributes, "color": foreign[1]})


def _with_color(found: Understanding, parsed: Parsed, vocabulary: Vocabulary) -> Understanding:
    """With the color that goods are asked for in, though nothing of this shop comes in it: "in
    green" is to be answered, not passed over."""
    color = next((each.attributes.get("color") for each in goods_of(parsed)[:1]), None)
    if color is None or "color" not in vocabulary.values or "color" in found.attributes:
        return found
    if not found.product or f" in {color} " not in f"{found.text} ":
        return found
    return found.but(
        attributes={**found.attributes, "color": color},
        product=_without_color(found.product, color),
        phrase=_without_color(found.phrase or found.product, color),
    )


def _without_color(words: str, color: str) -> str:
    left = f"{words} ".replace(f" in {color} ", " ").strip()
    return left or words


def _is_within(product: str, named: str | None) -> bool:
    """Whether goods are already part of what the rules, which take less apart, call the"
    " product."""
    return named != product and f" {plainly(product)} " in f" {plainly(named or '')} "


def without_choices(parsed: Parsed, ruled: Understanding) -> Parsed:
    """Without what is chosen with the dish ("two extra shots") among the goods behind it."""
    chosen = {choice_words(name) for name in (*ruled.choices, *ruled.left_out)}
    if not chosen:
        return parsed
    first, *more = parsed.entities.items or (Item(),)
    left = tuple(each for each in more if choice_words(each.product or "") not in chosen)
    return replace(parsed, entities=replace(parsed.entities, items=(first, *left)))
