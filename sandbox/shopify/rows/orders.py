"""Orders with everything that happened to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.shopify.rows.shared import (
    AppliedDiscount,
    Attribute,
    Card,
    MailingAddress,
    ShippingLine,
    TaxLine,
)


@dataclass(slots=True, kw_only=True)
class LineItem:
    """One line of an order.

    `discount` is the line's own, `order_discount` its share of the order's; both for the whole
    quantity. `removed` pieces were taken off before they were fulfilled (refund with CANCEL).
    """

    id: int
    variant_id: int | None
    product_id: int | None
    title: str
    variant_title: str | None
    sku: str | None
    vendor: str | None
    quantity: int
    price: int
    taxable: bool
    requires_shipping: bool
    grams: int = 0
    gift_card: bool = False
    discount: int = 0
    order_discount: int = 0
    tax_lines: list[TaxLine] = field(default_factory=list)
    custom_attributes: list[Attribute] = field(default_factory=list)
    fulfilled: int = 0
    refunded: int = 0
    removed: int = 0
    claimed: bool = True
    """Whether stock was committed for it; `orderCreate` does not by default."""


@dataclass(slots=True, kw_only=True)
class OrderTransaction:
    """One movement of money, or the attempt."""

    id: int
    order_id: int
    kind: str
    status: str
    amount: int
    gateway: str
    created_at: str
    processed_at: str
    parent_id: int | None = None
    error_code: str | None = None
    authorization_code: str | None = None
    payment_id: str | None = None
    card: Card | None = None
    test: bool = False
    receipt: Any = None
    message: str | None = None


@dataclass(slots=True, kw_only=True)
class FulfillmentOrderLineItem:
    """Pieces of an order line that one location is to fulfill."""

    id: int
    line_item_id: int
    total_quantity: int
    remaining_quantity: int


@dataclass(slots=True, kw_only=True)
class FulfillmentOrder:
    """What one location is to fulfill of an order."""

    id: int
    order_id: int
    location_id: int
    status: str
    method: str
    lines: list[FulfillmentOrderLineItem]
    created_at: str
    updated_at: str
    request_status: str = "UNSUBMITTED"
    prepared: bool = False


@dataclass(slots=True, kw_only=True)
class FulfillmentLineItem:
    """Pieces of an order line that were handed over or shipped."""

    id: int
    line_item_id: int
    fulfillment_id: int
    quantity: int
    returned: int = 0
    """Pieces that a return already covers."""


@dataclass(slots=True, kw_only=True)
class Fulfillment:
    """A shipment, or a hand-over at a store."""

    id: int
    order_id: int
    name: str
    location_id: int
    fulfillment_order_ids: list[int]
    lines: list[FulfillmentLineItem]
    created_at: str
    updated_at: str
    status: str = "SUCCESS"
    display_status: str = "FULFILLED"
    tracking_company: str | None = None
    tracking_numbers: list[str] = field(default_factory=list)
    tracking_urls: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class RefundLineItem:
    """Pieces of an order line that were paid back."""

    id: int
    line_item_id: int
    quantity: int
    restock_type: str
    location_id: int | None
    restocked: bool
    subtotal: int
    total_tax: int


@dataclass(slots=True, kw_only=True)
class Refund:
    """Money given back for an order."""

    id: int
    order_id: int
    created_at: str
    note: str | None
    lines: list[RefundLineItem]
    shipping: int = 0
    shipping_tax: int = 0
    transaction_ids: list[int] = field(default_factory=list)
    return_id: int | None = None


@dataclass(slots=True, kw_only=True)
class ReturnLineItem:
    """Pieces that come back, by the fulfillment line they left with."""

    id: int
    fulfillment_line_item_id: int
    quantity: int
    reason: str
    reason_note: str
    reverse_line_id: int
    processed: int = 0
    refunded: int = 0


@dataclass(slots=True, kw_only=True)
class Disposition:
    """What became of pieces that came back."""

    id: int
    type: str
    quantity: int
    location_id: int | None
    reverse_line_id: int


@dataclass(slots=True, kw_only=True)
class Return:
    """Goods on their way back."""

    id: int
    order_id: int
    name: str
    status: str
    created_at: str
    lines: list[ReturnLineItem]
    reverse_order_id: int
    dispositions: list[Disposition] = field(default_factory=list)
    closed_at: str | None = None


@dataclass(slots=True, kw_only=True)
class Order:
    """A sale, with everything that happened to it."""

    id: int
    number: int
    name: str
    created_at: str
    processed_at: str
    updated_at: str
    confirmation_number: str
    lines: list[LineItem]
    customer_id: int | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    tags: list[str] = field(default_factory=list)
    custom_attributes: list[Attribute] = field(default_factory=list)
    billing_address: MailingAddress | None = None
    shipping_address: MailingAddress | None = None
    shipping_lines: list[ShippingLine] = field(default_factory=list)
    discount_codes: list[str] = field(default_factory=list)
    discount: AppliedDiscount | None = None
    transactions: list[OrderTransaction] = field(default_factory=list)
    fulfillment_orders: list[FulfillmentOrder] = field(default_factory=list)
    fulfillments: list[Fulfillment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    source_name: str | None = None
    source_identifier: str | None = None
    source_url: str | None = None
    po_number: str | None = None
    test: bool = False
    taxes_included: bool = False
    tax_exempt: bool = False
    financial_status: str | None = None
    """Set by hand at creation; counts until money moves."""
    cancelled_at: str | None = None
    cancel_reason: str | None = None
    staff_note: str | None = None
    closed_at: str | None = None
    draft_id: int | None = None
