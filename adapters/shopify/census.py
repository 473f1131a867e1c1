"""Shopify's census: ids and times by id, with the shop's own counts beside them.

A full run exports, or lists by time of change; stock is exported by item and counted by location.
Source: Admin GraphQL schema 2026-10 (products, productsCount, customersCount, inventoryLevels).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.census import census_page
from adapters.shopify.client import ShopifyClient, next_cursor, nodes
from adapters.wire import JsonObject
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import CensusEntry, CensusPage
from mapping.converters import revision_of_time

_PER_PAGE = 230
_COST = 2 * _PER_PAGE + 10
_ORDERS_TOLD = timedelta(days=59)
"""Orders of the last 60 days are told without `read_all_orders`, less a day for the clocks."""


def census(
    client: ShopifyClient, entity: Entity, *, places: Callable[[], Sequence[str]], now: datetime
) -> Iterator[CensusPage]:
    """Every product, level, customer or order; `places` names the locations to look at."""
    if entity is Entity.PRODUCT:
        return _listed(client, "ProductCensus", "products", _product)
    if entity is Entity.CUSTOMER:
        return _listed(client, "CustomerCensus", "customers", _record)
    if entity is Entity.ORDER:
        pages = _listed(client, "OrderCensus", "orders", _record)
        return (replace(page, reaches_back_to=now - _ORDERS_TOLD) for page in pages)
    return _levels(client, places)


def _listed(
    client: ShopifyClient, name: str, root: str, read: Callable[[JsonObject], CensusEntry]
) -> Iterator[CensusPage]:
    after: str | None = None
    while True:
        data = client.query(name, cost=_COST, first=_PER_PAGE, after=after)
        rows = nodes(name, data.get(root))
        yield census_page(rows, read, total=_count(data.get(f"{root}Count")))
        after = next_cursor(data[root])
        if after is None:
            return


def _count(told: JsonObject | None) -> int | None:
    """The shop's own count, unless it says that it stopped counting."""
    return int(told["count"]) if told and told.get("precision") == "EXACT" else None


def _product(raw: JsonObject) -> CensusEntry:
    return replace(_record(raw), parts=int(raw["variantsCount"]["count"]))


def _record(raw: JsonObject) -> CensusEntry:
    return CensusEntry(
        platform_id=PlatformId(raw["id"]), revision=revision_of_time(raw["updatedAt"])
    )


def _levels(client: ShopifyClient, places: Callable[[], Sequence[str]]) -> Iterator[CensusPage]:
    name = "LevelCensus"
    for place in places():
        after: str | None = None
        while True:
            data = client.query(name, cost=_COST, location=place, first=_PER_PAGE, after=after)
            location = data.get("location")
            if location is None:  # gone since the locations were listed
                break
            levels = location["inventoryLevels"]
            raws = [{**raw, "place": place} for raw in nodes(name, levels)]
            yield census_page(raws, _level)
            after = next_cursor(levels)
            if after is None:
                break


def _level(raw: JsonObject) -> CensusEntry:
    return CensusEntry(
        platform_id=PlatformId(raw["item"]["id"]),
        location_id=PlatformId(raw["place"]),
        revision=revision_of_time(raw["updatedAt"]),
    )
