"""Toast's one document of menus as a record per product: the walk over menus, groups and items.

An item that stands in several groups is one variant, or one per price. What cannot be read is set
aside with what encloses it; nothing here raises for what a vendor might send.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.catalog import WeeklyHours
from mapping.engine import MappingError
from mapping.platforms.toast_choices import PUBLISH, MenuSide
from mapping.platforms.toast_ids import Choice, variant_id
from mapping.platforms.toast_menu import MENU, MENU_GROUP, MenuPart, tag_names

_BY_SIZE = "SIZE_PRICE"


@dataclass(slots=True)
class _Place:
    """One item where it stands."""

    item: Mapping[str, Any]
    menu: MenuPart
    group: MenuPart
    offered: bool

    @property
    def priced_as(self) -> str:
        return repr((self.item.get("price"), self.item.get("pricingStrategy")))


Faults = list[tuple[Mapping[str, Any], MappingError]]


def assemble(document: Mapping[str, Any], side: MenuSide) -> tuple[list[dict[str, Any]], Faults]:
    """A record per product in the order of the menus, and what cannot be read, with why."""
    bad: Faults = []
    places: dict[str, list[_Place]] = {}
    for place in _places(document, side, bad):
        places.setdefault(str(place.item.get("guid")), []).append(place)
    products: dict[str, list[list[_Place]]] = {}
    for guid, found in places.items():
        products.setdefault(_product_guid(found[0].item, guid), []).append(found)
    records = []
    for guid, items in products.items():
        try:
            records.append(_record(guid, items, side))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            fault = MappingError("(item)", f"{type(error).__name__}: {error}", PUBLISH)
            bad.append(({**items[0][0].item, "guid": guid}, fault))
    return records, bad


def _places(document: Mapping[str, Any], side: MenuSide, bad: Faults) -> Iterator[_Place]:
    for raw in _rows(document, "menus", bad):
        try:
            menu = MENU.read(raw, report=side.report)
        except MappingError as error:
            bad.append((raw, error))
            continue
        yield from _walk(raw, menu, menu.offered, side, bad)


def _walk(
    parent: Mapping[str, Any], menu: MenuPart, offered: bool, side: MenuSide, bad: Faults
) -> Iterator[_Place]:
    for raw in _rows(parent, "menuGroups", bad):
        try:
            group = MENU_GROUP.read(raw, report=side.report)
        except MappingError as error:
            bad.append((raw, error))
            continue
        seen = offered and group.offered
        for item in _rows(raw, "menuItems", bad):
            yield _Place(item, menu, group, seen)
        yield from _walk(raw, menu, seen, side, bad)


def _rows(parent: Mapping[str, Any], name: str, bad: Faults) -> Iterator[Mapping[str, Any]]:
    """The records of a list; what is none is set aside."""
    rows = parent.get(name) or ()
    for row in rows if isinstance(rows, (list, tuple)) else (rows,):
        if isinstance(row, dict):
            yield row
        else:
            bad.append(({"value": row}, MappingError(name, row, PUBLISH)))


def _product_guid(item: Mapping[str, Any], guid: str) -> str:
    """The retail product an item is a variant of, else the item's own."""
    retail = item.get("catalogProductInfo")
    product = retail.get("product") if isinstance(retail, dict) else None
    return str((product.get("id") if isinstance(product, dict) else None) or guid)


def _record(guid: str, items: list[list[_Place]], side: MenuSide) -> dict[str, Any]:
    first = items[0][0].item
    retail = (first.get("catalogProductInfo") or {}).get("product") or {}
    variants = [variant for places in items for variant in _variants(places, side)]
    every = [place for places in items for place in places]
    lists = first.get("modifierGroupReferences") or ()
    size_group = _size_group(first)
    if size_group is not None:
        lists = [
            one for one in lists if (side.groups.get(str(one)) or {}).get("guid") != size_group
        ]
    return {
        "guid": guid,
        "name": retail.get("name") or first.get("name"),
        "description": retail.get("description") or first.get("description"),
        "images": [*(retail.get("images") or ()), first.get("image"), *(first.get("images") or ())],
        "categories": list(dict.fromkeys(place.group.name for place in every)),
        "tags": [*tag_names(first.get("itemTags") or ()), *every[0].group.tags],
        "lists": lists,
        "sizes": {
            variant["size"]["name"]: variant_id(
                first["guid"],
                variant["menuGroup"]["guid"],
                Choice(variant["sizeGroup"], variant["size"]["guid"]),
            )
            for variant in variants
            if variant.get("size")
        },
        "variants": variants,
    }


def _size_group(item: Mapping[str, Any]) -> str | None:
    if item.get("pricingStrategy") != _BY_SIZE:
        return None
    found: str | None = (item.get("pricingRules") or {}).get("sizeSpecificPricingGuid")
    return found


def _variants(places: list[_Place], side: MenuSide) -> Iterator[dict[str, Any]]:
    """One record per price, and per size where the size sets the price."""
    for alike in _by_price(places):
        best = next((place for place in alike if place.offered), alike[0])
        record = {
            **best.item,
            "menuGroup": {"guid": best.group.guid, "name": best.group.name},
            "offered": best.offered,
            "hours": _union([place.menu.hours for place in alike if place.offered]),
            "menuLabel": None if len(alike) == len(places) else best.menu.name,
        }
        if record.get("pricingStrategy") == _BY_SIZE:
            yield from _sized(record, side)
        else:
            yield record


def _by_price(places: list[_Place]) -> list[list[_Place]]:
    """Places with one price together; an item that stands once, as most do, is not looked at."""
    if len(places) == 1:
        return [places]
    found: dict[str, list[_Place]] = {}
    for place in places:
        found.setdefault(place.priced_as, []).append(place)
    return list(found.values())


def _union(hours: list[tuple[WeeklyHours, ...]]) -> tuple[WeeklyHours, ...]:
    if not all(hours):
        return ()
    return tuple(dict.fromkeys(span for one in hours for span in one))


def _sized(record: dict[str, Any], side: MenuSide) -> Iterator[dict[str, Any]]:
    group_guid = _size_group(record)
    group = side.group_named(group_guid) if group_guid else None
    sizes = [
        side.options[str(one)]
        for one in (group or {}).get("modifierOptionReferences") or ()
        if str(one) in side.options
    ]
    if not sizes:
        yield record
    for size in sizes:
        yield {**record, "sizeGroup": group_guid, "size": size}
