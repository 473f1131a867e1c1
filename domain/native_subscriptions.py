"""Subscriptions that a platform keeps and bills itself, as far as the gateway speaks of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.ids import PlatformId
from domain.recurrence import Cadence


@dataclass(frozen=True, slots=True, kw_only=True)
class NativePlan:
    """A plan of the merchant's: which products, how often."""

    platform_id: PlatformId
    name: str
    cadence: Cadence | None
    """None: a rhythm, or a row of phases, that is not ours to speak of."""
    product_ids: frozenset[PlatformId] = frozenset()
    """The products it is for."""
    all_products: bool = False
    phase_id: str | None = None
    """The platform's name of its one phase, where it wants it named."""

    def covers(self, product_id: PlatformId, cadence: Cadence) -> bool:
        """Whether a product can be had by this plan in that rhythm."""
        return self.cadence == cadence and (self.all_products or product_id in self.product_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeWish:
    """A subscription to be begun on the platform."""

    plan_id: PlatformId
    customer_id: PlatformId
    location_id: PlatformId
    variant_id: PlatformId
    quantity: int
    card_token: str = field(repr=False)
    start_on: date
    """By the store's calendar."""
    timezone: str
    reference: str
    """Our subscription's id."""


class NativeState(StrEnum):
    """Where the platform's subscription stands."""

    ACTIVE = "active"
    PAUSED = "paused"
    DEACTIVATED = "deactivated"
    """The platform stopped it by itself: the card could not be charged."""
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeSubscription:
    """One subscription as the platform keeps it."""

    platform_id: PlatformId
    state: NativeState
    bill_ids: tuple[PlatformId, ...] = ()
    """What was billed, the oldest first; each is one period."""
    paid_through: date | None = None
    """The last day that is billed; None: nothing is yet."""
    pauses_on: date | None = None
    """When a pause that is planned begins."""
    resumes_on: date | None = None
    ends_on: date | None = None
    """After this day nothing is billed any more."""


class BillState(StrEnum):
    """Where the bill of one period stands."""

    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    """The card was declined; the platform tries again by its own rules."""
    VOID = "void"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeBill:
    """The bill of one period, with the order it made in the till."""

    platform_id: PlatformId
    state: BillState
    order_id: PlatformId | None
    due_on: date | None
