"""A request is answered once: nothing is done or told for one that came before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.voice.conversation import Conversation
from app.voice.turn import Intent, Slot, Turn, TurnKind
from domain.errors import StaleMessageError
from tests.fakes.voice import NORTHWIND, TOKEN, TalkingShop, talking_shop

TTL = timedelta(minutes=5)
ORDERING = {Slot.QUERY: "a camp mug for pickup at downtown"}


@pytest.fixture
def shop() -> TalkingShop:
    return talking_shop()


def turn(number: int, intent: Intent | None, **changes: object) -> Turn:
    """The turn of a request with that id; the first one begins the session."""
    asked = Turn(
        channel="alexa",
        merchant_id=NORTHWIND,
        session_id="s1",
        user_id="u1",
        request_id=f"r{number}",
        intent=intent,
        access_token=TOKEN,
        new_session=number == 1,
        once_within=TTL,
    )
    return replace(asked, **changes)  # type: ignore[arg-type]  # any field of a turn


FIRST_TURNS = {
    "a question": turn(1, Intent.CHECK_AVAILABILITY, slots={Slot.QUERY: "camp mug"}),
    "an order": turn(1, Intent.PLACE_ORDER, slots=ORDERING),
    "the last order": turn(1, Intent.ORDER_STATUS),
    "a launch": turn(1, None, kind=TurnKind.LAUNCH),
    "a card number": turn(1, None, text="4111 1111 1111 1111"),
    "an end": turn(1, None, kind=TurnKind.ENDED),
}


@pytest.mark.parametrize("first", FIRST_TURNS.values(), ids=FIRST_TURNS.keys())
def test_a_first_turn_is_answered_once(shop: TalkingShop, first: Turn) -> None:
    conversation = Conversation(shop=shop)
    conversation.answer(first)
    kept = dict(shop.sessions.kept)

    with pytest.raises(StaleMessageError):
        conversation.answer(first)

    assert shop.sessions.kept == kept


def test_a_replayed_first_turn_prepares_no_second_order(shop: TalkingShop) -> None:
    conversation = Conversation(shop=shop)
    first = turn(1, Intent.PLACE_ORDER, slots=ORDERING)
    conversation.answer(first)
    shop.sessions.kept.clear()  # a session forgotten: only the request's id tells

    with pytest.raises(StaleMessageError):
        conversation.answer(first)

    assert len(shop.shop.orders) == 1


def test_a_replayed_yes_places_no_second_order(shop: TalkingShop) -> None:
    conversation = Conversation(shop=shop)
    conversation.answer(turn(1, Intent.PLACE_ORDER, slots=ORDERING))
    agreed = turn(2, Intent.YES)
    conversation.answer(agreed)
    kept = dict(shop.sessions.kept)

    with pytest.raises(StaleMessageError):
        conversation.answer(agreed)

    assert shop.sessions.kept == kept
    assert sum(order.receipt is not None for order in shop.shop.orders.values()) == 1


def test_a_session_that_was_called_new_but_is_known_goes_on(shop: TalkingShop) -> None:
    conversation = Conversation(shop=shop)
    conversation.answer(turn(1, Intent.CHECK_AVAILABILITY, slots={Slot.QUERY: "camp mug"}))

    reply = conversation.answer(turn(2, Intent.REPEAT, new_session=True))

    assert "Camp Mug" in str(reply.say)


def test_what_a_channel_has_seen_to_is_not_remembered(shop: TalkingShop) -> None:
    asked = turn(1, Intent.CHECK_AVAILABILITY, slots={Slot.QUERY: "camp mug"}, once_within=None)
    conversation = Conversation(shop=shop)

    first, again = conversation.answer(asked), conversation.answer(asked)

    assert first.say
    assert again.say
    assert not shop.seen.until
