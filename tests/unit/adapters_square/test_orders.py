"""Orders: what is asked of Square, and what happens when someone else was quicker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.square.adapter import SquareAdapter
from domain.catalog import Address
from domain.errors import MalformedResponseError, RejectedError, UnsupportedError
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    CartLine,
    FulfillmentMethod,
    OrderDraft,
    OrderState,
    PaymentState,
    Recipient,
    ReturnLine,
    ReturnRequest,
)
from tests.unit.adapters_square.conftest import NOW
from tests.unit.adapters_square.lines import ScriptedLine, refusal

KEY = IdempotencyKey("key-1")
USD = "USD"


def usd(cents: int) -> dict[str, Any]:
    return {"amount": cents, "currency": USD}


def order(**changes: Any) -> dict[str, Any]:
    line = {
        "uid": "line-1",
        "name": "Mug",
        "quantity": "2",
        "catalog_object_id": "V1",
        "base_price_money": usd(500),
        "total_money": usd(1104),
        "total_tax_money": usd(104),
        "gross_sales_money": usd(1000),
    }
    return {
        "id": "ORDER1",
        "location_id": "L1",
        "reference_id": "vt-1",
        "state": "OPEN",
        "version": 1,
        "line_items": [line],
        "total_money": usd(1104),
        "total_tax_money": usd(104),
        "created_at": "2026-11-21T11:00:00Z",
        "updated_at": "2026-11-21T11:00:00Z",
        "fulfillments": [{"uid": "F1", "type": "PICKUP", "state": "PROPOSED"}],
        **changes,
    }


def cart(method: FulfillmentMethod = FulfillmentMethod.PICKUP) -> Cart:
    return Cart(
        location_platform_id=PlatformId("L1"),
        currency=USD,
        lines=(
            CartLine(
                variant_platform_id=PlatformId("V1"),
                quantity=2,
                modifiers=(PlatformId("M1"),),
                note="wrapped",
            ),
        ),
        method=method,
        recipient=Recipient(
            name="Jordan Rivera",
            phone="+12065550123",
            customer_platform_id=PlatformId("C1"),
            address=Address(line1="1 Main St", city="Seattle", country="US"),
        ),
        shipping_fee=Money(799, USD) if method is FulfillmentMethod.SHIPPING else None,
    )


def test_an_order_for_pickup_says_who_comes_and_when(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.create", {"order": order()})
    at = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)

    adapter.create_order(
        OrderDraft(cart=cart(), reference="vt-2026-000123", pickup_at=at, note="ring twice"),
        key=KEY,
    )

    body = line.sent[0].json or {}
    assert len(body["idempotency_key"]) == 40
    sent = body["order"]
    assert sent["reference_id"] == "vt-2026-000123"
    assert sent["ticket_name"] == "000123"
    assert sent["pricing_options"] == {"auto_apply_taxes": True, "auto_apply_discounts": True}
    assert sent["line_items"] == [
        {
            "uid": "line-1",
            "catalog_object_id": "V1",
            "quantity": "2",
            "note": "wrapped",
            "modifiers": [{"catalog_object_id": "M1"}],
        }
    ]
    (fulfillment,) = sent["fulfillments"]
    assert fulfillment["pickup_details"]["schedule_type"] == "SCHEDULED"
    assert fulfillment["pickup_details"]["pickup_at"] == "2026-11-21T15:30:00.000Z"
    assert fulfillment["pickup_details"]["note"] == "ring twice"
    assert fulfillment["pickup_details"]["recipient"]["display_name"] == "Jordan Rivera"


def test_an_order_to_be_shipped_carries_address_and_fee_as_they_were_quoted(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.calculate", {"order": order()}).on("orders.create", {"order": order()})
    shipped = cart(FulfillmentMethod.SHIPPING)

    adapter.quote(shipped)
    adapter.create_order(OrderDraft(cart=shipped, reference="vt-1"), key=KEY)

    asked, made = (request.json["order"] for request in line.sent if request.json)
    assert asked.items() <= made.items()
    assert made["service_charges"][0]["amount_money"] == usd(799)
    details = made["fulfillments"][0]["shipment_details"]
    assert details["recipient"]["address"]["address_line_1"] == "1 Main St"


def test_two_intentions_have_two_keys_and_one_has_one(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.create", {"order": order()})
    draft = OrderDraft(cart=cart(), reference="vt-1")

    for key in ("a", "a", "b"):
        adapter.create_order(draft, key=IdempotencyKey(key))

    keys = [request.json["idempotency_key"] for request in line.sent if request.json]
    assert keys[0] == keys[1] != keys[2]


def test_confirming_what_was_paid_in_full_costs_no_call(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.create", {"order": order()})
    made = adapter.create_order(OrderDraft(cart=cart(), reference="vt-1"), key=KEY)

    done = adapter.confirm_order(made, paid=made.total, external_reference=None, key=KEY)

    assert line.operations == ["orders.create"]
    assert (done.state, done.payment_state) == (OrderState.CONFIRMED, PaymentState.PAID)
    assert done.platform_id == made.platform_id


def test_confirming_another_sum_asks_square_whether_the_order_is_paid(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.create", {"order": order()})
    made = adapter.create_order(OrderDraft(cart=cart(), reference="vt-1"), key=KEY)
    tenders = [
        {"id": "P1", "type": "CARD", "amount_money": usd(600)},
        {"id": "P2", "type": "CARD", "amount_money": usd(504)},
    ]
    line.on("orders.get", {"order": order(tenders=tenders)}, {"order": order()})

    paid = adapter.confirm_order(made, paid=Money(504, USD), external_reference=None, key=KEY)

    assert paid.payment_state is PaymentState.PAID
    with pytest.raises(RejectedError):
        adapter.confirm_order(made, paid=Money(1, USD), external_reference=None, key=KEY)


def test_an_order_that_costs_nothing_is_paid_without_a_payment(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    free = order(total_money=usd(0), total_tax_money=usd(0))
    line.on("orders.create", {"order": free})
    line.on("orders.pay", {"order": free | {"tenders": []}})
    made = adapter.create_order(OrderDraft(cart=cart(), reference="vt-1"), key=KEY)

    done = adapter.confirm_order(made, paid=Money(0, USD), external_reference=None, key=KEY)

    assert line.sent[-1].json is not None
    assert line.sent[-1].json["payment_ids"] == []
    assert done.payment_state is PaymentState.PAID


def test_money_that_others_took_is_booked_as_external(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.create", {"order": order()})
    made = adapter.create_order(OrderDraft(cart=cart(), reference="vt-1"), key=KEY)
    booked = {
        "id": "P1",
        "status": "COMPLETED",
        "amount_money": usd(1104),
        "updated_at": "2026-11-21T11:00:00Z",
    }
    line.on("payments.record_external", {"payment": booked})

    adapter.confirm_order(made, paid=made.total, external_reference="pi_1", key=KEY)

    body = line.sent[-1].json or {}
    assert body["source_id"] == "EXTERNAL"
    assert body["external_details"] == {
        "type": "EXTERNAL",
        "source": "Voicetill",
        "source_id": "pi_1",
    }


def test_a_change_in_between_is_read_and_the_cancellation_tried_once_more(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.get", {"order": order(version=1)}, {"order": order(version=2)})
    line.on(
        "orders.cancel",
        refusal(409, "VERSION_MISMATCH"),
        {"order": order(version=3, state="CANCELED")},
    )

    canceled = adapter.cancel_order(PlatformId("ORDER1"), reason="late", key=KEY)

    assert canceled.state is OrderState.CANCELED
    first, second = (r.json for r in line.sent if r.operation == "orders.cancel" and r.json)
    assert (first["order"]["version"], second["order"]["version"]) == (1, 2)
    assert first["idempotency_key"] != second["idempotency_key"]
    assert second["order"]["state"] == "CANCELED"
    assert second["order"]["fulfillments"][0]["pickup_details"]["cancel_reason"] == "late"


def test_a_second_conflict_is_left_to_the_caller(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.get", {"order": order()}).on("orders.cancel", refusal(409, "CONFLICT"))

    with pytest.raises(RejectedError):
        adapter.cancel_order(PlatformId("ORDER1"), reason="late", key=KEY)

    assert line.operations.count("orders.cancel") == 2


def test_a_canceled_order_is_given_back_without_another_write(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.get", {"order": order(state="CANCELED")})

    assert adapter.cancel_order(PlatformId("ORDER1"), reason="x", key=KEY).state.value == "canceled"
    assert line.operations == ["orders.get"]


def test_an_order_that_was_paid_and_handed_over_is_refunded_and_not_canceled(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    tenders = [{"id": "P1", "type": "CASH", "amount_money": usd(1104)}]
    done = [{"uid": "F1", "type": "PICKUP", "state": "COMPLETED"}]
    line.on("orders.get", {"order": order(tenders=tenders, fulfillments=done)})

    with pytest.raises(RejectedError, match="refund it instead"):
        adapter.cancel_order(PlatformId("ORDER1"), reason="x", key=KEY)

    assert line.operations == ["orders.get"]


def test_goods_go_back_to_the_shelf_they_came_from(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.get", {"order": order()}).on("inventory.restock", {})
    request = ReturnRequest(
        order_platform_id=PlatformId("ORDER1"),
        lines=(ReturnLine(order_line_platform_id=PlatformId("line-1"), quantity=2),),
        reason="too small",
    )

    done = adapter.create_return(request, key=KEY)

    assert done.restocked
    body = line.sent[-1].json or {}
    (change,) = body["changes"]
    assert change["adjustment"] == {
        "catalog_object_id": "V1",
        "from_state": "UNLINKED_RETURN",
        "to_state": "IN_STOCK",
        "from_location_id": "L1",
        "to_location_id": "L1",
        "quantity": "2",
        "occurred_at": "2026-11-21T12:00:00.000Z",
        "reference_id": done.platform_id,
    }


def test_a_repeated_return_differs_only_in_its_time_and_counts_as_done(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.get", {"order": order()})
    line.on("inventory.restock", refusal(400, "IDEMPOTENCY_KEY_REUSED"))
    request = ReturnRequest(
        order_platform_id=PlatformId("ORDER1"),
        lines=(ReturnLine(order_line_platform_id=PlatformId("line-1"), quantity=2),),
        reason="x",
    )

    assert adapter.create_return(request, key=KEY).restocked


def test_a_return_that_restocks_nothing_writes_nothing(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("orders.get", {"order": order()})
    broken = ReturnLine(order_line_platform_id=PlatformId("line-1"), quantity=1, restock=False)

    done = adapter.create_return(
        ReturnRequest(order_platform_id=PlatformId("ORDER1"), lines=(broken,), reason="broken"),
        key=KEY,
    )

    assert (done.restocked, done.state) == (False, "recorded")
    assert line.operations == ["orders.get"]


def test_a_line_typed_at_the_till_cannot_be_restocked_and_nothing_is_written(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    typed = order()
    del typed["line_items"][0]["catalog_object_id"]
    line.on("orders.get", {"order": typed})
    request = ReturnRequest(
        order_platform_id=PlatformId("ORDER1"),
        lines=(ReturnLine(order_line_platform_id=PlatformId("line-1"), quantity=1),),
        reason="x",
    )

    with pytest.raises(UnsupportedError):
        adapter.create_return(request, key=KEY)

    assert line.operations == ["orders.get"]


def test_a_lost_order_is_looked_for_among_those_made_since(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    other = order(id="OTHER", reference_id="vt-2")
    line.on("orders.find", {"orders": [other], "cursor": "2"}, {"orders": [order()]})

    found = adapter.find_order(
        "vt-1", location_id=PlatformId("L1"), created_after=NOW - timedelta(minutes=5)
    )

    assert found is not None
    assert found.platform_id == "ORDER1"
    query = (line.sent[0].json or {})["query"]
    assert query["filter"]["date_time_filter"] == {
        "created_at": {"start_at": "2026-11-21T11:55:00.000Z"}
    }
    assert query["sort"]["sort_field"] == "CREATED_AT"


def test_a_seller_with_many_locations_is_searched_ten_at_a_time(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    places = [{"id": f"L{number}", "name": str(number)} for number in range(23)]
    line.on("locations.list", {"locations": places})
    line.on("orders.search", {"orders": [order()], "cursor": "2"}, {"orders": []})

    pages = list(adapter.orders(since="2026-11-20T00:00:00Z"))
    again = list(adapter.orders(since="2026-11-20T00:00:00Z", cursor=pages[1].cursor))

    searches = [r.json for r in line.sent if r.operation == "orders.search" and r.json]
    assert [len(one["location_ids"]) for one in searches] == [10, 10, 10, 3, 10, 3]
    assert searches[1]["cursor"] == "2"
    assert pages[-1].cursor is None
    assert pages[-1].high_water == "2026-11-21T11:00:00.000Z"
    assert len(again) == 2


def test_an_answer_without_an_order_is_malformed_and_names_the_path(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    headless = order()
    del headless["total_money"]
    line.on("orders.get", {"order": headless}, {})

    with pytest.raises(MalformedResponseError) as fault:
        adapter.order(PlatformId("ORDER1"))
    with pytest.raises(MalformedResponseError):
        adapter.order(PlatformId("ORDER1"))

    assert fault.value.path is not None
    assert "total_money" in fault.value.path
