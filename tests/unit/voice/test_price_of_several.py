"""What so many of something cost is told, and asking for it orders nothing."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "asked", "total"),
    [
        ("fr", "ça ferait combien trois paquets de café maison", "42"),
        ("fr", "deux gourdes, ça coûterait combien", "44"),
        ("en", "what would four mugs set me back", "50"),
        ("es", "cuánto me costarían dos botellas", "44"),
        ("de", "was würden drei Packungen Hauskaffee kosten", "42"),
        ("de", "was muss ich für zwei Stirnlampen zahlen", "70"),
    ],
)
def test_the_price_of_so_many_is_told(language: str, asked: str, total: str) -> None:
    talk = Talk(language)

    assert total in talk.say(asked)
    assert talk.way() is None


def test_a_number_of_the_name_counts_nothing() -> None:
    assert "498" not in Talk("fr").say("combien coûte la tente deux places")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "was muss ich machen, um einen Becher zu bestellen"),
        ("en", "i need two mugs"),
    ],
)
def test_a_wish_for_goods_is_no_question_for_their_price(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(said)

    assert talk.shop_lines()


@pytest.mark.parametrize(
    ("language", "wish", "asked"),
    [
        ("fr", "je voudrais la tente familiale", "c'est combien encore"),
        ("en", "i'd like the family tent", "how much was it again"),
        ("es", "quiero la carpa familiar", "cuánto era"),
        ("de", "ich hätte gern das Familienzelt", "wie viel war das gleich"),
    ],
)
def test_the_price_is_told_where_the_way_was_asked_for(
    language: str, wish: str, asked: str
) -> None:
    assert "449" in Talk(language).say(wish, asked)
