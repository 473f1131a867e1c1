"""Global ids: `gid://shopify/Product/9100000000001` and the numbers in them."""

from __future__ import annotations

import re

_GID = re.compile(r"gid://shopify/(\w+)/([\w-]+)(?:\?inventory_item_id=(\d+))?")


def gid(kind: str, number: int | str) -> str:
    """The global id of a record."""
    return f"gid://shopify/{kind}/{number}"


def level_gid(location: int, item: int) -> str:
    """The global id of an inventory level, which names its item as a parameter."""
    return f"gid://shopify/InventoryLevel/{location}?inventory_item_id={item}"


def number_of(value: str | None, kind: str) -> int | None:
    """The number in a global id of this kind; None when it is another kind or no id at all."""
    text = key_of(value, kind)
    return int(text) if text is not None and text.isdecimal() else None


def key_of(value: str | None, kind: str) -> str | None:
    """The last part of a global id of this kind, a number or a UUID."""
    found = _GID.fullmatch(value or "")
    return found[2] if found and found[1] == kind else None


def kind_of(value: str) -> tuple[str, str] | None:
    """Type and last part of any global id."""
    found = _GID.fullmatch(value)
    return (found[1], found[2]) if found else None


def level_of(value: str) -> tuple[int, int] | None:
    """(location, item) of an inventory level's global id."""
    found = _GID.fullmatch(value)
    if found is None or found[1] != "InventoryLevel" or found[3] is None:
        return None
    return int(found[2]), int(found[3])
