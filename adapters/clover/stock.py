"""Clover's stock: one count per item and merchant, and only where the merchant tracks stock.

Clover tells neither which counts changed nor whether an item's own time moves with its count: a
sweep reads all items with their counts, 1,000 per call, and keeps what changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from adapters.clover.account import settings_of
from adapters.clover.client import CloverClient
from adapters.listing import Bookmark, read_records
from adapters.wire import JsonObject
from domain.catalog import StockChange, StockLevel, StockMoved, StockSet
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.platforms import clover as table
from mapping.platforms import clover_words as words
from mapping.report import MappingReport

_READ = "INVENTORY_R"
_OVERLAP_MS = 120_000
"""A count may change while the sweep is behind it: the next one looks back a little."""
_FEW = 10
"""Named items above this number are looked up in one sweep."""


def list_stock(
    client: CloverClient,
    report: MappingReport,
    *,
    since: str | None,
    inventory_ids: Sequence[PlatformId] | None,
    cursor: str | None,
) -> Iterator[Page[StockLevel]]:
    """Counts changed at `since` (Unix milliseconds) or later, or of the named items."""
    if not settings_of(client.merchant()).tracks_stock:
        yield Page(records=(), high_water=since or "0")
    elif inventory_ids is not None and len(inventory_ids) <= _FEW:
        rows = [row for one in inventory_ids if (row := _one(client, one)) is not None]
        yield _page(client, report, rows, following=None, mark=since or "0")
    else:
        wanted = None if inventory_ids is None else set(inventory_ids)
        yield from _sweep(client, report, since=since, wanted=wanted, cursor=cursor)


def _sweep(
    client: CloverClient,
    report: MappingReport,
    *,
    since: str | None,
    wanted: set[PlatformId] | None,
    cursor: str | None,
) -> Iterator[Page[StockLevel]]:
    bookmark = Bookmark.read(cursor)
    newest = int(bookmark.mark or 0)
    oldest = int(since or 0)
    seen: set[str] = set()
    batches = client.batches(
        "items",
        "items.stock",
        permission=_READ,
        start=int(bookmark.cursor or 0),
        expand="itemStock",
    )
    for batch in batches:
        fresh = [item for item in batch.rows if str(item.get("id")) not in seen]
        seen |= {str(item.get("id")) for item in fresh}
        rows = [row for item in fresh if (row := _count_of(item)) is not None]
        newest = max([newest, *(_time(row) for row in rows)])
        kept = [
            row
            for row in rows
            if _time(row) >= oldest and (wanted is None or row["item"]["id"] in wanted)
        ]
        mark = str(max(oldest, newest - _OVERLAP_MS))
        if batch.following is None:
            yield _page(client, report, kept, following=None, mark=mark)
        else:
            yield _page(client, report, kept, following=batch.following, mark=str(newest))


def _page(
    client: CloverClient,
    report: MappingReport,
    rows: list[JsonObject],
    *,
    following: int | None,
    mark: str,
) -> Page[StockLevel]:
    good, bad = read_records(
        rows, table.STOCK, Entity.STOCK, context={"merchant": client.merchant_id}, report=report
    )
    rest = None if following is None else Bookmark(cursor=str(following), mark=mark).write()
    return Page(records=good, quarantined=bad, cursor=rest, high_water=None if following else mark)


def _count_of(item: JsonObject) -> JsonObject | None:
    """An item's stock record, with the item's own time where it has none; None: not counted."""
    stock = item.get("itemStock")
    if not isinstance(stock, dict) or stock.get("quantity") is None:
        return None
    return {
        "modifiedTime": item.get("modifiedTime"),
        **stock,
        "item": {"id": str(item.get("id"))},
    }


def _one(client: CloverClient, item_id: PlatformId) -> JsonObject | None:
    found = client.find(f"items/{item_id}", "items.stock_of", permission=_READ, expand="itemStock")
    return None if found is None else _count_of(found)


def _time(row: JsonObject) -> int:
    value = row.get("modifiedTime")
    return value if isinstance(value, int) else 0


def set_stock(
    client: CloverClient, item_id: PlatformId, quantity: Decimal, *, expected: Decimal
) -> StockChange:
    """Count `quantity` if Clover still counts `expected`, which is read at the last moment."""
    found = client.find(f"item_stocks/{item_id}", "item_stocks.get", permission=_READ)
    told = None if found is None else found.get("quantity")
    actual = None if told is None else words.quantity(told)
    if actual == quantity:
        return StockSet(quantity=quantity)
    if actual != expected:
        return StockMoved(actual=actual)
    _write_count(client, item_id, quantity)
    return StockSet(quantity=quantity)


def _write_count(client: CloverClient, item_id: PlatformId, count: Decimal) -> None:
    number = int(count) if count == count.to_integral_value() else float(count)
    client.write(
        f"item_stocks/{item_id}",
        "item_stocks.set",
        {"quantity": number},
        permission="INVENTORY_W",
        repeatable=True,
    )


def add_stock(client: CloverClient, item_id: PlatformId, quantity: int) -> bool:
    """Put goods back; False where the item is not counted.

    Clover takes absolute counts only: a sale between reading and writing is lost, so it is read
    at the last moment.
    """
    found = client.find(f"item_stocks/{item_id}", "item_stocks.get", permission=_READ)
    if found is None or found.get("quantity") is None:
        return False
    _write_count(client, item_id, words.quantity(found["quantity"]) + Decimal(quantity))
    return True
