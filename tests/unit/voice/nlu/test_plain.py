"""The bare words that intents are recognized from."""

from __future__ import annotations

import pytest

from app.voice.nlu.plain import MAIL, NUMBER, plain_words


@pytest.mark.parametrize(
    "address",
    [
        "kim.lee@example.com",
        "a_b-c+d@mail.example.co.uk",
        "kim dot lee at example dot com",
        "kim punkt lee klammeraffe example punkt de",
        "kim arroba example punto es",
        "kim point lee arobase example point fr",
    ],
)
def test_whose_mailbox_it_is_says_nothing_of_the_wish(address: str) -> None:
    assert plain_words(f"my mail is {address} please") == ("my", "mail", "is", MAIL, "please")


@pytest.mark.parametrize(
    "text", ["are you open at noon. or at two", "is it cheaper at target. how much", "look at it"]
)
def test_at_and_a_full_stop_are_no_mailbox(text: str) -> None:
    assert MAIL not in plain_words(text)


def test_which_number_it_is_says_nothing_of_the_wish() -> None:
    assert plain_words("12 mugs at 3.50") == (NUMBER, "mugs", "at", NUMBER)
