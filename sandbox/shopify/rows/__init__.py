"""The shop's records. Class names are the vendor's type names; money is cents, times are text.

Plain data: what can be computed from a row (totals, statuses) is computed where it is asked for.
"""

from __future__ import annotations

from sandbox.shopify.rows.catalog import (
    Change,
    Collection,
    InventoryAdjustmentGroup,
    InventoryItem,
    InventoryLevel,
    Location,
    MediaImage,
    Product,
    ProductOption,
    ProductOptionValue,
    ProductVariant,
)
from sandbox.shopify.rows.customers import Customer, CustomerPaymentMethod, PaymentMandate
from sandbox.shopify.rows.drafts import DraftLine, DraftOrder, DraftWarning, Reservation
from sandbox.shopify.rows.orders import (
    Disposition,
    Fulfillment,
    FulfillmentLineItem,
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    LineItem,
    Order,
    OrderTransaction,
    Refund,
    RefundLineItem,
    Return,
    ReturnLineItem,
)
from sandbox.shopify.rows.shared import (
    AppliedDiscount,
    Attribute,
    BulkOperation,
    Card,
    Claim,
    Job,
    MailingAddress,
    Metafield,
    ShippingLine,
    TaxLine,
    WebhookSubscription,
)

__all__ = [
    "AppliedDiscount",
    "Attribute",
    "BulkOperation",
    "Card",
    "Change",
    "Claim",
    "Collection",
    "Customer",
    "CustomerPaymentMethod",
    "Disposition",
    "DraftLine",
    "DraftOrder",
    "DraftWarning",
    "Fulfillment",
    "FulfillmentLineItem",
    "FulfillmentOrder",
    "FulfillmentOrderLineItem",
    "InventoryAdjustmentGroup",
    "InventoryItem",
    "InventoryLevel",
    "Job",
    "LineItem",
    "Location",
    "MailingAddress",
    "MediaImage",
    "Metafield",
    "Order",
    "OrderTransaction",
    "PaymentMandate",
    "Product",
    "ProductOption",
    "ProductOptionValue",
    "ProductVariant",
    "Refund",
    "RefundLineItem",
    "Reservation",
    "Return",
    "ReturnLineItem",
    "ShippingLine",
    "TaxLine",
    "WebhookSubscription",
]
