"""Square's documented answers, as they stand, read into the unified schema."""

from __future__ import annotations

import json
from datetime import time
from decimal import Decimal
from typing import Any

from domain.catalog import WeeklyHours
from domain.money import Money
from domain.orders import OrderState, PaymentState
from domain.payments import PaymentStatus, RefundStatus
from mapping.platforms import square as table
from mapping.platforms.square_side import SideObjects
from mapping.report import MappingReport
from tests.contracts_path import PROJECT_ROOT


def fixture(name: str) -> Any:
    return json.loads((PROJECT_ROOT / "tests/fixtures/square" / f"{name}.json").read_text())


def test_items_are_read_with_their_category_tax_and_prices() -> None:
    answer, side, report = fixture("catalog.batch_retrieve"), SideObjects(), MappingReport()
    for related in answer["related_objects"]:
        side.add(related)

    tea, coffee = (
        table.PRODUCT.read(raw, context={"side": side}, report=report) for raw in answer["objects"]
    )

    assert (tea.title, tea.categories, tea.taxes[0].percentage) == (
        "Tea",
        ("Beverages",),
        Decimal("5.0"),
    )
    assert [(v.name, v.price, dict(v.options)) for v in coffee.variants] == [
        ("Regular", Money(250, "USD"), {}),
        ("Large", Money(350, "USD"), {"size": "L"}),
    ]
    assert not report.unknown


def test_a_location_lends_its_country_to_its_address() -> None:
    first, second = (table.LOCATION.read(raw) for raw in fixture("locations.list")["locations"])

    assert second.address is not None
    assert second.address.country == "US"  # the address itself names none
    assert second.latitude == Decimal("33.7889")
    assert first.latitude is None


def test_customers_are_read_with_e164_phones_and_lower_case_emails() -> None:
    bond, earhart = (table.CUSTOMER.read(raw) for raw in fixture("customers.search")["customers"])

    assert (bond.given_name, bond.phone, bond.revision) == ("James", "+12125554250", 7)
    assert earhart.email == "amelia.earhart@example.com"


def test_a_card_is_read_as_token_brand_and_last_digits() -> None:
    card = table.CARD.read(fixture("cards.create")["card"])

    assert (card.token, card.brand, card.last4) == ("ccof:uIbfJXhXETSP197M3GB", "Visa", "1111")


def test_counts_are_exact_and_ordered_by_their_own_time() -> None:
    (polled,) = (table.STOCK.read(raw) for raw in fixture("inventory.counts")["counts"])
    told = fixture("webhook.inventory.count.updated")["data"]["object"]["inventory_counts"][0]

    assert polled.available == Decimal(79)
    assert table.STOCK.read(told).revision > polled.revision


def test_an_unpaid_order_of_typed_lines_is_read() -> None:
    order = table.ORDER.read(fixture("orders.get")["order"])

    assert (order.state, order.payment_state) == (OrderState.PENDING, PaymentState.UNPAID)
    assert order.total == Money(550, "USD")
    assert [line.variant_platform_id for line in order.lines] == [None, None]


def test_a_payment_and_its_refund_are_read() -> None:
    payment = table.PAYMENT.read(fixture("payments.create")["payment"])
    refund = table.REFUND.read(fixture("refunds.create")["refund"])

    assert (payment.status, payment.card_last4) == (PaymentStatus.CAPTURED, "1111")
    assert (refund.status, refund.payment_id) == (RefundStatus.PENDING, payment.platform_id)


def test_opening_hours_are_read_per_span_of_days() -> None:
    def period(day: str, start: str, end: str) -> dict[str, str]:
        return {"day_of_week": day, "start_local_time": start, "end_local_time": end}

    raw = {
        **fixture("locations.list")["locations"][0],
        "business_hours": {
            "periods": [
                period("MON", "8:30:00", "17:00:00"),
                period("TUE", "08:30:00", "17:00:00"),
                period("SUN", "10:00:00", "16:00:00"),
                period("SOMEDAY", "10:00:00", "16:00:00"),
                period("SAT", "late", "16:00:00"),
            ]
        },
    }

    assert table.LOCATION.read(raw).hours == (
        WeeklyHours(days=frozenset({1, 2}), start=time(8, 30), end=time(17)),
        WeeklyHours(days=frozenset({7}), start=time(10), end=time(16)),
    )
    assert table.LOCATION.read({**raw, "business_hours": {}}).hours == ()
