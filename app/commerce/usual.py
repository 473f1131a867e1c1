"""A shopper's usual: what they order again and again, as it can be had now.

An order counts half as much every thirty days. What is not sold any more is replaced by the
nearest thing that is: another variant of the same product, else a similar product. The answer is a
proposal: nothing is ordered from it before the shopper has said yes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from app.commerce.model import StockAt, VariantView
from app.commerce.ports import Discovery, Stock
from app.commerce.words import names_something, root, tokens_of
from domain.calls import Clock
from domain.errors import NotFoundError, UnknownSkuError
from domain.ids import CustomerId, LocationId, MerchantId, OrderId, PlatformId, ProductSku
from storage.bought import BoughtLine

SPAN: Final = timedelta(days=365)
_HALF: Final = timedelta(days=30)
_CLEAR: Final = 2.0
"""The usual is clear when it counts twice as much as the next."""
_ALIKE: Final = 65.0
"""Score from which on a similar product is offered in place of one that is gone."""
_CANDIDATES: Final = 8
_AGAIN: Final = 2
"""So many orders make a habit of what they hold."""

_SAID: Final = (
    "usual usually same again reorder favorite favourite regular always last time siempre mismo "
    "misma habitual otra vez ultimo habituel habituelle habitude meme encore dernier ubliche "
    "ubliches gewohnt gewohnte immer wieder nochmal letzte"
)
_HABITUAL: Final = frozenset(map(root, _SAID.split()))
"""Words that say "as always", and of what nothing."""

History: TypeAlias = Callable[[MerchantId, CustomerId, datetime], Sequence[BoughtLine]]
"""What a shopper bought since a moment, newest first. Raises NotFoundError."""


class Stead(StrEnum):
    """What is proposed for what was bought."""

    SAME = "same"
    OTHER_VARIANT = "other-variant"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualItem:
    """Something a shopper is likely to want again."""

    variant: VariantView
    """What to order now."""
    stead: Stead
    bought_name: str
    """What it was called when it was bought last."""
    quantity: int
    """What they mostly take."""
    modifiers: tuple[PlatformId, ...]
    """The choices it was ordered with last, where the same variant is proposed."""
    location_id: LocationId | None
    """Where they mostly get it; None where that store is none any more."""
    times: int
    last_at: datetime
    weight: float
    """How often and how lately, in orders of today."""
    available: bool | None
    """Whether that store, or any, has it; None: stock is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """A shopper's usual things, the likeliest first."""

    items: tuple[UsualItem, ...]
    is_clear: bool
    """Whether the first is so much likelier that only it need be confirmed."""
    is_together: bool = False
    """Whether they were always bought together, so that all of them are the usual."""


class UsualService:
    """Finds a shopper's usual; thread-safe."""

    def __init__(self, discovery: Discovery, stock: Stock, history: History, clock: Clock) -> None:
        self._discovery = discovery
        self._stock = stock
        self._history = history
        self._clock = clock

    def usual(
        self,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        *,
        words: str | None = None,
        limit: int = 3,
    ) -> Usual:
        """What a shopper means by "my usual", or "my usual coffee". Raises NotFoundError."""
        now = self._clock.now()
        lines = self._history(merchant_id, customer_id, now - SPAN)
        habits = sorted(_habits(lines, now), key=lambda each: -each.weight)
        meant = self._named(merchant_id, habits, words)
        together = _bought_together(meant)
        meant = together or meant
        items = [self._as_sold(merchant_id, habit) for habit in meant[:_CANDIDATES]]
        found = tuple(item for item in items if item is not None)[:limit]
        clear = bool(found) and (len(found) < 2 or found[0].weight >= _CLEAR * found[1].weight)
        whole = len(together) == len(found) > 1
        return Usual(items=found, is_clear=clear, is_together=whole)

    def _named(
        self, merchant_id: MerchantId, habits: Sequence[_Habit], words: str | None
    ) -> list[_Habit]:
        """The habits that the words name: in their own names, or as the search understands them."""
        said = {root(token) for token in tokens_of(words or "") if names_something(token)}
        wanted = said - _HABITUAL
        if not wanted:
            return list(habits)
        by_name = [h for h in habits if wanted <= {root(t) for t in tokens_of(h.name)}]
        if by_name or words is None:
            return by_name
        found = self._discovery.find(merchant_id, words, attributes={}, limit=100)
        skus = {variant.sku for match in found for variant in match.variants}
        products = {match.product_id for match in found}
        return [
            habit
            for habit in habits
            if habit.sku in skus or self._is_replaced_by(merchant_id, habit, products)
        ]

    def _is_replaced_by(
        self, merchant_id: MerchantId, habit: _Habit, products: Collection[str]
    ) -> bool:
        """Whether a thing no longer sold, which no search finds, has its substitute among these."""
        if self._discovery.is_sold(merchant_id, habit.sku):
            return False
        now = self._now_sold(merchant_id, habit)
        return now is not None and now[0].product_id in products

    def _as_sold(self, merchant_id: MerchantId, habit: _Habit) -> UsualItem | None:
        found = self._now_sold(merchant_id, habit)
        if found is None:
            return None
        variant, stead = found
        stores = self._stock.stock_of(merchant_id, [variant.sku]).get(variant.sku, ())
        sold_from = {each for each, _ in self._stock.locations(merchant_id)}
        return UsualItem(
            variant=variant,
            stead=stead,
            bought_name=habit.name,
            quantity=habit.quantity,
            modifiers=habit.modifiers if stead is Stead.SAME else (),
            location_id=habit.location_id if habit.location_id in sold_from else None,
            times=habit.times,
            last_at=habit.last_at,
            weight=round(habit.weight, 3),
            available=_available(stores, habit),
        )

    def _now_sold(self, merchant_id: MerchantId, habit: _Habit) -> tuple[VariantView, Stead] | None:
        """The variant itself, the one of its product that is most like it, or a like product."""
        try:
            variant = self._discovery.variant(merchant_id, habit.sku)
            if self._discovery.is_sold(merchant_id, habit.sku):
                return variant, Stead.SAME
            siblings = self._discovery.variants_of(merchant_id, variant.product_id)
        except (UnknownSkuError, NotFoundError):
            return self._similar(merchant_id, habit)
        sold = [each for each in siblings if self._discovery.is_sold(merchant_id, each.sku)]
        if not sold:
            return self._similar(merchant_id, habit)
        return max(sold, key=lambda each: each.options_in_common(variant)), Stead.OTHER_VARIANT

    def _similar(self, merchant_id: MerchantId, habit: _Habit) -> tuple[VariantView, Stead] | None:
        found = self._discovery.find(merchant_id, habit.name, attributes={}, limit=1)
        if not found or found[0].score < _ALIKE:
            return None
        return found[0].variants[0], Stead.SIMILAR


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habit:
    """All purchases of one variant."""

    sku: ProductSku
    name: str
    quantity: int
    modifiers: tuple[PlatformId, ...]
    location_id: LocationId | None
    orders: frozenset[OrderId]
    last_at: datetime
    weight: float

    @property
    def times(self) -> int:
        return len(self.orders)


def _bought_together(habits: Sequence[_Habit]) -> list[_Habit]:
    """Those that were bought in the very orders of the likeliest, where nothing else is bought
    half as often; none, if that is one thing or one order."""
    if not habits or habits[0].times < _AGAIN:
        return []
    first = habits[0]
    same = [each for each in habits if each.orders == first.orders]
    others = (each for each in habits if each.orders != first.orders)
    rivaled = any(each.weight * _CLEAR > first.weight for each in others)
    return [] if rivaled or len(same) == 1 else same


def _habits(lines: Sequence[BoughtLine], now: datetime) -> list[_Habit]:
    by_sku: defaultdict[ProductSku, list[BoughtLine]] = defaultdict(list)
    for line in lines:
        by_sku[line.sku].append(line)
    return [_habit(sku, of, now) for sku, of in by_sku.items()]


def _habit(sku: ProductSku, lines: Sequence[BoughtLine], now: datetime) -> _Habit:
    """One variant's purchases, newest first; several lines of one order are one purchase."""
    orders = {line.order_id: line.at for line in lines}
    quantities = Counter(max(1, int(line.quantity)) for line in lines)
    places = Counter(line.location_id for line in lines if line.location_id is not None)
    return _Habit(
        sku=sku,
        name=lines[0].name,
        quantity=quantities.most_common(1)[0][0],
        modifiers=lines[0].modifiers,
        location_id=places.most_common(1)[0][0] if places else None,
        orders=frozenset(orders),
        last_at=lines[0].at,
        weight=sum(0.5 ** ((now - at) / _HALF) for at in orders.values()),
    )


def _available(stores: Sequence[StockAt], habit: _Habit) -> bool | None:
    """Whether the store they go to has it, or any where they go to none of these."""
    there = [each for each in stores if each.location_id == habit.location_id] or list(stores)
    if any(each.can_sell(habit.quantity) for each in there):
        return True
    return None if any(each.available is None for each in there) or not there else False
