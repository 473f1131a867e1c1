"""What Shopify can do, as data; the contract suite proves every line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from adapters.declaring import Declaring
from adapters.shopify.options import NATIVE_HOLD, TRANSFERS
from domain.capabilities import Capability, Declaration

_SCHEMA = "Admin GraphQL schema 2026-10"
_DOCS = "shopify.dev/docs"
_READ = "read 2026-11-20"
_SAYS = Declaring(read=_READ)
_native, _emulated, _none = _SAYS.native, _SAYS.emulated, _SAYS.none

CAPABILITIES: Mapping[Capability, Declaration] = {
    Capability.LOCATIONS: _native(f"{_SCHEMA}: locations"),
    Capability.PRODUCTS: _native(
        f"{_SCHEMA}: products",
        "No modifiers: a wish travels as the line's note. A delta does not tell deletions; the "
        "products/delete webhook and the nightly comparison do.",
    ),
    Capability.STOCK: _native(
        f"{_SCHEMA}: Location.inventoryLevels",
        "Untracked items are unknown, never zero. Bundles are sold from their components.",
    ),
    Capability.CUSTOMERS: _native(
        f"{_DOCS}/apps/launch/protected-customer-data",
        "Names, phones and addresses need approval for protected customer data.",
    ),
    Capability.FIND_CUSTOMER: _native(f"{_SCHEMA}: customerByIdentifier"),
    Capability.ORDER_HISTORY: _native(
        f"{_SCHEMA}: orders", "The last 60 days unless read_all_orders was approved."
    ),
    Capability.QUOTE: _native(
        f"{_SCHEMA}: draftOrderCalculate",
        "Tax is told for the whole cart; that of a line is its share.",
    ),
    Capability.CREATE_ORDER: _native(
        f"{_SCHEMA}: draftOrderCreate, draftOrderComplete",
        "No idempotency key: found again by tag. Pickup is a titled shipping line, because a "
        "draft cannot choose a delivery method.",
    ),
    Capability.ORDER_BEFORE_PAYMENT: _native(
        f"{_SCHEMA}: orderCreateMandatePayment", "A mandate is charged on an existing order."
    ),
    Capability.CONFIRM_ORDER: _emulated(
        f"{_SCHEMA}: orderMarkAsPaid",
        "Staff see the order from its creation on; confirming makes sure that it is paid.",
    ),
    Capability.CANCEL_ORDER: _native(
        f"{_SCHEMA}: orderCancel", "Restocks; captured money is refunded apart."
    ),
    Capability.ORDER_CLAIMS_STOCK: _native(
        f"{_DOCS}/apps/build/inventory-management-apps",
        "Completing the draft commits the stock, paid or not.",
    ),
    Capability.NATIVE_HOLD: _native(
        f"{_SCHEMA}: inventoryMoveQuantities",
        "Unless the connection's `native_hold` is off. Moved from available to reserved at the "
        "pickup store; the gateway ends it, because Shopify does not.",
    ),
    Capability.CHARGE: replace(
        _native(
            f"{_DOCS}/apps/build/purchase-options/deferred",
            "Payment mandates only, with an approved scope: an app cannot charge a card through "
            "Shopify Payments. Parts of an order's total need Shopify Plus.",
        ),
        own_orders_only=True,
    ),
    Capability.PARTIAL_CAPTURE: _native(
        f"{_SCHEMA}: orderCapture", "One capture, which is final: the rest is let go."
    ),
    Capability.AMEND_ORDER: _none(
        f"{_SCHEMA}: orderEditBegin", "Editing an order of Shopify's is not spoken from here yet."
    ),
    Capability.RECORD_PAYMENT: _native(
        f"{_SCHEMA}: orderMarkAsPaid", "Records the whole outstanding amount."
    ),
    Capability.STORED_CARDS: _native(
        f"{_SCHEMA}: CustomerPaymentMethod.mandates",
        "Cards with a payment mandate, with an approved scope.",
    ),
    Capability.PAYMENT_LINK: _native(
        f"{_SCHEMA}: OrderPaymentCollectionDetails.additionalPaymentCollectionUrl",
        "For what is still owed on an order.",
    ),
    Capability.REFUND: _native(f"{_SCHEMA}: refundCreate"),
    Capability.RETURN: _native(
        f"{_SCHEMA}: returnCreate, returnProcess",
        "Handed-over lines only; before that, cancel the order.",
    ),
    Capability.RESTOCK: _native(f"{_SCHEMA}: ReverseFulfillmentOrderDisposeInput"),
    Capability.WEBHOOKS: _native(
        f"{_DOCS}/apps/build/webhooks",
        "The payload's version is set in the app's configuration. Eight failures in a row delete "
        "a subscription.",
    ),
    Capability.BULK_EXPORT: _native(
        f"{_DOCS}/api/usage/bulk-operations/queries", "Beside the rate limit, five at a time."
    ),
    Capability.CUSTOMER_BY_ID: _native(f"{_SCHEMA}: customer"),
    Capability.PRODUCT_CENSUS: _native(
        f"{_SCHEMA}: products, productsCount", "Ids and times only, by id where the run exports."
    ),
    Capability.STOCK_CENSUS: _native(
        f"{_SCHEMA}: Location.inventoryLevels", "By location where the run exports by item."
    ),
    Capability.CUSTOMER_CENSUS: _native(f"{_SCHEMA}: customers, customersCount"),
    Capability.ORDER_CENSUS: _native(
        f"{_SCHEMA}: orders", "The last 60 days unless read_all_orders was approved."
    ),
    Capability.SET_STOCK: _native(f"{_SCHEMA}: inventorySetQuantities, changeFromQuantity"),
    Capability.LOYALTY: _none(
        f"{_SCHEMA}: Customer", "Points are kept by apps, each with an API of its own."
    ),
    Capability.DISCOUNT_CODES: _native(
        f"{_SCHEMA}: DraftOrderInput.discountCodes",
        "Shopify skips a code that does not fit and warns; such a quote is refused here.",
    ),
    Capability.GIFT_CARDS: _none(
        f"{_SCHEMA}: GiftCard", "No call pays an order with a gift card; they work at checkout."
    ),
    Capability.SEVERAL_TENDERS: _none(
        f"{_SCHEMA}: orderCreateMandatePayment", "A mandate pays with one card."
    ),
    Capability.NATIVE_SUBSCRIPTIONS: _none(
        f"{_SCHEMA}: subscriptionContractAtomicCreate",
        "An app bills only contracts that began at its own checkout, with an approved scope.",
    ),
    Capability.TRANSFERS: _native(
        f"{_SCHEMA}: inventoryTransferCreate",
        "Where the connection's `transfers` is on. A draft, which moves nothing; staff pack and "
        "ship it.",
    ),
}

_WITHOUT: Mapping[str, tuple[Capability, Declaration]] = {
    NATIVE_HOLD: (
        Capability.NATIVE_HOLD,
        _none(
            f"{_SCHEMA}: inventoryMoveQuantities",
            "Switched off: native_hold=off; our ledger holds.",
        ),
    ),
    TRANSFERS: (
        Capability.TRANSFERS,
        _none(
            f"{_SCHEMA}: inventoryTransferCreate",
            "Switched off: set transfers=on and connect again.",
        ),
    ),
}
"""What is said where an option is off, by its name."""


@cache
def capabilities_with(on: frozenset[str]) -> Mapping[Capability, Declaration]:
    """What this shop can do where these options are on."""
    return {**CAPABILITIES, **dict(off for name, off in _WITHOUT.items() if name not in on)}
