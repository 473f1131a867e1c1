"""Toast's numbers, times, ids, phones and requests, one converter at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog import Address
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import Cart, CartLine, FulfillmentMethod, OrderDraft, Recipient
from mapping.platforms import toast_words as words
from mapping.platforms.toast_ids import Choice, choice_id, read_choices, read_variant, variant_id
from mapping.platforms.toast_requests import (
    InexpressibleError,
    Service,
    draft_request,
    json_number,
    payment_request,
    price_request,
)

SERVICE = Service(dining_option="takeout")
GUEST = Recipient(name="Ana de la Cruz", phone="+442071838750", email="ana@example.com")


@given(st.integers(min_value=0, max_value=10**12))
def test_an_amount_written_and_read_again_is_the_same_to_the_cent(cents: int) -> None:
    money = Money(cents, "USD")

    assert words.amount(json_number(money), "USD") == money


@pytest.mark.parametrize(
    ("value", "cents"), [(8.5, 850), (0.1 + 0.2, None), ("9.55", 955), (5, 500), (True, None)]
)
def test_an_amount_is_read_by_its_digits_or_refused(value: Any, cents: int | None) -> None:
    if cents is None:
        with pytest.raises((ValueError, TypeError)):
            words.amount(value, "USD")
    else:
        assert words.amount(value, "USD") == Money(cents, "USD")


def test_a_lines_share_of_a_tax_may_be_finer_than_a_cent() -> None:
    assert words.share(0.4375, "USD") == Money(44, "USD")
    assert words.share(0.125, "USD") == Money(12, "USD")
    assert words.share(1.4, "JPY") == Money(1, "JPY")


def test_toasts_times_are_read_and_written_with_their_offset() -> None:
    at = words.moment("2021-07-30T12:12:46.235-0800")

    assert at == datetime(2021, 7, 30, 20, 12, 46, 235000, tzinfo=UTC)
    assert words.moment_request(at) == "2021-07-30T20:12:46.235+0000"
    with pytest.raises(ValueError, match="offset"):
        words.moment("2021-07-30T12:12:46")


@pytest.mark.parametrize(
    ("phone", "code", "read"),
    [
        ("2065550123", "1", "+12065550123"),
        ("555-555-5555", None, "+15555555555"),
        ("+442071838750", None, "+442071838750"),
        ("020 7183 8750", "44", "+442071838750"),
        ("123", "1", None),
        ("1065550123", "1", None),
    ],
)
def test_phones_are_told_as_they_can_be_dialed(
    phone: str, code: str | None, read: str | None
) -> None:
    assert words.e164(phone, code) == read


def test_ids_say_item_group_size_and_choices_and_are_read_back() -> None:
    size = Choice("sizes", "large")
    inner = choice_id(choice_id("", Choice("sides", "salad")), Choice("dressing", "ranch"))

    assert read_variant(variant_id("item", "group", size)).size == size
    assert read_variant(variant_id("item", "group")).size is None
    assert read_choices(inner) == (Choice("sides", "salad"), Choice("dressing", "ranch"))
    for wrong in ("item", "a.b.c", ""):
        with pytest.raises(ValueError, match="is not the id"):
            read_variant(PlatformId(wrong))
        with pytest.raises(ValueError, match="is not the id"):
            read_choices(PlatformId(f"{wrong}x"))


def cart(*lines: CartLine, **changed: Any) -> Cart:
    chosen = lines or (CartLine(variant_platform_id=PlatformId("i.g"), quantity=1),)
    return Cart(**{"location_platform_id": "r", "currency": "USD", "lines": chosen,
                   "recipient": GUEST, **changed})  # fmt: skip


def test_choices_become_a_tree_and_repeated_ones_are_counted() -> None:
    line = CartLine(
        variant_platform_id=variant_id("item", "group", Choice("size", "large")),
        quantity=2,
        modifiers=tuple(
            PlatformId(one)
            for one in ("sides.salad", "extras.shot", "extras.shot", "sides.salad/dressing.ranch")
        ),
    )

    (selection,) = price_request(cart(line), SERVICE)["checks"][0]["selections"]

    told = [
        (one["optionGroup"]["guid"], one["item"]["guid"], one["quantity"], len(one["modifiers"]))
        for one in selection["modifiers"]
    ]
    assert told == [
        ("size", "large", 1, 0),
        ("sides", "salad", 1, 1),
        ("extras", "shot", 2, 0),
    ]


def test_a_draft_says_when_for_whom_and_under_which_name() -> None:
    draft = OrderDraft(
        cart=cart(),
        reference="vt-1",
        pickup_at=datetime(2026, 11, 21, 20, 30, tzinfo=UTC),
        prep_minutes=20,
        note="by the side door",
    )

    order = draft_request(draft, SERVICE, naming="VOICETILL")

    assert order["externalId"] == "VOICETILL:vt-1"
    assert order["promisedDate"] == "2026-11-21T20:30:00.000+0000"
    assert order["requiredPrepTime"] == "PT20M"
    (check,) = order["checks"]
    assert check["tabName"] == "by the side door"
    assert check["customer"] == {
        "entityType": "Customer",
        "firstName": "Ana de la",
        "lastName": "Cruz",
        "phone": "2071838750",
        "phoneCountryCode": "44",
        "email": "ana@example.com",
    }


def test_a_price_request_and_the_order_made_from_it_hold_the_same_selections() -> None:
    wished = cart()

    priced = price_request(wished, SERVICE)
    ordered = draft_request(OrderDraft(cart=wished, reference="vt-1"), SERVICE, naming="V")

    assert {name: one for name, one in ordered.items() if name != "externalId"} == priced


@pytest.mark.parametrize(
    ("recipient", "what"),
    [
        (None, "name"),
        (Recipient(name="Ana", phone=None, email="a@b.example"), "phone"),
        (Recipient(name="Ana", phone="+12065550123"), "e-mail"),
        (Recipient(name="Ana", phone="+12065550123", email="ä@b.example"), "plain letters"),
        (Recipient(name="Ana", phone="+12065550123", email="a" * 50 + "@b.example"), "53"),
    ],
)
def test_what_toast_needs_of_a_guest_is_asked_for_in_words(
    recipient: Recipient | None, what: str
) -> None:
    draft = OrderDraft(cart=cart(recipient=recipient), reference="vt-1")

    with pytest.raises(InexpressibleError, match=what):
        draft_request(draft, SERVICE, naming="V")

    assert price_request(draft.cart, SERVICE)["checks"][0]["customer"]["email"]


def test_a_delivery_needs_the_whole_address_and_a_charge_for_its_fee() -> None:
    home = Address(line1="1 Pike", line2="Apt 2", city="Seattle", region="WA",
                   postal_code="98101", country="US")  # fmt: skip
    brought = cart(
        method=FulfillmentMethod.SHIPPING,
        recipient=Recipient(name="Ana", phone="+12065550123", email="a@b.example", address=home),
        shipping_fee=Money(799, "USD"),
    )

    with pytest.raises(InexpressibleError, match="service charge"):
        price_request(brought, SERVICE)
    with pytest.raises(InexpressibleError, match="address"):
        price_request(cart(method=FulfillmentMethod.SHIPPING), SERVICE)
    order = price_request(brought, Service(dining_option="d", delivery_charge="fee"))

    assert order["deliveryInfo"]["address2"] == "Apt 2"
    assert order["checks"][0]["appliedServiceCharges"][0]["chargeAmount"] == 7.99


def test_booked_money_names_the_payment_it_stands_for() -> None:
    payment = payment_request(
        Money(955, "USD"), payment_type="other", naming="VOICETILL", reference="pi_1"
    )

    assert payment["amount"] == 9.55
    assert payment["externalId"] == "VOICETILL:pi_1"
    assert Decimal(str(payment["amount"])) == Decimal("9.55")
