"""What an utterance does to the conversation, given the question that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from app.voice.dialogue import (
    after,
    all_stores,
    answers,
    anytime,
    asides,
    cart,
    choosing,
    glancing,
    persons,
    reference_resolution,
    sending,
    steering,
)
from app.voice.dialogue.actions import CancelOrder, Identify, Purpose, Step, Then
from app.voice.dialogue.finding import take_product
from app.voice.dialogue.ordering import advance, drop_hold, place
from app.voice.dialogue.state import Delivery, Goal, Item, State
from app.voice.dialogue.talk import ask, tell
from app.voice.nlu.address_reading import to_another
from app.voice.nlu.anaphora import names_only_manner
from app.voice.nlu.hesitation import cancels
from app.voice.nlu.keypad import KEYS
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Speech
from app.voice.turn import Intent
from domain.orders import FulfillmentMethod

_ONLY: Final = frozenset({None, 1, -1})
_YES_OR_NO: Final = frozenset(
    {Expect.OFFER, Expect.CONFIRM, Expect.TRY_AGAIN, Expect.OTHER_STORE, Expect.CONFIRM_CANCEL}
)
_OPEN_TO_CHANGE: Final = frozenset(
    {Expect.CONFIRM, Expect.CHANGE, Expect.OFFER, Expect.TRY_AGAIN, Expect.OTHER_STORE}
)
_HALF_DONE: Final = frozenset(
    {Expect.CONFIRM, Expect.OTHER_STORE, Expect.METHOD, Expect.STORE, Expect.OPTION}
)
"""Questions to which a no means that something shall be otherwise."""
_LEFT_BY_NO: Final = frozenset({Expect.CHANGE, Expect.TRY_AGAIN, Expect.OFFER, Expect.NOTHING})
"""Questions to which a no means that nothing is wanted any more."""


def hear(state: State, heard: Understanding) -> Step:
    """The step that an utterance leads to."""
    pressed = _by_key(state, heard)
    if pressed is not None:
        return pressed
    heard = reference_resolution.without_pronoun(heard)
    if state.expect is Expect.MODIFIER:
        chosen = choosing.answer(state, heard)
        if chosen is not None:
            return chosen
    turned = persons.escalated(state, heard) or asides.hours_asked(state, heard)
    turned = (
        turned
        or all_stores.check_all_stores(state, heard)
        or reference_resolution.resolve(state, heard)
    )
    turned = turned or steering.steered(state, heard)
    turned = turned or _of_an_order(state, heard)
    if turned is not None:
        return turned
    at_any_time = _ANY_TIME.get(heard.intent)
    if at_any_time is not None:
        return at_any_time(state) or anytime.miss(state)
    own = steering.WISHES.get(heard.intent)
    made = own(state, heard) if own is not None else None
    if made is not None:
        return made
    fallback = _check_availability if own is not None and heard.product else _answer
    handler = _WISHES.get(heard.intent, fallback)
    return handler(state, heard) or anytime.miss(state, heard.either)


def _by_key(state: State, heard: Understanding) -> Step | None:
    """What a key means by itself, even where figures are asked for: nobody's PIN is 0."""
    if heard.text not in KEYS:
        return None
    if heard.intent is Intent.HUMAN_AGENT:
        return persons.requested(state, heard)
    at_any_time = _ANY_TIME.get(heard.intent)
    return at_any_time(state) if at_any_time is not None else None


def _of_an_order(state: State, heard: Understanding) -> Step | None:
    """What is said of an order in words that mean something else where there is none."""
    if heard.intent is Intent.CHANGE_ADDRESS and heard.product and to_another(heard.text):
        return _wish(state, heard, Goal.ORDER)  # "a lamp, to another address"
    if heard.intent is not Intent.STOP or not cancels(heard.text):
        return None
    in_hand = state.held is not None or state.lines or state.expect is not Expect.NOTHING
    placed = state.order_id is not None and not in_hand
    return after.look_up(state, Purpose.CANCEL, None) if placed else None  # "cancel it"


# --- yes and no ------------------------------------------------------------------------------


def _yes(state: State, heard: Understanding) -> Step | None:
    if state.expect not in _YES_OR_NO:
        return _yes_but_what(state, heard)
    if state.expect is Expect.OFFER and heard.says_something and not heard.product:
        return _take_as_said(state, heard)  # "yes, two please"
    if heard.says_something:
        return _to_change(state, heard)  # "yes, but make it two": nothing is agreed to yet
    if state.expect in {Expect.CONFIRM, Expect.TRY_AGAIN}:
        return place(state, state.held) if state.held else _order_again(state)
    if state.expect is Expect.CONFIRM_CANCEL:
        if state.order_id is None:
            return None
        return Step(state=state, next=CancelOrder(order_id=state.order_id))
    return _take_first_store(state)


def _with_figures(state: State, heard: Understanding) -> State:
    """The state with how many, which size and where: what a yes to an offer may add."""
    quantity = heard.quantity or heard.number
    return answers.with_changes(state, heard.but(quantity=quantity, number=None))


def _yes_but_what(state: State, heard: Understanding) -> Step | None:
    """Yes to a question that a yes alone answers only sometimes."""
    if heard.says_something:
        return _answer(state, heard)
    if state.expect is Expect.CHANGE:
        return _ask_what_to_change(state)
    if state.expect is Expect.NOTHING and state.said and not state.asked:
        return tell(state, (), end=False)  # "is there anything else?"
    if state.expect is Expect.PRODUCT_CHOICE and len(state.choices) == 1:
        return take_product(state, state.choices[0].key, state.choices[0].label)
    return None


def _ask_what_to_change(state: State, *, before: Speech = ()) -> Step:
    question, again = say("ask.change.what"), say("ask.change.again")
    return ask(state, Expect.CHANGE, question, again=again, before=before)


def _order_again(state: State) -> Step:
    return Step(state=state.but(goal=Goal.ORDER), next=Identify())


def _take_first_store(state: State) -> Step:
    """Yes to the store that was offered."""
    if state.choices:
        state = answers.with_place(state, state.choices[0].key)
    state = state.but(goal=Goal.ORDER, expect=Expect.NOTHING)
    return drop_hold(state, Then.ADVANCE) or Step(state=state, next=Identify())


def _take_as_said(state: State, heard: Understanding) -> Step:
    """What was offered, as many of it, in the way and from the store that was said with it."""
    state = _with_figures(state, heard)
    if heard.place is None and heard.method is not FulfillmentMethod.SHIPPING:
        return _take_first_store(state)
    return _order_again(state.but(choices=(), offered=0, expect=Expect.NOTHING))


def _no(state: State, heard: Understanding) -> Step | None:
    if state.expect is Expect.CONFIRM_CANCEL:
        return tell(state, say("cancel.kept"))
    if heard.says_something:
        return _change(state, heard) if state.expect in _OPEN_TO_CHANGE else _answer(state, heard)
    if state.expect in {Expect.OTHER_STORE, Expect.OFFER}:
        brought = sending.instead_of_going(state)
        if brought is not None:
            return brought
    if state.expect in _HALF_DONE:
        return _ask_what_to_change(state, before=say("ask.change"))
    if state.expect is Expect.PRODUCT_CHOICE:
        return reference_resolution.none_of_them(state)
    leaves = state.expect in _LEFT_BY_NO and names_only_manner(heard.text)
    return anytime.stop(state) if leaves else None


# --- wishes ----------------------------------------------------------------------------------


def _check_availability(state: State, heard: Understanding) -> Step | None:
    glanced = glancing.glance(state, heard)
    if glanced is not None:
        return glanced
    if heard.least is not None or heard.most is not None:
        found = steering.look_around(state, heard)
        if found is not None:
            return found
    return _wish(state, heard, Goal.AVAILABILITY)


def _place_order(state: State, heard: Understanding) -> Step | None:
    if not heard.says_something and state.expect in _YES_OR_NO - {Expect.CONFIRM_CANCEL}:
        return _yes(state, heard)  # "order it" in answer to "shall I go ahead?"
    return _wish(state, heard, Goal.ORDER)


def _wish(state: State, heard: Understanding, goal: Goal) -> Step | None:
    """A product by name starts anew, unless it was read back: "four mugs, rather"."""
    line = reference_resolution.line_named(state, heard) if state.held and heard.quantity else None
    if line is not None and goal is Goal.ORDER:
        return _change(state, heard if len(state.lines) > 1 else _but_item(heard))
    item = answers.new_item(heard) if heard.product or state.item is None else None
    if item is not None:
        further = answers.further_items(heard) if goal is Goal.ORDER else ()
        state = state.but(item=item, cart=(), wanted=further, criteria=None)
        state = state.but(method=None, place=None, agreed=None)
        heard = heard.but(choices=(), left_out=())
    state = answers.with_changes(state, _but_item(heard)).but(goal=goal, choices=(), offered=0)
    if goal is Goal.ORDER and heard.product and to_another(heard.text):
        state = state.but(method=FulfillmentMethod.SHIPPING, delivery=Delivery())
    let_go = drop_hold(state, Then.ADVANCE)
    if let_go is not None:
        return let_go
    return Step(state=state, next=Identify()) if goal is Goal.ORDER else advance(state)


def _but_item(heard: Understanding) -> Understanding:
    return heard.but(product=None, phrase=None)


def _change(state: State, heard: Understanding) -> Step:
    """Take over what was changed, give up what was held for the old wish, and go on."""
    if heard.number is not None and heard.quantity is None:
        heard = heard.but(quantity=heard.number)
    named = cart.to_line(state, heard)
    if named is not None:
        state, heard = named, _but_item(heard)
    changed = answers.with_changes(state, heard).but(agreed=None, choices=(), offered=0)
    if state.goal is Goal.NONE:
        changed = changed.but(goal=Goal.AVAILABILITY)
    return drop_hold(changed, Then.ADVANCE) or advance(changed)


# --- answers to the open question ------------------------------------------------------------


def _answer(state: State, heard: Understanding) -> Step | None:
    handler = _ANSWERS.get(state.expect)
    return handler(state, heard) if handler else None


def _any_wish(state: State, heard: Understanding) -> Step | None:
    """Nothing was asked: a product alone is a question about it, anything else a change."""
    if heard.product or (heard.phrase and state.item is None):
        goal = state.goal if state.goal is not Goal.NONE else Goal.AVAILABILITY
        return _wish(state, heard, goal)
    if heard.says_something and state.item is not None:
        return _change(state, heard)
    return None


def _product(state: State, heard: Understanding) -> Step | None:
    if heard.least is not None or heard.most is not None:
        return steering.look_around(state, heard)  # "under fifty dollars"
    if state.choices and heard.item_ref is not None and not heard.product:
        return _product_choice(state, heard)  # other words were asked for, of those read out
    item = answers.new_item(heard)
    if item is None and heard.text and heard.intent is Intent.INFORM:
        item = Item(query=heard.text, phrase=heard.text)
    if item is None:
        return None
    if state.goal is Goal.NONE:
        state = state.but(goal=Goal.AVAILABILITY)
    rest = _but_item(heard).but(choices=(), left_out=())
    return advance(answers.with_changes(state.but(item=item), rest))


def _product_choice(state: State, heard: Understanding) -> Step | None:
    choice = answers.chosen(state, heard)
    if choice is None and len(state.choices) == 1 and not heard.product and heard.item_ref in _ONLY:
        choice = state.choices[0] if heard.says_something else None  # "for pickup downtown"
    if choice is not None:
        return take_product(answers.with_changes(state, _but_item(heard)), choice.key, choice.label)
    if heard.item_ref is not None and not heard.product:
        return None  # "the fourth one" of three
    beside = heard.every is not None or not heard.product  # "for delivery": which is asked again
    noted = answers.noted(state, _but_item(heard)) if beside else None
    return advance(noted) if noted is not None else _product(state, heard)


def _option(state: State, heard: Understanding) -> Step | None:
    option = state.option or "size"
    value = heard.attributes.get(option)
    if value is None:
        choice = answers.chosen(state, heard)
        value = choice.key if choice else None
    if value is None and not heard.product:
        noted = answers.noted(state, heard)
        return advance(noted) if noted is not None else None
    if value is None:
        return _any_wish(state, heard)
    changed = answers.with_changes(state, _but_item(heard))
    return advance(answers.with_option(changed, option, value))


def _method(state: State, heard: Understanding) -> Step | None:
    if heard.method is None and heard.place is None:
        first_or_second = heard.item_ref or heard.number
        methods = {1: FulfillmentMethod.PICKUP, 2: FulfillmentMethod.SHIPPING}
        if first_or_second not in methods:
            return _any_wish(state, heard) if heard.says_something else None
        heard = heard.but(method=methods[first_or_second])
    return advance(answers.with_changes(state, _but_item(heard)))


def _quantity(state: State, heard: Understanding) -> Step | None:
    quantity = heard.quantity or heard.number
    if quantity is None:
        return _any_wish(state, heard) if heard.says_something else None
    changed = answers.with_quantity(state, quantity)
    return drop_hold(changed, Then.ADVANCE) or advance(changed)


def _store(state: State, heard: Understanding) -> Step | None:
    choice = answers.chosen(state, heard) if heard.place is None else None
    place_key = heard.place or (choice.key if choice else None)
    if place_key is None:
        return _any_wish(state, heard) if heard.says_something else None
    changed = answers.with_place(answers.with_changes(state, _but_item(heard)), place_key)
    changed = changed.but(goal=Goal.ORDER)
    return drop_hold(changed, Then.ADVANCE) or advance(changed)


def _other_store(state: State, heard: Understanding) -> Step | None:
    choice = answers.chosen(state, heard)
    if heard.place or (choice is not None and heard.number is None):
        return _store(state, heard)
    return _to_change(state, heard)


def _to_change(state: State, heard: Understanding) -> Step | None:
    """What shall be otherwise: a new value at once, or the name of what to ask for.

    Stray words are a new item only for those who were asked what to change.
    """
    named = cart.to_line(state, heard)
    if named is not None:
        return _change(named, _but_item(heard))
    if state.expect is not Expect.CHANGE:
        heard = _but_item(heard)
    if state.expect is Expect.OFFER and state.choices and answers.takes_offer(heard):
        return _take_as_said(state, heard)
    cleared = answers.to_change(heard.text, state)
    is_part = state.expect is Expect.CHANGE and answers.only_names_a_part(heard.text)
    if heard.says_something and not (cleared and (heard.product or is_part)):
        return _change(state, heard)
    if cleared is None:
        return None
    changed, expect = cleared
    if expect is Expect.QUANTITY:
        return ask(changed, expect, say("ask.quantity"), again=say("ask.quantity.again"))
    return drop_hold(changed, Then.ADVANCE) or advance(changed)


def _order_number(state: State, heard: Understanding) -> Step | None:
    return after.order_status(state, heard) if heard.order_number else None


_Handler: TypeAlias = Callable[[State, Understanding], Step | None]
_ANY_TIME: Final[Mapping[Intent, Callable[[State], Step | None]]] = {
    Intent.GREETING: anytime.greet,
    Intent.HELP: anytime.give_help,
    Intent.REPEAT: anytime.repeat,
    Intent.START_OVER: anytime.start_over,
    Intent.STOP: anytime.stop,
    Intent.MORE: anytime.more,
    Intent.WAIT: anytime.wait,
    Intent.UNSURE: anytime.unsure,
    Intent.WHO_SPEAKS: anytime.who_speaks,
    Intent.SILENCE: anytime.silent,
}
_WISHES: Final[Mapping[Intent, _Handler]] = {
    Intent.ORDER_STATUS: after.order_status,
    Intent.CANCEL_ORDER: after.cancel_order,
    Intent.YES: _yes,
    Intent.NO: _no,
    Intent.CHECK_AVAILABILITY: _check_availability,
    Intent.PLACE_ORDER: _place_order,
}
_ANSWERS: Final[Mapping[Expect, _Handler]] = {
    Expect.NOTHING: _any_wish,
    Expect.PRODUCT: _product,
    Expect.PRODUCT_CHOICE: _product_choice,
    Expect.OPTION: _option,
    Expect.METHOD: _method,
    Expect.QUANTITY: _quantity,
    Expect.STORE: _store,
    Expect.OTHER_STORE: _other_store,
    Expect.OFFER: _to_change,
    Expect.CONFIRM: _to_change,
    Expect.TRY_AGAIN: _to_change,
    Expect.CHANGE: _to_change,
    Expect.ORDER_NUMBER: _order_number,
}
