"""What we ask of Shopify: carts and drafts as `DraftOrderInput`, Admin GraphQL 2026-10.

A quote and the order made from it are written by the same function, so that they cost the same.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from domain.catalog import Address
from domain.money import Money
from domain.orders import Cart, CartLine, FulfillmentMethod, OrderDraft, Recipient
from mapping.platforms.shopify_records import METHOD_ATTRIBUTE, REFERENCE_ATTRIBUTE

SHIPPING_TITLES = {
    FulfillmentMethod.PICKUP: "Store pickup",
    FulfillmentMethod.SHIPPING: "Shipping",
}
"""A draft cannot choose a delivery method, only carry a titled line (fact sheet §9)."""

_PLAIN_TAG = re.compile(r"[A-Za-z0-9._-]{1,37}")
_TAG_PREFIX = "vt-"
APP_TAG = "voicetill"
"""On every order of ours, so that staff can filter by it."""


def reference_tag(reference: str) -> str:
    """The tag a draft is found by: 40 characters at most, no blanks or commas."""
    if _PLAIN_TAG.fullmatch(reference):
        return f"{_TAG_PREFIX}{reference}"
    return f"{_TAG_PREFIX}{hashlib.sha256(reference.encode()).hexdigest()[:32]}"


def money_input(amount: Money) -> dict[str, str]:
    """An amount as `MoneyInput`: major units and currency."""
    return {"amount": amount.decimal_string(), "currencyCode": amount.currency}


def cart_input(cart: Cart) -> dict[str, Any]:
    """A cart as a draft, priced by the shop's own tax and discount rules."""
    fee = cart.shipping_fee or Money.zero(cart.currency)
    draft: dict[str, Any] = {
        "lineItems": [_line(line) for line in cart.lines],
        "acceptAutomaticDiscounts": True,
        "shippingLine": {
            "title": SHIPPING_TITLES[cart.method],
            "priceWithCurrency": money_input(fee),
        },
    }
    if cart.discount_codes:
        draft["discountCodes"] = list(cart.discount_codes)
    if cart.recipient is not None:
        draft |= _recipient(cart.recipient)
    return draft


def draft_input(draft: OrderDraft) -> dict[str, Any]:
    """A draft with what finds it again: our reference as tag and as custom attribute."""
    attributes = {
        REFERENCE_ATTRIBUTE: draft.reference,
        METHOD_ATTRIBUTE: draft.cart.method.value,
    }
    if draft.cart.recipient is not None:
        attributes["Name"] = draft.cart.recipient.name
    if draft.pickup_at is not None:
        attributes["Pickup at"] = draft.pickup_at.isoformat(timespec="minutes")
    if draft.prep_minutes is not None:
        attributes["Minutes to prepare"] = str(draft.prep_minutes)
    request = {
        **cart_input(draft.cart),
        "tags": [APP_TAG, reference_tag(draft.reference)],
        "sourceName": draft.source_name,
        "customAttributes": [{"key": key, "value": value} for key, value in attributes.items()],
    }
    if draft.note is not None:
        request["note"] = draft.note
    return request


def _line(line: CartLine) -> dict[str, Any]:
    written: dict[str, Any] = {"variantId": line.variant_platform_id, "quantity": line.quantity}
    if line.note is not None:
        written["customAttributes"] = [{"key": "Note", "value": line.note}]
    return written


def _recipient(recipient: Recipient) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if recipient.customer_platform_id is not None:
        written["purchasingEntity"] = {"customerId": recipient.customer_platform_id}
    if recipient.email is not None:
        written["email"] = recipient.email
    if recipient.phone is not None:
        written["phone"] = recipient.phone
    if recipient.address is not None:
        written["shippingAddress"] = _address(recipient, recipient.address)
    return written


def _address(recipient: Recipient, address: Address) -> dict[str, Any]:
    first, _, last = recipient.name.strip().rpartition(" ")
    written = {
        "firstName": first or None,
        "lastName": last,
        "address1": address.line1,
        "address2": address.line2,
        "city": address.city,
        "provinceCode": address.region,
        "zip": address.postal_code,
        "countryCode": address.country,
        "phone": recipient.phone,
    }
    return {key: value for key, value in written.items() if value is not None}
