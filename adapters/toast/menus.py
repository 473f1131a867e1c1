"""The restaurant and its published menus.

`GET /menus` answers everything at once and may be called once a second, so a delta first asks
`GET /metadata` when the menus were last published, and which items are 86'd or counted: only where
one of both has moved are the menus read again. Toast does not tell what changed in them: the mark
holds 256 check sums over the products, and a delta brings those whose sum is another.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from adapters.listing import Bookmark, quarantine, read_records
from adapters.toast.client import ToastClient, as_object, malformed, read_one
from adapters.toast.stock import listed_inventory
from adapters.wire import JsonObject
from domain.catalog import Location, Product
from domain.events import Entity, Quarantined
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.converters import micros
from mapping.platforms import toast as table
from mapping.platforms.toast_assembly import assemble
from mapping.platforms.toast_choices import MenuSide
from mapping.report import MappingReport

PER_PAGE = 200
_BUCKETS = 256


def read_restaurant(client: ToastClient) -> JsonObject:
    """The restaurant's own record. Raises MalformedResponseError without its currency."""
    path = f"/restaurants/v1/restaurants/{client.restaurant}"
    raw = as_object(client.read(path, "restaurants.get"), "restaurants.get")
    general = raw.get("general")
    if not isinstance(general, dict) or not isinstance(general.get("currencyCode"), str):
        fault = malformed("restaurants.get", "general.currencyCode is missing")
        fault.path = "general.currencyCode"
        raise fault
    return raw


def list_locations(client: ToastClient, report: MappingReport) -> Page[Location]:
    """The one restaurant of this connection."""
    raws = [read_restaurant(client)]
    good, bad = read_records(
        raws, table.LOCATION, Entity.LOCATION, context={}, report=report, id_field="guid"
    )
    return Page(records=good, quarantined=bad)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """What the menus were read against."""

    published: str
    counted: str
    """A check sum of what was 86'd or counted."""
    sums: str = ""
    """Check sums over the products, 256 of 8 hex digits."""

    def write(self) -> str:
        """As the `since` of the next delta."""
        return orjson.dumps([self.published, self.counted, self.sums]).decode()

    @classmethod
    def read(cls, since: str) -> _Mark:
        """The mark that was written."""
        published, counted, sums = orjson.loads(since)
        return cls(published=published, counted=counted, sums=sums)

    def sum_of(self, platform_id: str) -> str:
        """The check sum that a product is part of."""
        at = 8 * _bucket(platform_id)
        return self.sums[at : at + 8]


@dataclass(frozen=True, slots=True)
class MenuRun:
    """One reading of the menus."""

    client: ToastClient
    report: MappingReport
    currency: str
    now: datetime

    def changes(self, since: str, cursor: str | None) -> Iterator[Page[Product]]:
        """What is otherwise than at `since`; what was taken off the menus, a full run tells."""
        before, now = _Mark.read(since), self._mark_now()
        if cursor is None and (now.published, now.counted) == (before.published, before.counted):
            yield Page(records=(), high_water=since)
            return
        yield from self._pages(cursor, before)

    def everything(self, cursor: str | None) -> Iterator[Page[Product]]:
        """All products. A walk that broke off goes on where it stopped, unless the menus were
        published anew in between: then it begins again."""
        return self._pages(cursor, None)

    def _pages(self, cursor: str | None, before: _Mark | None) -> Iterator[Page[Product]]:
        products, faults, mark = self._read()
        if before is not None:
            products = [
                one
                for one in products
                if before.sum_of(one.platform_id) != mark.sum_of(one.platform_id)
            ]
        bookmark = Bookmark.read(cursor)
        start = bookmark.part if bookmark.mark == mark.published else 0
        for at in range(start, max(start + 1, len(products)), PER_PAGE):
            more = at + PER_PAGE < len(products)
            yield Page(
                records=tuple(products[at : at + PER_PAGE]),
                quarantined=faults if at == start else (),
                cursor=Bookmark(mark=mark.published, part=at + PER_PAGE).write() if more else None,
                high_water=None if more else mark.write(),
            )

    def one(self, platform_id: PlatformId) -> Page[Product]:
        """One product by its own id, its item's GUID or a variant's id; of one that cannot be
        read, the fault."""
        products, faults, _ = self._read()
        item = platform_id.partition(".")[0]
        found = [
            one
            for one in products
            if one.platform_id == item or any(v.inventory_platform_id == item for v in one.variants)
        ]
        bad = [one for one in faults if one.platform_id == item]
        return Page(records=tuple(found), quarantined=tuple(bad))

    def _read(self) -> tuple[list[Product], tuple[Quarantined, ...], _Mark]:
        """All products, what cannot be read, and the new mark. A variant's revision is when the
        menus were published, a product's when they were read: being 86'd publishes nothing."""
        inventory = listed_inventory(self.client)
        document = as_object(self.client.read("/menus/v2/menus", "menus.get"), "menus.get")
        published = read_one(table.PUBLISHED, document, "menus.get", self.report, {})
        side = self._side(document, inventory)
        raws, bad = assemble(document, side)
        good, odd = read_records(
            raws,
            table.PRODUCT,
            Entity.PRODUCT,
            context={"side": side, "currency": self.currency, "revision": published.revision},
            report=self.report,
            id_field="guid",
        )
        faults = tuple(quarantine(raw, Entity.PRODUCT, error, "guid") for raw, error in bad)
        mark = replace(_mark(published.updated, inventory), sums=_sums(good))
        revision = micros(self.now)
        return [replace(one, revision=revision) for one in good], (*faults, *odd), mark

    def _side(self, document: JsonObject, inventory: list[JsonObject]) -> MenuSide:
        groups = document.get("modifierGroupReferences") or {}
        choices = document.get("modifierOptionReferences") or {}
        if not (
            isinstance(document.get("menus"), list)
            and isinstance(groups, dict)
            and isinstance(choices, dict)
        ):
            raise malformed("menus.get", "menus or the modifiers they refer to are missing")
        return MenuSide(
            currency=self.currency,
            groups=groups,
            options=choices,
            out=frozenset(one["guid"] for one in inventory if one.get("status") == "OUT_OF_STOCK"),
            counted=frozenset(one["guid"] for one in inventory),
            report=self.report,
        )

    def _mark_now(self) -> _Mark:
        raw = as_object(self.client.read("/menus/v2/metadata", "menus.metadata"), "menus.metadata")
        published = read_one(table.PUBLISHED, raw, "menus.metadata", self.report, {})
        return _mark(published.updated, listed_inventory(self.client))


def _mark(published: str, inventory: list[JsonObject]) -> _Mark:
    """Quantities do not change what is sold; being 86'd or counted at all does."""
    state = sorted((one["guid"], one.get("status") == "OUT_OF_STOCK") for one in inventory)
    return _Mark(published=published, counted=hashlib.sha256(orjson.dumps(state)).hexdigest()[:16])


def _bucket(platform_id: str) -> int:
    return zlib.crc32(platform_id.encode()) % _BUCKETS


def _sums(products: Iterable[Product]) -> str:
    """A sum per bucket over everything that is told of its products."""
    sums = [0] * _BUCKETS
    for one in products:
        variants = tuple(replace(each, revision=0) for each in one.variants)
        known = replace(one, revision=0, variants=variants)
        told = zlib.crc32(repr(known).encode("utf-8", "replace"))
        sums[_bucket(one.platform_id)] += told
    return "".join(f"{each & 0xFFFFFFFF:08x}" for each in sums)
