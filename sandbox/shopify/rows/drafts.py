"""Draft orders."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.shopify.rows.shared import (
    AppliedDiscount,
    Attribute,
    MailingAddress,
    ShippingLine,
    TaxLine,
)


@dataclass(slots=True, kw_only=True)
class DraftLine:
    """One line of a draft; `variant_id` is None for a custom item."""

    id: int
    uuid: str
    variant_id: int | None
    product_id: int | None
    title: str
    variant_title: str | None
    sku: str | None
    vendor: str | None
    quantity: int
    price: int
    """Unit price before discounts: the override where there is one."""
    taxable: bool
    requires_shipping: bool
    grams: int
    price_override: int | None = None
    applied_discount: AppliedDiscount | None = None
    order_discount: int = 0
    tax_lines: list[TaxLine] = field(default_factory=list)
    custom_attributes: list[Attribute] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Reservation:
    """Pieces a draft line has set aside."""

    line_id: int
    item_id: int
    location_id: int
    quantity: int


@dataclass(slots=True, kw_only=True)
class DraftWarning:
    """Something a calculation did not do as asked."""

    error_code: str
    field: str
    message: str
    discount_code: str | None = None


@dataclass(slots=True, kw_only=True)
class DraftOrder:
    """Not yet a sale."""

    id: int
    number: int
    created_at: str
    updated_at: str
    ready_at: float
    """Timestamp at which the vendor has finished calculating it."""
    lines: list[DraftLine] = field(default_factory=list)
    status: str = "OPEN"
    customer_id: int | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    tags: list[str] = field(default_factory=list)
    custom_attributes: list[Attribute] = field(default_factory=list)
    billing_address: MailingAddress | None = None
    shipping_address: MailingAddress | None = None
    shipping_line: ShippingLine | None = None
    applied_discount: AppliedDiscount | None = None
    discount_codes: list[str] = field(default_factory=list)
    accept_automatic_discounts: bool = False
    automatic_discount: AppliedDiscount | None = None
    """What the shop takes off by itself, where the draft lets it."""
    allow_discount_codes: bool = False
    tax_exempt: bool = False
    reserve_until: str | None = None
    reservations: list[Reservation] = field(default_factory=list)
    invoice_token: str = ""
    invoice_sent_at: str | None = None
    completed_at: str | None = None
    order_id: int | None = None
    source_name: str | None = None
    po_number: str | None = None
    visible_to_customer: bool = False
    warnings: list[DraftWarning] = field(default_factory=list)
