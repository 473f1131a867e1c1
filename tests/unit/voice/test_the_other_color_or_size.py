"""Another color or size of what is spoken of, by itself; and one that is named only to be refused,
or was taken back."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

_BLUE = {
    "en": "the rain jacket in blue in M",
    "es": "la chaqueta azul en M",
    "fr": "la veste bleue en M",
    "de": "die Regenjacke in Blau in M",
}
_HAVE = {"en": "do you have", "es": "tienen", "fr": "vous avez", "de": "haben Sie"}
_ORDER = {
    "en": "a blue rain jacket in M for pickup downtown",
    "es": "una chaqueta azul en M para recoger en Centro",
    "fr": "une veste bleue en M à retirer à République",
    "de": "eine blaue Regenjacke in M zur Abholung in Mitte",
}


def _lines(talk: Talk) -> list[tuple[str, int]]:
    return sorted((str(each.sku), each.quantity) for each in talk.shop_lines())


@pytest.mark.parametrize(
    ("language", "words", "line"),
    [
        ("en", "I'll take the red one", ("JACKET-RD-M", 1)),
        ("en", "give me the red one", ("JACKET-RD-M", 1)),
        ("en", "I want two red ones", ("JACKET-RD-M", 2)),
        ("es", "me llevo la roja", ("JACKET-RD-M", 1)),
        ("es", "me quedo con la roja en L", ("JACKET-RD-L", 1)),
        ("fr", "je prends la rouge", ("JACKET-RD-M", 1)),
        ("de", "geben Sie mir die rote", ("JACKET-RD-M", 1)),
        ("en", "I'll take a mug", ("MUG", 1)),
    ],
)
def test_who_is_offered_one_color_takes_another(
    language: str, words: str, line: tuple[str, int]
) -> None:
    talk = Talk(language)
    talk.say(f"{_HAVE[language]} {_BLUE[language]}", words)

    assert _lines(talk) == [line]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "give me the red one instead"),
        ("es", "quiero la roja"),
        ("fr", "je prends la rouge"),
        ("de", "ich nehme doch die rote"),
    ],
)
def test_the_other_color_comes_for_the_one_read_back(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_ORDER[language], words)

    assert _lines(talk) == [("JACKET-RD-M", 1)]


@pytest.mark.parametrize(
    ("language", "words", "sku"),
    [
        ("es", "una chaqueta roja en M, no en L", "JACKET-RD-M"),
        ("es", "una chaqueta en rojo, no en azul, en M", "JACKET-RD-M"),
        ("es", "unas zapatillas negras en 41, no en 42", "SHOE-BK-2"),
        ("en", "a red rain jacket in M, not an L", "JACKET-RD-M"),
        ("fr", "une veste rouge en M, pas en L", "JACKET-RD-M"),
        ("fr", "une veste en rouge, pas en bleu, taille M", "JACKET-RD-M"),
        ("de", "eine Regenjacke in Rot, nicht in Blau, in M", "JACKET-RD-M"),
    ],
)
def test_a_value_that_is_only_refused_is_not_taken(language: str, words: str, sku: str) -> None:
    talk = Talk(language)
    talk.say(words)

    assert _lines(talk) == [(sku, 1)]


@pytest.mark.parametrize(
    ("language", "words", "sku"),
    [
        ("es", "una chaqueta roja en M, no, en L", "JACKET-RD-L"),
        ("es", "quiero una chaqueta azul, no mira, roja, en M", "JACKET-RD-M"),
        ("en", "a blue rain jacket, no, red, in M", "JACKET-RD-M"),
        ("en", "a rain jacket in blue, no, red in M", "JACKET-RD-M"),
        ("de", "ich möchte eine blaue Regenjacke, nein, rote, in M", "JACKET-RD-M"),
        ("fr", "je voudrais une veste bleue, non, rouge, en M", "JACKET-RD-M"),
    ],
)
def test_a_value_behind_a_no_between_pauses_is_meant(language: str, words: str, sku: str) -> None:
    talk = Talk(language)
    talk.say(words)

    assert _lines(talk) == [(sku, 1)]


def test_red_socks_behind_a_blue_jacket_recolor_nothing() -> None:
    talk = Talk("en")

    assert "Red" not in talk.say("a blue rain jacket in M, no, red socks")
