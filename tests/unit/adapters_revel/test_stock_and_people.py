"""Counts, customers and orders: what is unknown, odd or somebody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from adapters.revel.adapter import RevelAdapter
from domain.errors import MalformedResponseError
from domain.ids import PlatformId
from domain.orders import OrderState, PaymentState
from tests.unit.adapters_revel.lines import ScriptedLine, listing, product


def count(number: int, hand: Any, **fields: Any) -> dict[str, Any]:
    return {
        "id": 9000 + number,
        "product": f"/resources/Product/{number}/",
        "quantity_in_hand": hand,
        "quantity_in_layaway": 0,
        "updated_date": "2026-11-21T09:30:00",
        **fields,
    }


def test_goods_laid_away_are_not_on_the_shelf(line: ScriptedLine, adapter: RevelAdapter) -> None:
    line.on("inventory.list", listing(count(1, 7, quantity_in_layaway=2)))

    (page,) = list(adapter.stock(inventory_ids=[PlatformId("1")]))

    (level,) = page.records
    assert level.available == Decimal(5)
    assert level.as_of == datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    assert level.location_platform_id == "1"


@pytest.mark.parametrize(
    ("since", "asked"),
    [
        ("2026-11-01T01:40:00", "2026-11-01T00:40:00"),
        ("2026-11-01T02:10:00", "2026-11-01T02:10:00"),
        ("2026-11-21T09:30:00", "2026-11-21T09:30:00"),
    ],
    ids=["in the hour that comes twice", "after it", "on any other day"],
)
def test_what_changes_when_the_clock_goes_back_is_not_passed_over(
    line: ScriptedLine, adapter: RevelAdapter, since: str, asked: str
) -> None:
    line.on("inventory.list", listing())

    (page,) = list(adapter.stock(since=since))

    assert line.sent[0].params["updated_date__gte"] == asked
    assert page.high_water == since


@pytest.mark.parametrize(
    ("hand", "available"), [(-3, "-3"), ("2.500", "2.500"), (1.25, "1.25"), (0, "0")]
)
def test_counts_are_read_by_their_digits(
    line: ScriptedLine, adapter: RevelAdapter, hand: Any, available: str
) -> None:
    line.on("inventory.list", listing(count(1, hand)))

    (page,) = list(adapter.stock(inventory_ids=[PlatformId("1")]))

    assert page.records[0].available == Decimal(available)


@pytest.mark.parametrize(
    "fault",
    [
        {"quantity_in_hand": None, "quantity_in_layaway": None},
        {"quantity_in_hand": "many"},
        {"updated_date": None},
        {"product": None},
        {"product": "?"},
    ],
)
def test_a_count_that_cannot_be_read_is_set_aside(
    line: ScriptedLine, adapter: RevelAdapter, fault: dict[str, Any]
) -> None:
    line.on("inventory.list", listing(count(1, 4), {**count(2, 4), **fault}))
    line.on("products.list", listing({"id": 1}, {"id": 2}))

    (page,) = list(adapter.stock())

    assert [one.inventory_platform_id for one in page.records] == ["1"]
    assert len(page.quarantined) == 1


def test_counts_of_other_establishments_are_left_out(
    line: ScriptedLine, adapter: RevelAdapter
) -> None:
    line.on("inventory.list", listing(count(1, 4), count(2, 4)))
    line.on("products.list", listing({"id": 2}))

    (page,) = list(adapter.stock())

    assert [one.inventory_platform_id for one in page.records] == ["2"]
    asked = line.sent[1].params
    assert (asked["id__in"], asked["establishment"], asked["fields"]) == ("1,2", "1", "id")


def test_a_phone_that_only_looks_alike_is_nobody(line: ScriptedLine, adapter: RevelAdapter) -> None:
    other = {"id": 3, "first_name": "Eve", "phone_number": "206-555-0124", "active": True}
    line.on("customers.find", listing(other))

    assert adapter.find_customers(phone="+12065550123") == ()
    assert "(206) 555-0123" in line.sent[0].params["phone_number__in"]


def test_an_order_is_read_in_every_wrapping(line: ScriptedLine, adapter: RevelAdapter) -> None:
    item = {"id": 1, "product": "/resources/Product/3/", "quantity": 2, "price": 6.5}
    order = {
        "id": 8842301,
        "local_id": "A-0142",
        "created_date": "2026-05-02T18:45:00Z",
        "updated_date": "2026-05-02T19:31:00Z",
        "final_total": "14.30",
        "tax": 1.3,
        "closed": True,
    }
    for wrapped in (
        {**order, "items": [item]},
        {"order": {**order, "items": [item]}},
        {"Order": order, "items": [item]},
        {"orderInfo": order, "items": [item], "payments": [{"id": 5}], "history": []},
    ):
        line.on("orders.get", wrapped)

        found = adapter.order(PlatformId("8842301"))

        assert found is not None
        assert (found.number, found.total.amount, found.tax.amount) == ("A-0142", 1430, 130)
        assert (found.state, found.payment_state) == (OrderState.COMPLETED, PaymentState.PAID)
        assert found.created_at == datetime(2026, 5, 2, 18, 45, tzinfo=UTC)
        assert found.lines[0].total.amount == 1430


@pytest.mark.parametrize("fault", [{"final_total": None}, {"created_date": 5}, {"id": None}])
def test_an_order_that_cannot_be_read_is_malformed_and_names_the_field(
    line: ScriptedLine, adapter: RevelAdapter, fault: dict[str, Any]
) -> None:
    order = {"id": 1, "created_date": "2026-05-02T18:45:00", "final_total": 1, "closed": False}
    line.on("orders.get", {**order, **fault})

    with pytest.raises(MalformedResponseError) as refused:
        adapter.order(PlatformId("1"))

    assert refused.value.path is not None


def test_products_of_a_page_that_has_none_are_not_asked_for(
    line: ScriptedLine, adapter: RevelAdapter
) -> None:
    line.on("inventory.list", listing())
    line.on("products.list", listing(product(1)))

    (page,) = list(adapter.stock(since="2026-11-21T09:30:00"))

    assert page.high_water == "2026-11-21T09:30:00"
    assert line.operations == ["inventory.list"]
