"""Several pairs of the same shoes, each in its own size told by its number."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

BOTH = {"en": ("SHOE-BK-1", "SHOE-BK-2"), "other": ("SHOE-BK-1", "SHOE-BK-3")}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "two pairs of trail shoes in black, one in a nine and one in a ten, delivered"),
        ("en", "black trail shoes, a nine and a ten, to be delivered"),
        ("en", "two black trail shoes, one in a nine, the other in a ten, delivered please"),
        ("en", "a pair of black trail shoes in nine and a pair in ten, delivered"),
        ("es", "dos pares de zapatillas negras, uno del 40 y otro del 42, a domicilio"),
        ("es", "zapatillas negras del 40 y del 42, a domicilio"),
        ("fr", "deux paires de chaussures noires, l'une en 40 et l'autre en 42, en livraison"),
        ("fr", "deux paires de chaussures noires, une en quarante et une en quarante-deux,"
               " en livraison"),
        ("de", "zwei Paar Trailrunning Schuhe in schwarz, eins in 40 und eins in 42, geliefert"),
        ("de", "zwei Paar schwarze Trailrunning Schuhe, einmal in 40, einmal in 42, geliefert"),
    ],
)  # fmt: skip
def test_one_pair_comes_in_each_size_that_is_told(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(words)
    lines = [(str(line.sku), line.quantity) for line in talk.shop_lines()]
    assert lines == [(sku, 1) for sku in BOTH.get(language, BOTH["other"])]


def test_so_many_pairs_come_in_the_size_they_are_told_with() -> None:
    talk = Talk("en")
    talk.say("three pairs of black trail shoes, two in an eleven and one in a nine, delivered")
    lines = [(str(line.sku), line.quantity) for line in talk.shop_lines()]
    assert lines == [("SHOE-BK-3", 2), ("SHOE-BK-1", 1)]


@pytest.mark.parametrize(
    ("language", "words", "wanted"),
    [
        ("en", "black trail shoes in a nine, no, a ten, delivered", [("SHOE-BK-2", 1)]),
        ("en", "two pairs of black trail shoes in a nine, delivered", [("SHOE-BK-1", 2)]),
        ("en", "a pair of black trail shoes in ten and one camp mug, delivered",
         [("SHOE-BK-2", 1), ("MUG", 1)]),
        ("de", "zwei Paar schwarze Trailrunning Schuhe in 42, geliefert", [("SHOE-BK-3", 2)]),
    ],
)  # fmt: skip
def test_one_size_told_is_that_of_all_pairs(
    language: str, words: str, wanted: list[tuple[str, int]]
) -> None:
    talk = Talk(language)
    talk.say(words)
    assert [(str(line.sku), line.quantity) for line in talk.shop_lines()] == wanted
