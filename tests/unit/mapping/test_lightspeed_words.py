"""Lightspeed's words and shapes in ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog import CounterOnly
from domain.money import Money
from domain.orders import OrderState, PaymentState
from mapping.platforms import lightspeed_phones as phones
from mapping.platforms import lightspeed_words as words

AT = "2026-11-21T12:00:00+00:00"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
STYLES = (
    "{0}{1}{2}",
    "({0}) {1}-{2}",
    "{0} {1} {2}",
    "+1{0}{1}{2}",
    "1-{0}-{1}-{2}",
    "{0}.{1}.{2}",
)


@pytest.mark.parametrize(
    ("written", "country", "told"),
    [
        ("360 555 2453", "US", "+13605552453"),
        ("(360) 555-2453", None, "+13605552453"),
        ("1 360 555 2453", "CA", "+13605552453"),
        ("+44 7911 123456", "GB", "+447911123456"),
        ("07911 123456", "GB", None),
        ("555-0100", "US", None),
        ("+1", "US", None),
        ("", None, None),
    ],
)
def test_a_phone_is_read_where_its_country_is_sure(
    written: str, country: str | None, told: str | None
) -> None:
    assert phones.e164(written, country) == told


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("+44 7911 123456", True),
        ("07911 123456", True),
        ("7911123456", True),
        ("+1 7911 123456", False),
        ("07911 123457", False),
        ("123456", False),
        ("911123456", False),
        ("0044 7911 123456", True),
        ("", False),
    ],
)
def test_a_typed_number_is_compared_digit_by_digit(written: str, same: bool) -> None:
    assert phones.is_same_number(written, "+447911123456") is same


@given(st.from_regex(r"[2-9][0-9]{9}", fullmatch=True), st.sampled_from(STYLES))
def test_a_number_is_the_same_however_it_was_typed(digits: str, style: str) -> None:
    written = style.format(digits[:3], digits[3:6], digits[6:])

    assert phones.is_same_number(written, f"+1{digits}")
    assert phones.e164(written, "US") == f"+1{digits}"


@pytest.mark.parametrize(
    ("value", "cents"),
    [("11.4860025", 1149), ("0.705", 71), ("-0.705", -71), ("29.99", 2999), ("2", 200)],
)
def test_amounts_finer_than_a_cent_are_rounded_half_away_from_zero(value: str, cents: int) -> None:
    assert words.rounded_money(value, "USD") == Money(cents, "USD")


@given(st.decimals(min_value=-10_000, max_value=10_000, places=6))
def test_rounding_is_never_off_by_more_than_half_a_cent(amount: Decimal) -> None:
    assert abs(words.to_money(amount, "USD").to_decimal() - amount) <= Decimal("0.005")


def test_an_amount_of_zero_is_no_price() -> None:
    prices = [
        {"amount": "0", "useType": "Default"},
        {"amount": "0.00", "useType": "MSRP"},
    ]

    assert words.default_price(prices, "USD") is None
    assert words.struck_price(prices, "USD") is None
    assert words.default_price([], "USD") is None


@pytest.mark.parametrize(("msrp", "told"), [("12", Money(1200, "USD")), ("10", None), ("9", None)])
def test_the_manufacturers_price_counts_only_above_ours(msrp: str, told: Money | None) -> None:
    prices = [{"amount": "10", "useType": "Default"}, {"amount": msrp, "useType": "MSRP"}]

    assert words.struck_price(prices, "USD") == told


def test_attributes_are_options_under_the_sets_names() -> None:
    raw = {
        "attribute1": "",
        "attribute2": "US 10",
        "attribute3": "",
        "ItemAttributeSet": {"attributeName1": "", "attributeName2": "Size", "attributeName3": ""},
    }

    assert words.options_of(raw) == {"size": "10"}
    assert words.variant_name(raw) == "US 10"
    assert words.options_of({"attribute1": "Oak"}) == {"option_1": "Oak"}


@pytest.mark.parametrize(
    ("kind", "serialized", "reason"),
    [
        ("default", "false", None),
        ("assembly", None, None),
        ("default", "true", CounterOnly.SERIAL_NUMBER),
        ("serialized_assembly", "false", CounterOnly.SERIAL_NUMBER),
    ],
)
def test_articles_with_serial_numbers_are_sold_at_the_counter(
    kind: str, serialized: str | None, reason: CounterOnly | None
) -> None:
    assert words.counter_only(kind, serialized) is reason


@pytest.mark.parametrize(
    ("kind", "counted"), [("box", True), ("non_inventory", False), ("x", False)]
)
def test_only_known_kinds_of_items_have_counts(kind: str, counted: bool) -> None:
    assert words.is_counted(kind) is counted


@pytest.mark.parametrize(
    ("sellable", "qoh", "told"), [("3", "3", 3), ("0", "-4", 0), (None, "-4", 0), (None, "7", 7)]
)
def test_what_can_be_sold_is_never_below_zero(sellable: str | None, qoh: str, told: int) -> None:
    assert words.available(sellable, qoh) == Decimal(told)


def test_only_an_assembly_is_put_together_from_its_components() -> None:
    parts = [{"componentItemID": "7", "quantity": "2"}]

    (part,) = words.components_of("assembly", parts)

    assert (part.variant_platform_id, part.quantity) == ("7", 2)
    assert words.components_of("box", parts) == ()
    assert words.components_of("assembly", None) == ()


def test_a_count_read_later_in_its_second_ranks_higher_and_settles() -> None:
    early = words.settled_revision(AT, NOON + timedelta(milliseconds=100))
    late = words.settled_revision(AT, NOON + timedelta(milliseconds=700))
    settled = words.settled_revision(AT, NOON + timedelta(seconds=1))

    assert early < late < settled
    assert settled == words.settled_revision(AT, NOON + timedelta(days=1))
    assert settled < words.settled_revision("2026-11-21T12:00:01+00:00", NOON)
    assert words.settled_revision(AT, NOON - timedelta(hours=1)) < early


@pytest.mark.parametrize(
    ("life", "state", "money"),
    [
        ({}, OrderState.PENDING, PaymentState.UNPAID),
        ({"completed": "true"}, OrderState.COMPLETED, PaymentState.PAID),
        ({"completed": "true", "source": "Voicetill"}, OrderState.CONFIRMED, PaymentState.PAID),
        ({"completed": "true", "total": "-5"}, OrderState.RETURNED, PaymentState.REFUNDED),
        ({"archived": "true"}, OrderState.CANCELED, PaymentState.UNPAID),
        ({"completed": "true", "archived": "true"}, OrderState.COMPLETED, PaymentState.PAID),
        ({"completed": "true", "voided": "true"}, OrderState.CANCELED, PaymentState.VOIDED),
    ],
)
def test_a_sales_life_is_one_word(
    life: dict[str, str], state: OrderState, money: PaymentState
) -> None:
    known: dict[str, Any] = {"completed": "false", "archived": "false", "voided": "false",
                             "source": "", "total": "5", **life}  # fmt: skip

    assert words.order_state(**known) is state
    assert words.payment_state(known["completed"], known["voided"], known["total"]) is money


def test_a_revision_grows_with_the_sale_within_one_second() -> None:
    made = words.order_revision(AT, None, AT, "false", "false")
    sold = words.order_revision(AT, None, AT, "true", "false")
    voided = words.order_revision(AT, None, AT, "true", "true")

    assert made < sold < voided


@pytest.mark.parametrize("value", ["yes", "1", "TRUE", "", 1, True, None])
def test_a_flag_is_true_or_false_as_text_and_nothing_else(value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        words.flag(value)


def test_notes_of_our_holds_carry_the_reference_and_others_are_not_ours() -> None:
    assert words.hold_reference(words.hold_note("vt-1001", 2)) == "vt-1001"
    for note in ("for Ava, back on Friday", "Voicetill hold", "Voicetill says hello there"):
        with pytest.raises(ValueError):
            words.hold_reference(note)


def test_an_address_of_a_picture_is_put_together_as_documented() -> None:
    raw = {
        "imageID": "234",
        "ordering": "1",
        "publicID": "dsxcqjwl1s4j6ppmnmec",
        "baseImageURL": "https://res.cloudinary.com/lightspeed-retail/image/upload/",
    }
    first = {**raw, "imageID": "235", "ordering": "0", "publicID": "a"}

    urls = [image.url for image in words.images_of([raw, first, {"publicID": "b"}])]

    base = "https://res.cloudinary.com/lightspeed-retail/image/upload"
    assert urls == [f"{base}/a.jpg", f"{base}/dsxcqjwl1s4j6ppmnmec.jpg"]
