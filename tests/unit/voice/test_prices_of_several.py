"""What several goods cost together, in four languages: each price, the sum, and all of it bought on
a yes."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

TOGETHER = [
    ("en", "what would two camp mugs and a house blend come to", "39"),
    ("en", "how much is a mug, a head lamp and a pair of socks altogether", "65.50"),
    ("es", "¿cuánto me costarían dos tazas de camping y un café de la casa todo junto?", "39"),
    ("es", "cuánto sería todo, una linterna, dos botellas y unos calcetines", "97"),
    ("fr", "combien ça fait deux tasses et une lampe", "60"),
    ("fr", "combien pour une paire de chaussettes et deux paquets de café maison", "46"),
    ("de", "was kosten zwei Becher und eine Stirnlampe zusammen", "60"),
    ("de", "wie viel machen drei Campingbecher und ein Hauskaffee", "51,50"),
]
BOTH = [
    ("en", "how much are the mug and the lamp", ("both, delivered please", "yes")),
    ("es", "¿cuánto cuestan la taza y la linterna?", ("sí, las dos", "a domicilio", "sí")),
    ("fr", "combien coûtent la tasse et la lampe", ("oui, les deux", "livraison", "oui")),
    ("de", "was kosten der Becher und die Lampe", ("ja, beide", "nach Hause liefern", "ja")),
]


@pytest.mark.parametrize(("language", "asked", "total"), TOGETHER)
def test_the_sum_of_several_goods_is_told_where_it_is_asked_for(
    language: str, asked: str, total: str
) -> None:
    talk = Talk(language)

    assert total in talk.say(asked)
    assert talk.bought == []


@pytest.mark.parametrize(("language", "asked", "answers"), BOTH)
def test_both_of_two_priced_goods_are_one_of_each(
    language: str, asked: str, answers: tuple[str, ...]
) -> None:
    talk = Talk(language)

    talk.say(asked, *answers)

    assert talk.bought == [("LAMP", 1), ("MUG", 1)]


def test_goods_whose_prices_were_summed_keep_each_their_own_size_and_color() -> None:
    talk = Talk("en")

    talk.say("how much is a pair of black shoes in a ten and a red jacket in medium")
    talk.say("yes", "delivery", "yes")

    assert talk.bought == [("JACKET-RD-M", 1), ("SHOE-BK-2", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "total"),
    [
        ("en", "what do I pay for three mugs", "37.50"),
        ("es", "¿cuánto cuestan dos tazas?", "25"),
        ("fr", "combien coûtent trois tasses", "37,50"),
        ("de", "was kosten zwei Becher", "25"),
    ],
)
def test_so_many_of_one_thing_are_told_with_their_sum_and_nothing_is_ordered(
    language: str, asked: str, total: str
) -> None:
    talk = Talk(language)

    assert total in talk.say(asked)
    assert talk.way() is None


@pytest.mark.parametrize(
    ("language", "asked", "other"),
    [
        ("es", "¿cuánto cuestan la taza y la linterna?", "¿tienen calcetines de lana?"),
        ("en", "how much are the mug and the lamp", "do you have wool socks"),
    ],
)
def test_goods_that_were_only_priced_are_not_bought_with_others_asked_about(
    language: str, asked: str, other: str
) -> None:
    talk = Talk(language)

    talk.say(asked, other, {"es": "sí", "en": "yes"}[language])

    assert [str(each.sku) for each in talk.shop_lines()] == ["SOCK"]


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en", "how much is the mug and when do you open"),
        ("es", "¿cuánto cuesta la taza y a qué hora abren?"),
        ("fr", "combien coûte la tasse et à quelle heure vous ouvrez"),
    ],
)
def test_a_price_asked_beside_the_hours_is_of_one_thing(language: str, asked: str) -> None:
    talk = Talk(language)

    told = talk.say(asked)

    assert "12" in told
    assert "9" in told
