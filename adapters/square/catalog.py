"""Square's locations, products and stock, page by page, with what they refer to resolved.

A run costs one listing of the side objects (categories, images, taxes, modifier lists, item
options), then one call per page of items; what a page still lacks is fetched in one more call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.listing import Bookmark, latest, prepared, read_records
from adapters.square.client import SquareClient, malformed
from adapters.wire import JsonObject
from domain.catalog import Location, Product, StockLevel
from domain.events import Entity, Quarantined
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.converters import timestamp
from mapping.platforms import square as table
from mapping.platforms.square_requests import moment_request
from mapping.platforms.square_side import SideObjects, references
from mapping.report import MappingReport

_SIDE_TYPES = "CATEGORY,IMAGE,MODIFIER_LIST,TAX,ITEM_OPTION"
_SEARCH_LIMIT = 1000
_COUNT_LIMIT = 1000
_IDS_PER_REQUEST = 1000
_LONGEST_ID = 192
_STOCK_OVERLAP = timedelta(minutes=2)
"""Counts are stamped by several servers: the next sweep looks back a little."""


def list_locations(client: SquareClient, report: MappingReport) -> Page[Location]:
    """All locations in one page: Square does not page them. Every seller has one at least, so an
    answer without any is malformed."""
    raws = client.get("/v2/locations", "locations.list").get("locations")
    if not raws:
        raise malformed("locations.list", "the answer names no location", 200)
    good, bad = read_records(raws, table.LOCATION, Entity.LOCATION, context={}, report=report)
    return Page(records=good, quarantined=bad)


@dataclass(slots=True)
class CatalogRun:
    """One walk over the catalog; resolves what items refer to and remembers it for the run."""

    client: SquareClient
    report: MappingReport
    location_ids: tuple[str, ...] = ()
    _side: SideObjects = field(init=False)
    _faults: list[Quarantined] = field(init=False, default_factory=list)
    """Side objects that cannot be read; they leave with the next page."""

    def __post_init__(self) -> None:
        self._side = SideObjects(report=self.report)
        self._side.locations = tuple(PlatformId(one) for one in self.location_ids)

    def everything(self, cursor: str | None) -> Iterator[Page[Product]]:
        """All items that are not deleted, from `cursor` on.

        `high_water` is the catalog's time before the walk began, so that what changes meanwhile
        is told again by the next delta. It travels in the cursors.
        """
        bookmark = Bookmark.read(cursor)
        started = bookmark.mark or self._catalog_time()
        self._prefetch()
        pages = self.client.get_pages(
            "/v2/catalog/list", "catalog.list", {"types": "ITEM"}, bookmark.cursor
        )
        for body in pages:
            items = body.get("objects", [])
            yield self._page(items, body.get("cursor"), mark=started, high_water=started)

    def changes(self, since: str, cursor: str | None) -> Iterator[Page[Product]]:
        """Items changed after `since`, deleted ones included (as inactive)."""
        bookmark = Bookmark.read(cursor)
        request = {
            "object_types": ["ITEM", "ITEM_VARIATION"],
            "begin_time": since,
            "include_deleted_objects": True,
            "include_related_objects": True,
            "limit": _SEARCH_LIMIT,
        }
        mark = bookmark.mark
        pages = self.client.search_pages(
            "/v2/catalog/search", "catalog.search", request, bookmark.cursor
        )
        for body in pages:
            mark = mark or body.get("latest_time") or since
            items = self._items_of(body)
            yield self._page(items, body.get("cursor"), mark=mark, high_water=mark)

    def one(self, platform_id: PlatformId) -> Page[Product]:
        """The item of that id, or the item that a variation's id belongs to."""
        body = self.client.find(
            f"/v2/catalog/object/{platform_id}",
            "catalog.get",
            {"include_related_objects": "true"},
        )
        if body is None:
            return Page(records=())
        found = {"objects": [body["object"]], "related_objects": body.get("related_objects", [])}
        return self._page(self._items_of(found), None, mark=None, high_water=None)

    def _page(
        self,
        items: Sequence[JsonObject],
        cursor: str | None,
        *,
        mark: str | None,
        high_water: str | None,
    ) -> Page[Product]:
        items, odd_refs = prepared(items, self._referring, Entity.PRODUCT)
        self._faults += odd_refs
        self._complete(items)
        context = {"side": self._side}
        alive = [item for item in items if not item.get("is_deleted")]
        good, bad = read_records(
            alive, table.PRODUCT, Entity.PRODUCT, context=context, report=self.report
        )
        gone, odd = read_records(
            [item for item in items if item.get("is_deleted")],
            table.DELETED_PRODUCT,
            Entity.PRODUCT,
            context=context,
            report=self.report,
        )
        faults, self._faults = tuple(self._faults), []
        return Page(
            records=good + gone,
            quarantined=faults + bad + odd,
            cursor=Bookmark(cursor=cursor, mark=mark).write() if cursor else None,
            high_water=None if cursor else high_water,
        )

    def _catalog_time(self) -> str | None:
        """When the catalog last changed, by Square's clock."""
        body = self.client.search(
            "/v2/catalog/search", "catalog.search", {"object_types": ["ITEM"], "limit": 1}
        )
        return body.get("latest_time")

    def _prefetch(self) -> None:
        pages = self.client.get_pages(
            "/v2/catalog/list", "catalog.list_side", {"types": _SIDE_TYPES}
        )
        for body in pages:
            self._take(body.get("objects", []))

    def _take(self, raws: Iterable[JsonObject]) -> None:
        """Add side objects to the index; one that cannot be read does not stop the run."""
        for raw in raws:
            _, odd = prepared([raw], self._side.add, Entity.PRODUCT)
            self._faults += odd

    def _items_of(self, body: JsonObject) -> list[JsonObject]:
        """The items of a search, and the items of the variations in it, each once."""
        found = [*body.get("objects", []), *body.get("related_objects", [])]
        self._take(found)
        items = {raw["id"]: raw for raw in found if raw.get("type") == "ITEM"}
        parents = dict.fromkeys(
            raw.get("item_variation_data", {}).get("item_id")
            for raw in found
            if raw.get("type") == "ITEM_VARIATION"
        )
        for raw in self._retrieve([one for one in parents if one and one not in items]):
            items[raw["id"]] = raw
        return list(items.values())

    def _referring(self, item: JsonObject) -> JsonObject:
        """The item, whose references can be followed. Raises TypeError and the like."""
        if not all(isinstance(one, str) and len(one) <= _LONGEST_ID for one in references(item)):
            raise TypeError("a reference is no id")
        _is_local(item)
        item["id"].strip()
        return item

    def _complete(self, items: Sequence[JsonObject]) -> None:
        """Fetch what these items refer to and the run does not know yet."""
        missing = self._side.missing(items)
        self._take(self._retrieve(missing))
        self._side.settle(missing, items)
        if not self._side.locations and any(map(_is_local, items)):
            page = list_locations(self.client, self.report)
            self._side.locations = tuple(one.platform_id for one in page.records)

    def _retrieve(self, ids: Sequence[str]) -> Iterator[JsonObject]:
        for start in range(0, len(ids), _IDS_PER_REQUEST):
            body = self.client.search(
                "/v2/catalog/batch-retrieve",
                "catalog.batch_retrieve",
                {"object_ids": list(ids[start : start + _IDS_PER_REQUEST])},
            )
            yield from body.get("objects", [])


def _is_local(item: JsonObject) -> bool:
    """Whether an item or one of its variations is sold at some locations only."""
    variations = item.get("item_data", {}).get("variations") or ()
    return any(one.get("present_at_all_locations") is False for one in (item, *variations))


def list_stock(
    client: SquareClient,
    report: MappingReport,
    *,
    since: str | None,
    inventory_ids: Sequence[PlatformId] | None,
    cursor: str | None,
) -> Iterator[Page[StockLevel]]:
    """Counts of what is in stock; a variation without a count is unknown and is left out."""
    bookmark = Bookmark.read(cursor)
    mark = bookmark.mark or since
    chunks = _chunks(inventory_ids)
    for number in range(bookmark.part, len(chunks)):
        request: JsonObject = {"states": ["IN_STOCK"], "limit": _COUNT_LIMIT}
        if since is not None:
            request["updated_after"] = since
        if chunks[number] is not None:
            request["catalog_object_ids"] = chunks[number]
        at = bookmark.cursor if number == bookmark.part else None
        pages = client.search_pages(
            "/v2/inventory/counts/batch-retrieve", "inventory.counts", request, at
        )
        for body in pages:
            counts = body.get("counts", [])
            mark = _latest(mark, counts)
            good, bad = read_records(
                counts,
                table.STOCK,
                Entity.STOCK,
                context={},
                report=report,
                id_field="catalog_object_id",
            )
            rest = _rest(number, len(chunks), body.get("cursor"), mark)
            done = mark if rest is None else None
            yield Page(records=good, quarantined=bad, cursor=rest, high_water=_with_overlap(done))


def _chunks(ids: Sequence[PlatformId] | None) -> list[list[str] | None]:
    if ids is None:
        return [None]
    return [list(ids[at : at + _IDS_PER_REQUEST]) for at in range(0, len(ids), _IDS_PER_REQUEST)]


def _rest(number: int, parts: int, cursor: str | None, mark: str | None) -> str | None:
    """Where to go on: in this part, in the next one, or nowhere."""
    if cursor:
        return Bookmark(cursor=cursor, mark=mark, part=number).write()
    if number + 1 < parts:
        return Bookmark(cursor=None, mark=mark, part=number + 1).write()
    return None


def _latest(mark: str | None, counts: Sequence[JsonObject]) -> str | None:
    """The newest `calculated_at` so far; Square writes them in one format, to be compared."""
    records = (one for one in counts if isinstance(one, dict))
    return latest((one.get("calculated_at") for one in records), mark, timestamp)


def _with_overlap(mark: str | None) -> str | None:
    return moment_request(timestamp(mark) - _STOCK_OVERLAP) if mark else None
