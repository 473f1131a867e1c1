"""Square's records in the unified schema: the tables. Square-Version 2026-09-16.

Source: Square's object model 2026-09-16. Tables that read catalog records need the context
`side` (`SideObjects`). Orders and payments have files of their own and are handed on here; request
bodies are in `square_requests`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.catalog import Address, Location, Product, StockLevel, Variant
from domain.customers import Customer, StoredCard
from mapping.converters import (
    coordinate,
    identifier,
    integer,
    lower,
    money_minor,
    north_american_phone,
    optional_text,
    revision_of_time,
    text,
    timestamp,
)
from mapping.engine import Field, Map
from mapping.platforms import square_side as side
from mapping.platforms import square_words as words
from mapping.platforms.square_orders import (
    FULFILLMENT,
    ORDER,
    ORDER_LINE,
    QUOTE,
    QUOTE_LINE,
    TRACKING,
)
from mapping.platforms.square_payments import AUTHORIZED, PAYMENT, REFUND

__all__ = [
    "ADDRESS",
    "AUTHORIZED",
    "CARD",
    "CUSTOMER",
    "DELETED_PRODUCT",
    "FULFILLMENT",
    "LOCATION",
    "ORDER",
    "ORDER_LINE",
    "PAYMENT",
    "PRODUCT",
    "QUOTE",
    "QUOTE_LINE",
    "REFUND",
    "STOCK",
    "TRACKING",
    "VARIANT",
]

ADDRESS = Map(
    Address,
    fields=(
        Field("line1", "address_line_1", text),
        Field("line2", "address_line_2", optional_text, default=None),
        Field("city", "locality", text),
        Field("region", "administrative_district_level_1", optional_text, default=None),
        Field("postal_code", "postal_code", optional_text, default=None),
        Field("country", "country", text),
    ),
)


def _whole_address(raw: Any, country: Any) -> Address | None:
    """An address, None where street, town or country is missing: half of one ships nothing."""
    found: Mapping[str, Any] = {"country": country, **(raw or {})}
    needed = ("address_line_1", "locality", "country")
    return ADDRESS.read(found) if all(found.get(part) for part in needed) else None


def sample_context(payload: Any, _currency: str) -> Mapping[str, Any]:
    """What a run would know, read out of one answer: the objects that its items refer to.

    Raises MappingError for one that cannot be read.
    """
    beside = side.SideObjects()
    for name in ("objects", "related_objects"):
        for raw in payload.get(name) or () if isinstance(payload, Mapping) else ():
            beside.add(raw)
    return {"side": beside}


LOCATION = Map(
    Location,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text),
        Field("active", "status", words.is_active_word, default=True),
        Field("address", ("address", "country"), _whole_address, default=None),
        Field("phone", "phone_number", north_american_phone, default=None),
        Field("timezone", "timezone", text, default=None),
        Field("currency", "currency", text, default=None),
        Field("latitude", "coordinates.latitude", coordinate, default=None),
        Field("longitude", "coordinates.longitude", coordinate, default=None),
        Field("offers_pickup", "type", words.is_walk_in, default=True),
        Field("hours", "business_hours.periods", words.opening_hours, default=()),
    ),
    ignored={
        "business_name": "the account's name is told by ping",
        "business_email": "not shown to shoppers",
        "capabilities": "card processing is judged by Square when a payment is made",
        "created_at": "not used",
        "merchant_id": "known from the connection",
        "language_code": "the channel decides the language",
        "mcc": "the merchant's trade",
        "description": "for Square's own pages",
        "website_url": "for Square's own pages",
        "facebook_url": "for Square's own pages",
        "instagram_username": "for Square's own pages",
        "twitter_username": "for Square's own pages",
        "logo_url": "for Square's own pages",
        "full_format_logo_url": "for Square's own pages",
        "pos_background_url": "for the till's screen",
        "tax_ids": "for invoices of the seller",
        "custom_receipt_text": "Square prints receipts",
        "return_policy": "Square prints receipts",
    },
)

_OBJECT = {
    "type": "the table is chosen by it",
    "updated_at": "version orders changes",
    "created_at": "not a fact about what is sold",
    "catalog_v1_ids": "ids of a retired API",
    "image_id": "deprecated twin of image_ids",
}

_VARIATION = "item_variation_data"
VARIANT = Map(
    Variant,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", f"{_VARIATION}.name", default=""),
        Field("sku", f"{_VARIATION}.sku", optional_text, default=None),
        Field("barcode", f"{_VARIATION}.upc", optional_text, default=None),
        Field("price", f"{_VARIATION}.price_money", money_minor, default=None),
        Field("location_prices", f"{_VARIATION}.location_overrides", words.override_prices, {}),
        Field(
            "options",
            (f"{_VARIATION}.item_option_values", f"{_VARIATION}.name"),
            side.variant_options,
            {},
            context=("side",),
        ),
        Field(
            "tracked",
            (f"{_VARIATION}.track_inventory", f"{_VARIATION}.location_overrides"),
            words.is_tracked,
            default=False,
        ),
        Field("taxable", f"{_VARIATION}.item_id", side.is_taxed, True, context=("side",)),
        Field(
            "absent_at",
            (
                "present_at_all_locations",
                "present_at_location_ids",
                "absent_at_location_ids",
                f"{_VARIATION}.location_overrides",
                f"{_VARIATION}.track_inventory",
            ),
            side.absent_at,
            default=(),
            context=("side",),
        ),
        Field(
            "counter_only", f"{_VARIATION}.measurement_unit_id", words.sold_by_measure, default=None
        ),
        Field("active", ("is_deleted", f"{_VARIATION}.sellable"), words.is_sellable, default=True),
        Field("revision", "version", integer, default=0),
    ),
    ignored=_OBJECT
    | {
        "custom_attribute_values": "the seller's own notes",
        f"{_VARIATION}.pricing_type": "VARIABLE_PRICING is told by the missing price",
        f"{_VARIATION}.ordinal": "variations come in order",
        f"{_VARIATION}.stockable": "counts are kept under the variation's own id",
        f"{_VARIATION}.stockable_conversion": "Square converts counts by itself",
        f"{_VARIATION}.inventory_alert_type": "an alert for the seller",
        f"{_VARIATION}.inventory_alert_threshold": "an alert for the seller",
        f"{_VARIATION}.image_ids": "the item's pictures are used",
        f"{_VARIATION}.service_duration": "appointments are not sold by voice",
        f"{_VARIATION}.available_for_booking": "appointments are not sold by voice",
        f"{_VARIATION}.team_member_ids": "appointments are not sold by voice",
        f"{_VARIATION}.user_data": "another application's note",
        f"{_VARIATION}.vendor_information": "where the seller buys",
        f"{_VARIATION}.kitchen_name": "for the kitchen",
    },
)

PRODUCT = Map(
    Product,
    fields=(
        Field("platform_id", "id", identifier),
        Field("title", "item_data.name", text, remedy="give the item a name in Square"),
        Field("variants", "item_data.variations[]", VARIANT, default=()),
        Field("brand", "custom_attribute_values", words.brand_of, default=None),
        Field(
            "description",
            (
                "item_data.description_plaintext",
                "item_data.description_html",
                "item_data.description",
            ),
            words.plain_description,
            default=None,
        ),
        Field(
            "categories",
            ("item_data.categories", "item_data.category_id"),
            side.category_names,
            default=(),
            context=("side",),
        ),
        Field("images", "item_data.image_ids", side.images_of, (), context=("side",)),
        Field(
            "modifier_lists",
            "item_data.modifier_list_info",
            side.modifier_lists_of,
            default=(),
            context=("side",),
        ),
        Field("taxes", "item_data.tax_ids", side.taxes_of, (), context=("side",)),
        Field("counter_only", "item_data.product_type", words.gift_card, default=None),
        Field("active", ("is_deleted", "item_data.is_archived"), words.is_active, default=True),
        Field("revision", ("version", "item_data.variations"), words.newest_version, default=0),
    ),
    ignored=_OBJECT
    | {
        "present_at_all_locations": "each variation says where it is sold",
        "present_at_location_ids": "each variation says where it is sold",
        "absent_at_location_ids": "each variation says where it is sold",
        "item_data.item_options": "each variation names its option values",
        "item_data.reporting_category": "for the seller's reports",
        "item_data.is_taxable": "tax_ids say which taxes apply",
        "item_data.abbreviation": "for the till's screen",
        "item_data.label_color": "for the till's screen",
        "item_data.sort_name": "for the till's screen",
        "item_data.kitchen_name": "for the kitchen",
        "item_data.buyer_facing_name": "the name is spoken",
        "item_data.skip_modifier_screen": "for the till's screen",
        "item_data.channels": "Square's own sales channels",
        "item_data.ecom_uri": "Square's own online store",
        "item_data.ecom_image_uris": "Square's own online store",
        "item_data.ecom_seo_data": "Square's own online store",
        "item_data.food_and_beverage_details": "not asked for by voice yet",
        "item_data.is_alcoholic": "age checks are the store's at handover",
    },
)

_GONE = ("platform_id", "title", "variants", "revision")
DELETED_PRODUCT = Map(
    Product,
    fields=(
        Field("platform_id", "id", identifier),
        Field("title", "item_data.name", default=""),
        Field("variants", "item_data.variations[]", VARIANT, default=()),
        Field("revision", ("version", "item_data.variations"), words.newest_version, default=0),
    ),
    ignored={
        **PRODUCT.ignored,
        **{path: "it is gone" for f in PRODUCT.fields if f.name not in _GONE for path in f.paths},
    },
    constants={"active": False},
)
"""A tombstone: Square may leave out everything but id and version."""

STOCK = Map(
    StockLevel,
    fields=(
        Field("inventory_platform_id", "catalog_object_id", identifier),
        Field("location_platform_id", "location_id", identifier),
        Field("available", ("quantity", "state"), words.available_quantity),
        Field("as_of", "calculated_at", timestamp),
        Field("revision", "calculated_at", revision_of_time),
    ),
    ignored={
        "catalog_object_type": "an id is unique over all types",
        "is_estimated": "an estimate of a composed variation is the best there is",
    },
)

CUSTOMER = Map(
    Customer,
    fields=(
        Field("platform_id", "id", identifier),
        Field("given_name", "given_name", optional_text, default=None),
        Field("family_name", "family_name", optional_text, default=None),
        Field("email", "email_address", lower, default=None),
        Field("phone", "phone_number", north_american_phone, default=None),
        Field("address", ("address", "address.country"), _whole_address, default=None),
        Field("revision", "version", integer, default=0),
    ),
    ignored={
        "created_at": "not used",
        "updated_at": "version orders changes",
        "company_name": "shoppers are people",
        "nickname": "given_name is spoken",
        "birthday": "not needed, so not kept",
        "note": "the seller's own note, not for us",
        "preferences": "no marketing is sent",
        "creation_source": "not used",
        "reference_id": "another system's id",
        "group_ids": "the seller's own grouping",
        "segment_ids": "the seller's own grouping",
        "tax_ids": "not needed, so not kept",
    },
)

CARD = Map(
    StoredCard,
    fields=(
        Field("token", "id", identifier),
        Field("brand", "card_brand", words.card_brand, default="Card"),
        Field("last4", "last_4", text, default=""),
        Field("exp_month", "exp_month", integer, default=None),
        Field("exp_year", "exp_year", integer, default=None),
    ),
    ignored={
        "enabled": "disabled cards are not listed",
        "disabled_at": "disabled cards are not listed",
        "created_at": "orders the listing before it is mapped",
        "bin": "never needed",
        "card_co_brand": "the brand is spoken",
        "card_type": "Square judges when it is charged",
        "prepaid_type": "Square judges when it is charged",
        "hsa_fsa": "Square judges when it is charged",
        "issuer_alert": "Square judges when it is charged",
        "issuer_alert_at": "Square judges when it is charged",
        "billing_address": "never needed",
        "cardholder_name": "never needed",
        "customer_id": "known from the request",
        "merchant_id": "known from the connection",
        "fingerprint": "never needed",
        "reference_id": "another system's id",
        "version": "cards are not changed here",
    },
)
