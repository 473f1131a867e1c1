"""Commands and outcomes of orders over several tills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from app.commerce.model import (
    CardDeclined,
    CardUnread,
    HoldExpired,
    NoCard,
    NotOrderable,
    OrderView,
    OutOfStock,
    PosDown,
    Prepared,
    PriceChanged,
    Receipt,
    StillWorking,
)
from domain.ids import MerchantId
from domain.money import Money
from storage.split_orders import StoredSplit


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPrepared:
    """Every part is priced and held; nothing is sold yet. Place it before `expires_at`."""

    split_id: str
    parts: tuple[Prepared, ...]
    total: Money
    """To the cent what the parts come to."""

    @property
    def expires_at(self) -> datetime:
        """When the first of the holds ends."""
        return min(part.expires_at for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPlaced:
    """What stands: a receipt for each part, and why others do not."""

    split_id: str
    receipts: tuple[Receipt, ...]
    missing: tuple[str, ...] = ()
    """Stores whose part could not be placed, and costs nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSplit:
    """The shopper's yes to all parts."""

    merchant_id: MerchantId
    split_id: str
    payment_tokens: tuple[str, ...] = ()
    """One for each part, in their order; none: the card on file."""
    agreed_total: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitView:
    """One split order, with each part's order as far as there is one."""

    stored: StoredSplit
    orders: tuple[OrderView | None, ...]


SplitRefusal: TypeAlias = (
    OutOfStock
    | PosDown
    | NotOrderable
    | CardDeclined
    | NoCard
    | CardUnread
    | PriceChanged
    | HoldExpired
)
SplitPrepareOutcome: TypeAlias = SplitPrepared | OutOfStock | PosDown | NotOrderable
SplitPlaceOutcome: TypeAlias = SplitPlaced | SplitRefusal | StillWorking
