"""Lightspeed's locations, products and stock, page by page.

Items are listed one by one although they belong together in matrices. A walk therefore has two
parts: items of their own, then matrices with all their items fetched for the page. A delta looks
for changed items, then for changed matrices, archived ones included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.lightspeed.client import PAGE_LIMIT, LightspeedClient, is_id
from adapters.listing import Bookmark, read_records
from adapters.wire import JsonObject
from domain.catalog import Location, Product, StockLevel
from domain.events import Entity, Quarantined
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.platforms import lightspeed as table
from mapping.platforms.lightspeed_requests import ids_filter, since_filter
from mapping.report import MappingReport

_MATRIX = "matrix-"
_BOTH = ("Category", "Manufacturer", "Images")
_ITEM_RELATIONS = ("ItemAttributes", "ItemAttributes.ItemAttributeSet", "ItemComponents")
_SINGLE_RELATIONS = (*_BOTH, *_ITEM_RELATIONS)
_ALL_SHOPS = "0"


def list_locations(client: LightspeedClient, report: MappingReport) -> Iterator[Page[Location]]:
    """All shops; Lightspeed has no stock elsewhere."""
    for page in client.pages("Shop", "shops.list", {"archived": "true"}, ("Contact",)):
        good, bad = read_records(
            page.records,
            table.LOCATION,
            Entity.LOCATION,
            context={},
            report=report,
            id_field="shopID",
        )
        yield Page(records=good, quarantined=bad, cursor=page.cursor)


@dataclass(slots=True)
class CatalogRun:
    """One walk over items and matrices."""

    client: LightspeedClient
    report: MappingReport
    currency: Callable[[], str]
    archived_too: bool = False
    """Whether archived items come as inactive variants (a delta must tell of them)."""
    _context: dict[str, Any] = field(init=False, default_factory=dict)

    def walk(self, since: str | None, cursor: str | None) -> Iterator[Page[Product]]:
        """Everything, or what changed at `since` or later, from `cursor` on.

        `high_water` is the newest change before the walk began: what changes meanwhile is told
        again by the next delta. It travels in the cursors.
        """
        bookmark = Bookmark.read(cursor)
        self._context["currency"] = self.currency()
        mark = bookmark.mark or self._newest() or since
        changed = {"archived": "true", "sort": "timeStamp"}
        changed |= {"timeStamp": since_filter(since)} if since else {}
        for part in range(bookmark.part, 2):
            start = bookmark.cursor if part == bookmark.part else None
            pages = (
                self._items(since, changed, start)
                if part == 0
                else self._all(since, changed, start)
            )
            for records, quarantined, rest in pages:
                place = _place(part, rest, mark)
                yield Page(
                    records=records,
                    quarantined=quarantined,
                    cursor=place,
                    high_water=None if place else mark,
                )

    def one(self, platform_id: PlatformId) -> Page[Product]:
        """A matrix with its items, an item of its own, or the matrix that an item belongs to."""
        if platform_id.startswith(_MATRIX):
            return self._one_matrix(platform_id.removeprefix(_MATRIX))
        item = self.client.find("Item", platform_id, "items.get", _SINGLE_RELATIONS)
        if item is None:
            return Page(records=())
        if item.get("itemMatrixID", "0") != "0":
            return self._one_matrix(item["itemMatrixID"])
        good, bad = self._products([item], [])
        return Page(records=good, quarantined=bad)

    def _one_matrix(self, matrix_id: str) -> Page[Product]:
        matrix = self.client.find("ItemMatrix", matrix_id, "matrices.get", _BOTH)
        good, bad = self._products([], [matrix] if matrix else [])
        return Page(records=good, quarantined=bad)

    def _items(
        self, since: str | None, changed: Mapping[str, str], start: str | None
    ) -> Iterator[_Part]:
        """Items of their own; in a delta also the matrices that changed items belong to."""
        params = dict(changed) if since else {"itemMatrixID": "0"}
        for page in self.client.pages("Item", "items.list", params, _SINGLE_RELATIONS, start):
            single = [raw for raw in page.records if raw.get("itemMatrixID", "0") == "0"]
            ids = {str(raw.get("itemMatrixID", "0")) for raw in page.records} - {"0"}
            ids = {one for one in ids if is_id(one)}
            matrices = list(self._matrices_of(sorted(ids, key=int)))
            good, bad = self._products(single, matrices)
            yield good, bad, page.cursor

    def _all(
        self, since: str | None, changed: Mapping[str, str], start: str | None
    ) -> Iterator[_Part]:
        params = dict(changed) if since else {}
        for page in self.client.pages("ItemMatrix", "matrices.list", params, _BOTH, start):
            good, bad = self._products([], page.records)
            yield good, bad, page.cursor

    def _matrices_of(self, ids: Sequence[str]) -> Iterator[JsonObject]:
        for start in range(0, len(ids), PAGE_LIMIT):
            params = {
                "itemMatrixID": ids_filter(ids[start : start + PAGE_LIMIT]),
                "archived": "true",
            }
            for page in self.client.pages("ItemMatrix", "matrices.list", params, _BOTH):
                yield from page.records

    def _products(
        self, single: Iterable[JsonObject], matrices: Sequence[JsonObject]
    ) -> tuple[tuple[Product, ...], tuple[Quarantined, ...]]:
        """Items as products of their own, and matrices with their items put in."""
        if not self._context:
            self._context["currency"] = self.currency()
        alone = [{**raw, "Items": {"Item": [raw]}} for raw in single]
        good, bad = read_records(
            alone,
            table.PRODUCT,
            Entity.PRODUCT,
            context=self._context,
            report=self.report,
            id_field="itemID",
        )
        known = {str(raw.get("itemMatrixID", "")): raw for raw in matrices}
        found, odd = read_records(
            self._with_items(known),
            table.MATRIX,
            Entity.PRODUCT,
            context=self._context,
            report=self.report,
            id_field="itemMatrixID",
        )
        return good + found, bad + odd

    def _with_items(self, matrices: Mapping[str, JsonObject]) -> list[JsonObject]:
        items: dict[str, list[JsonObject]] = {key: [] for key in matrices}
        ids = [key for key in matrices if is_id(key)]
        for start in range(0, len(ids), PAGE_LIMIT):
            params = {"itemMatrixID": ids_filter(ids[start : start + PAGE_LIMIT])}
            params |= {"archived": "true"} if self.archived_too else {}
            for page in self.client.pages("Item", "items.of_matrices", params, _ITEM_RELATIONS):
                for raw in page.records:
                    items.setdefault(str(raw.get("itemMatrixID", "")), []).append(raw)
        return [{**raw, "Items": {"Item": items[key]}} for key, raw in matrices.items()]

    def _newest(self) -> str | None:
        """When an item or a matrix last changed, by Lightspeed's clock; times compare as text."""
        params = {"sort": "-timeStamp", "limit": "1", "archived": "true"}
        pages = [
            self.client.page(entity, f"{operation}.newest", params)
            for entity, operation in (("Item", "items"), ("ItemMatrix", "matrices"))
        ]
        times = [raw["timeStamp"] for page in pages for raw in page.records if "timeStamp" in raw]
        return max(times, default=None)


_Part = tuple[tuple[Product, ...], tuple[Quarantined, ...], str | None]
"""Products and faults of one page, and the next page's cursor."""


def _place(part: int, rest: str | None, mark: str | None) -> str | None:
    """Where to go on: in this part, in the next, or nowhere."""
    if rest is not None:
        return Bookmark(cursor=rest, mark=mark, part=part).write()
    return Bookmark(cursor=None, mark=mark, part=1).write() if part == 0 else None


def list_stock(
    client: LightspeedClient,
    report: MappingReport,
    *,
    since: str | None,
    inventory_ids: Sequence[PlatformId] | None,
    cursor: str | None,
    now: datetime,
) -> Iterator[Page[StockLevel]]:
    """Counts by item and shop, oldest change first; the rows that sum all shops are left out.

    What changes during the walk moves to its end, so nothing is missed.
    """
    bookmark = Bookmark.read(cursor)
    mark = bookmark.mark or since
    chunks = _chunks(inventory_ids)
    context = {"read_at": now}
    for number in range(bookmark.part, len(chunks)):
        params = {"sort": "timeStamp", **chunks[number]}
        params |= {"timeStamp": since_filter(since)} if since else {}
        at = bookmark.cursor if number == bookmark.part else None
        for page in client.pages("ItemShop", "item_shops.list", params, (), at):
            mark = max([mark or "", *_times(page.records)]) or None
            rows = [raw for raw in page.records if raw.get("shopID") != _ALL_SHOPS]
            good, bad = read_records(
                rows, table.STOCK, Entity.STOCK, context=context, report=report, id_field="itemID"
            )
            rest = _rest(number, len(chunks), page.cursor, mark)
            yield Page(
                records=good, quarantined=bad, cursor=rest, high_water=None if rest else mark
            )


def _times(rows: Iterable[JsonObject]) -> list[str]:
    return [raw["timeStamp"] for raw in rows if isinstance(raw.get("timeStamp"), str)]


def _chunks(ids: Sequence[PlatformId] | None) -> list[dict[str, str]]:
    if ids is None:
        return [{}]
    known = [one for one in ids if is_id(one)]
    return [
        {"itemID": ids_filter(known[at : at + PAGE_LIMIT])}
        for at in range(0, len(known), PAGE_LIMIT)
    ]


def _rest(number: int, parts: int, cursor: str | None, mark: str | None) -> str | None:
    if cursor is not None:
        return Bookmark(cursor=cursor, mark=mark, part=number).write()
    if number + 1 < parts:
        return Bookmark(cursor=None, mark=mark, part=number + 1).write()
    return None
