"""Answers to the question just asked, and changes to what is wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from app.commerce.words import root
from app.voice.dialogue.names import called, option_words
from app.voice.dialogue.state import Choice, Item, State
from app.voice.nlu.each_of_us import of_every_kind
from app.voice.nlu.hesitation import names_nothing
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.words import norm_value, split_words, tokenize
from app.voice.prompts.catalog import say
from app.voice.reply import joined, listed
from app.voice.turn import Intent
from domain.ids import LocationId
from domain.orders import FulfillmentMethod

_WORDS: Final = re.compile(r"[^\s,.;:!?¿¡]+")
_PURPOSE: Final = re.compile(r" (?:for|para|pour|f[uü]r) ")
"""Before what goods are for: "mugs, those for the mountains" are mugs alone."""
_MIDDLE: Final = re.compile(
    r"\b(?:(?:the )?(?:middle|in between)(?: one| size)?|(?:del|en) medio|de en medio|intermedi\w+"
    r"|(?:du|au) milieu|d(?:ie|as|er|en) mittlere?n?)\b"
)
_LETTERS: Final = 3
_QUANTITY: Final = frozenset(
    split_words("quantity number amount many cantidad quantite nombre anzahl menge")
)
_STORE: Final = frozenset(
    split_words(
        "store shop location place pickup tienda sucursal magasin boutique filiale laden geschaft"
    )
)
_ITEM: Final = frozenset(
    split_words("item product everything articulo producto todo article produit artikel produkt")
)
_OPTIONS: Final = {
    "size": split_words("sizes talla tamano taille pointure grosse"),
    "color": split_words("colour colors colours colores couleur couleurs farbe farben"),
}
"""What shoppers call that of an order which shall be otherwise."""


def chosen(state: State, heard: Understanding) -> Choice | None:
    """The choice meant by "the second one", a number, its name, or a telling word of it."""
    by_value = _by_words(state.choices, heard.text) or _by_number(state.choices, heard.number)
    counted = heard.item_ref is not None and not heard.product
    if by_value is not None and not counted:
        return by_value
    middle = len(state.choices) // 2
    if len(state.choices) == 2 * middle + 1 > 1 and _MIDDLE.search(plainly(heard.text)):
        return state.choices[middle]
    place = heard.item_ref if heard.item_ref is not None else heard.number
    if place is None or not state.choices:
        return None
    just_read = state.choices[state.page : state.offered] or state.choices
    if -len(just_read) <= place < 0:
        return just_read[place]
    for options in (just_read, state.choices):
        if 1 <= place <= len(options):
            return options[place - 1]
    return by_value


def letter_of(state: State, heard: Understanding) -> Choice | None:
    """The one choice whose letter is said: "mettez-moi du M"."""
    said = _letters(heard.text)
    lettered = [c for c in state.choices if c.key.isalpha() and c.key.lower() in said]
    return lettered[0] if len(lettered) == 1 else None


def _by_words(choices: Sequence[Choice], text: str) -> Choice | None:
    value = norm_value(text)
    exact = [c for c in choices if any(norm_value(name) == value for name in called(c.label))]
    exact = exact or [c for c in choices if norm_value(c.key) == value]
    if exact:
        return exact[0]
    lettered = [c for c in choices if c.key.isalpha() and c.key.lower() in _letters(text)]
    if len(lettered) == 1:
        return lettered[0]  # "he takes an M"
    wanted = set(tokenize(text).norm) - LITTLE_WORDS
    if not wanted:
        return None
    having = [c for c in choices if wanted <= set(tokenize(c.label).norm)]
    named = having or [c for c in choices if _names(c, wanted)]
    return named[0] if len(named) == 1 else _by_likeness(choices, wanted)


def _names(choice: Choice, words: AbstractSet[str]) -> bool:
    """Whether what a choice is called in any language is among these words: "in mittel"."""
    names = [set(tokenize(name).norm) for name in called(choice.label)]
    return any(name and name <= words for name in names)


def _letters(text: str) -> set[str]:
    """The words of a letter or two, which sizes are called by; none that an apostrophe cuts off."""
    return {word for word in _WORDS.findall(text.lower()) if len(word) <= _LETTERS}


_COMPOUNDED: Final = 4
"""Letters from which on a word may be the end of a longer one."""


def _by_likeness(choices: Sequence[Choice], wanted: set[str]) -> Choice | None:
    """The one choice that has more of the words than any other: "the lamp, please", "den Becher" of
    a Campingbecher."""
    shared = [sum(_is_of(word, tokenize(each.label).norm) for word in wanted) for each in choices]
    most = max(shared, default=0)
    if not most or shared.count(most) > 1:
        return None
    return choices[shared.index(most)]


def _is_of(word: str, title: Sequence[str]) -> bool:
    """Whether a word stands in a title, in any number, or ends one of its words."""
    ends = len(word) >= _COMPOUNDED and word.isalpha()
    return any(
        root(word) == root(each) or (ends and each.endswith((word, root(word)))) for each in title
    )


def _by_number(choices: Sequence[Choice], number: int | None) -> Choice | None:
    """A choice that is called by that number, such as a size."""
    return next((each for each in choices if each.key == str(number)), None)


def new_item(heard: Understanding) -> Item | None:
    """The item an utterance names, or None when it names none."""
    query = heard.product or heard.phrase
    if not query:
        return None
    of_each = of_every_kind(heard.text)
    return Item(
        query=query,
        phrase=query if of_each else heard.phrase or query,
        full_phrase=heard.full_phrase,
        attributes=dict(heard.attributes),
        quantity=_units(heard.quantity),
        named=heard.choices,
        left_out=heard.left_out,
        of_each=of_each,
    )


def further_items(heard: Understanding) -> tuple[Item, ...]:
    """What was named besides the first thing."""
    return tuple(
        Item(
            query=each.product,
            phrase=each.product,
            attributes=dict(each.attributes),
            quantity=_units(each.quantity),
        )
        for each in heard.others
        if not names_nothing(_PURPOSE.split(each.product, maxsplit=1)[0])
    )


def with_manner(state: State, heard: Understanding) -> State:
    """The state with the way of getting the goods, and the store, where they were said."""
    if heard.method is not None:
        place = state.place if heard.method is state.method else None
        state = state.but(method=heard.method, place=place)
    if heard.place is not None:
        state = state.but(place=heard.place)
        if heard.method is None:  # "no, I'll get it at Ballard"
            state = state.but(method=FulfillmentMethod.PICKUP)
    return state


def with_changes(state: State, heard: Understanding) -> State:
    """The state with everything the utterance changes: item, options, quantity, place, method."""
    state = with_manner(state, heard)
    item = new_item(heard) if heard.product else None
    if item is not None:
        return state.but(item=item)
    return _with_item_changes(state, heard)


def _with_item_changes(state: State, heard: Understanding) -> State:
    item = state.item
    if item is None:
        return state
    if heard.quantity is not None:
        item = item.but(quantity=_units(heard.quantity))
    if heard.attributes:
        item = item.but(attributes={**item.attributes, **heard.attributes}, sku=None)
    if heard.choices or heard.left_out:
        item = _with_choices(item, heard)
    return state.but(item=item)


def _with_choices(item: Item, heard: Understanding) -> Item:
    if heard.intent is Intent.NO:
        item = item.but(disputed=(*item.disputed, *heard.choices))
    else:
        item = item.but(named=(*item.named, *heard.choices))
    return item.but(left_out=(*item.left_out, *heard.left_out), ready=False)


def noted(state: State, heard: Understanding) -> State | None:
    """The state with what was said instead of an answer ("actually size ten"), which is said back;
    None: nothing was."""
    if state.subscribing is not None and heard.every is not None:
        state = state.but(subscribing=state.subscribing.but(cadence=heard.every, first=heard.first))
    elif not (heard.method or heard.place or heard.quantity or heard.attributes):
        return None
    values = [option_words(name, value) for name, value in heard.attributes.items()]
    noticed = say("option.noted", value=listed(values, say("word.and"))) if values else ()
    aside = noticed or say("noted")
    return with_changes(state, heard).but(aside=joined(state.aside, aside))


def with_option(state: State, option: str, value: str) -> State:
    """The state with one option of the item chosen."""
    if state.item is None:
        return state
    item = state.item.but(attributes={**state.item.attributes, option: value}, sku=None)
    return state.but(item=item, option=None, choices=(), offered=0)


def with_place(state: State, place: str) -> State:
    """The state with the store chosen; choosing a store means pickup."""
    return state.but(
        place=LocationId(place),
        method=FulfillmentMethod.PICKUP,
        choices=(),
        offered=0,
    )


def with_quantity(state: State, quantity: int) -> State:
    """The state with that many of the item."""
    if state.item is None:
        return state
    return state.but(item=state.item.but(quantity=_units(quantity)))


def to_change(text: str, state: State) -> tuple[State, Expect] | None:
    """The part of the order that a bare word names ("the size"), cleared and to be asked for."""
    words = {*tokenize(text).norm, *plainly(text).split()}
    item = state.item
    if words & _QUANTITY:
        return state, Expect.QUANTITY
    if words & _STORE:
        return state.but(place=None, home=None), Expect.STORE
    if words & _ITEM:
        return state.but(item=None), Expect.PRODUCT
    for option in item.attributes if item else ():
        if words & {option, *_OPTIONS.get(option, ())}:
            return _without_option(state, item, option), Expect.OPTION
    return None


def only_names_a_part(text: str) -> bool:
    """Whether nothing but what shall be otherwise is named: "the size"."""
    words = [word for word in plainly(text).split() if word not in LITTLE_WORDS]
    parts = (
        _QUANTITY | _STORE | _ITEM | {*_OPTIONS, *(w for each in _OPTIONS.values() for w in each)}
    )
    return bool(words) and parts.issuperset(words)


def _without_option(state: State, item: Item | None, option: str) -> State:
    if item is None:
        return state
    kept = {name: value for name, value in item.attributes.items() if name != option}
    return state.but(item=item.but(attributes=kept, sku=None))


def takes_offer(heard: Understanding) -> bool:
    """ "I'll pick it up", "two please": who says how, or how many, takes what was offered."""
    counted = heard.number is not None or heard.quantity is not None
    told = heard.method is not None or (counted and heard.place is None)
    return told and not heard.product and not heard.attributes


def _units(quantity: int | None) -> int:
    return max(quantity or 1, 1)
