"""Vend's census: the version lists in pages of another size.

Source: the vendor's OpenAPI 2026-07 (ListProducts, ListInventoryRecords, ListCustomers, ListSales).
"""

from __future__ import annotations

from collections.abc import Iterator

from adapters.census import Families, census_page
from adapters.vend.client import VendClient
from adapters.vend.families import is_head_only, key_of
from adapters.vend.orders import is_return
from adapters.wire import JsonObject
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import CensusEntry, CensusPage
from mapping.converters import integer

_PER_PAGE = 730
_COUNTS = 4100


def census(client: VendClient, entity: Entity) -> Iterator[CensusPage]:
    """Every product family, count, customer or sale."""
    if entity is Entity.PRODUCT:
        return _products(client)
    if entity is Entity.STOCK:
        return _stock(client)
    if entity is Entity.CUSTOMER:
        return _customers(client)
    return _orders(client)


def _products(client: VendClient) -> Iterator[CensusPage]:
    families = Families()
    for page in client.pages("/products", "products.census", size=_PER_PAGE):
        for raw in page.records:
            version = raw.get("version")
            families.add(
                key_of(raw),
                None if is_head_only(raw) else str(raw.get("id")),
                version if isinstance(version, int) else 0,
            )
    return families.pages()


def _stock(client: VendClient) -> Iterator[CensusPage]:
    for page in client.array_pages("/inventory", "inventory.census", after=0, size=_COUNTS):
        yield census_page(page.records, _count, id_field="product_id")


def _count(raw: JsonObject) -> CensusEntry:
    return CensusEntry(
        platform_id=PlatformId(raw["product_id"]),
        location_id=PlatformId(raw["outlet_id"]),
        revision=integer(raw["version"]),
    )


def _customers(client: VendClient) -> Iterator[CensusPage]:
    for page in client.pages("/customers", "customers.census", size=_PER_PAGE):
        yield census_page(page.records, _customer)


def _customer(raw: JsonObject) -> CensusEntry:
    return CensusEntry(platform_id=PlatformId(raw["id"]), revision=integer(raw["version"]))


def _orders(client: VendClient) -> Iterator[CensusPage]:
    for page in client.pages("/sales", "sales.census", size=_PER_PAGE):
        yield census_page((raw for raw in page.records if not is_return(raw)), _order)


def _order(raw: JsonObject) -> CensusEntry:
    return CensusEntry(
        platform_id=PlatformId(raw["id"]), revision=integer(raw["_metadata"]["version"])
    )
