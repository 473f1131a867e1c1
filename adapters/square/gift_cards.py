"""Square's gift cards: balances. The answer holds the whole number; only its end is taken."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.square.client import SquareClient
from adapters.square.reading import read_one
from domain.gift_cards import GiftCard
from domain.ids import PlatformId
from mapping.platforms import square_gift_cards as table
from mapping.report import MappingReport

_PATH = "/v2/gift-cards"


def of_customer(
    client: SquareClient, customer_id: PlatformId, report: MappingReport
) -> Sequence[GiftCard]:
    """Those that are linked to the customer's profile."""
    params = {"customer_id": customer_id}
    return [
        read_one(table.GIFT_CARD, raw, "gift_cards.list", report)
        for body in client.get_pages(_PATH, "gift_cards.list", params)
        for raw in body.get("gift_cards", [])
    ]


def of_nonce(client: SquareClient, nonce: str, report: MappingReport) -> GiftCard:
    """The one behind a nonce of Square's own field; the nonce is spent by it."""
    body = client.write(f"{_PATH}/from-nonce", "gift_cards.from_nonce", {"nonce": nonce})
    return read_one(table.GIFT_CARD, body.get("gift_card"), "gift_cards.from_nonce", report)
