"""What is 86'd and how much is left.

`GET /inventory` lists only what is not simply in stock, and tells no times. A sweep therefore
remembers in its mark what it told: a delta brings only what is otherwise now, and what is missing
is asked for by name, so that a dish which is back does not stay sold out.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import orjson

from adapters.listing import read_records
from adapters.toast.client import ToastClient, as_rows, malformed
from adapters.wire import JsonObject
from domain.catalog import StockLevel
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.platforms import toast as table
from mapping.report import MappingReport

_PER_SEARCH = 100


def listed_inventory(client: ToastClient) -> list[JsonObject]:
    """Everything that has a quantity or is out of stock."""
    rows = as_rows(client.read("/stock/v1/inventory", "stock.list"), "stock.list")
    for row in rows:
        if not isinstance(row.get("guid"), str):
            raise malformed("stock.list", "a row has no guid")
    return rows


def list_stock(
    client: ToastClient,
    report: MappingReport,
    *,
    since: str | None,
    inventory_ids: Sequence[PlatformId] | None,
    now: datetime,
) -> Iterator[Page[StockLevel]]:
    """The named items, or all that are 86'd, counted, or were so at `since`."""
    if inventory_ids is not None:
        rows = _search(client, inventory_ids)
        yield _page(rows, client, report, now, high_water=None)
        return
    rows = listed_inventory(client)
    now_told = {row["guid"]: _told(row) for row in rows}
    before = {} if since is None else _read_mark(since)
    back = sorted(set(before) - set(now_told))
    changed = [row for row in rows if before.get(row["guid"]) != now_told[row["guid"]]]
    changed += _search(client, back)
    yield _page(changed, client, report, now, high_water=_mark(now_told))


def _told(row: JsonObject) -> str:
    return f"{row.get('status')} {row.get('quantity')}"


def _mark(told: Mapping[str, str]) -> str:
    """What was told, packed: GUIDs do not get shorter, but the words around them do."""
    return base64.b64encode(zlib.compress(orjson.dumps(told, option=orjson.OPT_SORT_KEYS))).decode()


def _read_mark(since: str) -> dict[str, str]:
    told: dict[str, str] = orjson.loads(zlib.decompress(base64.b64decode(since)))
    return told


def _search(client: ToastClient, guids: Sequence[str]) -> list[JsonObject]:
    found: list[JsonObject] = []
    for at in range(0, len(guids), _PER_SEARCH):
        body = {"guids": list(guids[at : at + _PER_SEARCH])}
        answer = client.ask("/stock/v1/inventory/search", "stock.search", body)
        found += as_rows(answer, "stock.search")
    return [row for row in found if row.get("itemGuidValidity") != "INVALID"]


def _page(
    rows: list[JsonObject],
    client: ToastClient,
    report: MappingReport,
    now: datetime,
    *,
    high_water: str | None,
) -> Page[StockLevel]:
    good, bad = read_records(
        rows,
        table.STOCK,
        Entity.STOCK,
        context={"location": client.restaurant, "now": now},
        report=report,
        id_field="guid",
    )
    return Page(records=good, quarantined=bad, high_water=high_water)
