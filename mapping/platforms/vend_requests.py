"""What we ask of Vend: sales as request bodies. API version 2026-07 (SaleRequest, SalePayment).

Unit prices and taxes are written as text, as the vendor's own tutorial writes them
(docs/sales_101_date_versioned); a payment's amount as a JSON number.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from domain.money import Money
from domain.orders import FulfillmentMethod, OrderDraft
from mapping.platforms.vend_pricing import PricedLine
from mapping.platforms.vend_words import SOURCE_TYPES, number

Raw = Mapping[str, Any]

RETURN_SOURCE = "voicetill-return"
_SALES = uuid.UUID("5a3f5f0e-7f0c-5b52-9a2d-1b8f6f1f0c11")
_METADATA = {FulfillmentMethod.PICKUP: "PICKUP", FulfillmentMethod.SHIPPING: "DISPATCH"}
_KEPT = ("customer_id", "date", "invoice_number", "note", "short_code")


def sale_id(reference: str) -> str:
    """The id we give the sale of an order, the same for the same reference: Vend has no
    idempotency keys, but takes the id of a new sale from the caller."""
    return str(uuid.uuid5(_SALES, reference))


def json_number(value: Decimal) -> orjson.Fragment:
    """An exact JSON number, without a detour through a float."""
    return orjson.Fragment(f"{value:f}")


def draft_request(
    draft: OrderDraft, lines: Sequence[PricedLine], *, author_id: str, register_id: str
) -> dict[str, Any]:
    """A draft as a parked sale: staff see it among the parked ones, and no stock moves."""
    cart = draft.cart
    body: dict[str, Any] = {
        "id": sale_id(draft.reference),
        "source": {
            "author_id": author_id,
            "register_id": register_id,
            "id": draft.reference,
            "type": SOURCE_TYPES[cart.method],
        },
        "state": "parked",
        "note": note_of(draft),
        "line_items": [
            line_request(line, position, cart.method) for position, line in enumerate(lines)
        ],
        "payments": [],
    }
    if cart.recipient is not None and cart.recipient.customer_platform_id is not None:
        body["customer_id"] = cart.recipient.customer_platform_id
    return body


def line_request(line: PricedLine, position: int, method: FulfillmentMethod) -> dict[str, Any]:
    """One line; `fulfillment_method` counts when a sale is created and never again."""
    metadata: dict[str, Any] = {"sequence": position}
    if not line.is_shipping:
        metadata["fulfillment_method"] = _METADATA[method]
    body: dict[str, Any] = {
        "product": {"id": line.variant_platform_id},
        "quantity": line.quantity,
        "pricing": {"price": _text(line.price)},
        "tax": {"id": line.tax_id, "amount": _text(line.tax)},
        "_metadata": metadata,
    }
    if line.note:
        body["attributes"] = [{"name": "line_note", "value": line.note}]
    return body


def note_of(draft: OrderDraft) -> str:
    """What staff read on the sale: for whom, how, when and where to."""
    cart, person = draft.cart, draft.cart.recipient
    word = "Pickup" if cart.method is FulfillmentMethod.PICKUP else "Shipping"
    parts = [f"{draft.source_name} {draft.reference}: {word}"]
    if person is not None:
        parts.append(" ".join(part for part in (f"for {person.name}", person.phone) if part))
        if cart.method is FulfillmentMethod.SHIPPING and person.address is not None:
            place = person.address
            whole = (place.line1, place.line2, place.city, place.region, place.postal_code)
            parts.append(", ".join(part for part in (*whole, place.country) if part))
    if draft.pickup_at is not None:
        parts.append(f"at {draft.pickup_at.isoformat(timespec='minutes')}")
    elif draft.prep_minutes:
        parts.append(f"in {draft.prep_minutes} minutes")
    if draft.note:
        parts.append(draft.note)
    return "; ".join(parts)


def sale_update(raw: Raw, *, state: str, **changes: Any) -> dict[str, Any]:
    """A sale as it is, to be put back whole with another state and the given changes."""
    source = raw.get("source") or {}
    kept = {name: raw[name] for name in _KEPT if raw.get(name) is not None}
    body = {
        **kept,
        "source": {
            "author_id": (source.get("author") or {}).get("id"),
            **{name: source[name] for name in ("register_id", "id", "type") if source.get(name)},
        },
        "state": state,
        "attributes": list(raw.get("attributes") or ()),
        "line_items": [line_update(line) for line in raw.get("line_items") or ()],
        "payments": [payment_update(one) for one in raw.get("payments") or ()],
    }
    return {**body, **changes}


def line_update(line: Raw, *, quantity: Decimal | None = None) -> dict[str, Any]:
    """A line of a sale as it is, or with another quantity."""
    pricing, tax = line.get("pricing") or {}, line.get("tax") or {}
    priced = {
        name: _text(number(pricing[name]))
        for name in ("price", "cost", "discount", "loyalty_amount")
        if pricing.get(name) is not None
    }
    body: dict[str, Any] = {
        "id": line["id"],
        "product": {"id": line["product"]["id"]},
        "quantity": json_number(number(line["quantity"]) if quantity is None else quantity),
        "pricing": priced,
        "tax": {"id": tax.get("id"), "amount": _text(number(tax.get("amount", 0)))},
    }
    if line.get("note"):
        body["attributes"] = [{"name": "line_note", "value": line["note"]}]
    return body


def payment_update(payment: Raw) -> dict[str, Any]:
    """A payment of a sale as it is."""
    return {
        "id": payment["id"],
        "amount": json_number(number(payment["amount"])),
        "type": {"config_id": payment["type"]["config_id"]},
        **({"date": payment["date"]} if payment.get("date") else {}),
    }


def payment_request(paid: Money, *, type_id: str, register_id: str) -> dict[str, Any]:
    """Money that another processor took (or gave back: a negative amount)."""
    return {
        "amount": json_number(paid.to_decimal()),
        "type": {"config_id": type_id},
        "source": {"register_id": register_id},
    }


def _text(value: Decimal) -> str:
    """A decimal without an exponent and without idle zeros."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
