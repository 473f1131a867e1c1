"""What channels ask of subscriptions, what they are told, and what the shopper is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias

from app.commerce.model import VariantView
from domain.catalog import Address
from domain.ids import CustomerId, IdempotencyKey, LocationId, MerchantId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence
from domain.subscriptions import OutOfStock
from storage.periods import StoredPeriod
from storage.recurring import StoredSubscription, SubscriptionEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to come, how much of it, and when: all that `preview` needs."""

    merchant_id: MerchantId
    customer_id: CustomerId
    sku: ProductSku
    cadence: Cadence
    quantity: int = 1
    first_on: date | None = None
    """By the store's calendar; None: one cadence from today."""
    at: time | None = None
    """By the store's clock; None: as the merchant's policy says."""
    location_id: LocationId | None = None
    """None: the shopper's home store, else the first that sells it."""
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSubscription:
    """Begin it; the shopper has said yes to the price of one unit."""

    plan: Plan
    key: IdempotencyKey
    channel: str
    method: FulfillmentMethod = FulfillmentMethod.PICKUP
    address: Address | None = field(default=None, repr=False)
    card_token: str | None = field(default=None, repr=False)
    """A card on file by its token; None: the customer's first."""
    out_of_stock: OutOfStock = OutOfStock.SKIP
    agreed_price: Money | None = None
    """The unit price that was said; another one now raises PriceChangedError."""
    locale: str | None = None
    """What the shopper is written in, such as es-MX; None: nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a subscription would be, before anybody says yes."""

    variant: VariantView
    price: Money
    """Of one unit, before tax."""
    location_id: LocationId
    location_name: str
    timezone: str
    dates: tuple[datetime, ...]
    """The next charges, in UTC."""
    has_card: bool | None = None
    """Whether a card that could pay is on file; None: whoever keeps it did not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionView:
    """One subscription, and the period that is to come."""

    stored: StoredSubscription
    period: StoredPeriod | None
    """None while it is paused or after it was canceled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionHistory:
    """Everything that happened to one, newest first."""

    periods: tuple[StoredPeriod, ...]
    events: tuple[SubscriptionEvent, ...]


# --- wishes --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Send nothing; until a day of the store's calendar, or until it is resumed."""

    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Go on, from the next date of the cadence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Leave out the period that is to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """End it; a charge that is under way is finished."""

    reason: str = "shopper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The shopper's word on a higher price or a substitute."""

    approve: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Change what is not None."""

    sku: ProductSku | None = None
    quantity: int | None = None
    cadence: Cadence | None = None
    """Counts from the next date, which stays."""
    next_on: date | None = None
    """Move the next date; the ones after it count from it."""
    at: time | None = None
    location_id: LocationId | None = None
    address: Address | None = field(default=None, repr=False)
    card_token: str | None = field(default=None, repr=False)
    out_of_stock: OutOfStock | None = None


Wish: TypeAlias = Pause | Resume | Skip | Cancel | Answer | Change


# --- telling the shopper -------------------------------------------------------------------------


class NoticeKind(StrEnum):
    """Why the shopper is written to."""

    REMINDER = "subscription.reminder"
    ORDERED = "subscription.ordered"
    PRICE = "subscription.price_question"
    SUBSTITUTE = "subscription.substitute_question"
    DECLINED = "subscription.card_declined"
    PAUSED = "subscription.paused"
    WAITING = "subscription.waiting"
    SKIPPED = "subscription.skipped"
