"""An order that is asked for or canceled by the goods in it, not by its number."""

from __future__ import annotations

import pytest

from domain.orders import OrderState
from tests.conversations.runner import give
from tests.conversations.talk import Talk

GOODS = {"en": "Head Lamp", "es": "Linterna Frontal", "fr": "Lampe Frontale", "de": "Stirnlampe"}
YES = {"en": "yes please", "es": "sí, por favor", "fr": "oui, s'il vous plaît", "de": "ja bitte"}


def of_two(language: str) -> Talk:
    """A talk with somebody who ordered a lamp first, then a mug."""
    talk = Talk(language)
    give(talk.shop, "confirmed LAMP")
    give(talk.shop, "confirmed MUG")
    return talk


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "can you cancel the lamp I ordered"),
        ("en", "cancel my lamp"),
        ("en", "that lamp I got off you, can we cancel"),
        (
            "en",
            "hello, that head lamp I bought off you, I won't be needing it, could you cancel that",
        ),
        ("es", "la linterna que os compré, ¿la podemos cancelar?"),
        ("es", "hola, la linterna que les compré al final no me hace falta, ¿me la pueden anular?"),
        ("fr", "la lampe que je vous ai prise, on peut l'annuler ?"),
        ("fr", "annulez la lampe que j'ai commandée"),
        ("de", "die Lampe, die ich bei Ihnen gekauft habe, können wir die stornieren?"),
        ("de", "stornieren Sie die Stirnlampe"),
    ],
)
def test_the_order_with_the_goods_named_is_asked_about_and_canceled(
    language: str, words: str
) -> None:
    talk = of_two(language)

    asked = talk.say(words)

    assert GOODS[language] in asked
    assert "0001" in asked

    talk.say(YES[language])

    assert talk.placed == [OrderState.CANCELED, OrderState.CONFIRMED]


def test_all_that_would_be_canceled_is_named_before() -> None:
    talk = Talk("en")
    give(talk.shop, "confirmed LAMP MUG")

    asked = talk.say("cancel my lamp")

    assert asked == "Do you want me to cancel order 0001 with Head Lamp and Camp Mug, for $52.25?"


@pytest.mark.parametrize("words", ["do you have noise cancelling headphones", "head lamp please"])
def test_goods_without_a_verb_that_cancels_cancel_nothing(words: str) -> None:
    talk = of_two("en")

    assert "cancel order" not in talk.say(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "where's my head lamp"),
        ("es", "¿dónde está mi linterna?"),
        ("fr", "où est ma lampe frontale ?"),
        ("de", "wo bleibt eigentlich meine Stirnlampe"),
    ],
)
def test_the_order_with_goods_that_are_ones_own_is_told_of(language: str, words: str) -> None:
    assert "0001" in of_two(language).say(words)


@pytest.mark.parametrize(
    ("language", "asked", "cancel", "told"),
    [
        ("en", "where is my order with the tent", "I don't need it, cancel it please", "0001"),
        (
            "es",
            "¿cómo va mi pedido de la carpa?",
            "se suspendió la excursión, cancélenmelo",
            "0001",
        ),
        ("de", "wo bleibt meine Bestellung mit dem Zelt", "bitte stornieren Sie sie", "0001"),
    ],
)
def test_the_order_just_told_of_is_meant_and_not_a_newer_one(
    language: str, asked: str, cancel: str, told: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "confirmed TENT")
    give(talk.shop, "confirmed SOCK")

    talk.say(asked)

    assert told in talk.say(cancel)
