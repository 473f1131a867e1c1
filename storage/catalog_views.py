"""What reading the catalog gives: products, variants and listings, made of their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.catalog import (
    CounterOnly,
    Image,
    ModifierList,
    Source,
    Tax,
    TimedPrice,
    WeeklyHours,
)
from domain.ids import ConnectionId, PlatformId, ProductSku
from domain.money import Money
from storage.menus import hours_of, modifier_lists_of, timed_prices_of
from storage.statements import AnyRow
from storage.types import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One variant as one connection sells it."""

    id: str
    sku: ProductSku
    own_sku: str | None
    """The merchant's code, where it is there; the unified key may differ if it is not unique."""
    connection_id: ConnectionId
    platform_id: PlatformId
    product_platform_id: PlatformId
    inventory_platform_id: PlatformId
    name: str
    barcode: str | None
    options: Mapping[str, str]
    price: Money | None
    compare_at_price: Money | None
    location_prices: Mapping[PlatformId, Money]
    tracked: bool
    oversell: bool
    taxable: bool
    absent_at: frozenset[PlatformId]
    counter_only: CounterOnly | None
    hours: tuple[WeeklyHours, ...]
    timed_prices: tuple[TimedPrice, ...]
    active: bool
    revision: int
    as_of: datetime
    source: Source

    def price_at(self, location_platform_id: str) -> Money | None:
        """The price at a location; None: priced at the till."""
        return self.location_prices.get(PlatformId(location_platform_id), self.price)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogVariant:
    """One unified variant with every listing of it; the first one leads."""

    sku: ProductSku
    product_id: str
    title: str
    """The product's."""
    active: bool
    listings: tuple[Listing, ...]

    @property
    def lead(self) -> Listing:
        """The listing that names it."""
        return self.listings[0]

    def on(self, connection_id: str) -> Listing | None:
        """Its listing on one connection."""
        return next((each for each in self.listings if each.connection_id == connection_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogProduct:
    """One unified product, in the words of its lead record."""

    id: str
    title: str
    brand: str | None
    description: str | None
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    images: tuple[Image, ...]
    modifier_lists: tuple[ModifierList, ...]
    taxes: tuple[Tax, ...]
    active: bool
    as_of: datetime
    source: Source
    variants: tuple[CatalogVariant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """What a search index needs to know of one variant that is on sale."""

    sku: ProductSku
    product_id: str
    title: str
    name: str
    brand: str | None
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    options: Mapping[str, str]
    barcode: str | None
    own_sku: str | None
    price: Money | None
    counter_only: CounterOnly | None
    hours: tuple[WeeklyHours, ...] = ()
    timed_prices: tuple[TimedPrice, ...] = ()
    modifier_lists: Sequence[JsonValue] = ()
    """As they are stored, for `modifier_lists_of`: the same for all variants of a product."""


def listing_of(row: AnyRow) -> Listing:
    """A row of `listings`."""
    return Listing(
        id=row.id,
        sku=ProductSku(row.sku),
        own_sku=row.own_sku,
        connection_id=ConnectionId(row.connection_id),
        platform_id=PlatformId(row.platform_id),
        product_platform_id=PlatformId(row.product_platform_id),
        inventory_platform_id=PlatformId(row.inventory_platform_id),
        name=row.name,
        barcode=row.barcode,
        options=row.options,
        price=_money(row.price_minor, row.currency),
        compare_at_price=_money(row.compare_at_minor, row.currency),
        location_prices={
            PlatformId(location): Money(*price) for location, price in row.location_prices.items()
        },
        tracked=row.tracked,
        oversell=row.oversell,
        taxable=row.taxable,
        absent_at=frozenset(PlatformId(each) for each in row.absent_at),
        counter_only=_counter_only(row.counter_only),
        hours=hours_of(row.schedule),
        timed_prices=timed_prices_of(row.schedule),
        active=row.active,
        revision=row.revision,
        as_of=row.as_of,
        source=Source(row.source),
    )


def _money(amount: int | None, currency: str | None) -> Money | None:
    return None if amount is None or currency is None else Money(amount, currency)


def _counter_only(reason: str | None) -> CounterOnly | None:
    return None if reason is None else CounterOnly(reason)


def product_of(row: AnyRow, variants: Sequence[CatalogVariant]) -> CatalogProduct:
    """A row of `products` with the details of its lead record."""
    details = row.details
    return CatalogProduct(
        id=row.id,
        title=row.title,
        brand=details.get("brand"),
        description=details.get("description"),
        categories=tuple(details.get("categories", ())),
        tags=tuple(details.get("tags", ())),
        images=tuple(Image(**image) for image in details.get("images", ())),
        modifier_lists=modifier_lists_of(details.get("modifier_lists", ())),
        taxes=tuple(
            Tax(**{**tax, "percentage": Decimal(tax["percentage"])})
            for tax in details.get("taxes", ())
        ),
        active=row.active,
        as_of=row.as_of,
        source=Source(row.source),
        variants=tuple(variants),
    )


def search_row_of(row: AnyRow) -> SearchRow:
    """A row for the search index."""
    details = row.details
    return SearchRow(
        sku=ProductSku(row.sku),
        product_id=row.product_id,
        title=row.title,
        name=row.name,
        brand=details.get("brand"),
        categories=tuple(details.get("categories", ())),
        tags=tuple(details.get("tags", ())),
        options=row.options,
        barcode=row.barcode,
        own_sku=row.own_sku,
        price=_money(row.price_minor, row.currency),
        counter_only=_counter_only(row.counter_only),
        hours=hours_of(row.schedule),
        timed_prices=timed_prices_of(row.schedule),
        modifier_lists=details.get("modifier_lists", ()),
    )
