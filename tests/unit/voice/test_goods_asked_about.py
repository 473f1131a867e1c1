"""Who asks what the goods in hand are like does not lose them, and is told nothing invented."""

from __future__ import annotations

import pytest

from app.voice.nlu.goods_questions import asks_made_in, asks_range_of, asks_what_like
from tests.conversations.talk import Talk

UNTOLD = {
    "en": "I can't tell you that of Head Lamp. For that say: a person.",
    "es": "Eso no te lo puedo decir de Linterna Frontal. Para eso di: una persona.",
    "fr": "Je ne peux pas vous le dire pour Lampe Frontale. Pour cela, dites : une personne.",
    "de": "Das kann ich Ihnen zu Stirnlampe nicht sagen. Sagen Sie dafür: eine Person.",
}


@pytest.mark.parametrize(
    ("language", "wish", "question", "yes"),
    [
        ("en", "do you have head lamps", "is it waterproof", "yes please"),
        ("es", "¿tienen linternas frontales?", "¿es impermeable?", "sí"),
        ("fr", "vous avez une lampe frontale ?", "elle est étanche ?", "oui"),
        ("de", "habt ihr Stirnlampen", "ist die wasserdicht?", "ja"),
    ],
)
def test_what_is_not_known_of_goods_is_said_and_they_stay_in_hand(
    language: str, wish: str, question: str, yes: str
) -> None:
    talk = Talk(language)

    told = talk.say(wish, question).replace("\xa0", " ")
    talk.say(yes, yes)

    assert told.startswith(UNTOLD[language])
    assert talk.bought == [("LAMP", 1)]


@pytest.mark.parametrize(
    ("language", "wish", "question", "told"),
    [
        ("en", "do you have head lamps", "do they come in blue", "There is only one kind of Head"),
        ("es", "¿tienen calcetines?", "¿de qué colores?", "De Calcetines de Lana solo hay una"),
        ("fr", "vous avez des vestes ?", "en quelles tailles", "Quelle taille voulez-vous"),
        ("en", "running shoes white size ten", "what other colors do they come in",
         "Which color would you like? It comes in Black or White."),
    ],
)  # fmt: skip
def test_what_goods_come_in_is_told(language: str, wish: str, question: str, told: str) -> None:
    talk = Talk(language)

    assert told in talk.say(wish, question)


def test_a_store_that_is_asked_after_is_of_the_goods_in_hand() -> None:
    told = Talk("en").say("do you have head lamps", "is it in stock at ballard")

    assert told.startswith("Ballard is out of Head Lamp")


@pytest.mark.parametrize(
    ("language", "wish", "way", "told"),
    [
        ("de", "drei Paar Wollsocken zum Abholen in Mitte", "liefern lassen", "mit Lieferung"),
        ("es", "una taza para recoger en Centro", "que me la manden", "con envío"),
        ("en", "one camp mug for pickup downtown", "post it", "for delivery"),
    ],
)
def test_another_way_of_getting_it_is_taken_and_not_explained(
    language: str, wish: str, way: str, told: str
) -> None:
    talk = Talk(language)

    assert told in talk.say(wish, way)


def test_whether_there_is_delivery_is_explained_and_changes_nothing() -> None:
    talk = Talk("de")

    told = talk.say("drei Paar Wollsocken zum Abholen in Mitte", "liefert ihr auch?")

    assert told.startswith("Ich kann an die Adresse in Ihrem Konto liefern lassen.")
    talk.say("ja")
    assert talk.bought == [("SOCK", 3)]


@pytest.mark.parametrize(
    "said", ["is it a person", "is it ready", "are they open", "is it possible", "are you real"]
)
def test_other_questions_are_none_of_goods(said: str) -> None:
    assert not asks_what_like(said)
    assert asks_range_of(said) is None
    assert not asks_made_in(said)


def test_a_size_that_could_be_no_count_is_one_where_one_thing_is_asked_about() -> None:
    talk = Talk("fr")

    told = talk.say("je cherche des baskets pour courir", "du quarante-deux")

    assert "en taille 42" in told
