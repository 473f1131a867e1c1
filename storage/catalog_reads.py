"""Reading the unified catalog: products with their variants, and where each variant is sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, or_, select

from domain.ids import PlatformId, ProductSku
from storage import tables
from storage.catalog_views import (
    CatalogProduct,
    CatalogVariant,
    Listing,
    SearchRow,
    listing_of,
    product_of,
    search_row_of,
)
from storage.prepared import Prepared
from storage.results import Listed
from storage.statements import AnyRow, among, one_of

__all__ = [
    "CatalogProduct",
    "CatalogVariant",
    "Listing",
    "SearchRow",
    "catalog_generation",
    "iter_search_rows",
    "listing",
    "listings",
    "listings_by_platform_ids",
    "product",
    "products_page",
    "variant",
    "variants",
    "variants_of_product",
]

_RECORDS = tables.product_records
_LISTINGS = tables.listings
_PRODUCTS = tables.products
_VARIANTS = tables.variants
_GENERATIONS = tables.catalog_generations
_SEARCH_CHUNK = 200


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
    return listings(tx, merchant_id, [sku], connection_id).get(ProductSku(sku))


def listings(
    tx: Connection, merchant_id: str, skus: Collection[str], connection_id: str
) -> dict[ProductSku, Listing]:
    """Several variants on one connection; those that are not sold there are left out."""
    rows = _SOLD.rows(tx, its_merchant=merchant_id, skus=sorted(skus), its_connection=connection_id)
    return {ProductSku(row.sku): listing_of(row) for row in reversed(rows)}


_SOLD = Prepared(
    lambda tx: select(_LISTINGS).where(
        _LISTINGS.c.merchant_id == bindparam("its_merchant"),
        one_of(tx, _LISTINGS.c.sku, "skus"),
        _LISTINGS.c.connection_id == bindparam("its_connection"),
        _LISTINGS.c.deleted_at.is_(None),
    )
)


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
    return {PlatformId(row.platform_id): listing_of(row) for row in rows}


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
        yield from map(search_row_of, rows)
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
    return [product_of(row, variants_of[row.id]) for row in rows]


def _variants(
    tx: Connection, merchant_id: str, condition: ColumnElement[bool]
) -> list[CatalogVariant]:
    """Variants with their live listings, lead first, in one statement."""
    rows = tx.execute(_variants_query(merchant_id).where(condition))
    listings: dict[str, list[Listing]] = defaultdict(list)
    heads: dict[str, AnyRow] = {}
    for row in rows:
        heads[row.sku] = row
        listings[row.sku].append(listing_of(row))
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
