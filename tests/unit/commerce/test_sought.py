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
        ("a lamp for less than one hundred and twenty bucks", "a lamp", None, "120"),
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
        ("socks $15-$20", "socks", "15", "20"),
        ("socks $15–20", "socks", "15", "20"),
        ("boots $100 - $150", "boots", "100", "150"),
        ("hats $1,000-$2,000", "hats", "1000", "2000"),
        ("Socken 15-20 €", "socken", "15", "20"),
        ("socks 15-20 bucks", "socks", "15", "20"),
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
        "socks size 9-10",
        "case for iphone 12-13",
        "shelf 206-555-0123",
    ],
)
def test_a_measure_is_no_price(said: str) -> None:
    assert sought(said) == Sought(said)


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("waterproof jacket under $300 in Ballard", None, 300),
        ("jackets under 100 in black", None, 100),
        ("mug between fifteen and twenty dollars", 15, 20),
        ("backpack for 100 dollars or less", None, 100),
        ("backpack 100 dollars or more", 100, None),
        ("a backpack that costs no more than fifty bucks", None, 50),
        ("backpack not over $50", None, 50),
        ("jacket under two fifty", None, 250),
        ("jacket under a hundred dollars", None, 100),
        ("a jacket over 100 dollars and below 200 dollars", 100, 200),
        ("mochila de 160 dólares como mucho", None, 160),
        ("chaqueta no más de 100 dólares", None, 100),
        ("mochila por debajo de ciento cincuenta dólares", None, 150),
        ("sac à 100 euros ou moins", None, 100),
        ("un sac qui ne coûte pas plus de 80 euros", None, 80),
        ("un sac de moins de quatre-vingts euros", None, 80),
        ("Rucksack nicht über 100 Euro", None, 100),
        ("Rucksack für 100 Euro oder weniger", None, 100),
        ("Rucksack unter hundertfünfzig Euro", None, 150),
    ],
)
def test_a_bound_is_read_in_whatever_words_it_is_said(
    said: str, least: int | None, most: int | None
) -> None:
    found = sought(said)

    assert (found.least, found.most) == (least, most)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("waterproof jacket under $300 in Ballard", "waterproof jacket in ballard"),
        ("made-to-measure shirt, 100 dollars at most", "made-to-measure shirt,"),
        ("mochila de menos de cien dólares", "mochila de"),
    ],
)
def test_the_words_beside_a_bound_stay_as_they_were(said: str, words: str) -> None:
    assert sought(said).words == words
