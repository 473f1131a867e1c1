"""One thing is taken out and another put in, so many are told anew with why, and what is offered is
taken in another color."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

_TWO_MUGS = {
    "en": "two mugs for pickup downtown",
    "es": "dos tazas para recoger en Centro",
    "fr": "deux tasses à retirer à République",
    "de": "zwei Becher zur Abholung in Mitte",
}


def _lines(talk: Talk) -> list[tuple[str, int]]:
    return sorted((str(each.sku), each.quantity) for each in talk.shop_lines())


@pytest.mark.parametrize(
    ("language", "words", "left"),
    [
        ("es", "quítame una y ponme unos calcetines", [("MUG", 1), ("SOCK", 1)]),
        ("es", "ponme unos calcetines y quita una taza", [("MUG", 1), ("SOCK", 1)]),
        ("es", "mejor una taza menos y una linterna", [("LAMP", 1), ("MUG", 1)]),
        ("fr", "enlevez-en une et ajoutez des chaussettes", [("MUG", 1), ("SOCK", 1)]),
        ("fr", "une de moins et mettez une lampe", [("LAMP", 1), ("MUG", 1)]),
        ("de", "nimm einen raus und leg Wollsocken dazu", [("MUG", 1), ("SOCK", 1)]),
        ("en", "one mug less and a lamp please", [("LAMP", 1), ("MUG", 1)]),
        ("en", "one mug less", [("MUG", 1)]),
    ],
)
def test_one_fewer_and_other_goods_are_both_done(
    language: str, words: str, left: list[tuple[str, int]]
) -> None:
    talk = Talk(language)
    talk.say(_TWO_MUGS[language], words)

    assert _lines(talk) == left
    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "order", "words"),
    [
        (
            "es",
            "dos tazas y una linterna para recoger en Centro",
            "quítame la linterna y ponme unos calcetines",
        ),
        (
            "en",
            "two mugs and a lamp for pickup downtown",
            "take off the lamp and give me some socks",
        ),
    ],
)
def test_what_is_wished_beside_goods_left_out_comes_to_the_rest(
    language: str, order: str, words: str
) -> None:
    talk = Talk(language)
    talk.say(order, words)

    assert _lines(talk) == [("MUG", 2), ("SOCK", 1)]


def test_goods_in_hand_that_are_wished_anew_are_counted_anew() -> None:
    talk = Talk("en")
    talk.say("a mug and a lamp for pickup downtown", "take out the lamp and give me two mugs")

    assert _lines(talk) == [("MUG", 2)]


@pytest.mark.parametrize(
    ("language", "words", "line"),
    [
        ("es", "quiero tres tazas de camping, no, cuatro, que somos cuatro en casa", ("MUG", 4)),
        ("es", "dos botellas, perdón, tres, por favor", ("BOTTLE", 3)),
        ("en", "three mugs, no, four, there are four of us", ("MUG", 4)),
        ("fr", "deux gourdes, non, trois, une pour chaque enfant", ("BOTTLE", 3)),
        ("de", "drei Becher, nein, vier, wir sind vier zu Hause", ("MUG", 4)),
        ("en", "three mugs, no, four lamps", ("LAMP", 4)),
    ],
)
def test_a_count_is_corrected_before_it_is_told_why(
    language: str, words: str, line: tuple[str, int]
) -> None:
    talk = Talk(language)
    talk.say(words)

    assert _lines(talk) == [line]


@pytest.mark.parametrize(
    ("language", "question", "words", "sku"),
    [
        ("es", "tienen la chaqueta azul en M", "me la llevo en rojo y me la envían", "RD-M"),
        ("es", "tienen la chaqueta azul en M", "me la llevo, pero roja", "RD-M"),
        ("es", "tienen la chaqueta azul en M", "me la quedo en L y me la mandan", "BL-L"),
        ("es", "tienen la chaqueta azul en M", "me la llevo", "BL-M"),
        ("es", "tienen la chaqueta azul en M", "me la llevo, la recojo en Norte", "BL-M"),
        ("en", "do you have the rain jacket in blue in M", "I'll take it in red, posted", "RD-M"),
        ("fr", "vous avez la veste bleue en M", "je la prends en rouge, livrée", "RD-M"),
    ],
)
def test_what_is_offered_is_taken_in_the_color_told_with_it(
    language: str, question: str, words: str, sku: str
) -> None:
    talk = Talk(language)
    talk.say(question, words)

    assert _lines(talk) == [(f"JACKET-{sku}", 1)]
