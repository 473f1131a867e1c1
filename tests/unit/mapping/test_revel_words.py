"""Revel's words: amounts, references, times, phones, and what staff are told in a call name."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from domain.orders import OrderState, PaymentState
from mapping.platforms import revel_words as words

SEATTLE = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (301, "301"),
        ("301", "301"),
        ("/resources/Product/301/", "301"),
        ("/enterprise/Establishment/1", "1"),
        ("https://x.revelup.com/resources/Product/9/", "9"),
    ],
)
def test_a_reference_is_an_id_or_a_path(written: Any, found: str) -> None:
    assert words.reference(written) == found


@pytest.mark.parametrize("written", [None, True, 1.5, "", "/resources/Product/", {"id": 1}])
def test_what_refers_to_nothing_is_refused(written: Any) -> None:
    with pytest.raises(TypeError):
        words.reference(written)


@pytest.mark.parametrize(
    ("written", "cents"), [(12, 1200), (4.5, 450), ("12.99", 1299), (0.1 + 0.2, None), ("x", None)]
)
def test_amounts_are_read_by_their_digits(written: Any, cents: int | None) -> None:
    if cents is None:
        with pytest.raises((ValueError, TypeError)):
            words.amount(written, "USD")
    else:
        assert words.amount(written, "USD") == Money(cents, "USD")


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_every_amount_of_cents_survives_a_json_number(cents: int) -> None:
    assert words.amount(cents / 100, "USD") == Money(cents, "USD")


@pytest.mark.parametrize(("written", "cents"), [(0.455, 46), (0.454, 45), ("1.005", 101), (2, 200)])
def test_tax_finer_than_a_cent_is_rounded_half_up(written: Any, cents: int) -> None:
    assert words.rounded(written, "USD") == Money(cents, "USD")


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-06-01T12:00:00", datetime(2026, 6, 1, 19, tzinfo=UTC)),
        ("2026-12-01T12:00:00", datetime(2026, 12, 1, 20, tzinfo=UTC)),
        ("2026-06-01T12:00:00Z", datetime(2026, 6, 1, 12, tzinfo=UTC)),
        ("2026-06-01T12:00:00+02:00", datetime(2026, 6, 1, 10, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_the_establishments(written: str, utc: datetime) -> None:
    assert words.moment(written, SEATTLE) == utc


@pytest.mark.parametrize("phone", ["+12065550123", "+442071838750"])
def test_every_spelling_is_the_same_number(phone: str) -> None:
    spelled = words.spellings(phone)

    assert len(set(spelled)) == len(spelled)
    national = {words.e164(one) for one in spelled} - {None}
    assert national == {phone}


@given(st.text(max_size=60), st.from_regex(r"vt-[A-Za-z0-9-]{1,37}", fullmatch=True))
def test_a_reference_comes_back_from_any_call_name(name: str, reference: str) -> None:
    written = words.call_name(name, reference)
    paid = words.marked(written, "PAID pi_123")

    assert words.reference_in(written) == reference
    assert words.reference_in(words.marked(paid, words.CANCELED_MARK)) == reference
    assert len(paid) <= 126


@pytest.mark.parametrize(
    ("written", "closed", "state", "payment"),
    [
        ("Jane / vt-1", False, OrderState.PENDING, PaymentState.UNPAID),
        ("Jane / vt-1 / PAID pi_1", False, OrderState.CONFIRMED, PaymentState.PAID),
        ("Jane / vt-1 / CANCELED", False, OrderState.CANCELED, PaymentState.UNPAID),
        ("Jane / vt-1 / PAID x / CANCELED", True, OrderState.CANCELED, PaymentState.PAID),
        ("Jane / vt-1", True, OrderState.COMPLETED, PaymentState.PAID),
        ("PAID", False, OrderState.PENDING, PaymentState.UNPAID),
        ("CANCELED / CANCELED", False, OrderState.PENDING, PaymentState.UNPAID),
        (None, False, OrderState.PENDING, PaymentState.UNPAID),
        ("Jane", None, OrderState.UNKNOWN, PaymentState.UNPAID),
    ],
)
def test_an_orders_state_is_what_staff_did_and_what_we_wrote(
    written: str | None, closed: bool | None, state: OrderState, payment: PaymentState
) -> None:
    assert words.order_state(written, closed, None) is state
    assert words.payment_state(written, closed) is payment


def test_a_deleted_order_is_canceled() -> None:
    assert words.order_state("Jane / vt-1", False, True) is OrderState.CANCELED


def test_a_line_came_to_its_sales_or_to_price_times_quantity() -> None:
    assert words.line_total(6.5, 4, 2, "USD") == Money(650, "USD")
    assert words.line_total(None, "3.335", Decimal(2), "USD") == Money(667, "USD")


@pytest.mark.parametrize(
    ("quantity", "times"),
    [({}, 1), ({"qty": None}, 1), ({"qty": 1}, 1), ({"qty": "2"}, 2), ({"qty": 0}, 0)],
)
def test_a_choice_counts_as_often_as_it_was_taken(quantity: dict[str, Any], times: int) -> None:
    chosen = words.chosen_of([{"modifier": "/resources/Modifier/9/", **quantity}])

    assert chosen == ("9",) * times
