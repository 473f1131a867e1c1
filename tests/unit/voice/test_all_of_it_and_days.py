"""All of what was read back is agreed to, and the day of a month beside another span counts
nothing."""

from __future__ import annotations

import pytest

from tests.conversations.runner import Script, played, scripts_in
from tests.conversations.talk import Talk

_PLAYED = """
= es: al cinco | stands ESPRESSO active next 2026-12-05
given subscription ESPRESSO
pásame el café al cinco de diciembre, que este mes voy sobrado
confirm_change> correcto

= fr: au cinq | stands ESPRESSO active next 2026-12-05
given subscription ESPRESSO
mettez plutôt mon café au cinq décembre, ce mois-ci j'en ai trop
confirm_change> c'est exact

= es: dejar de recibir | stands HOUSE canceled
given subscription ESPRESSO
given subscription HOUSE
quiero dejar de recibir el café de la casa
confirm_change> sí, solo ese

= fr: ferme mal | return 0 defective
given completed BOTTLE
la gourde ferme mal et elle a trempé mon sac, je vous la rends
confirm_return> oui
"""
_SCRIPTS = list(scripts_in(_PLAYED))


@pytest.mark.parametrize("script", _SCRIPTS, ids=[each.name for each in _SCRIPTS])
def test_it_comes_to_its_end(script: Script) -> None:
    assert played(script).good


@pytest.mark.parametrize(
    ("language", "order", "all_of_it"),
    [
        ("es", "una linterna frontal y una taza de camping para recoger en Centro", "las dos, sí"),
        ("fr", "une lampe frontale et une tasse de camping à retirer à République",
         "oui, les deux"),
        ("de", "eine Stirnlampe und einen Campingbecher zum Abholen in Mitte", "ja, beide"),
        ("en", "a head lamp and a camp mug for pickup downtown", "yes, both"),
    ],
)  # fmt: skip
def test_both_of_two_agrees_to_the_order(language: str, order: str, all_of_it: str) -> None:
    talk = Talk(language)
    talk.say(order, all_of_it)

    assert talk.bought == [("LAMP", 1), ("MUG", 1)]


def test_both_of_one_agrees_to_nothing() -> None:
    talk = Talk("es")
    talk.say("una linterna frontal para recoger en Centro", "las dos, sí")

    assert not talk.placed


def test_the_letter_of_a_size_is_of_each_kind() -> None:
    talk = Talk("es")
    talk.say("dos chaquetas impermeables de la M, una azul y una roja, las recojo en Centro")

    lines = sorted((str(each.sku), each.quantity) for each in talk.shop_lines())

    assert lines == [("JACKET-BL-M", 1), ("JACKET-RD-M", 1)]
