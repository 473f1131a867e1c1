"""Square's census: the catalog by search, customers by name, orders as entries of a search.

Another route or page size than the full run's: it lists the catalog, searches customers, and reads
orders whole. Source: SearchCatalogObjects, ListCustomers, SearchOrders (`return_entries`),
BatchRetrieveInventoryCounts, version 2026-09-16.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapters.census import census_page
from adapters.square.client import SquareClient
from adapters.wire import JsonObject
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import CensusEntry, CensusPage
from mapping.converters import revision_of_time
from mapping.platforms.square_requests import search_orders_request
from mapping.platforms.square_words import newest_version

_MANY = 730
_CUSTOMERS = 73
_LOCATIONS_PER_SEARCH = 10


def census(
    client: SquareClient, entity: Entity, location_ids: Sequence[str]
) -> Iterator[CensusPage]:
    """Every product, count, customer or order; `location_ids` are searched for orders."""
    if entity is Entity.PRODUCT:
        return _products(client)
    if entity is Entity.STOCK:
        return _stock(client)
    if entity is Entity.CUSTOMER:
        return _customers(client)
    return _orders(client, location_ids)


def _products(client: SquareClient) -> Iterator[CensusPage]:
    request = {"object_types": ["ITEM"], "limit": _MANY}
    for body in client.search_pages("/v2/catalog/search", "catalog.census", request):
        yield census_page(body.get("objects", []), _product)


def _product(raw: JsonObject) -> CensusEntry:
    variations = raw["item_data"].get("variations") or []
    return CensusEntry(
        platform_id=PlatformId(raw["id"]),
        revision=newest_version(raw["version"], variations),
        parts=len(variations),
    )


def _stock(client: SquareClient) -> Iterator[CensusPage]:
    request = {"states": ["IN_STOCK"], "limit": _MANY}
    path = "/v2/inventory/counts/batch-retrieve"
    for body in client.search_pages(path, "inventory.census", request):
        yield census_page(body.get("counts", []), _count, id_field="catalog_object_id")


def _count(raw: JsonObject) -> CensusEntry:
    return CensusEntry(
        platform_id=PlatformId(raw["catalog_object_id"]),
        location_id=PlatformId(raw["location_id"]),
        revision=revision_of_time(raw["calculated_at"]),
    )


def _customers(client: SquareClient) -> Iterator[CensusPage]:
    params = {"limit": str(_CUSTOMERS)}
    for body in client.get_pages("/v2/customers", "customers.census", params):
        yield census_page(body.get("customers", []), _customer)


def _customer(raw: JsonObject) -> CensusEntry:
    return CensusEntry(platform_id=PlatformId(raw["id"]), revision=int(raw.get("version", 0)))


def _orders(client: SquareClient, location_ids: Sequence[str]) -> Iterator[CensusPage]:
    for start in range(0, len(location_ids), _LOCATIONS_PER_SEARCH):
        request = {
            **search_orders_request(
                location_ids[start : start + _LOCATIONS_PER_SEARCH], field="updated_at"
            ),
            "return_entries": True,
            "limit": _MANY,
        }
        for body in client.search_pages("/v2/orders/search", "orders.census", request):
            yield census_page(body.get("order_entries", []), _order, id_field="order_id")


def _order(raw: JsonObject) -> CensusEntry:
    return CensusEntry(platform_id=PlatformId(raw["order_id"]), revision=int(raw.get("version", 0)))
