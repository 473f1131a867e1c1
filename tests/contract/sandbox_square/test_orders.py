"""Orders of the Square stand-in: creation, pricing, versions, states, search."""

from __future__ import annotations

import pytest

from sandbox.square import ids
from tests.contract.sandbox_square.caller import COFFEE, JORDAN, LATTE, MUG, REPAIR, Caller


def test_a_catalog_line_gets_its_name_price_and_city_tax_from_the_catalog(square: Caller) -> None:
    order = square.order({"catalog_object_id": MUG, "quantity": "2"})

    line = order["line_items"][0]
    assert line["name"] == "Northwind Camp Mug"
    assert line["variation_name"] == "White"
    assert line["gross_sales_money"]["amount"] == 3600
    assert line["total_tax_money"]["amount"] == 373  # 3600 × 10.35 % = 372.6
    assert order["total_money"]["amount"] == 3973
    assert order["taxes"][0]["auto_applied"] is True


def test_the_tax_is_the_one_of_the_city_of_sale(square: Caller) -> None:
    order = square.order(location_id=square.location_named("Bellevue"))

    assert [tax["name"] for tax in order["taxes"]] == ["Bellevue Sales Tax"]


def test_coffee_beans_are_not_taxed(square: Caller) -> None:
    order = square.order({"catalog_object_id": COFFEE, "quantity": "1"})

    assert order["total_tax_money"]["amount"] == 0
    assert order["total_money"]["amount"] == 1995


def test_modifiers_add_their_price_for_each_piece(square: Caller) -> None:
    oat = ids.fixed("modifier", "Milk/Oat Milk")
    line = {
        "catalog_object_id": LATTE,
        "quantity": "2",
        "modifiers": [{"catalog_object_id": oat}],
    }
    order = square.order(line)

    assert order["line_items"][0]["gross_sales_money"]["amount"] == 2 * (550 + 80)


def test_calculate_gives_the_same_amounts_and_stores_nothing(square: Caller) -> None:
    before = square.control("GET shop")["orders"]
    body = square.order_body({"catalog_object_id": MUG, "quantity": "3"})
    calculated = square.post("/v2/orders/calculate", {"order": body})["order"]

    assert square.control("GET shop")["orders"] == before
    created = square.post("/v2/orders", {"order": body, "idempotency_key": "k"})["order"]
    assert calculated["total_money"] == created["total_money"]


def test_one_key_creates_one_order_and_refuses_another_body(square: Caller) -> None:
    first = square.order(key="same")
    again = square.order(key="same")
    other = {"idempotency_key": "same", "order": square.order_body(reference_id="other")}
    refused = square.call("POST", "/v2/orders", other)

    assert again["id"] == first["id"]
    assert (refused.status, refused.code) == (400, "IDEMPOTENCY_KEY_REUSED")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"colour": "red"}, "BAD_REQUEST", "order.colour"),
        ({"reference_id": 7}, "EXPECTED_STRING", "order.reference_id"),
        ({"reference_id": "x" * 41}, "VALUE_TOO_LONG", "order.reference_id"),
        ({"line_items": {}}, "EXPECTED_ARRAY", "order.line_items"),
        ({"line_items": [{"name": "x"}]}, "MISSING_REQUIRED_PARAMETER", None),
        ({"state": "SHINY"}, "INVALID_ENUM_VALUE", "order.state"),
        ({"metadata": {"k" * 61: "v"}}, "MAP_KEY_LENGTH_TOO_LONG", "order.metadata"),
        ({"metadata": {str(n): "v" for n in range(11)}}, "TOO_MANY_MAP_ENTRIES", None),
        ({"location_id": "NOWHERE"}, "NOT_FOUND", "order.location_id"),
        (
            {"line_items": [{"catalog_object_id": REPAIR, "quantity": "1"}]},
            "MISSING_REQUIRED_PARAMETER",
            "order.line_items[0].base_price_money",
        ),
        (
            {"line_items": [{"catalog_object_id": "GONE", "quantity": "1"}]},
            "NOT_FOUND",
            "order.line_items[0].catalog_object_id",
        ),
        (
            {"line_items": [{"catalog_object_id": MUG, "quantity": "-1"}]},
            "INVALID_VALUE",
            "order.line_items[0].quantity",
        ),
        (
            {"fulfillments": [{"type": "PICKUP", "pickup_details": {}}]},
            "MISSING_REQUIRED_PARAMETER",
            "order.fulfillments[0].pickup_details.recipient",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_order_that_square_refuses_is_refused(
    square: Caller, change: dict[str, object], code: str, field: str | None
) -> None:
    body = {"idempotency_key": "bad", "order": square.order_body(**change)}
    refused = square.call("POST", "/v2/orders", body)

    assert refused.status in (400, 404)
    assert refused.code == code
    assert field is None or refused.field == field


def test_more_than_one_fulfillment_is_refused(square: Caller) -> None:
    twice = square.order_body()["fulfillments"] * 2
    refused = square.call("POST", "/v2/orders", {"order": square.order_body(fulfillments=twice)})

    assert refused.code == "BAD_REQUEST"


def test_a_variable_price_must_be_given_and_is_then_taken(square: Caller) -> None:
    line = {
        "catalog_object_id": REPAIR,
        "quantity": "1",
        "base_price_money": {"amount": 4500, "currency": "USD"},
    }
    assert square.order(line)["total_money"]["amount"] == 4500


def test_an_update_of_an_old_version_is_refused(square: Caller) -> None:
    order = square.order()
    path = f"/v2/orders/{order['id']}"
    square.put(path, {"order": {"version": 1, "reference_id": "a"}, "idempotency_key": "u1"})
    stale = square.call("PUT", path, {"order": {"version": 1, "reference_id": "b"}})

    assert (stale.status, stale.code) == (409, "VERSION_MISMATCH")


def test_an_update_changes_only_what_it_names_and_reprices(square: Caller) -> None:
    order = square.order({"catalog_object_id": MUG, "quantity": "1", "note": "gift"})
    uid = order["line_items"][0]["uid"]
    changed = square.put(
        f"/v2/orders/{order['id']}",
        {"order": {"version": 1, "line_items": [{"uid": uid, "quantity": "3"}]}},
    )["order"]

    assert changed["version"] == 2
    assert changed["line_items"][0]["note"] == "gift"
    assert changed["line_items"][0]["gross_sales_money"]["amount"] == 5400
    assert changed["total_money"]["amount"] == 5959


def test_fields_to_clear_removes_by_path(square: Caller) -> None:
    order = square.order(
        {"catalog_object_id": MUG, "quantity": "1", "note": "gift"}, reference_id="r"
    )
    uid = order["line_items"][0]["uid"]
    paths = ["reference_id", f"line_items[{uid}].note"]
    changed = square.put(
        f"/v2/orders/{order['id']}", {"order": {"version": 1}, "fields_to_clear": paths}
    )["order"]

    assert "reference_id" not in changed
    assert "note" not in changed["line_items"][0]


def test_a_repeated_update_key_gives_the_latest_order_unchanged(square: Caller) -> None:
    order = square.order()
    path = f"/v2/orders/{order['id']}"
    update = {"order": {"version": 1, "reference_id": "a"}, "idempotency_key": "u"}
    square.put(path, update)
    square.put(path, {"order": {"version": 2, "ticket_name": "T"}, "idempotency_key": "v"})
    again = square.put(path, update)["order"]

    assert again["version"] == 3
    assert again["ticket_name"] == "T"


def test_an_unpaid_order_is_canceled_only_with_its_fulfillments(square: Caller) -> None:
    order = square.order()
    path = f"/v2/orders/{order['id']}"
    alone = square.call("PUT", path, {"order": {"version": 1, "state": "CANCELED"}})
    uid = order["fulfillments"][0]["uid"]
    both = {
        "version": 1,
        "state": "CANCELED",
        "fulfillments": [{"uid": uid, "state": "CANCELED"}],
    }
    canceled = square.put(path, {"order": both})["order"]
    after = square.call("PUT", path, {"order": {"version": 2, "reference_id": "x"}})

    assert alone.code == "BAD_REQUEST"
    assert canceled["state"] == "CANCELED"
    assert "canceled_at" in canceled["fulfillments"][0]["pickup_details"]
    assert after.code == "BAD_REQUEST"


def test_a_paid_order_with_an_approved_payment_cannot_be_canceled(square: Caller) -> None:
    order = square.order()
    square.pay(order, autocomplete=False)
    latest = square.get(f"/v2/orders/{order['id']}")["order"]
    uid = order["fulfillments"][0]["uid"]
    wish = {
        "version": latest["version"],
        "state": "CANCELED",
        "fulfillments": [{"uid": uid, "state": "CANCELED"}],
    }
    assert square.call("PUT", f"/v2/orders/{order['id']}", {"order": wish}).code == "BAD_REQUEST"


def test_an_unpaid_order_is_invisible_at_the_till_until_it_is_paid(square: Caller) -> None:
    order = square.order()
    assert square.control(f"GET orders/{order['id']}")["visible_in_pos"] is False

    square.pay(order)

    shown = square.control(f"GET orders/{order['id']}")
    assert shown["visible_in_pos"] is True
    assert shown["payments"][0]["charged"] == order["total_money"]["amount"]


def test_staff_hand_over_completes_a_paid_order(square: Caller) -> None:
    order = square.order()
    square.pay(order)
    for state in ("PREPARED", "COMPLETED"):
        square.control("POST fulfillment", {"order_id": order["id"], "state": state})

    done = square.get(f"/v2/orders/{order['id']}")["order"]
    assert done["state"] == "COMPLETED"
    assert "picked_up_at" in done["fulfillments"][0]["pickup_details"]
    assert done["closed_at"]


def test_a_fulfillment_does_not_go_back(square: Caller) -> None:
    order = square.order()
    path = f"/v2/orders/{order['id']}"
    uid = order["fulfillments"][0]["uid"]
    ready = {"version": 1, "fulfillments": [{"uid": uid, "state": "PREPARED"}]}
    square.put(path, {"order": ready})
    back = {"version": 2, "fulfillments": [{"uid": uid, "state": "PROPOSED"}]}

    assert square.call("PUT", path, {"order": back}).code == "BAD_REQUEST"


def test_shipments_carry_tracking_once_staff_have_set_it(square: Caller) -> None:
    address = {"address_line_1": "814 E Pike St", "locality": "Seattle", "country": "US"}
    recipient = {"display_name": "Jordan Rivera", "address": address}
    shipment = {"type": "SHIPMENT", "shipment_details": {"recipient": recipient}}
    order = square.order(fulfillments=[shipment])
    square.pay(order)
    tracking = {"tracking_number": "1Z999", "carrier": "UPS"}
    wish = {"order_id": order["id"], "state": "COMPLETED", **tracking}
    square.control("POST fulfillment", wish)

    details = square.get(f"/v2/orders/{order['id']}")["order"]["fulfillments"][0]
    assert details["shipment_details"]["tracking_number"] == "1Z999"
    assert details["state"] == "COMPLETED"


def test_a_shipping_charge_is_added_and_taxed_if_it_is_taxable(square: Caller) -> None:
    tax = {"uid": "wa", "name": "WA", "percentage": "10", "scope": "ORDER"}
    charge = {
        "name": "Shipping",
        "amount_money": {"amount": 800, "currency": "USD"},
        "calculation_phase": "SUBTOTAL_PHASE",
        "taxable": True,
    }
    order = square.order(
        {"catalog_object_id": MUG, "quantity": "1"},
        taxes=[tax],
        service_charges=[charge],
        pricing_options={},
    )
    assert order["total_service_charge_money"]["amount"] == 800
    assert order["total_tax_money"]["amount"] == 260
    assert order["total_money"]["amount"] == 1800 + 800 + 260


def test_search_finds_a_customers_orders_newest_first(square: Caller) -> None:
    places = [square.location, square.location_named("Ballard")]
    query = {"filter": {"customer_filter": {"customer_ids": [JORDAN]}}}
    found = square.post("/v2/orders/search", {"location_ids": places, "query": query})["orders"]

    assert len(found) == 3
    assert found[0]["created_at"] > found[-1]["created_at"]
    names = [line["name"] for line in found[0]["line_items"]]
    assert "Storyville Prologue" in names


def test_search_pages_with_a_cursor_bound_to_its_request(square: Caller) -> None:
    for number in range(3):
        square.order(key=f"n{number}")
    body = {"location_ids": [square.location], "limit": 2}
    first = square.post("/v2/orders/search", body)
    second = square.post("/v2/orders/search", {**body, "cursor": first["cursor"]})
    elsewhere = {**body, "location_ids": ["X"], "cursor": first["cursor"]}

    assert {o["id"] for o in first["orders"]}.isdisjoint(o["id"] for o in second["orders"])
    assert square.call("POST", "/v2/orders/search", elsewhere).code == "INVALID_CURSOR"
    square.control("POST clock", {"advance_s": 301})
    late = square.call("POST", "/v2/orders/search", {**body, "cursor": first["cursor"]})
    assert late.code == "INVALID_CURSOR"


def test_search_by_time_must_sort_by_that_time(square: Caller) -> None:
    times = {"date_time_filter": {"updated_at": {"start_at": "2026-01-01T00:00:00Z"}}}
    body = {"location_ids": [square.location], "query": {"filter": times}}
    refused = square.call("POST", "/v2/orders/search", body)
    body["query"] = {"filter": times, "sort": {"sort_field": "UPDATED_AT"}}

    assert refused.code == "BAD_REQUEST"
    assert square.post("/v2/orders/search", body)["orders"]


def test_an_empty_search_leaves_the_key_out(square: Caller) -> None:
    query = {"filter": {"customer_filter": {"customer_ids": ["NOBODY"]}}}
    body = {"location_ids": [square.location], "query": query}
    assert square.post("/v2/orders/search", body) == {}


def test_batch_retrieve_leaves_unknown_ids_out(square: Caller) -> None:
    order = square.order()
    body = {"order_ids": [order["id"], "UNKNOWN"]}
    found = square.post("/v2/orders/batch-retrieve", body)["orders"]
    assert [each["id"] for each in found] == [order["id"]]
