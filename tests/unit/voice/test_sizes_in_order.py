"""Sizes are read out as they hang on the rail, whatever order the till keeps them in."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk
from tests.fakes.voice import NORTHWIND


def _shop_of_fleeces(*sizes: str, stock: int) -> Talk:
    talk = Talk("en")
    talk.shop.found_by = None  # whole words, of what is added here as well
    for number, size in enumerate(sizes):
        levels = {"dt": stock, "nb": stock}
        talk.shop.shop.add_variant(
            NORTHWIND, f"FLEECE-{number}", "Fleece", options={"size": size}, stock=levels
        )
    return talk


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        (("L", "M", "S", "XL"), "small, medium, large or extra large"),
        (("Medium", "Small"), "small or medium"),
        (("10", "9", "9.5"), "9, 9.5 or 10"),
        (("Tall", "Regular"), "tall or regular"),
    ],
)
def test_an_order_asks_for_the_size_smallest_first(sizes: tuple[str, ...], told: str) -> None:
    talk = _shop_of_fleeces(*sizes, stock=4)

    asked = talk.say("I want to order a fleece")

    assert told in asked.lower()


def test_what_is_in_stock_is_told_smallest_first() -> None:
    talk = _shop_of_fleeces("L", "M", "S", stock=4)

    told = talk.say("do you have a fleece in stock")

    assert "small, medium and large" in told
