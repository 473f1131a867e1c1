"""The catalog as it stands: seeded objects, later changes, and how they are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.catalog_objects import SEEDED_AT, CatalogBuilder, stamp
from sandbox.square.seller import Seller
from sandbox.square.store import State

_CACHED_PRODUCTS = 30_000
"""Above this many products, rendered items are not kept: memory matters more than 5 ms a page."""
NESTED = {"ITEM_VARIATION": "ITEM", "MODIFIER": "MODIFIER_LIST", "ITEM_OPTION_VAL": "ITEM_OPTION"}
_NESTED_PATHS = {
    "ITEM": ("item_data", "variations"),
    "MODIFIER_LIST": ("modifier_list_data", "modifiers"),
    "ITEM_OPTION": ("item_option_data", "values"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What an order line needs to know of a variation at a location."""

    item: JsonObject
    variation: JsonObject
    price: int | None
    """Cents; None = variable pricing."""


def nested_in(outer: JsonObject) -> list[JsonObject]:
    """Objects inside an object: variations, modifiers, option values."""
    path = _NESTED_PATHS.get(outer["type"])
    if path is None:
        return []
    found: list[JsonObject] = outer[path[0]].get(path[1], [])
    return found


def _changed(outer: JsonObject, bound: str, kinds: set[str]) -> list[JsonObject]:
    together = (outer, *nested_in(outer))
    return [each for each in together if each["type"] in kinds and each["updated_at"] > bound]


def is_present(catalog_object: JsonObject, location_id: str) -> bool:
    """Whether an object is for sale (or, for a tax, due) at a location."""
    if location_id in catalog_object.get("present_at_location_ids", ()):
        return True
    absent = catalog_object.get("absent_at_location_ids", ())
    return catalog_object["present_at_all_locations"] and location_id not in absent


class Catalog:
    """Objects by id and in listing order; items are built from the seed when first needed."""

    def __init__(self, seed: SeedShop, seller: Seller, state: State, clock: Clock) -> None:
        """Index the ids of everything."""
        self._seed = seed
        self._state = state
        self._clock = clock
        self._build = CatalogBuilder(seed, seller)
        self._fixtures = {fixture["id"]: fixture for fixture in self._build.fixtures}
        self._items: dict[str, int] = {}
        self._images: dict[str, tuple[int, int]] = {}
        self._variations: dict[str, str] = {}
        self._nested: dict[str, str] = {}
        self._index()
        self._rendered: dict[str, orjson.Fragment] = {}
        self._sold_items: dict[str, JsonObject] = {}
        """Kept built, because what is ordered once is ordered again."""
        self._listings: dict[frozenset[str], list[str]] = {}
        self._keeps = len(seed.products) <= _CACHED_PRODUCTS

    def _index(self) -> None:
        for number, product in enumerate(self._seed.products):
            item_id = ids.fixed("item", product.key)
            self._items[item_id] = number
            for position, url in enumerate(product.images):
                self._images[ids.fixed("image", url)] = (number, position)
            for variant in product.variants:
                self._variations[ids.fixed("variation", variant.sku)] = item_id
        for fixture in self._fixtures.values():
            self._nested.update((inner["id"], fixture["id"]) for inner in nested_in(fixture))

    @property
    def seeded_until(self) -> datetime:
        """A moment after the last seeded object and before any change."""
        return SEEDED_AT + timedelta(milliseconds=len(self._items))

    @property
    def latest_time(self) -> datetime:
        """When the catalog was last changed."""
        ms = self._state.marks.get("catalog_ms")
        if ms is None:
            return self.seeded_until
        return datetime.fromtimestamp(ms / 1000, SEEDED_AT.tzinfo)

    def listed(self, kinds: Iterable[str]) -> list[str]:
        """Ids of the objects of some kinds that are not deleted, in listing order."""
        wanted = frozenset(kinds)
        if wanted not in self._listings:
            self._listings[wanted] = self._list(wanted)
        return self._listings[wanted]

    def _list(self, wanted: frozenset[str]) -> list[str]:
        found = [key for key, fixture in self._fixtures.items() if fixture["type"] in wanted]
        if "IMAGE" in wanted:
            found.extend(self._images)
        if "ITEM" in wanted:
            found.extend(key for key in self._item_ids() if not self._is_deleted(key))
        if "ITEM_VARIATION" in wanted:
            found.extend(self._variation_ids())
        for kind in wanted & {"MODIFIER", "ITEM_OPTION_VAL"}:
            outer = NESTED[kind]
            found += [k for k, o in self._nested.items() if self._fixtures[o]["type"] == outer]
        return found

    def _item_ids(self) -> Iterator[str]:
        yield from self._items
        yield from (key for key in self._state.items if key not in self._items)

    def _variation_ids(self) -> Iterator[str]:
        for variation_id, item_id in self._variations.items():
            if item_id not in self._state.items:
                yield variation_id
        for item in self._state.items.rows():
            if not item["is_deleted"]:
                yield from (inner["id"] for inner in nested_in(item))

    def _is_deleted(self, item_id: str) -> bool:
        changed = self._state.items.get(item_id)
        return changed is not None and bool(changed["is_deleted"])

    def changed_since(self, begin: datetime, kinds: set[str], *, deleted: bool) -> list[str]:
        """Ids of the objects of some kinds changed after `begin`, nested ones included."""
        bound = rfc3339(begin)
        last_old = (begin - SEEDED_AT) // timedelta(milliseconds=1)
        found = [o["id"] for f in self._fixtures.values() for o in _changed(f, bound, kinds)]
        if last_old < len(self._items):
            found.extend(self._seeded_after(last_old, kinds))
        for item in self._state.items.rows():
            if deleted or not item["is_deleted"]:
                found.extend(each["id"] for each in _changed(item, bound, kinds))
        return found

    def _seeded_after(self, last_old: int, kinds: set[str]) -> Iterator[str]:
        """Without building anything: a seeded object's time follows from its place in the seed."""
        if "IMAGE" in kinds:
            yield from (key for key, (number, _) in self._images.items() if number > last_old)
        for item_id, number in self._items.items():
            if number <= last_old or item_id in self._state.items:
                continue
            if "ITEM" in kinds:
                yield item_id
            if "ITEM_VARIATION" in kinds:
                for variant in self._seed.products[number].variants:
                    yield ids.fixed("variation", variant.sku)

    def deleted(self, kinds: set[str]) -> list[str]:
        """Ids of the deleted objects of some kinds."""
        rows = (row for row in self._state.items.rows() if row["is_deleted"])
        return [o["id"] for row in rows for o in (row, *nested_in(row)) if o["type"] in kinds]

    def get(self, object_id: str) -> JsonObject:
        """The object itself (not a copy). Raises: KeyError."""
        if (fixture := self._fixtures.get(object_id)) is not None:
            return fixture
        if object_id in self._items or object_id in self._state.items:
            return self._item(object_id)
        if (place := self._images.get(object_id)) is not None:
            return self._build.image(*place)
        outer = self._outer_of(object_id)
        return next(inner for inner in nested_in(outer) if inner["id"] == object_id)

    def find(self, object_id: str) -> JsonObject | None:
        """Like `get`, but None when there is none or it is deleted."""
        try:
            found = self.get(object_id)
        except KeyError:
            return None
        return None if found["is_deleted"] else found

    def _outer_of(self, object_id: str) -> JsonObject:
        if object_id in self._nested:
            return self._fixtures[self._nested[object_id]]
        return self._item(self._variations[object_id])

    def _item(self, item_id: str) -> JsonObject:
        changed = self._state.items.get(item_id)
        if changed is not None:
            return changed
        return self._sold_items.get(item_id) or self._build.item(self._items[item_id])

    def fragment(self, object_id: str) -> orjson.Fragment:
        """The object as prepared JSON. Raises: KeyError."""
        found = self._rendered.get(object_id)
        if found is None:
            found = orjson.Fragment(orjson.dumps(self.get(object_id)))
            if self._keeps:
                self._rendered[object_id] = found
        return found

    def item_of(self, variation_id: str) -> JsonObject | None:
        """The item that a variation belongs to, unless deleted."""
        item_id = self._variations.get(variation_id)
        if item_id is None or self._is_deleted(item_id):
            return None
        item = self._item(item_id)
        if item_id not in self._state.items:
            self._sold_items[item_id] = item
        return item

    def variation_id(self, sku: str) -> str | None:
        """The variation that bears a SKU (or is it already)."""
        if sku in self._variations:
            return sku
        found = ids.fixed("variation", sku)
        return found if found in self._variations else None

    def variations(self) -> Iterable[str]:
        """Ids of all seeded variations, in seed order."""
        return self._variations

    def priced(self, variation_id: str, location_id: str) -> Priced | None:
        """A variation with its price at a location; None when there is none."""
        item = self.item_of(variation_id)
        if item is None:
            return None
        variation = next((v for v in nested_in(item) if v["id"] == variation_id), None)
        if variation is None or variation["is_deleted"]:
            return None
        payload = variation["item_variation_data"]
        price = payload.get("price_money", {}).get("amount")
        for override in payload.get("location_overrides", ()):
            if override["location_id"] == location_id and "price_money" in override:
                price = override["price_money"]["amount"]
        return Priced(item=item, variation=variation, price=price)

    def related(self, catalog_object: JsonObject) -> list[str]:
        """Ids of what an object refers to: images, categories, taxes, lists, options, its item."""
        if catalog_object["type"] == "ITEM_VARIATION":
            item_id = catalog_object["item_variation_data"]["item_id"]
            return [item_id, *self.related(self._item(item_id))]
        if catalog_object["type"] != "ITEM":
            return []
        payload = catalog_object["item_data"]
        found = [category["id"] for category in payload.get("categories", ())]
        found += payload.get("image_ids", ())
        found += payload.get("tax_ids", ())
        found += [entry["modifier_list_id"] for entry in payload.get("modifier_list_info", ())]
        found += [entry["item_option_id"] for entry in payload.get("item_options", ())]
        return found

    def change(self, item_id: str) -> JsonObject:
        """A private copy of an item to edit; pass it to `commit` afterwards."""
        copied: JsonObject = orjson.loads(orjson.dumps(self._item(item_id)))
        return copied

    def commit(self, item: JsonObject, variation_ids: Iterable[str] = ()) -> datetime:
        """Store an edited item under a new version, shared by the variations named."""
        tick = timedelta(milliseconds=1)  # so that it lies after every moment before now
        moment = max(self._clock.now() + tick, self.latest_time + tick)
        version, updated_at = stamp(moment)
        changed = set(variation_ids)
        for each in [item, *(v for v in nested_in(item) if v["id"] in changed)]:
            each["version"], each["updated_at"] = version, updated_at
        self._state.marks["catalog_ms"] = version
        self._state.items.put(item["id"], item)
        self._listings.clear()
        for each in [item, *nested_in(item)]:
            self._rendered.pop(each["id"], None)
            if each["type"] == "ITEM_VARIATION":
                self._variations[each["id"]] = item["id"]
        return moment

    def reload(self) -> None:
        """Forget what was prepared, after the state was replaced."""
        self._rendered.clear()
        self._listings.clear()
        self._variations = {
            key: item for key, item in self._variations.items() if item in self._items
        }
        for item in self._state.items.rows():
            self._variations.update((inner["id"], item["id"]) for inner in nested_in(item))
