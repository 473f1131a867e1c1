"""Connections inside records that take a `query` of their own, and stock by location."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.shopify.context import Context
from sandbox.shopify.paging import Sorted, in_order
from sandbox.shopify.rows import InventoryItem, InventoryLevel
from sandbox.shopify.search import Query, parse_query

_KEPT_LISTS = 16
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
    query = _asked(context, field, text, fields)
    return rows if query is None else _matching(rows, query, fields)


def by_item(level: InventoryLevel) -> tuple[int, int]:
    """Levels of one location are listed in order of their items."""
    return (level.item_id, level.location_id)


def levels_at(context: Context, location_id: int, text: str | None, *, reverse: bool) -> Sorted:
    """The levels of a location that `text` leaves, in order; kept until any stock changes, so that
    paging costs a page and not the shop."""
    query = _asked(context, "inventoryLevels", text, LEVEL_FIELDS)
    shop = context.shop
    state = (location_id, reverse, text if query else None, shop.books.items.version)
    kept = shop.level_lists.get(state)
    if kept is None:
        items = shop.books.items
        rows = [item.levels[location_id] for item in items if _is_at(item, location_id)]
        found = rows if query is None else _matching(rows, query, LEVEL_FIELDS)
        kept = shop.level_lists[state] = in_order(found, by_item, reverse=reverse)
        if len(shop.level_lists) > _KEPT_LISTS:
            del shop.level_lists[next(iter(shop.level_lists))]
    return kept


def _asked(context: Context, field: str, text: str | None, fields: Fields) -> Query | None:
    if not text or not text.strip():
        return None
    kinds = {name: kind for name, (kind, _) in fields.items()}
    query = parse_query(text, kinds, now=context.shop.now())
    context.note_unknown(field, text, query.unknown)
    return query


def _matching(rows: Sequence[Any], query: Query, fields: Fields) -> list[Any]:
    def matches(row: Any) -> bool:
        return query.matches(lambda name: fields[name][1](row) if name in fields else None)

    return [row for row in rows if matches(row)]


def _is_at(item: InventoryItem, location_id: int) -> bool:
    return location_id in item.levels
