"""What a shopper means by "the shoes I got last week", among the orders they made.

Goods are known by the names they were sold under, else as the search understands the words, or
by the category they are sold in: shoes are seldom called so. Of several the newest is meant, or
the one nearest to the day that was named; of several kinds of the same, the one whose color or size
was said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from app.commerce.model import OrderLineView, OrderView
from app.commerce.ports import Discovery
from app.commerce.words import names_something, root, tokens_of
from domain.errors import UnknownSkuError
from domain.ids import MerchantId, ProductSku

_FOUND: Final = 200
"""Products that the search is asked for: what was bought is one of many of its kind."""


_BEHIND_A_NAME: Final = frozenset(
    {
        *("of", "for", "with", "from", "that", "which", "i", "we"),
        *("de", "del", "para", "con", "que"),
        *("du", "d", "à", "au", "aux", "en", "pour", "avec"),
        *("für", "mit", "von", "ich", "wir"),
    }
)
"""Words behind which goods are told of more closely: "the lamp I got", "tasse à café"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPurchase:
    """An order, and the line of it that was meant."""

    order: OrderView
    position: int | None
    """None: no goods were named."""


def find_past_purchase(
    orders: Sequence[OrderView],
    *,
    words: str | None,
    kinds: Sequence[str] = (),
    day: date | None,
    day_of: Callable[[datetime], date],
    search: Callable[[str], frozenset[str]],
    kind_of: Callable[[str], str],
    values_of: Callable[[str], Sequence[str]],
) -> PastPurchase | None:
    """The order that is meant of these, newest first; None where none has such goods.

    `search` gives the SKUs that the words may stand for, `kind_of` the category of goods by their
    name; they are asked only if no name fits. `kinds` are values of options ("navy", "10"),
    and `values_of` gives those of a SKU: not every till writes them into the name.
    """
    wanted = {root(token) for token in tokens_of(words or "") if names_something(token)}
    if wanted:
        meant = _with_line(orders, lambda line: wanted <= _roots(line.name))
        if not meant and words is not None:
            skus, category = search(words), cache(kind_of)
            meant = _with_line(
                orders, lambda line: line.sku in skus or wanted <= _roots(category(line.name))
            )
        if not meant:  # "lamp I got off you": a name among other words
            most = max((_shared(wanted, line) for each in orders for line in each.lines), default=0)
            meant = _with_line(orders, lambda line: 0 < most == _shared(wanted, line))
        kind = kind_said(words or "")
        meant = [each for each in meant if kind in _roots(_name(each))] or meant
        meant = _of_kind(meant, kinds, values_of)
    elif kinds:
        meant = _of_kind(_with_line(orders, _is_named), kinds, values_of, only=True)
        meant = meant or [PastPurchase(order=order, position=None) for order in orders]
    else:
        meant = [PastPurchase(order=order, position=None) for order in orders]
    if not meant or day is None:
        return meant[0] if meant else None
    return min(meant, key=lambda each: abs(day_of(each.order.created_at) - day))


def kind_said(words: str) -> str | None:
    """The root of the word that says what goods are: "mug" of "coffee mug", "taza" of "taza de
    café"; None: no word tells."""
    said = words.lower().replace("'", " ").replace("’", " ").split()
    end = next((at for at, word in enumerate(said) if word in _BEHIND_A_NAME and at), len(said))
    named = [token for token in tokens_of(" ".join(said[:end])) if names_something(token)]
    return root(named[-1]) if named else None


def _name(purchase: PastPurchase) -> str:
    position = purchase.position
    return "" if position is None else purchase.order.lines[position].name


def skus_like(discovery: Discovery, merchant_id: MerchantId, words: str) -> frozenset[str]:
    """The SKUs of everything that the search understands the words as."""
    found = discovery.find(merchant_id, words, attributes={}, limit=_FOUND)
    return frozenset(variant.sku for match in found for variant in match.variants)


def category_like(discovery: Discovery, merchant_id: MerchantId, name: str) -> str:
    """The category of what is most like a name; empty where nothing is."""
    found = discovery.find(merchant_id, name, attributes={}, limit=1)
    return (found[0].category or "") if found else ""


def values_like(discovery: Discovery, merchant_id: MerchantId, sku: str) -> Sequence[str]:
    """The values of a variant's options; none where it is not sold any more."""
    try:
        return tuple(discovery.variant(merchant_id, ProductSku(sku)).options.values())
    except UnknownSkuError:
        return ()


def _with_line(
    orders: Sequence[OrderView], fits: Callable[[OrderLineView], bool]
) -> list[PastPurchase]:
    return [
        PastPurchase(order=order, position=position)
        for order in orders
        for position, line in enumerate(order.lines)
        if fits(line)
    ]


def _is_named(line: OrderLineView) -> bool:
    return bool(line.name)


def _of_kind(
    meant: list[PastPurchase],
    kinds: Sequence[str],
    values_of: Callable[[str], Sequence[str]],
    *,
    only: bool = False,
) -> list[PastPurchase]:
    """Those that are of these values; all, where none is, unless `only` those are sought."""
    said = {root(token) for kind in kinds for token in tokens_of(kind)}
    if not said:
        return meant
    fitting = []
    for each in meant:
        assert each.position is not None  # noqa: S101 - found by the name of its goods
        line = each.order.lines[each.position]
        values = () if line.sku is None else values_of(line.sku)
        if said <= _roots(" ".join((line.name, *values))):
            fitting.append(each)
    return fitting if only else fitting or meant


def _shared(wanted: Set[str], line: OrderLineView) -> int:
    return len(wanted & _roots(line.name))


def _roots(name: str) -> set[str]:
    return {root(token) for token in tokens_of(name)}
