"""Finding products: one in-memory snapshot of each merchant's catalog, rebuilt when it changes.

A snapshot is immutable and replaced whole, so readers never wait. Whether the catalog has moved
on is asked at most once a second; the rebuild runs beside the requests, which see the old
snapshot until the new one stands.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

import structlog
from sqlalchemy import Connection

from app.commerce.model import ProductMatch, VariantView
from app.commerce.search_index import IndexEntry, SearchIndex
from app.commerce.words import fold
from domain.catalog import ModifierList
from domain.errors import NotFoundError, UnknownSkuError
from domain.ids import LocationId, MerchantId, ProductSku
from storage import catalog_reads, locations, menus
from storage.catalog_reads import CatalogProduct, CatalogVariant, SearchRow
from storage.engine import Database
from storage.menus import modifier_lists_of

log = structlog.get_logger(__name__)

_CHECK_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Snapshot:
    """A merchant's catalog as of one generation."""

    generation: int
    index: SearchIndex
    variants: Mapping[ProductSku, VariantView]
    products: Mapping[str, tuple[VariantView, ...]]
    categories: Mapping[str, str | None]
    options: Mapping[str, frozenset[str]]
    choices: frozenset[str]
    """Names of modifiers."""


class DiscoveryService:
    """Implements `app.commerce.ports.Discovery`; thread-safe."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._snapshots: dict[MerchantId, _Snapshot] = {}
        self._checked: dict[MerchantId, float] = {}
        self._lock = threading.Lock()
        self._rebuilding: set[MerchantId] = set()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="catalog-index")

    def find(
        self,
        merchant_id: MerchantId,
        query: str,
        *,
        attributes: Mapping[str, str],
        limit: int = 5,
    ) -> tuple[ProductMatch, ...]:
        """Products whose words fit the query (typos forgiven), best first."""
        snapshot = self._snapshot(merchant_id)
        return tuple(
            _match(snapshot, product_id, score, attributes)
            for product_id, score in snapshot.index.find(query, limit)
        )

    def variant(self, merchant_id: MerchantId, sku: ProductSku) -> VariantView:
        """One variant. Raises UnknownSkuError."""
        known = self._snapshot(merchant_id).variants.get(sku)
        if known is not None:
            return known
        with self._db.read() as tx:  # newer than the snapshot, or not on sale any more
            stored = catalog_reads.variant(tx, merchant_id, sku)
            if stored is None:
                raise UnknownSkuError(sku)
            return variant_view(stored, _choices(tx, stored))

    def variants_of(self, merchant_id: MerchantId, product_id: str) -> tuple[VariantView, ...]:
        """All variants of a product. Raises NotFoundError."""
        known = self._snapshot(merchant_id).products.get(product_id)
        if known is not None:
            return known
        with self._db.read() as tx:
            stored = catalog_reads.variants_of_product(tx, merchant_id, product_id)
            if not stored:
                raise NotFoundError("product", product_id)
            choices = _choices(tx, stored[0])
        return tuple(variant_view(each, choices) for each in stored)

    def option_values(self, merchant_id: MerchantId) -> Mapping[str, frozenset[str]]:
        """Every option name with its values in this catalog."""
        return self._snapshot(merchant_id).options

    def choice_names(self, merchant_id: MerchantId) -> frozenset[str]:
        """The names of all choices of this catalog's menus."""
        return self._snapshot(merchant_id).choices

    def modifier_lists(
        self, merchant_id: MerchantId, sku: ProductSku, *, at: LocationId | None = None
    ) -> tuple[ModifierList, ...]:
        """The choices of a variant as that store's own till offers them now, from the books.

        Raises UnknownSkuError, NotFoundError (location).
        """
        with self._db.read() as tx:
            stored = catalog_reads.variant(tx, merchant_id, sku)
            if stored is None:
                raise UnknownSkuError(sku)
            there = stored.lead
            if at is not None:
                place = locations.location(tx, merchant_id, at)
                there = stored.on(place.connection_id) or there
            return menus.modifier_lists(tx, there.connection_id, there.product_platform_id)

    def page(
        self, merchant_id: MerchantId, *, cursor: str | None, limit: int
    ) -> tuple[tuple[ProductMatch, ...], str | None]:
        """Products in a stable order, and the cursor behind the last one (None: the end)."""
        with self._db.read() as tx:
            listed = catalog_reads.products_page(tx, merchant_id, cursor=cursor, limit=limit)
        return tuple(_whole(product) for product in listed.rows), listed.cursor

    # --- the snapshot ------------------------------------------------------------------------

    def _snapshot(self, merchant_id: MerchantId) -> _Snapshot:
        current = self._snapshots.get(merchant_id)
        now = monotonic()
        if current is not None and now - self._checked.get(merchant_id, 0.0) < _CHECK_S:
            return current
        self._checked[merchant_id] = now
        with self._db.read() as tx:
            generation = catalog_reads.catalog_generation(tx, merchant_id)
        if current is None:
            return self._first(merchant_id)
        if generation != current.generation:
            self._rebuild_beside(merchant_id)
        return current

    def _first(self, merchant_id: MerchantId) -> _Snapshot:
        with self._lock:
            found = self._snapshots.get(merchant_id)
            if found is None:
                found = self._snapshots[merchant_id] = self._build(merchant_id)
            return found

    def _rebuild_beside(self, merchant_id: MerchantId) -> None:
        with self._lock:
            if merchant_id in self._rebuilding:
                return
            self._rebuilding.add(merchant_id)
        self._pool.submit(self._rebuild, merchant_id)

    def _rebuild(self, merchant_id: MerchantId) -> None:
        try:
            self._snapshots[merchant_id] = self._build(merchant_id)
        finally:
            with self._lock:
                self._rebuilding.discard(merchant_id)

    def _build(self, merchant_id: MerchantId) -> _Snapshot:
        started = monotonic()
        with self._db.read() as tx:
            generation = catalog_reads.catalog_generation(tx, merchant_id)
            rows = list(catalog_reads.iter_search_rows(tx, merchant_id))
        snapshot = _snapshot_of(generation, rows)
        log.info(
            "catalog.indexed",
            merchant_id=merchant_id,
            products=len(snapshot.index),
            variants=len(snapshot.variants),
            ms=int((monotonic() - started) * 1000),
        )
        return snapshot


def variant_view(
    variant: CatalogVariant, modifier_lists: tuple[ModifierList, ...] = ()
) -> VariantView:
    """A stored variant as channels show it; its lead listing speaks for it."""
    lead = variant.lead
    return VariantView(
        sku=variant.sku,
        product_id=variant.product_id,
        title=variant.title,
        options=lead.options,
        price=lead.price,
        barcode=lead.barcode,
        counter_only=lead.counter_only,
        modifiers_required=any(each.minimum for each in modifier_lists),
        modifier_lists=modifier_lists,
        hours=lead.hours,
        timed_prices=lead.timed_prices,
    )


def _choices(tx: Connection, variant: CatalogVariant) -> tuple[ModifierList, ...]:
    lead = variant.lead
    return menus.modifier_lists(tx, lead.connection_id, lead.product_platform_id)


def _row_view(row: SearchRow, modifier_lists: tuple[ModifierList, ...]) -> VariantView:
    return VariantView(
        sku=row.sku,
        product_id=row.product_id,
        title=row.title,
        options=row.options,
        price=row.price,
        brand=row.brand,
        barcode=row.barcode,
        counter_only=row.counter_only,
        modifiers_required=any(each.minimum for each in modifier_lists),
        modifier_lists=modifier_lists,
        hours=row.hours,
        timed_prices=row.timed_prices,
    )


def _whole(product: CatalogProduct) -> ProductMatch:
    return ProductMatch(
        product_id=product.id,
        title=product.title,
        brand=product.brand,
        category=product.categories[0] if product.categories else None,
        variants=tuple(variant_view(each, product.modifier_lists) for each in product.variants),
        fits=True,
        score=100.0,
    )


def _snapshot_of(generation: int, rows: Iterable[SearchRow]) -> _Snapshot:
    variants: dict[ProductSku, VariantView] = {}
    by_product: defaultdict[str, list[SearchRow]] = defaultdict(list)
    options: defaultdict[str, set[str]] = defaultdict(set)
    lists: dict[str, tuple[ModifierList, ...]] = {}
    for row in rows:
        if row.modifier_lists and row.product_id not in lists:
            lists[row.product_id] = modifier_lists_of(row.modifier_lists)
        variants[row.sku] = _row_view(row, lists.get(row.product_id, ()))
        by_product[row.product_id].append(row)
        for name, value in row.options.items():
            options[name].add(value)
    return _Snapshot(
        generation=generation,
        index=SearchIndex(_entry(product_id, of) for product_id, of in by_product.items()),
        variants=variants,
        products={
            product_id: tuple(variants[row.sku] for row in of)
            for product_id, of in by_product.items()
        },
        categories={
            product_id: of[0].categories[0] if of[0].categories else None
            for product_id, of in by_product.items()
        },
        options={name: frozenset(values) for name, values in options.items()},
        choices=frozenset(name for of in lists.values() for name in _names_in(of)),
    )


def _names_in(lists: Iterable[ModifierList]) -> Iterator[str]:
    for each in lists:
        for one in each.modifiers:
            yield one.name
            yield from _names_in(one.modifier_lists)


def _entry(product_id: str, rows: list[SearchRow]) -> IndexEntry:
    first = rows[0]
    values = {value for row in rows for value in row.options.values()}
    codes = [code for row in rows for code in (row.own_sku, row.barcode) if code]
    return IndexEntry(
        product_id=product_id,
        title=first.title,
        brand=first.brand,
        category=first.categories[0] if first.categories else None,
        keywords=(*first.categories, *first.tags, *sorted(values)),
        codes=codes,
    )


def _match(
    snapshot: _Snapshot, product_id: str, score: float, attributes: Mapping[str, str]
) -> ProductMatch:
    variants = snapshot.products[product_id]
    fitting = tuple(variant for variant in variants if fits(variant, attributes))
    return ProductMatch(
        product_id=product_id,
        title=variants[0].title,
        brand=variants[0].brand,
        category=snapshot.categories[product_id],
        variants=fitting or variants,
        fits=bool(fitting),
        score=score,
    )


def fits(variant: VariantView, attributes: Mapping[str, str]) -> bool:
    """Whether the variant has every attribute asked for; names it does not have do not matter."""
    return all(
        fold(variant.options[name]) == fold(value)
        for name, value in attributes.items()
        if name in variant.options
    )
