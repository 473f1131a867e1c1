"""Stock: quantities per item and location, order routing, and the events they give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.shopify.rows import InventoryItem, InventoryLevel, Location, ProductVariant
from sandbox.shopify.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Pieces of a variant that an order line needs; `line` is the caller's own mark."""

    line: int
    variant: ProductVariant | None
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Pieces of a line that one location is to deliver."""

    line: int
    location_id: int
    item: InventoryItem | None
    quantity: int


def level_of(shop: Shop, item_id: int, location_id: int) -> InventoryLevel | None:
    """The level of an item at a location; None where it is not stocked."""
    item = shop.books.items.get(item_id)
    return item.levels.get(location_id) if item else None


def is_counted(shop: Shop, variant: ProductVariant | None) -> bool:
    """Whether pieces of a variant are counted at all."""
    return variant is not None and shop.books.items[variant.item_id].tracked


def move(shop: Shop, level: InventoryLevel, **deltas: int) -> None:
    """Change quantities of a level by name, e.g. `available=-1, committed=1`."""
    item = shop.books.items[level.item_id]
    for name, delta in deltas.items():
        setattr(level, name, getattr(level, name) + delta)
    level.updated_at = shop.now()
    shop.books.items.touch(item)
    if deltas.get("available"):
        shop.emit("inventory_levels/update", level)


def ranked_locations(shop: Shop) -> list[Location]:
    """Active locations that fulfill online orders, preferred ones first."""
    locations = [each for each in shop.books.locations if each.is_active]
    online = [each for each in locations if each.fulfills_online_orders]
    return sorted(online or locations, key=lambda each: each.rank)


def route(shop: Shop, wishes: Sequence[Wish]) -> list[Assignment]:
    """Where each line is to be delivered from, chosen by the shop and not by the caller.

    The first ranked location with everything in stock gets the whole order; else each line goes
    to the first location with enough of it, else to the first that stocks it at all.
    """
    locations = ranked_locations(shop)
    for location in locations:
        if all(_has(shop, location, wish) for wish in wishes):
            return [_assigned(shop, location, wish) for wish in wishes]
    return [_assigned(shop, _best(shop, locations, wish), wish) for wish in wishes]


def _assigned(shop: Shop, location: Location, wish: Wish) -> Assignment:
    item = shop.books.items[wish.variant.item_id] if wish.variant else None
    return Assignment(line=wish.line, location_id=location.id, item=item, quantity=wish.quantity)


def _has(shop: Shop, location: Location, wish: Wish) -> bool:
    return all(_has_item(shop, location, part) for part in _parts(shop, wish))


def _has_item(shop: Shop, location: Location, wish: Wish) -> bool:
    if wish.variant is None or not is_counted(shop, wish.variant):
        return True
    level = level_of(shop, wish.variant.item_id, location.id)
    return level is not None and level.available >= wish.quantity


def _best(shop: Shop, locations: Sequence[Location], wish: Wish) -> Location:
    for location in locations:
        if _has(shop, location, wish):
            return location
    if wish.variant is not None:
        for location in locations:
            if level_of(shop, wish.variant.item_id, location.id) is not None:
                return location
    return locations[0]


def shortages(shop: Shop, wishes: Iterable[Wish]) -> list[Wish]:
    """Lines that cannot be claimed: counted, sold out, and not to be oversold.

    Pieces of the same variant on several lines are added up.
    """
    wanted: dict[int, int] = {}
    short: list[Wish] = []
    for wish in (part for each in wishes for part in _parts(shop, each)):
        variant = wish.variant
        if variant is None or not is_counted(shop, variant):
            continue
        wanted[variant.id] = wanted.get(variant.id, 0) + wish.quantity
        if variant.inventory_policy == "CONTINUE":
            continue
        item = shop.books.items[variant.item_id]
        most = max((level.available for level in item.levels.values()), default=0)
        if most < wanted[variant.id]:
            short.append(wish)
    return short


def take(shop: Shop, assignments: Iterable[Assignment], into: str) -> None:
    """Move assigned pieces from `available` into `committed` or `reserved`."""
    for each in (part for one in assignments for part in _taken_apart(shop, one)):
        level = _counted_level(shop, each)
        if level is not None:
            move(shop, level, available=-each.quantity, **{into: each.quantity})


def _counted_level(shop: Shop, each: Assignment) -> InventoryLevel | None:
    if each.item is None or not each.item.tracked:
        return None
    return level_of(shop, each.item.id, each.location_id)


def _parts(shop: Shop, wish: Wish) -> list[Wish]:
    """A bundle as its components; anything else as it is."""
    if wish.variant is None or not wish.variant.components:
        return [wish]
    return [
        Wish(
            line=wish.line,
            variant=shop.books.variants[part.variant_id],
            quantity=wish.quantity * part.quantity,
        )
        for part in wish.variant.components
    ]


def _taken_apart(shop: Shop, each: Assignment) -> list[Assignment]:
    bundle = _bundle_of(shop, each.item)
    if bundle is None:
        return [each]
    return [
        Assignment(
            line=each.line,
            location_id=each.location_id,
            item=shop.books.items[shop.books.variants[part.variant_id].item_id],
            quantity=each.quantity * part.quantity,
        )
        for part in bundle.components
    ]


def counted_parts(shop: Shop, variant: ProductVariant) -> list[tuple[InventoryItem, int]]:
    """What one piece takes off the shelf, with how many of each: itself or, of a bundle, its
    components; nothing for what is not counted."""
    whole = Wish(line=0, variant=variant, quantity=1)
    parts = [(each.variant, each.quantity) for each in _parts(shop, whole)]
    items = [(shop.books.items[part.item_id], many) for part, many in parts if part is not None]
    return [(item, many) for item, many in items if item.tracked]


def sell_bundle(shop: Shop, item: InventoryItem, location_id: int, quantity: int) -> None:
    """The till sells bundles: their components leave the shelf."""
    sold = Assignment(line=0, location_id=location_id, item=item, quantity=quantity)
    for each in _taken_apart(shop, sold):
        level = _counted_level(shop, each)
        if level is not None:
            move(shop, level, available=-each.quantity)


def _bundle_of(shop: Shop, item: InventoryItem | None) -> ProductVariant | None:
    variant = None if item is None else shop.books.variants.get(item.variant_id)
    return variant if variant is not None and variant.components else None
