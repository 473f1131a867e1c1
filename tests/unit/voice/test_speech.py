"""Figures as people say and read them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.voice.reply import Amount, Day, Digits, Pause, Text
from app.voice.speech import (
    day_words,
    digit_groups,
    item_name,
    known_locale,
    money_words,
    number_words,
    option_words,
    short_title,
    shown,
)
from domain.money import Money


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (7, "seven"),
        (13, "thirteen"),
        (20, "twenty"),
        (42, "forty-two"),
        (100, "one hundred"),
        (115, "one hundred fifteen"),
        (1_001, "one thousand one"),
        (12_345, "twelve thousand three hundred forty-five"),
        (1_000_000, "one million"),
        (-3, "minus three"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert number_words(number) == words


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (Money(15099, "USD"), "one hundred fifty dollars and ninety-nine cents"),
        (Money(100, "USD"), "one dollar"),
        (Money(101, "USD"), "one dollar and one cent"),
        (Money(99, "USD"), "ninety-nine cents"),
        (Money(0, "USD"), "zero dollars"),
        (Money(-500, "USD"), "minus five dollars"),
        (Money(201, "GBP"), "two pounds and one penny"),
        (Money(1500, "JPY"), "one thousand five hundred yen"),
        (Money(12345, "BHD"), "BHD12.345"),
    ],
)
def test_money_in_words(money: Money, words: str) -> None:
    assert money_words(money).replace("\xa0", "") == words


@given(st.integers(min_value=0, max_value=10**11))
def test_the_words_of_an_amount_hold_its_dollars_and_cents(amount: int) -> None:
    words = money_words(Money(amount, "USD"))

    dollars, cents = divmod(amount, 100)
    assert (number_words(cents) + " cent" in words) == bool(cents)
    assert (number_words(dollars) + " dollar" in words) == bool(dollars or not cents)


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        ("1042", ("1042",)),
        ("104277", ("104", "277")),
        ("#1042", ("1042",)),
        ("VT-20261121-7", ("VT", "2026", "1121", "7")),
        ("", ()),
    ],
)
def test_order_numbers_are_spoken_in_groups(code: str, groups: tuple[str, ...]) -> None:
    assert digit_groups(code) == groups


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 21), "today"),
        (date(2026, 11, 20), "yesterday"),
        (date(2026, 11, 22), "tomorrow"),
        (date(2026, 11, 17), "Tuesday"),
        (date(2026, 10, 3), "October 3"),
        (date(2025, 3, 3), "March 3, 2025"),
    ],
)
def test_days_are_relative_when_near(day: date, words: str) -> None:
    assert day_words(Day(day, date(2026, 11, 21)), "en-US") == words


def test_names_are_short_enough_to_listen_to() -> None:
    assert short_title("Nike Air Max 90") == "Nike Air Max 90"
    assert short_title("The very long name of a product nobody can remember") == (
        "The very long name of a"
    )


def test_options_are_said_so_that_they_mean_something() -> None:
    assert option_words("size", "10") == "size 10"
    assert option_words("size", "XL") == "size extra large"
    assert option_words("color", "Black") == "Black"
    assert option_words("weight", "12 oz") == "12 oz"
    assert item_name("Nike Air Max 90", {"color": "Black", "size": "10"}) == (
        "Nike Air Max 90, Black, size 10"
    )


def test_the_display_twin_shows_figures() -> None:
    speech = (Text("Order "), Digits("1042"), Pause(200), Amount(Money(15099, "USD")))

    assert shown(speech, "en-US") == "Order 1042 $150.99"


def test_an_unknown_locale_falls_back_to_american_english() -> None:
    assert known_locale("xx-YY") == "en_US"
    assert known_locale("") == "en_US"
    assert known_locale("de-DE") == "en_US"  # a German day in an English sentence helps nobody
    assert known_locale("en-GB") == "en_GB"
