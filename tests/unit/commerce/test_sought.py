"""The price in a shopper's sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.commerce.sought import Sought, sought


@pytest.mark.parametrize(
    ("said", "words", "least", "most"),
    [
        ("waterproof jacket for hiking under $150", "waterproof jacket for hiking", None, "150"),
        ("boots between 100 and 150 dollars", "boots", "100", "150"),
        ("dog bed below fifty dollars", "dog bed", None, "50"),
        ("a lamp for less than one hundred and twenty bucks", "a lamp for", None, "120"),
        ("headphones over $200", "headphones", "200", None),
        ("a tv under $1,299.99", "a tv", None, "1299.99"),
        ("a mug from 5 dollars and up to 12 dollars", "a mug and", "5", "12"),
        ("chaqueta por menos de 100 dólares", "chaqueta", None, "100"),
        ("sandalias entre 30 y 50 euros", "sandalias", "30", "50"),
        ("casque jusqu'à 80 euros", "casque", None, "80"),
        ("jean à moins de 60 €", "jean", None, "60"),
        ("Kopfhörer bis 60 Euro", "kopfhorer", None, "60"),
        ("Rucksack für weniger als 1.200 Euro", "rucksack fur", None, "1200"),
        ("Pfanne zwischen 30 und 60 Euro", "pfanne", "30", "60"),
    ],
)
def test_the_bounds_are_read_and_taken_out(
    said: str, words: str, least: str | None, most: str | None
) -> None:
    def amount(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    assert sought(said) == Sought(words, amount(least), amount(most))


@pytest.mark.parametrize(
    "said",
    [
        "backpack over 25 liters",
        "bottle under 500 ml",
        "over the ear headphones",
        "air max 90 size 10",
        "tent for more than 4 people",
    ],
)
def test_a_measure_is_no_price(said: str) -> None:
    assert sought(said) == Sought(said)
