"""Toast's menus, items and products: the tables.

Source: toast-menus.yaml, menus V2 2.4.1. A product record is made by `toast_assembly`. A size is a
variant where Toast keeps it as a modifier that sets the item's price (SIZE_PRICE), so that a price
can be told before the shopper has chosen anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from domain.catalog import CounterOnly, ModifierList, Product, Variant, WeeklyHours
from domain.ids import PlatformId
from domain.money import Money
from mapping.converters import identifier, optional_text, text
from mapping.engine import Field, Map
from mapping.options import normalize_option
from mapping.platforms import toast_words as words
from mapping.platforms.toast_choices import DISH, LOOKS, MenuSide
from mapping.platforms.toast_ids import Choice, variant_id


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
    ignored=LOOKS
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
    ignored=LOOKS
    | {
        "description": "the dishes are described",
        "image": "the dishes are pictured",
        "menuGroups": "walked by `assemble`",
        "menuItems": "walked by `assemble`",
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
    return dict(_option(name, value) for name, value in pairs)


@lru_cache(maxsize=4096)
def _option(name: Any, value: Any) -> tuple[str, str]:
    """One option, unified; the same few come with every variant."""
    return normalize_option(text(name), text(value))


def _size_of(group: Any, option: Any) -> Choice | None:
    return Choice(group, option) if group and option else None


def _variant_id(item: Any, group: Any, size_group: Any, size: Any) -> PlatformId:
    return variant_id(identifier(item), identifier(group), _size_of(size_group, size))


def _sku(own: Any, sized: Any, size: Any) -> str | None:
    """The item's code; of a sized item that of the size, because a code names one variant."""
    found = sized if size else own
    return optional_text(found) if found is not None else None


def _is_counted(guid: Any, side: MenuSide) -> bool:
    return guid in side.counted


def _revision(_guid: Any, revision: int) -> int:
    return revision


def _modifier_lists(references: Any, sizes: Any, side: MenuSide) -> tuple[ModifierList, ...]:
    return side.lists(references or (), sizes or {})


def _is_offered(visibility: Any, offered: Any, size: Any, side: MenuSide) -> bool:
    seen = visibility is None or words.is_offered(visibility)
    return seen and offered is not False and size not in side.out


def _sold_by_measure(unit: Any) -> CounterOnly | None:
    return None if unit == "NONE" else CounterOnly.WEIGHED


VARIANT = Map(
    Variant,
    fields=(
        Field(
            "platform_id",
            ("guid", "menuGroup.guid", "sizeGroup", "size.guid"),
            _variant_id,
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
            _sku,
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
        Field("tracked", "guid", _is_counted, context=("side",)),
        Field("taxable", "taxInfo", bool, default=False),
        Field("hours", "hours", tuple, default=()),
        Field(
            "active",
            ("visibility", "offered", "size.guid"),
            _is_offered,
            default=True,
            context=("side",),
        ),
        Field("counter_only", "unitOfMeasure", _sold_by_measure, default=None),
        Field("revision", "guid", _revision, context=("revision",)),
    ),
    ignored=LOOKS
    | DISH
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
            _modifier_lists,
            default=(),
            context=("side",),
        ),
        Field("revision", "guid", _revision, context=("revision",)),
    ),
)
"""Reads what `assemble` made; `active` is told variant by variant."""
