"""One merchant's catalog in memory as of one moment: made once, then only read.

What many variants share (options, prices, titles) is kept once, so that a hundred thousand of them
fit beside each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from time import monotonic, sleep
from typing import TypeVar

from app.commerce.facets import Facets, Names, facets_of
from app.commerce.model import ProductMatch, VariantView
from app.commerce.search_index import IndexEntry, PriceRange, SearchIndex
from app.commerce.words import fold, title_words_of
from domain.catalog import ModifierList
from domain.ids import ProductSku
from domain.money import Money
from storage.catalog_reads import SearchRow
from storage.menus import modifier_lists_of

T = TypeVar("T")
_REMEMBERED = 1024
_STRIDE_S = 0.002
_PAUSE_S = 0.001
"""Built beside requests, so that one who waits for the interpreter gets it after a stride."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What all variants of a product share."""

    categories: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Everything that is on sale, with its index. Without slots, for what is made when asked."""

    generation: int
    made_at: float
    """On the monotonic clock."""
    currency: str | None
    """What most of it is priced in; price bounds are meant in it."""
    index: SearchIndex
    variants: Mapping[ProductSku, VariantView]
    products: Mapping[str, tuple[VariantView, ...]]
    about: Mapping[str, About]
    options: Mapping[str, frozenset[str]]
    choices: frozenset[str]
    """Names of modifiers."""
    edition: object = field(default_factory=object, compare=False)
    """Stands for this shelf where it is not to be kept alive."""

    @cached_property
    def find(self) -> Callable[..., tuple[ProductMatch, ...]]:
        """Products for a query (`_found`), remembered for the last thousand; it holds no shelf, so
        that one which is replaced is freed with its last reader."""
        return lru_cache(maxsize=_REMEMBERED)(
            partial(_found, self.index, self.products, self.about)
        )

    @cached_property
    def facets(self) -> Facets:
        """What the whole catalog can be narrowed down by."""
        matches = (self.match(product_id, 100.0) for product_id in self.products)
        return facets_of(matches, {name: about.tags for name, about in self.about.items()})

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words of all titles, folded."""
        return frozenset(
            word
            for variants in self.products.values()
            for word in title_words_of(variants[0].title)
        )

    @cached_property
    def brand_names(self) -> frozenset[str]:
        """The brands of all products."""
        return frozenset(each[0].brand for each in self.products.values() if each[0].brand)

    @cached_property
    def names(self) -> Names:
        """Its own names, to be recognized in what is said."""
        return Names(
            categories={name for about in self.about.values() for name in about.categories},
            brands=self.brand_names,
            options=self.options,
        )

    def match(self, product_id: str, score: float) -> ProductMatch:
        """One product with all its variants."""
        return _match(self.products[product_id], self.about[product_id], score)


def _match(variants: tuple[VariantView, ...], about: About, score: float) -> ProductMatch:
    return ProductMatch(
        product_id=variants[0].product_id,
        title=variants[0].title,
        brand=variants[0].brand,
        category=about.categories[0] if about.categories else None,
        variants=variants,
        fits=True,
        score=score,
    )


def _found(
    index: SearchIndex,
    products: Mapping[str, tuple[VariantView, ...]],
    about: Mapping[str, About],
    query: str,
    *,
    attributes: tuple[tuple[str, str], ...],
    limit: int,
    price: PriceRange | None,
) -> tuple[ProductMatch, ...]:
    """The best of the index, each with the variants that have the attributes asked for."""
    return tuple(
        _fitting(_match(products[product_id], about[product_id], score), attributes)
        for product_id, score in index.find(query, limit, price)
    )


def fits(variant: VariantView, attributes: Iterable[tuple[str, str]]) -> bool:
    """Whether the variant has every attribute asked for; names it does not have do not matter."""
    return all(
        fold(variant.options[name]) == fold(value)
        for name, value in attributes
        if name in variant.options
    )


def _fitting(match: ProductMatch, attributes: tuple[tuple[str, str], ...]) -> ProductMatch:
    if not attributes:
        return match
    fitting = tuple(variant for variant in match.variants if fits(variant, attributes))
    return replace(match, variants=fitting or match.variants, fits=bool(fitting))


def shelf_of(generation: int, rows: Iterable[SearchRow], sold: Mapping[ProductSku, float]) -> Shelf:
    """The shelf of these rows; `sold` tells how well each variant sells."""
    made = _Stock()
    for row in rows:
        made.put(row)
    currency = made.usual_currency()
    return Shelf(
        generation=generation,
        made_at=monotonic(),
        currency=currency,
        index=SearchIndex(made.entries(currency, sold)),
        variants=made.variants,
        products={product_id: tuple(of) for product_id, of in made.products.items()},
        about=made.about,
        options={name: frozenset(values) for name, values in made.options.items()},
        choices=frozenset(name for of in made.lists.values() for name in _names_in(of)),
    )


def gently(items: Iterable[T]) -> Iterator[T]:
    """The same items, with a pause after each stride of work: nobody is kept waiting for long."""
    until = monotonic() + _STRIDE_S
    for item in items:
        yield item
        if monotonic() > until:
            sleep(_PAUSE_S)
            until = monotonic() + _STRIDE_S


class _Stock:
    """A shelf while it is filled."""

    def __init__(self) -> None:
        self.variants: dict[ProductSku, VariantView] = {}
        self.products: defaultdict[str, list[VariantView]] = defaultdict(list)
        self.about: dict[str, About] = {}
        self.options: defaultdict[str, set[str]] = defaultdict(set)
        self.lists: dict[str, tuple[ModifierList, ...]] = {}
        self._codes: defaultdict[str, list[str]] = defaultdict(list)
        self._shared: dict[object, object] = {}

    def put(self, row: SearchRow) -> None:
        """Take a variant in."""
        if row.modifier_lists and row.product_id not in self.lists:
            self.lists[row.product_id] = modifier_lists_of(row.modifier_lists)
        if row.product_id not in self.about:
            about = About(categories=row.categories, tags=row.tags)
            self.about[row.product_id] = self._once((about.categories, about.tags), about)
        view = self._view(row, self.lists.get(row.product_id, ()))
        self.variants[row.sku] = view
        self.products[row.product_id].append(view)
        self._codes[row.product_id] += [code for code in (row.own_sku, row.barcode) if code]
        for name, value in row.options.items():
            self.options[name].add(value)

    def _view(self, row: SearchRow, modifier_lists: tuple[ModifierList, ...]) -> VariantView:
        siblings = self.products.get(row.product_id)
        return VariantView(
            sku=row.sku,
            product_id=siblings[0].product_id if siblings else row.product_id,
            title=siblings[0].title if siblings else row.title,
            options=self._once(tuple(row.options.items()), row.options),
            price=None if row.price is None else self._once(row.price, row.price),
            brand=None if row.brand is None else self._once(row.brand, row.brand),
            barcode=row.barcode,
            counter_only=row.counter_only,
            modifiers_required=any(each.minimum for each in modifier_lists),
            modifier_lists=modifier_lists,
            hours=row.hours,
            timed_prices=row.timed_prices,
        )

    def _once(self, key: object, value: T) -> T:
        """The first of all equal values, so that the others may go."""
        kept = self._shared.setdefault((type(value), key), value)
        assert isinstance(kept, type(value))  # noqa: S101 - the type is part of the key
        return kept

    def usual_currency(self) -> str | None:
        """What most variants are priced in."""
        priced = Counter(each.price.currency for each in self.variants.values() if each.price)
        return min(priced, key=lambda each: (-priced[each], each), default=None)

    def entries(
        self, currency: str | None, sold: Mapping[ProductSku, float]
    ) -> Iterator[IndexEntry]:
        """The products as the index takes them."""
        for product_id, variants in self.products.items():
            about = self.about[product_id]
            values = {value for each in variants for value in each.options.values()}
            prices = _in_currency(variants, currency)
            yield IndexEntry(
                product_id=product_id,
                title=variants[0].title,
                brand=variants[0].brand,
                category=about.categories[0] if about.categories else None,
                keywords=(*about.categories, *about.tags, *sorted(values)),
                codes=self._codes[product_id],
                low=min(prices, default=None),
                high=max(prices, default=None),
                sold=sum(sold.get(each.sku, 0.0) for each in variants),
            )


def _in_currency(variants: Sequence[VariantView], currency: str | None) -> list[int]:
    prices: list[Money] = [each.price for each in variants if each.price is not None]
    return [price.amount for price in prices if price.currency == currency]


def _names_in(lists: Iterable[ModifierList]) -> Iterator[str]:
    for each in lists:
        for one in each.modifiers:
            yield one.name
            yield from _names_in(one.modifier_lists)
