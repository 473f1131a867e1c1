"""Clover's records in the unified schema: the tables. REST v3.

Source: the v3 reference (OpenAPI derived 2026-08-22) and the object classes of the package
remote-pay-cloud-api 4.0.5. A product is what the adapter puts together: an item group with its
items, or an item that stands alone (`{"id", "name", "items"}`). Orders and payments have files of
their own and are handed on here; request bodies are in `clover_requests`.
"""

from __future__ import annotations

from typing import Any

from domain.catalog import Address, Location, Product, StockLevel, Variant
from domain.customers import Customer, StoredCard
from mapping.converters import identifier, integer, north_american_phone, optional_text, text
from mapping.engine import Field, Map
from mapping.platforms import clover_items as items
from mapping.platforms import clover_words as words
from mapping.platforms.clover_orders import ORDER, ORDER_LINE, QUOTE
from mapping.platforms.clover_payments import AUTHORIZED, CHARGE, PAYMENT, REFUND
from mapping.platforms.clover_unread import CATEGORY, EMPLOYEE

__all__ = [
    "ADDRESS",
    "AUTHORIZED",
    "CARD",
    "CATEGORY",
    "CHARGE",
    "CUSTOMER",
    "EMPLOYEE",
    "LOCATION",
    "ORDER",
    "ORDER_LINE",
    "PAYMENT",
    "PRODUCT",
    "QUOTE",
    "REFUND",
    "STOCK",
    "VARIANT",
    "sample_context",
]

ADDRESS = Map(
    Address,
    fields=(
        Field("line1", "address1", text),
        Field("line2", "address2", optional_text, default=None),
        Field("city", "city", text),
        Field("region", "state", optional_text, default=None),
        Field("postal_code", "zip", optional_text, default=None),
        Field("country", "country", text),
    ),
    ignored={
        "id": "an address goes with its owner",
        "address3": "two lines are spoken",
        "phoneNumber": "the owner's phone is used",
        "href": "built from the id",
    },
)


def _whole_address(raw: Any) -> Address | None:
    """An address, None where street, town or country is missing: half of one ships nothing."""
    needed = ("address1", "city", "country")
    return ADDRESS.read(raw) if all(raw.get(part) for part in needed) else None


def _first_address(value: Any) -> Address | None:
    """The first whole address of a list."""
    found = (_whole_address(one) for one in words.elements(value))
    return next((one for one in found if one is not None), None)


LOCATION = Map(
    Location,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text),
        Field("address", "address", _whole_address, default=None),
        Field("phone", "phoneNumber", north_american_phone, default=None),
        Field("timezone", "properties.timezone", optional_text, default=None),
        Field("currency", "properties.defaultCurrency", text, default=None),
        Field("hours", "openingHours", words.opening_hours, default=()),
    ),
    ignored={
        "href": "built from the id",
        "owner": "not told to shoppers",
        "defaultCurrency": "the properties say it",
        "createdTime": "not used",
        "isBillable": "between Clover and the merchant",
        "properties": "the rest is for the register",
        "reseller": "between Clover and the merchant",
        "accountType": "between Clover and the merchant",
        "website": "the merchant's own page",
        "merchantPlan": "between Clover and the merchant",
        "bankProcessing": "between Clover and the merchant",
        "customerContactEmail": "not shown to shoppers",
    },
)

_FOR_PRODUCT = "read for the product as a whole"
VARIANT = Map(
    Variant,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", ("options", "name"), items.variant_name, default=""),
        Field("sku", "sku", optional_text, default=None),
        Field("barcode", "code", optional_text, default=None),
        Field("price", ("price", "priceType"), items.price, default=None, context=("currency",)),
        Field("options", "options", items.options_of, {}, context=("attributes",)),
        Field("counter_only", "priceType", items.sold_by_measure, default=None),
        Field(
            "tracked",
            ("autoManage", "stockCount", "itemStock"),
            items.is_tracked,
            default=False,
            context=("tracks_stock",),
        ),
        Field("taxable", ("defaultTaxRates", "taxRates"), items.is_taxed, default=True),
        Field(
            "active",
            ("hidden", "available", "autoManage", "deletedTime"),
            items.is_active,
            default=True,
        ),
        Field("revision", "modifiedTime", integer, default=0),
    ),
    ignored={
        "alternateName": "the name is spoken",
        "unitName": "the price type says that it is sold by a unit",
        "cost": "what the merchant pays is not for shoppers",
        "isRevenue": "for the merchant's reports",
        "itemGroup": "the adapter groups by it",
        "categories": _FOR_PRODUCT,
        "tags": _FOR_PRODUCT,
        "modifierGroups": _FOR_PRODUCT,
        "canonical": "the franchise's own id",
        "menuItem": "Clover's own online ordering",
        "MenuItem": "Clover's own online ordering",
        "priceWithoutVat": "price is what the shopper pays",
        "colorCode": "for the register's screen",
        "isAgeRestricted": "age checks are the store's at handover",
        "ageRestrictedObj": "age checks are the store's at handover",
        "defaultTaxRatesSet": "defaultTaxRates says it",
        "href": "built from the id",
        "deleted": "deletedTime says when",
    },
)

PRODUCT = Map(
    Product,
    fields=(
        Field("platform_id", "id", identifier),
        Field("title", "name", text, remedy="give the item a name in Clover"),
        Field("categories", "items", items.categories_of, default=()),
        Field("tags", "items", items.tags_of, default=()),
        Field("modifier_lists", "items", items.modifier_lists_of, (), context=("modifiers",)),
        Field("taxes", "items", items.taxes_of, (), context=("taxes", "default_taxes")),
        Field("active", "items", items.any_active, default=True),
        Field("revision", "items", items.newest, default=0),
        Field("variants", "items[]", VARIANT, default=()),
    ),
    ignored={
        "attributes": "each item's options name them",
        "href": "built from the id",
    },
)

STOCK = Map(
    StockLevel,
    fields=(
        Field("inventory_platform_id", "item.id", identifier),
        Field("location_platform_id", "item.id", words.place, context=("merchant",)),
        Field("available", "quantity", words.quantity),
        Field("as_of", "modifiedTime", words.moment),
        Field("revision", "modifiedTime", integer),
    ),
    ignored={"stockCount": "deprecated twin of quantity, rounded"},
)

CUSTOMER = Map(
    Customer,
    fields=(
        Field("platform_id", "id", identifier),
        Field("given_name", "firstName", optional_text, default=None),
        Field("family_name", "lastName", optional_text, default=None),
        Field("email", "emailAddresses", words.primary_email, default=None),
        Field("phone", "phoneNumbers", words.first_phone, default=None),
        Field("address", "addresses", _first_address, default=None),
        Field("revision", ("metadata", "customerSince"), words.customer_revision, default=0),
    ),
    ignored={
        "href": "built from the id",
        "merchant": "known from the connection",
        "marketingAllowed": "no marketing is sent",
        "orders": "orders are read by time",
        "cards": "cards on file are read when they are needed",
        "orderRef": "the order it was read with",
    },
)

CARD = Map(
    StoredCard,
    fields=(
        Field("token", "token", identifier),
        Field("brand", "cardType", words.card_brand, default="Card"),
        Field("last4", "last4", text, default=""),
        Field("exp_month", "expirationDate", words.expiry_month, default=None),
        Field("exp_year", "expirationDate", words.expiry_year, default=None),
    ),
    ignored={
        "id": "the token is what is charged",
        "first6": "never needed",
        "firstName": "never needed",
        "lastName": "never needed",
        "tokenType": "Clover judges when it is charged",
        "additionalInfo": "never needed",
        "modifiedTime": "orders the listing before it is mapped",
        "customer": "known from the request",
    },
)


def sample_context(payload: Any, _currency: str) -> dict[str, Any]:
    """What a run would know beside a payload that stands alone: the merchant, where an address in
    it names one; stock counts as tracked, and nothing that items refer to is known."""
    told = payload.get("href") if isinstance(payload, dict) else None
    parts = str(told or "").partition("/v3/merchants/")[2].split("/")
    return {
        "merchant": parts[0],
        "shipping_type": None,
        "tracks_stock": True,
        "attributes": {},
        "modifiers": {},
        "taxes": {},
        "default_taxes": (),
    }
