"""Revel's counts: `Inventory` rows, one per counted product.

Revel's portal names `CurrentStock` and `IngredientInventory`; that counts are rows of `Inventory`
with these fields is known from a public client and a data connector's schema (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapters.listing import Bookmark, read_records
from adapters.revel.catalog import PRODUCTS, changed_since, newest_time
from adapters.revel.client import Listed, RevelClient
from adapters.revel.keys import Establishment
from adapters.wire import JsonObject
from domain.catalog import StockLevel
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.platforms import revel as table
from mapping.platforms import revel_words as words
from mapping.report import MappingReport

COUNTS = "/resources/Inventory/"
_OPERATION = "inventory.list"


def list_stock(
    client: RevelClient,
    here: Establishment,
    report: MappingReport,
    *,
    since: str | None,
    inventory_ids: Sequence[PlatformId] | None,
    cursor: str | None,
) -> Iterator[Page[StockLevel]]:
    """Counts of the establishment's products; a product without a row is not counted: unknown."""
    if inventory_ids is not None:
        rows = list(
            client.rows_of(COUNTS, _OPERATION, {}, field="product", ids=list(inventory_ids))
        )
        yield _page(rows, here, report, rest=None, mark=None)
        return
    bookmark = Bookmark.read(cursor)
    mark = bookmark.mark
    params = {"order_by": "-updated_date", **changed_since(here, since)}
    for listed in client.pages(COUNTS, _OPERATION, params, bookmark.cursor):
        mark = mark or newest_time(listed.rows) or since
        yield _page(
            of_establishment(client, here, listed), here, report, rest=listed.rest, mark=mark
        )


def _page(
    rows: Sequence[JsonObject],
    here: Establishment,
    report: MappingReport,
    *,
    rest: str | None,
    mark: str | None,
) -> Page[StockLevel]:
    good, bad = read_records(
        rows,
        table.STOCK,
        Entity.STOCK,
        context={"place": here.place, "zone": here.zone},
        report=report,
    )
    return Page(
        records=good,
        quarantined=bad,
        cursor=Bookmark(cursor=rest, mark=mark).write() if rest else None,
        high_water=None if rest else mark,
    )


def of_establishment(client: RevelClient, here: Establishment, listed: Listed) -> list[JsonObject]:
    """The rows of this establishment: counts do not say where, their products do.

    A row whose product cannot be told stays, to be quarantined by the table.
    """
    products = {index: _product(row) for index, row in enumerate(listed.rows)}
    wanted = list(dict.fromkeys(one for one in products.values() if one is not None))
    asked = {"establishment": here.place, "fields": "id", "order_by": "id"}
    found = client.rows_of(PRODUCTS, "products.list", asked, field="id", ids=wanted)
    here_too = {str(row.get("id")) for row in found}
    return [
        row
        for index, row in enumerate(listed.rows)
        if products[index] is None or products[index] in here_too
    ]


def _product(row: JsonObject) -> str | None:
    try:
        return words.reference(row.get("product"))
    except TypeError:
        return None
