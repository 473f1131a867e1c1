"""What the dialogue may have done to exchange goods, and the facts that come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from app.commerce.model import (
    NotOrderable,
    OrderView,
    OutOfStock,
    PlaceOutcome,
    PosDown,
    VariantView,
)
from domain.ids import LocationId, OrderId, ProductSku
from domain.orders import FulfillmentMethod
from domain.return_labels import LabelNews
from domain.returns import Refused, ReturnReason, Wanted
from storage.exchanges import StoredExchange
from storage.returns import StoredReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpBought:
    """The variant on a line of the shopper's order; the answer is `BoughtFound` or `NotLinked`."""

    order_id: OrderId
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceExchange:
    """Take note of what goes back, price and hold what is wanted; the answer is `ExchangePriced`
    or `NotLinked`."""

    order_id: OrderId
    wanted: Wanted
    """What goes back."""
    reason: ReturnReason
    sku: ProductSku
    place: LocationId | None
    """None: the store of the order."""
    method: FulfillmentMethod
    serial: int
    """Tells this attempt from earlier ones of the same conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmExchange:
    """Place the order that takes the goods' place; the answer is `ExchangeConfirmed` or
    `NotLinked`."""

    exchange_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtFound:
    """What was bought; None: it is not sold any more, so nobody knows its sizes."""

    variant: VariantView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangePriced:
    """The exchange as it is stored, or why there is none."""

    outcome: StoredExchange | Refused | OutOfStock | PosDown | NotOrderable
    store: str
    """Where the new goods are fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeConfirmed:
    """The exchange and its return as they are stored, and what came of the new order; None: the
    exchange had ended before."""

    stored: StoredExchange
    outcome: PlaceOutcome | None
    back: StoredReturn | None
    order: OrderView | None
    """The new one."""
    instructions: str | None = None
    """How the goods get back, in the shop's own words; None: in ours."""
    label: LabelNews | None = None


ExchangeAction: TypeAlias = LookUpBought | PriceExchange | ConfirmExchange
ExchangeFact: TypeAlias = BoughtFound | ExchangePriced | ExchangeConfirmed
