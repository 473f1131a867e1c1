"""Goods whose delivery is asked about are spoken of from then on, and "just deliver it" only tells
how goods come, whatever is told of why."""

from __future__ import annotations

import pytest

from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk, shopper_with


def lines_of(talk: Talk) -> list[tuple[str, int]]:
    return [(str(line.sku), line.quantity) for line in talk.shop_lines()]


@pytest.mark.parametrize(
    ("language", "asked", "taken", "sku"),
    [
        ("en", "is the family tent something you can ship", "lovely, I'll take one, delivered",
         "FAMTENT"),
        ("en", "could the head lamp be delivered", "I'll have one, then, and send it please",
         "LAMP"),
        ("es", "¿la linterna frontal se puede enviar a casa?", "pues me llevo una, a domicilio",
         "LAMP"),
        ("fr", "est-ce que la lampe frontale peut être livrée", "bien, j'en prends une, en"
         " livraison", "LAMP"),
        ("de", "kann man die Stirnlampe auch liefern lassen", "gut, dann nehme ich eine,"
         " mit Lieferung", "LAMP"),
    ],
)  # fmt: skip
def test_goods_asked_whether_they_are_delivered_are_taken_as_one(
    language: str, asked: str, taken: str, sku: str
) -> None:
    talk = Talk(language)
    talk.say(asked)
    assert talk.shop_lines() == ()
    talk.say(taken)
    assert lines_of(talk) == [(sku, 1)]
    assert talk.way() is FulfillmentMethod.SHIPPING


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "a head lamp please, and just deliver it, I can't leave the kids"),
        ("en", "a head lamp, and deliver it, I'm stuck at home"),
        ("en", "a head lamp, bring it round, I can't leave the house"),
        ("es", "una linterna frontal, y envíamela, no puedo salir con el niño"),
        ("fr", "une lampe frontale, et livrez-la, je ne peux pas sortir de la maison"),
        ("de", "eine Stirnlampe, und bringen Sie sie mir, ich komme nicht aus dem Haus"),
    ],
)
def test_to_have_it_delivered_is_no_errand_of_its_own(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(words)
    assert lines_of(talk) == [("LAMP", 1)]
    assert talk.way() is FulfillmentMethod.SHIPPING


def test_an_order_that_stands_is_asked_after_beside_goods() -> None:
    talk = shopper_with("en", "confirmed LAMP")
    assert "0001" in talk.say("I'd like a camp mug and where is my head lamp")


def test_who_only_asks_whether_things_are_delivered_speaks_of_no_goods() -> None:
    talk = Talk("en")
    talk.say("do you deliver?")
    assert talk.spoken_of() is None


@pytest.mark.parametrize(
    "words",
    ["alright, send me the usual will you", "okay, send me the usual would you please"],
)
def test_the_usual_is_no_name_of_goods(words: str) -> None:
    talk = shopper_with("en", "usual ESPRESSO*2")
    talk.say(words)
    assert lines_of(talk) == [("ESPRESSO", 2)]
