"""What the dialogue may have done with subscriptions, and the facts that come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from app.commerce.model import VariantView
from app.commerce.subscriptions.model import Wish
from domain.ids import LocationId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence
from domain.subscriptions import SubscriptionState


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedPlan:
    """What shall come, how much of it and how often."""

    sku: ProductSku
    quantity: int
    modifiers: tuple[str, ...]
    cadence: Cadence
    first_on: date | None
    """None: one cadence from today."""
    method: FulfillmentMethod
    location_id: LocationId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewSubscription:
    """What it would be; the answer is `SubscriptionPreviewed` or `NotLinked`."""

    plan: WishedPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginSubscription:
    """The shopper said yes; the answer is `SubscriptionBegun`, or `SubscriptionPreviewed` where the
    price is another one by now."""

    plan: WishedPlan
    agreed: Money
    serial: int
    """Tells this subscription from earlier ones of the same conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSubscriptions:
    """What the shopper has; the answer is `SubscriptionsFound` or `NotLinked`."""

    for_order: bool = False
    """An order was asked after, and there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManageSubscription:
    """Change what stands; the answer is `SubscriptionManaged`."""

    subscription_id: str
    wish: Wish
    serial: int
    """Tells this wish from earlier ones of the same conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionPreviewed:
    """What it would be before anybody says yes; without a `price` it cannot be had that way."""

    variant: VariantView | None = None
    price: Money | None = None
    """Of one unit, before tax."""
    location_name: str = ""
    first: date | None = None
    today: date | None = None
    refused: str | None = None
    """`address`: none is on file to ship to; `goods`: it is not sold that way."""
    agreed: Money | None = None
    """The price that was agreed to and holds no longer."""
    has_card: bool | None = None
    """Whether a card to pay with is on file; None: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a subscription waits for the shopper's word on."""

    price: Money | None
    """The unit price by now."""
    substitute: str | None
    """What would be sent instead, in words."""


class Held(StrEnum):
    """Why what was due has not come."""

    CARD = "card"
    """It was declined, and is tried again."""
    NO_CARD = "no-card"
    """There is none on file; whether there is one by then is looked at again."""
    STOCK = "stock"
    """Sold out; it is looked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionFacts:
    """One subscription as a shopper asks for it."""

    subscription_id: str
    name: str
    quantity: int
    price: Money
    """Of one unit, as last agreed to."""
    cadence: Cadence
    state: SubscriptionState
    next_on: date | None
    """When it comes next, or is tried again."""
    today: date
    asked: Asked | None = None
    held: Held | None = None
    instead: str | None = None
    """What comes the next time in its place, as the shopper said yes to."""
    unpaid: Held | None = None
    """Why nobody paid, where it is paused for that: the card, or that there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionBegun:
    """The subscription as it is stored."""

    facts: SubscriptionFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionsFound:
    """What the shopper has that was not canceled, newest first."""

    facts: tuple[SubscriptionFacts, ...]
    for_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionManaged:
    """The subscription as it stands now; None: it could not be done just now."""

    facts: SubscriptionFacts | None
    wish: Wish


RecurringAction: TypeAlias = (
    PreviewSubscription | BeginSubscription | FindSubscriptions | ManageSubscription
)
"""What is done for a known shopper only."""
RecurringFact: TypeAlias = (
    SubscriptionPreviewed | SubscriptionBegun | SubscriptionsFound | SubscriptionManaged
)
