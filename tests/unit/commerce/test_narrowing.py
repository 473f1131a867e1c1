"""From many variants to one, step by step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.commerce.narrowing import NotMade, narrow, near_misses, values_of
from domain.ids import ProductSku
from tests.unit.commerce.contexts import VARIANT


def shoe(size: str, color: str, **more: str) -> object:
    return replace(
        VARIANT,
        sku=ProductSku(f"{size}-{color}"),
        options={"color": color, "size": size, **more},
    )


SHOES = [
    shoe("9.5", "Black"),
    shoe("10.5", "Black"),
    shoe("10.5", "Red"),
    shoe("8", "Red"),
    shoe("12", "White"),
]


def test_size_is_asked_for_first_and_smallest_first() -> None:
    found = narrow(SHOES, {})

    assert (found.option, found.values) == ("size", ("8", "9.5", "10.5", "12"))


def test_only_combinations_that_exist_are_offered() -> None:
    found = narrow(SHOES, {"size": "10.5"})

    assert (found.option, found.values) == ("color", ("Black", "Red"))
    assert narrow(SHOES, {"size": "10.5", "color": "red"}).option is None


def test_a_size_that_is_not_made_names_its_neighbors() -> None:
    found = narrow(SHOES, {"size": "10", "color": "Black"})

    assert found.not_made == (NotMade(option="size", value="10", near=("9.5", "10.5")),)
    assert (found.option, found.values) == ("size", ("9.5", "10.5"))


def test_a_color_not_made_in_that_size_is_told() -> None:
    found = narrow(SHOES, {"color": "White", "size": "8"})

    assert [(each.option, each.value) for each in found.not_made] == [("color", "White")]
    assert [each.sku for each in found.variants] == ["8-Red"]


def test_an_option_that_the_product_has_not_is_left_aside() -> None:
    assert narrow(SHOES, {"width": "wide"}).not_made == ()


@pytest.mark.parametrize(
    ("wanted", "values", "near"),
    [
        pytest.param("10", ["9.5", "10.5", "12"], ("9.5", "10.5"), id="between"),
        pytest.param("13", ["9.5", "10.5"], ("10.5",), id="above-all"),
        pytest.param("L", ["S", "M", "XL"], ("M", "XL"), id="letters"),
        pytest.param("extra large", ["S", "M", "L"], ("L",), id="in-words"),
        pytest.param("42", ["S", "M"], (), id="another-scale"),
        pytest.param("teal", ["Black", "Red"], (), id="no-scale"),
    ],
)
def test_near_misses_are_the_next_smaller_and_larger(
    wanted: str, values: list[str], near: tuple[str, ...]
) -> None:
    assert near_misses(wanted, values) == near


def test_letters_are_ordered_by_size() -> None:
    shirts = [shoe(size, "Blue") for size in ("XL", "S", "XXL", "M")]

    assert values_of(shirts, "size") == ("S", "M", "XL", "XXL")


def test_the_same_size_in_other_words_is_the_same() -> None:
    assert narrow([shoe("XXL", "Blue"), shoe("S", "Blue")], {"size": "2XL"}).not_made == ()
