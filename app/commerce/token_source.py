"""What a given token charges: the platform's own behind ours, which no journal ever holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from app.commerce.model import TokenTrouble
from app.commerce.records import CheckoutContext
from domain.errors import NotFoundError
from domain.ids import MerchantId, PlatformId
from storage.card_tokens import PREFIX, KeptCard

OUR_TOKEN = f"{PREFIX}_"
"""What tokens of ours begin with; no platform's do."""


class KnowsCards(Protocol):
    """Keeps platforms' tokens behind tokens of our own."""

    def open(self, merchant_id: MerchantId, token_id: str) -> KeptCard:
        """What is behind one of ours. Raises NotFoundError."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """What is charged."""

    token: str = field(repr=False)
    customer: PlatformId | None


def source_of(
    context: CheckoutContext, token: str, cards: KnowsCards | None
) -> Source | TokenTrouble:
    """What is charged where this token is named, or why nothing can be."""
    if cards is None or not token.startswith(OUR_TOKEN):
        return Source(token, context.payment_customer_id)
    try:
        card = cards.open(context.merchant_id, token)
    except NotFoundError:
        return TokenTrouble.UNKNOWN
    if card.connection_id != context.payment_connection:
        return TokenTrouble.OTHER_ACCOUNT
    return Source(card.token, card.customer_platform_id or context.payment_customer_id)
