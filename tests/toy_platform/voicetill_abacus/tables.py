"""Abacus's records in the unified schema."""

from __future__ import annotations

from typing import Any

from domain import catalog, orders
from domain.money import Money
from domain.orders import FulfillmentState, OrderState, PaymentState
from mapping.converters import decimal, identifier, integer, negated, optional_text, text, timestamp
from mapping.engine import Field, Map, StateTable
from mapping.options import normalize_option


def cents(value: Any) -> Money:
    """Abacus counts US cents, without saying so."""
    return Money(integer(value), "USD")


def _options(value: Any) -> dict[str, str]:
    return dict(normalize_option(text(name), text(one)) for name, one in value.items())


def _fulfillments(state: Any, number: Any) -> tuple[orders.Fulfillment, ...]:
    found = FulfillmentState.CANCELED if state == "void" else FulfillmentState.PROPOSED
    return (orders.Fulfillment(platform_id=number, method=METHOD, state=found),)


METHOD = orders.FulfillmentMethod.PICKUP
STATES = StateTable(
    {"open": OrderState.PENDING, "paid": OrderState.CONFIRMED, "void": OrderState.CANCELED},
    unknown=OrderState.UNKNOWN,
)


def _paid(value: Any) -> PaymentState:
    return PaymentState.PAID if value is True else PaymentState.UNPAID


def _where(value: Any) -> catalog.Address:
    return catalog.Address(line1=value["street"], city=value["town"], country=value["land"])


LOCATION = Map(
    catalog.Location,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text),
        Field("address", "where", _where, default=None),
    ),
)
VARIANT = Map(
    catalog.Variant,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "label", default=""),
        Field("sku", "sku", optional_text, default=None),
        Field("barcode", "ean", optional_text, default=None),
        Field("price", "cents", cents, default=None),
        Field("options", "opts", _options, default={}),
        Field("tracked", "counted"),
        Field("taxable", "taxed"),
    ),
)


def _image(value: Any) -> catalog.Image:
    return catalog.Image(url=text(value))


PRODUCT = Map(
    catalog.Product,
    fields=(
        Field("platform_id", "id", identifier),
        Field("title", "title", text),
        Field("variants", "versions[]", VARIANT),
        Field("brand", "maker", optional_text, default=None),
        Field("categories", "groups[]", text, default=()),
        Field("images", "photos[]", _image, default=()),
        Field("active", "gone", negated, default=True),
        Field("revision", "rev", integer),
    ),
    ignored={"at": "rev orders changes"},
)
STOCK = Map(
    catalog.StockLevel,
    fields=(
        Field("inventory_platform_id", "version", identifier),
        Field("location_platform_id", "store", identifier),
        Field("available", "pieces", decimal, default=None),
        Field("as_of", "at", timestamp),
        Field("revision", "rev", integer),
    ),
)
ORDER_LINE = Map(
    orders.OrderLine,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "label", text),
        Field("quantity", "pieces", decimal),
        Field("unit_price", "each", cents),
        Field("total", "total", cents),
        Field("tax", "tax", cents),
        Field("variant_platform_id", "version", identifier),
    ),
)
ORDER = Map(
    orders.PosOrder,
    fields=(
        Field("platform_id", "id", identifier),
        Field("number", "id", text),
        Field("state", "state", STATES),
        Field("payment_state", "is_paid", _paid),
        Field("total", "total", cents),
        Field("tax", "tax", cents),
        Field("lines", "lines[]", ORDER_LINE),
        Field("created_at", "made", timestamp),
        Field("updated_at", "at", timestamp),
        Field("reference", "reference", optional_text, default=None),
        Field("location_platform_id", "store", identifier),
        Field("fulfillments", ("state", "id"), _fulfillments),
        Field("revision", "rev", integer),
    ),
)


def _quote_line(value: Any) -> orders.QuoteLine:
    line = ORDER_LINE.read(value)
    assert line.variant_platform_id is not None
    return orders.QuoteLine(
        variant_platform_id=line.variant_platform_id,
        quantity=int(line.quantity),
        unit_price=line.unit_price,
        tax=line.tax,
        discount=Money.zero("USD"),
        total=line.total,
        name=line.name,
    )


QUOTE = Map(
    orders.Quote,
    fields=(
        Field("lines", "lines[]", _quote_line),
        Field("subtotal", "net", cents),
        Field("tax", "tax", cents),
        Field("shipping", "shipping", cents),
        Field("total", "total", cents),
    ),
    constants={"discount": Money.zero("USD")},
)
