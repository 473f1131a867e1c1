"""What a Revel product's own row does not hold: category names, and what the online store knows.

Source of the web-order shapes: Revel's open-source online-ordering application (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from domain.catalog import Image, Modifier, ModifierList
from domain.ids import PlatformId
from mapping.options import normalize_option, options_from_name
from mapping.platforms import revel_words as words

Raw: TypeAlias = Mapping[str, Any]
_NOTHING: Raw = MappingProxyType({})


@dataclass(slots=True)
class RevelSide:
    """An index that one walk over the catalog fills and the tables read."""

    host: str = ""
    """Scheme and host that relative image paths hang below."""
    currency: str = "USD"
    categories: dict[str, str] = field(default_factory=dict)
    web: dict[str, Raw] = field(default_factory=dict)
    """Rows of `/weborders/products/` by product id."""
    children: dict[str, Raw] = field(default_factory=dict)
    """Entries of `/weborders/attributes/` by the child's product id."""

    def add_categories(self, rows: Iterable[Raw]) -> None:
        """Remember the names of categories; one without id or name is passed over."""
        for row in rows:
            if isinstance(row.get("name"), str) and row.get("id") is not None:
                self.categories[str(row["id"])] = row["name"].strip()

    def add_web(self, rows: Iterable[Raw]) -> None:
        """Remember what the online store tells of products."""
        self.web.update({str(row["id"]): row for row in rows if row.get("id") is not None})

    def add_children(self, rows: Iterable[Raw]) -> None:
        """Remember what tells the versions of a matrix product apart."""
        for row in rows:
            product = row.get("product")
            if isinstance(product, Mapping) and product.get("id") is not None:
                self.children[str(product["id"])] = row


def category_names(category: Any, side: RevelSide) -> tuple[str, ...]:
    """The name of a product's category; an unknown one is no category."""
    name = side.categories.get(words.reference(category))
    return (name,) if name else ()


def images(product: Any, image: Any, side: RevelSide) -> tuple[Image, ...]:
    """The product's pictures: its own address, else what the online store shows."""
    shown = side.web.get(words.reference(product), _NOTHING)
    listed = shown.get("images")
    found = [image, *(listed if isinstance(listed, list) and listed else [shown.get("image")])]
    urls = (_absolute(one, side.host) for one in found)
    return tuple(Image(url=url) for url in dict.fromkeys(urls) if url is not None)


def _absolute(path: Any, host: str) -> str | None:
    if not isinstance(path, str) or not path.strip():
        return None
    url = f"{host}{path}" if path.startswith("/") else path
    return url if url.startswith("https://") else None


def options(product: Any, parent: Any, side: RevelSide) -> dict[str, str]:
    """The options of a version: the names from its parent, the values from the store's list.

    Without the names (goods not shown online), values that are surely a size or a color are read.
    """
    if parent is None:
        return {}
    entry = side.children.get(words.reference(product), _NOTHING)
    values = entry.get("attributes")
    if not isinstance(values, Mapping):
        return {}
    shown = side.web.get(words.reference(parent), _NOTHING)
    found: dict[str, str] = {}
    for number in ("1", "2"):
        name = shown.get(f"attribute_{number}_name")
        value = values.get(f"attribute_value_{number}_name")
        if not isinstance(value, str) or not value.strip():
            continue
        if isinstance(name, str) and name.strip():
            key, normal = normalize_option(name, value)
            found[key] = normal
        else:
            found.update(options_from_name(value) or {f"attribute_{number}": value.strip()})
    return found


def modifier_lists(children: Any, side: RevelSide) -> tuple[ModifierList, ...]:
    """Choices that come with a matrix product's versions, each list once."""
    found: dict[PlatformId, ModifierList] = {}
    for row in children:
        entry = side.children.get(words.reference(row["id"]), _NOTHING)
        for block in entry.get("modifiers") or ():
            one = modifier_list(block, side.currency)
            if one.modifiers:
                found.setdefault(one.platform_id, one)
    return tuple(found.values())


def modifier_list(block: Raw, currency: str) -> ModifierList:
    """One class of modifiers; `lock_amount` is the most that may be chosen, where enabled."""
    limit = block.get("lock_amount") if block.get("lock_enable") else None
    chosen = block.get("modifiers") or block.get("modifier") or ()
    return ModifierList(
        platform_id=words.reference(block["id"]),
        name=str(block.get("name") or ""),
        modifiers=tuple(
            Modifier(
                platform_id=words.reference(one["id"]),
                name=str(one.get("name") or ""),
                price=None if one.get("price") is None else words.amount(one["price"], currency),
            )
            for one in chosen
        ),
        minimum=int(block.get("minimum_amount") or 0),
        maximum=int(limit) if limit else None,
    )
