"""Square's words: orders' states, money and phone numbers, for any input that Square may send."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from domain.orders import OrderState, PaymentState
from mapping.converters import north_american_phone
from mapping.platforms.square_words import (
    card_brand,
    chosen_of,
    line_name,
    order_state,
    payment_state,
    plain_description,
    refunded_money,
    subtotal_of,
    unit_price,
)


def usd(cents: int) -> dict[str, Any]:
    return {"amount": cents, "currency": "USD"}


def tender(cents: int, status: str | None = "CAPTURED") -> dict[str, Any]:
    details = {} if status is None else {"card_details": {"status": status}}
    return {"id": "P1", "amount_money": usd(cents), **details}


def refund(cents: int, status: str = "APPROVED") -> dict[str, Any]:
    return {"amount_money": usd(cents), "status": status}


@pytest.mark.parametrize(
    ("state", "tenders", "refunds", "expected"),
    [
        ("OPEN", None, None, PaymentState.UNPAID),
        ("OPEN", [tender(1000, "AUTHORIZED")], None, PaymentState.AUTHORIZED),
        ("OPEN", [tender(1000)], None, PaymentState.PAID),
        ("OPEN", [tender(1000, None)], None, PaymentState.PAID),
        ("OPEN", [tender(600), tender(400, None)], None, PaymentState.PAID),
        ("OPEN", [tender(600)], None, PaymentState.UNPAID),
        ("OPEN", [tender(1000, "VOIDED")], None, PaymentState.UNPAID),
        ("OPEN", [tender(1000, "FAILED")], None, PaymentState.UNPAID),
        ("COMPLETED", None, None, PaymentState.PAID),
        ("CANCELED", None, None, PaymentState.UNPAID),
        ("CANCELED", [tender(1000, "VOIDED")], None, PaymentState.VOIDED),
        ("OPEN", [tender(1000)], [refund(400)], PaymentState.PARTIALLY_REFUNDED),
        ("OPEN", [tender(1000)], [refund(400), refund(600)], PaymentState.REFUNDED),
        ("OPEN", [tender(1000)], [refund(1000, "REJECTED")], PaymentState.PAID),
        ("OPEN", [tender(1000)], [refund(1000, "PENDING")], PaymentState.REFUNDED),
    ],
)
def test_tenders_and_refunds_tell_what_happened_to_the_money(
    state: str, tenders: Any, refunds: Any, expected: PaymentState
) -> None:
    assert payment_state(state, usd(1000), tenders, refunds) is expected


def test_an_order_that_costs_nothing_is_paid_once_it_was_settled() -> None:
    assert payment_state("OPEN", usd(0), None, None) is PaymentState.UNPAID
    assert payment_state("OPEN", usd(0), [], None) is PaymentState.PAID


def fulfillment(state: str, kind: str = "PICKUP") -> dict[str, str]:
    return {"type": kind, "state": state}


PAID = [tender(1000)]


@pytest.mark.parametrize(
    ("state", "tenders", "fulfillments", "expected"),
    [
        ("DRAFT", None, [], OrderState.PENDING),
        ("OPEN", None, [fulfillment("PROPOSED")], OrderState.PENDING),
        ("OPEN", [tender(1000, "AUTHORIZED")], [fulfillment("PROPOSED")], OrderState.PENDING),
        ("OPEN", PAID, [fulfillment("PROPOSED")], OrderState.CONFIRMED),
        ("OPEN", PAID, [fulfillment("RESERVED")], OrderState.CONFIRMED),
        ("OPEN", PAID, [fulfillment("PREPARED")], OrderState.READY),
        ("COMPLETED", PAID, [fulfillment("COMPLETED")], OrderState.COMPLETED),
        ("COMPLETED", PAID, [fulfillment("COMPLETED", "SHIPMENT")], OrderState.SHIPPED),
        ("COMPLETED", PAID, [], OrderState.COMPLETED),
        ("OPEN", PAID, [fulfillment("CANCELED")], OrderState.CANCELED),
        ("OPEN", PAID, [fulfillment("FAILED")], OrderState.CANCELED),
        ("OPEN", PAID, [fulfillment("A_STATE_FROM_NEXT_YEAR")], OrderState.CONFIRMED),
        ("CANCELED", PAID, [fulfillment("PROPOSED")], OrderState.CANCELED),
        ("A_STATE_FROM_NEXT_YEAR", PAID, [], OrderState.UNKNOWN),
    ],
)
def test_state_tenders_and_fulfillments_tell_how_far_an_order_has_come(
    state: str, tenders: Any, fulfillments: Any, expected: OrderState
) -> None:
    assert order_state(state, usd(1000), tenders, fulfillments, None, [{}]) is expected


def test_an_order_of_nothing_but_returns_is_a_return() -> None:
    found = order_state("COMPLETED", usd(-1000), None, None, [{"uid": "R1"}], None)

    assert found is OrderState.RETURNED


@given(
    state=st.text(),
    tenders=st.lists(
        st.builds(tender, st.integers(0, 5000), st.sampled_from([None, "CAPTURED", "X"]))
    ),
    refunds=st.lists(st.builds(refund, st.integers(0, 5000), st.text())),
)
def test_no_order_is_called_paid_for_less_than_its_total(
    state: str, tenders: list[Any], refunds: list[Any]
) -> None:
    found = payment_state(state, usd(4000), tenders, refunds)

    taken = sum(
        one["amount_money"]["amount"]
        for one in tenders
        if one.get("card_details", {}).get("status", "CAPTURED") == "CAPTURED"
    )
    if found in (PaymentState.PAID, PaymentState.PARTIALLY_REFUNDED, PaymentState.REFUNDED):
        assert taken >= 4000 or state == "COMPLETED"


@given(amounts=st.lists(st.integers(0, 10**9), min_size=1))
def test_sums_are_exact(amounts: list[int]) -> None:
    lines = [{"gross_sales_money": usd(amount)} for amount in amounts]

    assert subtotal_of(lines) == Money(sum(amounts), "USD")
    assert refunded_money([refund(amount) for amount in amounts]) == Money(sum(amounts), "USD")


@given(number=st.text())
def test_a_phone_number_is_e164_or_nothing_and_stays_what_it_is(number: str) -> None:
    found = north_american_phone(number)

    assert found is None or (found.startswith("+") and 8 <= len(found) - 1 <= 15)
    assert found is None or north_american_phone(found) == found


@given(brand=st.text(min_size=1))
def test_any_brand_can_be_spoken(brand: str) -> None:
    assert isinstance(card_brand(brand), str)


@pytest.mark.parametrize(
    ("word", "spoken"),
    [
        ("VISA", "Visa"),
        ("AMERICAN_EXPRESS", "American Express"),
        ("SQUARE_GIFT_CARD", "Square gift card"),
    ],
)
def test_brands_are_written_as_people_say_them(word: str, spoken: str) -> None:
    assert card_brand(word) == spoken


@pytest.mark.parametrize(
    ("plain", "html", "old", "expected"),
    [
        ("A mug.", "<p>x</p>", "y", "A mug."),
        (None, "<p>A <b>warm</b> mug.</p><p>Tea &amp; more</p>", None, "A warm mug.\nTea & more"),
        (None, None, "Old words", "Old words"),
        ("  ", None, None, None),
        (None, "<p></p>", None, None),
    ],
)
def test_a_description_is_plain_text(
    plain: str | None, html: str | None, old: str | None, expected: str | None
) -> None:
    assert plain_description(plain, html, old) == expected


@pytest.mark.parametrize(
    ("name", "variation", "expected"),
    [
        ("Mug", "Large", "Mug (Large)"),
        ("Mug", "Regular", "Mug"),
        ("Mug", None, "Mug"),
        (None, "Large", "Large"),
        (None, None, ""),
    ],
)
def test_a_lines_name_says_item_and_variation(
    name: str | None, variation: str | None, expected: str
) -> None:
    assert line_name(name, variation) == expected


@pytest.mark.parametrize(
    ("quantity", "times"),
    [({}, 1), ({"quantity": "1"}, 1), ({"quantity": "2"}, 2), ({"quantity": "0"}, 0)],
)
def test_a_choice_counts_as_often_as_it_was_taken_and_none_is_none(
    quantity: dict[str, str], times: int
) -> None:
    dollar = {"amount": 100, "currency": "USD"}
    cheese = {"catalog_object_id": "CHEESE", "base_price_money": dollar, **quantity}

    assert chosen_of([cheese]) == ("CHEESE",) * times
    assert unit_price(dollar, dollar, [cheese]) == Money(100 * (1 + times), "USD")


@pytest.mark.parametrize("quantity", ["-1", "1001", "1e9"])
def test_a_choice_is_not_taken_a_billion_times(quantity: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        chosen_of([{"catalog_object_id": "CHEESE", "quantity": quantity}])
