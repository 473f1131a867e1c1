"""So many pieces fewer of a line of the order in hand, which is read back anew."""

from __future__ import annotations

from app.voice.dialogue import cart
from app.voice.dialogue.actions import Step, Then
from app.voice.dialogue.ordering import advance, drop_hold, line_name
from app.voice.dialogue.state import Item, State
from app.voice.dialogue.talk import ask
from app.voice.nlu.fewer import fewer_in, left_in
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Speech, Text, listed


def taken_off(state: State, heard: Understanding) -> Step | None:
    """The order with as many pieces fewer as are named, or with no more than are left by what is
    said, or how many it shall be, where there are not so many; None: neither is, or nothing would
    be left of the line, or none be gone."""
    fewer = fewer_in(heard.text)
    rest = left_in(heard.text) if cart.names_line(state.lines, heard.text) else None
    if fewer is None and rest is None:
        return None
    line = cart.find_line(state.lines, heard)
    if line is None or (not heard.product and cart.is_of_another(line, heard)):
        return None
    if fewer is not None and fewer > line.quantity:
        return _how_many(state, line)
    count = line.quantity - fewer if fewer is not None else rest
    if count is None or not 0 < count < line.quantity:
        return None
    left = line.but(quantity=count)
    others = tuple(left if each is line else each for each in state.cart)
    item = left if state.item is line else state.item
    state = state.but(cart=others, item=item, agreed=None)
    return drop_hold(state, Then.ADVANCE) or advance(state)


def _how_many(state: State, line: Item) -> Step:
    """Ask how many of a line it shall be: four cannot be left out of three."""
    others = tuple(each for each in state.lines if each is not line)
    state = state.but(cart=others, item=line, choices=(), offered=0)
    again = say("ask.quantity.again")
    return ask(state, Expect.QUANTITY, say("ask.quantity"), again=again, before=_there(line))


def _there(line: Item) -> Speech:
    count = (Text(f"{line.quantity} "), *line_name(line))
    return say("cart.has", lines=listed([count], say("word.and")))
