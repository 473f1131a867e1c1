"""What is known of one variant at one location, and what the parts of a bundle make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import ROUND_FLOOR, Decimal

from domain.catalog import Source
from domain.ids import ConnectionId, LocationId, PlatformId, ProductSku

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What is known of one variant at one location."""

    sku: ProductSku
    connection_id: ConnectionId
    variant_platform_id: PlatformId
    location_id: LocationId
    location_platform_id: PlatformId
    pos_available: Decimal | None
    """The platform's count; None: unknown, which is not zero."""
    held: Decimal
    """Claimed by holds that are live at the moment asked about."""
    safety: Decimal
    tracked: bool
    oversell: bool
    revision: int
    as_of: datetime | None
    """When the platform counted; None where it never did."""
    source: Source | None
    price_as_of: datetime | None = None
    """When the platform told what it costs there."""
    price_source: Source | None = None

    @property
    def available(self) -> Decimal | None:
        """What may still be promised, never below zero; None: unknown."""
        if self.pos_available is None:
            return None
        return max(Decimal(0), self.pos_available - self.held - self.safety)

    @property
    def is_unlimited(self) -> bool:
        """Whether the merchant sells it without counting, or below zero."""
        return self.oversell or not self.tracked

    def covers(self, quantity: int) -> bool:
        """Whether that many could be held now."""
        return self.is_unlimited or (self.available is not None and self.available >= quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One component of a bundle at one location."""

    quantity: Decimal
    """How much of it one bundle takes."""
    free: Decimal | None
    """What may still be promised of it, below zero where too much is; None: unknown."""
    is_unlimited: bool
    as_of: datetime | None
    source: Source | None


def of_bundle(own: Level, parts: Sequence[Part], *, built: bool) -> Level:
    """The level of a bundle: as many as the scarcest component allows, and no older than it says.

    With `built`, finished ones are added; where those are sold without counting, so is the bundle.
    """
    if built and own.is_unlimited:
        return own
    limits = [part for part in parts if not part.is_unlimited]
    if parts and not limits:
        return replace(own, tracked=False)
    oldest = min(limits, key=_counted_at, default=None)
    finished = (own.available or Decimal(0)) if built else Decimal(0)
    return replace(
        own,
        pos_available=_possible(limits, finished),
        held=Decimal(0),
        safety=Decimal(0),
        tracked=True,
        oversell=False,
        as_of=None if oldest is None else oldest.as_of,
        source=None if oldest is None else oldest.source,
    )


def bundles_from(free: Decimal, quantity: Decimal) -> Decimal:
    """How many whole bundles so much of one component allows; below zero where it is short."""
    return (free / quantity).to_integral_value(ROUND_FLOOR)


def _possible(limits: Sequence[Part], finished: Decimal) -> Decimal | None:
    """None where a component's stock is unknown, or no component is."""
    counts = [
        None if part.free is None else bundles_from(part.free, part.quantity) for part in limits
    ]
    known = [count for count in counts if count is not None]
    if not known or len(known) < len(counts):
        return None
    return min(known) + finished


def _counted_at(part: Part) -> datetime:
    return part.as_of or _NEVER
