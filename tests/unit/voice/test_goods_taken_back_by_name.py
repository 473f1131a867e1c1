"""Shoppers who name other goods, or another color, within the sentence, and tell why."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "words", "sku", "many"),
    [
        ("en", "two mugs, no sorry, head lamps", "LAMP", 2),
        ("en", "four bags of house blend, no sorry of espresso", "ESPRESSO", 4),
        ("en", "three mugs, no, I mean bottles", "BOTTLE", 3),
        ("es", "quiero dos tazas, no perdón, linternas frontales", "LAMP", 2),
        ("es", "quiero tres paquetes de café expreso, no, perdón, café de la casa", "HOUSE", 3),
        ("fr", "deux paquets d'expresso, non pardon de café maison", "HOUSE", 2),
        ("fr", "deux paquets de café maison, euh non, d'expresso", "ESPRESSO", 2),
        ("fr", "il me faut quatre tasses, non pardon, gourdes", "BOTTLE", 4),
        ("de", "vier Packungen Espresso, nein Entschuldigung Hauskaffee", "HOUSE", 4),
        ("de", "zwei Wollsocken, äh nein, Stirnlampen, die Socken hab ich schon", "LAMP", 2),
    ],
)
def test_goods_named_behind_a_no_are_wanted_instead_in_as_many(
    language: str, words: str, sku: str, many: int
) -> None:
    talk = Talk(language)
    talk.say(words)
    assert [(line.sku, line.quantity) for line in talk.shop_lines()] == [(sku, many)]


@pytest.mark.parametrize(
    ("language", "words", "sku"),
    [
        ("en", "white trail running shoes in a 10, uh no black, black stays clean", "SHOE-BK-2"),
        ("es", "una chaqueta impermeable roja en M, eh no azul, azul combina mejor", "JACKET-BL-M"),
        ("fr", "des chaussures de trail noires en 41, euh non blanches, ça va mieux", "SHOE-WH-2"),
        ("fr", "une veste rouge en M, non, bleue, le bleu me va mieux", "JACKET-BL-M"),
        ("de", "eine rote Regenjacke in M, äh nein blaue, blau steht mir besser", "JACKET-BL-M"),
    ],
)
def test_another_color_counts_though_it_is_told_why(language: str, words: str, sku: str) -> None:
    talk = Talk(language)
    talk.say(words)
    assert [line.sku for line in talk.shop_lines()] == [sku]


@pytest.mark.parametrize(
    ("language", "words", "sku", "many"),
    [
        ("fr", "deux tasses, non, trois", "MUG", 3),
        ("en", "two mugs, no sorry, three", "MUG", 3),
        ("de", "zwei Stirnlampen, nein danke, keine Tüte", "LAMP", 2),
    ],
)
def test_a_no_before_no_goods_takes_back_none(
    language: str, words: str, sku: str, many: int
) -> None:
    talk = Talk(language)
    talk.say(words)
    told = talk.shop_lines() or (talk.spoken_of(),)
    assert [(line.sku, line.quantity) for line in told if line] == [(sku, many)]
