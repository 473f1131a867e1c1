"""Connections inside records that take a `query` of their own, and stock by location."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.shopify.context import Context
from sandbox.shopify.paging import Sorted, in_order
from sandbox.shopify.rows import InventoryItem, InventoryLevel
from sandbox.shopify.search import parse_query

Read = Callable[[Any], Any]
Fields = Mapping[str, tuple[str, Read]]
"""Search field → (kind, how to read it)."""

LEVEL_FIELDS: Fields = {
    "created_at": ("time", lambda row: row.created_at),
    "updated_at": ("time", lambda row: row.updated_at),
    "inventory_item_id": ("id", lambda row: row.item_id),
    "id": ("id", lambda row: row.location_id),
}
RETURN_FIELDS: Fields = {
    "id": ("id", lambda row: row.id),
    "status": ("string", lambda row: row.status),
}
FULFILLMENT_ORDER_FIELDS: Fields = {
    "id": ("id", lambda row: row.id),
    "status": ("string", lambda row: row.status),
    "assigned_location_id": ("id", lambda row: row.location_id),
    "updated_at": ("time", lambda row: row.updated_at),
}


def narrowed(
    context: Context, field: str, rows: Sequence[Any], text: str | None, fields: Fields
) -> Sequence[Any]:
    """The rows that a `query` argument leaves; unknown fields are noted, as in root searches."""
    if not text or not text.strip():
        return rows
    kinds = {name: kind for name, (kind, _) in fields.items()}
    query = parse_query(text, kinds, now=context.shop.now())
    context.note_unknown(field, text, query.unknown)

    def matches(row: Any) -> bool:
        return query.matches(lambda name: fields[name][1](row) if name in fields else None)

    return [row for row in rows if matches(row)]


def by_item(level: InventoryLevel) -> tuple[int, int]:
    """Levels of one location are listed in order of their items."""
    return (level.item_id, level.location_id)


def levels_at(context: Context, location_id: int, *, reverse: bool) -> Sorted:
    """All levels of a location in order; kept until any stock changes."""
    items = context.shop.books.items
    key = (location_id, reverse)
    kept = context.shop.level_lists.get(key)
    if kept is None or kept[0] != items.version:
        rows = [item.levels[location_id] for item in items if _is_at(item, location_id)]
        kept = (items.version, in_order(rows, by_item, reverse=reverse))
        context.shop.level_lists[key] = kept
    return kept[1]


def _is_at(item: InventoryItem, location_id: int) -> bool:
    return location_id in item.levels
