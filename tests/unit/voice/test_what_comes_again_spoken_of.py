"""Subscriptions, spoken of without the word."""

from __future__ import annotations

import pytest

from tests.conversations.runner import give
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "put my coffee on hold for a while, would you"),
        ("es", "pon en pausa mi café una temporada"),
        ("fr", "mettez mon café en pause quelque temps"),
        ("de", "leg meinen Kaffee mal auf Eis"),
    ],
)
def test_what_comes_again_is_halted_though_no_subscription_is_spoken_of(
    language: str, said: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "subscription HOUSE")
    yes = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}

    talk.say(said, yes[language])

    made = talk.shop.subscriptions.kept.values()
    assert [each.state.value for each in made if each.sku == "HOUSE"] == ["paused"]


def test_goods_put_on_hold_for_somebody_are_no_subscription() -> None:
    assert "size" in Talk("en").say("put the red jacket on hold for me")


def test_who_has_no_subscription_and_says_how_often_wants_one() -> None:
    talk = Talk("fr")

    wish = "est-ce que vous pourriez m'envoyer deux paquets de café maison chaque mois"
    talk.say(wish, "à retirer", "oui")

    made = talk.shop.subscriptions.kept.values()
    assert [each.quantity for each in made if each.sku == "HOUSE"] == [2]


@pytest.mark.parametrize("said", ["bring it to us", "by post please"])
def test_how_a_subscription_comes_is_told_in_any_words_of_delivery(said: str) -> None:
    talk = Talk("en")

    talk.say("subscribe me to the espresso roast coffee every two weeks")

    assert "for delivery" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [
        ("en", "about the coffee you send me every month, three bags is too many, one will do",
         "Shall it be 1 House Blend Coffee each time?"),
        ("en", "the coffee I get from you is too much, can I have it every two months",
         "every 2 months"),
        ("es", "el café que me mandáis cada mes ya no lo quiero", "de baja"),
        ("fr", "le café que vous m'envoyez chaque mois, c'est trop, arrêtez", "J'arrête"),
        ("fr", "le café mensuel, j'aimerais que vous arrêtiez de m'en envoyer", "J'arrête"),
        ("de", "der Kaffee, den ihr mir jeden Monat schickt, bitte alle zwei Monate", "2 Monate"),
        ("de", "schickt mir bitte keinen Kaffee mehr", "beenden"),
        ("en", "please stop sending me coffee", "end the subscription"),
    ],
)  # fmt: skip
def test_what_comes_already_is_spoken_of_without_being_ordered_anew(
    language: str, said: str, asked: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "subscription HOUSE*2")

    assert asked in talk.say(said)


def test_who_asks_to_be_sent_something_has_no_subscription() -> None:
    answered = Talk("en").say("could you ship me a pair of the trail runners, white, size eleven")

    assert "for delivery" in answered
