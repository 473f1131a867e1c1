"""What was meant all along: these bags, that order, the other coffee, one of those read out."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with

_YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}


def _begun(talk: Talk) -> list[tuple[str, int, int]]:
    kept = talk.shop.subscriptions.kept.values()
    return [(each.sku, each.quantity, each.recurrence.cadence.every)
            for each in kept if each.channel == "phone"]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "wish", "way", "said"),
    [
        ("en", "I'd like the house blend coming every other week", "delivery",
         "make that two bags each time"),
        ("es", "quiero café de la casa cada dos semanas", "a domicilio",
         "que sean dos paquetes cada vez"),
        ("fr", "je voudrais du café maison toutes les deux semaines", "livraison",
         "mettez deux paquets à chaque fois"),
        ("de", "ich hätte gern alle zwei Wochen Hauskaffee", "liefern",
         "machen Sie zwei Packungen draus"),
    ],
)  # fmt: skip
def test_so_many_bags_are_of_what_is_subscribed_to(
    language: str, wish: str, way: str, said: str
) -> None:
    talk = Talk(language)
    talk.say(wish, way, said, _YES[language])

    assert _begun(talk) == [("HOUSE", 2, 2)]


def test_sign_me_up_agrees_to_a_subscription() -> None:
    talk = Talk("en")
    talk.say("I'd like the house blend coming every other week", "delivery", "sign me up")

    assert _begun(talk) == [("HOUSE", 1, 2)]


@pytest.mark.parametrize(
    ("language", "said", "again"),
    [
        ("en", "that head lamp won't even switch on", "I want to send it back"),
        ("es", "la linterna no enciende, la quiero devolver", "quiero devolverla"),
        ("fr", "la lampe ne s'allume pas, je veux la rendre", "je veux la rendre"),
        ("de", "die Stirnlampe geht nicht an, die will ich zurückgeben",
         "ich will sie zurückgeben"),
    ],
)  # fmt: skip
def test_who_says_again_that_it_goes_back_agrees_to_it(
    language: str, said: str, again: str
) -> None:
    talk = shopper_with(language, "completed MUG LAMP")
    talk.say(said, again)

    assert [each.lines[0][0] for each in talk.shop.given_back] == [1]


@pytest.mark.parametrize(
    ("language", "order", "said", "count"),
    [
        ("en", "two bags of house blend delivered please", "stop, espresso I meant, also two", 2),
        ("es", "un café de la casa a domicilio", "perdón, quería decir café expreso", 1),
        ("fr", "un café maison en livraison", "pardon, je voulais dire café expresso", 1),
        ("de", "zwei Packungen Hauskaffee bitte liefern lassen",
         "stopp, Espresso meinte ich, auch zwei", 2),
    ],
)  # fmt: skip
def test_what_was_meant_comes_for_what_was_understood(
    language: str, order: str, said: str, count: int
) -> None:
    talk = Talk(language)
    talk.say(order, said, _YES[language])

    assert talk.bought == [("ESPRESSO", count)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "how far along is the order with the running shoes"),
        ("es", "¿en qué estado está el pedido con las zapatillas?"),
        ("fr", "elle en est où, la commande avec les chaussures de trail ?"),
        ("de", "wie weit ist die Bestellung mit den Laufschuhen"),
    ],
)
def test_an_order_is_asked_after_by_what_is_in_it(language: str, said: str) -> None:
    talk = shopper_with(language, "confirmed SHOE-BK-2", "ready MUG")

    assert "0001" in talk.say(said)


def test_one_of_what_is_usual_comes_from_where_it_always_does() -> None:
    talk = shopper_with("de", "usual HOUSE SOCK")
    talk.say("einmal das Übliche bitte", "den Kaffee", "ja")

    assert talk.bought == [("HOUSE", 1)]


def test_the_store_that_was_offered_takes_the_offer() -> None:
    talk = Talk("en")
    talk.say("do you have head lamps", "Downtown", "yes")

    assert talk.bought == [("LAMP", 1)]


def test_a_cup_has_other_names_in_the_mountains() -> None:
    talk = Talk("de")
    talk.say("zwei Häferl fürs Campen bittschön, ich komm sie holen", "Mitte", "passt")

    assert talk.bought == [("MUG", 2)]
