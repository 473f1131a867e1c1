"""What is blotted out of a conversation before it is kept."""

from __future__ import annotations

import pytest

from app.conversations.redacting import redacted


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("my order is 4217", "my order is 0000"),
        ("it is four two one seven", "it is 0000"),
        ("c'est quatre deux un sept merci", "c'est 0000 merci"),
        ("vier zwei fünf eins bitte", "0000 bitte"),
        ("call me at +1 206 555 0123", "call me at [phone removed]"),
        ("jordan.rivera@example.com please", "[e-mail removed] please"),
        ("two running shoes size 10", "two running shoes size 10"),
        ("um café para las dos", "um café para las dos"),
        ("the card is 4111 1111 1111 1111", "the card is [card number removed]"),
    ],
)
def test_codes_and_ways_to_reach_a_person_go_and_wishes_stay(said: str, kept: str) -> None:
    assert redacted(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "That is $12.50 with tax.",
        "the total is $1,299.00, and $3.99 of it is delivery",
        "Das macht 1.299,00\u00a0€ zusammen.",
        "cela fait 1\u202f299,00\u00a0€",
        "son 150,99 € en total",
        "USD 250 and CHF 1'250.50",
        "under 150 dollars",
        "moins de 200 euros",
        "menos de 1500 pesos",
        "a 500-dollar budget",
    ],
)
def test_prices_stay(said: str) -> None:
    assert redacted(said) == said


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("card $4111 1111 1111 1111", "card $[card number removed]"),
        ("4111 1111 1111 1111 dollars", "[card number removed] dollars"),
        ("$4111-1111-1111-1111", "$[card number removed]"),
        ("order 10425 for 15.00 dollars", "order 00000 for 15.00 dollars"),
        ("pin 1234 5678 euros", "pin 00000000 euros"),
        ("the code is 48151623421 dollars", "the code is 00000000000 dollars"),
        ("$48151623421", "$00000000000"),
        ("123456789 dollars", "000000000 dollars"),
        ("call $206 555 0123", "call $[phone removed]"),
        ("$4111 $1111 $1111 $1111", "$[card number removed]"),
    ],
)
def test_a_currency_beside_them_keeps_no_codes_and_card_numbers(said: str, kept: str) -> None:
    assert redacted(said) == kept


def test_a_known_shoppers_name_goes_whole_and_in_pieces() -> None:
    assert redacted("Thanks, Jordan Rivera. jordan says hi", names=["Jordan Rivera"]) == (
        "Thanks, [name]. [name] says hi"
    )


def test_a_name_too_short_to_tell_from_words_stays() -> None:
    assert redacted("Do you have it", names=["Do It"]) == "Do you have it"


def test_very_long_texts_are_cut() -> None:
    assert len(redacted("word " * 1000)) <= 600
