"""Discovery as a shopper has it: a sentence in, a few products out that one can say and sell.

Words are looked up in the catalog's index; the price is read out of the sentence; stock is asked
of the projection for the few best only, so that the answer is as fresh as any other about stock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from app.commerce.facets import Facets, Understood, facets_of
from app.commerce.model import ProductMatch, StockAt, VariantView
from app.commerce.nearby import Nearby, Nearness
from app.commerce.ports import Discovery, Stock
from app.commerce.shelf import gently
from app.commerce.sought import sought
from app.commerce.speakable import differences, short_name
from app.commerce.words import fold, root, tokens_of, words_of
from domain.errors import InvalidInputError
from domain.ids import MerchantId, ProductSku
from domain.money import Money

_STOCKED: Final = 24
"""Products whose stock is read at once."""
_READ: Final = 120
"""Products looked at for those in stock, before it is enough."""
_GONE: Final = 8.0
"""Points that a product loses which is known to be nowhere in stock."""
_FACETED: Final = 200
"""Products that words find, and those whose stock is read, before it is enough."""
_STORES: Final = 3
RADIUS_KM: Final = Decimal(50)
"""How far a store may be to be near, where distances are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductWish:
    """What a shopper looks for."""

    query: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    category: str | None = None
    brand: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    """In whole units of the catalog's currency; they go before what the query says."""
    in_stock_near: str | None = None
    """A location id, postcode or coordinates: only what a store near there has."""
    channel: str | None = None
    limit: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProduct:
    """One product that fits, ready to be said."""

    match: ProductMatch
    """Its variants are those that fit attributes and price, all where none does."""
    speech_name: str
    difference: str | None
    """What tells it from the other results."""
    price_from: Money | None
    price_to: Money | None
    in_stock: bool | None
    """Whether a store has one of the variants; None: stock is not known."""
    stores: tuple[StockAt, ...]
    """The stores that have one, nearest first, at most three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """What came of a search."""

    items: tuple[FoundProduct, ...]
    understood: Understood
    least: Decimal | None
    most: Decimal | None


def of_its_kind(answer: SearchAnswer) -> tuple[FoundProduct, ...]:
    """Those of the category that was named, where the best is one of them: a rain hat is like a
    rain jacket, and none."""
    named = {root(word) for word in tokens_of(answer.understood.category or "")}
    if not named or not answer.items or not _shares(answer.items[0], named):
        return answer.items
    return tuple(each for each in answer.items if _shares(each, named))


def _shares(found: FoundProduct, named: set[str]) -> bool:
    return not named.isdisjoint(map(root, tokens_of(found.match.category or "")))


class Search:
    """Finds products for shoppers; thread-safe."""

    def __init__(self, discovery: Discovery, stock: Stock, nearby: Nearby) -> None:
        self._discovery = discovery
        self._stock = stock
        self._nearby = nearby

    def search(self, merchant_id: MerchantId, wish: ProductWish) -> SearchAnswer:
        """Products that fit the wish, best first. Raises InvalidInputError."""
        heard = _heard(wish)
        understood = self._discovery.understood(merchant_id, heard.query)
        heard = replace(heard, attributes={**understood.attributes, **wish.attributes})
        around = self._around(merchant_id, wish.in_stock_near)
        found = self._stocked(merchant_id, heard, self._matches(merchant_id, heard), around)
        ranked = sorted(found, key=_rank)[: wish.limit]
        told = differences([each.match for each in ranked])
        return SearchAnswer(
            items=tuple(
                replace(each, difference=difference)
                for each, difference in zip(ranked, told, strict=True)
            ),
            understood=understood,
            least=heard.least,
            most=heard.most,
        )

    def facets(self, merchant_id: MerchantId, wish: ProductWish) -> Facets:
        """What the products that fit, or the whole catalog, can be narrowed down by; variants that
        do not fit are not counted. Raises InvalidInputError."""
        if wish == ProductWish(channel=wish.channel):
            return self._discovery.facets(merchant_id)
        around = self._around(merchant_id, wish.in_stock_near)
        heard = _heard(wish)
        matches, is_complete = self._fitting(merchant_id, heard)
        if around is not None:
            is_complete = is_complete and len(matches) <= _FACETED
            matches = list(self._near(merchant_id, heard, matches[:_FACETED], around))
        tags = {
            each.product_id: self._discovery.tags(merchant_id, each.product_id) for each in matches
        }
        return replace(facets_of(matches, tags), is_complete=is_complete)

    def _fitting(
        self, merchant_id: MerchantId, wish: ProductWish
    ) -> tuple[list[ProductMatch], bool]:
        """Products with the variants that fit, and whether they are all; a color that the words
        name counts where it is made."""
        if not wish.query:
            everything = gently(self._discovery.products(merchant_id))
            return list(_narrowed(everything, wish)), True
        found = self._discovery.find(
            merchant_id,
            wish.query,
            attributes={},
            limit=_FACETED,
            least=wish.least,
            most=wish.most,
        )
        named = self._discovery.understood(merchant_id, wish.query).attributes
        exact = replace(wish, attributes={**named, **wish.attributes})
        fitting = list(_narrowed(found, exact)) or list(_narrowed(found, wish))
        return fitting, len(found) < _FACETED

    def _near(
        self,
        merchant_id: MerchantId,
        wish: ProductWish,
        matches: Sequence[ProductMatch],
        around: Nearness,
    ) -> Iterator[ProductMatch]:
        """The matches with those variants that a store near there has."""
        for start in range(0, len(matches), _STOCKED):
            group = matches[start : start + _STOCKED]
            skus = [variant.sku for match in group for variant in match.variants]
            stock = self._stock.stock_of(merchant_id, skus, channel=wish.channel)
            there = {
                sku
                for sku, levels in stock.items()
                if any(level.can_sell(1) and _is_near(level, around) for level in levels)
            }
            for match in group:
                having = tuple(each for each in match.variants if each.sku in there)
                if having:
                    yield replace(match, variants=having)

    def _matches(self, merchant_id: MerchantId, wish: ProductWish) -> list[ProductMatch]:
        if not wish.query:
            return self._best(merchant_id, wish)
        wanted = max(wish.limit, _READ if wish.in_stock_near else _STOCKED)
        narrowed = wish.category is not None or wish.brand is not None
        found = self._discovery.find(
            merchant_id,
            wish.query,
            attributes=wish.attributes,
            limit=_FACETED if narrowed else wanted,
            least=wish.least,
            most=wish.most,
        )
        return [_priced(each, wish) for each in found if _is_of(each, wish)]

    def _best(self, merchant_id: MerchantId, wish: ProductWish) -> list[ProductMatch]:
        """What sells best at the price that was said, where no words say what it should be."""
        found = self._discovery.best_selling(merchant_id, limit=_FACETED)
        costing = (
            replace(each, variants=tuple(v for v in each.variants if _costs(v, wish)))
            for each in found
            if _is_of(each, wish)
        )
        return [each for each in costing if each.variants][: max(wish.limit, _STOCKED)]

    def _around(self, merchant_id: MerchantId, near: str | None) -> Nearness | None:
        if near is None:
            return None
        try:
            return self._nearby.around(merchant_id, near)
        except InvalidInputError as error:
            raise InvalidInputError("in_stock_near", near[:40], error.remedy) from error

    def _stocked(
        self,
        merchant_id: MerchantId,
        wish: ProductWish,
        matches: Sequence[ProductMatch],
        around: Nearness | None,
    ) -> Iterator[FoundProduct]:
        """The matches with their stock, read in groups until enough are in stock."""
        enough = 0
        for start in range(0, len(matches), _STOCKED):
            group = matches[start : start + _STOCKED]
            skus = [variant.sku for match in group for variant in match.variants]
            stock = self._stock.stock_of(merchant_id, skus, channel=wish.channel)
            for match in group:
                found = _found(match, stock, around)
                if around is None or found.stores:
                    enough += 1
                    yield found
            if enough >= wish.limit:
                return


def _heard(wish: ProductWish) -> ProductWish:
    """The wish with what its sentence says of the price, which is taken out of the words."""
    said = sought(wish.query)
    words = said.words
    is_priced = said.most is not None or said.least is not None or wish.most or wish.least
    return replace(
        wish,
        query=words if words_of(words) or not is_priced else "",
        least=said.least if wish.least is None else wish.least,
        most=said.most if wish.most is None else wish.most,
    )


def _narrowed(matches: Iterable[ProductMatch], wish: ProductWish) -> Iterator[ProductMatch]:
    """Those of the category and brand, with the variants that have every attribute and cost what
    was said."""
    named = {name: fold(value) for name, value in wish.attributes.items()}
    for match in matches:
        if not _is_of(match, wish):
            continue
        fitting = tuple(each for each in match.variants if _has(each, named) and _costs(each, wish))
        if fitting:
            yield replace(match, variants=fitting)


def _has(variant: VariantView, attributes: Mapping[str, str]) -> bool:
    return all(fold(variant.options.get(name, "")) == value for name, value in attributes.items())


def _is_of(match: ProductMatch, wish: ProductWish) -> bool:
    def same(said: str | None, named: str | None) -> bool:
        return said is None or (named is not None and said.casefold() == named.casefold())

    return same(wish.category, match.category) and same(wish.brand, match.brand)


def _priced(match: ProductMatch, wish: ProductWish) -> ProductMatch:
    """The match with those variants that cost what was said; its index entry says one does."""
    fitting = tuple(each for each in match.variants if _costs(each, wish))
    return replace(match, variants=fitting or match.variants)


def _costs(variant: VariantView, wish: ProductWish) -> bool:
    if wish.least is None and wish.most is None:
        return True
    if variant.price is None:
        return False
    price = variant.price.to_decimal()
    above = wish.least is None or price >= wish.least
    return above and (wish.most is None or price <= wish.most)


def _found(
    match: ProductMatch,
    stock: Mapping[ProductSku, tuple[StockAt, ...]],
    around: Nearness | None,
) -> FoundProduct:
    levels = [level for variant in match.variants for level in stock.get(variant.sku, ())]
    having = [level for level in levels if level.can_sell(1) and _is_near(level, around)]
    known = [level for level in levels if level.available is not None]
    prices = [variant.price for variant in match.variants if variant.price is not None]
    return FoundProduct(
        match=match,
        speech_name=short_name(match.title),
        difference=None,
        price_from=min(prices, key=_amount, default=None),
        price_to=max(prices, key=_amount, default=None),
        in_stock=bool(having) if having or known else None,
        stores=_nearest(having, around),
    )


def _is_near(level: StockAt, around: Nearness | None) -> bool:
    """Whether a store is near enough; where distances are not known, only the store named or
    those that share the most of the postcode are."""
    if around is None:
        return True
    kilometers = around.kilometers.get(level.location_id)
    if kilometers is not None:
        return kilometers <= RADIUS_KM
    nearest = min(around.rank.values(), default=None)
    return nearest is not None and around.rank.get(level.location_id) == nearest


def _nearest(levels: Sequence[StockAt], around: Nearness | None) -> tuple[StockAt, ...]:
    """Each store once, with the most it has of one variant."""
    best: dict[str, StockAt] = {}
    for level in levels:
        kept = best.get(level.location_id)
        if kept is None or (level.available or 0) > (kept.available or 0):
            best[level.location_id] = level
    if around is None:
        return tuple(best.values())[:_STORES]
    told = [
        replace(each, distance_km=around.kilometers.get(each.location_id)) for each in best.values()
    ]
    return tuple(sorted(told, key=lambda each: around.key(each.location_id)))[:_STORES]


def _rank(found: FoundProduct) -> tuple[bool, float]:
    """What fits the attributes first; what is gone everywhere gives way to its like."""
    gone = _GONE if found.in_stock is False else 0.0
    return not found.match.fits, gone - found.match.score


def _amount(price: Money) -> int:
    return price.amount
