"""Vend's catalog and stock as the port lists them.

The high-water mark of every list is a version: one number per retailer that grows with each change.
A list is walked in the order of versions until it is empty, so what changes meanwhile comes at its
end, and the last version seen is the `since` of the next delta.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.listing import Bookmark, read_records
from adapters.vend.client import VendClient
from adapters.vend.families import Assembler, is_lone, key_of
from adapters.vend.retailer import Retailer, currency_of
from adapters.wire import JsonObject
from domain.catalog import Product, StockLevel
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.platforms import vend as table
from mapping.report import MappingReport

_FAMILIES_PER_PAGE = 50
_WHOLE_WALK_ABOVE = 25
"""Changed families that are worth a call each; with more, walking the whole catalog is cheaper."""
_STOCK_PAGE = 5000


@dataclass(frozen=True, slots=True)
class CatalogRun:
    """One walk over the catalog."""

    client: VendClient
    retailer: Retailer
    report: MappingReport

    def everything(self, cursor: str | None) -> Iterator[Page[Product]]:
        """Every living family, each once.

        Vend lists variants, in the order of their last change, so a family is whole only when the
        list has ended; a walk that is taken up again reads the list again, and tells what is left.
        """
        assembler = self._assembler()
        mark = 0
        for page in self.client.pages("/products", "products.list"):
            mark = page.version
            for raw in page.records:
                assembler.add(raw)
        yield from self._told(assembler, sorted(assembler.families), cursor, str(mark))

    def changes(self, since: str, cursor: str | None) -> Iterator[Page[Product]]:
        """Families with a record changed after `since`, whole; deleted ones as inactive."""
        touched: dict[str, list[JsonObject]] = {}
        mark = int(since)
        pages = self.client.pages(
            "/products", "products.changes", {"deleted": "true"}, after=int(since)
        )
        for page in pages:
            mark = page.version
            for raw in page.records:
                touched.setdefault(key_of(raw), []).append(raw)
        if not touched:
            yield Page(records=(), high_water=since)
            return
        assembler = self._assembler()
        for raw in self._whole(touched):
            assembler.add(raw)
        for key, raws in touched.items():
            if key not in assembler.families:  # nothing of it is left alive
                for raw in raws:
                    assembler.add(raw)
        yield from self._told(
            assembler, sorted(set(touched) & set(assembler.families)), cursor, str(mark)
        )

    def one(self, platform_id: PlatformId) -> Page[Product]:
        """The family of that id, or the one that a variant's id belongs to."""
        raw = self.client.find(f"/products/{platform_id}", "products.get")
        if raw is None or raw.get("deleted_at"):
            return Page(records=())
        assembler = self._assembler()
        for each in self._whole({key_of(raw): [raw]}):
            assembler.add(each)
        products = tuple(assembler.products(list(assembler.families)))
        return Page(records=products, quarantined=assembler.take_faults())

    def _whole(self, touched: dict[str, list[JsonObject]]) -> Iterator[JsonObject]:
        """All living records of the families; a lone record is at hand already."""
        split = {key: raws for key, raws in touched.items() if not is_lone(raws[-1])}
        for key, raws in touched.items():
            if key not in split and not raws[-1].get("deleted_at"):
                yield raws[-1]
        if len(split) > _WHOLE_WALK_ABOVE:
            for page in self.client.pages("/products", "products.list"):
                yield from (raw for raw in page.records if key_of(raw) in split)
            return
        for key, raws in split.items():
            params = {"name": str(raws[-1].get("name", ""))}
            for raw in self.client.rows("/products", "products.family", params):
                if key_of(raw) == key and not raw.get("deleted_at"):
                    yield raw

    def _told(
        self, assembler: Assembler, keys: list[str], cursor: str | None, mark: str
    ) -> Iterator[Page[Product]]:
        """The families in pages, behind the one that the cursor names."""
        last = Bookmark.read(cursor).cursor
        rest = [key for key in keys if last is None or key > last]
        starts = range(0, len(rest), _FAMILIES_PER_PAGE) or range(1)
        for start in starts:
            part = rest[start : start + _FAMILIES_PER_PAGE]
            records = tuple(assembler.products(part))
            is_last = start + _FAMILIES_PER_PAGE >= len(rest)
            yield Page(
                records=records,
                quarantined=assembler.take_faults(),
                cursor=None if is_last else Bookmark(cursor=part[-1]).write(),
                high_water=mark if is_last else None,
            )

    def _assembler(self) -> Assembler:
        described = self.retailer.describe()
        return Assembler(
            currency=currency_of(described),
            inclusive=described.get("tax_exclusive") is False,
            report=self.report,
        )


def list_stock(
    client: VendClient,
    report: MappingReport,
    *,
    since: str | None,
    inventory_ids: Sequence[PlatformId] | None,
    cursor: str | None,
    now: datetime,
) -> Iterator[Page[StockLevel]]:
    """Counts changed after a version, or of the named variants; a product without a record is not
    counted and does not appear. Counts bear no time of their own: `as_of` is when we were told."""
    if inventory_ids is not None:
        yield from _stock_of(client, report, inventory_ids, cursor, now)
        return
    mark = int(Bookmark.read(cursor).cursor or since or 0)
    for page in client.array_pages("/inventory", "inventory.list", after=mark, size=_STOCK_PAGE):
        mark = page.version
        told = _levels(page.records, report, now)
        yield Page(
            records=told.records,
            quarantined=told.quarantined,
            cursor=Bookmark(cursor=str(mark)).write(),
        )
    yield Page(records=(), high_water=str(mark))


def _stock_of(
    client: VendClient,
    report: MappingReport,
    ids: Sequence[PlatformId],
    cursor: str | None,
    now: datetime,
) -> Iterator[Page[StockLevel]]:
    """One read per variant: the list filters by one product only."""
    part = Bookmark.read(cursor).part
    for number in range(part, len(ids)):
        rows = client.array(f"/inventory/{ids[number]}", "inventory.of_product")
        told = _levels(rows, report, now)
        rest = Bookmark(part=number + 1).write() if number + 1 < len(ids) else None
        yield Page(records=told.records, quarantined=told.quarantined, cursor=rest)


def _levels(rows: Sequence[JsonObject], report: MappingReport, now: datetime) -> Page[StockLevel]:
    good, bad = read_records(
        rows,
        table.STOCK,
        Entity.STOCK,
        context={"as_of": now},
        report=report,
        id_field="product_id",
    )
    return Page(records=good, quarantined=bad)
