"""Orders, products and stock with faults in them: set aside, and nothing else lost."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.clover.catalog import CatalogRun
from adapters.clover.options import Choices
from adapters.clover.orders import Orders
from adapters.clover.stock import add_stock, list_stock
from domain.errors import MalformedResponseError, UnsupportedError
from domain.ids import PlatformId
from domain.orders import Cart, CartLine, OrderState, PaymentState
from mapping.report import MappingReport
from tests.unit.adapters_clover.lines import ScriptedLine, page
from tests.unit.adapters_clover.orders import NOON, raw_order

MERCHANT = {"id": "M", "properties": {"defaultCurrency": "USD", "trackStock": True}}
ITEM = {"id": "I1", "name": "Tea", "price": 250, "priceType": "FIXED", "modifiedTime": 7}


def orders(line: ScriptedLine) -> Orders:
    return Orders(client=line.client, choices=Choices(), report=MappingReport())


def listed(line: ScriptedLine, customer: str | None = None) -> Any:
    found = orders(line).listed(
        since=None,
        customer_id=PlatformId(customer) if customer else None,
        cursor=None,
        now=NOON,
    )
    return next(iter(found))


@pytest.mark.parametrize(
    "fault",
    [
        {"createdTime": None},
        {"createdTime": "today"},
        {"total": None},
        {"total": "x" * 1_000_000},
        {"lineItems": {"elements": [{"id": "L", "price": {"much": 1}}]}},
        {"lineItems": {"elements": "none"}},
    ],
    ids=["null", "wrong type", "missing", "huge", "nested", "no list"],
)
def test_an_order_that_cannot_be_read_is_set_aside_without_its_people(fault: Any) -> None:
    good, bad = raw_order(id="GOOD"), raw_order(id="BAD", note="Jordan") | fault
    line = ScriptedLine().on("orders.list", page(bad, good))

    told = listed(line)

    assert [one.platform_id for one in told.records] == ["GOOD"]
    (aside,) = told.quarantined
    assert (aside.platform_id, aside.value) == ("BAD", "(withheld: personal data)")
    assert aside.path
    assert aside.remedy


def test_other_peoples_orders_are_left_out() -> None:
    mine = raw_order(id="MINE", customers={"elements": [{"id": "C1"}]})
    line = ScriptedLine().on("orders.list", page(mine, raw_order(id="NOBODYS")))

    told = listed(line, "C1")

    assert [one.platform_id for one in told.records] == ["MINE"]
    assert "createdTime" in line.sent[0].path


def test_money_that_went_back_is_read_with_a_second_call() -> None:
    first = raw_order(paymentState="REFUNDED")
    more = {"id": "O1", "refunds": {"elements": [{"id": "R", "amount": 1545}]}}
    line = ScriptedLine().on("orders.get", first).on("orders.get_more", more)

    order = orders(line).get(PlatformId("O1"))

    assert order is not None
    assert order.payment_state is PaymentState.REFUNDED
    assert order.refunded == order.total


def test_a_deleted_order_that_clover_does_not_list_is_canceled_all_the_same() -> None:
    line = (
        ScriptedLine()
        .on("orders.get", raw_order())
        .on("orders.mark_canceled", raw_order())
        .on("orders.delete", raw_order())
        .on("orders.get_deleted", page())
    )

    canceled = orders(line).cancel(PlatformId("O1"), reason="late")

    assert canceled.state is OrderState.CANCELED
    assert canceled.fulfillments[0].state == "canceled"


def test_an_order_answered_without_its_total_is_malformed() -> None:
    line = ScriptedLine().on("orders.get", {"id": "O1", "currency": "USD"})

    with pytest.raises(MalformedResponseError) as fault:
        orders(line).get(PlatformId("O1"))

    assert fault.value.path


def test_more_pieces_than_an_order_holds_are_refused_without_a_call() -> None:
    line = ScriptedLine()
    cart = Cart(
        location_platform_id=PlatformId("M"),
        currency="USD",
        lines=(CartLine(variant_platform_id=PlatformId("I1"), quantity=3001),),
    )

    with pytest.raises(UnsupportedError):
        orders(line).quote(cart)

    assert line.sent == []


def catalog(*items: Any) -> ScriptedLine:
    return (
        ScriptedLine()
        .on("items.newest", page(*items))
        .on("items.list", page(*items))
        .on("items.list_more", page(*items))
        .on("merchants.get", MERCHANT)
        .on("tax_rates.list", page({"id": "T", "rate": 825000, "isDefault": True}))
        .on("attributes.list", page({"id": "A", "name": "Size"}))
        .on("item_groups.list", page({"id": "G", "name": "Shirt"}))
        .on("item_groups.get", {"id": "G", "name": "Shirt"})
    )


@pytest.mark.parametrize(
    "fault",
    [{"price": {"much": 1}}, {"sku": 5}, {"modifiedTime": "then"}, {"options": "red"}],
)
def test_an_item_that_cannot_be_read_loses_nothing_else(fault: dict[str, Any]) -> None:
    line = catalog(ITEM, {**ITEM, "id": "BAD", **fault})
    line.answers["items.newest"] = [page(ITEM)]

    (told,) = CatalogRun(line.client, MappingReport()).everything(None)

    assert [one.platform_id for one in told.records] == ["I1"]
    assert [one.platform_id for one in told.quarantined] == ["BAD"]


@pytest.mark.parametrize(
    ("operation", "row"),
    [
        ("tax_rates.list", {"id": "T2", "rate": "much"}),
        ("attributes.list", {"id": "A2"}),
        ("tax_rates.list", {"rate": 5}),
    ],
)
def test_a_side_record_that_cannot_be_read_is_set_aside_once(
    operation: str, row: dict[str, Any]
) -> None:
    line = catalog({**ITEM, "options": {"elements": [{"id": "O", "name": "L"}]}})
    line.answers[operation][0]["elements"].append(row)

    (told,) = CatalogRun(line.client, MappingReport()).everything(None)

    assert [one.platform_id for one in told.records] == ["I1"]
    assert len(told.quarantined) == 1
    assert told.quarantined[0].remedy


def test_a_group_whose_name_is_gone_is_set_aside_whole() -> None:
    grouped = {**ITEM, "id": "I2", "itemGroup": {"id": "G"}}
    line = catalog(ITEM, grouped, {**grouped, "id": "I3", "itemGroup": {"id": "H"}})

    (told,) = CatalogRun(line.client, MappingReport()).everything(None)

    assert {one.platform_id for one in told.records} == {"G", "I1"}
    assert [one.platform_id for one in told.quarantined] == ["H"]


def test_a_delta_that_touches_many_products_reads_everything_once() -> None:
    items = [{**ITEM, "id": f"I{n:02}", "modifiedTime": 10 + n} for n in range(30)]
    line = catalog(*items).on("items.changed", page(*items)).on("items.deleted", page())

    (told,) = CatalogRun(line.client, MappingReport()).changes("10", None)

    assert len(told.records) == 30
    assert told.high_water == "39"
    assert line.operations.count("items.list") == 1


def test_a_delta_without_changes_costs_two_calls_and_keeps_its_place() -> None:
    line = catalog().on("items.changed", page()).on("items.deleted", page())

    (told,) = CatalogRun(line.client, MappingReport()).changes("10", None)

    assert (told.records, told.high_water, len(line.sent)) == ((), "10", 2)


def stock(line: ScriptedLine, *ids: str) -> Any:
    pages = list_stock(
        line.client,
        MappingReport(),
        since=None,
        inventory_ids=[PlatformId(one) for one in ids] or None,
        cursor=None,
    )
    return next(iter(pages))


def test_a_count_that_cannot_be_read_is_set_aside() -> None:
    good = {**ITEM, "itemStock": {"item": {"id": "I1"}, "quantity": 3.0, "modifiedTime": 9}}
    bad = {**ITEM, "id": "I2", "itemStock": {"quantity": "many", "modifiedTime": 9}}
    line = ScriptedLine().on("merchants.get", MERCHANT).on("items.stock", page(good, bad))

    told = stock(line)

    assert [(one.inventory_platform_id, one.available) for one in told.records] == [("I1", 3)]
    assert len(told.quarantined) == 1


def test_a_count_without_a_time_has_the_items() -> None:
    item = {**ITEM, "itemStock": {"quantity": 3}}
    line = ScriptedLine().on("merchants.get", MERCHANT).on("items.stock_of", item)

    (level,) = stock(line, "I1").records

    assert (level.revision, level.available) == (7, 3)


def test_many_named_items_are_looked_up_in_one_sweep() -> None:
    rows = [
        {**ITEM, "id": f"I{n}", "itemStock": {"quantity": n, "modifiedTime": 9}} for n in range(20)
    ]
    line = ScriptedLine().on("merchants.get", MERCHANT).on("items.stock", page(*rows))

    told = stock(line, *(f"I{n}" for n in range(12)))

    assert len(told.records) == 12
    assert line.operations == ["merchants.get", "items.stock"]


@pytest.mark.parametrize(("before", "written"), [(4.0, 6), (1.5, 3.5), (-1, 1)])
def test_goods_are_added_to_what_is_counted(before: float, written: float) -> None:
    line = (
        ScriptedLine()
        .on("item_stocks.get", {"item": {"id": "I1"}, "quantity": before})
        .on("item_stocks.set", {"quantity": written})
    )

    assert add_stock(line.client, PlatformId("I1"), 2)
    assert line.sent[-1].json == {"quantity": written}


def test_goods_that_are_not_counted_stay_so() -> None:
    line = ScriptedLine().on("item_stocks.get", (404, {"message": "Not Found"}))

    assert not add_stock(line.client, PlatformId("I1"), 2)
    assert line.operations == ["item_stocks.get"]
