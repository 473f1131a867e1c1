"""Taking what was offered: the goods as they were said, from the store that has them."""

from __future__ import annotations

from app.voice.dialogue import answers
from app.voice.dialogue.actions import Identify, Step, Then
from app.voice.dialogue.ordering import drop_hold
from app.voice.dialogue.state import Goal, State
from app.voice.nlu.understanding import Expect, Understanding
from domain.orders import FulfillmentMethod


def _with_figures(state: State, heard: Understanding) -> State:
    """The state with how many, which size and where: what a yes to an offer may add."""
    quantity = heard.quantity or heard.number
    if state.wanted and quantity == len(state.wanted) + 1:
        quantity = None  # "yes, both"
    return answers.with_changes(state, heard.but(quantity=quantity, number=None))


def order_again(state: State) -> Step:
    """Order what is in hand, from whom it is found out first."""
    return Step(state=state.but(goal=Goal.ORDER), next=Identify())


def take_first_store(state: State) -> Step:
    """Yes to the store that was offered."""
    if state.choices:
        state = answers.with_place(state, state.choices[0].key)
    state = state.but(goal=Goal.ORDER, expect=Expect.NOTHING)
    return drop_hold(state, Then.ADVANCE) or Step(state=state, next=Identify())


def take_as_said(state: State, heard: Understanding) -> Step:
    """What was offered, as many of it, in the way and from the store that was said with it."""
    state = _with_figures(state, heard)
    if heard.place is None and heard.method is not FulfillmentMethod.SHIPPING:
        return take_first_store(state)
    return order_again(state.but(choices=(), offered=0, expect=Expect.NOTHING))
