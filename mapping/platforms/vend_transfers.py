"""Vend's transfers between outlets, its consignments of type OUTLET: OpenAPI 2026-07."""

from __future__ import annotations

from typing import Any

from domain.transfers import PosTransfer, TransferState, TransferWish
from mapping.converters import identifier
from mapping.engine import Field, Map, StateTable

TRANSFER_STATES = StateTable(
    {
        "OPEN": TransferState.REQUESTED,
        "SENT": TransferState.SENT,
        "DISPATCHED": TransferState.SENT,
        "RECEIVED": TransferState.RECEIVED,
        "CANCELLED": TransferState.CANCELED,
    },
    unknown=TransferState.UNKNOWN,
)

TRANSFER = Map(
    PosTransfer,
    fields=(
        Field("platform_id", "id", identifier),
        Field("state", "status", TRANSFER_STATES),
    ),
    ignored={
        "name": "our own request",
        "type": "our own request",
        "outlet_id": "our own request",
        "source_outlet_id": "our own request",
        "due_at": "our own request",
        "consignment_date": "we know when we asked",
        "created_at": "we know when we asked",
        "updated_at": "read anew each time",
        "received_at": "its state says that it is",
        "deleted_at": "looked at before",
        "version": "no write of ours depends on it",
        "reference": "the number of an order to a supplier",
        "supplier_id": "of orders to suppliers",
        "supplier_invoice": "of orders to suppliers",
        "show_inactive": "of stock takes",
        "filters": "of stock takes",
        "total_cost_gain": "of stock takes",
        "total_cost_loss": "of stock takes",
        "total_count_gain": "of stock takes",
        "total_count_loss": "of stock takes",
        "product_count": "our own request",
    },
)


def transfer_name(wish: TransferWish) -> str:
    """What staff read, with our reference, by which it is known again."""
    return f"{wish.note} ({wish.reference})"


def transfer_request(wish: TransferWish) -> dict[str, Any]:
    """An open transfer without goods; the day is told as its noon, for it has no hour."""
    return {
        "name": transfer_name(wish),
        "type": "OUTLET",
        "status": "OPEN",
        "outlet_id": wish.destination_id,
        "source_outlet_id": wish.source_id,
        "due_at": f"{wish.expected_on.isoformat()}T12:00:00+00:00",
    }


def goods_request(wish: TransferWish) -> dict[str, Any]:
    """The goods of it."""
    return {"product_id": wish.inventory_id, "count": str(wish.quantity)}
