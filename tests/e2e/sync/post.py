"""Deliveries by hand: what a sender, an attacker or a confused proxy may send."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any
from uuid import uuid4

import urllib3

from tests.integration.sync.house import House


def square_body(house: House, topic: str, content: dict[str, Any]) -> bytes:
    """A notification as Square words it, new and about the connected account."""
    return json.dumps(
        {
            "merchant_id": house.connection("square").account_id,
            "type": topic,
            "event_id": str(uuid4()),
            "created_at": f"{house.clock.now():%Y-%m-%dT%H:%M:%SZ}",
            "data": {"type": topic, "id": "x", "object": content},
        }
    ).encode()


def count_of(house: House, sku: str, quantity: str, at: str = "2026-01-01T00:00:00Z") -> bytes:
    """Square's news of one count in its store."""
    shop = house.square.control("GET shop")
    return square_body(
        house,
        "inventory.count.updated",
        {
            "inventory_counts": [
                {
                    "catalog_object_id": house.square.books("stock", sku=sku)["catalog_object_id"],
                    "catalog_object_type": "ITEM_VARIATION",
                    "state": "IN_STOCK",
                    "location_id": shop["locations"][house.square.store],
                    "quantity": quantity,
                    "calculated_at": at,
                }
            ]
        },
    )


def address(house: House) -> str:
    """Where Square's webhooks arrive."""
    return house.connection("square").webhook_url or ""


def signature(house: House, body: bytes, url: str | None = None) -> str:
    """Square's signature over address and body, with the subscription's real key."""
    with house.services.database.read() as tx:
        secrets = house.services.vault.webhook_secrets(
            tx, house.connections["square"], house.clock.now()
        )
    signed = (url or address(house)).encode() + body
    return base64.b64encode(hmac.digest(secrets[0].encode(), signed, "sha256")).decode()


def post(
    house: House, body: bytes, *, url: str | None = None, signed: str | None = None
) -> urllib3.BaseHTTPResponse:
    """Send a body; signed rightly unless told else."""
    return urllib3.request(
        "POST",
        url or address(house),
        body=body,
        headers={
            "content-type": "application/json",
            "x-square-hmacsha256-signature": signature(house, body) if signed is None else signed,
        },
        timeout=60.0,
        retries=False,
    )
