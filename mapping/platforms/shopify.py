"""Shopify's records in ours, table by table: Admin GraphQL API 2026-10, and the REST shapes that
webhook bodies keep.

Queries ask only for fields that are mapped here, so little is ignored; what a single field cannot
say is put together in `shopify_records` first. Prices of variants carry no currency: it is the
shop's, and comes in through the context.
"""

from __future__ import annotations

from domain.catalog import Location, Product, StockLevel, Variant
from domain.customers import Customer, StoredCard
from domain.orders import (
    Fulfillment,
    OrderLine,
    PaymentState,
    PosOrder,
    Quote,
    QuoteLine,
    Tracking,
)
from domain.payments import Authorized, Payment, Refund
from mapping.converters import (
    boolean,
    coordinate,
    decimal,
    identifier,
    integer,
    lower,
    money_bag,
    money_decimal,
    optional_text,
    revision_of_time,
    text,
    timestamp,
)
from mapping.engine import Field, Map
from mapping.platforms.shopify_words import (
    FULFILLMENT_METHODS,
    FULFILLMENT_STATES,
    ORDER_STATES,
    OVERSELL,
    PAYMENT_STATES,
    PAYMENT_STATUSES,
    PRODUCT_ACTIVE,
    REFUND_STATUSES,
    address,
    available,
    card_brand,
    category_names,
    components_of,
    gift_card,
    images_of,
    inventory_item_gid,
    is_given,
    last_four,
    line_total,
    location_gid,
    paid_back,
    selected_options,
    taxes,
    variant_name,
)

LOCATION = Map(
    Location,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text),
        Field("active", "isActive", boolean),
        Field("address", "address", address, default=None),
        Field("phone", "address.phone", optional_text, default=None),
        Field("timezone", "shop.ianaTimezone", optional_text, default=None),
        Field("currency", "shop.currencyCode", optional_text, default=None),
        Field("latitude", "address.latitude", coordinate, default=None),
        Field("longitude", "address.longitude", coordinate, default=None),
        Field("offers_pickup", "localPickupSettingsV2", is_given, default=False),
        Field("revision", "updatedAt", revision_of_time),
    ),
)

VARIANT = Map(
    Variant,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "title", variant_name),
        Field("sku", "sku", optional_text, default=None),
        Field("barcode", "barcode", optional_text, default=None),
        Field("price", "price", money_decimal, context=("currency",)),
        Field(
            "compare_at_price", "compareAtPrice", money_decimal, default=None,
            context=("currency",),
        ),
        Field("options", "selectedOptions", selected_options),
        Field("inventory_platform_id", "inventoryItem.id", identifier),
        Field("tracked", "inventoryItem.tracked", boolean),
        Field("oversell", "inventoryPolicy", OVERSELL),
        Field("taxable", "taxable", boolean),
        Field("components", "productVariantComponents.nodes", components_of, default=()),
        Field("revision", "updatedAt", revision_of_time),
    ),
    ignored={
        "requiresComponents": "the client asks for the components of those that do",
        "productVariantComponents.pageInfo": "the client refuses a bundle with more",
    },
)  # fmt: skip

PRODUCT = Map(
    Product,
    fields=(
        Field("platform_id", "id", identifier),
        Field("title", "title", text),
        Field("variants", "variants.nodes[]", VARIANT),
        Field("brand", "vendor", optional_text, default=None),
        Field("description", "description", optional_text, default=None),
        Field("categories", ("category.name", "productType"), category_names, default=()),
        Field("tags", "tags[]", text, default=()),
        Field("images", "media.nodes", images_of, default=()),
        Field("counter_only", "isGiftCard", gift_card, default=None),
        Field("active", "status", PRODUCT_ACTIVE),
        Field("revision", "updatedAt", revision_of_time),
    ),
    ignored={"variants.pageInfo": "the client follows it before the table reads"},
)

STOCK = Map(
    StockLevel,
    fields=(
        Field("inventory_platform_id", "item.id", identifier),
        Field("location_platform_id", "location.id", identifier),
        Field("available", ("quantities", "item.tracked"), available),
        Field("as_of", "updatedAt", timestamp),
        Field("revision", "updatedAt", revision_of_time),
    ),
)

STOCK_WEBHOOK = Map(
    StockLevel,
    fields=(
        Field("inventory_platform_id", "inventory_item_id", inventory_item_gid),
        Field("location_platform_id", "location_id", location_gid),
        Field("available", "available", decimal, default=None),
        Field("as_of", "updated_at", timestamp),
        Field("revision", "updated_at", revision_of_time),
    ),
    ignored={"admin_graphql_api_id": "the level's own id; item and location name it as well"},
)

CUSTOMER = Map(
    Customer,
    fields=(
        Field("platform_id", "id", identifier),
        Field("given_name", "firstName", optional_text, default=None),
        Field("family_name", "lastName", optional_text, default=None),
        Field("email", "defaultEmailAddress.emailAddress", lower, default=None),
        Field("phone", "defaultPhoneNumber.phoneNumber", optional_text, default=None),
        Field("address", "defaultAddress", address, default=None),
        Field("revision", "updatedAt", revision_of_time),
    ),
)

CUSTOMER_WEBHOOK = Map(
    Customer,
    fields=(
        Field("platform_id", "admin_graphql_api_id", identifier),
        Field("given_name", "first_name", optional_text, default=None),
        Field("family_name", "last_name", optional_text, default=None),
        Field("email", "email", lower, default=None),
        Field("phone", "phone", optional_text, default=None),
        Field("address", "default_address", address, default=None),
        Field("revision", "updated_at", revision_of_time),
    ),
    ignored={
        "id": "the number in admin_graphql_api_id",
        "created_at": "not a fact about the shopper's wishes",
        "state": "whether a shop account exists; guests order as well",
        "note": "the merchant's own words about the shopper",
        "verified_email": "the gateway verifies shoppers itself",
        "multipass_identifier": "the shop's own sign-in",
        "tax_exempt": "Shopify prices the order",
        "tax_exemptions": "Shopify prices the order",
        "currency": "the order names its currency",
        "addresses": "the default address is enough",
        "tags": "the merchant's own words about the shopper",
        "orders_count": "orders are read as orders",
        "total_spent": "orders are read as orders",
        "last_order_id": "orders are read as orders",
        "last_order_name": "orders are read as orders",
        "accepts_marketing": "no marketing is sent",
        "accepts_marketing_updated_at": "no marketing is sent",
        "marketing_opt_in_level": "no marketing is sent",
        "email_marketing_consent": "no marketing is sent",
        "sms_marketing_consent": "no marketing is sent",
    },
)

CARD = Map(
    StoredCard,
    fields=(
        Field("token", "mandate.id", identifier),
        Field("brand", "instrument.brand", card_brand),
        Field("last4", "instrument.lastDigits", text),
        Field("exp_month", "instrument.expiryMonth", integer, default=None),
        Field("exp_year", "instrument.expiryYear", integer, default=None),
    ),
    ignored={"mandate.resourceType": "what the mandate was given for"},
)

ORDER_LINE = Map(
    OrderLine,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text),
        Field("quantity", "quantity", decimal),
        Field("unit_price", "originalUnitPriceSet.shopMoney", money_bag),
        Field(
            "total",
            (
                "originalTotalSet.shopMoney",
                "discountAllocations",
                "taxLines",
                "taxesIncluded",
            ),
            line_total,
        ),
        Field("tax", ("taxLines", "originalTotalSet.shopMoney"), taxes),
        Field("variant_platform_id", "variant.id", identifier, default=None),
    ),
)

TRACKING = Map(
    Tracking,
    fields=(
        Field("carrier", "company", optional_text, default=None),
        Field("number", "number", optional_text, default=None),
        Field("url", "url", optional_text, default=None),
    ),
)

FULFILLMENT = Map(
    Fulfillment,
    fields=(
        Field("platform_id", "id", identifier),
        Field("method", "method", FULFILLMENT_METHODS),
        Field("state", "state", FULFILLMENT_STATES),
        Field("tracking", "trackingInfo[]", TRACKING),
    ),
)

ORDER = Map(
    PosOrder,
    fields=(
        Field("platform_id", "id", identifier),
        Field("number", "name", text),
        Field("state", "state", ORDER_STATES),
        Field(
            "payment_state",
            "displayFinancialStatus",
            PAYMENT_STATES,
            default=PaymentState.UNKNOWN,
        ),
        Field("total", "totalPriceSet.shopMoney", money_bag),
        Field("tax", "totalTaxSet.shopMoney", money_bag),
        Field("lines", "lineItems.nodes[]", ORDER_LINE),
        Field("created_at", "createdAt", timestamp),
        Field("updated_at", "updatedAt", timestamp),
        Field("reference", "reference", optional_text, default=None),
        Field("location_platform_id", "locationId", identifier, default=None),
        Field("customer_platform_id", "customer.id", identifier, default=None),
        Field("fulfillments", "deliveries[]", FULFILLMENT),
        Field("payment_platform_ids", "payments[]", identifier),
        Field("refunded", "totalRefundedSet.shopMoney", paid_back, default=None),
        Field("revision", "updatedAt", revision_of_time),
    ),
    ignored={
        "cancelledAt": "in the state",
        "displayFulfillmentStatus": "in the state",
        "returnStatus": "in the state",
        "customAttributes": "the reference is read from them",
        "retailLocation": "in the location",
        "fulfillmentOrders": "in the deliveries and the location",
        "fulfillments": "in the deliveries and the location",
        "transactions": "in the payments",
        "taxesIncluded": "in the totals of the lines",
        "lineItems.pageInfo": "the client follows it before the table reads",
    },
)

QUOTE_LINE = Map(
    QuoteLine,
    fields=(
        Field("variant_platform_id", "variant.id", identifier),
        Field("quantity", "quantity", integer),
        Field("unit_price", "originalUnitPriceSet.shopMoney", money_bag),
        Field("tax", "tax"),
        Field("discount", "discount"),
        Field("total", "total"),
        Field("name", "name", optional_text, default=None),
    ),
    ignored={
        "taxable": "in the tax",
        "discountedTotalSet": "in the total",
        "totalDiscountSet": "in the discount",
    },
)

QUOTE = Map(
    Quote,
    fields=(
        Field("lines", "lineItems[]", QUOTE_LINE),
        Field("subtotal", "totalLineItemsPriceSet.shopMoney", money_bag),
        Field("discount", "totalDiscountsSet.shopMoney", money_bag),
        Field("tax", "totalTaxSet.shopMoney", money_bag),
        Field("shipping", "totalShippingPriceSet.shopMoney", money_bag),
        Field("total", "totalPriceSet.shopMoney", money_bag),
    ),
    ignored={
        "taxesIncluded": "in the totals of the lines",
        "shippingLine": "its taxes are kept apart from those of the lines",
        "warnings": "a code that was not applied refuses the quote",
    },
)

AUTHORIZATION = Map(
    Authorized,
    fields=(
        Field("payment_id", "id", identifier),
        Field("amount", "amountSet.shopMoney", money_bag),
        Field("expires_at", "authorizationExpiresAt", timestamp, default=None),
        Field("card_brand", "paymentDetails.company", card_brand, default=None),
        Field("card_last4", "paymentDetails.number", last_four, default=None),
    ),
    ignored={
        "kind": "only reservations are read here",
        "status": "only successful ones are read here",
        "errorCode": "there is none on success",
        "gateway": "a refund names it",
        "createdAt": "just now",
        "processedAt": "just now",
        "parentTransaction": "a reservation has none",
    },
)

PAYMENT = Map(
    Payment,
    fields=(
        Field("platform_id", "id", identifier),
        Field("status", "state", PAYMENT_STATUSES),
        Field("amount", "amount"),
        Field("updated_at", "changedAt", timestamp),
        Field("refunded", "refunded", default=None),
        Field("order_platform_id", "orderId", identifier),
        Field("reference", "reference", optional_text, default=None),
        Field("card_brand", "paymentDetails.company", card_brand, default=None),
        Field("card_last4", "paymentDetails.number", last_four, default=None),
    ),
    ignored={
        "kind": "in the state",
        "status": "in the state",
        "errorCode": "told when the payment is made",
        "gateway": "a refund names it",
        "createdAt": "in changedAt",
        "processedAt": "in changedAt",
        "authorizationExpiresAt": "told when the payment is made",
        "amountSet": "in the amount",
        "parentTransaction": "a payment begins with a transaction without a parent",
    },
)

REFUND = Map(
    Refund,
    fields=(
        Field("platform_id", "id", identifier),
        Field("status", "state", REFUND_STATUSES),
        Field("amount", "totalRefundedSet.shopMoney", money_bag),
        Field("payment_id", "paymentId", identifier, default=None),
    ),
    ignored={"transactions": "in the state"},
)
