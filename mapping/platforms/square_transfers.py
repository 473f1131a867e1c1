"""Square's transfer orders: the table and the request. Square-Version 2026-09-16.

Source: Square's object model 2026-09-16 and developer.squareup.com/docs/transfer-orders-api (read
2026-11-21; the API is called beta there).
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from domain.transfers import PosTransfer, TransferState, TransferWish
from mapping.converters import identifier
from mapping.engine import Field, Map, StateTable
from mapping.platforms.square_requests import moment_request

TRANSFER_STATES = StateTable(
    {
        "DRAFT": TransferState.REQUESTED,
        "STARTED": TransferState.SENT,
        "PARTIALLY_RECEIVED": TransferState.SENT,
        "COMPLETED": TransferState.RECEIVED,
        "CANCELED": TransferState.CANCELED,
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
        "source_location_id": "our own request",
        "destination_location_id": "our own request",
        "line_items": "our own request; the counts of both places are read anew",
        "notes": "our own request",
        "expected_at": "our own request",
        "tracking_number": "goods between stores are not followed by parcel",
        "created_by_team_member_id": "who works there is the seller's business",
        "version": "no write of ours depends on it",
        "created_at": "we know when we asked",
        "updated_at": "read anew each time",
        "completed_at": "its state says that it is",
    },
)


def transfer_request(wish: TransferWish) -> dict[str, Any]:
    """A draft transfer order; the day is told as its noon, for it has no hour."""
    expected = datetime.combine(wish.expected_on, time(12), UTC)
    return {
        "source_location_id": wish.source_id,
        "destination_location_id": wish.destination_id,
        "expected_at": moment_request(expected),
        "notes": f"{wish.note} ({wish.reference})",
        "line_items": [
            {"item_variation_id": wish.inventory_id, "quantity_ordered": str(wish.quantity)}
        ],
    }
