"""Gift cards of a platform's: their balances, and nothing of their numbers but the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.ids import PlatformId
from domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCard:
    """One gift card."""

    platform_id: PlatformId = field(repr=False)
    """What it is paid with: as secret as a card's token."""
    last4: str
    balance: Money
    active: bool
