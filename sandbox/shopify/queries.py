"""Reading: lists by search and sort key, records by id, and what an app may not see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.shopify.context import Context
from sandbox.shopify.fields import stock_of
from sandbox.shopify.ids import kind_of, level_of, number_of
from sandbox.shopify.paging import Page, Sorted, SortKey, by_id, page
from sandbox.shopify.rows import Customer, DraftOrder, Location, Order, Product, ProductVariant
from sandbox.shopify.shop import Shop
from sandbox.shopify.times import iso_at
from sandbox.shopify.totals import financial_status, fulfillment_status, totals

VISIBLE_DAYS = 60
Read = Callable[[Any], Any]

_STAMPS: dict[str, Read] = {
    "CREATED_AT": lambda row: row.created_at,
    "UPDATED_AT": lambda row: row.updated_at,
    "PROCESSED_AT": lambda row: row.processed_at,
    "PUBLISHED_AT": lambda row: row.published_at or "",
    "TITLE": lambda row: row.title.lower(),
    "NAME": lambda row: row.name.lower(),
    "SKU": lambda row: row.sku or "",
    "POSITION": lambda row: row.position,
    "VENDOR": lambda row: row.vendor.lower(),
    "PRODUCT_TYPE": lambda row: row.product_type.lower(),
    "ORDER_NUMBER": lambda row: row.number,
    "NUMBER": lambda row: row.number,
    "STATUS": lambda row: row.status,
    "PO_NUMBER": lambda row: row.po_number or "",
    "FINANCIAL_STATUS": financial_status,
    "FULFILLMENT_STATUS": fulfillment_status,
}


def sort_key(sort: str, extra: Mapping[str, Read] | None = None) -> SortKey:
    """The order that a sort key asks for; those that need a search engine fall back to ids."""
    read = (extra or {}).get(sort) or _STAMPS.get(sort)
    if read is None:
        return by_id
    return lambda row: (read(row), row.id)


def order_key(sort: str) -> SortKey:
    """Sort keys of orders."""
    extra: dict[str, Read] = {
        "TOTAL_PRICE": lambda order: totals(order).total,
        "CURRENT_TOTAL_PRICE": lambda order: totals(order).current_total,
        "TOTAL_ITEMS_QUANTITY": lambda order: sum(line.quantity for line in order.lines),
    }
    return sort_key(sort, extra)


def _name_key(customer: Customer) -> str:
    return f"{customer.last_name or ''} {customer.first_name or ''}".lower()


def keys_of(kind: type[Any], shop: Shop) -> Callable[[str], SortKey]:
    """Sort key → order, for a kind of record."""
    extra: dict[type[Any], dict[str, Read]] = {
        Customer: {"NAME": _name_key},
        DraftOrder: {"TOTAL_PRICE": lambda draft: sum(x.price * x.quantity for x in draft.lines)},
        Product: {
            "INVENTORY_TOTAL": lambda row: sum(
                stock_of(shop.books, each) or 0
                for each in shop.books.variants.pick(row.variant_ids)
            )
        },
        ProductVariant: {
            "INVENTORY_QUANTITY": lambda row: stock_of(shop.books, row) or 0,
            "FULL_TITLE": lambda row: row.title.lower(),
            "NAME": lambda row: row.title.lower(),
            "INVENTORY_POLICY": lambda row: row.inventory_policy,
        },
    }
    if kind is Order:
        return order_key
    return lambda sort: sort_key(sort, extra.get(kind))


def visible_orders(context: Context, orders: Sequence[Order]) -> list[Order]:
    """Orders of the last 60 days, or all with `read_all_orders` (fact sheet §2)."""
    if context.caller.may_see_all_orders:
        return list(orders)
    since = _visible_since(context)
    return [order for order in orders if order.created_at >= since]


def _visible_since(context: Context) -> str:
    return iso_at(context.shop.clock.timestamp() - VISIBLE_DAYS * 86400)


def listing(context: Context, kind: type[Any], field: str, arguments: Mapping[str, Any]) -> Page:
    """A root connection: searched, sorted, paged."""
    return page(ordered(context, kind, field, arguments), arguments)


def ordered(context: Context, kind: type[Any], field: str, arguments: Mapping[str, Any]) -> Sorted:
    """All rows of a root connection in order."""
    sort = arguments.get("sortKey") or "ID"
    key = keys_of(kind, context.shop)(sort)
    rows, query = context.shop.indexes[kind].ordered(
        arguments.get("query"), sort, key, reverse=bool(arguments.get("reverse"))
    )
    context.note_unknown(field, arguments.get("query"), query.unknown if query else ())
    if kind is Location and not arguments.get("includeInactive"):
        shown = [row for row in rows.rows if row.is_active]
    elif kind is Order and not context.caller.may_see_all_orders:
        shown = visible_orders(context, rows.rows)
    else:
        return rows
    return Sorted(shown, [key(row) for row in shown], key, rows.reverse)


def matching(context: Context, kind: type[Any], field: str, arguments: Mapping[str, Any]) -> int:
    """How many rows a search finds, for the count fields."""
    rows, query = context.shop.indexes[kind].search(arguments.get("query"))
    context.note_unknown(field, arguments.get("query"), query.unknown if query else ())
    return len(visible_orders(context, rows)) if kind is Order else len(rows)


def visible_order(context: Context, wanted: str | None) -> Order | None:
    """An order by id, unless it is too old for this app."""
    order = context.shop.books.orders.get(number_of(wanted, "Order"))
    return None if order is None or not visible_orders(context, [order]) else order


def _child(kind: str, rows: Read) -> Callable[[Context, str, str], Any]:
    def find(context: Context, _wanted: str, number: str) -> Any:
        order = context.shop.order_with(kind, int(number)) if number.isdecimal() else None
        if order is None:
            return None
        return next((each for each in rows(order) if str(each.id) == number), None)

    return find


_CHILDREN: dict[str, Callable[[Context, str, str], Any]] = {
    "LineItem": _child("LineItem", lambda order: order.lines),
    "OrderTransaction": _child("OrderTransaction", lambda order: order.transactions),
    "FulfillmentOrder": _child("FulfillmentOrder", lambda order: order.fulfillment_orders),
    "Fulfillment": _child("Fulfillment", lambda order: order.fulfillments),
    "Refund": _child("Refund", lambda order: order.refunds),
    "Return": _child("Return", lambda order: order.returns),
}


def node(context: Context, wanted: str) -> Any:
    """Any record by its global id; None when there is none (or it is not served here)."""
    found = kind_of(wanted)
    if found is None:
        return None
    kind, number = found
    if kind == "InventoryLevel":
        return _level(context, wanted)
    if kind == "Order":
        return visible_order(context, wanted)
    if kind in _CHILDREN:
        return _CHILDREN[kind](context, wanted, number)
    books = context.shop.books
    tables: dict[str, Any] = {
        "Product": books.products,
        "ProductVariant": books.variants,
        "InventoryItem": books.items,
        "InventoryTransfer": books.transfers,
        "Location": books.locations,
        "Collection": books.collections,
        "Customer": books.customers,
        "DraftOrder": books.drafts,
        "BulkOperation": books.bulk,
        "WebhookSubscription": books.subscriptions,
    }
    table = tables.get(kind)
    return table.get(int(number)) if table is not None and number.isdecimal() else None


def _level(context: Context, wanted: str) -> Any:
    place = level_of(wanted)
    if place is None:
        return None
    location, item_id = place
    item = context.shop.books.items.get(item_id)
    return item.levels.get(location) if item else None
