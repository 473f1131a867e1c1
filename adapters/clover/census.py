"""Clover's census: the same lists without what records refer to, in pages of another size.

Source: docs.clover.com/dev, Items, Customers and Orders of REST v3 (read 2026-11-20).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adapters.census import Families, census_page
from adapters.clover.account import settings_of
from adapters.clover.client import CloverClient
from adapters.wire import JsonObject
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import CensusEntry, CensusPage
from mapping.converters import integer
from mapping.platforms.clover_words import customer_revision

_ITEMS = 730
_CUSTOMERS = 73
_ORDERS = 330


def census(client: CloverClient, entity: Entity) -> Iterator[CensusPage]:
    """Every product, count, customer or order, each once."""
    if entity is Entity.PRODUCT:
        return _products(client)
    if entity is Entity.STOCK:
        return _stock(client)
    if entity is Entity.CUSTOMER:
        return _customers(client)
    return _orders(client)


def _products(client: CloverClient) -> Iterator[CensusPage]:
    families = Families()
    batches = client.batches("items", "items.census", permission="INVENTORY_R", limit=_ITEMS)
    for batch in batches:
        for item in batch.rows:
            families.add(_product_id(item), str(item.get("id")), _time(item.get("modifiedTime")))
    return families.pages()


def _product_id(item: JsonObject) -> str:
    group = item.get("itemGroup")
    named = group.get("id") if isinstance(group, dict) else None
    return str(named or item.get("id"))


def _time(value: Any) -> int:
    """Unix milliseconds; what cannot be read is older than everything."""
    return value if isinstance(value, int) else 0


def _stock(client: CloverClient) -> Iterator[CensusPage]:
    if not settings_of(client.merchant()).tracks_stock:
        return
    batches = client.batches(
        "items", "items.stock_census", permission="INVENTORY_R", limit=_ITEMS, expand="itemStock"
    )
    place = PlatformId(client.merchant_id)
    for batch in batches:
        rows = [one for one in batch.rows if _is_counted(one)]
        yield census_page(rows, lambda item: _count(item, place))


def _is_counted(item: JsonObject) -> bool:
    stock = item.get("itemStock")
    return isinstance(stock, dict) and stock.get("quantity") is not None


def _count(item: JsonObject, place: PlatformId) -> CensusEntry:
    stock = {"modifiedTime": item.get("modifiedTime"), **item["itemStock"]}
    return CensusEntry(
        platform_id=PlatformId(str(item["id"])),
        location_id=place,
        revision=integer(stock["modifiedTime"]),
    )


def _customers(client: CloverClient) -> Iterator[CensusPage]:
    batches = client.batches(
        "customers",
        "customers.census",
        permission="CUSTOMERS_R",
        limit=_CUSTOMERS,
        expand="metadata",
    )
    for batch in batches:
        yield census_page(batch.rows, _customer)


def _customer(raw: JsonObject) -> CensusEntry:
    return CensusEntry(
        platform_id=PlatformId(str(raw["id"])),
        revision=customer_revision(raw.get("metadata"), raw.get("customerSince")),
    )


def _orders(client: CloverClient) -> Iterator[CensusPage]:
    batches = client.batches(
        "orders", "orders.census", permission="ORDERS_R", limit=_ORDERS, order_by="createdTime ASC"
    )
    for batch in batches:
        yield census_page(batch.rows, _order)


def _order(raw: JsonObject) -> CensusEntry:
    return CensusEntry(
        platform_id=PlatformId(str(raw["id"])), revision=_time(raw.get("modifiedTime"))
    )
