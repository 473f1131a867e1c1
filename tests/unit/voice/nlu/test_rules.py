"""What the rules understand of English sentences, and what they leave alone."""

from __future__ import annotations

from typing import Any

import pytest

from app.voice.nlu.rules import RuleUnderstander
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.turn import Intent
from domain.ids import LocationId
from domain.orders import FulfillmentMethod

VOCABULARY = Vocabulary.of(
    {
        "size": {"S", "M", "L", "XL", "2XL", "7", "8", "9", "10", "10.5", "11", "12"},
        "color": {"Black", "White", "Navy", "Gray"},
        "weight": {"12 oz", "5 lb"},
        "grind": {"Whole Bean", "Drip"},
    },
    [
        (LocationId("dt"), "Downtown"),
        (LocationId("ch"), "Capitol Hill"),
        (LocationId("tw"), "Tacoma Warehouse"),
    ],
)
PICKUP, SHIPPING = FulfillmentMethod.PICKUP, FulfillmentMethod.SHIPPING


def understand(text: str, expect: Expect = Expect.NOTHING) -> Understanding:
    return RuleUnderstander().understand(text, vocabulary=VOCABULARY, expect=expect)


def told(heard: Understanding) -> dict[str, Any]:
    """The entities that were found."""
    names = ("product", "quantity", "method", "place", "order_number", "item_ref")
    found = {name: getattr(heard, name) for name in names}
    found["attributes"] = dict(heard.attributes)
    return {name: value for name, value in found.items() if value not in (None, {})}


@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        (
            "Do you have the Nike Air Max in size 10?",
            Intent.CHECK_AVAILABILITY,
            {"product": "nike air max", "attributes": {"size": "10"}},
        ),
        (
            "do you carry hoka clifton 9 in a 10",
            Intent.CHECK_AVAILABILITY,
            {"product": "hoka clifton 9", "attributes": {"size": "10"}},
        ),
        (
            "is the nano puff jacket in large available in capitol hill",
            Intent.CHECK_AVAILABILITY,
            {"product": "nano puff jacket", "attributes": {"size": "L"}, "place": "ch"},
        ),
        (
            "have you got any darn tough socks in stock at tacoma",
            Intent.CHECK_AVAILABILITY,
            {"product": "darn tough socks", "place": "tw"},
        ),
        (
            "how many nike pegasus are left at the downtown store",
            Intent.CHECK_AVAILABILITY,
            {"product": "nike pegasus", "place": "dt"},
        ),
        (
            "um, i'm looking for grey socks, extra large please",
            Intent.CHECK_AVAILABILITY,
            {"product": "socks", "attributes": {"color": "Gray", "size": "XL"}},
        ),
        (
            "order two black nike air max 90 size ten for pickup at downtown",
            Intent.PLACE_ORDER,
            {
                "product": "nike air max 90",
                "quantity": 2,
                "method": PICKUP,
                "place": "dt",
                "attributes": {"color": "Black", "size": "10"},
            },
        ),
        (
            "i'd like to buy a pair of white sneakers size nine",
            Intent.PLACE_ORDER,
            {
                "product": "sneakers",
                "quantity": 1,
                "attributes": {"color": "White", "size": "9"},
            },
        ),
        ("i want a dozen eggs", Intent.PLACE_ORDER, {"product": "eggs", "quantity": 12}),
        ("get me half a dozen mugs", Intent.PLACE_ORDER, {"product": "mugs", "quantity": 6}),
        ("buy two dozen mugs", Intent.PLACE_ORDER, {"product": "mugs", "quantity": 24}),
        (
            "order three bags of dark roast coffee",
            Intent.PLACE_ORDER,
            {"product": "dark roast coffee", "quantity": 3},
        ),
        (
            "could i get the storyville prologue twelve ounce whole bean delivered",
            Intent.PLACE_ORDER,
            {
                "product": "storyville prologue",
                "method": SHIPPING,
                "attributes": {"weight": "12 oz", "grind": "Whole Bean"},
            },
        ),
        (
            "i need the runner in size ten and a half",
            Intent.PLACE_ORDER,
            {"product": "runner", "attributes": {"size": "10.5"}},
        ),
        ("where is my order", Intent.ORDER_STATUS, {}),
        ("order status", Intent.ORDER_STATUS, {}),
        ("has my order shipped", Intent.ORDER_STATUS, {}),
        ("track my package", Intent.ORDER_STATUS, {}),
        ("when is my purchase going to arrive", Intent.ORDER_STATUS, {}),
        ("i ordered light bulbs when will they get here", Intent.ORDER_STATUS, {}),
        ("where's order number 1042", Intent.ORDER_STATUS, {"order_number": "1042"}),
        ("status of order A-1042", Intent.ORDER_STATUS, {"order_number": "A-1042"}),
        ("wheres order two zero four four", Intent.ORDER_STATUS, {"order_number": "2044"}),
        (
            "what's the status of order ten forty two",
            Intent.ORDER_STATUS,
            {"order_number": "1042"},
        ),
        ("track order double oh seven five", Intent.ORDER_STATUS, {"order_number": "0075"}),
        ("cancel my order", Intent.CANCEL_ORDER, {}),
        ("cancel order 1042", Intent.CANCEL_ORDER, {"order_number": "1042"}),
        ("nike air max 90", Intent.INFORM, {"product": "nike air max 90"}),
        ("a couple of umbrellas", Intent.INFORM, {"product": "umbrellas", "quantity": 2}),
        ("the second one", Intent.INFORM, {"item_ref": 2}),
        ("the last one", Intent.INFORM, {"item_ref": -1}),
        ("i'll pick it up", Intent.INFORM, {"method": PICKUP}),
        ("deliver it to my home", Intent.INFORM, {"method": SHIPPING}),
        ("at the capitol hill store", Intent.INFORM, {"place": "ch"}),
        ("make it three", Intent.INFORM, {"quantity": 3}),
        ("in white", Intent.INFORM, {"attributes": {"color": "White"}}),
        ("small", Intent.INFORM, {"attributes": {"size": "S"}}),
        ("double extra large", Intent.INFORM, {"attributes": {"size": "2XL"}}),
    ],
)
def test_sentences_are_understood(text: str, intent: Intent, entities: dict[str, Any]) -> None:
    heard = understand(text)

    assert (heard.intent, told(heard)) == (intent, entities)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("yes", Intent.YES),
        ("yes please", Intent.YES),
        ("um, yeah", Intent.YES),
        ("go ahead", Intent.YES),
        ("no thanks", Intent.NO),
        ("nope", Intent.NO),
        ("stop", Intent.STOP),
        ("never mind", Intent.STOP),
        ("help", Intent.HELP),
        ("what can you do", Intent.HELP),
        ("say that again please", Intent.REPEAT),
        ("start over", Intent.START_OVER),
        ("could you repeat that question", Intent.REPEAT),
        ("sorry, i didn't hear you", Intent.REPEAT),
        ("what can you help me with", Intent.HELP),
        ("please just cancel it", Intent.STOP),
        ("okay sure, bye", Intent.STOP),
        ("reset everything", Intent.START_OVER),
        ("go for it", Intent.YES),
        ("more", Intent.MORE),
        ("hello", Intent.GREETING),
        ("", Intent.UNKNOWN),
        ("um", Intent.UNKNOWN),
    ],
)
def test_closed_answers_are_themselves(text: str, intent: Intent) -> None:
    assert understand(text).intent is intent


def test_a_no_with_a_correction_keeps_both() -> None:
    heard = understand("no, make it two")

    assert (heard.intent, heard.quantity) == (Intent.NO, 2)


def test_a_yes_with_a_condition_is_not_a_bare_yes() -> None:
    heard = understand("yes but make it three")

    assert (heard.intent, heard.quantity) == (Intent.YES, 3)
    assert heard.says_something


@pytest.mark.parametrize("text", ["ten", "10", "a ten please", "size ten", "number ten"])
def test_a_bare_number_answers_the_question_for_the_size(text: str) -> None:
    heard = understand(text, Expect.OPTION)

    assert heard.attributes == {"size": "10"} or heard.number == 10


def test_a_bare_number_is_no_size_when_nobody_asked() -> None:
    heard = understand("ten")

    assert (dict(heard.attributes), heard.number) == ({}, 10)


def test_a_color_that_may_belong_to_the_name_is_kept_in_the_phrase() -> None:
    heard = understand("do you have drip coffee")

    assert (heard.product, heard.phrase) == ("coffee", "drip coffee")
    assert heard.attributes == {"grind": "Drip"}


def test_the_number_in_a_name_is_neither_size_nor_quantity() -> None:
    heard = understand("nike pegasus 41")

    assert told(heard) == {"product": "nike pegasus 41"}


def test_odd_text_never_raises() -> None:
    for text in ("\x00", "🙂", "size", "size size size", "order", "number", "#", "0", "a" * 5000):
        understand(text)
        understand(text, Expect.OPTION)
