"""Counts that a name does not undo, what was in an order, what came instead of what was ordered,
and a yes with thanks, in four languages."""

from __future__ import annotations

import pytest

from app.voice.dialogue.state import Item
from tests.conversations.runner import give
from tests.conversations.talk import Talk


def _line(talk: Talk) -> Item:
    return talk.shop_lines()[-1]


@pytest.mark.parametrize(
    ("language", "words", "name", "way"),
    [
        ("en", "I want two coffees", "Espresso Roast Coffee", "delivery"),
        ("es", "quiero dos cafés", "Café Expreso", "a domicilio"),
        ("fr", "je voudrais deux cafés", "Café Expresso", "livraison"),
        ("de", "ich möchte zwei Zelte", "Familienzelt", "liefern"),
    ],
)
def test_two_stay_two_where_the_one_meant_is_called_by_its_name(
    language: str, words: str, name: str, way: str
) -> None:
    talk = Talk(language)

    talk.say(words, name, way)

    assert _line(talk).quantity == 2


def test_one_of_them_is_one_where_that_is_said_with_its_name() -> None:
    talk = Talk("en")

    talk.say("I want two coffees", "just one Espresso Roast Coffee", "delivery")

    assert _line(talk).quantity == 1


def test_packs_of_the_one_that_is_known_are_counted() -> None:
    talk = Talk("es")

    talk.say("quiero dos paquetes del expreso", "a domicilio", "sí")

    assert talk.bought == [("ESPRESSO", 2)]


@pytest.mark.parametrize(
    ("language", "words", "goods"),
    [
        ("en", "what did I order last time", "2 Steel Water Bottle"),
        (
            "es",
            "oye, ¿qué fue lo que pedí la última vez que ya no me acuerdo?",
            "2 Botella de Acero",
        ),
        ("es", "¿qué pedí la última vez?", "2 Botella de Acero"),
        ("fr", "qu'est-ce que j'ai commandé la dernière fois", "2 Gourde en Acier"),
        ("de", "was hab ich letztes Mal bestellt", "2 Trinkflasche aus Stahl"),
    ],
)
def test_who_asks_what_was_ordered_hears_the_goods(language: str, words: str, goods: str) -> None:
    talk = Talk(language)
    give(talk.shop, "confirmed BOTTLE*2")

    assert goods in talk.say(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "where is what I ordered yesterday"), ("es", "¿dónde está lo que pedí ayer?")],
)
def test_who_asks_where_it_is_hears_no_more_than_that(language: str, words: str) -> None:
    talk = Talk(language)
    give(talk.shop, "confirmed BOTTLE*2")

    told = talk.say(words)

    assert "0001" in told
    assert "2 Bot" not in told
    assert "2 Steel" not in told


@pytest.mark.parametrize(
    ("language", "asks", "why", "yes"),
    [
        ("en", "I want to return the jacket", "I asked for blue and you sent a red one", "yes"),
        ("es", "quiero devolver la chaqueta", "es que pedí la azul y me mandasteis una roja", "sí"),
        ("es", "quiero devolver la chaqueta", "me han mandado otra", "sí"),
        ("fr", "je veux rendre la veste", "j'ai commandé la bleue et j'ai reçu une rouge", "oui"),
        ("de", "ich möchte die Jacke zurückgeben",
         "ich hab die blaue bestellt und eine rote bekommen", "ja"),
    ],
)  # fmt: skip
def test_what_came_instead_of_what_was_ordered_is_the_wrong_item(
    language: str, asks: str, why: str, yes: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "completed JACKET-RD-M")

    talk.say(asks, why, yes)

    assert [each.reason.value for each in talk.shop.given_back] == ["wrong_item"]


@pytest.mark.parametrize(
    ("language", "order", "yes"),
    [
        ("en", "two mugs delivered", "yes dear, very kind of you"),
        ("es", "dos tazas a domicilio", "sí joven muy amable"),
        ("fr", "deux tasses en livraison", "oui jeune homme, c'est gentil"),
        ("de", "zwei Becher liefern bitte", "ja junger Mann, sehr nett"),
    ],
)
def test_a_yes_with_thanks_and_a_name_for_who_answers_buys(
    language: str, order: str, yes: str
) -> None:
    talk = Talk(language)

    talk.say(order, yes)

    assert talk.bought == [("MUG", 2)]


@pytest.mark.parametrize(
    ("language", "order", "words"),
    [
        ("en", "two mugs delivered", "yes dear, but make it three"),
        ("es", "dos tazas a domicilio", "sí joven pero mejor tres"),
    ],
)
def test_a_yes_with_a_change_beside_the_thanks_buys_nothing(
    language: str, order: str, words: str
) -> None:
    talk = Talk(language)

    talk.say(order, words)

    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "two mugs, no, three, delivered"),
        ("es", "ponme dos tazas no mejor tres para recoger en Norte"),
        ("es", "quiero dos tazas, no, tres, a domicilio"),
        ("fr", "deux tasses, non, plutôt trois, à retirer à Bastille"),
        ("de", "zwei Becher, nein, lieber drei, zur Abholung in Mitte"),
    ],
)
def test_a_count_corrected_before_the_way_is_of_the_same_goods(language: str, words: str) -> None:
    talk = Talk(language)

    talk.say(words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("MUG", 3)]


def test_a_count_that_is_denied_behind_its_goods_takes_nothing_back() -> None:
    talk = Talk("es")

    talk.say("quiero cuatro tazas, no tres", "a domicilio")

    assert _line(talk).quantity == 4
