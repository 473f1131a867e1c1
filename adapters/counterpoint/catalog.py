"""Counterpoint's stock locations, items and stock, page by page.

A grid item's cells stand only in the stock rows: a full run reads the stock once when it meets the
first grid item, a delta asks for each one's stock rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.counterpoint import marks
from adapters.counterpoint.client import NO_CACHE, ROWS, CounterpointClient, RowsPage, path
from adapters.counterpoint.errors import NOT_FOUND
from adapters.counterpoint.settings import CounterpointSettings
from adapters.listing import Bookmark, prepared, read_records
from adapters.wire import JsonObject
from domain.catalog import Location, Product, StockLevel
from domain.errors import RejectedError
from domain.events import Entity, Quarantined
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.engine import MappingError
from mapping.platforms import counterpoint as table
from mapping.platforms.counterpoint_words import Cell, Store, split_unit
from mapping.report import MappingReport

_GRID = "G"


@dataclass(slots=True)
class CatalogRun:
    """Reads of one adapter; remembers for the run what rows refer to."""

    client: CounterpointClient
    settings: CounterpointSettings
    report: MappingReport
    location_ids: tuple[str, ...]
    now: datetime
    _context: dict[str, Any] = field(init=False)
    _cells: dict[str, tuple[Cell, ...]] = field(init=False, default_factory=dict)
    _knows_all_cells: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._context = {
            "currency": self.settings.currency,
            "zone": self.settings.zone,
            "tills": self.settings.tills,
            "cells": self._cells,
        }

    def locations(self) -> Page[Location]:
        """All stock locations; those with a till have the address of its store."""
        raws = self.client.rows("/Inventory/Locations", "locations.list", "IM_LOC")
        context = {**self._context, "stores": self._stores()}
        good, bad = read_records(
            raws,
            table.LOCATION,
            Entity.LOCATION,
            context=context,
            report=self.report,
            id_field="LOC_ID",
        )
        return Page(records=good, quarantined=bad)

    def products(self, since: str | None, cursor: str | None) -> Iterator[Page[Product]]:
        """Items changed after `since`, or all of them; deleted ones are told by no one."""
        place = Bookmark.read(cursor)
        begun = place.mark
        headers = NO_CACHE if cursor is None else None
        pages = self.client.pages(
            "/Items",
            "items.list",
            "Items",
            params=marks.filtered(since),
            first=int(place.cursor or 1),
            headers=headers,
        )
        for page in pages:
            begun = begun or marks.started(page.served_at, self.now)
            good, bad = self._products(page.rows, is_full=since is None)
            done = marks.high_water(begun, since) if page.is_last else None
            rest = None if page.is_last else _next(page, begun)
            yield Page(records=good, quarantined=bad, cursor=rest, high_water=done)

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One item by its number, or the grid item that a cell belongs to."""
        item_no, _ = split_unit(platform_id)
        raw = self.item(item_no)
        if raw is None:
            return Page(records=())
        good, bad = self._products([raw], is_full=False)
        return Page(records=good, quarantined=bad)

    def item(self, item_no: str) -> JsonObject | None:
        """One item as the server keeps it (in its cache, for up to two hours)."""
        return self.client.row(path("Item", item_no), "items.get", "IM_ITEM")

    def cells_of(self, item_no: str) -> tuple[Cell, ...]:
        """The cells of a grid item that have stock rows."""
        self._learn_cells(item_no)
        return self._cells.get(item_no, ())

    def stock(self, since: str | None, cursor: str | None) -> Iterator[Page[StockLevel]]:
        """Stock rows changed after `since`, location by location."""
        place = Bookmark.read(cursor)
        begun = place.mark
        locations = self._location_ids()
        if not locations:
            yield Page(records=(), high_water=since or marks.started(None, self.now))
        for part in range(place.part, len(locations)):
            first = int(place.cursor or 1) if part == place.part else 1
            for page in self._stock_pages(locations[part], since, first):
                begun = begun or marks.started(page.served_at, self.now)
                good, bad = self._levels(page.rows)
                is_end = page.is_last and part + 1 == len(locations)
                rest = None if is_end else _next(page, begun, part)
                done = marks.high_water(begun, since) if is_end else None
                yield Page(records=good, quarantined=bad, cursor=rest, high_water=done)

    def stock_of(self, ids: Sequence[PlatformId]) -> Iterator[Page[StockLevel]]:
        """The stock of these items and cells at every location."""
        wanted = set(ids)
        items = dict.fromkeys(split_unit(one)[0] for one in ids)
        for item_no in items:
            rows = [row for place in self._location_ids() for row in self._rows_of(item_no, place)]
            good, bad = self._levels(rows)
            ours = tuple(one for one in good if one.inventory_platform_id in wanted)
            yield Page(records=ours, quarantined=bad)

    def counts(self, *, rows: int) -> Iterator[Page[StockLevel]]:
        """Every stock row once more, by another page size; for the census."""
        for location in self._location_ids():
            for page in self._stock_pages(location, None, 1, rows):
                good, bad = self._levels(page.rows)
                yield Page(records=good, quarantined=bad)

    def _products(
        self, rows: Sequence[JsonObject], *, is_full: bool
    ) -> tuple[tuple[Product, ...], tuple[Quarantined, ...]]:
        grids = [row["ITEM_NO"] for row in rows if row.get("TRK_METH") == _GRID and _key(row)]
        if grids and is_full:
            self._learn_all_cells()
        elif grids:
            for item_no in grids:
                self._learn_cells(item_no)
        return read_records(
            rows,
            table.PRODUCT,
            Entity.PRODUCT,
            context={**self._context, "categories": self._category_names()},
            report=self.report,
            id_field="ITEM_NO",
        )

    def _levels(
        self, rows: Sequence[JsonObject]
    ) -> tuple[tuple[StockLevel, ...], tuple[Quarantined, ...]]:
        plain = [row for row in rows if not row.get("IM_INV_CELL")]
        grids = [row for row in rows if row.get("IM_INV_CELL")]
        cells, odd = prepared(grids, table.cells_of, Entity.STOCK, id_field="ITEM_NO")
        good, bad = self._read_levels(table.STOCK, plain)
        more, worse = self._read_levels(table.CELL_STOCK, [one for row in cells for one in row])
        return good + more, bad + worse + odd

    def _read_levels(
        self, table_: Any, rows: Sequence[JsonObject]
    ) -> tuple[tuple[StockLevel, ...], tuple[Quarantined, ...]]:
        return read_records(
            rows,
            table_,
            Entity.STOCK,
            context=self._context,
            report=self.report,
            id_field="ITEM_NO",
        )

    def _stock_pages(
        self, location: str, since: str | None, first: int, rows: int = ROWS
    ) -> Iterator[RowsPage]:
        return self.client.pages(
            path("Inventory", location),
            "inventory.list",
            "IM_INV",
            params=marks.filtered(since),
            first=first,
            rows=rows,
        )

    def _rows_of(self, item_no: str, location: str) -> list[JsonObject]:
        """The stock rows of one item at one location; none for an unknown item."""
        where = path("Item", item_no, "Inventory", location)
        try:
            return self.client.rows(where, "inventory.item", "IM_INV")
        except RejectedError as error:
            if error.platform_code == NOT_FOUND:
                return []
            raise

    def _learn_all_cells(self) -> None:
        if self._knows_all_cells:
            return
        found: dict[str, dict[Cell, None]] = {}
        for location in self._location_ids():
            for page in self._stock_pages(location, None, 1):
                for row in page.rows:
                    found.setdefault(str(row.get("ITEM_NO")), {}).update(_cells_in(row))
        self._cells.update({item_no: tuple(cells) for item_no, cells in found.items() if cells})
        self._knows_all_cells = True

    def _learn_cells(self, item_no: str) -> None:
        if item_no in self._cells or self._knows_all_cells:
            return
        found: dict[Cell, None] = {}
        for location in self._location_ids():
            for row in self._rows_of(item_no, location):
                found.update(_cells_in(row))
        self._cells[item_no] = tuple(found)

    def _category_names(self) -> Mapping[str, str]:
        """Names by code, those of subcategories by `CATEGORY/SUB`; read once per run."""
        if "categories" not in self._context:
            body, _ = self.client.get("/ItemCategories", "categories.list")
            listed = next((one for one in body.values() if isinstance(one, list)), [])
            self._context["categories"] = _names_in(listed)
        names: Mapping[str, str] = self._context["categories"]
        return names

    def _location_ids(self) -> tuple[str, ...]:
        if not self.location_ids:
            rows = self.client.rows("/Inventory/Locations", "locations.list", "IM_LOC")
            self.location_ids = tuple(
                row["LOC_ID"] for row in rows if isinstance(row.get("LOC_ID"), str)
            )
        return self.location_ids

    def _stores(self) -> Mapping[PlatformId, Store]:
        """What is known of the stores behind the tills, by stock location."""
        found = {}
        for location, till in self.settings.tills.items():
            raw = self.client.row(path("Store", till.store), "stores.get", "PS_STR")
            store = None if raw is None else _store(raw, self.report)
            if store is not None:
                found[location] = store
        return found


def _store(raw: JsonObject, report: MappingReport) -> Store | None:
    """The store's address; one that cannot be read costs the location no more than that."""
    try:
        return table.STORE.read(raw, report=report)
    except MappingError:
        report.unknown_words["PS_STR=(address)"] += 1
        return None


def _cells_in(row: JsonObject) -> dict[Cell, None]:
    return {
        Cell(*(str(cell.get(f"DIM_{number}_UPR") or "*") for number in (1, 2, 3))): None
        for cell in table.cells_of(row)
    }


def _names_in(rows: Sequence[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in (one for one in rows if isinstance(one, dict)):
        code = row.get("CATEG_COD")
        found[str(code)] = str(row.get("DESCR") or code)
        for sub in _objects(row.get("IM_SUBCAT_COD")):
            name = sub.get("SUBCAT_COD")
            found[f"{code}/{name}"] = str(sub.get("DESCR") or name)
    return found


def _objects(rows: Any) -> list[JsonObject]:
    return [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []


def _key(row: JsonObject) -> bool:
    return isinstance(row.get("ITEM_NO"), str)


def _next(page: RowsPage, mark: str, part: int = 0) -> str:
    """Where to go on: the next page, or after the last one of a location the next location."""
    if not page.is_last:
        return Bookmark(cursor=str(page.number + 1), mark=mark, part=part).write()
    return Bookmark(cursor="1", mark=mark, part=part + 1).write()
