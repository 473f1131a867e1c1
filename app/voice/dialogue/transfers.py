"""What the dialogue may have done with goods in another store, and the facts that come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from app.commerce.model import VariantView
from domain.ids import LocationId, ProductSku


@dataclass(frozen=True, slots=True, kw_only=True)
class FindTransfer:
    """Who could send it there; the answer is `TransferFound`."""

    sku: ProductSku
    quantity: int
    to: LocationId
    source: LocationId | None = None
    """The store that shall send it, where one was named: another is found only instead of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTransferFor:
    """The shopper said yes; the answer is `TransferAsked` or `NotLinked`."""

    sku: ProductSku
    quantity: int
    source: LocationId
    to: LocationId


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFacts:
    """A transfer as one speaks of it."""

    variant: VariantView
    quantity: int
    source: LocationId
    source_name: str
    store_name: str
    """Where it goes."""
    expected_on: date
    today: date
    """In the receiving store, as `expected_on`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFromThere:
    """The store that was named cannot send it."""

    name: str
    has_it: bool
    """It has enough of it, but sends none there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFound:
    """What could be sent; None: nothing."""

    facts: TransferFacts | None
    instead_of: NotFromThere | None = None
    """The store that was named, where another would send it, or none."""
    reason: str | None = None
    """Why nothing could be, as `app.commerce.transfer_offers` names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAsked:
    """What is being sent; None: it was gone meanwhile."""

    facts: TransferFacts | None
    by_staff: bool = False
    """Whether people were asked, rather than the till told."""


TransferFact: TypeAlias = TransferFound | TransferAsked
