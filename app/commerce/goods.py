"""What is found: variants, products and their stock, as channels show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from domain.catalog import CounterOnly, ModifierList, TimedPrice, WeeklyHours
from domain.ids import ConnectionId, LocationId, ProductSku
from domain.money import Money
from storage.bundle_parts import BundlePart


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantView:
    """One sellable version of a product, as channels show it."""

    sku: ProductSku
    product_id: str
    title: str
    """The product's title, e.g. "Nike Air Max 90"."""
    options: Mapping[str, str]
    """Unified option name to value, e.g. {"size": "10", "color": "Black"}."""
    price: Money | None
    brand: str | None = None
    barcode: str | None = None
    modifiers_required: bool = False
    counter_only: CounterOnly | None = None
    """Why only the store's staff can sell it; None: it can be ordered."""
    modifier_lists: tuple[ModifierList, ...] = ()
    """Choices that refine a line of it, in the ids of its lead listing's platform."""
    hours: tuple[WeeklyHours, ...] = ()
    """When it is on the menu, in the location's own time; empty: always."""
    timed_prices: tuple[TimedPrice, ...] = ()
    """Prices that replace `price` at certain hours."""
    components: tuple[BundlePart, ...] = ()
    """What a bundle takes; told where products are shown, and nowhere else."""

    @property
    def speech_name(self) -> str:
        """The title with the options that tell this variant apart."""
        return ", ".join([self.title, *self.options.values()])

    def options_in_common(self, other: VariantView) -> int:
        """How many options have the same value on both."""
        return sum(self.options.get(name) == value for name, value in other.options.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductMatch:
    """One product found by a query, best first."""

    product_id: str
    title: str
    brand: str | None
    category: str | None
    variants: tuple[VariantView, ...]
    """Those variants that fit the attributes asked for; all when none fits (`fits` False)."""
    fits: bool
    score: float
    """0 to 100; 100 is the exact name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAt:
    """How many of one SKU one store can sell, and how fresh that is."""

    location_id: LocationId
    location_name: str
    connection_id: ConnectionId
    available: Decimal | None
    """POS stock − live holds − safety stock; None: unknown, which is not zero."""
    as_of: datetime | None
    source: str
    age_s: int | None = field(compare=False)
    distance_km: Decimal | None = None
    currency: str | None = None
    """What the store sells in, where its till says so."""
    offers_pickup: bool = True
    """Whether shoppers can fetch goods there; a warehouse only ships them."""
    backorder: Decimal = Decimal(0)
    """How many may be promised beyond what is available, to come later."""
    backorder_days: int | None = None
    """How long that usually takes."""
    price_as_of: datetime | None = None
    """When the store's platform told what it costs there."""
    price_source: str | None = None
    price_age_s: int | None = field(default=None, compare=False)

    def can_sell(self, quantity: int) -> bool:
        """Whether that many are known to be there."""
        return self.available is not None and self.available >= quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """One SKU over the merchant's stores, nearest (or home store) first."""

    variant: VariantView
    stores: tuple[StockAt, ...]
    live: bool = False
    """Whether the figure of the first store was read from the POS just now."""
    disclaimer: bool = False
    """Whether the POS was too slow to ask, so that the answer must say it may be out of date."""
    rests_on: object = field(default=None, compare=False, repr=False)
    """What it was made of, for whoever made it to tell whether it would be the same now."""
