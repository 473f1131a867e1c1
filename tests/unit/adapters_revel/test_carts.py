"""Carts: what is sent, what is believed of the answer, and what is never repeated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.revel.adapter import RevelAdapter
from domain.errors import (
    AmbiguousOutcomeError,
    MalformedResponseError,
    RejectedError,
    UnsupportedError,
)
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import Cart, CartLine, OrderDraft, Recipient
from tests.contract.revel_contract import faults_of
from tests.unit.adapters_revel.lines import ScriptedLine, data, listing, product

KEY = IdempotencyKey("test:order")
CART = Cart(
    location_platform_id=PlatformId("1"),
    currency="USD",
    lines=(
        CartLine(
            variant_platform_id=PlatformId("301"),
            quantity=2,
            modifiers=(PlatformId("40"),),
            note="no ice",
        ),
        CartLine(variant_platform_id=PlatformId("302"), quantity=1),
    ),
    recipient=Recipient(name="Jordan / Rivera", phone="+12065550123", email="j@example.com"),
)
DRAFT = OrderDraft(
    cart=CART, reference="vt-1001", pickup_at=datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
)
MILK = {"id": 7, "admin_mod_key": "", "modifiers": [{"id": 40, "price": 1.5, "cost": 0.5}]}


def totals(total: Any = "30.98", **fields: Any) -> dict[str, Any]:
    """What the cart costs: 2 × (12 + 1.50) + 1 × 3, and tax."""
    told = {"final_total": total, "subtotal": 30, "tax": 0.98, "discounts": 0, **fields}
    return {"status": "OK", "data": told}


@pytest.fixture
def till(line: ScriptedLine) -> ScriptedLine:
    """A line on which an order can be made."""
    return (
        line.on("products.list", listing(product(301, price=12), product(302, price="3.00")))
        .on("web.modifiers", data(MILK))
        .on("cart.calculate", totals())
        .on("orders.find", listing())
        .on("cart.submit", {"status": "OK", "data": {"orderId": 77}})
    )


def test_an_order_is_sent_as_the_known_bodies_are(
    till: ScriptedLine, adapter: RevelAdapter
) -> None:
    made = adapter.create_order(DRAFT, key=KEY)

    sent = till.sent[-1]
    assert sent.json is not None
    assert not faults_of("POST", sent.path, {}, sent.json)
    assert (sent.repeatable, sent.keyed) == (False, False)
    assert sent.json["orderInfo"]["call_name"] == "Jordan Rivera / vt-1001"
    assert sent.json["orderInfo"]["pickup_time"] == "2026-11-21T13:30:00"
    assert sent.json["orderInfo"]["asap"] is False
    assert sent.json["paymentInfo"] == {
        "type": 4,
        "amount": "30.98",
        "tip": 0,
        "first_name": "Jordan",
        "last_name": "/ Rivera",
        "phone": "+12065550123",
        "email": "j@example.com",
    }
    first = sent.json["items"][0]
    assert (first["price"], first["quantity"], first["special_request"]) == ("12.00", 2, "no ice")
    assert first["modifieritems"][0]["modifier_price"] == "1.50"
    assert (made.platform_id, made.total, made.tax) == ("77", Money(3098, "USD"), Money(98, "USD"))
    assert [one.unit_price.amount for one in made.lines] == [1350, 300]


def test_a_quote_and_its_order_are_the_same_cart(till: ScriptedLine, adapter: RevelAdapter) -> None:
    adapter.quote(CART)
    adapter.create_order(DRAFT, key=KEY)

    asked = [one.json or {} for one in till.sent if one.operation.startswith("cart.")]
    assert len({str(one["items"]) for one in asked}) == 1


def test_tax_and_discounts_are_split_over_the_lines_to_the_cent(
    till: ScriptedLine, adapter: RevelAdapter
) -> None:
    till.on("cart.calculate", totals("29.98", discounts=1))

    quote = adapter.quote(CART)

    assert quote.discount == Money(100, "USD")
    assert sum(one.tax.amount for one in quote.lines) == 98
    assert sum(one.total.amount for one in quote.lines) == quote.total.amount


def test_fees_are_part_of_what_is_paid(till: ScriptedLine, adapter: RevelAdapter) -> None:
    fees = [{"id": 1, "name": "Bag", "amount": 0.25}]
    till.on("cart.calculate", totals("31.73", surcharge=0.5, service_fees=fees))

    quote = adapter.quote(CART)

    assert quote.total == quote.subtotal - quote.discount + quote.tax
    assert quote.subtotal == Money(3075, "USD")


def test_the_price_the_till_asks_now_wins(till: ScriptedLine, adapter: RevelAdapter) -> None:
    items = [{"product": 301, "price": 10}, {"product": 302, "price": 3}]
    till.on("cart.calculate", totals("26.98", items=items))

    quote = adapter.quote(CART)

    assert [one.unit_price.amount for one in quote.lines] == [1150, 300]


@pytest.mark.parametrize(
    "answer",
    [
        totals("99.99"),
        totals(None),
        totals("free"),
        {"status": "OK", "data": None},
        {"status": "OK"},
        {"status": "OK", "data": [1]},
    ],
)
def test_an_answer_that_does_not_add_up_is_never_a_price(
    till: ScriptedLine, adapter: RevelAdapter, answer: Any
) -> None:
    till.on("cart.calculate", answer)

    with pytest.raises(MalformedResponseError):
        adapter.create_order(DRAFT, key=KEY)

    assert "cart.submit" not in till.operations


@pytest.mark.parametrize(
    "answer",
    [{"status": "OK", "data": {}}, {"status": "OK"}, {"orderId": None}, {"orderId": True}],
)
def test_a_submit_without_an_order_id_is_ambiguous(
    till: ScriptedLine, adapter: RevelAdapter, answer: Any
) -> None:
    till.on("cart.submit", answer)

    with pytest.raises(AmbiguousOutcomeError):
        adapter.create_order(DRAFT, key=KEY)


@pytest.mark.parametrize("answer", [{"orderId": 77}, {"data": {"orderId": "77"}}])
def test_the_order_id_is_read_wherever_it_stands(
    till: ScriptedLine, adapter: RevelAdapter, answer: Any
) -> None:
    till.on("cart.submit", answer)

    assert adapter.create_order(DRAFT, key=KEY).platform_id == "77"


def test_an_order_of_the_same_reference_is_found_before_anything_is_sent(
    till: ScriptedLine, adapter: RevelAdapter
) -> None:
    known = {
        "id": 76,
        "call_name": "Jordan Rivera / vt-1001",
        "final_total": "30.98",
        "closed": False,
        "created_date": "2026-11-21T12:00:00",
    }
    till.on("orders.find", listing({**known, "call_name": "X / vt-10011"}, known))

    found = adapter.create_order(DRAFT, key=KEY)

    assert found.platform_id == "76"
    assert till.operations == ["orders.find"]
    assert till.sent[0].params["call_name__contains"] == "vt-1001"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (product(301, price=0), "priced at the store"),
        (product(301, sold_by_weight=True), "weighed at the store"),
        (product(301, is_gift=True), "gift cards"),
    ],
)
def test_what_a_cart_cannot_say_is_refused_in_a_sentence(
    till: ScriptedLine, adapter: RevelAdapter, row: dict[str, Any], sentence: str
) -> None:
    till.on("products.list", listing(row, product(302)))

    with pytest.raises(UnsupportedError, match=sentence):
        adapter.quote(CART)


@pytest.mark.parametrize("change", [{"location_platform_id": PlatformId("2")}, {"currency": "EUR"}])
def test_another_place_or_currency_is_refused_without_a_call(
    till: ScriptedLine, adapter: RevelAdapter, change: dict[str, Any]
) -> None:
    with pytest.raises(RejectedError):
        adapter.quote(replace(CART, **change))

    assert not till.sent


def test_amounts_of_a_currency_without_cents_stay_whole(
    till: ScriptedLine, open_with: Callable[..., RevelAdapter]
) -> None:
    till.on("products.list", listing(product(302, price=1200)))
    till.on("cart.calculate", {"status": "OK", "data": {"final_total": 1320, "tax": 120}})
    cart = replace(CART, currency="JPY", lines=CART.lines[1:])

    quote = open_with(currency="JPY").quote(cart)

    assert quote.total == Money(1320, "JPY")
