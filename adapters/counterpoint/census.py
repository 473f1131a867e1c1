"""Counterpoint's census: the same lists in pages of another size; nothing counts on the server.

Source: the vendor's API guide (2024-07), GET_Items, GET_Customers, GET_Inventory_ByLocation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.census import census_page
from adapters.counterpoint.catalog import CatalogRun
from adapters.wire import JsonObject
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import CensusEntry, CensusPage
from mapping.platforms.counterpoint_words import revision

_ROWS = 130
_GRID = "G"


@dataclass(frozen=True, slots=True)
class Census:
    """One company's records, counted a second way."""

    run: CatalogRun

    def of(self, entity: Entity) -> Iterator[CensusPage]:
        """Every item, count or customer."""
        if entity is Entity.PRODUCT:
            return self._items()
        if entity is Entity.STOCK:
            return self._counts()
        return self._customers()

    def _items(self) -> Iterator[CensusPage]:
        pages = self.run.client.pages("/Items", "items.census", "Items", rows=_ROWS)
        for page in pages:
            yield census_page(page.rows, self._item, id_field="ITEM_NO")

    def _item(self, row: JsonObject) -> CensusEntry:
        """The cells of a grid item stand in its stock rows only."""
        return CensusEntry(
            platform_id=PlatformId(row["ITEM_NO"]),
            revision=self._revision(row),
            parts=None if row.get("TRK_METH") == _GRID else 1,
        )

    def _counts(self) -> Iterator[CensusPage]:
        for page in self.run.counts(rows=_ROWS):
            told = (
                CensusEntry(
                    platform_id=one.inventory_platform_id,
                    location_id=one.location_platform_id,
                    revision=one.revision,
                )
                for one in page.records
            )
            yield CensusPage(entries=tuple(told))

    def _customers(self) -> Iterator[CensusPage]:
        pages = self.run.client.pages("/Customers", "customers.census", "Customers", rows=_ROWS)
        for page in pages:
            yield census_page(page.rows, self._customer, id_field="CUST_NO")

    def _customer(self, row: JsonObject) -> CensusEntry:
        return CensusEntry(platform_id=PlatformId(row["CUST_NO"]), revision=self._revision(row))

    def _revision(self, row: JsonObject) -> int:
        return revision(row.get("RS_UTC_DT"), row.get("LST_MAINT_DT"), self.run.settings.zone)
