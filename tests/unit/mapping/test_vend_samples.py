"""Every field of every sample of the vendor is mapped, or left aside with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.money import Money
from domain.orders import OrderState, PaymentState
from mapping.engine import Map
from mapping.platforms import vend as table
from mapping.report import MappingReport
from tests.contracts_path import contracts_dir

CONTEXT = {
    "currency": "NZD",
    "inclusive": True,
    "as_of": datetime(2026, 11, 21, tzinfo=UTC),
    "variants": (),
    "active": True,
    "revision": 1,
}
LEGACY: dict[str, Map[Any]] = {
    "outlets": table.LEGACY_LOCATION,
    "products": table.LEGACY_VARIANT,
    "customers": table.LEGACY_CUSTOMER,
    "register_sales": table.LEGACY_ORDER,
}
READ = {
    "/products": table.VARIANT,
    "/outlets": table.LOCATION,
    "/customers": table.CUSTOMER,
    "/sales": table.ORDER,
    "/inventory": table.STOCK,
}
"""Tables of 2026-07 by the path of a sample."""
NOT_READ = {
    "suppliers": "where the retailer buys",
    "/price_books": "prices for groups and dates; the general price is used",
    "/services": "repairs are not sold by voice",
    "/api/3.0/": "betas of another shape; the records of 2026-07 are read",
    "/api/1.0/token": "read by the OAuth flow",
    "/webhooks": "read by the subscriptions",
    "/actions/return": "its id alone is read, and the sale then fetched",
}
"""Samples of what is not read through a table, by a part of their path or their name."""


def samples() -> list[Path]:
    return sorted(contracts_dir("vend", "samples").rglob("*.json"))


def told(path: Path) -> str:
    """What a sample is of: its name and the request that it answers."""
    request = json.loads(path.read_text()).get("request", {})
    return f"{path.stem} {request.get('path', '')} {request.get('url', '')}"


def is_set_aside(path: Path) -> bool:
    """Whether a sample is of something not read, or holds a request, or an error, alone."""
    content = json.loads(path.read_text())
    if any(word in told(path) for word in NOT_READ):
        return True
    body = content.get("response", {}).get("body", content)
    return "response" not in content if "request" in content else "error" in body


def records(path: Path) -> Iterator[tuple[Map[Any], dict[str, Any]]]:
    """The records of a sample with the table that reads them."""
    content = json.loads(path.read_text())
    for name, legacy in LEGACY.items():
        for raw in content.get(name, ()):
            yield legacy, raw
    body = content.get("response", {}).get("body")
    if is_set_aside(path) or body is None:
        return
    reader = next((one for word, one in READ.items() if word in told(path)), None)
    rows = body.get("data") if isinstance(body, dict) else body
    for raw in rows if isinstance(rows, list) else [rows]:
        if reader is not None and isinstance(raw, dict):
            yield reader, raw


def test_every_sample_is_read_by_a_table_or_set_aside_with_a_reason() -> None:
    assert samples()
    assert [
        path.name for path in samples() if not is_set_aside(path) and not list(records(path))
    ] == []


def test_no_field_of_a_sample_is_unaccounted_for() -> None:
    report = MappingReport()

    for path in samples():
        for reader, raw in records(path):
            reader.read(raw, context=CONTEXT, report=report)

    assert report.records > 10
    assert dict(report.unknown) == {}
    assert dict(report.unknown_words) == {}


def recorded(name: str) -> Any:
    return json.loads((contracts_dir("vend", "samples", "v0.9-recorded") / name).read_text())


def test_an_old_product_shows_its_price_with_tax_and_its_options() -> None:
    coffee, eggs = recorded("products_page_1.json")["products"]

    plain = table.LEGACY_VARIANT.read(coffee, context=CONTEXT)
    chosen = table.LEGACY_VARIANT.read(eggs, context=CONTEXT)

    assert (plain.sku, plain.price) == ("10002", Money(1800, "NZD"))
    assert dict(plain.options) == {}
    assert dict(chosen.options) == {"color": "Large", "colour": "Red"}  # as the retailer wrote it


def test_an_old_sale_is_read_with_what_was_paid() -> None:
    first, *_ = recorded("register_sales.find_by_state.json")["register_sales"]

    order = table.LEGACY_ORDER.read(first, context=CONTEXT)

    assert (order.state, order.payment_state) == (OrderState.COMPLETED, PaymentState.PAID)
    assert (order.total, order.tax) == (Money(990, "NZD"), Money(130, "NZD"))
    assert order.created_at == datetime(2012, 2, 24, 0, 25, 55, tzinfo=UTC)
    assert [line.name for line in order.lines] == ["T-shirt (Demo)"] * 2


def test_an_old_customer_is_read_with_the_contact_beside_the_record() -> None:
    (raw,) = recorded("customers.find_by_email.json")["customers"]

    customer = table.LEGACY_CUSTOMER.read({**raw, "email": None}, context=CONTEXT)

    assert (customer.given_name, customer.email) == ("Foo", "foo@example.com")
    assert customer.address is None
    assert customer.active


def test_a_documented_count_is_read_with_its_version() -> None:
    name = "2026-07_inventory_list.json"
    sample = json.loads((contracts_dir("vend", "samples", "documented") / name).read_text())

    first, second = (table.STOCK.read(raw, context=CONTEXT) for raw in sample["response"]["body"])

    assert (first.available, second.available) == (Decimal(10), Decimal(6))
    assert second.revision > first.revision


@pytest.mark.parametrize("path", ["deleted_at"])
def test_a_count_of_a_deleted_product_is_unknown(path: str) -> None:
    raw = {
        "id": "i",
        "product_id": "p",
        "outlet_id": "o",
        "current_inventory_level": 0,
        "version": 3,
        path: "2026-01-01T00:00:00Z",
    }

    assert table.STOCK.read(raw, context=CONTEXT).available is None
