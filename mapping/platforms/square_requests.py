"""What we ask of Square: carts, drafts and returns as request bodies. Square-Version 2026-09-16.

A quote and the order made from it are written by the same function, so that they cost the same.
Length limits: Square API reference and OpenAPI 2025-08-20 (read 2026-11-20).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from domain.ids import PlatformId
from domain.money import Money
from domain.orders import Cart, CartLine, FulfillmentMethod, OrderDraft, Recipient
from mapping.engine import Field, Map
from mapping.platforms.square import ADDRESS

_TICKET_DIGITS = 6

CART_LINE = Map(
    CartLine,
    fields=(
        Field("variant_platform_id", "catalog_object_id"),
        Field("quantity", "quantity", int, write=str),
        Field("note", "note", default=None),
    ),
    ignored={"modifiers": "written by `line_request`", "uid": "numbered by `line_request`"},
)

RECIPIENT = Map(
    Recipient,
    fields=(
        Field("name", "display_name"),
        Field("phone", "phone_number", default=None),
        Field("email", "email_address", default=None),
        Field("customer_platform_id", "customer_id", default=None),
        Field("address", "address", ADDRESS, default=None),
    ),
)


def money_request(amount: Money) -> dict[str, Any]:
    """An amount as Square writes it: minor units and currency."""
    return {"amount": amount.amount, "currency": amount.currency}


def moment_request(moment: datetime) -> str:
    """A moment as Square reads it: RFC 3339 in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def order_request(cart: Cart) -> dict[str, Any]:
    """A cart as an order, priced by the seller's own tax and discount rules."""
    order: dict[str, Any] = {
        "location_id": cart.location_platform_id,
        "line_items": [line_request(line, number) for number, line in enumerate(cart.lines, 1)],
        "pricing_options": {"auto_apply_taxes": True, "auto_apply_discounts": True},
    }
    if cart.recipient is not None and cart.recipient.customer_platform_id is not None:
        order["customer_id"] = cart.recipient.customer_platform_id
    if cart.shipping_fee is not None and cart.shipping_fee.amount:
        order["service_charges"] = [_shipping_charge(cart.shipping_fee)]
    return order


def draft_request(draft: OrderDraft) -> dict[str, Any]:
    """A draft as an order: the cart's request with reference, source and one fulfillment."""
    return {
        **order_request(draft.cart),
        "reference_id": draft.reference,
        "ticket_name": draft.reference[-_TICKET_DIGITS:].upper(),
        "source": {"name": draft.source_name},
        "fulfillments": [fulfillment_request(draft)],
    }


def line_request(line: CartLine, number: int) -> dict[str, Any]:
    """One line of a cart; Square fills in name and price."""
    written = CART_LINE.write(line)
    if line.modifiers:
        written["modifiers"] = [{"catalog_object_id": one} for one in line.modifiers]
    return {"uid": f"line-{number}", **written}


def amended_request(raw: Mapping[str, Any], quantities: Sequence[int]) -> dict[str, Any] | None:
    """The change that leaves so many of each line of `line_request`; None where it is so already.

    Reference: UpdateOrder with `fields_to_clear`, 2025-08-20.
    """
    wanted = {f"line-{number}": each for number, each in enumerate(quantities, 1)}
    there = {line.get("uid"): line.get("quantity") for line in raw.get("line_items", [])}
    lowered = [
        {"uid": uid, "quantity": str(each)}
        for uid, each in wanted.items()
        if each and uid in there and Decimal(there[uid]) != each
    ]
    gone = [f"line_items[{uid}]" for uid, each in wanted.items() if not each and uid in there]
    if not lowered and not gone:
        return None
    change: dict[str, Any] = {"location_id": raw["location_id"], "version": raw["version"]}
    if lowered:
        change["line_items"] = lowered
    return {"order": change, **({"fields_to_clear": gone} if gone else {})}


def fulfillment_request(draft: OrderDraft) -> dict[str, Any]:
    """How the goods reach the shopper; at most one is allowed when an order is created."""
    recipient = draft.cart.recipient
    details: dict[str, Any] = {"recipient": RECIPIENT.write(recipient)} if recipient else {}
    note = draft.note
    if draft.cart.method is FulfillmentMethod.SHIPPING:
        details |= {"shipping_note": note} if note else {}
        return {"type": "SHIPMENT", "state": "PROPOSED", "shipment_details": details}
    details |= _pickup_time(draft) | ({"note": note} if note else {})
    return {"type": "PICKUP", "state": "PROPOSED", "pickup_details": details}


def canceled_fulfillment(raw: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """The sparse update that cancels one fulfillment; Square keeps up to 100 letters of why."""
    details = {"PICKUP": "pickup_details", "SHIPMENT": "shipment_details"}.get(raw.get("type", ""))
    why = {details: {"cancel_reason": reason[:100]}} if details and reason else {}
    return {"uid": raw["uid"], "state": "CANCELED", **why}


def restock_request(
    variant: PlatformId,
    quantity: Decimal,
    *,
    location: PlatformId,
    reference: str,
    occurred_at: datetime,
) -> dict[str, Any]:
    """Goods put back on the shelf without an itemized return, which Square's API cannot make."""
    return {
        "type": "ADJUSTMENT",
        "adjustment": {
            "catalog_object_id": variant,
            "from_state": "UNLINKED_RETURN",
            "to_state": "IN_STOCK",
            "from_location_id": location,
            "to_location_id": location,
            "quantity": str(quantity),
            "occurred_at": moment_request(occurred_at),
            "reference_id": reference,
        },
    }


def search_orders_request(
    locations: Sequence[str],
    *,
    field: str,
    after: str | None = None,
    customer: PlatformId | None = None,
) -> dict[str, Any]:
    """A search of orders, newest first by `field` (`created_at` or `updated_at`)."""
    filters: dict[str, Any] = {"state_filter": {"states": ["OPEN", "COMPLETED", "CANCELED"]}}
    if after is not None:
        filters["date_time_filter"] = {field: {"start_at": after}}
    if customer is not None:
        filters["customer_filter"] = {"customer_ids": [customer]}
    return {
        "location_ids": list(locations),
        "query": {
            "filter": filters,
            "sort": {"sort_field": field.upper(), "sort_order": "DESC"},
        },
    }


def _shipping_charge(fee: Money) -> dict[str, Any]:
    """Taxable by the seller's order-wide taxes where there are any; Square decides."""
    return {
        "uid": "shipping",
        "name": "Shipping",
        "amount_money": money_request(fee),
        "calculation_phase": "SUBTOTAL_PHASE",
        "taxable": True,
    }


def _pickup_time(draft: OrderDraft) -> dict[str, Any]:
    prep = {"prep_time_duration": f"PT{draft.prep_minutes}M"} if draft.prep_minutes else {}
    if draft.pickup_at is None:
        return {"schedule_type": "ASAP", **prep}
    return {
        "schedule_type": "SCHEDULED",
        "pickup_at": moment_request(draft.pickup_at),
        **prep,
    }
