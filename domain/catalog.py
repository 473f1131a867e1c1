"""What is sold and where it stands: products, variants, stock, locations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from domain.ids import PlatformId
from domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address; `country` is ISO 3166-1 alpha-2."""

    line1: str
    city: str
    country: str
    line2: str | None = None
    region: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyHours:
    """Hours that recur every week, in the location's own time."""

    days: frozenset[int]
    """ISO weekdays on which they begin: 1 is Monday."""
    start: time
    end: time
    """Exclusive; not after `start` means on the next day (00:00 to 00:00: the whole day)."""

    def covers(self, local: datetime) -> bool:
        """Whether they are on at that moment, told in the location's own time."""
        clock, today = local.time(), local.isoweekday()
        yesterday = today - 1 or 7
        if self.start < self.end:
            return today in self.days and self.start <= clock < self.end
        return (today in self.days and clock >= self.start) or (
            yesterday in self.days and clock < self.end
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place that holds stock, as one platform knows it."""

    platform_id: PlatformId
    name: str
    active: bool = True
    address: Address | None = None
    phone: str | None = None
    timezone: str | None = None
    currency: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    offers_pickup: bool = True
    hours: tuple[WeeklyHours, ...] = ()
    """When it is open; empty: the platform does not say."""
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One picture of a product."""

    url: str
    platform_id: PlatformId | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedPrice:
    """A price that holds at certain hours only (happy hour)."""

    price: Money
    hours: tuple[WeeklyHours, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """One choice of a modifier list, e.g. "oat milk"."""

    platform_id: PlatformId
    name: str
    price: Money | None = None
    """None: told by `variant_prices` or the list's `sequence_prices`, else by the quote alone."""
    variant_prices: Mapping[PlatformId, Money] = field(default_factory=dict)
    """Where the price depends on the variant (a topping on a large pizza)."""
    active: bool = True
    """False: out of stock (86'd) or not offered to us."""
    chosen_by_default: bool = False
    """Part of the dish unless left out; an order names it like any other choice."""
    repeatable: bool = False
    """Whether it may be chosen several times."""
    modifier_lists: tuple[ModifierList, ...] = ()
    """Choices that this choice asks for in turn (the dressing of a side salad)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierList:
    """Choices that refine a line without being a variant of their own."""

    platform_id: PlatformId
    name: str
    modifiers: tuple[Modifier, ...]
    minimum: int = 0
    maximum: int | None = None
    """None: no limit."""
    sequence_prices: tuple[Money, ...] = ()
    """Prices of the first, second … choice where the order decides; the last one goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """A tax rate as the platform defines it."""

    platform_id: PlatformId
    name: str
    percentage: Decimal
    inclusive: bool = False
    enabled: bool = True


class CounterOnly(StrEnum):
    """Why a variant is shown and counted, but sold by the store's staff only."""

    WEIGHED = "weighed"
    """Sold by weight or length: an order of ours counts pieces."""
    SERIAL_NUMBER = "serial-number"
    """Staff must pick the piece and write down its number."""
    GIFT_CARD = "gift-card"
    """Money in another form: activated at the counter, and no tender of ours may buy it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """What one bundle takes of another variant of the same account."""

    variant_platform_id: PlatformId
    quantity: Decimal
    """Above zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One exact sellable version of a product."""

    platform_id: PlatformId
    name: str
    sku: str | None = None
    """The merchant's own code; None where the merchant keeps none."""
    barcode: str | None = None
    price: Money | None = None
    """None: priced at the till (variable pricing)."""
    compare_at_price: Money | None = None
    location_prices: Mapping[PlatformId, Money] = field(default_factory=dict)
    """Prices that differ from `price`, by the location's platform id."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Unified option name (`size`, `color`, `material` …) to value as displayed."""
    inventory_platform_id: PlatformId | None = None
    """The id that stock is counted under where it is not the variant's own (Shopify)."""
    tracked: bool = True
    """False: the platform keeps no count; stock is unknown, never zero."""
    oversell: bool = False
    """True: the merchant lets the platform sell below zero."""
    taxable: bool = True
    absent_at: tuple[PlatformId, ...] = ()
    """Locations (platform ids) where the variant is not sold."""
    hours: tuple[WeeklyHours, ...] = ()
    """When it is on the menu; empty: always."""
    timed_prices: tuple[TimedPrice, ...] = ()
    """Prices that replace `price` at certain hours."""
    counter_only: CounterOnly | None = None
    """None: it can be ordered."""
    components: tuple[Component, ...] = ()
    """What a bundle is put together from when it is sold; empty: an item of its own."""
    built_ahead: bool = False
    """Whether finished bundles are counted as well, and go before new ones (assemblies)."""
    active: bool = True
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What is sold, with its variants, as one platform knows it."""

    platform_id: PlatformId
    title: str
    variants: tuple[Variant, ...]
    brand: str | None = None
    description: str | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    modifier_lists: tuple[ModifierList, ...] = ()
    taxes: tuple[Tax, ...] = ()
    counter_only: CounterOnly | None = None
    """The same for every variant, where the platform says it of the product."""
    active: bool = True
    revision: int = 0
    """Grows with every change on the platform; older never overwrites newer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel:
    """How many of one variant the platform can sell at one location, as of one moment."""

    inventory_platform_id: PlatformId
    location_platform_id: PlatformId
    available: Decimal | None
    """None: unknown (untracked or never counted), which is not zero."""
    as_of: datetime
    """The platform's own time of the count, aware UTC."""
    revision: int
    """Orders counts of one variant at one location (microseconds of `as_of` unless better)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSet:
    """A count of ours was written."""

    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMoved:
    """Somebody else counted or sold meanwhile: nothing was written."""

    actual: Decimal | None
    """What the platform counts now; None where it does not say."""


StockChange: TypeAlias = StockSet | StockMoved


class Source(StrEnum):
    """Where a cached fact came from."""

    WEBHOOK = "webhook"
    POLL = "poll"
    LIVE = "live"
    ORDER = "order"
    """Our own order lowered it; the platform's echo follows."""
