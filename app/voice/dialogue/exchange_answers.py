"""Answers while an exchange is talked over: yes and no, another size, other goods, the money."""

from __future__ import annotations

import re
from typing import Final

from app.voice.dialogue import answers
from app.voice.dialogue.actions import Step, Then
from app.voice.dialogue.exchange_price import ask_what, price
from app.voice.dialogue.exchanges import ConfirmExchange, LookUpBought
from app.voice.dialogue.exchanging import as_return, go_on, kept, units
from app.voice.dialogue.ordering import advance, drop_hold
from app.voice.dialogue.state import Exchanging, Goal, Item, State
from app.voice.dialogue.talk import ask
from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.turn import Intent
from domain.ids import LocationId
from domain.returns import ReturnReason

_MONEY: Final = re.compile(
    r"\b(?:money back|refund\w*|my money|(?:mi |el )?dinero|reembols\w+|rembours\w+|mon argent"
    r"|geld zuruck|mein geld|erstatt\w+)\b"
)
_ANSWERS: Final = frozenset(
    {Intent.INFORM, Intent.UNKNOWN, Intent.YES, Intent.NO, Intent.PLACE_ORDER}
)
"""What the name of other goods may be said as; a question about them is another matter."""


def confirm_heard(state: State, heard: Understanding) -> Step | None:
    """Yes, no, or something else that is wanted: "no, size eleven"."""
    changed = _changed(state, heard)
    if changed is not None:
        return changed
    if heard.intent is Intent.YES and not heard.says_something:
        return agreed(state)
    if heard.intent is Intent.NO and not heard.says_something:
        return drop_hold(state, Then.KEEP) or kept(state)
    return None


def else_heard(state: State, heard: Understanding) -> Step | None:
    """Another store, another size or color, other goods, or the money back."""
    place = answers.chosen(state, heard) if state.choices and heard.number is None else None
    if heard.intent is Intent.YES and not heard.says_something and state.choices:
        place = state.choices[0]
    if place is not None and not (heard.attributes or heard.product):
        state = state.but(place=LocationId(place.key), choices=(), offered=0)
        return price(state)
    if heard.intent is Intent.NO and not heard.says_something:
        if state.choices:  # not that store: what else is there
            state = state.but(choices=(), offered=0)
            again = say("exchange.else.again")
            return ask(state, Expect.EXCHANGE_ELSE, say("exchange.else"), again=again)
        return kept(state)
    if heard.intent is Intent.YES and not heard.says_something:
        return ask_what(state)
    return _changed(state, heard)


def _changed(state: State, heard: Understanding) -> Step | None:
    """Other goods, another size, color, store or way; what is held for the old is given up."""
    item = state.item
    if heard.product is not None and heard.intent in _ANSWERS:
        named = answers.new_item(heard)
        changed = state.but(item=named and named.but(quantity=units(state)))
        return _again(changed.but(place=heard.place or state.place))
    if item is None:
        return None
    attributes = dict(heard.attributes)
    if heard.number is not None and "size" in item.options:
        attributes["size"] = str(heard.number)
    if attributes:
        item = item.but(attributes={**item.options, **item.attributes, **attributes}, sku=None)
    elif not (heard.place or heard.method):
        named_part = answers.to_change(heard.text, state.but(item=_by_options(item)))
        if named_part is None or named_part[1] is not Expect.OPTION:
            return None
        return _again(named_part[0])
    place, method = heard.place or state.place, heard.method or state.method
    return _again(state.but(item=item, place=place, method=method))


def _by_options(item: Item) -> Item:
    """The item with all its options as wishes, so that one of them can be taken out."""
    return item.but(attributes={**item.options, **item.attributes})


def _again(state: State) -> Step:
    state = state.but(choices=(), offered=0, option=None)
    return drop_hold(state, Then.ADVANCE) or advance(state)


def reason_heard(state: State, heard: Understanding) -> Step | None:
    """Who is asked what is wrong may answer with the size or color that is wanted."""
    if state.goal is not Goal.EXCHANGE or state.returning is None or state.exchanging is None:
        return None
    attributes = dict(heard.attributes)
    if heard.number is not None:
        attributes.setdefault("size", str(heard.number))
    if not attributes:
        return None
    is_size = "size" in attributes
    reason = ReturnReason.WRONG_SIZE if is_size else ReturnReason.CHANGED_MIND
    returning = state.returning.but(reason=reason.value)
    exchanging = state.exchanging.but(attributes=attributes)
    return go_on(state.but(returning=returning, exchanging=exchanging))


def turned(state: State, heard: Understanding) -> Step | None:
    """The shopper wants no other goods but the money; None: that was not said."""
    if state.goal is not Goal.EXCHANGE or heard.exchange is not None:
        return None
    wants_money = heard.intent is Intent.REFUND_STATUS or _MONEY.search(plainly(heard.text))
    if not wants_money and (heard.intent is not Intent.RETURN_ITEM or heard.product is not None):
        return None
    return drop_hold(state, Then.RETURN) or as_return(state)


def what_heard(state: State, heard: Understanding) -> Step | None:
    """The answer to "what would you like instead?" that names no goods: a size or a color."""
    returning, exchanging = state.returning, state.exchanging
    if state.goal is not Goal.EXCHANGE or heard.product is not None or exchanging is None:
        return None
    attributes = dict(heard.attributes)
    if heard.number is not None:
        attributes.setdefault("size", str(heard.number))
    if not attributes or returning is None or returning.order_id is None:
        return None
    if returning.position is None:
        return None
    exchanging = exchanging.but(attributes=attributes, product=None, phrase=None)
    look = LookUpBought(order_id=returning.order_id, position=returning.position)
    return Step(state=state.but(exchanging=exchanging), next=look)


def agreed(state: State) -> Step | None:
    """Yes: what was read back, or one more attempt."""
    exchanging = state.exchanging or Exchanging()
    held = exchanging.held
    if held is None or held.exchange_id is None or exchanging.stale:
        return drop_hold(state, Then.ADVANCE) or price(state)
    return Step(state=state, next=ConfirmExchange(exchange_id=held.exchange_id))
