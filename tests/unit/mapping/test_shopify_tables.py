"""Shopify's tables: nothing we ask for is dropped unseen, ids keep their digits, money sums."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money, total
from domain.orders import FulfillmentMethod, FulfillmentState
from mapping.engine import Map
from mapping.platforms import shopify as table
from mapping.platforms import shopify_records as records
from mapping.platforms import shopify_words as words
from mapping.platforms.shopify_requests import money_input, reference_tag
from mapping.report import MappingReport
from tests.contracts_path import contracts_dir
from tests.unit.adapters_shopify import raws
from tests.unit.adapters_shopify.vendor import vendor_schema

CENTS = st.integers(min_value=0, max_value=10_000_000)
BIG = st.integers(min_value=1, max_value=2**63 - 1)


def read(one: Map[Any], raw: dict[str, Any], **context: Any) -> MappingReport:
    report = MappingReport()
    one.read(raw, context=context, report=report)
    return report


def bag(cents: int) -> dict[str, Any]:
    return raws.bag(Money(cents, "USD").decimal_string())


@pytest.mark.parametrize(
    ("one", "raw"),
    [
        (table.PRODUCT, raws.product()),
        (table.ORDER, records.order_record(raws.order())),
        (
            table.ORDER,
            records.order_record(
                raws.order(
                    fulfillments=[
                        {
                            "id": "gid://shopify/Fulfillment/1",
                            "status": "SUCCESS",
                            "displayStatus": "IN_TRANSIT",
                            "location": None,
                            "trackingInfo": [{"company": "UPS", "number": "1Z", "url": None}],
                        }
                    ]
                )
            ),
        ),
        (
            table.PAYMENT,
            records.payment_record(
                raws.money_of(
                    raws.transaction(paymentDetails={"company": "Visa", "number": "•••• 4242"})
                ),
                raws.AUTHORIZATION,
            ),
        ),
        (
            table.STOCK,
            records.stock_record(
                {"id": raws.ITEM, "tracked": True},
                raws.CAPITOL,
                {
                    "updatedAt": "2026-11-20T10:00:00Z",
                    "quantities": [{"name": "available", "quantity": 3}],
                },
            ),
        ),
    ],
    ids=["product", "order", "shipped order", "payment", "stock"],
)
def test_every_field_we_ask_for_is_mapped_or_ignored_with_a_reason(
    one: Map[Any], raw: dict[str, Any]
) -> None:
    report = read(one, raw, currency="USD")

    assert not report.unknown
    assert not report.unknown_words


@pytest.mark.parametrize("name", ["customers__create", "customers__disable"])
def test_every_field_of_a_customer_webhook_is_accounted_for(name: str) -> None:
    path = contracts_dir("shopify", "samples", "webhooks") / f"{name}.json"

    assert not read(table.CUSTOMER_WEBHOOK, json.loads(path.read_text())).unknown


@pytest.mark.parametrize("name", ["inventory_levels__update", "inventory_levels__connect"])
def test_every_field_of_a_stock_webhook_is_accounted_for(name: str) -> None:
    path = contracts_dir("shopify", "samples", "webhooks") / f"{name}.json"

    assert not read(table.STOCK_WEBHOOK, json.loads(path.read_text())).unknown


@pytest.mark.parametrize("name", ["customers__create", "customers__update"])
def test_every_property_of_the_customer_schema_is_accounted_for(name: str) -> None:
    folder = contracts_dir("shopify", "webhook_payload_schemas_2026-07")
    schema = json.loads((folder / f"{name}.json").read_text())
    report = MappingReport()

    table.CUSTOMER_WEBHOOK.accounting.count(dict.fromkeys(schema["properties"], "x"), report)

    assert not report.unknown


@pytest.mark.parametrize(
    ("enum", "states", "derived"),
    [
        ("ProductStatus", words.PRODUCT_ACTIVE, set()),
        ("ProductVariantInventoryPolicy", words.OVERSELL, set()),
        ("DeliveryMethodType", words.FULFILLMENT_METHODS, set()),
        ("FulfillmentOrderStatus", words.FULFILLMENT_STATES, set()),
        ("FulfillmentStatus", words.FULFILLMENT_STATES, set()),
        ("FulfillmentDisplayStatus", words.FULFILLMENT_STATES, set()),
        ("OrderDisplayFulfillmentStatus", words.ORDER_STATES, set()),
        ("OrderDisplayFinancialStatus", words.PAYMENT_STATES, set()),
        ("OrderTransactionStatus", words.PAYMENT_STATUSES, {"SUCCESS", "UNKNOWN"}),
        ("OrderTransactionStatus", words.REFUND_STATUSES, {"UNKNOWN"}),
    ],
)
def test_every_word_of_the_vendors_enum_has_a_meaning(
    enum: str, states: Any, derived: set[str]
) -> None:
    values = set(vendor_schema().type_map[enum].values)

    assert values - set(states.words) <= derived


def test_every_decline_code_is_one_of_the_vendors() -> None:
    assert set(words.DECLINES) <= set(vendor_schema().type_map["OrderTransactionErrorCode"].values)


def test_a_word_of_tomorrow_is_unknown_and_counted() -> None:
    delivery = {"id": "1", "method": "PICK_UP", "state": "TELEPORTED", "trackingInfo": []}
    report = MappingReport()

    fulfillment = table.FULFILLMENT.read(delivery, report=report)

    assert fulfillment.state is FulfillmentState.UNKNOWN
    assert report.unknown_words["state=TELEPORTED"] == 1


@given(number=BIG)
def test_an_id_keeps_every_digit(number: int) -> None:
    assert words.gid_number(words.gid("Order", number)) == str(number)


@pytest.mark.parametrize("value", [1.0, True, None, "1.5", "x"])
def test_an_id_is_never_read_through_a_float(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        words.gid("Order", value)


@given(gross=CENTS, off=st.lists(CENTS, max_size=3), tax=st.lists(CENTS, max_size=3))
def test_a_line_costs_its_price_less_discounts_plus_tax(
    gross: int, off: list[int], tax: list[int]
) -> None:
    discounts = [{"allocatedAmountSet": bag(one)} for one in off]
    taxes = [{"priceSet": bag(one)} for one in tax]
    price = bag(gross)["shopMoney"]

    added = words.line_total(price, discounts, taxes, False)
    included = words.line_total(price, discounts, taxes, True)

    assert added.amount == gross - sum(off) + sum(tax)
    assert included.amount == gross - sum(off)


@given(
    lines=st.lists(st.tuples(CENTS, st.booleans()), min_size=1, max_size=8),
    tax=CENTS,
    shipping_tax=st.integers(min_value=0, max_value=500),
)
def test_the_tax_of_the_lines_sums_to_that_of_the_cart(
    lines: list[tuple[int, bool]], tax: int, shipping_tax: int
) -> None:
    raw = {
        "taxesIncluded": False,
        "totalTaxSet": bag(tax + shipping_tax),
        "totalShippingPriceSet": bag(0),
        "totalPriceSet": bag(sum(cents for cents, _ in lines) + tax + shipping_tax),
        "shippingLine": {"taxLines": [{"priceSet": bag(shipping_tax)}]},
        "lineItems": [
            {"taxable": taxable, "discountedTotalSet": bag(cents), "totalDiscountSet": bag(0)}
            for cents, taxable in lines
        ],
    }
    read_lines = records.quote_record(raw)["lineItems"]
    taxed = sum(cents for cents, taxable in lines if taxable)

    assert total((one["tax"] for one in read_lines), "USD").amount == (tax if taxed else 0)
    for one, (cents, taxable) in zip(read_lines, lines, strict=True):
        assert one["total"] == Money(cents, "USD") + one["tax"]
        assert taxable or one["tax"].amount == 0


@given(reference=st.text(min_size=1, max_size=40))
def test_a_reference_fits_into_a_tag(reference: str) -> None:
    tag = reference_tag(reference)

    assert tag.startswith("vt-")
    assert len(tag) <= 40
    assert not set(tag) & set(", '\"\n")
    assert reference_tag(reference) == tag


@given(first=st.text(min_size=1, max_size=40), second=st.text(min_size=1, max_size=40))
def test_different_references_have_different_tags(first: str, second: str) -> None:
    assert (reference_tag(first) == reference_tag(second)) == (first == second)


@given(cents=CENTS, currency=st.sampled_from(["USD", "JPY", "KWD"]))
def test_an_amount_is_written_as_it_is_read(cents: int, currency: str) -> None:
    from mapping.converters import money_bag

    assert money_bag(money_input(Money(cents, currency))) == Money(cents, currency)


@pytest.mark.parametrize(
    ("masked", "last4"),
    [("•••• •••• •••• 4242", "4242"), ("**** 4242", "4242"), ("4242", "4242"), ("12", None)],
)
def test_the_last_four_digits_are_all_that_is_kept(masked: str, last4: str | None) -> None:
    assert words.last_four(masked) == last4


@pytest.mark.parametrize(
    ("brand", "written"),
    [("visa", "Visa"), ("american_express", "American Express"), ("jcb", "JCB"), ("Visa", "Visa")],
)
def test_a_brand_is_written_as_people_do(brand: str, written: str) -> None:
    assert words.card_brand(brand) == written


@pytest.mark.parametrize("missing", ["address1", "city", "countryCode"])
def test_half_an_address_is_none(missing: str) -> None:
    whole = {"address1": "1 Pike St", "city": "Seattle", "countryCode": "US", "zip": "98101"}

    assert words.address(whole) is not None
    assert words.address({**whole, missing: None}) is None


def test_untracked_stock_is_unknown_and_negative_stock_is_what_it_is() -> None:
    quantities = [{"name": "available", "quantity": -2}]

    assert words.available(quantities, False) is None
    assert words.available(quantities, True) == Decimal(-2)


def test_the_method_is_ours_where_a_draft_could_not_say_it() -> None:
    order = table.ORDER.read(records.order_record(raws.order()))

    assert order.fulfillments[0].method is FulfillmentMethod.PICKUP


def test_a_pickup_by_shopify_itself_is_a_pickup() -> None:
    part = raws.fulfillment_order()
    part["deliveryMethod"] = {"methodType": "PICK_UP"}
    raw = raws.order(customAttributes=[], fulfillmentOrders={"nodes": [part]})

    order = table.ORDER.read(records.order_record(raw))

    assert order.fulfillments[0].method is FulfillmentMethod.PICKUP
    assert order.reference is None


def test_a_sale_at_the_counter_was_handed_over_there() -> None:
    raw = raws.order(
        customAttributes=[],
        retailLocation={"id": raws.TACOMA},
        fulfillmentOrders={"nodes": []},
        displayFinancialStatus="PAID",
        displayFulfillmentStatus="FULFILLED",
    )
    order = table.ORDER.read(records.order_record(raw))

    assert order.location_platform_id == raws.TACOMA
    assert order.state.value == "completed"


def test_the_revision_grows_with_the_time_of_the_change() -> None:
    older = table.ORDER.read(records.order_record(raws.order(updatedAt="2026-11-20T10:00:05Z")))
    newer = table.ORDER.read(records.order_record(raws.order(updatedAt="2026-11-20T10:00:06Z")))

    assert newer.revision - older.revision == 1_000_000
    assert isinstance(newer.updated_at, datetime)


def test_a_payment_reads_its_family_and_no_other() -> None:
    other = raws.transaction("REFUND", number=950, parent="gid://shopify/OrderTransaction/1")
    order = raws.money_of(raws.transaction(), other)

    payment = records.payment_record(order, raws.AUTHORIZATION)

    assert payment is not None
    assert payment["refunded"] is None
