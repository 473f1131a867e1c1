"""What a hold claims: its lines, with bundles taken apart, as one demand per stock item.

Two lines of one item, a bundle and one of its components, two bundles that share a component: each
stock item is checked and claimed once, for the sum. Of a bundle that is also built ahead, finished
ones are claimed first, and components only for the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, select

from domain.errors import OutOfStockError
from storage import tables
from storage.bundle_parts import BUILT
from storage.hold_ledger import Item, Place, expire_at, left_at, lock
from storage.levels import bundles_from

Wish = tuple[str, str]
"""A SKU at a location (our id)."""

_COMPONENTS = tables.bundle_components
_LEVELS = tables.inventory_levels
_LISTINGS = tables.listings
_BUNDLES = _LISTINGS.alias("bundle_listings")
_ONE = Decimal(1)


class Share(NamedTuple):
    """What one wish takes of one stock item."""

    wish: Wish
    item: Item
    quantity: Decimal
    per_unit: Decimal
    """How much of the item one unit of the wish takes."""
    is_part: bool
    """Whether the wish is a bundle that was taken apart."""


@dataclass(slots=True)
class Claim:
    """All that a hold takes of one stock item."""

    item: Item
    shares: list[Share] = field(default_factory=list)

    @property
    def quantity(self) -> Decimal:
        """The sum."""
        return sum((share.quantity for share in self.shares), Decimal(0))

    def refused(self, left: Decimal | None) -> OutOfStockError:
        """What to tell who wanted it: in units of the wish that needs the most of it."""
        share = max(self.shares, key=lambda one: one.quantity)
        others = self.quantity - share.quantity
        sku, location_id = share.wish
        if left is not None:
            left = max(Decimal(0), bundles_from(left - others, share.per_unit))
        wanted = share.quantity / share.per_unit
        return OutOfStockError(sku, location_id, wanted=wanted, left=left)


def shares_of(
    tx: Connection,
    items: Sequence[Item],
    demand: Mapping[Wish, int],
    now: datetime,
) -> list[Share]:
    """What each wish takes of which stock item; one, unless it is a bundle.

    Raises OutOfStockError for a bundle with a component whose stock is unknown.
    """
    apart = [item for item in items if _is_taken_apart(item)]
    if not apart:
        return [_whole(item, demand) for item in items]
    recipes = _recipes(tx, apart, demand)
    built = {item.place for item in apart if item.bundle == BUILT}
    if built:  # what is finished must stay so until it is claimed
        parts = {item.place for recipe in recipes.values() for item, _ in recipe}
        lock(tx, built | parts | {item.place for item in items})
    shares: list[Share] = []
    for item in items:
        recipe = recipes.get(item.place)
        if recipe is None:
            shares.append(_whole(item, demand))
        else:
            finished = _finished(tx, item, demand, now) if item.place in built else Decimal(0)
            shares += _apart(item, demand, recipe, finished)
    return shares


def claims_of(shares: Iterable[Share], keep_back: Mapping[Wish, Decimal]) -> list[Claim]:
    """One claim per stock item, in lock order.

    What is kept back of a bundle is kept back of its components, each time for as many bundles.
    """
    claims: dict[Place, Claim] = {}
    kept: dict[Place, Decimal] = {}
    for share in shares:
        place = share.item.place
        claims.setdefault(place, Claim(share.item)).shares.append(share)
        rules = [keep_back[share.wish] * share.per_unit] if share.wish in keep_back else []
        own = share.item.sku, place.location_id
        if own != share.wish and own in keep_back:
            rules.append(keep_back[own])
        if rules:
            kept[place] = max([*rules, kept.get(place, rules[0])])
    for place, quantity in kept.items():
        claims[place].item = replace(claims[place].item, keep_back=quantity)
    return [claims[place] for place in sorted(claims)]


def _is_taken_apart(item: Item) -> bool:
    """An assembly that the merchant sells without counting needs no components."""
    return item.bundle is not None and not (item.bundle == BUILT and item.unlimited)


def _whole(item: Item, demand: Mapping[Wish, int]) -> Share:
    wish = item.sku, item.place.location_id
    return Share(wish, item, Decimal(demand[wish]), _ONE, is_part=False)


def _apart(
    bundle: Item,
    demand: Mapping[Wish, int],
    recipe: Sequence[tuple[Item, Decimal]],
    finished: Decimal,
) -> list[Share]:
    wish = bundle.sku, bundle.place.location_id
    new = demand[wish] - finished
    shares = [Share(wish, bundle, finished, _ONE, is_part=True)] if finished else []
    if new:
        shares += [Share(wish, item, new * per, per, is_part=True) for item, per in recipe]
    return shares


def _finished(tx: Connection, item: Item, demand: Mapping[Wish, int], now: datetime) -> Decimal:
    """How many of the wanted bundles stand there finished; ended holds are cleared when needed."""
    wanted = Decimal(demand[item.sku, item.place.location_id])
    if item.pos_available is None:
        return Decimal(0)
    left = left_at(tx, item) or Decimal(0)
    if left < wanted and expire_at(tx, item.place, now):
        left = left_at(tx, item) or Decimal(0)
    return min(wanted, bundles_from(left, _ONE))


_RECIPES = (  # a bundle of which nothing is known has one row without a component
    select(
        _BUNDLES.c.id.label("bundle_id"),
        _COMPONENTS.c.quantity,
        _LISTINGS.c.id,
        _LISTINGS.c.sku,
        _LISTINGS.c.tracked,
        _LISTINGS.c.oversell,
        _LEVELS.c.pos_available,
    )
    .outerjoin_from(
        _BUNDLES,
        _COMPONENTS,
        and_(
            _COMPONENTS.c.connection_id == _BUNDLES.c.connection_id,
            _COMPONENTS.c.variant_platform_id == _BUNDLES.c.platform_id,
        ),
    )
    .outerjoin(
        _LISTINGS,
        and_(
            _LISTINGS.c.connection_id == _COMPONENTS.c.connection_id,
            _LISTINGS.c.platform_id == _COMPONENTS.c.component_platform_id,
            _LISTINGS.c.deleted_at.is_(None),
        ),
    )
    .outerjoin(
        _LEVELS,
        and_(
            _LEVELS.c.listing_id == _LISTINGS.c.id,
            _LEVELS.c.location_id == bindparam("location_id"),
        ),
    )
    .where(_BUNDLES.c.id.in_(bindparam("bundle_ids", expanding=True)))
)


def _recipes(
    tx: Connection, bundles: Sequence[Item], demand: Mapping[Wish, int]
) -> dict[Place, list[tuple[Item, Decimal]]]:
    """Components of each bundle, with how much of them one takes."""
    at: dict[str, list[Item]] = defaultdict(list)
    for bundle in bundles:
        at[bundle.place.location_id].append(bundle)
    recipes: dict[Place, list[tuple[Item, Decimal]]] = {item.place: [] for item in bundles}
    for location_id, wanted in at.items():
        by_id = {item.place.listing_id: item for item in wanted}
        asked = {"location_id": location_id, "bundle_ids": sorted(by_id)}
        for row in tx.execute(_RECIPES, asked):
            bundle = by_id[row.bundle_id]
            recipes[bundle.place].append((_part(row, location_id, bundle, demand), row.quantity))
    return recipes


def _part(row: Any, location_id: str, bundle: Item, demand: Mapping[Wish, int]) -> Item:
    """A component as a stock item. Raises OutOfStockError where its stock is unknown."""
    if row.id is None or (row.pos_available is None and not _is_unlimited(row)):
        wish = bundle.sku, location_id
        raise OutOfStockError(*wish, wanted=Decimal(demand[wish]), left=None)
    return Item(
        place=Place(row.id, location_id),
        sku=row.sku,
        unlimited=_is_unlimited(row),
        safety=bundle.safety,
        pos_available=row.pos_available,
    )


def _is_unlimited(row: Any) -> bool:
    return bool(row.oversell or not row.tracked)
