"""Lightspeed's census: the same endpoints without relations, in another order and page size.

A full run goes through items by number and through everything else by time; the census goes the
other way round. Source: developers.lightspeedhq.com/retail, endpoints (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adapters.census import Families, census_page
from adapters.lightspeed.client import LightspeedClient
from adapters.wire import JsonObject
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import CensusEntry, CensusPage
from mapping.converters import micros, timestamp
from mapping.platforms.lightspeed_shapes import even
from mapping.platforms.lightspeed_words import latest_revision, order_revision

_LIMIT = {"limit": "73"}
_BY_TIME = {**_LIMIT, "sort": "timeStamp"}
_MATRIX = "matrix-"
_ALL_SHOPS = "0"


def census(client: LightspeedClient, entity: Entity) -> Iterator[CensusPage]:
    """Every product, count, customer or sale."""
    if entity is Entity.PRODUCT:
        return _products(client)
    if entity is Entity.STOCK:
        return _stock(client)
    if entity is Entity.CUSTOMER:
        return _customers(client)
    return _orders(client)


def _products(client: LightspeedClient) -> Iterator[CensusPage]:
    families, matrices = Families(), set[str]()
    for page in client.pages("ItemMatrix", "matrices.census", _BY_TIME):
        for raw in page.records:
            product_id = f"{_MATRIX}{raw.get('itemMatrixID')}"
            matrices.add(product_id)
            families.add(product_id, None, _time(raw))
    for page in client.pages("Item", "items.census", _BY_TIME):
        for raw in page.records:
            families.add(_product_id(raw), str(raw.get("itemID")), _time(raw))
    return families.pages(lambda one: not one.startswith(_MATRIX) or one in matrices)


def _product_id(raw: JsonObject) -> str:
    matrix = raw.get("itemMatrixID", "0")
    return str(raw.get("itemID")) if matrix == "0" else f"{_MATRIX}{matrix}"


def _time(raw: JsonObject) -> int:
    """When a record last changed; one whose time cannot be read is older than everything."""
    told: Any = raw.get("timeStamp")
    try:
        return micros(timestamp(told))
    except (TypeError, ValueError):
        return 0


def _stock(client: LightspeedClient) -> Iterator[CensusPage]:
    for page in client.pages("ItemShop", "item_shops.census", _LIMIT):
        rows = [raw for raw in page.records if raw.get("shopID") != _ALL_SHOPS]
        yield census_page(rows, _count, id_field="itemID")


def _count(raw: JsonObject) -> CensusEntry:
    """Without a revision: ours also tells at which moment of its second a count was read."""
    return CensusEntry(
        platform_id=PlatformId(str(raw["itemID"])), location_id=PlatformId(str(raw["shopID"]))
    )


def _customers(client: LightspeedClient) -> Iterator[CensusPage]:
    params = {"archived": "true"}
    total = client.count("Customer", "customers.count", params)
    for page in client.pages("Customer", "customers.census", {**params, **_LIMIT}, ("Contact",)):
        yield census_page(page.records, _customer, id_field="customerID", total=total)


def _customer(raw: JsonObject) -> CensusEntry:
    contact = even(raw).get("Contact")
    contact_time = contact.get("timeStamp") if isinstance(contact, dict) else None
    return CensusEntry(
        platform_id=PlatformId(str(raw["customerID"])),
        revision=latest_revision(raw.get("timeStamp"), contact_time),
    )


def _orders(client: LightspeedClient) -> Iterator[CensusPage]:
    params = {"archived": "true"}
    total = client.count("Sale", "sales.count", params)
    for page in client.pages("Sale", "sales.census", {**params, **_LIMIT}):
        yield census_page(page.records, _order, id_field="saleID", total=total)


def _order(raw: JsonObject) -> CensusEntry:
    times = (raw.get("updateTime"), raw.get("updatetime"), raw.get("timeStamp"))
    return CensusEntry(
        platform_id=PlatformId(str(raw["saleID"])),
        revision=order_revision(*times, raw.get("completed"), raw.get("voided")),
    )
