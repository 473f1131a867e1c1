"""Wishes in words that nobody had thought of: each of these went elsewhere once."""

from __future__ import annotations

import pytest

from app.voice.nlu.hesitation import act_of
from app.voice.nlu.manners import is_yes
from app.voice.nlu.order_talk import calls_off_order
from app.voice.nlu.store_questions import asks_latest
from app.voice.nlu.understanding import Expect
from app.voice.nlu.ways import method_in
from app.voice.turn import Intent
from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    "said",
    [
        "what's the latest I can drop by tonight",
        "until when can I come in tomorrow",
        "¿hasta qué hora puedo ir hoy?",
        "jusqu'à quelle heure puis-je venir demain",
        "bis wann kann man heute vorbeischauen",
    ],
)
def test_how_late_one_may_come_is_a_question_for_hours(said: str) -> None:
    assert asks_latest(said)


@pytest.mark.parametrize("said", ["what's the latest tent", "how late is my order", "bis wann"])
def test_other_questions_are_none_for_hours(said: str) -> None:
    assert not asks_latest(said)


@pytest.mark.parametrize(
    "said",
    [
        "I ordered a lamp yesterday but I found my old one, could you cancel it",
        "there is an order I made on Monday, please call it off",
        "hice un pedido ayer y ya no me sirve, ¿podrías anularlo?",
        "j'ai commandé une tente hier, il faudrait l'annuler",
        "ich habe gestern einen Becher bestellt, bitte stornieren",
    ],
)
def test_an_order_that_is_told_of_and_called_off_shall_be_canceled(said: str) -> None:
    assert calls_off_order(said)


@pytest.mark.parametrize(
    "said",
    [
        "I ordered a lamp, where is it",
        "I ordered a lamp, please don't cancel it",
        "I ordered a lamp, can you drop it off at my place",
        "cancel it",
        "ich habe einen Becher bestellt, bitte nicht stornieren",
    ],
)
def test_what_is_only_told_of_is_not_called_off(said: str) -> None:
    assert not calls_off_order(said)


def test_the_order_meant_is_asked_about_and_nothing_is_bought() -> None:
    talk = Talk("en")
    talk.say("order a head lamp for pickup downtown", "yes")

    asked = talk.say("so I ordered a head lamp but my sister already got me one, can you scrap it")

    assert "cancel" in asked
    assert len(talk.placed) == 1


@pytest.mark.parametrize(
    "said", ["right, go for it", "okay let's do it", "venga, adelante", "bon, on y va",
             "gut, dann machen Sie das"]
)  # fmt: skip
def test_that_it_shall_be_done_is_a_yes(said: str) -> None:
    assert is_yes(said)


@pytest.mark.parametrize("said", ["let's do it for two", "was macht das", "go for it in red"])
def test_that_it_shall_be_done_otherwise_is_none(said: str) -> None:
    assert not is_yes(said)


@pytest.mark.parametrize(
    "said",
    [
        "ach lassen Sie mal, ich überleg's mir nochmal",
        "finalement non, laissez tomber",
        "mejor déjalo, ya volveré otro día",
        "actually forget it, I'll think about it",
    ],
)
def test_who_may_come_again_wants_nothing_now(said: str) -> None:
    assert act_of(said, Expect.CHANGE) is Intent.STOP


@pytest.mark.parametrize(
    ("language", "said"), [("es", "no, déjalo"), ("fr", "finalement non, laissez tomber")]
)
def test_who_does_not_want_it_canceled_keeps_it(language: str, said: str) -> None:
    wish = {"es": "cancela mi pedido", "fr": "annulez ma commande"}[language]
    order = {
        "es": "quiero pedir una taza de camping para recoger en Centro",
        "fr": "je voudrais commander une tasse de camping à retirer à République",
    }[language]
    talk = Talk(language)
    talk.say(order, {"es": "sí", "fr": "oui"}[language])

    talk.say(wish, said)

    assert [each.value for each in talk.placed] == ["confirmed"]


def test_who_says_where_says_more_than_hello() -> None:
    talk = Talk("es")

    read = talk.say("quiero pedir una taza de camping", "paso yo por Norte")

    assert "para recoger en Norte" in read


@pytest.mark.parametrize(
    "said",
    [
        "legen Sie mir eine Trinkflasche aus Stahl zurück, ich komm heut in Altona vorbei",
        "legen Sie mir eine Trinkflasche aus Stahl und ein Xylophon zurück, zum Abholen in Altona",
    ],
    ids=["a day", "what is not sold"],
)
def test_goods_named_once_are_ordered_once(said: str) -> None:
    talk = Talk("de")

    answered = talk.say(said)
    for _ in range(3):
        answered = talk.say("ja") if "?" in answered and not talk.placed else answered

    assert talk.bought in ([], [("BOTTLE", 1)])


def test_my_place_is_where_it_is_delivered_to() -> None:
    assert method_in("two bags of coffee to my place") is FulfillmentMethod.SHIPPING


def test_between_two_readings_that_both_buy_what_is_in_hand_decides() -> None:
    talk = Talk("fr")

    asked = talk.say("il me faudrait une gourde en acier et aussi une lampe frontale")
    read = talk.say("à retirer à République")

    assert "Retrait en magasin" in asked
    assert "Gourde" in read
    assert "Lampe Frontale" in read
