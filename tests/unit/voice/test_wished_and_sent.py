"""Goods wished in one breath with being sent come that way; a question for it is answered."""

from __future__ import annotations

import pytest

from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk, shopper_with


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I'd like a mug and you deliver it to my house"),
        ("es", "quiero una taza y me la envían a casa"),
        ("fr", "je voudrais une tasse et vous me la livrez"),
        ("de", "ich möchte einen Becher und Sie liefern ihn mir"),
    ],
)
def test_goods_that_shall_be_sent_are_sent(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(words)

    assert talk.way() is FulfillmentMethod.SHIPPING
    assert [str(each.sku) for each in talk.shop_lines()] == ["MUG"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "the usual and you can deliver it"),
        ("es", "repíteme lo de siempre y me lo mandas a casa"),
        ("es", "lo de siempre y me lo envían"),
        ("fr", "comme d'habitude et vous me le livrez à la maison"),
        ("de", "das Übliche und bitte liefern"),
    ],
)
def test_the_usual_that_shall_be_sent_is_sent(language: str, words: str) -> None:
    talk = shopper_with(language, "usual ESPRESSO*2")
    talk.say(words)

    assert talk.way() is FulfillmentMethod.SHIPPING
    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("ESPRESSO", 2)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "a mug, and do you deliver?"),
        ("es", "una taza, y hacen envíos?"),
        ("de", "einen Becher, und liefern Sie?"),
    ],
)
def test_who_asks_whether_it_is_sent_has_not_said_so(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(words)

    assert talk.way() is None
