"""Vend's records in the unified schema: the tables. API version 2026-07.

Source: the vendor's OpenAPI 2026-07 (Apache-2.0). Tables need from the context: `currency` (a sale
and a product do not tell theirs), `inclusive` (whether tags show prices with tax), `as_of` (counts
bear a version and no time). The older shapes, which webhooks still send, are in `vend_legacy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.catalog import Location, Product, StockLevel, Variant
from domain.customers import Customer
from domain.line_shares import settled
from domain.orders import OrderLine, PosOrder
from mapping.converters import identifier, integer, lower, optional_text, text
from mapping.engine import Field, Map
from mapping.platforms import vend_words as words
from mapping.platforms.vend_legacy import (
    LEGACY_CUSTOMER,
    LEGACY_LOCATION,
    LEGACY_ORDER,
    LEGACY_ORDER_LINE,
    LEGACY_STOCK,
    LEGACY_VARIANT,
)

__all__ = [
    "CUSTOMER",
    "LEGACY_CUSTOMER",
    "LEGACY_LOCATION",
    "LEGACY_ORDER",
    "LEGACY_ORDER_LINE",
    "LEGACY_STOCK",
    "LEGACY_VARIANT",
    "LOCATION",
    "ORDER",
    "ORDER_LINE",
    "PRODUCT",
    "STOCK",
    "VARIANT",
]


_ADDRESS = tuple(
    f"physical_{part}"
    for part in ("address_1", "address_2", "suburb", "city", "state", "postcode", "country_id")
)


def _phone(value: Any, country: Any) -> str | None:
    return words.e164(value, country) if value else None


def _coordinate(value: Any) -> Any:
    return words.number(value) if value != "" else None


LOCATION = Map(
    Location,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text),
        Field("active", "deleted_at", words.is_alive, default=True),
        Field("address", _ADDRESS, words.address, default=None),
        Field("phone", ("phone", "physical_country_id"), _phone, default=None),
        Field("timezone", "time_zone", optional_text, default=None),
        Field("currency", "currency", text, default=None),
        Field("latitude", "latitude", _coordinate, default=None),
        Field("longitude", "longitude", _coordinate, default=None),
        Field("revision", "version", integer, default=0),
    ),
    ignored={
        "email": "not shown to shoppers",
        "currency_symbol": "the currency says it",
        "default_tax_id": "read when a cart is priced",
        "display_prices": "read when a cart is priced",
        "attributes": "numbering of the retailer's stock orders",
    },
)

_PRODUCT_DETAILS = {
    "updated_at": "version orders changes",
    "created_at": "not a fact about what is sold",
    "family_id": "the parent's id names the family",
    "handle": "the retailer's own web address",
    "has_variants": "a head is told apart before it is mapped",
    "variant_count": "the records are counted",
    "is_active": "twin of active",
    "is_composite": "composite_bom names the components",
    "packaging": "how the retailer breaks cartons up",
    "customizations": "input fields of the till",
    "attributes": "the retailer's own notes",
    "button_order": "for the till's screen",
    "loyalty_amount": "loyalty is not mapped yet",
    "supply_price": "what the retailer pays",
    "supplier": "where the retailer buys",
    "supplier_id": "where the retailer buys",
    "supplier_code": "where the retailer buys",
    "product_suppliers": "where the retailer buys",
    "source": "where the record was typed in",
    "source_id": "another system's id",
    "source_variant_id": "another system's id",
    "account_code": "for the retailer's books",
    "account_code_purchase": "for the retailer's books",
    "account_code_sale": "for the retailer's books",
    "account_code_sales": "for the retailer's books",
    "outlet_taxes": "read when a cart is priced",
    "tax_category": "read when a cart is priced",
    "brand_id": "the brand is named",
    "product_type_id": "the category is named",
    "tag_ids": "the tags are named",
    "image_url": "twin of images",
    "image_thumbnail_url": "twin of images",
    "weight": "for parcels of Lightspeed's own web shop",
    "weight_unit": "for parcels of Lightspeed's own web shop",
    "dimensions_unit": "for parcels of Lightspeed's own web shop",
    "height": "for parcels of Lightspeed's own web shop",
    "length": "for parcels of Lightspeed's own web shop",
    "width": "for parcels of Lightspeed's own web shop",
}

VARIANT = Map(
    Variant,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "variant_name", text, default=""),
        Field("sku", "sku", optional_text, default=None),
        Field("barcode", "product_codes", words.barcode_of, default=None),
        Field(
            "price",
            ("price_excluding_tax", "price_including_tax"),
            words.tag_price,
            default=None,
            context=("currency", "inclusive"),
        ),
        Field("options", "variant_options", words.options_of, {}),
        Field("tracked", "has_inventory", default=False),
        Field("components", "composite_bom", words.components_of, default=()),
        Field("active", ("active", "deleted_at"), words.is_sold, default=True),
        Field("revision", "version", integer, default=0),
    ),
    ignored=_PRODUCT_DETAILS
    | {
        "name": "the family's name is the product's title",
        "description": "the family's is used",
        "brand": "the family's is used",
        "categories": "the family's are used",
        "product_category": "the family's is used",
        "type": "the family's is used",
        "images": "the family's are used",
        "skuImages": "the family's are used",
        "variant_parent_id": "puts it into its family",
    },
)

PRODUCT = Map(
    Product,
    fields=(
        Field("platform_id", ("variant_parent_id", "id"), words.family_key),
        Field("title", "name", text, remedy="give the product a name in Vend"),
        Field("variants", "id", words.given, context=("variants",)),
        Field("brand", "brand", words.named, default=None),
        Field("description", "description", words.plain_description, default=None),
        Field("categories", ("product_category", "type"), words.categories_of, default=()),
        Field("tags", "categories", words.names_of, default=()),
        Field("images", "images", words.images_of, default=()),
        Field("active", "id", words.given, context=("active",)),
        Field("revision", "id", words.given, context=("revision",)),
    ),
    ignored=_PRODUCT_DETAILS
    | dict.fromkeys(
        (
            "variant_name",
            "sku",
            "product_codes",
            "price_excluding_tax",
            "price_including_tax",
            "variant_options",
            "has_inventory",
            "composite_bom",
            "active",
            "deleted_at",
            "version",
            "skuImages",
        ),
        "each variant's own",
    ),
)
"""A family, read from its head (or its one record) with the `variants` of the context."""

STOCK = Map(
    StockLevel,
    fields=(
        Field("inventory_platform_id", "product_id", identifier),
        Field("location_platform_id", "outlet_id", identifier),
        Field("available", ("current_inventory_level", "deleted_at"), words.available_quantity),
        Field("as_of", "id", words.given, context=("as_of",)),
        Field("revision", "version", integer),
    ),
    ignored={
        "average_cost": "what the retailer pays",
        "quantity_to_procure": "the retailer's buying",
        "reorder_point": "the retailer's buying",
        "reorder_amount": "the retailer's buying",
        "reorder_method": "the retailer's buying",
        "reorder_target": "the retailer's buying",
    },
)

CUSTOMER = Map(
    Customer,
    fields=(
        Field("platform_id", "id", identifier),
        Field("given_name", "first_name", optional_text, default=None),
        Field("family_name", "last_name", optional_text, default=None),
        Field("email", "email", lower, default=None),
        Field("phone", ("mobile", "phone", "physical_country_id"), words.phone_of, default=None),
        Field("address", _ADDRESS, words.address, default=None),
        Field("active", "deleted_at", words.is_alive, default=True),
        Field("revision", "version", integer, default=0),
    ),
    ignored={
        **dict.fromkeys(
            (f"postal_{path.removeprefix('physical_')}" for path in _ADDRESS),
            "the address where the shopper is reached is physical_*",
        ),
        **dict.fromkeys((f"custom_field_{n}" for n in range(1, 5)), "the retailer's own notes"),
        "name": "deprecated; first and last name are given",
        "customer_code": "for the till",
        "customer_group_id": "the retailer's own grouping",
        "company_name": "shoppers are people",
        "note": "the retailer's own note, not for us",
        "date_of_birth": "not needed, so not kept",
        "gender": "not needed, so not kept",
        "tax_id": "not needed, so not kept",
        "fax": "not needed, so not kept",
        "twitter": "not needed, so not kept",
        "website": "not needed, so not kept",
        "do_not_email": "no marketing is sent",
        "enable_promotional_sms": "no marketing is sent",
        "enable_loyalty": "loyalty is not mapped yet",
        "loyalty_balance": "loyalty is not mapped yet",
        "balance": "what is owed is between retailer and shopper",
        "on_account_limit": "what is owed is between retailer and shopper",
        "year_to_date": "for the retailer's reports",
        "created_at": "not used",
        "updated_at": "version orders changes",
    },
)

ORDER_LINE = Map(
    OrderLine,
    fields=(
        Field("platform_id", "id", identifier),
        Field("quantity", "quantity", words.number),
        Field("unit_price", "pricing.price", words.amount, context=("currency",)),
        Field("total", ("pricing.total", "tax.total"), words.line_total, context=("currency",)),
        Field("tax", "tax.total", words.amount, context=("currency",)),
        Field("variant_platform_id", "product.id", identifier, default=None),
    ),
    ignored={
        "pricing": "price and total say it; cost, discount and loyalty are the retailer's",
        "tax": "total says it",
        "product": "its id is all there is",
        "source": "known from the sale",
        "return": "told by the sale",
        "note": "our own words",
        "status": "lines of a sale that is not parked are confirmed",
        "salesperson_id": "for the retailer's reports",
        "promotions": "inside the total",
        "surcharges": "inside the sale's total",
        "customizations": "input fields of the till",
        "gift_card_number": "never needed",
        "_metadata": "lines come in order",
    },
    constants={"name": ""},
)
"""A sale names its products by id only; the catalog knows what they are called."""

ORDER = Map(
    PosOrder,
    fields=(
        Field("platform_id", "id", identifier),
        Field("number", ("invoice_number", "receipt_number", "id"), words.sale_number),
        Field("state", ("state", "attributes", "return"), words.order_state),
        Field(
            "payment_state",
            ("state", "totals", "payments"),
            words.payment_state,
            context=("currency",),
        ),
        Field("total", "totals.price_incl_tax", words.amount, context=("currency",)),
        Field("tax", "totals.tax", words.amount, context=("currency",)),
        Field("lines", "line_items[]", ORDER_LINE, default=()),
        Field("created_at", "created_at", words.utc),
        Field("updated_at", "updated_at", words.utc),
        Field("reference", "source.id", optional_text, default=None),
        Field("location_platform_id", "source.outlet_id", identifier, default=None),
        Field("customer_platform_id", "customer_id", identifier, default=None),
        Field(
            "fulfillments",
            ("id", "state", "attributes", "source.type"),
            words.fulfillments_of,
            default=(),
        ),
        Field("payment_platform_ids", "payments", words.payment_ids, default=()),
        Field("revision", "_metadata.version", integer, default=0),
    ),
    ignored={
        "date": "created_at is when it was rung up",
        "deleted_at": "voided says it",
        "short_code": "for the loyalty page",
        "note": "our own words",
        "taxes": "summed up in totals",
        "totals": "price_incl_tax and tax say it",
        "source": "id, type and outlet say it",
        "adjustments": "inside totals",
        "ecom_custom_charges": "inside totals",
        "external_applications": "another application's ids",
        "_metadata": "its version says it",
        "version": "twin of _metadata.version",
    },
    finish=lambda order, _raw: settled(order, lines_hold_tax=True),
)


def sample_context(payload: Any, _currency: str) -> Mapping[str, Any]:
    """What a run would know beside a payload: tags without tax, and of a family nothing but the
    record that stands for it."""
    version = payload.get("version") if isinstance(payload, Mapping) else None
    revision = version if isinstance(version, int) else 0
    return {"inclusive": False, "active": True, "revision": revision, "variants": ()}
