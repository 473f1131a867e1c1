"""Reading the unified catalog: products with their variants, and where each variant is sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

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
from storage import tables
from storage.menus import hours_of, modifier_lists_of, timed_prices_of
from storage.results import Listed
from storage.statements import AnyRow, among
from storage.types import JsonValue

_RECORDS = tables.product_records
_LISTINGS = tables.listings
_PRODUCTS = tables.products
_VARIANTS = tables.variants
_GENERATIONS = tables.catalog_generations
_SEARCH_CHUNK = 1000


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


def catalog_generation(tx: Connection, merchant_id: str) -> int:
    """A number that changes with each change of the merchant's catalog; one row to read."""
    query = select(_GENERATIONS.c.generation).where(_GENERATIONS.c.merchant_id == merchant_id)
    return tx.execute(query).scalar_one_or_none() or 0


def products_page(
    tx: Connection,
    merchant_id: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
    query: str | None = None,
    active_only: bool = True,
) -> Listed[CatalogProduct]:
    """Products by id (oldest first), with variants; `query` looks into titles and SKUs."""
    wanted = select(_PRODUCTS.c.id).where(_PRODUCTS.c.merchant_id == merchant_id)
    if active_only:
        wanted = wanted.where(_PRODUCTS.c.active)
    if cursor is not None:
        wanted = wanted.where(_PRODUCTS.c.id > cursor)
    if query:
        wanted = wanted.where(_matches(merchant_id, query))
    ids = list(tx.execute(wanted.order_by(_PRODUCTS.c.id).limit(limit + 1)).scalars())
    found = _products(tx, merchant_id, ids[:limit])
    return Listed(rows=tuple(found), cursor=ids[limit - 1] if len(ids) > limit else None)


def product(tx: Connection, merchant_id: str, product_id: str) -> CatalogProduct | None:
    """One product, also one no longer sold; None if it is unknown."""
    found = _products(tx, merchant_id, [product_id])
    return found[0] if found else None


def variant(tx: Connection, merchant_id: str, sku: str) -> CatalogVariant | None:
    """One variant; None if nobody sells it any more."""
    return variants(tx, merchant_id, [sku]).get(ProductSku(sku))


def variants(
    tx: Connection, merchant_id: str, skus: Collection[str]
) -> dict[ProductSku, CatalogVariant]:
    """Several variants by key; those that nobody sells are left out."""
    found = _variants(tx, merchant_id, among(tx, _VARIANTS.c.sku, skus))
    return {each.sku: each for each in found}


def variants_of_product(tx: Connection, merchant_id: str, product_id: str) -> list[CatalogVariant]:
    """The product's variants in the order of their lead listings' ids."""
    return _variants(tx, merchant_id, _VARIANTS.c.product_id == product_id)


def listing(tx: Connection, merchant_id: str, sku: str, connection_id: str) -> Listing | None:
    """The variant on one connection; None if it is not sold there."""
    row = tx.execute(
        select(_LISTINGS).where(
            _LISTINGS.c.merchant_id == merchant_id,
            _LISTINGS.c.sku == sku,
            _LISTINGS.c.connection_id == connection_id,
            _LISTINGS.c.deleted_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else _listing(row)


def listings_by_platform_ids(
    tx: Connection, connection_id: str, platform_ids: Collection[str]
) -> dict[PlatformId, Listing]:
    """Listings by the platform's variant ids, deleted ones too (for old orders)."""
    rows = tx.execute(
        select(_LISTINGS).where(
            _LISTINGS.c.connection_id == connection_id,
            among(tx, _LISTINGS.c.platform_id, platform_ids),
        )
    )
    return {PlatformId(row.platform_id): _listing(row) for row in rows}


def iter_search_rows(tx: Connection, merchant_id: str) -> Iterator[SearchRow]:
    """Every variant on sale, for building an index; read in chunks, so memory stays flat."""
    query = (
        select(
            _VARIANTS.c.sku,
            _VARIANTS.c.product_id,
            _PRODUCTS.c.title,
            _RECORDS.c.details,
            _LISTINGS.c.name,
            _LISTINGS.c.options,
            _LISTINGS.c.barcode,
            _LISTINGS.c.own_sku,
            _LISTINGS.c.price_minor,
            _LISTINGS.c.currency,
            _LISTINGS.c.counter_only,
            _LISTINGS.c.schedule,
        )
        .join_from(_VARIANTS, _LISTINGS, _LISTINGS.c.id == _VARIANTS.c.lead_listing_id)
        .join(_PRODUCTS, _PRODUCTS.c.id == _VARIANTS.c.product_id)
        .join(_RECORDS, _LEADS)
        .where(_VARIANTS.c.merchant_id == merchant_id, _VARIANTS.c.active)
        .order_by(_VARIANTS.c.sku)
        .limit(_SEARCH_CHUNK)
    )
    after = ""
    while True:
        rows = tx.execute(query.where(_VARIANTS.c.sku > after)).all()
        yield from map(_search_row, rows)
        if len(rows) < _SEARCH_CHUNK:
            return
        after = rows[-1].sku


_LEADS = and_(
    _RECORDS.c.connection_id == _PRODUCTS.c.lead_connection_id,
    _RECORDS.c.platform_id == _PRODUCTS.c.lead_platform_id,
)


def _matches(merchant_id: str, query: str) -> ColumnElement[bool]:
    text = query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    by_sku = select(_VARIANTS.c.product_id).where(
        _VARIANTS.c.merchant_id == merchant_id, _VARIANTS.c.sku.ilike(f"{text}%", escape="\\")
    )
    return or_(
        _PRODUCTS.c.title.ilike(f"%{text}%", escape="\\"),
        _PRODUCTS.c.id.in_(by_sku.scalar_subquery()),
    )


def _products(tx: Connection, merchant_id: str, ids: Sequence[str]) -> list[CatalogProduct]:
    rows = tx.execute(
        select(
            _PRODUCTS.c.id,
            _PRODUCTS.c.title,
            _PRODUCTS.c.active,
            _RECORDS.c.details,
            _RECORDS.c.as_of,
            _RECORDS.c.source,
        )
        .join(_RECORDS, _LEADS)
        .where(_PRODUCTS.c.merchant_id == merchant_id, among(tx, _PRODUCTS.c.id, ids))
        .order_by(_PRODUCTS.c.id)
    ).all()
    variants_of: dict[str, list[CatalogVariant]] = defaultdict(list)
    for each in _variants(
        tx, merchant_id, among(tx, _VARIANTS.c.product_id, [row.id for row in rows])
    ):
        variants_of[each.product_id].append(each)
    return [_product(row, variants_of[row.id]) for row in rows]


def _variants(
    tx: Connection, merchant_id: str, condition: ColumnElement[bool]
) -> list[CatalogVariant]:
    """Variants with their live listings, lead first, in one statement."""
    rows = tx.execute(_variants_query(merchant_id).where(condition))
    listings: dict[str, list[Listing]] = defaultdict(list)
    heads: dict[str, AnyRow] = {}
    for row in rows:
        heads[row.sku] = row
        listings[row.sku].append(_listing(row))
    return [
        CatalogVariant(
            sku=ProductSku(sku),
            product_id=row.product_id,
            title=row.product_title,
            active=row.variant_active,
            listings=tuple(listings[sku]),
        )
        for sku, row in heads.items()
    ]


def _variants_query(merchant_id: str) -> Select[Any]:
    return (
        select(
            _LISTINGS,
            _VARIANTS.c.product_id,
            _VARIANTS.c.active.label("variant_active"),
            _PRODUCTS.c.title.label("product_title"),
        )
        .join_from(
            _VARIANTS,
            _LISTINGS,
            and_(
                _LISTINGS.c.merchant_id == _VARIANTS.c.merchant_id,
                _LISTINGS.c.sku == _VARIANTS.c.sku,
                _LISTINGS.c.deleted_at.is_(None),
            ),
        )
        .join(_PRODUCTS, _PRODUCTS.c.id == _VARIANTS.c.product_id)
        .where(_VARIANTS.c.merchant_id == merchant_id)
        .order_by(_LISTINGS.c.connection_id, _LISTINGS.c.platform_id)
    )


def _listing(row: AnyRow) -> Listing:
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


def _product(row: AnyRow, variants: Sequence[CatalogVariant]) -> CatalogProduct:
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


def _search_row(row: AnyRow) -> SearchRow:
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
