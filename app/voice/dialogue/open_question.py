"""What an answer to the open question does, question by question."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from app.voice.dialogue import after, answers, cart, steering
from app.voice.dialogue.actions import Identify, Step, Then
from app.voice.dialogue.finding import take_product
from app.voice.dialogue.order_changes import hear_change, take_change, take_wish, without_item
from app.voice.dialogue.ordering import advance, drop_hold
from app.voice.dialogue.state import Choice, Goal, Item, State
from app.voice.dialogue.value_answers import refused_of
from app.voice.nlu.anaphora import asks_how, means_that_one
from app.voice.nlu.denied_choices import left_of
from app.voice.nlu.order_talk import sets_count
from app.voice.nlu.taken_offers import names_only_units, one_alone, says_one
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.words import tokenize
from app.voice.turn import Intent
from domain.ids import LocationId
from domain.orders import FulfillmentMethod

Handler: TypeAlias = Callable[[State, Understanding], Step | None]
"""What takes an utterance; None: it means nothing there."""
_SIZE: Final = "size"
_COUNTS_ONE: Final = re.compile(r"\b(?:1|one|an?|eine?[nrs]?|eins|una?|uno|une?)\b")
_ONLY: Final = frozenset({None, 1, -1})


def take_answer(state: State, heard: Understanding) -> Step | None:
    """The step that an answer leads to; None: it answers nothing that was asked."""
    handler = _ANSWERS.get(state.expect)
    return handler(state, heard) if handler else None


def _any_wish(state: State, heard: Understanding) -> Step | None:
    """Nothing was asked: a product alone is a question about it, anything else a change."""
    if heard.product and heard.quantity and sets_count(heard.text):
        line = cart.find_line(state.lines, heard)
        if line is not None:  # "make it two coffees", of the one that is to be sent
            return take_change(cart.to_line(state, heard) or state, without_item(heard))
    if heard.product or (heard.phrase and state.item is None):
        goal = state.goal if state.goal is not Goal.NONE else Goal.AVAILABILITY
        return take_wish(state, heard, goal)
    if heard.says_something and state.item is not None:
        return take_change(state, heard)
    return None


_NAMES_FROM: Final = 100
"""A number from here on may be what goods are called; "rather two" names none."""


def _product(state: State, heard: Understanding) -> Step | None:
    if heard.least is not None or heard.most is not None:
        return steering.look_around(state, heard)  # "under fifty dollars"
    if state.choices and heard.item_ref is not None and not heard.product:
        return _product_choice(state, heard)  # other words were asked for, of those read out
    item = answers.new_item(heard)
    is_name = heard.number is None or heard.number >= _NAMES_FROM
    if item is None and heard.text and heard.intent is Intent.INFORM and is_name:
        item = Item(query=heard.text, phrase=heard.text)
    if item is None:
        return None
    if state.goal is Goal.NONE:
        state = state.but(goal=Goal.AVAILABILITY)
    rest = without_item(heard).but(choices=(), left_out=())
    return advance(answers.with_changes(state.but(item=item), rest))


_SIZES_FROM: Final = 30
"""A number from here on, said of what it was asked whether it is meant, is no count of it."""


def _with_number(heard: Understanding, number: int) -> Understanding:
    """The number as a size ("du quarante-deux"), or as a count ("zwei Paar")."""
    if number >= _SIZES_FROM:
        return heard.but(attributes={**heard.attributes, _SIZE: str(number)})
    is_size = str(number) in heard.attributes.values()
    return heard if is_size else heard.but(quantity=heard.quantity or number)


def _is_wanted(state: State, heard: Understanding) -> bool:
    """Whether the one product that was asked about is ordered: it is said how it shall come, or how
    many."""
    is_one = state.goal is Goal.AVAILABILITY and len(state.choices) == 1
    return is_one and (heard.method is not None or heard.quantity is not None)


def _ordered(taken: Step) -> Step:
    return Step(state=taken.state.but(goal=Goal.ORDER), next=Identify())


def _of_the_choices(heard: Understanding) -> Understanding:
    """What was heard, where it only tells which: "two bags of it", "den Espresso" counts none."""
    if heard.product and names_only_units(heard.product):
        heard = without_item(heard)
    counts_none = heard.quantity == 1 and not says_one(heard.text)
    return heard.but(quantity=None) if counts_none else heard


def _chosen_by_name(state: State, heard: Understanding) -> Choice | None:
    """The choice that was said, be it by the goods that are named alone: "l'expresso plutôt"."""
    choice = answers.chosen(state, heard)
    if choice is not None or not heard.product or heard.attributes:
        return choice
    return answers.chosen(state, heard.but(text=heard.product, product=None))


def _product_choice(state: State, heard: Understanding) -> Step | None:
    heard = _of_the_choices(heard)
    choice = _chosen_by_name(state, heard)
    if choice is None and len(state.choices) == 1 and not heard.product and heard.item_ref in _ONLY:
        told = heard.says_something or means_that_one(heard.text)  # "for pickup downtown"
        choice = state.choices[0] if told else None
        if choice is not None and heard.number is not None:
            heard = _with_number(heard, heard.number)
    if choice is not None:
        taken = take_product(
            answers.with_changes(state, without_item(heard)), choice.key, choice.label
        )
        return _ordered(taken) if _is_wanted(state, heard) else taken
    if heard.item_ref is not None and not heard.product:
        return None  # "the fourth one" of three
    beside = heard.every is not None or not heard.product  # "for delivery": which is asked again
    noted = answers.noted(state, without_item(heard)) if beside else None
    if noted is not None:
        return advance(noted)
    return _product(state, heard) if heard.product else None  # "the big one" names nothing


def _option(state: State, heard: Understanding) -> Step | None:
    option = state.option or _SIZE
    left = refused_of(state, heard.text)
    if left is not None and len(left) == 1:
        one = state.choices[left[0]].key  # "anything but the red one"
        rest = {name: each for name, each in heard.attributes.items() if name != option}
        heard = heard.but(attributes=rest, product=None, phrase=None)
        return _gone_on(answers.with_option(answers.with_changes(state, heard), option, one), heard)
    value = heard.attributes.get(option)
    refused = {each.key for at, each in enumerate(state.choices) if left and at not in left}
    if value is None:
        choice = answers.chosen(state, heard)
        if choice is None and heard.product:  # "in mittel"
            choice = answers.chosen(state, heard.but(text=heard.product, product=None))
        value = choice.key if choice else _size_not_made(state, heard)
    value = None if value in refused else value
    if value is None and not heard.product:
        noted = answers.noted(state, heard)
        return _gone_on(noted, heard) if noted is not None else None
    if value is None:
        return _any_wish(state, heard)
    if _is_of_value(heard, value) or str(heard.quantity) == value:
        heard = heard.but(quantity=None)
    changed = answers.with_changes(state, without_item(heard))
    return _gone_on(answers.with_option(changed, option, value), heard)


def _gone_on(state: State, heard: Understanding) -> Step:
    """On with what was chosen: to its order, where goods that were asked about shall be had in a
    way that was told with it ("the white ones in a ten, delivered")."""
    told = heard.method is not None and not asks_how(heard.text)
    wanted = told and state.goal is Goal.AVAILABILITY and not state.lines
    return _ordered(Step(state=state, next=Identify())) if wanted else advance(state)


def _is_of_value(heard: Understanding, value: str) -> bool:
    """Whether the number that was heard as a count is the value's own, such as the "12" of "12 oz"
    in whatever words its measure was said."""
    number = str(heard.quantity)
    return number in tokenize(value).norm and tokenize(heard.text).norm.count(number) == 1


def _size_not_made(state: State, heard: Understanding) -> str | None:
    """A number where sizes are numbers, though none of these, so that just that is said of it."""
    are_numbers = all(choice.key.isdecimal() for choice in state.choices)
    counted = heard.quantity if (heard.quantity or 0) >= _SIZES_FROM else None
    number = heard.number if heard.number is not None else counted  # "en quarante-trois, blanches"
    if number is None or heard.product or not are_numbers or heard.item_ref is not None:
        return None
    told = number > len(state.choices) and state.option == _SIZE
    return str(number) if told else None


def _method(state: State, heard: Understanding) -> Step | None:
    if heard.method is None and heard.place is None:
        first_or_second = heard.item_ref or heard.number
        methods = {1: FulfillmentMethod.PICKUP, 2: FulfillmentMethod.SHIPPING}
        if first_or_second not in methods:
            return _any_wish(state, heard) if heard.says_something else None
        heard = heard.but(method=methods[first_or_second])
    return advance(answers.with_changes(state, without_item(heard)))


def _quantity(state: State, heard: Understanding) -> Step | None:
    one = 1 if one_alone(heard.text) else None  # "una", "einen"
    quantity = heard.quantity or heard.number or one
    if quantity is None:
        return _any_wish(state, heard) if heard.says_something else None
    changed = answers.with_quantity(state, quantity)
    return drop_hold(changed, Then.ADVANCE) or advance(changed)


def _store(state: State, heard: Understanding) -> Step | None:
    left = left_of(heard.text, [choice.label for choice in state.choices])
    if left is not None and len(left) == 1:
        heard = heard.but(place=LocationId(state.choices[left[0]].key))  # "not downtown"
    choice = answers.chosen(state, heard) if heard.place is None else None
    place_key = heard.place or (choice.key if choice else None)
    if place_key is None:
        return _any_wish(state, heard) if heard.says_something else None
    changed = answers.with_place(answers.with_changes(state, without_item(heard)), place_key)
    changed = changed.but(goal=Goal.ORDER)
    return drop_hold(changed, Then.ADVANCE) or advance(changed)


def _other_store(state: State, heard: Understanding) -> Step | None:
    choice = answers.chosen(state, heard)
    if heard.place or (choice is not None and heard.number is None):
        return _store(state, heard)
    return hear_change(state, heard)


def _order_number(state: State, heard: Understanding) -> Step | None:
    return after.order_status(state, heard) if heard.order_number else None


_ANSWERS: Final[Mapping[Expect, Handler]] = {
    Expect.NOTHING: _any_wish,
    Expect.PRODUCT: _product,
    Expect.PRODUCT_CHOICE: _product_choice,
    Expect.OPTION: _option,
    Expect.METHOD: _method,
    Expect.QUANTITY: _quantity,
    Expect.STORE: _store,
    Expect.OTHER_STORE: _other_store,
    Expect.OFFER: hear_change,
    Expect.CONFIRM: hear_change,
    Expect.TRY_AGAIN: hear_change,
    Expect.PAY_LINK: hear_change,
    Expect.CHANGE: hear_change,
    Expect.ORDER_NUMBER: _order_number,
}
