"""Questions and wishes in words that were taken for something else, in four languages."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with

_YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "four pairs of merino socks, straight to my house please, I'm on shifts"),
        ("de", "hallöchen, vier Paar Wollsocken, direkt zu mir nach Hause bitte, ich hab Schicht"),
    ],
)
def test_what_is_told_beside_the_goods_is_no_goods(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(said, _YES[language])

    assert talk.bought == [("SOCK", 4)]


def test_further_goods_that_are_not_sold_are_said_to_be_none_of_the_shops() -> None:
    told = Talk("en").say("a head lamp and a banana, pickup Downtown")

    assert "banana" in told


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "what colours does the rain jacket come in"),
        ("en", "which sizes do you have the rain jacket in"),
        ("es", "¿en qué colores viene la chaqueta impermeable?"),
        ("fr", "en quelles couleurs existe la veste imperméable ?"),
        ("de", "in welchen Farben gibt's die Regenjacke"),
    ],
)
def test_the_goods_are_looked_for_whose_colors_are_asked_for(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(said)

    titles = {"en": "Rain Jacket", "es": "Chaqueta", "fr": "Veste", "de": "Regenjacke"}
    assert titles[language] in talk.say({"en": "medium", "es": "mediana", "fr": "moyen",
                                         "de": "mittel"}[language])  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I got a text saying I can pick something up, what is it"),
        ("es", "me llegó un mensaje de que puedo recoger algo, ¿qué es?"),
        ("fr", "j'ai eu un sms pour retirer quelque chose, c'est quoi ?"),
        ("de", "ich hab eine SMS gekriegt, dass ich was abholen kann, was ist das"),
    ],
)
def test_who_was_told_that_something_is_ready_asks_after_it(language: str, said: str) -> None:
    assert "0001" in shopper_with(language, "ready SOCK").say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "not the house blend, the other one"),
        ("de", "nicht den Hauskaffee, den anderen"),
        ("es", "no el café de la casa, el otro"),
        ("fr", "pas le café maison, l'autre"),
    ],
)
def test_the_one_is_meant_that_is_not_denied(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say({"en": "I'd like some coffee", "de": "ich hätt gern Kaffee",
              "es": "quiero café", "fr": "je voudrais du café"}[language])  # fmt: skip
    assert len(talk.choices()) == 2

    talk.say(said)

    assert not any("ESPRESSO" not in str(line.sku) for line in talk.shop_lines() if line.sku)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "if I buy a jacket and don't like it how long have I got to bring it back"),
        ("es", "si no me gusta la chaqueta, ¿cuánto tiempo tengo para devolverla?"),
        ("fr", "si la veste ne me plaît pas, j'ai combien de temps pour la rendre ?"),
        ("de", "wenn mir die Jacke nicht gefällt, wie lange kann ich die zurückbringen"),
    ],
)
def test_what_would_be_if_is_a_question_for_the_rule(language: str, said: str) -> None:
    assert "30" in Talk(language).say(said)


@pytest.mark.parametrize("said", ["we've got visitors a lot, so bump my coffee up to four bags"])
def test_ones_own_coffee_is_that_of_a_subscription(said: str) -> None:
    talk = shopper_with("en", "subscription HOUSE*2")
    talk.say(said, "yes")

    counts = [each.quantity for each in talk.shop.subscriptions.kept.values()]
    assert 4 in counts


def test_points_are_asked_after() -> None:
    assert "points" in Talk("en").say("do I have any points on my account")


def test_where_somebody_goes_is_no_goods() -> None:
    said = "mein Sohn fährt ins Pfadfinderlager und braucht eine Stirnlampe, habt ihr welche"

    assert "Stirnlampe: 5" in Talk("de").say(said)


def test_who_has_one_kept_takes_it() -> None:
    talk = Talk("en")
    talk.say("do you have head lamps", "keep one for me, I'm coming by", "yes")

    assert talk.bought == [("LAMP", 1)]


def test_the_goods_meant_may_stand_first() -> None:
    talk = shopper_with("de", "confirmed SOCK", "confirmed BOTTLE")
    talk.say("wo bleibt meine Bestellung")

    assert "0001" in talk.say("die Socken mein ich")
