"""Doubts about records that map well and are yet hardly true: a lost decimal point, a wrong clock.

Pure and cheap: what is asked of every record that comes in. What becomes of a doubt is policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from domain.catalog import Product, StockLevel, Variant
from domain.events import Record
from domain.orders import PosOrder

PRICE_LEAP: Final = 10
"""A price that grows or shrinks this manifold at once is rather a slip than a sale."""
HUGE_PRICE_MINOR: Final = 100_000_000
HUGE_COUNT: Final = Decimal(1_000_000)
FUTURE: Final = timedelta(minutes=10)
"""Clocks differ; a count from further ahead would hold off every true one until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One reason not to believe a record."""

    reason: str
    """A word for machines: `price-negative`."""
    path: str
    value: str
    remedy: str


def doubts(
    record: Record, *, now: datetime, prices: Mapping[str, int] | None = None
) -> tuple[Doubt, ...]:
    """Every doubt about a record, at most one of each reason.

    `prices` are those that stand, in minor units by the variant's platform id; None or absent: not
    compared.
    """
    ask = _QUESTIONS.get(type(record))
    if ask is None:
        return ()
    found = {each.reason: each for each in ask(record, now, prices or {})}
    return tuple(found.values())


def _product(product: Product, _now: datetime, prices: Mapping[str, int]) -> Iterator[Doubt]:
    if not product.title.strip():
        yield Doubt(
            reason="title-missing", path="title", value="''", remedy="give the product a name"
        )
    for variant in product.variants:
        yield from _variant(variant, prices.get(variant.platform_id))


def _variant(variant: Variant, before: int | None) -> Iterator[Doubt]:
    price = variant.price
    if price is None:
        return
    path, value = f"variants.{variant.platform_id}.price", str(price)
    if price.amount < 0:
        yield Doubt(
            reason="price-negative", path=path, value=value, remedy="correct it at the till"
        )
    if price.amount > HUGE_PRICE_MINOR:
        yield Doubt(reason="price-huge", path=path, value=value, remedy="look for a lost point")
    if before and price.amount > 0 and _leaps(before, price.amount):
        yield Doubt(
            reason="price-leap",
            path=path,
            value=f"{before} -> {price.amount} minor units",
            remedy="accept it if the till means it",
        )


def _leaps(before: int, after: int) -> bool:
    return max(before, after) >= PRICE_LEAP * min(before, after)


def _level(level: StockLevel, now: datetime, _prices: Mapping[str, int]) -> Iterator[Doubt]:
    if level.available is not None and abs(level.available) > HUGE_COUNT:
        yield Doubt(
            reason="stock-huge",
            path="available",
            value=str(level.available),
            remedy="count it at the till",
        )
    if level.as_of > now + FUTURE:
        yield Doubt(
            reason="from-the-future",
            path="as_of",
            value=level.as_of.isoformat(),
            remedy="set the till's clock",
        )


def _order(order: PosOrder, now: datetime, _prices: Mapping[str, int]) -> Iterator[Doubt]:
    if order.total.amount < 0:
        yield Doubt(
            reason="total-negative",
            path="total",
            value=str(order.total),
            remedy="look at the order at the till; a refund is a record of its own",
        )
    if order.updated_at > now + FUTURE:
        yield Doubt(
            reason="from-the-future",
            path="updated_at",
            value=order.updated_at.isoformat(),
            remedy="set the till's clock",
        )


_QUESTIONS: Final[Mapping[type, Callable[[Any, datetime, Mapping[str, int]], Iterator[Doubt]]]] = {
    Product: _product,
    StockLevel: _level,
    PosOrder: _order,
}
