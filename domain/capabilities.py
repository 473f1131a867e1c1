"""What a platform can do, declared as data and proved by the contract suite."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Support(StrEnum):
    """How a capability is had on one platform."""

    NATIVE = "native"
    EMULATED = "emulated"
    """The gateway provides it on top, within the limits that the note states."""
    NONE = "none"


class Capability(StrEnum):
    """Things a platform may or may not do; callers ask before they call."""

    LOCATIONS = "locations"
    PRODUCTS = "products"
    STOCK = "stock"
    CUSTOMERS = "customers"
    FIND_CUSTOMER = "find_customer"
    CUSTOMER_BY_ID = "customer_by_id"
    ORDER_HISTORY = "order_history"
    QUOTE = "quote"
    CREATE_ORDER = "create_order"
    ORDER_BEFORE_PAYMENT = "order_before_payment"
    """A payment must name the order, so the order is created first (unpaid), then authorized."""
    ORDER_CLAIMS_STOCK = "order_claims_stock"
    """Making the order lowers the platform's own stock; none: it falls when the order is paid."""
    CONFIRM_ORDER = "confirm_order"
    CANCEL_ORDER = "cancel_order"
    NATIVE_HOLD = "native_hold"
    CHARGE = "charge"
    """Authorize by token, capture later."""
    PARTIAL_CAPTURE = "partial_capture"
    """Capture less than was authorized; the rest is let go."""
    AMEND_ORDER = "amend_order"
    """Take goods off an order that stands unpaid."""
    RECORD_PAYMENT = "record_payment"
    """Record money that another processor took."""
    STORED_CARDS = "stored_cards"
    PAYMENT_LINK = "payment_link"
    REFUND = "refund"
    RETURN = "return"
    RESTOCK = "restock"
    WEBHOOKS = "webhooks"
    BULK_EXPORT = "bulk_export"
    PRODUCT_CENSUS = "product_census"
    """Ids and revisions by another way than the listing: the proof that nothing is missing."""
    STOCK_CENSUS = "stock_census"
    CUSTOMER_CENSUS = "customer_census"
    ORDER_CENSUS = "order_census"
    SET_STOCK = "set_stock"
    """Write a count under the condition that nobody else changed it."""
    LOYALTY = "loyalty"
    """Points of the merchant's own program: balance, accrual, rewards."""
    DISCOUNT_CODES = "discount_codes"
    """Codes that shoppers type, priced by the platform itself."""
    GIFT_CARDS = "gift_cards"
    """Gift cards of the platform's: balances, and orders paid with one."""
    SEVERAL_TENDERS = "several_tenders"
    """A gift card pays a part of an order and a card the rest, taken together or not at all."""
    NATIVE_SUBSCRIPTIONS = "native_subscriptions"
    """Subscriptions to the merchant's own plans, billed by the platform."""
    TRANSFERS = "transfers"
    """Goods asked for from another store, in the till of the store that sends them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One cell of the capability matrix."""

    support: Support
    note: str = ""
    source: str = ""
    needs_customer: bool = False
    """Only for a shopper whom the platform knows as a customer."""
    own_orders_only: bool = False
    """Of charging: a card pays an order of that platform's own, never one of another till's."""
    hand_over_untold: bool = False
    """Of returns: the platform never tells that goods were fetched, so they come back without."""
