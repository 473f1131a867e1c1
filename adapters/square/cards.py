"""Square's cards on file: a nonce of the Web Payments SDK is kept for a customer.

Square has no call that takes a card number; its own fields in the browser do (Cards API, read
2026-11-20). A card is disabled, never deleted.
"""

from __future__ import annotations

from adapters.square.client import SquareClient, platform_key
from adapters.square.reading import read_one
from domain.customers import StoredCard
from domain.errors import RejectedError
from domain.ids import IdempotencyKey, PlatformId
from mapping.platforms import square as table
from mapping.report import MappingReport


def keep_card(
    client: SquareClient,
    report: MappingReport,
    token: str,
    customer_id: PlatformId,
    *,
    key: IdempotencyKey,
) -> StoredCard:
    """Put the card behind a nonce on file. Raises RejectedError: used, expired, or refused."""
    body = client.write(
        "/v2/cards",
        "cards.create",
        {
            "idempotency_key": platform_key(key, "card"),
            "source_id": token,
            "card": {"customer_id": customer_id},
        },
    )
    return read_one(table.CARD, body.get("card"), "cards.create", report)


def drop_card(client: SquareClient, token: str) -> None:
    """Disable a card; one that is unknown is no error."""
    try:
        client.write(f"/v2/cards/{token}/disable", "cards.disable")
    except RejectedError as error:
        if error.status != 404:
            raise
