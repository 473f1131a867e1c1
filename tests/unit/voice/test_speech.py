"""Figures as people say and read them."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.voice.dialogue.names import item_name, option_words, short_title
from app.voice.numerals import number_words
from app.voice.reply import Amount, Clock, Day, Digits, Pause, Text
from app.voice.speech import (
    day_words,
    digit_groups,
    known_locale,
    money_figures,
    money_words,
    said_plainly,
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


@pytest.mark.parametrize(
    ("number", "language", "words"),
    [
        (21, "es", "veintiún"),
        (31, "es", "treinta y un"),
        (100, "es", "cien"),
        (515, "es", "quinientos quince"),
        (1_001, "es", "mil un"),
        (21_200, "es", "veintiún mil doscientos"),
        (71, "fr", "soixante et onze"),
        (80, "fr", "quatre-vingts"),
        (81, "fr", "quatre-vingt-un"),
        (97, "fr", "quatre-vingt-dix-sept"),
        (200, "fr", "deux cents"),
        (80_000, "fr", "quatre-vingt mille"),
        (200_201, "fr", "deux cent mille deux cent un"),
        (51, "fr", "cinquante et un"),
        (21, "de", "einundzwanzig"),
        (115, "de", "einhundertfünfzehn"),
        (2_345, "de", "zweitausenddreihundertfünfundvierzig"),
        (1_000_000, "de", "eine Million"),
    ],
)
def test_numbers_in_words_of_other_languages(number: int, language: str, words: str) -> None:
    assert number_words(number, language) == words


@pytest.mark.parametrize(
    ("money", "locale", "words"),
    [
        (Money(1250, "EUR"), "es-ES", "doce euros con cincuenta céntimos"),
        (Money(2100, "GBP"), "es-ES", "veintiuna libras"),
        (Money(20000, "GBP"), "es-ES", "doscientas libras"),
        (Money(100, "USD"), "es-MX", "un dólar"),
        (Money(100_000_000, "EUR"), "es-ES", "un millón de euros"),
        (Money(8099, "EUR"), "fr-FR", "quatre-vingts euros et quatre-vingt-dix-neuf centimes"),
        (Money(100, "GBP"), "fr-FR", "une livre"),
        (Money(12999, "EUR"), "de-DE", "einhundertneunundzwanzig Euro und neunundneunzig Cent"),
        (Money(100, "CHF"), "de-CH", "ein Franken"),
        (Money(-50, "EUR"), "de-DE", "minus fünfzig Cent"),
    ],
)
def test_money_in_words_of_other_languages(money: Money, locale: str, words: str) -> None:
    assert money_words(money, locale) == words


@given(st.integers(min_value=0, max_value=10**9 - 1), st.sampled_from(["en", "es", "fr", "de"]))
def test_no_two_numbers_below_a_billion_are_said_alike(number: int, language: str) -> None:
    assert number_words(number, language) != number_words(number + 1, language)
    assert not any(char.isdigit() for char in number_words(number, language))


@pytest.mark.parametrize(
    ("at", "locale", "words"),
    [
        (time(7, 30), "en-US", "7:30 AM"),
        (time(0), "en-US", "12 AM"),
        (time(21), "es-ES", "las 9 de la noche"),
        (time(13, 15), "es-ES", "la 1:15 de la tarde"),
        (time(19, 30), "fr-FR", "19 heures 30"),
        (time(1), "fr-FR", "1 heure"),
        (time(18), "de-DE", "18 Uhr"),
        (time(8, 5), "de-DE", "8 Uhr 05"),
    ],
)
def test_times_of_day_are_said_as_people_say_them(at: time, locale: str, words: str) -> None:
    assert shown((Clock(at),), locale) == words


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


@pytest.mark.parametrize(
    ("day", "locale", "words"),
    [
        (date(2026, 11, 21), "fr-FR", "aujourd'hui"),
        (date(2026, 11, 17), "de-DE", "am Dienstag"),
        (date(2026, 11, 17), "es-ES", "el martes"),
        (date(2026, 10, 3), "es-ES", "el 3 de octubre"),
        (date(2026, 10, 3), "fr-FR", "le 3 octobre"),
        (date(2025, 3, 3), "de-DE", "am 3. März 2025"),
    ],
)
def test_days_are_said_in_the_language_spoken(day: date, locale: str, words: str) -> None:
    assert day_words(Day(day, date(2026, 11, 21)), locale) == words


def test_names_are_short_enough_to_listen_to() -> None:
    assert short_title("Nike Air Max 90") == "Nike Air Max 90"
    assert short_title("The very long name of a product nobody can remember") == (
        "The very long name of a"
    )


def test_options_are_said_so_that_they_mean_something() -> None:
    assert shown(option_words("size", "10"), "en-US") == "size 10"
    assert shown(option_words("size", "XL"), "en-US") == "size extra large"
    assert shown(option_words("color", "Black"), "en-US") == "Black"
    assert shown(option_words("weight", "12 oz"), "en-US") == "12 oz"
    name = item_name("Nike Air Max 90", {"color": "Black", "size": "10"})
    assert shown(name, "en-US") == "Nike Air Max 90, Black, size 10"


def test_the_display_twin_shows_figures() -> None:
    speech = (Text("Order "), Digits("1042"), Pause(200), Amount(Money(15099, "USD")))

    assert shown(speech, "en-US") == "Order 1042 $150.99"


def test_an_unknown_locale_falls_back_to_american_english() -> None:
    assert known_locale("xx-YY") == "en_US"
    assert known_locale("") == "en_US"
    assert known_locale("it-IT") == "en_US"  # an Italian day in an English sentence helps nobody
    assert known_locale("de-DE") == "de_DE"
    assert known_locale("en-GB") == "en_GB"


@pytest.mark.parametrize(
    ("code", "said"),
    [("104277", "1 0 4, 2 7 7"), ("T-0001", "T, 0 0 0 1"), ("1042", "1 0 4 2")],
)
def test_a_voice_without_markup_reads_codes_digit_by_digit(code: str, said: str) -> None:
    speech = (Text("Order "), Digits(code), Text(" costs "), Amount(Money(1250, "USD")))

    assert said_plainly(speech, "en-US") == f"Order {said} costs $12.50"


@pytest.mark.parametrize(
    ("locale", "currency", "written"),
    [
        ("es-MX", "USD", "USD\u00a0143.46"),
        ("en-AU", "USD", "USD\u00a0143.46"),
        ("es-US", "USD", "$143.46"),
        ("en-CA", "USD", "US$143.46"),
        ("de-DE", "EUR", "143,46\u00a0€"),
    ],
)
def test_a_currency_written_in_letters_stands_apart_from_its_figures(
    locale: str, currency: str, written: str
) -> None:
    assert money_figures(Money(14346, currency), locale) == written
