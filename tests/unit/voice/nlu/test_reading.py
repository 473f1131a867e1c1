"""A turn's own intent and slots come first; its free words fill in the rest."""

from __future__ import annotations

import pytest

from app.voice.nlu.reading import read, says_card_number
from app.voice.nlu.rules import RuleUnderstander
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.turn import Intent, Slot, Turn, TurnKind
from domain.ids import LocationId, MerchantId
from domain.orders import FulfillmentMethod

VOCABULARY = Vocabulary.of(
    {"size": {"9", "10", "S"}, "color": {"Black", "White"}},
    [(LocationId("dt"), "Downtown"), (LocationId("ch"), "Capitol Hill")],
)


def reading(
    intent: Intent | None = None,
    slots: dict[Slot, str] | None = None,
    *,
    text: str | None = None,
    kind: TurnKind = TurnKind.SPEECH,
    expect: Expect = Expect.NOTHING,
) -> Understanding:
    turn = Turn(
        channel="alexa",
        merchant_id=MerchantId("m"),
        session_id="s",
        user_id="u",
        kind=kind,
        intent=intent,
        slots=slots or {},
        text=text,
    )
    return read(turn, vocabulary=VOCABULARY, expect=expect, understander=RuleUnderstander())


def test_the_search_query_is_read_for_product_and_attributes() -> None:
    heard = reading(
        Intent.CHECK_AVAILABILITY, {Slot.QUERY: "the nike air max in size 10 at capitol hill"}
    )

    assert heard.intent is Intent.CHECK_AVAILABILITY
    assert (heard.product, heard.attributes, heard.place) == ("nike air max", {"size": "10"}, "ch")


def test_separate_slots_are_put_together() -> None:
    heard = reading(
        Intent.PLACE_ORDER,
        {
            Slot.PRODUCT: "nike air max",
            Slot.SIZE: "ten",
            Slot.COLOR: "black",
            Slot.QUANTITY: "two",
            Slot.PLACE: "downtown",
            Slot.METHOD: "pick up",
        },
    )

    assert heard.product == "nike air max"
    assert heard.attributes == {"size": "10", "color": "Black"}
    assert (heard.quantity, heard.place) == (2, "dt")
    assert heard.method is FulfillmentMethod.PICKUP


@pytest.mark.parametrize("slot", ["1042", "10 42", "ten forty two", "1 0 4 2"])
def test_an_order_number_slot_is_a_string_of_its_digits(slot: str) -> None:
    assert reading(Intent.ORDER_STATUS, {Slot.ORDER_NUMBER: slot}).order_number == "1042"


def test_leading_zeros_of_an_order_number_count() -> None:
    assert reading(Intent.ORDER_STATUS, {Slot.ORDER_NUMBER: "0042"}).order_number == "0042"


@pytest.mark.parametrize(("slot", "place"), [("2nd", 2), ("second", 2), ("2", 2), ("last", -1)])
def test_an_ordinal_slot_points_into_the_list(slot: str, place: int) -> None:
    assert reading(Intent.INFORM, {Slot.ORDINAL: slot}).item_ref == place


def test_a_size_the_shop_has_not_is_kept_as_heard() -> None:
    assert reading(Intent.PLACE_ORDER, {Slot.SIZE: "gigantic"}).attributes == {"size": "gigantic"}


def test_the_channels_fallback_stays_not_understood() -> None:
    assert reading(Intent.UNKNOWN).intent is Intent.UNKNOWN


def test_an_answer_intent_takes_the_intent_of_its_words() -> None:
    assert reading(Intent.INFORM, {Slot.QUERY: "yes"}).intent is Intent.YES


def test_a_launch_is_a_greeting() -> None:
    assert reading(kind=TurnKind.LAUNCH).intent is Intent.GREETING


@pytest.mark.parametrize(
    "words",
    [
        "4111 1111 1111 1111",
        "4111111111111111",
        "four one one one one one one one one one one one one one one one",
        "my card is 4111-1111-1111-1111 thanks",
    ],
)
@pytest.mark.parametrize("where", [Slot.QUERY, Slot.NUMBER, Slot.ORDER_NUMBER, None])
def test_a_card_number_is_noticed_wherever_it_is_said(words: str, where: Slot | None) -> None:
    turn = Turn(
        channel="alexa",
        merchant_id=MerchantId("m"),
        session_id="s",
        user_id="u",
        slots={where: words} if where else {},
        text=None if where else words,
    )

    assert says_card_number(turn)


def test_an_order_number_is_no_card_number() -> None:
    turn = Turn(
        channel="alexa",
        merchant_id=MerchantId("m"),
        session_id="s",
        user_id="u",
        slots={Slot.ORDER_NUMBER: "1042773"},
    )

    assert not says_card_number(turn)
