"""What a yes or a no does, by the question that it answers."""

from __future__ import annotations

from typing import Final

from app.voice.dialogue import answers, anytime, reference_resolution, sending
from app.voice.dialogue.actions import CancelOrder, Step
from app.voice.dialogue.finding import take_product
from app.voice.dialogue.offers import order_again, take_as_said, take_first_store
from app.voice.dialogue.open_question import take_answer
from app.voice.dialogue.order_changes import hear_change, take_change
from app.voice.dialogue.ordering import place
from app.voice.dialogue.state import State
from app.voice.dialogue.talk import ask, tell
from app.voice.nlu.anaphora import names_only_manner
from app.voice.nlu.taking_leave import declines
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Speech

YES_OR_NO_ASKED: Final = frozenset(
    {Expect.OFFER, Expect.CONFIRM, Expect.TRY_AGAIN, Expect.OTHER_STORE, Expect.CONFIRM_CANCEL}
)
"""Questions that a yes alone answers."""
_OPEN_TO_CHANGE: Final = frozenset(
    {
        Expect.CONFIRM,
        Expect.CHANGE,
        Expect.OFFER,
        Expect.TRY_AGAIN,
        Expect.OTHER_STORE,
        Expect.PAY_LINK,
    }
)
_HALF_DONE: Final = frozenset(
    {Expect.CONFIRM, Expect.OTHER_STORE, Expect.METHOD, Expect.STORE, Expect.OPTION}
)
"""Questions to which a no means that something shall be otherwise."""
_LEFT_BY_NO: Final = frozenset({Expect.CHANGE, Expect.TRY_AGAIN, Expect.OFFER, Expect.NOTHING})
"""Questions to which a no means that nothing is wanted any more."""

_SHORT: Final = 5
"""So many words are a no and no other wish: "I changed my mind"; "¿y no tienen algo más barato?" is
one."""


def hear_yes(state: State, heard: Understanding) -> Step | None:
    """The step that a yes leads to; None: nothing was asked that it answers."""
    if state.expect not in YES_OR_NO_ASKED:
        return _yes_but_what(state, heard)
    if state.expect is Expect.OFFER and heard.says_something and not heard.product:
        return take_as_said(state, heard)  # "yes, two please"
    if heard.says_something:
        return hear_change(state, heard)  # "yes, but make it two": nothing is agreed to yet
    if state.expect in {Expect.CONFIRM, Expect.TRY_AGAIN}:
        return place(state, state.held) if state.held else order_again(state)
    if state.expect is Expect.CONFIRM_CANCEL:
        if state.order_id is None:
            return None
        return Step(state=state, next=CancelOrder(order_id=state.order_id))
    return take_first_store(state)


def _yes_but_what(state: State, heard: Understanding) -> Step | None:
    """Yes to a question that a yes alone answers only sometimes."""
    if heard.says_something:
        return take_answer(state, heard)
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


def hear_no(state: State, heard: Understanding) -> Step | None:
    """The step that a no leads to; None: nothing was asked that it answers."""
    if state.expect is Expect.CONFIRM_CANCEL:
        return tell(state, say("cancel.kept"))
    if state.expect is Expect.OFFER and answers.takes_offer(heard) and state.choices:
        return take_as_said(state, heard)  # "no, have it delivered"
    if heard.says_something:
        may_change = state.expect in _OPEN_TO_CHANGE
        return take_change(state, heard) if may_change else take_answer(state, heard)
    if state.expect in {Expect.OTHER_STORE, Expect.OFFER}:
        brought = sending.instead_of_going(state)
        if brought is not None:
            return brought
    if state.expect in _HALF_DONE:
        return _ask_what_to_change(state, before=say("ask.change"))
    if state.expect is Expect.PRODUCT_CHOICE:
        return reference_resolution.none_of_them(state)
    return _nothing_of_it(state, heard)


def _nothing_of_it(state: State, heard: Understanding) -> Step | None:
    """The end, where the whole sentence only says no; at an offer a few words more let that go
    ("not really")."""
    if state.expect not in _LEFT_BY_NO:
        return None
    if names_only_manner(heard.text) or declines(f"no {heard.text}") or declines(heard.text):
        return anytime.stop(state)
    short = len(heard.text.split()) <= _SHORT and heard.either is None
    if state.expect is not Expect.OFFER or not short:
        return None
    return tell(state.but(item=None), say("ask.change"), end=False)
