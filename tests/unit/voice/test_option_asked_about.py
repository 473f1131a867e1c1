"""Who asks in which colors goods come is told their colors, and their sizes later."""

import pytest

from tests.conversations.talk import Talk

_COLORS = {
    "en": ("Blue", "Red"),
    "es": ("Azul", "Rojo"),
    "fr": ("Bleu", "Rouge"),
    "de": ("Blau", "Rot"),
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["what colors do the rain jackets come in"]),
        ("es", ["qué colores hay de la chaqueta impermeable"]),
        ("fr", ["quelles couleurs avez-vous pour la veste imperméable"]),
        ("de", ["welche Farben gibt es bei den Regenjacken"]),
        ("en", ["do you have the rain jacket", "what colors does it come in"]),
        ("es", ["tienen la chaqueta impermeable", "en qué colores la hay"]),
        ("fr", ["avez-vous la veste imperméable", "en quelles couleurs elle existe"]),
        ("de", ["habt ihr die Regenjacke", "welche Farben gibt es denn"]),
    ],
)
def test_colors_that_are_asked_for_are_told_first(language: str, said: list[str]) -> None:
    talk = Talk(language)
    told = talk.say(*said)
    assert all(color in told for color in _COLORS[language])
    assert [choice.label for choice in talk.choices()] == list(_COLORS[language])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "what sizes do the rain jackets come in"),
        ("en", "do you have the rain jacket"),
        ("de", "welche Größen gibt es bei den Regenjacken"),
        ("de", "habt ihr die Regenjacke"),
    ],
)
def test_else_the_size_is_asked_for_first(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(said)
    assert [choice.key for choice in talk.choices()] == ["S", "M", "L"]


def test_the_size_is_asked_for_once_the_color_is_told() -> None:
    talk = Talk("de")
    talk.say("welche Farben gibt es bei den Regenjacken", "rot", "M")
    item = talk.spoken_of()
    assert item is not None
    assert item.sku == "JACKET-RD-M"
