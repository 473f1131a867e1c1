"""Lightspeed Retail R-Series in the unified schema: the tables. API V3 (2022-04).

Source: developers.lightspeedhq.com/retail/endpoints (read 2026-11-21) and recorded samples. Amounts
carry no currency: tables with prices need the context `currency`, the account's own. Sales and
what belongs to them have a file of their own and are handed on here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.catalog import Address, Location, Product, StockLevel, Variant
from domain.customers import Customer
from mapping.converters import identifier, optional_text, revision_of_time, text, timestamp
from mapping.engine import Field, Map
from mapping.platforms import lightspeed_phones as phones
from mapping.platforms import lightspeed_words as words
from mapping.platforms.lightspeed_orders import (
    FULFILLMENT,
    HOLD,
    ORDER,
    ORDER_LINE,
    PAYMENT,
    REFUND,
)
from mapping.platforms.lightspeed_shapes import EvenMap

__all__ = [
    "ADDRESS",
    "CUSTOMER",
    "FULFILLMENT",
    "HOLD",
    "LOCATION",
    "MATRIX",
    "ORDER",
    "ORDER_LINE",
    "PAYMENT",
    "PRODUCT",
    "REFUND",
    "STOCK",
    "UNREAD",
    "VARIANT",
]

ADDRESS = Map(
    Address,
    fields=(
        Field("line1", "address1", text),
        Field("line2", "address2", optional_text, default=None),
        Field("city", "city", text),
        Field("region", ("stateCode", "state"), words.region_of, None),
        Field("postal_code", "zip", optional_text, default=None),
        Field("country", ("countryCode", "country"), words.country_code),
    ),
)


def _whole_address(raws: Any) -> Address | None:
    """The first address, None where street, town or country is missing."""
    raw: Mapping[str, Any] = next(iter(raws), {})
    country = words.country_code(raw.get("countryCode"), raw.get("country"))
    return ADDRESS.read(raw) if raw.get("address1") and raw.get("city") and country else None


_CONTACT = {
    "Contact.contactID": "part of the record around it",
    "Contact.custom": "the merchant's own note",
    "Contact.noEmail": "no marketing is sent",
    "Contact.noPhone": "no marketing is sent",
    "Contact.noMail": "no marketing is sent",
    "Contact.Websites": "not asked for by voice",
}

LOCATION = EvenMap(
    Location,
    fields=(
        Field("platform_id", "shopID", identifier),
        Field("name", "name", text),
        Field("active", "archived", words.unflagged, default=True),
        Field("address", "Contact.Addresses.ContactAddress", _whole_address, default=None),
        Field(
            "phone",
            ("Contact.Phones.ContactPhone", "Contact.Addresses.ContactAddress"),
            phones.best_phone,
            default=None,
        ),
        Field("timezone", "timeZone", optional_text, default=None),
        Field("revision", "timeStamp", revision_of_time, default=0),
    ),
    ignored=_CONTACT
    | {
        "Contact.Emails": "not shown to shoppers",
        "Contact.timeStamp": "the shop's own time orders changes",
        "serviceRate": "work orders are not sold by voice",
        "taxLabor": "work orders are not sold by voice",
        "labelTitle": "for printed labels",
        "labelMsrp": "for printed labels",
        "zebraBrowserPrint": "for printed labels",
        "companyRegistrationNumber": "for invoices of the merchant",
        "vatNumber": "for invoices of the merchant",
        "contactID": "the contact comes with the shop",
        "taxCategoryID": "read when a cart is priced",
        "TaxCategory": "read when a cart is priced",
        "receiptSetupID": "Lightspeed prints receipts",
        "ReceiptSetup": "Lightspeed prints receipts",
        "vendorID": "where the shop buys",
        "ccGatewayID": "no card is charged through the API",
        "gatewayConfigID": "no card is charged through the API",
        "CCGateway": "no card is charged through the API",
        "priceLevelID": "prices of the default level are told",
        "PriceLevel": "prices of the default level are told",
        "Registers": "read when a sale is made",
        "ShelfLocations": "where staff find it",
    },
)

_PRICES = "Prices.ItemPrice"
_ITEM_DETAILS = {
    "systemSku": "Lightspeed's own number, printed on labels",
    "defaultCost": "what the merchant pays is not ours to know",
    "avgCost": "what the merchant pays is not ours to know",
    "discountable": "discounts are the register's",
    "modelYear": "part of the description where it matters",
    "manufacturerSku": "another company's number",
    "createTime": "not used",
    "publishToEcom": "Lightspeed's own online store",
    "categoryID": "the Category comes with the record",
    "taxClassID": "read when a cart is priced",
    "departmentID": "only on old accounts",
    "itemAttributesID": "the ItemAttributes come with the record",
    "manufacturerID": "the Manufacturer comes with the record",
    "noteID": "the merchant's own note",
    "Note": "the merchant's own note",
    "seasonID": "only on old accounts",
    "defaultVendorID": "where the merchant buys",
    "itemECommerceID": "Lightspeed's own online store",
    "TaxClass": "read when a cart is priced",
    "ItemShops": "counts are read from the ItemShop endpoint",
    "ItemVendorNums": "where the merchant buys",
    "CustomFieldValues": "the merchant's own fields",
    "Tags": "the merchant's own grouping",
    "TagRelations": "the merchant's own grouping",
    "Department": "only on old accounts",
    "Season": "only on old accounts",
    "ItemShelfLocations": "where staff find it",
    "ItemECommerce": "Lightspeed's own online store",
    "itemECommerce": "Lightspeed's own online store",
    "ItemMatrix": "groups items into products",
}

VARIANT = EvenMap(
    Variant,
    fields=(
        Field("platform_id", "itemID", identifier),
        Field("name", "ItemAttributes", words.variant_name, default=""),
        Field("sku", "customSku", optional_text, default=None),
        Field("barcode", ("upc", "ean"), words.barcode, default=None),
        Field(
            "price",
            _PRICES,
            words.default_price,
            default=None,
            context=("currency",),
            remedy="give the item a price in whole minor units (cents)",
        ),
        Field("compare_at_price", _PRICES, words.struck_price, default=None, context=("currency",)),
        Field("options", "ItemAttributes", words.options_of, default={}),
        Field("tracked", "itemType", words.is_counted, default=True),
        Field(
            "components",
            ("itemType", "ItemComponents.ItemComponent"),
            words.components_of,
            default=(),
        ),
        Field("built_ahead", "itemType", words.is_assembly, default=False),
        Field("taxable", "tax", words.flag, default=True),
        Field("counter_only", ("itemType", "serialized"), words.counter_only, default=None),
        Field("active", "archived", words.unflagged, default=True),
        Field("revision", "timeStamp", revision_of_time, default=0),
    ),
    ignored=_ITEM_DETAILS
    | {
        "description": "its matrix's title with the attributes behind it",
        "itemMatrixID": "groups items into products",
        "Category": "told by the product",
        "Manufacturer": "told by the product",
        "Images": "told by the product",
        "Items": "the record as its own only variant",
    },
)

_CATEGORY = Field(
    "categories", ("Category.fullPathName", "Category.name"), words.category_names, default=()
)
_CATEGORY_DETAILS = {
    f"Category.{name}": "names are enough"
    for name in (
        "categoryID",
        "nodeDepth",
        "leftNode",
        "rightNode",
        "createTime",
        "timeStamp",
        "parentID",
    )
}
_MANUFACTURER_DETAILS = {
    f"Manufacturer.{name}": "the name is enough"
    for name in ("manufacturerID", "createTime", "timeStamp")
}

PRODUCT = EvenMap(
    Product,
    fields=(
        Field("platform_id", "itemID", identifier),
        Field("title", "description", text, remedy="give the item a description"),
        Field("variants", "Items.Item[]", VARIANT, default=()),
        Field("brand", "Manufacturer.name", optional_text, default=None),
        _CATEGORY,
        Field("images", "Images.Image", words.images_of, default=()),
        Field("active", "archived", words.unflagged, default=True),
        Field("revision", ("timeStamp", "Items.Item"), words.newest, default=0),
    ),
    ignored=_ITEM_DETAILS
    | _CATEGORY_DETAILS
    | _MANUFACTURER_DETAILS
    | {
        "upc": "told by the variant",
        "ean": "told by the variant",
        "customSku": "told by the variant",
        "tax": "told by the variant",
        "Prices": "told by the variant",
        "ItemAttributes": "an item of its own has none",
        "itemMatrixID": "an item of its own has none",
        "itemType": "told by the variant",
        "ItemComponents": "told by the variant",
        "serialized": "told by the variant",
    },
)
"""An item that belongs to no matrix: a product with itself as its only variant (`Items`)."""

MATRIX = EvenMap(
    Product,
    fields=(
        Field("platform_id", "itemMatrixID", words.matrix_id),
        Field("title", "description", text, remedy="give the matrix a description"),
        Field("variants", "Items.Item[]", VARIANT, default=()),
        Field("brand", "Manufacturer.name", optional_text, default=None),
        _CATEGORY,
        Field("images", "Images.Image", words.images_of, default=()),
        Field("active", "archived", words.unflagged, default=True),
        Field("revision", ("timeStamp", "Items.Item"), words.newest, default=0),
    ),
    ignored=_ITEM_DETAILS
    | _CATEGORY_DETAILS
    | _MANUFACTURER_DETAILS
    | {
        "tax": "told by the variants",
        "itemType": "told by the variants",
        "ItemComponents": "told by the variants",
        "serialized": "told by the variants",
        "Prices": "told by the variants",
        "itemAttributeSetID": "each item names its attributes",
        "ItemAttributeSet": "each item names its attributes",
        "attribute1Values": "each item names its attributes",
        "attribute2Values": "each item names its attributes",
        "attribute3Values": "each item names its attributes",
    },
)
"""A matrix with its items put into `Items`."""

STOCK = EvenMap(
    StockLevel,
    fields=(
        Field("inventory_platform_id", "itemID", identifier),
        Field("location_platform_id", "shopID", identifier),
        Field("available", ("sellable", "qoh"), words.available),
        Field("as_of", "timeStamp", timestamp),
        Field("revision", "timeStamp", words.settled_revision, context=("read_at",)),
    ),
    ignored={
        "itemShopID": "item and shop name the count",
        "componentQoh": "what could be built follows from the components' own counts",
        "m": "totals of layaways, special orders and work orders",
        **dict.fromkeys(
            (
                "backorder",
                "componentBackorder",
                "onLayaway",
                "onSpecialOrder",
                "onWorkorder",
                "onWorkOrder",
                "onTransferOut",
                "onTransferIn",
            ),
            "not on the shelf",
        ),
        **dict.fromkeys(
            (
                "averageCost",
                "nextFifoLotID",
                "nextFifoLotCost",
                "lastReceivedLotID",
                "lastReceivedCost",
                "totalValueFifo",
                "totalValueAvgCost",
                "totalValueNegativeInventory",
            ),
            "what the merchant paid is not ours to know",
        ),
        "reorderPoint": "the merchant's own purchasing",
        "reorderLevel": "the merchant's own purchasing",
    },
)

CUSTOMER = EvenMap(
    Customer,
    fields=(
        Field("platform_id", "customerID", identifier),
        Field("given_name", "firstName", optional_text, default=None),
        Field("family_name", "lastName", optional_text, default=None),
        Field("email", "Contact.Emails.ContactEmail", words.best_email, default=None),
        Field(
            "phone",
            ("Contact.Phones.ContactPhone", "Contact.Addresses.ContactAddress"),
            phones.best_phone,
            default=None,
        ),
        Field("address", "Contact.Addresses.ContactAddress", _whole_address, default=None),
        Field("active", "archived", words.unflagged, default=True),
        Field("revision", ("timeStamp", "Contact.timeStamp"), words.latest_revision, default=0),
    ),
    ignored=_CONTACT
    | {
        "createTime": "not used",
        "dob": "not needed, so not kept",
        "title": "not needed, so not kept",
        "company": "shoppers are people",
        "companyRegistrationNumber": "shoppers are people",
        "vatNumber": "shoppers are people",
        "contactID": "the contact comes with the customer",
        "creditAccountID": "credit accounts are the register's",
        "CreditAccount": "credit accounts are the register's",
        "customerTypeID": "the merchant's own grouping",
        "CustomerType": "the merchant's own grouping",
        "CustomFieldValues": "the merchant's own fields",
        "discountID": "Lightspeed applies it",
        "Discount": "Lightspeed applies it",
        "TaxCategory": "Lightspeed applies it",
        "taxCategoryID": "Lightspeed applies it",
        "employeeID": "staff accounts are not told apart",
        "noteID": "the merchant's own note",
        "Note": "the merchant's own note",
        "Tags": "the merchant's own grouping",
    },
)

UNREAD = {
    "Account": "read by itself when the connection is tested",
    "Category": "comes with the item or the matrix",
    "Inventory": "single lots; counts are read from the ItemShop endpoint",
    "ItemAttributeSet": "comes with the item's attributes",
    "Order": "what the merchant buys from vendors",
    "PaymentType": "read by itself when a payment is recorded",
    "PriceLevel": "prices of the default level are told",
    "SpecialOrder": "the line that it orders for is a sale line",
}
"""Entities that no table reads, with the reason."""


def sample_context(_payload: Any, _currency: str) -> Mapping[str, Any]:
    """What a run would know beside a payload."""
    return {}
