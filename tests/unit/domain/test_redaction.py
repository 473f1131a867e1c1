"""Text and values are cleaned before they are written down, and otherwise left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cards import holds_card_number, redact_card_numbers
from domain.redaction import redact, redact_text


@pytest.mark.parametrize(
    "text",
    [
        "card 4111111111111111 given",
        "four one one one one one one one one one one one one one one one",
        "call +14155550134",
        "call (415) 555-0134",
        "call 415-555-0134 now",
        "mail jane.doe+x@mail.example.co.uk",
        "Authorization: Bearer EAAAEOuLQhhrqVAdLKJH",
        "token EAAAEOuLQhhrqVAdLKJHkjhkjhdfkj",
        "nonce cnon:card-nonce-ok",
        "key vt_live_9f3a_QQQQQQQQQQ",
    ],
)
def test_what_is_private_is_removed(text: str) -> None:
    assert redact_text(text) != text


@pytest.mark.parametrize(
    "text",
    [
        "order.placed",
        "2026-11-21T03:00:00.123456Z",
        "/v1/orders/<order_id>",
        "3f2c1f0e9a8b4c7d8e9f0a1b2c3d4e5f",
        "ord_0k3v9q1s7yx2m4n8",
        "nike-air-max-90-10-black",
        "150.99 USD",
        "10.0.0.1",
    ],
)
def test_what_is_not_private_stays(text: str) -> None:
    assert redact_text(text) == text


def test_structure_stays_and_bytes_become_their_length() -> None:
    value = {"n": 3, "ok": True, "none": None, "body": b"abc", "items": (1, "a")}

    assert redact(value) == {
        "n": 3,
        "ok": True,
        "none": None,
        "body": "[3 bytes]",
        "items": [1, "a"],
    }


def test_depth_is_bounded() -> None:
    deep: object = "x"
    for _ in range(50):
        deep = [deep]

    assert "[deeper than shown]" in str(redact(deep))


@given(st.text(alphabet=st.sampled_from("0123456789 -./_+()@ab oneZ:"), max_size=60))
def test_the_cheap_look_misses_nothing_that_the_close_look_finds(text: str) -> None:
    cleaned = redact_text(text)

    assert not holds_card_number(cleaned)
    assert redact_card_numbers(text) == text or cleaned != text
