"""What Clover's items say together: options, modifiers, taxes, and whether they are sold."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.catalog import CounterOnly, Modifier, ModifierList, Tax
from domain.ids import PlatformId
from domain.money import Money
from mapping.converters import integer, text
from mapping.options import normalize_option
from mapping.platforms.clover_words import RATE_SCALE, elements, money


def price(amount: Any, kind: Any, currency: str) -> Money | None:
    """An item's price; None where it is asked at the register."""
    return None if kind == "VARIABLE" or amount is None else money(amount, currency)


def sold_by_measure(kind: Any) -> CounterOnly | None:
    """An item priced per pound or meter is measured at the register."""
    return CounterOnly.WEIGHED if kind == "PER_UNIT" else None


def options_of(value: Any, attributes: Mapping[str, str]) -> dict[str, str]:
    """Options by unified name; `attributes` holds what each attribute id is called."""
    found = {}
    for one in elements(value):
        attribute = attributes.get(str((one.get("attribute") or {}).get("id")), "option")
        key, shown = normalize_option(attribute, text(one["name"]))
        found[key] = shown
    return found


def variant_name(options: Any, name: Any) -> str:
    """The option values, "Black / 10"; an item that stands alone goes by its own name."""
    values = [text(one["name"]) for one in elements(options)]
    return " / ".join(values) if values else text(name or "")


def is_tracked(managed: Any, count: Any, stock: Any, tracks_stock: bool) -> bool:
    """Whether there is a count to go by: the merchant tracks stock, and this item has some."""
    return tracks_stock and (managed is True or count is not None or stock is not None)


def is_active(hidden: Any, available: Any, managed: Any, deleted: Any) -> bool:
    """Sold at all. An item that the stock count made unavailable stays: its stock tells."""
    off = available is False and managed is not True
    return not (hidden is True or off or deleted)


def any_active(items: Any) -> bool:
    """Whether any of a product's items is sold."""
    names = ("hidden", "available", "autoManage", "deletedTime")
    return any(is_active(*(item.get(name) for name in names)) for item in items)


def is_taxed(default: Any, rates: Any) -> bool:
    """Whether any tax rate above zero is due."""
    return default is not False or any(one.get("rate") for one in elements(rates))


def names_in(items: Any, field: str) -> tuple[str, ...]:
    """The names of what a product's items refer to, each once."""
    found = [text(one["name"]) for item in items for one in elements(item.get(field))]
    return tuple(dict.fromkeys(found))


def categories_of(items: Any) -> tuple[str, ...]:
    """The categories of a product's items."""
    return names_in(items, "categories")


def tags_of(items: Any) -> tuple[str, ...]:
    """The labels of a product's items."""
    return names_in(items, "tags")


def newest(items: Any) -> int:
    """The latest change of any of a product's items, in milliseconds."""
    return max(
        (integer(item.get("deletedTime") or item.get("modifiedTime") or 0) for item in items),
        default=0,
    )


def modifier_lists_of(
    items: Any, modifiers: Mapping[str, ModifierList]
) -> tuple[ModifierList, ...]:
    """The modifier groups of a product's items, from those the merchant has."""
    wanted = [one["id"] for item in items for one in elements(item.get("modifierGroups"))]
    return tuple(modifiers[one] for one in dict.fromkeys(wanted) if one in modifiers)


def modifier_list(raw: Mapping[str, Any], currency: str) -> ModifierList:
    """A modifier group with its choices; 0 for the most allowed means no limit."""
    return ModifierList(
        platform_id=PlatformId(text(raw["id"])),
        name=text(raw["name"]),
        modifiers=tuple(
            Modifier(
                platform_id=PlatformId(text(one["id"])),
                name=text(one["name"]),
                price=money(one.get("price") or 0, currency),
                active=one.get("available") is not False,
            )
            for one in elements(raw.get("modifiers"))
        ),
        minimum=integer(raw.get("minRequired") or 0),
        maximum=integer(raw.get("maxAllowed") or 0) or None,
    )


def taxes_of(items: Any, rates: Mapping[str, Tax], defaults: tuple[str, ...]) -> tuple[Tax, ...]:
    """The tax rates due on a product's items: their own, else the merchant's default ones."""
    wanted: list[str] = []
    for item in items:
        if item.get("defaultTaxRates") is not False:
            wanted += defaults
        wanted += [one["id"] for one in elements(item.get("taxRates"))]
    return tuple(rates[one] for one in dict.fromkeys(wanted) if one in rates)


def tax(raw: Mapping[str, Any], *, inclusive: bool) -> Tax:
    """A tax rate; flat amounts per piece (`taxAmount`) have no percentage."""
    return Tax(
        platform_id=PlatformId(text(raw["id"])),
        name=text(raw.get("name") or "Tax"),
        percentage=Decimal(integer(raw.get("rate") or 0)) / RATE_SCALE,
        inclusive=inclusive,
    )
