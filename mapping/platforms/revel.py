"""Revel's records in the unified schema: the tables. Open API v2025.3.0.

Source: the OpenAPI document derived from Revel's reference; field names beyond it from the data
connectors' published schemas. Tables need the context `zone` (times), `currency` (amounts), `place`
(the establishment) and `side` (`RevelSide`). Orders have a file of their own and are handed on
here; request bodies are in `revel_requests`.

A product is read from its parent's row with the rows of its versions under `children` (and once
more, for what they tell together, under `family`), put together by the adapter; a usual product
is its own only version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.catalog import Location, Product, StockLevel, Variant
from domain.customers import Customer
from mapping.converters import boolean, identifier, lower, optional_text, text
from mapping.engine import Field, Map
from mapping.platforms import revel_side as side
from mapping.platforms import revel_words as words
from mapping.platforms.revel_carts import QUOTE
from mapping.platforms.revel_orders import ORDER, ORDER_LINE

__all__ = [
    "CUSTOMER",
    "LOCATION",
    "ORDER",
    "ORDER_LINE",
    "PRODUCT",
    "QUOTE",
    "STOCK",
    "VARIANT",
]

_KEPT_BY_REVEL = {
    "uuid": "the id is unique within the instance",
    "resource_uri": "the id says the same",
    "created_date": "not a fact that is used",
    "created_by": "an employee",
    "updated_by": "an employee",
}

LOCATION = Map(
    Location,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text, remedy="give the establishment a name in Revel"),
        Field("timezone", "id", words.from_context, context=("timezone",)),
        Field("currency", "id", words.from_context, context=("currency",)),
        Field("active", "active", boolean, default=True),
        Field("revision", "updated_date", words.revision, default=0, context=("zone",)),
    ),
    ignored=_KEPT_BY_REVEL | {"ach_payments_enabled": "Revel's own payments"},
)

_ROW = _KEPT_BY_REVEL | {
    "cost": "what the merchant pays",
    "course_number": "for the kitchen",
    "dining_options": "the cart refuses what it cannot sell",
    "display_online": "whether voice sells it is decided here, not in the online store",
    "establishment": "rows of other establishments are not asked for",
    "attribute_type": "families are put together by attribute_parent",
    "sorting": "for screens",
    "tax_class": "the cart computes tax",
    "type": "for reports",
    "uom": "units are spoken from the name",
    "variable_pricing_by": "told by a price of zero",
    "stock_amount": "counts are read from Inventory",
}

VARIANT = Map(
    Variant,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text, remedy="give the product a name in Revel"),
        Field("sku", "sku", optional_text, default=None),
        Field("barcode", "barcode", optional_text, default=None),
        Field("price", "price", words.price, default=None, context=("currency",)),
        Field("options", ("id", "attribute_parent"), side.options, context=("side",)),
        Field("tracked", "track_in_inventory", boolean, default=True),
        Field("counter_only", ("sold_by_weight", "is_gift"), words.counter_only, default=None),
        Field("active", "active", boolean, default=True),
        Field("revision", "updated_date", words.revision, default=0, context=("zone",)),
    ),
    ignored=_ROW
    | {
        "description": "the product's is used",
        "category": "the product's is used",
        "image": "the product's is used",
    },
)

PRODUCT = Map(
    Product,
    fields=(
        Field("platform_id", "id", identifier),
        Field("title", "name", text, remedy="give the product a name in Revel"),
        Field("variants", "children[]", VARIANT, default=()),
        Field("description", "description", optional_text, default=None),
        Field("categories", "category", side.category_names, default=(), context=("side",)),
        Field("images", ("id", "image"), side.images, context=("side",)),
        Field("modifier_lists", "family", side.modifier_lists, (), context=("side",)),
        Field("active", "active", boolean, default=True),
        Field("revision", ("updated_date", "family"), words.newest, default=0, context=("zone",)),
    ),
    ignored=_ROW
    | {
        "sold_by_weight": "each version says it",
        "is_gift": "each version says it",
        "sku": "each version has its own",
        "barcode": "each version has its own",
        "price": "each version has its own",
        "attribute_parent": "a parent has none",
        "track_in_inventory": "each version has its own",
    },
)

STOCK = Map(
    StockLevel,
    fields=(
        Field("inventory_platform_id", "product", words.reference),
        Field("location_platform_id", "product", words.from_context, context=("place",)),
        Field("available", ("quantity_in_hand", "quantity_in_layaway"), words.available),
        Field("as_of", "updated_date", words.moment, context=("zone",)),
        Field("revision", "updated_date", words.revision, context=("zone",)),
    ),
    ignored=_KEPT_BY_REVEL
    | {
        "id": "counts are known by their product",
        "cost": "what the merchant pays",
        "threshold": "an alert for the merchant",
    },
)

CUSTOMER = Map(
    Customer,
    fields=(
        Field("platform_id", "id", identifier),
        Field("given_name", "first_name", optional_text, default=None),
        Field("family_name", "last_name", optional_text, default=None),
        Field("email", "email", lower, default=None),
        Field("phone", "phone_number", words.e164, default=None),
        Field("active", "active", boolean, default=True),
        Field("revision", "updated_date", words.revision, default=0, context=("zone",)),
    ),
    ignored=_KEPT_BY_REVEL
    | {
        "ref_number": "another system's id",
        "total_purchases": "counted from orders",
        "total_visits": "counted from orders",
    },
)


def sample_context(_payload: Any, currency: str) -> Mapping[str, Any]:
    """What a run would know beside a payload: an establishment in UTC, an empty catalog."""
    return {"place": "", "timezone": "UTC", "side": side.RevelSide(currency=currency)}
