"""Counterpoint's printed bodies through the tables: each field is mapped or ignored on purpose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.catalog import Address
from domain.money import Money
from domain.orders import FulfillmentState, OrderState, PaymentState
from mapping.engine import Map, MappingError
from mapping.platforms import counterpoint as table
from mapping.platforms.counterpoint_words import Cell, Store, split_unit, unit_id
from mapping.report import MappingReport
from tests.contracts_path import contracts_dir

JsonObject = dict[str, Any]
CONTEXT: Mapping[str, Any] = {
    "currency": "USD",
    "zone": ZoneInfo("America/New_York"),
    "categories": {"GOLF": "Golf", "GOLF/CLUBS": "Clubs"},
    "cells": {},
    "stores": {},
    "tills": {"10": "a till"},
}


def sample(name: str) -> Any:
    """One printed body."""
    return json.loads((contracts_dir("counterpoint", "samples") / f"{name}.json").read_text())


def rows(name: str, key: str) -> list[JsonObject]:
    """The records of one printed answer."""
    found = sample(name)[key]
    return found if isinstance(found, list) else [found]


def read(tables: Map[Any], raw: JsonObject, **context: Any) -> Any:
    """One record through a table."""
    return tables.read(raw, context={**CONTEXT, **context})


def _samples() -> list[str]:
    folder = contracts_dir("counterpoint", "samples")
    return sorted(path.stem for path in folder.glob("*.json"))


def test_every_field_of_every_printed_body_is_mapped_or_ignored_with_a_reason() -> None:
    names = _samples()
    assert len(names) >= 28, "the samples changed: fewer bodies than expected"

    for name in names:
        for key, value in sample(name).items():
            if key not in table.BODIES:
                assert table.UNREAD[key], (name, key)
                continue
            report = MappingReport()
            table.BODIES[key].accounting.count_each(
                value if isinstance(value, list) else [value], report, ""
            )
            assert not report.unknown, (name, dict(report.unknown))


def test_every_record_of_the_printed_answers_can_be_read() -> None:
    names = [name for name in _samples() if ".response" in name]

    records = [
        (table.BODIES[key], raw)
        for name in names
        for key, value in sample(name).items()
        if key in table.BODIES
        for raw in (value if isinstance(value, list) else [value])
    ]

    assert len(records) >= 14
    for tables, raw in records:
        read(tables, raw)


def test_items_are_products_of_one_variant_each() -> None:
    fee, driver, wedge = (read(table.PRODUCT, raw) for raw in rows("GET_Items.response", "Items"))

    assert (driver.platform_id, driver.title) == ("ADM-SCD", "Adams SC Driver, RH")
    assert driver.categories == ("Golf", "Clubs")
    assert driver.description.startswith("Adams exclusive Spin Control Technology.\n")
    assert "<B>" not in driver.description
    assert fee.description == (
        "Green fee includes rain guarantee\nIf 16 holes of round cannot be finished before\n"
        "rain, issue a raincheck for free 18 Holes"
    )
    (variant,) = driver.variants
    assert (variant.sku, variant.barcode) == ("ADM-SCD", "1")
    assert variant.price == Money(39999, "USD")
    assert variant.compare_at_price is None
    assert (variant.tracked, fee.variants[0].tracked) == (True, False)
    assert variant.revision == 1342464976530000  # 2012-07-16T18:56:16.530 UTC
    assert fee.revision > 1  # no RS_UTC_DT: the local time of maintenance, in the store's zone
    assert wedge.variants[0].barcode is None


@pytest.mark.parametrize(
    ("changes", "price", "before"),
    [
        ({"PRC_1": 349.99}, Money(34999, "USD"), Money(39999, "USD")),
        ({"PRC_1": 0}, Money(0, "USD"), Money(39999, "USD")),
        ({"REG_PRC": 9.99}, Money(39999, "USD"), None),
        ({"PROMPT_FOR_PRC": "Y"}, None, None),
        ({"PRC_1": None}, None, None),
    ],
    ids=["reduced", "free", "raised", "asked at the counter", "absent"],
)
def test_a_price_is_exact_and_says_what_it_was(
    changes: JsonObject, price: Money | None, before: Money | None
) -> None:
    raw = {**rows("GET_Items.response", "Items")[1], **changes}

    (variant,) = read(table.PRODUCT, raw).variants

    assert (variant.price, variant.compare_at_price) == (price, before)


def test_a_grid_item_has_the_cells_that_stock_rows_name_and_no_codes_of_its_own() -> None:
    raw = {**rows("GET_Items.response", "Items")[1], "TRK_METH": "G"}
    cells = {"ADM-SCD": (Cell("BLACK", "L", "*"), Cell("NAVY", "XL", "*"))}

    product = read(table.PRODUCT, raw, cells=cells)

    assert [one.platform_id for one in product.variants] == [
        "ADM-SCD::BLACK::L::*",
        "ADM-SCD::NAVY::XL::*",
    ]
    assert dict(product.variants[0].options) == {"color": "Black", "size": "L"}
    assert {(one.sku, one.barcode) for one in product.variants} == {(None, None)}
    assert split_unit(product.variants[1].platform_id) == ("ADM-SCD", Cell("NAVY", "XL", "*"))


def test_a_grid_item_nobody_stocks_has_no_variants() -> None:
    raw = {**rows("GET_Items.response", "Items")[1], "TRK_METH": "G"}

    assert read(table.PRODUCT, raw).variants == ()


def test_stock_is_what_can_be_sold_and_may_be_negative() -> None:
    first, _ = (read(table.STOCK, raw) for raw in rows("GET_Inventory_LocId.response", "IM_INV"))

    assert (first.inventory_platform_id, first.location_platform_id) == ("ADM-TL2", "MAIN")
    assert first.available == Decimal(-5)
    assert first.as_of == datetime(2014, 4, 25, 14, 14, 49, 897000, tzinfo=UTC)
    assert first.revision == 1398435289897000


@pytest.mark.parametrize(
    ("quantities", "left"),
    [
        ({"QTY_AVAIL": 2.5}, Decimal("2.5")),
        ({"QTY_ON_HND": 7, "QTY_COMMIT": 3}, Decimal(4)),
        ({"QTY_ON_HND": 7}, Decimal(7)),
        ({}, None),
    ],
)
def test_stock_that_is_not_told_is_unknown_and_never_zero(
    quantities: JsonObject, left: Decimal | None
) -> None:
    raw = {"ITEM_NO": "A", "LOC_ID": "MAIN", "RS_UTC_DT": "2026-11-21T10:00:00.0000000"}

    assert read(table.STOCK, {**raw, **quantities}).available == left


def test_the_cells_of_a_stock_row_are_counted_apart_at_the_rows_time() -> None:
    row = {
        "ITEM_NO": "SHIRT",
        "LOC_ID": "MAIN",
        "RS_UTC_DT": "2026-11-21T10:00:00.1230000",
        "QTY_AVAIL": 9,
        "IM_INV_CELL": [
            {"DIM_1_UPR": "BLACK", "DIM_2_UPR": "L", "DIM_3_UPR": "*", "QTY_AVAIL": 4},
            {"DIM_1_UPR": "BLACK", "DIM_2_UPR": "M", "QTY_ON_HND": 5},
        ],
    }

    large, medium = (read(table.CELL_STOCK, raw) for raw in table.cells_of(row))

    assert large.inventory_platform_id == "SHIRT::BLACK::L::*"
    assert medium.inventory_platform_id == unit_id("SHIRT", Cell("BLACK", "M", "*"))
    assert (large.available, medium.available) == (Decimal(4), Decimal(5))
    assert large.as_of == medium.as_of == datetime(2026, 11, 21, 10, 0, 0, 123000, tzinfo=UTC)


def test_customers_have_e164_phones_and_whole_addresses() -> None:
    baker, watkins = (
        read(table.CUSTOMER, raw) for raw in rows("GET_Customers.response", "Customers")
    )

    assert (baker.given_name, baker.family_name) == ("Bill", "Baker")
    assert (baker.phone, watkins.phone) == ("+13214551836", "+13214553668")
    assert baker.address == Address(
        line1="1426 Millstream Parkway", city="Memphis", region="TN", postal_code="38120",
        country="US",
    )  # fmt: skip
    assert baker.email is None
    assert baker.revision > watkins.revision


@pytest.mark.parametrize(
    ("columns", "phone"),
    [
        ({"PHONE_1": "(206) 555-0123"}, "+12065550123"),
        ({"PHONE_1": "+44 20 7946 0958"}, "+442079460958"),
        ({"PHONE_1": "800-I-LUV-GOLF", "PHONE_2": "206.555.0123"}, "+12065550123"),
        ({"PHONE_1": "555-0123"}, None),
        ({}, None),
    ],
)
def test_a_phone_is_read_as_staff_typed_it(columns: JsonObject, phone: str | None) -> None:
    assert read(table.CUSTOMER, {"CUST_NO": "1", **columns}).phone == phone


@pytest.mark.parametrize(
    ("country", "code"),
    [("USA", "US"), (None, "US"), ("canada", "CA"), ("DE", "DE"), ("Middle-earth", None)],
)
def test_a_country_that_cannot_be_told_leaves_the_address_out(
    country: str | None, code: str | None
) -> None:
    raw = {"CUST_NO": "1", "ADRS_1": "1 Main St", "CITY": "Memphis", "CNTRY": country}

    address = read(table.CUSTOMER, raw).address

    assert (address.country if address else None) == code


def test_a_location_takes_its_address_from_the_store_behind_its_till() -> None:
    home = Address(line1="645 Tournament Lane", city="Memphis", country="US")
    stores = {"10": Store(address=home, phone="+19015550100")}

    north, south = (
        read(table.LOCATION, raw, stores=stores)
        for raw in rows("GET_Inventory_Locations.response", "IM_LOC")[:2]
    )

    assert (north.name, north.address, north.phone) == (
        "FDMS North Retail Store", home, "+19015550100",
    )  # fmt: skip
    assert (north.offers_pickup, south.offers_pickup) == (True, False)
    assert (south.address, south.timezone, south.currency) == (None, "America/New_York", "USD")


def test_a_printed_ticket_is_a_finished_order() -> None:
    order = read(table.ORDER, sample("GET_Document_DocId.response")["PS_DOC_HDR"])

    assert (order.platform_id, order.number) == ("701315942121", "20-100238")
    assert (order.state, order.payment_state) == (OrderState.COMPLETED, PaymentState.PAID)
    assert (order.total, order.tax) == (Money(38149, "USD"), Money(3150, "USD"))
    assert order.customer_platform_id is None  # CASH is nobody
    assert order.location_platform_id == "MAIN"
    assert order.created_at == datetime(2016, 4, 25, 2, 38, 45, tzinfo=UTC)  # 22:38 in Memphis time
    assert order.payment_platform_ids == ("701315942121:1",)
    (line,) = order.lines
    assert (line.variant_platform_id, line.quantity) == ("ADM-TL9", Decimal(1))
    assert (line.unit_price, line.tax) == (Money(34999, "USD"), Money(3150, "USD"))
    assert order.fulfillments[0].state is FulfillmentState.COMPLETED


def document(**changes: Any) -> JsonObject:
    """An order of one line, unpaid."""
    totals = [{"TOT_TYP": "O", "TOT": 109, "TAX_AMT": 9, "AMT_DUE": 109}]
    return {
        "DOC_ID": 107437162115401,
        "DOC_TYP": "O",
        "RS_UTC_DT": "2026-11-21T10:00:00.0000000",
        "PS_DOC_LIN": [{"LIN_SEQ_NO": 1, "ITEM_NO": "A", "DESCR": "A", "PRC": 100, "QTY_SOLD": 1}],
        "PS_DOC_HDR_TOT": totals,
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "state", "payment"),
    [
        ({}, OrderState.PENDING, PaymentState.UNPAID),
        ({"PS_DOC_PMT": [{"PMT_SEQ_NO": 1, "AMT": 109}]}, OrderState.CONFIRMED, PaymentState.PAID),
        ({"PS_DOC_PMT": [{"PMT_SEQ_NO": 1, "AMT": 9}]}, OrderState.PENDING, PaymentState.UNPAID),
        (
            {"PS_DOC_HDR_TOT": [{"TOT": 109, "TAX_AMT": 9, "AMT_DUE": 0}]},
            OrderState.CONFIRMED,
            PaymentState.PAID,
        ),
        (
            {"PS_DOC_PMT": [{"PMT_SEQ_NO": 1, "AMT": 109}], "HAS_PCKVRFD_LINS": "Y"},
            OrderState.READY,
            PaymentState.PAID,
        ),
        ({"DOC_TYP": "L"}, OrderState.UNKNOWN, PaymentState.UNPAID),
    ],
    ids=["new", "paid", "part paid", "deposit elsewhere", "picked", "another kind"],
)
def test_an_order_is_as_far_as_its_document_says(
    changes: JsonObject, state: OrderState, payment: PaymentState
) -> None:
    order = read(table.ORDER, document(**changes))

    assert (order.state, order.payment_state) == (state, payment)
    assert order.platform_id == "107437162115401"  # beyond 2^46, in full


def test_our_reference_is_the_first_line_of_our_note_alone() -> None:
    theirs = {"NOTE_ID": "TEST", "NOTE": "vt-666\nShipping"}
    ours = {"NOTE_ID": "VT-ORDER", "NOTE": "vt-1001\r\nShipping\r\nOrdered by voice"}
    rewritten = {"NOTE_ID": "VT-ORDER", "NOTE": "{\\rtf1\\ansi vt-1001}"}

    assert read(table.ORDER, document(PS_DOC_NOTE=[theirs, ours])).reference == "vt-1001"
    assert read(table.ORDER, document(PS_DOC_NOTE=[theirs])).reference is None
    assert read(table.ORDER, document(PS_DOC_NOTE=[rewritten])).reference is None


@pytest.mark.parametrize(
    ("tables", "raw", "path"),
    [
        (table.PRODUCT, {"DESCR": "A"}, "ITEM_NO"),
        (table.PRODUCT, {"ITEM_NO": "A"}, "LONG_DESCR + DESCR"),
        (table.PRODUCT, {"ITEM_NO": "A", "DESCR": ["x"]}, "LONG_DESCR + DESCR"),
        (table.PRODUCT, {"ITEM_NO": "A", "DESCR": "A", "PRC_1": 1.995}, "PRC_1 + PROMPT_FOR_PRC"),
        (table.PRODUCT, {"ITEM_NO": "A", "DESCR": "A", "PRC_1": "x"}, "PRC_1 + PROMPT_FOR_PRC"),
        (table.STOCK, {"ITEM_NO": "A", "LOC_ID": "M", "QTY_AVAIL": 1}, "RS_UTC_DT + LST_MAINT_DT"),
        (table.STOCK, {"ITEM_NO": "A", "RS_UTC_DT": "2026-11-21T10:00:00"}, "LOC_ID"),
        (
            table.STOCK,
            {"ITEM_NO": "A", "LOC_ID": "M", "RS_UTC_DT": "2026-11-21T10:00:00Z"},
            "RS_UTC_DT + LST_MAINT_DT",
        ),
        (table.CUSTOMER, {"FST_NAM": "Ana"}, "CUST_NO"),
        (table.CUSTOMER, {"CUST_NO": "1", "PHONE_1": 2065550123}, "PHONE_1 + PHONE_2"),
        (table.ORDER, {"DOC_ID": 1}, "PS_DOC_HDR_TOT"),
    ],
)
def test_a_record_that_cannot_be_mapped_says_where(
    tables: Map[Any], raw: JsonObject, path: str
) -> None:
    with pytest.raises(MappingError) as fault:
        read(tables, raw)

    assert path in fault.value.path
    assert fault.value.remedy
