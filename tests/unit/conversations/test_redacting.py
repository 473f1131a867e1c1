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


def test_a_known_shoppers_name_goes_whole_and_in_pieces() -> None:
    assert redacted("Thanks, Jordan Rivera. jordan says hi", names=["Jordan Rivera"]) == (
        "Thanks, [name]. [name] says hi"
    )


def test_a_name_too_short_to_tell_from_words_stays() -> None:
    assert redacted("Do you have it", names=["Do It"]) == "Do you have it"


def test_very_long_texts_are_cut() -> None:
    assert len(redacted("word " * 1000)) <= 600
