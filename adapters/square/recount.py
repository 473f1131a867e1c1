"""Writing a count back to Square: a physical count, on the condition that the old one still stands.

Square's counts know no expected value: the count is read immediately before it is written, and a
sale between the two is lost in it. Source: BatchChangeInventory, version 2026-09-16.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from adapters.square.client import SquareClient, platform_key
from adapters.square.errors import KEY_REUSED
from domain.catalog import StockChange, StockMoved, StockSet
from domain.errors import RejectedError
from domain.ids import IdempotencyKey, PlatformId
from mapping.platforms.square_requests import moment_request


def set_stock(
    client: SquareClient,
    variant: PlatformId,
    location: PlatformId,
    quantity: Decimal,
    *,
    expected: Decimal,
    key: IdempotencyKey,
    now: datetime,
) -> StockChange:
    """Count `quantity` in stock if Square still counts `expected`."""
    actual = _count(client, variant, location)
    if actual == quantity:
        return StockSet(quantity=quantity)
    if actual != expected:
        return StockMoved(actual=actual)
    change = {
        "type": "PHYSICAL_COUNT",
        "physical_count": {
            "catalog_object_id": variant,
            "state": "IN_STOCK",
            "location_id": location,
            "quantity": str(quantity),
            "occurred_at": moment_request(now),
        },
    }
    try:
        client.write(
            "/v2/inventory/changes/batch-create",
            "inventory.recount",
            {"idempotency_key": platform_key(key, "recount"), "changes": [change]},
        )
    except RejectedError as error:
        if error.platform_code != KEY_REUSED:  # a repeat differs in `occurred_at` only
            raise
    return StockSet(quantity=quantity)


def _count(client: SquareClient, variant: PlatformId, location: PlatformId) -> Decimal | None:
    body = client.search(
        "/v2/inventory/counts/batch-retrieve",
        "inventory.recounted",
        {"catalog_object_ids": [variant], "location_ids": [location], "states": ["IN_STOCK"]},
    )
    return next((Decimal(str(one["quantity"])) for one in body.get("counts", [])), None)
