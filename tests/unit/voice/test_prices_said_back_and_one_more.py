"""A price that is said back before the wish, a color and a size that are taken at an offer, and one
more of what is in hand."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

JACKET = {
    "en": "how much is the rain jacket",
    "es": "cuánto cuesta la chaqueta impermeable",
    "fr": "la veste imperméable elle est à combien",
    "de": "was kostet die Regenjacke",
}
BOTTLE = {
    "en": "how much is the steel bottle",
    "es": "cuánto cuesta la botella de acero",
    "fr": "c'est combien la gourde en acier",
    "de": "was kostet die Trinkflasche",
}


def lines(talk: Talk) -> list[tuple[str | None, int]]:
    return [(line.sku, line.quantity) for line in talk.shop_lines()]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I'll take the blue one in M"),
        ("en", "fine, I'll take the blue one in medium"),
        ("en", "ninety-nine, okay, I'll have the blue one in M"),
        ("es", "está bien, me llevo la azul en M"),
        ("es", "noventa y nueve, vale, me llevo la azul en M"),
        ("fr", "ça va, je prends la bleue en M"),
        ("fr", "quatre-vingt-dix-neuf, ça va, je prends la bleue taille M"),
        ("de", "gut, dann nehm ich die blaue in M"),
        ("de", "neunundneunzig, das geht, ich nehme die blaue in M"),
    ],
)
def test_a_color_and_a_size_take_one_of_what_was_priced(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(JACKET[language], words)
    assert lines(talk) == [("JACKET-BL-M", 1)]


def test_a_size_as_low_as_a_count_is_a_size_behind_its_word() -> None:
    talk = Talk("en")
    talk.say("how much are the trail running shoes", "I'll take the white ones in a 10")
    assert lines(talk) == [("SHOE-WH-2", 1)]


@pytest.mark.parametrize(
    ("language", "words", "many"),
    [
        ("en", "twenty-two, that's fine, I'll take one", 1),
        ("en", "twenty-two dollars, I'll take three", 3),
        ("es", "veintidós, está bien, me llevo dos", 2),
        ("fr", "vingt-deux, c'est correct, j'vais en prendre une", 1),
        ("de", "zweiundzwanzig, das geht, ich nehme zwei", 2),
        ("en", "twenty, please", 20),
    ],
)
def test_only_the_price_that_was_told_counts_no_goods(language: str, words: str, many: int) -> None:
    talk = Talk(language)
    talk.say(BOTTLE[language], words)
    assert lines(talk) == [("BOTTLE", many)]


def test_other_goods_in_a_color_are_other_goods() -> None:
    talk = Talk("en")
    talk.say(JACKET["en"], "I'll take a mug in blue")
    assert [line.sku for line in talk.shop_lines()] == ["MUG"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("two steel bottles", "pickup", "downtown", "oh and a third bottle for my wife")),
        ("es", ("dos botellas de acero", "recoger", "centro", "y una tercera botella")),
        ("fr", ("deux gourdes en acier", "retrait", "république", "ah et une troisième gourde")),
        ("de", ("zwei Trinkflaschen", "Abholung", "Mitte", "ach und eine dritte Trinkflasche")),
    ],
)
def test_a_further_one_comes_with_those_in_hand(language: str, words: tuple[str, ...]) -> None:
    talk = Talk(language)
    talk.say(*words)
    assert lines(talk) == [("BOTTLE", 3)]


def test_a_second_for_somebody_asks_for_no_pause() -> None:
    talk = Talk("en")
    talk.say("a steel bottle", "pickup", "oh and a second bottle for my wife")
    assert lines(talk) == [("BOTTLE", 2)]
