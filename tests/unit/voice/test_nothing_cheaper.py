"""Who asks for something cheaper where there is nothing keeps the goods in hand."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "goods", "cheaper", "told"),
    [
        ("en", "what mugs have you got", "the cheaper one", "nothing cheaper than Camp Mug"),
        ("es", "¿qué tazas tenéis?", "la más barata", "nada más barato que Taza de Camping"),
        ("fr", "vous avez des lampes", "la moins chère", "rien de moins cher que Lampe Frontale"),
        ("de", "was habt ihr an Socken", "die billigeren", "Günstiger als Wollsocken"),
    ],
)
def test_that_nothing_is_cheaper_is_said_and_the_question_asked_again(
    language: str, goods: str, cheaper: str, told: str
) -> None:
    talk = Talk(language)
    talk.say(goods)

    heard = talk.say(cheaper)

    assert told in heard
    assert heard.endswith("?")


def test_a_size_told_after_it_is_no_price() -> None:
    talk = Talk("en")
    talk.say("show me running shoes")
    talk.say("anything cheaper")

    assert "size 10" in talk.say("a ten")
    assert "Black: 8 at Downtown" in talk.say("black")


@pytest.mark.parametrize(
    ("language", "goods", "cheaper", "answer", "told"),
    [
        ("de", "was habt ihr an Socken", "die billigeren", "zwei Paar", "2 Wollsocken"),
        ("fr", "vous avez des lampes", "la moins chère", "livraison à la maison", "à livrer"),
        ("en", "what mugs have you got", "any cheaper", "pick up downtown", "1 Camp Mug, for"),
    ],
)
def test_a_count_or_a_way_told_after_it_orders(
    language: str, goods: str, cheaper: str, answer: str, told: str
) -> None:
    talk = Talk(language)
    talk.say(goods)
    talk.say(cheaper)

    assert told in talk.say(answer)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (("two please", "pickup downtown"), "2 House Blend Coffee, for pickup"),
        (("delivery",), "1 House Blend Coffee, for delivery"),
        (("two, delivered",), "2 House Blend Coffee, for delivery"),
    ],
)
def test_a_count_or_a_way_takes_the_nearest_to_a_price(answers: tuple[str, ...], told: str) -> None:
    talk = Talk("en")
    talk.say("do you have coffee under five dollars")

    heard = [talk.say(each) for each in answers]

    assert told in heard[-1]
