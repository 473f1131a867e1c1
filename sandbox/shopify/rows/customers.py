"""Customers and the cards that Shopify keeps for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.shopify.rows.shared import MailingAddress


@dataclass(slots=True, kw_only=True)
class PaymentMandate:
    """A buyer's standing permission to charge a card later."""

    id: int


@dataclass(slots=True, kw_only=True)
class CustomerPaymentMethod:
    """A card kept by Shopify for a customer; never a number."""

    id: str
    customer_id: int
    brand: str
    last_digits: str
    expiry_month: int
    expiry_year: int
    name: str
    mandates: list[PaymentMandate]
    outcome: str = "approve"
    """What charging it does: `approve`, or the vendor's error code it is declined with."""
    revoked_at: str | None = None


@dataclass(slots=True, kw_only=True)
class Customer:
    """Somebody who buys."""

    id: int
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    created_at: str
    updated_at: str
    addresses: list[MailingAddress] = field(default_factory=list)
    payment_methods: list[CustomerPaymentMethod] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    note: str | None = None
    locale: str = "en"
    state: str = "DISABLED"
    tax_exempt: bool = False
