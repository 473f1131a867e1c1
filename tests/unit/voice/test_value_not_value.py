"""One value and not another of what was read back, in four languages, without a pause between: the
one that the goods in hand do not have is meant."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

JACKET = {
    "en": "a red rain jacket in large for pickup downtown",
    "es": "una chaqueta roja talla L para recoger en Centro",
    "fr": "une veste imperméable rouge en L, retrait à République",
    "de": "eine rote Regenjacke in L, Abholung in Mitte",
}
YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "stop, I want blue not red"),
        ("es", "pará no la quiero azul no roja"),
        ("es", "azul, no roja"),
        ("es", "roja no azul"),
        ("fr", "attendez je la veux bleue pas rouge"),
        ("de", "halt, ich will sie blau nicht rot"),
    ],
)
def test_the_color_that_is_not_in_hand_is_meant(language: str, words: str) -> None:
    talk = Talk(language)

    talk.say(JACKET[language], words, YES[language])

    assert talk.bought == [("JACKET-BL-L", 1)]


@pytest.mark.parametrize(
    ("language", "words"), [("es", "azul no, roja"), ("es", "ni roja ni azul"), ("de", "ja, rot")]
)
def test_what_is_in_hand_stays_where_the_other_one_or_both_are_refused(
    language: str, words: str
) -> None:
    talk = Talk(language)

    talk.say(JACKET[language], words)

    assert all(each.options["color"] in {"Rojo", "Rot"} for each in talk.shop_lines())


def test_a_size_is_corrected_before_the_read_back_as_well() -> None:
    talk = Talk("es")

    talk.say("unas zapatillas negras de la 41 para recoger", "no, 42 no 41", "Centro", "sí")

    assert talk.bought == [("SHOE-BK-3", 1)]
