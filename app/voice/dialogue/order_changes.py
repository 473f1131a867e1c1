"""What a wish for goods, or for something otherwise, does to the order in hand."""

from __future__ import annotations

import re
from typing import Final

from app.voice.dialogue import answers, cart, reference_resolution
from app.voice.dialogue.actions import Identify, Step, Then
from app.voice.dialogue.offers import take_as_said
from app.voice.dialogue.ordering import advance, drop_hold
from app.voice.dialogue.state import Delivery, Goal, State
from app.voice.dialogue.talk import ask
from app.voice.nlu.address_reading import to_another
from app.voice.nlu.manners import plainly
from app.voice.nlu.order_talk import sets_count
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.turn import Intent
from domain.orders import FulfillmentMethod

_MANY: Final = 30
"""From here on a number is no count but a size."""
_PLEASE: Final = re.compile(r"\b(?:please|por favor|s il (?:vous|te) plait|bitte)\b")
_ANSWERED: Final = frozenset({Intent.YES, Intent.NO})


def take_wish(state: State, heard: Understanding, goal: Goal) -> Step | None:
    """A product by name starts anew, unless it was read back: "four mugs, rather"."""
    line = reference_resolution.line_named(state, heard) if state.held and heard.quantity else None
    if line is not None and goal is Goal.ORDER:
        return take_change(state, heard if len(state.lines) > 1 else without_item(heard))
    item = answers.new_item(heard) if heard.product or state.item is None else None
    if item is not None:
        further = answers.further_items(heard) if goal is Goal.ORDER else ()
        state = state.but(item=item, cart=(), wanted=further, criteria=None)
        state = state.but(method=None, place=None, agreed=None, brought=False)
        state = state.but(brought_from=None, split_offer=None)
        heard = heard.but(choices=(), left_out=())
    elif heard.quantity is None and _is_counted(state, heard):
        heard = heard.but(quantity=heard.number)  # "grab me two then", of what was offered
    state = answers.with_changes(state, without_item(heard)).but(goal=goal, choices=(), offered=0)
    if goal is Goal.ORDER and heard.product and to_another(heard.text):
        state = state.but(method=FulfillmentMethod.SHIPPING, delivery=Delivery())
    let_go = drop_hold(state, Then.ADVANCE)
    if let_go is not None:
        return let_go
    return Step(state=state, next=Identify()) if goal is Goal.ORDER else advance(state)


def _is_counted(state: State, heard: Understanding) -> bool:
    """Whether a number counts what was offered, or what was told the price of, and is no size."""
    item = state.item
    of_price = state.goal is Goal.PRICE and (heard.number or _MANY) < _MANY
    return item is not None and (item.sku is not None or of_price)


def without_item(heard: Understanding) -> Understanding:
    """What was heard without the name of goods."""
    return heard.but(product=None, phrase=None)


def take_change(state: State, heard: Understanding) -> Step:
    """Take over what was changed, give up what was held for the old wish, and go on."""
    is_size = str(heard.number) in heard.attributes.values()  # "in a ten then"
    if heard.number is not None and heard.quantity is None and not is_size:
        heard = heard.but(quantity=heard.number)
    named = cart.to_line(state, heard)
    if named is not None:
        state, heard = named, without_item(heard)
    changed = answers.with_changes(state, heard).but(agreed=None, choices=(), offered=0)
    picks = state.goal is Goal.PRICE and state.expect is Expect.OFFER and heard.attributes
    if _takes_spoken_of(state, heard):
        changed = changed.but(goal=Goal.ORDER)
    elif state.goal is Goal.NONE or picks:  # "it's $129, order it?" "In a ten, then."
        changed = changed.but(goal=Goal.AVAILABILITY)
    return drop_hold(changed, Then.ADVANCE) or advance(changed)


def _takes_spoken_of(state: State, heard: Understanding) -> bool:
    """Whether so many are taken, or the way is told, of what was only spoken of: "good, one"."""
    told = heard.method is not None or heard.quantity is not None
    return state.goal is Goal.PRICE and state.expect is Expect.NOTHING and told


def _names_others(state: State, heard: Understanding) -> bool:
    """Whether other goods are named than those that are offered: "a lamp, rather"."""
    is_named = heard.product is not None and heard.intent not in _ANSWERED
    is_offer = state.expect is Expect.OFFER and is_named
    return is_offer and cart.find_line(state.lines, heard) is None


def _takes_offer(state: State, heard: Understanding) -> bool:
    """Whether what was offered is taken, in the way or from the store that is told."""
    if state.expect is not Expect.OFFER:
        return False
    stores = state.choices[:1]  # none where only the price was told
    is_there = [str(heard.place)] == [each.key for each in stores] and not heard.attributes
    by_way = heard.method is not None or bool(stores)
    return (by_way and answers.takes_offer(heard)) or is_there


def _has_it_so(state: State, heard: Understanding) -> bool:
    """Whether it is told how the goods are had that were offered, or how many of those whose price
    was told: "la recoge mi hija", "two please"; not "and two?"."""
    if state.expect is not Expect.OFFER:
        return False
    is_sent = heard.method is FulfillmentMethod.SHIPPING
    if is_sent and (not heard.attributes or heard.intent is not Intent.CHECK_AVAILABILITY):
        return True  # "je la prends en rouge et vous me la livrez"
    if state.goal is not Goal.PRICE or heard.attributes:
        return False
    wished = sets_count(heard.text) or _PLEASE.search(plainly(heard.text)) is not None
    return heard.method is not None or (wished and answers.takes_offer(heard))


def hear_change(state: State, heard: Understanding) -> Step | None:
    """What shall be otherwise: a new value at once, or the name of what to ask for.

    Stray words are a new item only for those who were asked what to change.
    """
    named = cart.to_line(state, heard)
    if named is not None:
        return take_change(named, without_item(heard))
    if _names_others(state, heard):
        return take_wish(state, heard, Goal.AVAILABILITY)
    if state.expect is not Expect.CHANGE:
        heard = without_item(heard)
    if _takes_offer(state, heard) or _has_it_so(state, heard):
        return take_as_said(state, heard)
    cleared = answers.to_change(heard.text, state)
    is_part = state.expect is Expect.CHANGE and answers.only_names_a_part(heard.text)
    if heard.says_something and not (cleared and (heard.product or is_part)):
        return take_change(state, heard)
    if cleared is None:
        return None
    changed, expect = cleared
    if expect is Expect.QUANTITY:
        return ask(changed, expect, say("ask.quantity"), again=say("ask.quantity.again"))
    return drop_hold(changed, Then.ADVANCE) or advance(changed)
