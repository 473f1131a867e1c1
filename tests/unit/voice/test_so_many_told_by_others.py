"""How many it shall be, told by somebody standing by, in a few words more, or at another
question."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

COFFEE = {
    "en": "one bag of the house blend, we'll come and fetch it Downtown",
    "es": "una bolsa de café de la casa, lo recogemos en Centro",
    "fr": "un paquet de café maison, on passe le prendre à République",
    "de": "eine Packung Hauskaffee, wir holen sie in Mitte ab",
}
MUG = {
    "en": "a camp mug please",
    "es": "ponme una taza de camping",
    "fr": "une tasse de camping, s'il vous plaît",
    "de": "einen Campingbecher",
}


def lines_of(talk: Talk) -> list[tuple[str, int]]:
    return [(str(line.sku), line.quantity) for line in talk.shop_lines()]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Harold says make it three"),
        ("en", "my husband tells me to make it three"),
        ("en", "Dorothy would like three of them"),
        ("en", "you'd better make it three"),
        ("en", "hang on, my better half says make that three"),
        ("es", "mi marido dice que sean tres"),
        ("fr", "mon mari dit d'en prendre trois"),
        ("de", "mein Mann sagt, machen Sie drei draus"),
    ],
)
def test_so_many_told_by_somebody_else_are_of_what_is_in_hand(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(COFFEE[language], words)
    assert lines_of(talk) == [("HOUSE", 3)]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("a head lamp, make it two", [("HOUSE", 1), ("LAMP", 2)]),
        ("my husband says to get a camp mug as well", [("HOUSE", 1), ("MUG", 1)]),
        ("my husband says leave the coffee out", []),
    ],
)
def test_goods_that_are_named_stay_what_is_meant(words: str, wanted: list[tuple[str, int]]) -> None:
    talk = Talk("en")
    talk.say(COFFEE["en"], words)
    assert lines_of(talk) == wanted


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "mach zwei draus"),
        ("de", "wir nehmen zwei"),
        ("fr", "mettez-en deux"),
        ("es", "que sean dos"),
        ("en", "give me two"),
    ],
)
def test_so_many_at_the_question_for_the_way_choose_none(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(MUG[language], words)
    assert lines_of(talk) == [("MUG", 2)]
    assert talk.way() is None


@pytest.mark.parametrize(
    ("language", "pickup", "words"),
    [
        ("en", "pickup", "two of them"),
        ("es", "recogida", "que sean dos"),
        ("de", "Abholung", "machen Sie zwei draus"),
    ],
)
def test_so_many_at_the_question_for_the_store_choose_none(
    language: str, pickup: str, words: str
) -> None:
    talk = Talk(language)
    asked = talk.say(MUG[language], pickup)
    assert talk.say(words) == asked
    assert lines_of(talk) == [("MUG", 2)]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "the second one"), ("de", "das zweite"), ("en", "number two")]
)
def test_a_number_of_a_way_chooses_it(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(MUG[language], words)
    assert talk.way() is not None
    assert lines_of(talk) == [("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "order", "words", "count"),
    [
        ("en", "two camp mugs for pickup Downtown", "oh, my sister wants one as well", 3),
        ("en", "two camp mugs for pickup Downtown", "Peter would like two too", 4),
        ("es", "dos tazas de camping, para recoger en Centro", "mi hermana también quiere una", 3),
        ("fr", "deux tasses de camping, retrait à République", "ma sœur en veut une aussi", 3),
        ("de", "zwei Campingbecher, Abholung in Mitte", "meine Mutter möchte auch einen", 3),
    ],
)
def test_so_many_for_somebody_else_come_on_top(
    language: str, order: str, words: str, count: int
) -> None:
    talk = Talk(language)
    talk.say(order, words)
    assert lines_of(talk) == [("MUG", count)]


def test_other_goods_for_somebody_else_come_beside() -> None:
    talk = Talk("en")
    talk.say("two camp mugs for pickup Downtown", "my sister wants a head lamp as well")
    assert lines_of(talk) == [("MUG", 2), ("LAMP", 1)]
