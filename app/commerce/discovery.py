"""Finding products: one in-memory shelf of each merchant's catalog, made anew when it changes.

A shelf is immutable and replaced whole, so readers never wait. Whether the catalog has moved
on is asked at most once a second; the new shelf is made beside the requests, which see the old
one until it stands.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from time import monotonic

import structlog
from sqlalchemy import Connection

from app.commerce.facets import Facets, Understood
from app.commerce.model import ProductMatch, VariantView
from app.commerce.search_index import PriceRange
from app.commerce.shelf import Shelf, gently, shelf_of
from domain.calls import Clock, SystemClock
from domain.catalog import ModifierList
from domain.errors import NotFoundError, UnknownSkuError
from domain.ids import LocationId, MerchantId, ProductSku
from domain.money import minor_digits
from storage import bundle_parts, catalog_reads, locations, menus, popularity
from storage.catalog_reads import CatalogProduct, CatalogVariant
from storage.engine import Database

log = structlog.get_logger(__name__)

_CHECK_S = 1.0
_REST = 4
"""A shelf that took a second to make is not made again within four: a fifth of a processor."""
_SALES_S = 3600.0
"""How old the knowledge of what sells well may become."""


class DiscoveryService:
    """Implements `app.commerce.ports.Discovery`; thread-safe."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self._db = database
        self._clock = clock or SystemClock()
        self._shelves: dict[MerchantId, Shelf] = {}
        self._settled: dict[MerchantId, float] = {}
        """Until when a shelf is taken for current, on the monotonic clock."""
        self._lock = threading.Lock()
        self._renewing: set[MerchantId] = set()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="catalog-index")

    def edition(self, merchant_id: MerchantId) -> object:
        """Stands for the shelf that is looked through now."""
        return self._shelf(merchant_id).edition

    def find(
        self,
        merchant_id: MerchantId,
        query: str,
        *,
        attributes: Mapping[str, str],
        limit: int = 5,
        least: Decimal | None = None,
        most: Decimal | None = None,
    ) -> tuple[ProductMatch, ...]:
        """Products whose words fit the query (misspelled or misheard), best first; the bounds of
        the price are in whole units of the currency that most of the catalog is priced in."""
        shelf = self._shelf(merchant_id)
        price = _bounds(shelf, least, most)
        return shelf.find(query, attributes=tuple(attributes.items()), limit=limit, price=price)

    def similar(
        self, merchant_id: MerchantId, product_id: str, *, limit: int = 5
    ) -> tuple[ProductMatch, ...]:
        """Other products with the most of its words, best first. Raises NotFoundError."""
        shelf = self._shelf(merchant_id)
        if product_id not in shelf.products:
            raise NotFoundError("product", product_id)
        like = shelf.match(product_id, 100.0)
        about = shelf.about[product_id]
        words = " ".join([like.title, *about.categories[:1], *about.tags[:4]])
        found = shelf.index.like(words, limit + 1)
        matches = (shelf.match(other, score) for other, score in found if other != product_id)
        return tuple(matches)[:limit]

    def best_selling(self, merchant_id: MerchantId, *, limit: int) -> tuple[ProductMatch, ...]:
        """Products by what was sold of them lately."""
        shelf = self._shelf(merchant_id)
        return tuple(shelf.match(each, 100.0) for each in shelf.index.best_selling(limit))

    def facets(self, merchant_id: MerchantId) -> Facets:
        """What the whole catalog can be narrowed down by."""
        return self._shelf(merchant_id).facets

    def understood(self, merchant_id: MerchantId, words: str) -> Understood:
        """What the words name in this catalog."""
        return self._shelf(merchant_id).names.understood(words)

    def tags(self, merchant_id: MerchantId, product_id: str) -> tuple[str, ...]:
        """A product's tags; none for an unknown one."""
        about = self._shelf(merchant_id).about.get(product_id)
        return about.tags if about else ()

    def variant(self, merchant_id: MerchantId, sku: ProductSku) -> VariantView:
        """One variant. Raises UnknownSkuError."""
        known = self._shelf(merchant_id).variants.get(sku)
        if known is not None:
            return known
        with self._db.read() as tx:  # newer than the snapshot, or not on sale any more
            stored = catalog_reads.variant(tx, merchant_id, sku)
            if stored is None:
                raise UnknownSkuError(sku)
            return variant_view(stored, _choices(tx, stored))

    def is_sold(self, merchant_id: MerchantId, sku: ProductSku) -> bool:
        """Whether a variant is on sale; what came within the last second may be missing."""
        return sku in self._shelf(merchant_id).variants

    def variants_of(self, merchant_id: MerchantId, product_id: str) -> tuple[VariantView, ...]:
        """All variants of a product. Raises NotFoundError."""
        known = self._shelf(merchant_id).products.get(product_id)
        if known is not None:
            return known
        with self._db.read() as tx:
            stored = catalog_reads.variants_of_product(tx, merchant_id, product_id)
            if not stored:
                raise NotFoundError("product", product_id)
            choices = _choices(tx, stored[0])
        return tuple(variant_view(each, choices) for each in stored)

    def with_parts(
        self, merchant_id: MerchantId, variants: Sequence[VariantView]
    ) -> tuple[VariantView, ...]:
        """The same variants, bundles with what they take; one read, which spoken turns spare."""
        with self._db.read() as tx:
            parts = bundle_parts.parts_of(tx, merchant_id, [one.sku for one in variants])
        return tuple(
            replace(one, components=parts[one.sku]) if one.sku in parts else one for one in variants
        )

    def products(self, merchant_id: MerchantId) -> Iterator[ProductMatch]:
        """Everything that is on sale, product by product."""
        shelf = self._shelf(merchant_id)
        return (shelf.match(product_id, 100.0) for product_id in shelf.products)

    def option_values(self, merchant_id: MerchantId) -> Mapping[str, frozenset[str]]:
        """Every option name with its values in this catalog."""
        return self._shelf(merchant_id).options

    def title_words(self, merchant_id: MerchantId) -> frozenset[str]:
        """The words of all titles, folded."""
        return self._shelf(merchant_id).title_words

    def brand_names(self, merchant_id: MerchantId) -> frozenset[str]:
        """The brands of all products."""
        return self._shelf(merchant_id).brand_names

    def choice_names(self, merchant_id: MerchantId) -> frozenset[str]:
        """The names of all choices of this catalog's menus."""
        return self._shelf(merchant_id).choices

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

    def renew(self, merchant_id: MerchantId) -> None:
        """Make the shelf anew at once; otherwise it follows by itself within seconds."""
        self._shelves[merchant_id] = self._make(merchant_id, gentle=False)

    # --- the shelf ---------------------------------------------------------------------------

    def _shelf(self, merchant_id: MerchantId) -> Shelf:
        current = self._shelves.get(merchant_id)
        now = monotonic()
        if current is not None and now < self._settled.get(merchant_id, 0.0):
            return current
        self._settled[merchant_id] = now + _CHECK_S
        if current is None:
            return self._first(merchant_id)
        with self._db.look() as tx:
            generation = catalog_reads.catalog_generation(tx, merchant_id)
        if generation != current.generation or now - current.made_at > _SALES_S:
            self._renew_beside(merchant_id)
        return current

    def _first(self, merchant_id: MerchantId) -> Shelf:
        with self._lock:
            found = self._shelves.get(merchant_id)
            if found is None:
                found = self._shelves[merchant_id] = self._make(merchant_id, gentle=False)
            return found

    def _renew_beside(self, merchant_id: MerchantId) -> None:
        with self._lock:
            if merchant_id in self._renewing:
                return
            self._renewing.add(merchant_id)
        self._pool.submit(self._renew, merchant_id).add_done_callback(_tell_failure)

    def _renew(self, merchant_id: MerchantId) -> None:
        started = monotonic()
        try:
            self._shelves[merchant_id] = self._make(merchant_id, gentle=True)
        finally:
            took = monotonic() - started
            self._settled[merchant_id] = monotonic() + max(_CHECK_S, took * _REST)
            with self._lock:
                self._renewing.discard(merchant_id)

    def _make(self, merchant_id: MerchantId, *, gentle: bool) -> Shelf:
        started = monotonic()
        with self._db.read() as tx:
            generation = catalog_reads.catalog_generation(tx, merchant_id)
            rows = catalog_reads.iter_search_rows(tx, merchant_id)
            kept = list(gently(rows) if gentle else rows)
            sold = popularity.units_sold(tx, merchant_id, now=self._clock.now())
        shelf = shelf_of(generation, gently(kept) if gentle else kept, sold)
        log.info(
            "catalog.indexed",
            merchant_id=merchant_id,
            products=len(shelf.index),
            variants=len(shelf.variants),
            ms=int((monotonic() - started) * 1000),
        )
        return shelf


def _tell_failure(done: Future[None]) -> None:
    """The old shelf stands; the next look tries again."""
    error = done.exception()
    if error is not None:
        log.error("catalog.index_failed", error=type(error).__name__)


def _bounds(shelf: Shelf, least: Decimal | None, most: Decimal | None) -> PriceRange | None:
    """Whole units of the shelf's currency in minor ones."""
    if least is None and most is None:
        return None
    places = minor_digits(shelf.currency) if shelf.currency else 2
    return PriceRange(
        least=None if least is None else int(least.scaleb(places).to_integral(ROUND_CEILING)),
        most=None if most is None else int(most.scaleb(places).to_integral(ROUND_FLOOR)),
    )


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
