"""The dialogue step is pure: same state and event, same step, and nothing else is touched."""

from __future__ import annotations

import pytest

from app.voice.dialogue.actions import FindProducts, Heard, Identify, ProductsFound, ShopperKnown
from app.voice.dialogue.finding import take_product
from app.voice.dialogue.state import Goal, Item, State
from app.voice.dialogue.step import step
from app.voice.dialogue.stored_state import decode, decode_marked, encode, marked
from app.voice.nlu.labels import Label
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.reply import Reply
from app.voice.speech import shown
from app.voice.turn import Intent

WISH = Heard(
    understanding=Understanding(
        intent=Intent.PLACE_ORDER, product="camp mug", phrase="camp mug", quantity=2
    )
)


def test_the_same_event_gives_the_same_step() -> None:
    assert step(State(), WISH) == step(State(), WISH)


def test_an_order_first_asks_who_speaks_and_only_then_searches() -> None:
    first = step(State(), WISH)
    then = step(first.state, ShopperKnown(home=None))

    assert first.next == Identify()
    assert then.next == FindProducts(query="camp mug", phrase="camp mug", attributes={})


def test_what_is_known_survives_between_the_steps() -> None:
    state = step(State(), WISH).state

    assert state.goal is Goal.ORDER
    assert state.item is not None
    assert state.item.quantity == 2
    assert decode(encode(state)) == state


def test_a_state_of_another_format_starts_afresh() -> None:
    assert decode(b'[0, {"anything": true}]') == State()


def test_an_empty_search_asks_for_other_words() -> None:
    state = step(step(State(), WISH).state, ShopperKnown(home=None)).state

    asked = step(state, ProductsFound(matches=(), attributes={}))

    assert asked.state.expect is Expect.PRODUCT
    assert isinstance(asked.next, Reply)
    assert "camp mug" in shown(asked.next.say, "en-US")
    assert asked.next.reprompt != asked.next.say


@pytest.mark.parametrize(
    ("query", "title", "kept"),
    [("person tent", "Two Person Tent", 1), ("sac à dos", "Sac à dos imperméable", 2)],
)
def test_a_number_of_the_title_counts_nothing_unless_the_name_was_said_with_it(
    query: str, title: str, kept: int
) -> None:
    taken = take_product(State(item=Item(query=query, phrase=query, quantity=2)), "p", title)

    assert taken.state.item is not None
    assert taken.state.item.quantity == kept


def test_two_likely_readings_are_asked_about_instead_of_guessed() -> None:
    unclear = Understanding(intent=Intent.UNKNOWN, either=(Label.ORDER_STATUS, Label.CANCEL_ORDER))

    made = step(State(), Heard(understanding=unclear))

    assert isinstance(made.next, Reply)
    assert shown(made.next.say, "en-US") == (
        "Did you want to know where an order is, or to cancel an order?"
    )


def test_a_stored_state_tells_what_its_conversation_was_begun_with() -> None:
    state = State(prepared=2)

    assert decode_marked(marked(encode(state), 'r-"1"')) == (state, 'r-"1"')
    assert decode_marked(encode(state)) == (state, "")
    assert decode(marked(encode(state), "r-1")) == state
