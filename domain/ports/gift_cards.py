"""The part of the port to a point of sale that knows the merchant's gift cards.

Refused with `UnsupportedError`, before any network call, where `Capability.GIFT_CARDS` is none.
One is paid with as with any token: its id is the token. A number never passes through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.gift_cards import GiftCard
from domain.ids import PlatformId


class GiftCardPort(Protocol):
    """Balances of gift cards."""

    def gift_cards(self, customer_id: PlatformId) -> Sequence[GiftCard]:
        """Those that are linked to a customer."""
        ...

    def gift_card_of(self, nonce: str) -> GiftCard:
        """The one whose number the shopper gave to the vendor's own field, which made a nonce of
        it. Raises RejectedError for a nonce that is none, or spent."""
        ...
