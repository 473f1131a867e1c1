"""Of goods bought in several colors, the one whose color is said is meant."""

from __future__ import annotations

import pytest

from domain.orders import OrderState
from tests.conversations.runner import give
from tests.conversations.talk import Talk

YES = {"en": "yes please", "es": "sí, por favor", "fr": "oui, s'il vous plaît", "de": "ja bitte"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "cancel my black trail running shoes"),
        ("es", "cancela mis zapatillas de trail negras"),
        ("fr", "annulez mes chaussures de trail noires"),
        ("de", "stornieren Sie die schwarzen Trailrunning Schuhe"),
    ],
)
def test_the_color_said_decides_which_order_is_canceled(language: str, words: str) -> None:
    talk = Talk(language)
    give(talk.shop, "confirmed SHOE-BK-2")
    give(talk.shop, "confirmed SHOE-WH-2")

    asked = talk.say(words)

    assert "0001" in asked

    talk.say(YES[language])

    assert talk.placed == [OrderState.CANCELED, OrderState.CONFIRMED]


def test_the_color_said_decides_which_goods_go_back() -> None:
    talk = Talk("en")
    give(talk.shop, "completed SHOE-BK-2")
    give(talk.shop, "completed SHOE-WH-2")

    talk.say("I want to return the black trail running shoes")
    talk.say("they do not fit")
    talk.say("yes please")

    black = next(iter(talk.shop.shop.orders))
    assert [each.order_id for each in talk.shop.given_back] == [black]
