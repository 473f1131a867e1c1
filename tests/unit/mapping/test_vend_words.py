"""Vend's words: numbers by their digits, phones as typed, states, and what a sale was paid."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from domain.orders import FulfillmentMethod, FulfillmentState, OrderState, PaymentState
from mapping.platforms import vend_words as words


@pytest.mark.parametrize(
    ("value", "expected"), [(2.63158, "2.63158"), ("255.00", "255.00"), (110, "110"), (0, "0")]
)
def test_a_number_is_exact_whether_it_is_text_or_json(value: Any, expected: str) -> None:
    assert words.number(value) == Decimal(expected)


@pytest.mark.parametrize("value", [True, None, "a", float("nan"), float("inf"), [1]])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        words.number(value)


def test_five_decimals_become_cents_half_up() -> None:
    assert words.amount(2.63158, "NZD") == Money(263, "NZD")
    assert words.amount("0.005", "USD") == Money(1, "USD")
    assert words.amount(100.5, "JPY") == Money(101, "JPY")


def test_a_moment_without_an_offset_is_utc() -> None:
    moment = datetime(2012, 2, 24, 0, 25, 55, tzinfo=UTC)

    assert words.utc("2012-02-24 00:25:55") == moment
    assert words.utc("2012-02-24T00:25:55+00:00") == moment
    assert words.utc("2012-02-24T00:25:55Z") == moment


def test_the_tag_shows_tax_only_where_the_retailer_says_so() -> None:
    assert words.tag_price(110, 126.5, "NZD", True) == Money(12650, "NZD")
    assert words.tag_price(110, 126.5, "USD", False) == Money(11000, "USD")
    assert words.tag_price(110, None, "USD", True) == Money(11000, "USD")
    assert words.tag_price(0, 0, "USD", False) is None


@pytest.mark.parametrize(
    ("typed", "country", "phone"),
    [
        ("+12065550123", None, "+12065550123"),
        ("(206) 555-0123", "US", "+12065550123"),
        ("206 555 0123", None, "+12065550123"),
        ("021 123 4567", "NZ", "+64211234567"),
        ("0412 345 678", "AU", "+61412345678"),
        ("0064 21 123 4567", "NZ", "+64211234567"),
        ("021 123 4567", None, None),
        ("12", "US", None),
        ("call me", "NZ", None),
        ("+0", None, None),
    ],
)
def test_a_phone_is_read_as_staff_typed_it(
    typed: str, country: str | None, phone: str | None
) -> None:
    assert words.e164(typed, country) == phone


@given(st.from_regex(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True))
def test_every_spelling_of_an_american_number_is_read_back_as_that_number(phone: str) -> None:
    assert {words.e164(one, "US") for one in words.spellings(phone)} == {phone}


def test_a_number_of_new_zealand_is_tried_as_people_say_it_at_home() -> None:
    assert words.spellings("+64211234567") == ("+64211234567", "0211234567", "64211234567")


@pytest.mark.parametrize(
    ("state", "attributes", "returned", "expected"),
    [
        ("parked", [], None, OrderState.PENDING),
        ("pending", ["pickup"], None, OrderState.CONFIRMED),
        ("pending", ["layby"], None, OrderState.PENDING),
        ("closed", ["pickup"], None, OrderState.COMPLETED),
        ("closed", ["delivery"], None, OrderState.SHIPPED),
        ("closed", None, None, OrderState.COMPLETED),
        ("voided", [], None, OrderState.CANCELED),
        ("closed", [], {"is_return": True}, OrderState.RETURNED),
        ("melted", [], None, OrderState.UNKNOWN),
    ],
)
def test_states_and_attributes_make_one_word(
    state: str, attributes: Any, returned: Any, expected: OrderState
) -> None:
    assert words.order_state(state, attributes, returned) is expected


@pytest.mark.parametrize(
    ("state", "paid", "expected"),
    [
        ("closed", ["10.00"], PaymentState.PAID),
        ("pending", [4, 6.0], PaymentState.PAID),
        ("pending", ["9.99"], PaymentState.UNPAID),
        ("parked", [], PaymentState.UNPAID),
        ("voided", ["10"], PaymentState.VOIDED),
        ("voided", [], PaymentState.UNPAID),
    ],
)
def test_what_was_paid_decides(state: str, paid: list[Any], expected: PaymentState) -> None:
    payments = [{"id": str(n), "amount": amount} for n, amount in enumerate(paid)]

    assert words.payment_state(state, {"price_incl_tax": 10.0}, payments, "USD") is expected


def test_a_payment_that_was_taken_back_is_no_payment() -> None:
    payments = [{"id": "1", "amount": 10, "deleted_at": "2026-01-01T00:00:00Z"}]

    assert words.payment_state("closed", {"price_incl_tax": 10}, payments, "USD") is (
        PaymentState.UNPAID
    )


def test_a_parked_sale_is_handed_over_as_our_mark_says() -> None:
    (waiting,) = words.fulfillments_of("s1", "parked", [], "voicetill-shipping")
    (told,) = words.fulfillments_of("s1", "pending", ["pickup"], "voicetill-shipping")

    assert (waiting.method, waiting.state) == (
        FulfillmentMethod.SHIPPING,
        FulfillmentState.PROPOSED,
    )
    assert told.method is FulfillmentMethod.PICKUP
    assert words.fulfillments_of("s1", "closed", [], None) == ()


def test_a_printed_barcode_goes_before_a_code_of_the_house() -> None:
    codes = [{"type": "custom", "code": "A1"}, {"type": "EAN", "code": "2000000000008"}]

    assert words.barcode_of(codes) == "2000000000008"
    assert words.barcode_of(codes[:1]) == "A1"
    assert words.barcode_of([]) is None
