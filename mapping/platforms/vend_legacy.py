"""The older shapes of API 0.9: what webhooks send, and what `/api/register_sales` still speaks.

Recorded in 2016 and said to be the shape of webhook payloads to this day (docs/webhooks). None of
these records bears a version, so the sync takes a webhook as a hint and fetches the record; these
tables tell what a payload holds (`voicetill mapping check`) and are proved on the recorded samples.
Context: `currency`; `as_of` for counts.
"""

from __future__ import annotations

from typing import Any

from domain.catalog import Location, StockLevel, Variant
from domain.customers import Customer
from domain.line_shares import settled
from domain.orders import OrderLine, PaymentState, PosOrder
from mapping.converters import identifier, lower, micros, optional_text, text
from mapping.engine import Field, Map
from mapping.platforms import vend_words as words

_ADDRESS = tuple(
    f"physical_{part}"
    for part in ("address1", "address2", "suburb", "city", "state", "postcode", "country_id")
)


def _email(own: Any, contact: Any) -> str | None:
    return lower(own or contact or "")


def _revision(value: Any) -> int:
    return micros(words.utc(value))


LEGACY_LOCATION = Map(
    Location,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text),
        Field("address", _ADDRESS, words.address, default=None),
        Field("timezone", "time_zone", optional_text, default=None),
        Field("currency", "currency", optional_text, default=None),
    ),
    ignored={
        "email": "not shown to shoppers",
        "retailer_id": "known from the connection",
        "tax_id": "read when a cart is priced",
        "contact": "twin of the address fields",
        "currency_symbol": "the currency says it",
        "display_prices": "read when a cart is priced",
    },
)

_OPTIONS = tuple(
    f"variant_option_{number}_{part}"
    for part in ("name", "value")
    for number in ("one", "two", "three")
)

LEGACY_VARIANT = Map(
    Variant,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text, default=""),
        Field("sku", "sku", optional_text, default=None),
        Field(
            "price",
            ("price", "tax", "display_retail_price_tax_inclusive"),
            words.legacy_price,
            default=None,
            context=("currency",),
        ),
        Field("options", _OPTIONS, words.legacy_options, {}),
        Field("tracked", "track_inventory", default=True),
        Field("active", ("active", "deleted_at"), words.is_sold, default=True),
        Field("revision", "updated_at", _revision, default=0),
    ),
    ignored={
        **dict.fromkeys(("brand", "brand_id", "brand_name"), "the family's, fetched anew"),
        **dict.fromkeys(("type", "tags", "categories"), "the family's, fetched anew"),
        **dict.fromkeys(("image", "image_large", "images"), "the family's, fetched anew"),
        **dict.fromkeys(("description", "base_name", "handle"), "the family's, fetched anew"),
        **dict.fromkeys(("tax_id", "tax_name", "tax_rate", "taxes"), "read when a cart is priced"),
        **dict.fromkeys(
            ("supplier", "supplier_name", "supplier_code", "supply_price", "attributed_cost"),
            "where the retailer buys",
        ),
        **dict.fromkeys(
            ("account_code_purchase", "account_code_sales"), "for the retailer's books"
        ),
        **dict.fromkeys(
            ("source", "source_id", "source_variant_id", "variant_source_id"), "another system's id"
        ),
        **dict.fromkeys(("has_variants", "variant_count", "version"), "not promised; fetched anew"),
        "variant_parent_id": "puts it into its family",
        "price_book_entries": "prices for groups and dates; the general price is used",
        "inventory": "counts are fetched anew",
        "composites": "Vend counts composites by their components",
        "button_order": "for the till's screen",
    },
)

LEGACY_STOCK = Map(
    StockLevel,
    fields=(
        Field("inventory_platform_id", "product_id", identifier),
        Field("location_platform_id", "outlet_id", identifier),
        Field("available", "count", words.number),
        Field("as_of", "id", words.given, context=("as_of",)),
    ),
    ignored={
        "attributed_cost": "what the retailer pays",
        "reorder_point": "the retailer's buying",
        "restock_level": "the retailer's buying",
        "outlet": "its id says it",
        "outlet_name": "its id says it",
        "product": "its id says it",
        "version": "not promised; the count is fetched anew",
    },
    constants={"revision": 0},
)

LEGACY_CUSTOMER = Map(
    Customer,
    fields=(
        Field("platform_id", "id", identifier),
        Field("given_name", "first_name", optional_text, default=None),
        Field("family_name", "last_name", optional_text, default=None),
        Field("email", ("email", "contact.email"), _email),
        Field("phone", ("mobile", "phone", "physical_country_id"), words.phone_of, default=None),
        Field("address", _ADDRESS, words.address, default=None),
        Field("active", "deleted_at", words.is_alive, default=True),
        Field("revision", "updated_at", _revision, default=0),
    ),
    ignored={
        **dict.fromkeys(
            (f"postal_{path.removeprefix('physical_')}" for path in _ADDRESS),
            "the address where the shopper is reached is physical_*",
        ),
        **dict.fromkeys((f"custom_field_{n}" for n in range(1, 5)), "the retailer's own notes"),
        **dict.fromkeys(("fax", "twitter", "website"), "not needed, so not kept"),
        **dict.fromkeys(("balance", "points", "year_to_date"), "between retailer and shopper"),
        **dict.fromkeys(
            ("customer_group_id", "customer_group_name"), "the retailer's own grouping"
        ),
        "name": "first and last name are given",
        "customer_code": "for the till",
        "company_name": "shoppers are people",
        "contact": "twin of the fields beside it",
        "date_of_birth": "not needed, so not kept",
        "sex": "not needed, so not kept",
        "gender": "not needed, so not kept",
        "do_not_email": "no marketing is sent",
        "created_at": "not used",
        "version": "not promised; customers are fetched anew",
        "loyalty_balance": "loyalty is not mapped yet",
        "enable_loyalty": "loyalty is not mapped yet",
        "note": "the retailer's own note, not for us",
    },
)

LEGACY_ORDER_LINE = Map(
    OrderLine,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text, default=""),
        Field("quantity", "quantity", words.number),
        Field("unit_price", "price", words.amount, context=("currency",)),
        Field("total", ("price_total", "tax_total"), words.line_total, context=("currency",)),
        Field("tax", "tax_total", words.amount, context=("currency",)),
        Field("variant_platform_id", "product_id", identifier, default=None),
    ),
    ignored={
        **dict.fromkeys(("handle", "sku", "attributes"), "the catalog knows it"),
        **dict.fromkeys(("tax", "tax_id", "tax_rate", "tax_name"), "tax_total says it"),
        **dict.fromkeys(("discount", "cost", "loyalty_value"), "the retailer's own reckoning"),
        "register_id": "known from the sale",
        "sequence": "lines come in order",
        "price_set": "whether staff changed the price",
        "display_retail_price_tax_inclusive": "how the till shows it",
        "status": "lines of a sale that is not parked are confirmed",
        "note": "our own words",
    },
)


def _paid(price: Any, tax: Any, payments: Any, currency: str) -> PaymentState:
    due = words.line_total(price, tax, currency).amount
    paid = words.rounded(words.paid_amount(payments), currency).amount
    return PaymentState.PAID if payments and paid >= due else PaymentState.UNPAID


LEGACY_ORDER = Map(
    PosOrder,
    fields=(
        Field("platform_id", "id", identifier),
        Field("number", ("invoice_number", "short_code", "id"), words.sale_number),
        Field("state", "status", words.LEGACY_STATES),
        Field(
            "payment_state",
            ("total_price", "total_tax", "register_sale_payments"),
            _paid,
            context=("currency",),
        ),
        Field("total", ("total_price", "total_tax"), words.line_total, context=("currency",)),
        Field("tax", "total_tax", words.amount, context=("currency",)),
        Field("lines", "register_sale_products[]", LEGACY_ORDER_LINE, default=()),
        Field("created_at", "created_at", words.utc),
        Field("updated_at", "updated_at", words.utc),
        Field("reference", "source_id", optional_text, default=None),
        Field("customer_platform_id", "customer_id", identifier, default=None),
        Field("payment_platform_ids", "register_sale_payments", words.payment_ids, default=()),
        Field("revision", "updated_at", _revision, default=0),
    ),
    ignored={
        **dict.fromkeys(("user_id", "user_name", "market_id"), "for the retailer's reports"),
        **dict.fromkeys(("customer", "customer_name"), "its id says it"),
        **dict.fromkeys(("totals", "taxes", "tax_name"), "total_price and total_tax say it"),
        **dict.fromkeys(("total_cost", "total_loyalty"), "the retailer's own reckoning"),
        **dict.fromkeys(
            ("attributes", "register_sale_attributes", "adjustments"), "read with today's API"
        ),
        "register_id": "the outlet is told by the sale of today's API",
        "sale_date": "created_at is when it was rung up",
        "short_code": "for the loyalty page",
        "note": "our own words",
        "state": "status says it",
        "source": "another system's name",
        "return_for": "returns are read with today's API",
        "accounts_transaction_id": "for the retailer's books",
        "version": "not promised; the sale is fetched anew",
    },
    finish=lambda order, _raw: settled(order, lines_hold_tax=True),
)
