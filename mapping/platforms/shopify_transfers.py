"""Shopify's inventory transfers: the table and the request. Schema 2026-10, read 2026-11-22."""

from __future__ import annotations

from typing import Any

from domain.transfers import PosTransfer, TransferState, TransferWish
from mapping.converters import identifier
from mapping.engine import Field, Map, StateTable

_REFERENCE_LIMIT = 255
TRANSFER_STATES = StateTable(
    {
        "DRAFT": TransferState.REQUESTED,
        "READY_TO_SHIP": TransferState.REQUESTED,  # packed, and still at the sending store
        "IN_PROGRESS": TransferState.SENT,
        "TRANSFERRED": TransferState.RECEIVED,
        "CANCELED": TransferState.CANCELED,
    },
    unknown=TransferState.UNKNOWN,
)

TRANSFER = Map(
    PosTransfer,
    fields=(
        Field("platform_id", "id", identifier),
        Field("state", "status", TRANSFER_STATES),
        Field("number", "name"),
    ),
)


def transfer_input(wish: TransferWish) -> dict[str, Any]:
    """A draft; Shopify has no field for the day it is expected, so the note says it."""
    return {
        "originLocationId": wish.source_id,
        "destinationLocationId": wish.destination_id,
        "lineItems": [{"inventoryItemId": wish.inventory_id, "quantity": wish.quantity}],
        "note": f"{wish.note}; expected on {wish.expected_on.isoformat()}",
        "referenceName": wish.reference[:_REFERENCE_LIMIT],
    }
