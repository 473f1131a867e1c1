"""Every field of Toast's samples is mapped, or ignored with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.money import Money
from domain.orders import FulfillmentMethod, OrderState, PaymentState
from mapping.engine import Map
from mapping.platforms import toast as table
from mapping.platforms.toast_ids import read_variant
from mapping.report import MappingReport
from tests.contracts_path import PROJECT_ROOT, contracts_dir

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ORDERS = {"currency": "USD", "location": "r-1"}

TABLES: dict[str, Map[Any]] = {
    "orders.POST_orders.200": table.ORDER,
    "orders.POST_orders.request": table.ORDER,
    "stock.GET_v1_inventory.200.GetInventory200Example": table.STOCK,
    "stock.POST_v1_inventory_search.200.PostInventorySearch200Example": table.STOCK,
    "stock.PUT_v1_inventory_update.200.UpdateInventory200Example": table.STOCK,
    "webhook.stock.in_stock": table.STOCK_NOTICE,
    "webhook.stock.out_of_stock": table.STOCK_NOTICE,
    "composed/menus-menu-example": table.MENU,
    "composed/menus-menu-item-example": table.VARIANT,
    "composed/menus-modifier-group-example": table.MODIFIER_LIST,
    "composed/menus-restaurant-example": table.PUBLISHED,
    "composed/orders-check-example": table.CHECK,
    "composed/orders-selection-example": table.ORDER_LINE,
}
"""The table that reads the record of each sample."""

PARTS: dict[str, tuple[Map[Any], str]] = {
    "webhook.orders.order_updated": (table.ORDER, "details.order"),
    "composed/orders-delivery-info-example": (table.ORDER, "@deliveryInfo"),
    "composed/restaurants-general-example": (table.LOCATION, "@general"),
    "composed/restaurants-prep-times-example": (table.LOCATION, "@prepTimes"),
    "composed/menus-modifier-option-tax-info-example": (table.MODIFIER, "@modifierOptionTaxInfo"),
    "composed/orders-refund-details-example": (table.ORDER_LINE, "@refundDetails"),
}
"""Samples of which a part is the record (`details.order`), or that are a part of one (`@name`)."""

WRAPPERS = {"composed/orders-order-response-example": "orders: unwrapped before it is read"}


def samples() -> list[Path]:
    """Every sample file, none where the contracts are not beside the project."""
    root = PROJECT_ROOT.parent / "shared" / "contracts" / "toast" / "samples"
    return sorted(root.rglob("*.json")) if root.exists() else []


def name_of(path: Path) -> str:
    return str(path.relative_to(contracts_dir("toast", "samples")).with_suffix(""))


def rows_of(path: Path) -> Iterator[tuple[Map[Any], dict[str, Any]]]:
    """The records of a sample, each with the table that reads it."""
    name, content = name_of(path), json.loads(path.read_text())
    if name in TABLES:
        for row in content if isinstance(content, list) else [content]:
            yield TABLES[name], row
        return
    reader, where = PARTS[name]
    if where.startswith("@"):
        yield reader, {where[1:]: content}
        return
    for key in where.split("."):
        content = content[key]
    yield reader, content


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem)
def test_every_field_of_every_sample_is_accounted_for(path: Path) -> None:
    if name_of(path) in WRAPPERS:
        return
    report = MappingReport()

    for reader, row in rows_of(path):
        reader.accounting.count(row, report)

    assert not report.unknown, dict(report.unknown)


def test_the_documented_order_is_read() -> None:
    raw = sample("orders.POST_orders.200")
    report = MappingReport()

    order = table.ORDER.read(raw, context=ORDERS, report=report)

    assert order.platform_id == "89488287-f259-435b-a654-0bc391596af0"
    assert order.number == "pdesjardins-api-1627646263"
    assert (order.state, order.payment_state) == (OrderState.PENDING, PaymentState.UNPAID)
    assert (order.total, order.tax) == (Money(500, "USD"), Money(0, "USD"))
    assert order.fulfillments[0].method is FulfillmentMethod.SHIPPING
    assert order.created_at == datetime(2021, 7, 30, 11, 57, 46, 286000, tzinfo=UTC)
    assert order.customer_platform_id == "970e92e6-33b3-4caa-876b-2c6ef528ef4e"
    (line,) = order.lines
    assert (line.name, line.quantity) == ("蟹餅  CRAB CAKES", Decimal(1))
    assert line.variant_platform_id is not None
    assert read_variant(line.variant_platform_id).item == "9c59d4ab-8242-450f-8f36-b16e1b3ab802"
    assert not report.unknown
    assert not report.unknown_words


def test_the_documented_payment_of_that_order_is_booked_money() -> None:
    raw = sample("orders.POST_orders.200")["checks"][0]["payments"][0]

    payment = table.PAYMENT.read(raw, context=ORDERS)

    assert (payment.status.value, payment.amount) == ("captured", Money(850, "USD"))
    assert payment.order_platform_id == "89488287-f259-435b-a654-0bc391596af0"


def test_the_documented_guest_has_no_number_that_can_be_dialed() -> None:
    raw = sample("orders.POST_orders.200")["checks"][0]["customer"]

    guest = table.CUSTOMER.read(raw)

    assert (guest.given_name, guest.family_name, guest.phone) == (
        "Severe",
        "Thibault",
        "+15555555555",
    )
    assert guest.email == "severe@example.com"


def test_the_webhooks_order_is_open_at_the_till() -> None:
    raw = sample("webhook.orders.order_updated")["details"]["order"]

    order = table.ORDER.read(raw, context=ORDERS)

    assert order.reference is None
    assert order.lines == ()
    assert order.number == "2"


def test_in_stock_is_no_number_even_where_a_quantity_is_written() -> None:
    (raw,) = sample("stock.GET_v1_inventory.200.GetInventory200Example")

    level = table.STOCK.read(raw, context={"location": "r-1", "now": NOW})

    assert level.available is None
    assert level.as_of == NOW


def sample(name: str) -> Any:
    """One sample's content."""
    return json.loads((contracts_dir("toast", "samples") / f"{name}.json").read_text())
