"""Toast's published menus as products: the walk over menus, groups and items, and the tables.

Source: toast-menus.yaml, menus V2 2.4.1. `assemble` turns the one document into a record per
product; `PRODUCT` reads it. A size is a variant where Toast keeps it as a modifier that sets the
item's price (SIZE_PRICE), so that a price can be told before the shopper has chosen anything else.
An item that stands in several groups is one variant, or one per price.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.catalog import Modifier, ModifierList, Product, Variant, WeeklyHours
from domain.ids import PlatformId
from domain.money import Money
from mapping.converters import identifier, optional_text, text
from mapping.engine import Field, Map, MappingError
from mapping.options import normalize_option
from mapping.platforms import toast_words as words
from mapping.platforms.toast_ids import Choice, choice_id, variant_id
from mapping.report import MappingReport

_DEEPEST = 4
"""Choices under choices are followed so far; a till's screen goes no deeper either."""
_PUBLISH = "correct the item in Toast Web and publish the menus again"

_LOOKS = {
    "posName": "for the till's screen",
    "posButtonColorLight": "for the till's screen",
    "posButtonColorDark": "for the till's screen",
    "masterId": "deprecated twin of multiLocationId",
    "multiLocationId": "orders and stock are asked for by the restaurant's own guid",
}
_DISH = {
    "kitchenName": "for the kitchen",
    "prepTime": "the kitchen's own planning",
    "prepStations": "the kitchen's own planning",
    "salesCategory": "for the restaurant's reports",
    "calories": "not asked for by voice yet",
    "contentAdvisories": "age checks are the restaurant's at handover",
    "allergens": "reserved by Toast for the future",
    "portions": "halves of a dish cannot be ordered by voice yet",
    "length": "parcels are not planned here",
    "height": "parcels are not planned here",
    "width": "parcels are not planned here",
    "dimensionUnitOfMeasure": "parcels are not planned here",
    "weight": "parcels are not planned here",
    "weightUnitOfMeasure": "parcels are not planned here",
    "guestCount": "not asked for by voice yet",
    "sortOrder": "orders the kitchen's tickets",
    "plu": "the till's own short number",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuPart:
    """What a menu or a menu group says about everything in it."""

    guid: str
    name: str
    offered: bool = True
    hours: tuple[WeeklyHours, ...] = ()
    tags: tuple[str, ...] = ()


def tag_names(tags: Any) -> tuple[str, ...]:
    """The names of item tags."""
    return tuple(text(tag["name"]) for tag in tags)


MENU = Map(
    MenuPart,
    fields=(
        Field("guid", "guid", identifier),
        Field("name", "name", text, default=""),
        Field("offered", "visibility", words.is_offered, default=True),
        Field("hours", "availability", words.weekly_hours, default=()),
    ),
    ignored=_LOOKS
    | {
        "description": "the dishes are described",
        "highResImage": "the dishes are pictured",
        "image": "the dishes are pictured",
        "menuGroups": "walked by `assemble`",
    },
)

MENU_GROUP = Map(
    MenuPart,
    fields=(
        Field("guid", "guid", identifier),
        Field("name", "name", text, default=""),
        Field("offered", "visibility", words.is_offered, default=True),
        Field("tags", "itemTags", tag_names, default=()),
    ),
    ignored=_LOOKS
    | {
        "description": "the dishes are described",
        "image": "the dishes are pictured",
        "menuGroups": "walked by `assemble`",
        "menuItems": "walked by `assemble`",
    },
)


@dataclass(slots=True)
class MenuSide:
    """What items refer to: modifier groups and options, and which of them are 86'd."""

    currency: str
    groups: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    out: frozenset[str] = frozenset()
    """GUIDs that are out of stock."""
    counted: frozenset[str] = frozenset()
    """GUIDs that have a quantity or are out of stock; all others are simply in stock."""
    report: MappingReport = field(default_factory=MappingReport)

    def group_named(self, guid: Any) -> Mapping[str, Any] | None:
        """The modifier group with that guid."""
        return next((one for one in self.groups.values() if one.get("guid") == guid), None)

    def lists(
        self, references: Sequence[Any], sizes: Mapping[str, PlatformId], path: str = ""
    ) -> tuple[ModifierList, ...]:
        """The modifier lists behind reference ids; a reference that leads nowhere is refused."""
        if path.count("/") >= _DEEPEST:
            return ()
        context = {"side": self, "sizes": sizes, "path": path}
        return tuple(
            MODIFIER_LIST.read(self._at(self.groups, one), context=context, report=self.report)
            for one in references
        )

    def modifiers(self, group: Mapping[str, Any], sizes: Any, path: str) -> tuple[Modifier, ...]:
        """The options of one group."""
        rows = [self._at(self.options, one) for one in group["modifierOptionReferences"]]
        return tuple(
            MODIFIER.read(
                raw,
                context={"side": self, "group": group, "sizes": sizes, "path": path},
                report=self.report,
            )
            for raw in rows
        )

    def _at(self, rows: Mapping[str, Mapping[str, Any]], reference: Any) -> Mapping[str, Any]:
        found = rows.get(str(reference))
        if found is None:
            raise MappingError("referenceId", reference, _PUBLISH)
        return found


def _sequence(strategy: Any, rules: Any, side: MenuSide) -> tuple[Money, ...]:
    if strategy != "SEQUENCE_PRICE" or not rules:
        return ()
    return _rule_prices(rules, None, side.currency)


def _rule_prices(rules: Any, size: str | None, currency: str) -> tuple[Money, ...]:
    for rule in rules.get("sizeSequencePricingRules") or ():
        if size is None or rule.get("sizeName") == size:
            ordered = sorted(rule["sequencePrices"], key=lambda one: one["sequence"])
            return tuple(words.amount(one["price"], currency) for one in ordered)
    return ()


def _least(least: Any, mode: Any) -> int:
    return max(int(least or 0), 1 if mode == "REQUIRED" else 0)


def _most(most: Any, several: Any) -> int | None:
    if several is False:
        return 1
    return None if most is None else int(most)


def _choices(
    guid: Any, references: Any, strategy: Any, rules: Any, free: Any, side: MenuSide,
    sizes: Any, path: str,
) -> tuple[Modifier, ...]:  # fmt: skip
    group = {
        "guid": guid,
        "modifierOptionReferences": references or (),
        "pricingStrategy": strategy,
        "pricingRules": rules,
        "defaultOptionsChargePrice": free,
    }
    return side.modifiers(group, sizes, path)


MODIFIER_LIST = Map(
    ModifierList,
    fields=(
        Field("platform_id", "guid", identifier),
        Field("name", "name", text, default=""),
        Field(
            "modifiers",
            (
                "guid",
                "modifierOptionReferences",
                "pricingStrategy",
                "pricingRules",
                "defaultOptionsChargePrice",
            ),
            _choices,
            context=("side", "sizes", "path"),
        ),
        Field("minimum", ("minSelections", "requiredMode"), _least, default=0),
        Field("maximum", ("maxSelections", "isMultiSelect"), _most, default=None),
        Field(
            "sequence_prices",
            ("pricingStrategy", "pricingRules"),
            _sequence,
            default=(),
            context=("side",),
        ),
    ),
    ignored=_LOOKS
    | {
        "referenceId": "the key it was found by",
        "visibility": "the item's visibility decides",
        "defaultOptionsSubstitutionPricing": "the quote tells the price of a substitution",
        "preModifierGroupReference": "EXTRA and ON THE SIDE cannot be said by voice yet",
    },
)


def _option_price(
    price: Any, default: Any, side: MenuSide, group: Mapping[str, Any]
) -> Money | None:
    if default is True and group["defaultOptionsChargePrice"] in ("NO", False):
        return Money.zero(side.currency)
    return None if price is None else words.amount(price, side.currency)


def _sized_prices(
    strategy: Any, side: MenuSide, group: Mapping[str, Any], sizes: Mapping[str, PlatformId]
) -> dict[PlatformId, Money]:
    if strategy != "GROUP_PRICE" or group["pricingStrategy"] != "SIZE_PRICE":
        return {}
    found = {}
    for size, variant in sizes.items():
        prices = _rule_prices(group["pricingRules"] or {}, size, side.currency)
        if prices:
            found[variant] = prices[0]
    return found


def _inner_lists(
    references: Any, guid: Any, side: MenuSide, group: Mapping[str, Any], sizes: Any, path: str
) -> tuple[ModifierList, ...]:
    if not references:
        return ()
    return side.lists(references, sizes, choice_id(path, Choice(group["guid"], guid)))


MODIFIER = Map(
    Modifier,
    fields=(
        Field(
            "platform_id",
            "guid",
            lambda guid, group, path: choice_id(path, Choice(group["guid"], identifier(guid))),
            context=("group", "path"),
        ),
        Field("name", "name", text),
        Field(
            "price",
            ("price", "isDefault"),
            _option_price,
            default=None,
            context=("side", "group"),
        ),
        Field(
            "variant_prices",
            "pricingStrategy",
            _sized_prices,
            default={},
            context=("side", "group", "sizes"),
        ),
        Field(
            "active",
            ("guid", "visibility"),
            lambda guid, seen, side: guid not in side.out and (seen is None or bool(seen)),
            context=("side",),
        ),
        Field("chosen_by_default", "isDefault", bool, default=False),
        Field("repeatable", "allowsDuplicates", bool, default=False),
        Field(
            "modifier_lists",
            ("modifierGroupReferences", "guid"),
            _inner_lists,
            default=(),
            context=("side", "group", "sizes", "path"),
        ),
    ),
    ignored=_LOOKS
    | _DISH
    | {
        "referenceId": "the key it was found by",
        "description": "the name is spoken",
        "image": "the dish is pictured",
        "images": "the dish is pictured",
        "pricingRules": "a choice priced by its own size or hour is told by the quote",
        "taxInfo": "deprecated; Toast calculates",
        "modifierOptionTaxInfo": "Toast calculates",
        "itemTags": "the dish is tagged",
        "unitOfMeasure": "choices are counted",
        "sku": "a choice is not sold alone",
    },
)


def _variant_name(name: Any, retail: Any, size: Any) -> str:
    if retail:
        return text(retail)
    return text(size) if size else text(name)


def _variant_price(price: Any, size_price: Any, currency: str) -> Money | None:
    found = price if size_price is None else size_price
    return None if found is None else words.amount(found, currency)


def _options(chosen: Any, size: Any, menu: Any) -> dict[str, str]:
    pairs = [(one["name"], one["value"]["name"]) for one in chosen or ()]
    pairs += [("Size", size)] if size else []
    pairs += [("Menu", menu)] if menu else []
    return dict(normalize_option(text(name), text(value)) for name, value in pairs)


def _size_of(group: Any, option: Any) -> Choice | None:
    return Choice(group, option) if group and option else None


def _is_offered(visibility: Any, offered: Any, size: Any, unit: Any, side: MenuSide) -> bool:
    seen = visibility is None or words.is_offered(visibility)
    return seen and offered is not False and size not in side.out and unit in (None, "NONE")


VARIANT = Map(
    Variant,
    fields=(
        Field(
            "platform_id",
            ("guid", "menuGroup.guid", "sizeGroup", "size.guid"),
            lambda item, group, sizes, size: variant_id(
                identifier(item), identifier(group), _size_of(sizes, size)
            ),
        ),
        Field(
            "name",
            ("name", "catalogProductInfo.productVariant.name", "size.name"),
            _variant_name,
            remedy="give the item a name in Toast",
        ),
        Field(
            "sku",
            ("sku", "size.sku", "size.guid"),
            lambda own, sized, size: optional_text(sized if size else own or "" or None),
            default=None,
        ),
        Field(
            "price", ("price", "size.price"), _variant_price, default=None, context=("currency",)
        ),
        Field(
            "timed_prices", "pricingRules", words.timed_prices, default=(), context=("currency",)
        ),
        Field(
            "options",
            ("catalogProductInfo.productVariant.selectedOptions", "size.name", "menuLabel"),
            _options,
            default={},
        ),
        Field("inventory_platform_id", "guid", identifier),
        Field("tracked", "guid", lambda guid, side: guid in side.counted, context=("side",)),
        Field("taxable", "taxInfo", bool, default=False),
        Field("hours", "hours", tuple, default=()),
        Field(
            "active",
            ("visibility", "offered", "size.guid", "unitOfMeasure"),
            _is_offered,
            default=True,
            context=("side",),
        ),
        Field("revision", "guid", lambda _guid, revision: revision, context=("revision",)),
    ),
    ignored=_LOOKS
    | _DISH
    | {
        "description": "told by the product",
        "image": "told by the product",
        "images": "told by the product",
        "itemTags": "told by the product",
        "modifierGroupReferences": "told by the product",
        "pricingStrategy": "which variants there are was settled by `assemble`",
        "isDeferred": "for the restaurant's books",
        "isDiscountable": "Toast calculates discounts",
        "taxInclusion": "the quote tells price and tax apart",
        "eligiblePaymentAssistancePrograms": "paid at the till only",
        "isComboParent": "reserved by Toast for the future",
        "catalogProductInfo": "the product's names and pictures are told by the product",
        "size": "the size's own record is a choice like any other",
        "menuGroup": "told by the product",
    },
)

PRODUCT = Map(
    Product,
    fields=(
        Field("platform_id", "guid", identifier),
        Field("title", "name", text, remedy="give the item a name in Toast"),
        Field("variants", "variants[]", VARIANT),
        Field("description", "description", optional_text, default=None),
        Field("categories", "categories", tuple, default=()),
        Field("tags", "tags", tuple, default=()),
        Field("images", "images", words.images, default=()),
        Field(
            "modifier_lists",
            ("lists", "sizes"),
            lambda lists, sizes, side: side.lists(lists or (), sizes or {}),
            default=(),
            context=("side",),
        ),
        Field("revision", "guid", lambda _guid, revision: revision, context=("revision",)),
    ),
)
"""Reads what `assemble` made; `active` is told variant by variant."""


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


def assemble(
    document: Mapping[str, Any], side: MenuSide
) -> tuple[list[dict[str, Any]], list[tuple[Mapping[str, Any], MappingError]]]:
    """A record per product in the order of the menus, and menus or groups that cannot be read."""
    places: dict[str, list[_Place]] = {}
    bad: list[tuple[Mapping[str, Any], MappingError]] = []
    for raw in document.get("menus") or ():
        try:
            menu = MENU.read(raw, report=side.report)
        except MappingError as error:
            bad.append((raw, error))
            continue
        for place in _walk(raw, menu, menu.offered, side, bad):
            places.setdefault(str(place.item.get("guid")), []).append(place)
    products: dict[str, list[list[_Place]]] = {}
    for guid, found in places.items():
        products.setdefault(_product_guid(found[0].item, guid), []).append(found)
    records = []
    for guid, items in products.items():
        try:
            records.append(_record(guid, items, side))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            fault = MappingError("(item)", f"{type(error).__name__}: {error}", _PUBLISH)
            bad.append(({**items[0][0].item, "guid": guid}, fault))
    return records, bad


def _walk(
    parent: Mapping[str, Any],
    menu: MenuPart,
    offered: bool,
    side: MenuSide,
    bad: list[tuple[Mapping[str, Any], MappingError]],
) -> Iterator[_Place]:
    for raw in parent.get("menuGroups") or ():
        try:
            group = MENU_GROUP.read(raw, report=side.report)
        except MappingError as error:
            bad.append((raw, error))
            continue
        seen = offered and group.offered
        for item in raw.get("menuItems") or ():
            if isinstance(item, dict):
                yield _Place(item, menu, group, seen)
            else:
                bad.append(({"value": item}, MappingError("menuItems", item, _PUBLISH)))
        yield from _walk(raw, menu, seen, side, bad)


def _product_guid(item: Mapping[str, Any], guid: str) -> str:
    retail = (item.get("catalogProductInfo") or {}).get("product") or {}
    return str(retail.get("id") or guid)


def _record(guid: str, items: list[list[_Place]], side: MenuSide) -> dict[str, Any]:
    first = items[0][0].item
    retail = (first.get("catalogProductInfo") or {}).get("product") or {}
    variants = [variant for places in items for variant in _variants(places, side)]
    every = [place for places in items for place in places]
    size_group = _size_group(first)
    lists = [
        one
        for one in first.get("modifierGroupReferences") or ()
        if (side.groups.get(str(one)) or {}).get("guid") != size_group or size_group is None
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
    if item.get("pricingStrategy") != "SIZE_PRICE":
        return None
    found: str | None = (item.get("pricingRules") or {}).get("sizeSpecificPricingGuid")
    return found


def _variants(places: list[_Place], side: MenuSide) -> Iterator[dict[str, Any]]:
    """One record per price, and per size where the size sets the price."""
    by_price: dict[str, list[_Place]] = {}
    for place in places:
        by_price.setdefault(place.priced_as, []).append(place)
    for alike in by_price.values():
        best = next((place for place in alike if place.offered), alike[0])
        hours = _union([place.menu.hours for place in alike if place.offered])
        record = {
            **best.item,
            "menuGroup": {"guid": best.group.guid, "name": best.group.name},
            "offered": best.offered,
            "hours": hours,
            "menuLabel": best.menu.name if len(by_price) > 1 else None,
        }
        yield from _sized(record, side)


def _union(hours: list[tuple[WeeklyHours, ...]]) -> tuple[WeeklyHours, ...]:
    if any(not one for one in hours):
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
