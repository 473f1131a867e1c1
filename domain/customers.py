"""The shopper as a platform knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.catalog import Address
from domain.ids import PlatformId


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One customer record of one platform."""

    platform_id: PlatformId
    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None
    """Lower case."""
    phone: str | None = None
    """E.164."""
    address: Address | None = None
    active: bool = True
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCard:
    """A card on file: a token and what may be shown of it, never the number."""

    token: str
    brand: str
    last4: str
    exp_month: int | None = None
    exp_year: int | None = None

    def has_expired(self, now: datetime) -> bool:
        """Whether its month has ended; a card whose month is not told has not."""
        if self.exp_year is None or self.exp_month is None:
            return False
        return (self.exp_year, self.exp_month) < (now.year, now.month)
