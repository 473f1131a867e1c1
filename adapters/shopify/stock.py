"""Stock per inventory item and location: by location for listings, by item for look-ups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from adapters.listing import Bookmark, prepared, read_records
from adapters.platform import AdapterSettings
from adapters.shopify.bulk import bulk_pages, is_bulk
from adapters.shopify.client import ShopifyClient, next_cursor, nodes, platform_key
from adapters.shopify.errors import STALE_COUNT, unsupported
from adapters.shopify.paging import changed_since, completed, next_mark
from adapters.wire import JsonObject
from domain.catalog import StockChange, StockLevel, StockMoved, StockSet
from domain.errors import RejectedError
from domain.events import Entity, Quarantined
from domain.ids import IdempotencyKey, PlatformId
from domain.ports.pos import Page
from mapping.platforms import shopify as table
from mapping.platforms.shopify_records import stock_record

_LEVELS_PER_PAGE = 250
_ITEMS_PER_CALL = 25
_ITEMS_OF_EXPORT = 500
"""A page of an export: counts are small, and each page costs its checkpoint and commit."""
_LEVELS_WITH_ITEM = 10
_LOCATIONS_PER_PAGE = 250

_Levels = tuple[tuple[StockLevel, ...], tuple[Quarantined, ...]]


@dataclass(frozen=True, slots=True)
class Stock:
    """How many of each variant stand where.

    Listings go location by location because only a location's levels can be filtered by the time
    of their change: an inventory item's own time does not move when its stock does.
    """

    client: ShopifyClient
    settings: AdapterSettings

    def levels(self, since: str | None, cursor: str | None) -> Iterator[Page[StockLevel]]:
        """Levels changed after `since`; all of them by a bulk export where that is wanted."""
        wants_bulk = since is None and cursor is None and self.settings.bulk_export
        if wants_bulk or is_bulk(cursor):
            return bulk_pages(
                self.client,
                "LevelsInBulk",
                self._read_bulk,
                cursor=cursor,
                parents=_ITEMS_OF_EXPORT,
            )
        return self._by_location(since, Bookmark.read(cursor))

    def of_items(
        self, item_ids: Sequence[PlatformId], cursor: str | None
    ) -> Iterator[Page[StockLevel]]:
        """Every level of the named inventory items."""
        chunks = [
            item_ids[start : start + _ITEMS_PER_CALL]
            for start in range(0, len(item_ids), _ITEMS_PER_CALL)
        ]
        first = Bookmark.read(cursor).part
        for part, chunk in enumerate(chunks[first:], start=first + 1):
            records, bad = self._levels_of(chunk)
            onward = None if part == len(chunks) else Bookmark(part=part).write()
            yield Page(records=records, quarantined=bad, cursor=onward)

    def set_to(
        self,
        item_id: PlatformId,
        place: PlatformId,
        quantity: Decimal,
        *,
        expected: Decimal,
        key: IdempotencyKey,
    ) -> StockChange:
        """Write what is available; Shopify compares `expected` with what it holds."""
        if quantity != quantity.to_integral_value():
            raise unsupported("SetStock", f"Shopify counts whole pieces, not {quantity}")
        change = {
            "name": "available",
            "reason": "correction",
            "quantities": [
                {
                    "inventoryItemId": item_id,
                    "locationId": place,
                    "quantity": int(quantity),
                    "changeFromQuantity": int(expected),
                }
            ],
        }
        try:
            self.client.mutate(
                "SetStock",
                "inventorySetQuantities",
                repeatable=True,
                cost=20,
                input=change,
                key=platform_key(key, "stock"),
            )
        except RejectedError as error:
            if error.platform_code != STALE_COUNT:
                raise
            return self._moved(item_id, place, quantity)
        return StockSet(quantity=quantity)

    def _moved(self, item_id: PlatformId, place: PlatformId, wanted: Decimal) -> StockChange:
        """What stands there now: somebody else's count, or the one a lost answer of ours wrote."""
        levels, _ = self._levels_of([item_id])
        actual = next((one.available for one in levels if one.location_platform_id == place), None)
        return StockSet(quantity=wanted) if actual == wanted else StockMoved(actual=actual)

    def places(self) -> Sequence[str]:
        """The locations whose levels are listed."""
        return self.settings.location_ids or tuple(self._location_ids())

    def _by_location(self, since: str | None, bookmark: Bookmark) -> Iterator[Page[StockLevel]]:
        places = self.places()
        after, mark = bookmark.cursor, bookmark.mark
        for part in range(bookmark.part, len(places)):
            is_last_place = part == len(places) - 1
            while True:
                answer = self.client.answer(
                    "LevelsAtLocation",
                    cost=3 * _LEVELS_PER_PAGE + 5,
                    location=places[part],
                    first=_LEVELS_PER_PAGE,
                    after=after,
                    filter=changed_since(since),
                )
                levels = _levels_at(answer.data)
                mark = mark or next_mark(answer.date, levels, since)
                whole, odd = prepared(levels, partial(_record_at, places[part]), Entity.STOCK)
                records, bad = self._read(whole)
                after = _after(answer.data)
                is_end = after is None and is_last_place
                onward = Bookmark(cursor=after, mark=mark, part=part if after else part + 1)
                yield Page(
                    records=records,
                    quarantined=bad + odd,
                    cursor=None if is_end else onward.write(),
                    high_water=mark if is_end else None,
                )
                if after is None:
                    break

    def _location_ids(self) -> Iterator[str]:
        after: str | None = None
        while True:
            data = self.client.query(
                "LocationIds", cost=252, first=_LOCATIONS_PER_PAGE, after=after
            )
            listed = nodes("LocationIds", data["locations"])
            yield from (one["id"] for one in listed if is_gid(one))
            after = next_cursor(data["locations"])
            if after is None:
                return

    def _levels_of(self, item_ids: Sequence[PlatformId]) -> _Levels:
        cost = len(item_ids) * (3 * _LEVELS_WITH_ITEM + 3)
        data = self.client.query(
            "LevelsOfItems", cost=cost, ids=list(item_ids), levels=_LEVELS_WITH_ITEM
        )
        items = [self._complete(one) for one in data["nodes"] if one]  # None: no such item
        return self._read([record for item in items for record in _records_of(item)])

    def _complete(self, item: JsonObject) -> JsonObject:
        return completed(
            self.client, "LevelsOfItem", item, "inventoryLevels", first=_LEVELS_PER_PAGE,
            cost=3 * _LEVELS_PER_PAGE + 5,
        )  # fmt: skip

    def _read_bulk(self, data: JsonObject) -> _Levels:
        return self._read(
            [
                stock_record(item, level["location"]["id"], level)
                for item in data["records"]
                for level in item["children"]
            ]
        )

    def _read(self, raws: list[JsonObject]) -> _Levels:
        return read_records(
            raws, table.STOCK, Entity.STOCK, context={}, report=self.settings.report
        )


def _levels_at(data: JsonObject) -> list[JsonObject]:
    """The levels of one page; none where the location is gone since the locations were listed."""
    place = data.get("location")
    return [] if place is None else nodes("LevelsAtLocation", place["inventoryLevels"])


def _after(data: JsonObject) -> str | None:
    place = data.get("location")
    return None if place is None else next_cursor(place["inventoryLevels"])


def _records_of(item: JsonObject) -> list[JsonObject]:
    return [
        stock_record(item, level["location"]["id"], level)
        for level in nodes("LevelsOfItems", item["inventoryLevels"])
    ]


def _record_at(place: str, level: JsonObject) -> JsonObject:
    return stock_record(level["item"], place, level)


def is_gid(location: JsonObject) -> bool:
    """Whether a location has an id to ask with; one without is set aside where they are listed."""
    return str(location.get("id")).startswith("gid://shopify/Location/")
