"""What we ask of Clover: carts and drafts as request bodies. REST v3.

A quote and the order made from it are written by the same function, so that they cost the same.
Every piece is a line of its own: `unitQty` is for weighed goods. What v3 has no field for (where to
ship, when it is fetched) goes into the order's note, which staff see and receipts print.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

from domain.orders import Cart, CartLine, FulfillmentMethod, OrderDraft, Recipient
from mapping.platforms.clover_words import REFERENCE_NOTE, SHIPPING, short_reference

NOTE_LIMIT = 2000
MOST_LINES = 3000
_TITLE_DIGITS = 6


def cart_request(cart: Cart, *, order_type: str | None) -> dict[str, Any]:
    """A cart as `orderCart`, priced by Clover's own rules."""
    lines = [line_request(line) for line in cart.lines for _ in range(line.quantity)]
    if cart.shipping_fee is not None and cart.shipping_fee.amount:
        lines.append({"name": SHIPPING, "price": cart.shipping_fee.amount})
    written: dict[str, Any] = {"lineItems": lines}
    if order_type:
        written["orderType"] = {"id": order_type}
    if cart.recipient is not None and cart.recipient.customer_platform_id is not None:
        written["customers"] = [{"id": cart.recipient.customer_platform_id}]
    return {"orderCart": written}


def line_request(line: CartLine) -> dict[str, Any]:
    """One piece of a variant; Clover fills in name, price and tax."""
    written: dict[str, Any] = {"item": {"id": line.variant_platform_id}}
    if line.modifiers:
        written["modifications"] = [{"modifier": {"id": one}} for one in line.modifiers]
    if line.note:
        written["note"] = line.note
    return written


def draft_request(draft: OrderDraft, *, order_type: str | None) -> dict[str, Any]:
    """A draft as `orderCart`: the cart's request with reference, title and note."""
    request = cart_request(draft.cart, order_type=order_type)
    request["orderCart"] |= {
        "externalReferenceId": short_reference(draft.reference),
        "title": draft.reference[-_TITLE_DIGITS:].upper(),
        "note": note_of(draft)[:NOTE_LIMIT],
    }
    return request


def note_of(draft: OrderDraft) -> str:
    """What staff must know and v3 has no field for."""
    cart = draft.cart
    is_shipped = cart.method is FulfillmentMethod.SHIPPING
    lines = [f"{draft.source_name}: {'ship' if is_shipped else 'pickup'}{_when(draft)}"]
    if cart.recipient is not None:
        lines += _who(cart.recipient, with_address=is_shipped)
    if short_reference(draft.reference) != draft.reference:
        lines.append(f"{REFERENCE_NOTE}{draft.reference}")
    if draft.note:
        lines.append(draft.note)
    return "\n".join(lines)


def _when(draft: OrderDraft) -> str:
    if draft.pickup_at is not None:
        return f" at {draft.pickup_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f", ready in {draft.prep_minutes} min" if draft.prep_minutes else ""


def _who(recipient: Recipient, *, with_address: bool) -> list[str]:
    found = [" ".join(part for part in (recipient.name, recipient.phone) if part)]
    address = recipient.address
    if with_address and address is not None:
        town = " ".join(part for part in (address.region, address.postal_code) if part)
        parts = (address.line1, address.line2, address.city, town, address.country)
        found.append(", ".join(part for part in parts if part))
    return found
