"""Card numbers are found however they are written, and other numbers are left alone."""

from __future__ import annotations

import pytest

from domain.cards import REDACTED, holds_card_number, redact_card_numbers


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "3782 822463 10005",
        "2 of it, 4111 1111 1111 1111 12/28 123",
        "0 4111111111111111 0",
        "4111111111111111 12 28",
        "5500005555555559 4111111111111111",
        "four one one one one one one one one one one one one one one one",
    ],
)
def test_a_card_number_is_found_and_removed(text: str) -> None:
    assert holds_card_number(text)
    assert not holds_card_number(redact_card_numbers(text))
    assert REDACTED in redact_card_numbers(text)


def test_every_card_number_in_a_text_goes() -> None:
    text = "a 5500005555555559 b 4111 1111 1111 1111 c"

    assert redact_card_numbers(text) == f"a {REDACTED} b {REDACTED} c"


@pytest.mark.parametrize(
    "text",
    ["4111111111111112", "2026-11-20 2026-11-27", "1111 1111 1111 1111", "150.99", "12125554240"],
)
def test_other_numbers_stay(text: str) -> None:
    assert redact_card_numbers(text) == text


IDENTIFIERS = [
    "c5b91634111111111111111abc0d12ef",
    "a4111111-1111-1111-1abc-0123456789ab",
    "shopify:gid://shopify/ProductVariant/40000000000002",
]


@pytest.mark.parametrize("text", IDENTIFIERS)
def test_identifiers_that_pass_luhn_by_chance_stay(text: str) -> None:
    assert not holds_card_number(text)
    assert redact_card_numbers(f"seen {text} here") == f"seen {text} here"


@pytest.mark.parametrize(
    "text",
    [
        "gid://shopify/ProductVariant/4111111111111111",
        "x4111111111111111y",
        "a4111111-1111-1111-1abc-0123456789ab 4111111111111111",
    ],
)
def test_what_only_resembles_an_identifier_is_still_found(text: str) -> None:
    assert holds_card_number(text)
    assert "4111111111111111" not in redact_card_numbers(text)
