"""Square's orders, lines, fulfillments and quotes: the tables. Square-Version 2026-09-16."""

from __future__ import annotations

from typing import Any

from domain.orders import Fulfillment, OrderLine, PosOrder, Quote, QuoteLine, Tracking
from mapping.converters import decimal, identifier, integer, money_minor, optional_text, timestamp
from mapping.engine import Field, Map
from mapping.platforms import square_words as words

_LINE_DETAILS = {
    "applied_taxes": "the line's tax is total_tax_money",
    "applied_discounts": "the line's discount is total_discount_money",
    "applied_service_charges": "the order's shipping is total_service_charge_money",
    "total_service_charge_money": "the order's shipping is total_service_charge_money",
    "catalog_version": "the price is on the line",
    "item_type": "a line is a line",
    "metadata": "another application's notes",
    "note": "our own words",
    "pricing_blocklists": "Square calculates",
    "quantity_unit": "the quantity says how many",
    "variation_total_price_money": "the line's total is total_money",
}
_ORDER_DETAILS = {
    "taxes": "summed up in total_tax_money",
    "discounts": "summed up in total_discount_money",
    "service_charges": "summed up in total_service_charge_money",
    "net_amounts": "total_money is what the sale came to",
    "net_amount_due_money": "tenders tell what was paid",
    "return_amounts": "refunds tell what went back",
    "rounding_adjustment": "part of total_money",
    "total_tip_money": "part of total_money",
    "pricing_options": "our own request",
    "source": "our own request",
    "metadata": "our own request",
    "rewards": "read where points are counted",
    "closed_at": "updated_at orders changes",
}

ORDER_LINE = Map(
    OrderLine,
    fields=(
        Field("platform_id", "uid", identifier),
        Field("name", ("name", "variation_name"), words.line_name, default=""),
        Field("quantity", "quantity", decimal),
        Field("unit_price", ("base_price_money", "total_money", "modifiers"), words.unit_price),
        Field("total", "total_money", money_minor),
        Field("tax", ("total_tax_money", "total_money"), words.money_or_zero),
        Field("variant_platform_id", "catalog_object_id", identifier, default=None),
        Field("modifiers", "modifiers", words.chosen_of, default=()),
    ),
    ignored=_LINE_DETAILS
    | {
        "gross_sales_money": "unit price times quantity",
        "total_discount_money": "inside total_money",
    },
)

TRACKING = Map(
    Tracking,
    fields=(
        Field("carrier", "carrier", optional_text, default=None),
        Field("number", "tracking_number", optional_text, default=None),
        Field("url", "tracking_url", optional_text, default=None),
    ),
)


def _tracking(details: Any) -> tuple[Tracking, ...]:
    """At most one parcel: Square keeps one tracking number per fulfillment."""
    found = TRACKING.read(details)
    return (found,) if found.number or found.url else ()


FULFILLMENT = Map(
    Fulfillment,
    fields=(
        Field("platform_id", "uid", identifier),
        Field("method", "type", words.FULFILLMENT_METHODS),
        Field("state", "state", words.FULFILLMENT_STATES, default=words.FULFILLMENT_STATES.unknown),
        Field("tracking", "shipment_details", _tracking, default=()),
        Field("pickup_at", "pickup_details.pickup_at", timestamp, default=None),
    ),
    ignored={
        "pickup_details": "recipient and times of the steps are the till's",
        "delivery_details": "the seller's own couriers",
        "in_store_details": "nothing to fetch or ship",
        "line_item_application": "one fulfillment for all lines",
        "entries": "one fulfillment for all lines",
        "metadata": "another application's notes",
    },
)

_MONEY = ("state", "total_money", "tenders")
ORDER = Map(
    PosOrder,
    fields=(
        Field("platform_id", "id", identifier),
        Field("number", ("ticket_name", "id"), words.spoken_number),
        Field("state", (*_MONEY, "fulfillments", "returns", "line_items"), words.order_state),
        Field("payment_state", (*_MONEY, "refunds"), words.payment_state),
        Field("total", "total_money", money_minor),
        Field("tax", ("total_tax_money", "total_money"), words.money_or_zero),
        Field("lines", "line_items[]", ORDER_LINE, default=()),
        Field("created_at", "created_at", timestamp),
        Field("updated_at", "updated_at", timestamp),
        Field("reference", "reference_id", optional_text, default=None),
        Field("location_platform_id", "location_id", identifier),
        Field("customer_platform_id", "customer_id", identifier, default=None),
        Field("fulfillments", "fulfillments[]", FULFILLMENT, default=()),
        Field("payment_platform_ids", "tenders", words.payment_ids, default=()),
        Field("refunded", "refunds", words.refunded_money, default=None),
        Field("revision", "version", integer, default=0),
    ),
    ignored=_ORDER_DETAILS
    | {
        "total_discount_money": "inside total_money",
        "total_service_charge_money": "inside total_money",
    },
)

QUOTE_LINE = Map(
    QuoteLine,
    fields=(
        Field("variant_platform_id", "catalog_object_id", identifier),
        Field("quantity", "quantity", integer),
        Field("unit_price", ("base_price_money", "total_money", "modifiers"), words.unit_price),
        Field("tax", ("total_tax_money", "total_money"), words.money_or_zero),
        Field("discount", ("total_discount_money", "total_money"), words.money_or_zero),
        Field("total", "total_money", money_minor),
        Field("name", ("name", "variation_name"), words.line_name, default=None),
    ),
    ignored=_LINE_DETAILS
    | {"uid": "lines keep their order", "gross_sales_money": "summed up in subtotal"},
)

QUOTE = Map(
    Quote,
    fields=(
        Field("lines", "line_items[]", QUOTE_LINE),
        Field("subtotal", "line_items", words.subtotal_of),
        Field("discount", ("total_discount_money", "total_money"), words.money_or_zero),
        Field("tax", ("total_tax_money", "total_money"), words.money_or_zero),
        Field("shipping", ("total_service_charge_money", "total_money"), words.money_or_zero),
        Field("total", "total_money", money_minor),
    ),
    ignored=_ORDER_DETAILS
    | {
        "id": "nothing is created by asking",
        "state": "nothing is created by asking",
        "version": "nothing is created by asking",
        "created_at": "nothing is created by asking",
        "updated_at": "nothing is created by asking",
        "location_id": "our own request",
        "customer_id": "our own request",
        "reference_id": "our own request",
        "ticket_name": "our own request",
        "fulfillments": "our own request",
        "tenders": "nothing is paid by asking",
        "refunds": "nothing is paid by asking",
        "returns": "nothing is paid by asking",
    },
)
