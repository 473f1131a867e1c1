"""A color that nothing of the shop comes in is answered with those there are, not passed over."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    "words",
    [
        "do you have the rain jacket in green",
        "do you have the rain jacket in green in size large",
        "order the rain jacket in purple for pickup downtown",
    ],
)
def test_goods_that_do_not_come_in_a_color_are_told_with_their_own(words: str) -> None:
    color = "purple" if "purple" in words else "green"

    answer = Talk("en").say(words)

    assert answer.startswith(f"The Rain Jacket doesn't come in {color}.")
    assert "It comes in Blue or Red." in answer


def test_goods_without_colors_are_there_whatever_color_is_named() -> None:
    assert Talk("en").say("do you have a water bottle in green").startswith("Yes. Steel Water")


def test_a_color_of_the_shop_is_taken_as_before() -> None:
    assert "in Red" in Talk("en").say("do you have the rain jacket in red")
