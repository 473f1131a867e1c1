"""Sales as we ask Vend for them: exact numbers, the same id for the same order, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog import Address
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import Cart, CartLine, FulfillmentMethod, OrderDraft, Recipient
from mapping.platforms.vend_pricing import PricedLine
from mapping.platforms.vend_requests import (
    draft_request,
    json_number,
    note_of,
    payment_request,
    sale_id,
    sale_update,
)

LINE = PricedLine(
    variant_platform_id=PlatformId("p1"),
    quantity=2,
    price=Decimal("34.78261"),
    tax=Decimal("5.21739"),
    tax_id="t1",
    name="Shirt",
    note="no starch",
)


def a_draft(method: FulfillmentMethod = FulfillmentMethod.PICKUP, **more: Any) -> OrderDraft:
    address = Address(line1="814 E Pike St", city="Seattle", region="WA", country="US")
    person = Recipient(
        name="Jordan Rivera",
        phone="+12065550123",
        customer_platform_id=PlatformId("c1"),
        address=address,
    )
    cart = Cart(
        location_platform_id=PlatformId("o1"),
        currency="USD",
        lines=(CartLine(variant_platform_id=PlatformId("p1"), quantity=2),),
        method=method,
        recipient=person,
    )
    return OrderDraft(cart=cart, reference="vt-1", **more)


def plain(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value))


def test_a_draft_is_a_parked_sale_under_our_reference() -> None:
    body = plain(draft_request(a_draft(), [LINE], author_id="u1", register_id="r1"))

    assert body["id"] == sale_id("vt-1")
    assert body["state"] == "parked"
    assert body["source"] == {
        "author_id": "u1",
        "register_id": "r1",
        "id": "vt-1",
        "type": "voicetill-pickup",
    }
    assert body["customer_id"] == "c1"
    (line,) = body["line_items"]
    assert line["pricing"] == {"price": "34.78261"}
    assert line["tax"] == {"id": "t1", "amount": "5.21739"}
    assert line["attributes"] == [{"name": "line_note", "value": "no starch"}]
    assert line["_metadata"]["fulfillment_method"] == "PICKUP"


def test_the_same_reference_names_the_same_sale_and_another_one_another() -> None:
    assert sale_id("vt-1") == sale_id("vt-1") != sale_id("vt-2")


def test_staff_read_for_whom_how_when_and_where_to() -> None:
    pickup = note_of(a_draft(prep_minutes=20, note="ring twice"))
    at = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    shipping = note_of(a_draft(FulfillmentMethod.SHIPPING, pickup_at=at))

    assert pickup == (
        "Voicetill vt-1: Pickup; for Jordan Rivera +12065550123; in 20 minutes; ring twice"
    )
    assert "Shipping" in shipping
    assert "814 E Pike St, Seattle, WA, US" in shipping
    assert "at 2026-11-21T18:30+00:00" in shipping


@given(st.decimals(-1_000_000, 1_000_000, places=2))
def test_a_json_number_has_exactly_the_digits_it_should(value: Decimal) -> None:
    assert Decimal(orjson.dumps({"n": json_number(value)})[5:-1].decode()) == value


def test_a_payment_is_an_exact_number_under_its_type_and_register() -> None:
    body = plain(payment_request(Money(1380, "USD"), type_id="pt", register_id="r1"))

    assert body == {
        "amount": 13.8,
        "type": {"config_id": "pt"},
        "source": {"register_id": "r1"},
    }


RAW: dict[str, Any] = {
    "id": "s1",
    "state": "parked",
    "source": {
        "author": {"id": "u1"},
        "register_id": "r1",
        "outlet_id": "o1",
        "id": "vt-1",
        "type": "voicetill-pickup",
    },
    "customer_id": "c1",
    "date": "2026-11-21T10:00:00Z",
    "invoice_number": "MR-1",
    "note": "for Jordan",
    "short_code": "abc",
    "attributes": [],
    "line_items": [
        {
            "id": "l1",
            "product": {"id": "p1"},
            "quantity": 2.0,
            "pricing": {"price": 34.78261, "total": 69.56522, "discount": 0, "cost": 10},
            "tax": {"id": "t1", "amount": 5.21739, "total": 10.43478},
            "note": "no starch",
        }
    ],
    "payments": [{"id": "y1", "amount": 5.5, "type": {"config_id": "pt", "name": "Cash"}}],
}


def test_a_sale_is_put_back_whole_with_what_changes() -> None:
    body = plain(sale_update(RAW, state="pending", attributes=["pickup"]))

    assert (body["state"], body["attributes"]) == ("pending", ["pickup"])
    assert body["source"] == {
        "author_id": "u1",
        "register_id": "r1",
        "id": "vt-1",
        "type": "voicetill-pickup",
    }
    assert {name: body[name] for name in ("customer_id", "date", "invoice_number", "note")} == {
        name: RAW[name] for name in ("customer_id", "date", "invoice_number", "note")
    }
    (line,) = body["line_items"]
    assert (line["id"], line["quantity"]) == ("l1", 2.0)
    assert line["pricing"] == {"price": "34.78261", "discount": "0", "cost": "10"}
    assert line["attributes"] == [{"name": "line_note", "value": "no starch"}]
    assert body["payments"] == [{"id": "y1", "amount": 5.5, "type": {"config_id": "pt"}}]


@pytest.mark.parametrize(
    ("price", "written"), [(0, "0"), (10, "10"), (1e-05, "0.00001"), (2.5, "2.5"), ("7.00", "7")]
)
def test_a_unit_price_is_written_without_exponent_and_idle_zeros(price: Any, written: str) -> None:
    line = {**RAW["line_items"][0], "pricing": {"price": price}}

    body = plain(sale_update({**RAW, "line_items": [line]}, state="parked"))

    assert body["line_items"][0]["pricing"]["price"] == written
