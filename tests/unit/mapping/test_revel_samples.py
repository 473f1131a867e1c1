"""Every sample beside Revel's contracts, read through the tables with no field left over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.ids import PlatformId
from domain.money import Money
from domain.orders import OrderState, PaymentState
from mapping.engine import Map
from mapping.platforms import revel as table
from mapping.platforms.revel_events import EVENTS, UNUSED
from mapping.platforms.revel_side import RevelSide
from mapping.report import MappingReport
from tests.contract.revel_contract import document, sample
from tests.contracts_path import contracts_dir

ZONE = ZoneInfo("America/Los_Angeles")
CONTEXT = {
    "zone": ZONE,
    "timezone": "America/Los_Angeles",
    "currency": "USD",
    "place": PlatformId("1"),
    "side": RevelSide(categories={"7": "Produce", "1": "Drinks"}),
}
READ_ELSEWHERE = {
    "oauth_token.request.json": "the platform API is not used: keys do all we need",
    "cart_submit.with_modifier.request.json": "held against what is written, in test_carts",
    "webhook.stock.constructed.json": "read as a delivery, in test_webhooks",
    "product_list_page.constructed.json": "a page: read below",
}
COMPOSED: Mapping[str, Map[Any] | None] = {
    "revel-open-api-customer-example.json": table.CUSTOMER,
    "revel-open-api-establishment-example.json": table.LOCATION,
    "revel-open-api-order-example.json": table.ORDER,
    "revel-open-api-product-example.json": table.PRODUCT,
    "revel-webhooks-customer-event-payload-example.json": EVENTS["customer.created"],
    "revel-webhooks-menu-updated-payload-example.json": EVENTS["menu.updated"],
    "revel-webhooks-stock-status-payload-example.json": EVENTS["inout.stock"],
    "revel-webhooks-ping-payload-example.json": None,
}


def family(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the adapter puts it together: a usual product is its own version."""
    return {**row, "children": [row], "family": [row]}


def test_no_sample_is_forgotten() -> None:
    folder = contracts_dir("revel", "samples")

    found = {one.name for one in folder.glob("*.json")}
    composed = {one.name for one in (folder / "composed").glob("*.json")}

    assert found <= set(READ_ELSEWHERE)
    assert composed <= set(COMPOSED)


@pytest.mark.parametrize("name", sorted(COMPOSED))
def test_a_composed_sample_leaves_no_field_over(name: str) -> None:
    reader, raw, report = COMPOSED[name], sample(f"composed/{name}"), MappingReport()
    if reader is None:
        assert raw["event"] in UNUSED
        return
    if reader is table.ORDER:
        raw["final_total"] = "0.00"  # the resource has no amounts; OrderAllInOne adds them

    reader.read(family(raw) if reader is table.PRODUCT else raw, context=CONTEXT, report=report)

    assert not report.unknown, dict(report.unknown)
    assert not report.unknown_words


@pytest.mark.parametrize(
    ("schema", "reader"),
    [
        ("Product", table.VARIANT),
        ("Product", table.PRODUCT),
        ("Customer", table.CUSTOMER),
        ("Establishment", table.LOCATION),
        ("Order", table.ORDER),
    ],
)
def test_every_field_of_a_schema_is_mapped_or_ignored_with_a_reason(
    schema: str, reader: Map[Any]
) -> None:
    fields = set(document()["components"]["schemas"][schema]["properties"])
    mapped = {path.removesuffix("[]") for one in reader.fields for path in one.paths}

    assert fields <= mapped | set(reader.ignored)
    assert all(reason.strip() for reason in reader.ignored.values())
    assert not mapped & set(reader.ignored)


def test_the_sample_page_is_read_with_references_as_paths() -> None:
    rows = sample("product_list_page.constructed.json")["response"]["body"]["objects"]
    report = MappingReport()

    pepper, latte = (
        table.PRODUCT.read(family(row), context=CONTEXT, report=report) for row in rows
    )

    assert not report.unknown, dict(report.unknown)
    assert (pepper.title, pepper.description, pepper.categories) == (
        "Green Pepper",
        None,
        ("Produce",),
    )
    assert [one.variants[0].price for one in (pepper, latte)] == [
        Money(1200, "USD"),
        Money(450, "USD"),
    ]
    assert pepper.variants[0].sku == "GREEN-PEPPER"
    assert pepper.variants[0].barcode == "0123456789012"
    assert pepper.revision == pepper.variants[0].revision > 0


def test_the_composed_customer_and_order_say_what_they_show() -> None:
    customer = table.CUSTOMER.read(
        sample("composed/revel-open-api-customer-example.json"), context=CONTEXT
    )
    raw = sample("composed/revel-open-api-order-example.json")
    order = table.ORDER.read({**raw, "final_total": 4.99}, context=CONTEXT)

    assert (customer.given_name, customer.phone) == ("Jane", "+15551234567")
    assert (order.number, order.state, order.payment_state) == (
        "LOC-1",
        OrderState.COMPLETED,
        PaymentState.PAID,
    )
    assert order.created_at == datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert order.total == Money(499, "USD")
    assert order.reference is None


def test_a_field_that_nobody_spoke_of_is_counted_and_breaks_nothing() -> None:
    row = {**sample("composed/revel-open-api-product-example.json"), "vibe": "good"}
    report = MappingReport()

    table.PRODUCT.read(family(row), context=CONTEXT, report=report)

    assert set(report.unknown) == {"vibe", "children[].vibe"}
