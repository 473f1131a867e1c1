"""So many pieces fewer of a line of the order in hand, which is read back anew."""

from __future__ import annotations

from app.voice.dialogue import cart
from app.voice.dialogue.actions import Step, Then
from app.voice.dialogue.ordering import advance, drop_hold
from app.voice.dialogue.state import State
from app.voice.nlu.fewer import fewer_in
from app.voice.nlu.understanding import Understanding


def taken_off(state: State, heard: Understanding) -> Step | None:
    """The order with as many pieces fewer as are named; None: none are, or nothing would be left of
    the line."""
    fewer = fewer_in(heard.text)
    line = cart.find_line(state.lines, heard) if fewer is not None else None
    if fewer is None or line is None or line.quantity <= fewer:
        return None
    left = line.but(quantity=line.quantity - fewer)
    others = tuple(left if each is line else each for each in state.cart)
    item = left if state.item is line else state.item
    state = state.but(cart=others, item=item, agreed=None)
    return drop_hold(state, Then.ADVANCE) or advance(state)
