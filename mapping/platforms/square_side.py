"""The objects beside Square's items: what item records name only by id, resolved once per run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.catalog import Image, Modifier, ModifierList, Tax
from domain.ids import PlatformId
from mapping.converters import decimal, identifier, money_minor, optional_text, text
from mapping.engine import Field, Map
from mapping.options import normalize_option, options_from_name
from mapping.report import MappingReport

_OBJECT = {
    "type": "the table is chosen by it",
    "updated_at": "version orders changes",
    "created_at": "not a fact about what is sold",
    "version": "the item's version stands for what it names",
    "is_deleted": "nothing alive names a deleted object",
    "present_at_all_locations": "presence is decided by item and variation",
    "present_at_location_ids": "presence is decided by item and variation",
    "absent_at_location_ids": "presence is decided by item and variation",
    "catalog_v1_ids": "ids of a retired API",
    "custom_attribute_values": "the seller's own notes",
    "image_id": "deprecated twin of image_ids",
}
"""Fields that every catalog object has."""


def _lowest(value: Any) -> int:
    return max(int(value), 0)


def _highest(value: Any, selection: Any) -> int | None:
    """0 and -1 mean no limit; the deprecated selection_type speaks where no number does."""
    if value is not None and int(value) > 0:
        return int(value)
    return 1 if selection == "SINGLE" and value is None else None


def _inclusive(value: Any) -> bool:
    return text(value) == "INCLUSIVE"


IMAGE = Map(
    Image,
    fields=(
        Field("url", "image_data.url", text),
        Field("platform_id", "id", identifier),
        Field("alt", "image_data.caption", optional_text, default=None),
    ),
    ignored=_OBJECT
    | {
        "image_data.name": "a file name for the seller",
        "image_data.photo_studio_order_id": "the seller's order of the picture",
    },
)

TAX = Map(
    Tax,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "tax_data.name", text),
        Field("percentage", "tax_data.percentage", decimal),
        Field("inclusive", "tax_data.inclusion_type", _inclusive, default=False),
        Field("enabled", "tax_data.enabled", default=True),
    ),
    ignored=_OBJECT
    | {
        "tax_data.calculation_phase": "Square calculates",
        "tax_data.applies_to_custom_amounts": "no custom amounts are sold by voice",
        "tax_data.applies_to_product_set_id": "Square decides where its taxes apply",
    },
)

MODIFIER = Map(
    Modifier,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "modifier_data.name", text),
        Field("price", "modifier_data.price_money", money_minor, default=None),
    ),
    ignored=_OBJECT
    | {
        "modifier_data.modifier_list_id": "it stands inside its list",
        "modifier_data.ordinal": "the list is in order",
        "modifier_data.on_by_default": "what is wanted is always said",
        "modifier_data.location_overrides": "Square prices the line",
        "modifier_data.kitchen_name": "for the kitchen",
        "modifier_data.image_id": "not shown",
        "modifier_data.hidden_online": "Square's own online store",
        "modifier_data.child_modifier_list_ids": "nested choices are not offered by voice",
    },
)

MODIFIER_LIST = Map(
    ModifierList,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "modifier_list_data.name", text),
        Field("modifiers", "modifier_list_data.modifiers[]", MODIFIER, default=()),
        Field("minimum", "modifier_list_data.min_selected_modifiers", _lowest, default=0),
        Field(
            "maximum",
            ("modifier_list_data.max_selected_modifiers", "modifier_list_data.selection_type"),
            _highest,
            default=None,
        ),
    ),
    ignored=_OBJECT
    | {
        "modifier_list_data.modifier_type": "a TEXT list has no modifiers",
        "modifier_list_data.ordinal": "the item's list is in order",
        "modifier_list_data.internal_name": "for the seller's staff",
        "modifier_list_data.allow_quantities": "each modifier is taken once",
        "modifier_list_data.is_conversational": "a hint for Square's own kiosk",
        "modifier_list_data.hidden_from_customer": "decided per item",
        "modifier_list_data.max_length": "text lists are not filled by voice",
        "modifier_list_data.text_required": "text lists are not filled by voice",
        "modifier_list_data.image_ids": "not shown",
    },
)


@dataclass(slots=True)
class SideObjects:
    """An index of what items refer to by id; fill it with `add`, hand it to the tables."""

    report: MappingReport = field(default_factory=MappingReport)
    categories: dict[str, str] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    taxes: dict[str, Tax] = field(default_factory=dict)
    modifier_lists: dict[str, ModifierList] = field(default_factory=dict)
    option_values: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Value id to unified key and value."""
    options: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    """Ids that were asked for and that Square does not have."""
    untaxed_items: set[str] = field(default_factory=set)
    locations: tuple[PlatformId, ...] = ()

    def add(self, raw: Mapping[str, Any]) -> None:
        """Take one catalog object in; kinds that items do not refer to are passed over.

        Raises MappingError when it lacks what the schema needs.
        """
        taker = _TAKERS.get(raw.get("type", ""))
        if taker is not None:
            taker(self, raw)

    def missing(self, items: Iterable[Mapping[str, Any]]) -> list[str]:
        """The ids these items refer to that are neither known nor known to be gone."""
        wanted = dict.fromkeys(ref for item in items for ref in references(item))
        return [ref for ref in wanted if not self._knows(ref)]

    def settle(self, asked: Iterable[str], items: Iterable[Mapping[str, Any]]) -> None:
        """After fetching: what was asked for and did not come is gone; note untaxed items."""
        self.gone.update(ref for ref in asked if not self._knows(ref))
        for item in items:
            if not (item.get("item_data") or {}).get("tax_ids"):
                self.untaxed_items.add(item["id"])

    def _knows(self, ref: str) -> bool:
        known = (self.categories, self.images, self.taxes, self.modifier_lists, self.options)
        return ref in self.gone or any(ref in kind for kind in known)


def references(item: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the side objects that one item refers to."""
    content = item.get("item_data") or {}
    yield from content.get("image_ids") or ()
    yield from content.get("tax_ids") or ()
    yield from (one["id"] for one in content.get("categories") or () if "id" in one)
    yield from (one["modifier_list_id"] for one in content.get("modifier_list_info") or ())
    yield from (one["item_option_id"] for one in content.get("item_options") or ())
    if content.get("category_id"):
        yield content["category_id"]


def _take_category(side: SideObjects, raw: Mapping[str, Any]) -> None:
    side.categories[raw["id"]] = str(raw.get("category_data", {}).get("name") or "")


def _take_option(side: SideObjects, raw: Mapping[str, Any]) -> None:
    content = raw.get("item_option_data", {})
    name = content.get("display_name") or content.get("name") or ""
    side.options.add(raw["id"])
    for value in content.get("values") or ():
        written = value.get("item_option_value_data", {}).get("name") or ""
        side.option_values[value["id"]] = normalize_option(name, written)


def _take_image(side: SideObjects, raw: Mapping[str, Any]) -> None:
    if raw.get("image_data", {}).get("url"):
        side.images[raw["id"]] = IMAGE.read(raw, report=side.report)
    else:
        side.gone.add(raw["id"])  # uploaded but not yet served: Square fills the URL later


def _take_tax(side: SideObjects, raw: Mapping[str, Any]) -> None:
    side.taxes[raw["id"]] = TAX.read(raw, report=side.report)


def _take_modifier_list(side: SideObjects, raw: Mapping[str, Any]) -> None:
    side.modifier_lists[raw["id"]] = MODIFIER_LIST.read(raw, report=side.report)


_TAKERS: Mapping[str, Callable[[SideObjects, Mapping[str, Any]], None]] = {
    "CATEGORY": _take_category,
    "IMAGE": _take_image,
    "TAX": _take_tax,
    "MODIFIER_LIST": _take_modifier_list,
    "ITEM_OPTION": _take_option,
}


def category_names(listed: Any, old: Any, side: SideObjects) -> tuple[str, ...]:
    """The names of an item's categories; `category_id` is deprecated but still sent."""
    ids = [one["id"] for one in listed] if listed else [old] if old else []
    return tuple(name for one in ids if (name := side.categories.get(one)))


def images_of(ids: Any, side: SideObjects) -> tuple[Image, ...]:
    """An item's pictures; an id that Square no longer serves is left out."""
    return tuple(side.images[one] for one in ids if one in side.images)


def taxes_of(ids: Any, side: SideObjects) -> tuple[Tax, ...]:
    """The taxes an item names."""
    return tuple(side.taxes[one] for one in ids if one in side.taxes)


def modifier_lists_of(infos: Any, side: SideObjects) -> tuple[ModifierList, ...]:
    """An item's enabled modifier lists with the item's own limits (-1: the list's own)."""
    return tuple(
        _limited(side.modifier_lists[info["modifier_list_id"]], info)
        for info in infos
        if info.get("enabled", True) and info["modifier_list_id"] in side.modifier_lists
    )


def _limited(base: ModifierList, info: Mapping[str, Any]) -> ModifierList:
    low, high = info.get("min_selected_modifiers"), info.get("max_selected_modifiers")
    if low in (None, -1) and high in (None, -1):
        return base
    return replace(
        base,
        minimum=base.minimum if low in (None, -1) else _lowest(low),
        maximum=base.maximum if high in (None, -1) else _highest(high, None),
    )


def variant_options(values: Any, name: Any, side: SideObjects) -> Mapping[str, str]:
    """A variation's options: from its option values, else what its name surely tells."""
    if values:
        known = side.option_values
        found = [
            known[one["item_option_value_id"]]
            for one in values
            if one["item_option_value_id"] in known
        ]
        if found:
            return dict(found)
    return options_from_name(name) if name else {}


def is_taxed(item_id: Any, side: SideObjects) -> bool:
    """Whether the variation's item names any tax."""
    return item_id not in side.untaxed_items


def absent_at(
    everywhere: Any, present: Any, absent: Any, overrides: Any, tracked: Any, side: SideObjects
) -> tuple[PlatformId, ...]:
    """Locations where a variation is not sold.

    `sold_out` counts only where Square keeps no count: for counted goods Square sets the flag by
    itself at zero and the count says the same, and later.
    """
    if everywhere is False:
        here = set(present or ())
        gone = [one for one in side.locations if one not in here]
    else:
        gone = list(absent or ())
    for one in overrides or ():
        counted = one.get("track_inventory", tracked)
        if one.get("sold_out") and not counted and one["location_id"] not in gone:
            gone.append(one["location_id"])
    return tuple(gone)
