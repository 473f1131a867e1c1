"""Revel's census: the few fields that tell existence and age, by id, in pages of another size.

A full run goes from the newest row to the oldest. `fields` is Tastypie's own way to shorten rows.
Source: Revel's OpenAPI v2025.3.0 (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.census import Families, census_page
from adapters.revel.catalog import PRODUCTS, is_parent, parent_of
from adapters.revel.client import Listed, RevelClient
from adapters.revel.customers import CUSTOMERS
from adapters.revel.keys import Establishment
from adapters.revel.orders import ORDERS
from adapters.revel.stock import COUNTS, of_establishment
from adapters.wire import JsonObject
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import CensusEntry, CensusPage
from mapping.platforms import revel_words as words

_LIMIT = 130
_PRODUCT_FIELDS = "id,updated_date,attribute_parent,attribute_type"


@dataclass(frozen=True, slots=True)
class Census:
    """One establishment's records, counted a second way."""

    client: RevelClient
    here: Establishment

    def of(self, entity: Entity) -> Iterator[CensusPage]:
        """Every product, count, customer or order."""
        if entity is Entity.PRODUCT:
            return self._products()
        if entity is Entity.STOCK:
            return self._stock()
        if entity is Entity.CUSTOMER:
            return self._customers()
        return self._orders()

    def _pages(self, path: str, operation: str, params: Mapping[str, str]) -> Iterator[Listed]:
        return self.client.pages(path, operation, params, limit=_LIMIT)

    def _products(self) -> Iterator[CensusPage]:
        """Families of rows: a parent has its versions, a usual product is its own."""
        families, tops = Families(), dict[str, bool]()
        params = {
            "establishment": self.here.place,
            "order_by": "id",
            "fields": _PRODUCT_FIELDS,
        }
        for listed in self._pages(PRODUCTS, "products.census", params):
            for row in listed.rows:
                parent, own = parent_of(row), str(row.get("id"))
                if parent is not None:
                    families.add(parent, own, self._revision(row))
                    continue
                tops[own] = is_parent(row)
                families.add(own, None, self._revision(row))
        for page in families.pages(lambda one: one in tops):
            yield CensusPage(entries=tuple(_with_itself(one, tops) for one in page.entries))

    def _stock(self) -> Iterator[CensusPage]:
        for listed in self._pages(COUNTS, "inventory.census", {"order_by": "-updated_date"}):
            rows = of_establishment(self.client, self.here, listed)
            yield census_page(rows, self._count, id_field="product")

    def _count(self, row: JsonObject) -> CensusEntry:
        return CensusEntry(
            platform_id=PlatformId(words.reference(row["product"])),
            location_id=self.here.place,
            revision=words.revision(row["updated_date"], self.here.zone),
        )

    def _customers(self) -> Iterator[CensusPage]:
        params = {"order_by": "-updated_date", "fields": "id,updated_date"}
        for listed in self._pages(CUSTOMERS, "customers.census", params):
            yield census_page(listed.rows, self._record, total=listed.total)

    def _record(self, row: JsonObject) -> CensusEntry:
        return CensusEntry(platform_id=PlatformId(str(row["id"])), revision=self._revision(row))

    def _orders(self) -> Iterator[CensusPage]:
        params = {"establishment": self.here.place, "order_by": "-created_date"}
        for listed in self._pages(ORDERS, "orders.census", params):
            yield census_page(map(words.unwrapped, listed.rows), self._order, total=listed.total)

    def _order(self, row: JsonObject) -> CensusEntry:
        changed = words.last_revision(
            row.get("updated_date"), row.get("created_date"), self.here.zone
        )
        return CensusEntry(platform_id=PlatformId(str(row["id"])), revision=changed)

    def _revision(self, row: JsonObject) -> int:
        """When a row last changed; one whose time cannot be read is older than everything."""
        told = row.get("updated_date")
        try:
            return 0 if told is None else words.revision(told, self.here.zone)
        except (TypeError, ValueError):
            return 0


def _with_itself(entry: CensusEntry, tops: Mapping[str, bool]) -> CensusEntry:
    """A usual product is its own one variant; a parent has its versions only."""
    if entry.parts or tops[entry.platform_id]:
        return entry
    return CensusEntry(platform_id=entry.platform_id, revision=entry.revision, parts=1)
