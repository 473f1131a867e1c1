"""Ordering on accounts that answer otherwise than the stand-in: ids alone, flat shapes, lost
answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.platform import AdapterSettings
from adapters.vend.adapter import VendAdapter, open_adapter
from domain.customers import Customer
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    MalformedResponseError,
    RejectedError,
    UnsupportedError,
)
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import Cart, CartLine, OrderDraft, OrderState, ReturnLine, ReturnRequest
from mapping.platforms.vend_requests import sale_id
from tests.unit.adapters_vend.lines import EMPTY, RETAILER, ScriptedLine, page

KEY = IdempotencyKey("k")
CART = Cart(
    location_platform_id=PlatformId("o1"),
    currency="USD",
    lines=(CartLine(variant_platform_id=PlatformId("p1"), quantity=2),),
)
DRAFT = OrderDraft(cart=CART, reference="vt-1")
MISSING = (404, {"error": "Not Found"})
LOST = AmbiguousOutcomeError("lost", platform="vend", operation="sales.create")


def sale(state: str = "parked", **more: Any) -> dict[str, Any]:
    found = {
        "id": sale_id("vt-1"),
        "state": state,
        "attributes": [],
        "source": {
            "author": {"id": "u1"},
            "register_id": "r1",
            "outlet_id": "o1",
            "id": "vt-1",
            "type": "voicetill-pickup",
        },
        "customer_id": None,
        "invoice_number": "MR-1",
        "created_at": "2026-11-21T10:00:00+00:00",
        "updated_at": "2026-11-21T10:00:00+00:00",
        "line_items": [
            {
                "id": "l1",
                "product": {"id": "p1"},
                "quantity": 2,
                "pricing": {"price": 10, "total": 20},
                "tax": {"id": "t1", "amount": 1, "total": 2},
            }
        ],
        "payments": [],
        "totals": {"price": 20, "tax": 2, "price_incl_tax": 22},
        "return": {"is_return": False, "original_sale_id": None, "return_sale_ids": []},
        "_metadata": {"version": 5},
    }
    return {**found, **more}


def ready() -> ScriptedLine:
    """An account with one outlet, product, tax, register and payment type."""
    outlet = {"id": "o1", "currency": "USD", "default_tax_id": "t1", "display_prices": "exclusive"}
    register = {"id": "r1", "outlet_id": "o1", "is_open": True, "version": 3}
    return (
        ScriptedLine()
        .on("retailer.get", RETAILER)
        .on("outlets.get", {"data": outlet})
        .on("taxes.list", page({"id": "t1", "rates": [{"rate": 0.1}], "version": 1}), EMPTY)
        .on("products.get", {"data": {"id": "p1", "name": "Mug", "price_excluding_tax": 10}})
        .on("users.current", {"data": {"id": "u1"}})
        .on("registers.list", page(register), EMPTY)
        .on("payment_types.list", page({"id": "y1", "name": "voicetill", "version": 2}), EMPTY)
    )


def adapter(line: ScriptedLine, **options: str) -> VendAdapter:
    return open_adapter(line, AdapterSettings(options=options))


def test_an_account_that_answers_the_id_alone_is_asked_for_the_sale() -> None:
    line = ready().on("sales.create", {"data": {"id": sale_id("vt-1")}})
    line.on("sales.get", MISSING, {"data": sale()})

    order = adapter(line).create_order(DRAFT, key=KEY)

    assert (order.total, order.lines[0].name) == (Money(2200, "USD"), "Mug")


def test_a_lost_answer_is_looked_up_before_anything_else() -> None:
    line = ready().on("sales.create", LOST).on("sales.get", MISSING, {"data": sale()})

    order = adapter(line).create_order(DRAFT, key=KEY)

    assert order.reference == "vt-1"
    assert line.operations.count("sales.create") == 1


def test_a_lost_answer_that_left_nothing_stays_in_doubt() -> None:
    line = ready().on("sales.create", LOST).on("sales.get", MISSING)

    with pytest.raises(AmbiguousOutcomeError):
        adapter(line).create_order(DRAFT, key=KEY)


def test_a_sale_that_came_into_being_meanwhile_is_taken_for_ours() -> None:
    line = ready().on("sales.create", (409, {"error": "Conflict"}))
    line.on("sales.get", MISSING, {"data": sale()})

    assert adapter(line).create_order(DRAFT, key=KEY).reference == "vt-1"


def test_the_sale_is_found_among_recent_ones_where_an_account_numbers_its_own() -> None:
    flat = {"id": "s9", "source_id": "vt-1", "status": "SAVED"}
    line = ready().on("sales.get", MISSING, {"data": sale(id="s9")})
    line.on("sales.find", {"data": [{"id": "s8", "source_id": "vt-10"}, flat]})

    found = adapter(line).find_order(
        "vt-1", location_id=PlatformId("o1"), created_after=datetime(2026, 11, 21, 9, tzinfo=UTC)
    )

    assert found is not None
    assert found.platform_id == "s9"
    (asked,) = [one for one in line.sent if one.operation == "sales.find"]
    assert asked.params["date_from"] == "2026-11-21T09:00:00Z"


def test_a_history_in_the_flat_shape_is_read_sale_by_sale() -> None:
    flat = {"data": [{"id": "s1", "total_price": 20}]}
    line = ready().on("sales.history", flat, {"data": []})
    line.on("sales.get", {"data": sale("closed", id="s1")})

    told = [
        one for page in adapter(line).orders(customer_id=PlatformId("c1")) for one in page.records
    ]

    assert [one.platform_id for one in told] == ["s1"]


def test_a_booking_names_type_register_and_the_payment_taken_elsewhere() -> None:
    paid = sale("pending", attributes=["pickup"], payments=[{"id": "x", "amount": 22}])
    line = ready().on("sales.get", {"data": sale()}).on("sales.confirm", {"data": paid})
    seller = adapter(line)
    order = seller.order(PlatformId("s1"))
    assert order is not None

    done = seller.confirm_order(order, paid=order.total, external_reference="pi_1", key=KEY)

    body = line.body_of("sales.confirm")
    assert done.state is OrderState.CONFIRMED
    assert (body["state"], body["attributes"]) == ("pending", ["pickup"])
    assert body["payments"] == [
        {"amount": 22.0, "type": {"config_id": "y1"}, "source": {"register_id": "r1"}}
    ]
    assert "pi_1" in body["note"]


def test_chosen_ids_save_the_calls_that_would_find_them() -> None:
    line = ready().on("sales.get", MISSING).on("sales.create", {"data": sale()})
    chosen = {"author_id": "u7", "register_id": "r7"}

    adapter(line, **chosen).create_order(DRAFT, key=KEY)

    source = line.body_of("sales.create")["source"]
    assert (source["author_id"], source["register_id"]) == ("u7", "r7")
    assert not {"users.current", "registers.list"} & set(line.operations)


def test_an_outlet_without_a_register_is_a_matter_of_configuration() -> None:
    line = ready().on("sales.get", MISSING).on("registers.list", EMPTY)

    with pytest.raises(ConfigurationError, match="register_id"):
        adapter(line).create_order(DRAFT, key=KEY)


def test_an_outlet_without_a_tax_is_named_and_nothing_is_sold() -> None:
    line = ready().on("sales.get", MISSING).on("taxes.list", EMPTY)

    with pytest.raises(MalformedResponseError) as fault:
        adapter(line).create_order(DRAFT, key=KEY)

    assert fault.value.path == "default_tax_id"
    assert "sales.create" not in line.operations


def test_another_currency_and_extras_are_refused() -> None:
    euros = Cart(location_platform_id=PlatformId("o1"), currency="EUR", lines=CART.lines)
    extra = CartLine(variant_platform_id=PlatformId("p1"), quantity=1, modifiers=(PlatformId("m"),))
    extras = Cart(location_platform_id=PlatformId("o1"), currency="USD", lines=(extra,))

    with pytest.raises(RejectedError, match="USD"):
        adapter(ready()).quote(euros)
    with pytest.raises(UnsupportedError):
        adapter(ready()).quote(extras)


def returned(quantity: int = 1, line_id: str = "l1") -> ReturnRequest:
    return ReturnRequest(
        order_platform_id=PlatformId("s1"),
        lines=(ReturnLine(order_line_platform_id=PlatformId(line_id), quantity=quantity),),
        reason="too small",
    )


def parked_return() -> dict[str, Any]:
    (line,) = sale()["line_items"]
    return sale(id="b1", line_items=[{**line, "id": "l9", "quantity": -2}])


def test_a_return_is_trimmed_paid_back_and_marked_as_ours() -> None:
    line = ready().on("sales.get", {"data": sale("closed")})
    line.on("returns.begin", {"data": {"id": "b1", "status": "SAVED"}})
    line.on("returns.get", {"data": parked_return()}).on("returns.close", {"data": {}})

    done = adapter(line).create_return(returned(), key=KEY)

    body = line.body_of("returns.close")
    assert (done.platform_id, body["state"]) == ("b1", "closed")
    assert [(one["id"], one["quantity"]) for one in body["line_items"]] == [("l9", -1)]
    assert [one["amount"] for one in body["payments"]] == [-11.0]
    assert body["source"]["type"] == "voicetill-return"
    assert len(body["source"]["id"]) == 40


@pytest.mark.parametrize(("request_", "code"), [
    (returned(3), "NOTHING_TO_RETURN"), (returned(1, "l7"), "UNKNOWN_LINE"),
])  # fmt: skip
def test_what_was_not_sold_cannot_come_back(request_: ReturnRequest, code: str) -> None:
    line = ready().on("sales.get", {"data": sale("closed")})
    line.on("returns.begin", {"data": {"id": "b1"}}).on("returns.get", {"data": parked_return()})

    with pytest.raises(RejectedError) as refused:
        adapter(line).create_return(request_, key=KEY)

    assert refused.value.platform_code == code


def test_who_is_not_found_by_any_spelling_may_be_known_to_the_gateway() -> None:
    known = Customer(platform_id=PlatformId("c1"), phone="+12065550123")

    class Index:
        """The gateway's own copy."""

        def find(
            self, *, phone: str | None = None, email: str | None = None
        ) -> tuple[Customer, ...]:
            return (known,) if phone == known.phone else ()

    line = ready().on("customers.find", {"data": []})
    seller = open_adapter(line, AdapterSettings(customer_index=Index()))

    assert seller.find_customers(phone="+12065550123") == (known,)
    tried = [(next(iter({*one.params} - {"type", "page_size"}))) for one in line.sent]
    assert set(tried) == {"mobile", "phone"}


def test_a_customer_who_only_looks_alike_is_not_taken() -> None:
    row = {"id": "c2", "first_name": "Ana", "last_name": None, "mobile": "+12065550199"}
    line = ready().on("customers.find", {"data": [row]})

    assert adapter(line).find_customers(phone="+12065550123") == ()
