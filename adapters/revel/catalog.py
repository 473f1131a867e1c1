"""Revel's establishment and its products, families put together from rows.

A row is a usual product, a parent or a version of one. A walk lists the rows of one establishment,
newest first, and fetches the versions of each page's parents; what tells versions apart and the
pictures come from the web-order surface, where the key may use it. A full walk over *n* rows costs
about *n*/200 listings and *n*/100 for versions, and one call per matrix product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from adapters.listing import Bookmark, quarantine, read_records
from adapters.revel.client import WEB_LIMIT, RevelClient
from adapters.revel.keys import Establishment
from adapters.wire import JsonObject
from domain.catalog import Location, Product
from domain.errors import NotAuthorizedError, RejectedError
from domain.events import Entity, Quarantined
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.engine import Context, MappingError
from mapping.platforms import revel as table
from mapping.platforms import revel_words as words
from mapping.platforms.revel_side import RevelSide
from mapping.report import MappingReport

PRODUCTS = "/resources/Product/"
_ESTABLISHMENTS = ("/resources/Establishment/", "/enterprise/Establishment/")
"""Where the OpenAPI document has it, and where public clients read it."""


def establishment_row(client: RevelClient, place: PlatformId) -> JsonObject | None:
    """The record of an establishment, or None."""
    for path in _ESTABLISHMENTS:
        try:
            for page in client.pages(path, "establishments.list", {}):
                for row in page.rows:
                    if str(row.get("id")) == place:
                        return row
        except RejectedError as error:
            if error.status != 404:
                raise
            continue
        return None
    return None


def list_locations(
    client: RevelClient, here: Establishment, report: MappingReport
) -> Page[Location]:
    """The connection's one establishment."""
    row = establishment_row(client, here.place)
    context = {"timezone": here.timezone, "currency": here.currency, "zone": here.zone}
    good, bad = read_records(
        [] if row is None else [row],
        table.LOCATION,
        Entity.LOCATION,
        context=context,
        report=report,
    )
    return Page(records=good, quarantined=bad)


def newest_time(rows: Iterable[JsonObject]) -> str | None:
    """The latest time of change among rows, as Revel writes it."""
    times = [row["updated_date"] for row in rows if isinstance(row.get("updated_date"), str)]
    return max(times, default=None)


def changed_since(here: Establishment, since: str | None) -> dict[str, str]:
    """The lookup of what changed at a mark or later; none for everything."""
    return {"updated_date__gte": words.delta_from(since, here.zone)} if since else {}


@dataclass(slots=True)
class CatalogRun:
    """One walk over the products; resolves what rows refer to and remembers it for the run."""

    client: RevelClient
    here: Establishment
    report: MappingReport
    _side: RevelSide = field(init=False)
    _is_loaded: bool = field(init=False, default=False)
    _has_web: bool = field(init=False, default=True)
    _seen: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._side = RevelSide(host=self.here.host, currency=self.here.currency)

    def everything(self, cursor: str | None) -> Iterator[Page[Product]]:
        """All products of the establishment, from `cursor` on.

        `high_water` is the latest change on the first page: what changes during the walk is later
        than that, and is told again by the next delta. It travels in the cursors.
        """
        yield from self._walk({}, cursor, None)

    def changes(self, since: str, cursor: str | None) -> Iterator[Page[Product]]:
        """Products of which a row changed since, taken off the range included (inactive)."""
        yield from self._walk(changed_since(self.here, since), cursor, since)

    def one(self, platform_id: PlatformId) -> Page[Product]:
        """The product of that id, or the product that a version's id belongs to."""
        row = self.client.find(f"{PRODUCTS}{platform_id}/", "products.get")
        if row is None or not self._is_here(row):
            return Page(records=())
        return self._page([row], is_whole=False)

    def _walk(
        self, params: dict[str, str], cursor: str | None, since: str | None
    ) -> Iterator[Page[Product]]:
        bookmark = Bookmark.read(cursor)
        mark = bookmark.mark
        asked = {**params, "establishment": self.here.place, "order_by": "-id"}
        for listed in self.client.pages(PRODUCTS, "products.list", asked, bookmark.cursor):
            mark = mark or newest_time(listed.rows) or since
            page = self._page(listed.rows, is_whole=since is None)
            rest = Bookmark(cursor=listed.rest, mark=mark).write() if listed.rest else None
            yield Page(
                records=page.records,
                quarantined=page.quarantined,
                cursor=rest,
                high_water=None if rest else mark,
            )

    def _page(self, rows: Sequence[JsonObject], *, is_whole: bool) -> Page[Product]:
        """The products of these rows. In a whole walk a version waits for its parent's own row."""
        tops, parents, faults = _sorted(rows)
        if not is_whole:
            missing = [one for one in parents if one not in tops]
            for row in self._rows("id", missing):
                tops[str(row.get("id"))] = row
        fresh = {key: row for key, row in tops.items() if key not in self._seen}
        self._seen.update(fresh)
        raws = self._families(fresh)
        good, bad = read_records(
            raws, table.PRODUCT, Entity.PRODUCT, context=self._context(), report=self.report
        )
        return Page(records=good, quarantined=(*faults, *bad))

    def _families(self, tops: dict[str, JsonObject]) -> list[JsonObject]:
        """Each product's row with the rows of its versions; a usual product is its own."""
        if not tops:
            return []
        self._load(tops.values())
        versions: dict[str, list[JsonObject]] = {}
        for row in self._rows("attribute_parent", [key for key in tops if key.isdecimal()]):
            parent = parent_of(row)
            if parent in tops:
                versions.setdefault(parent, []).append(row)
        return [_composed(row, key, versions) for key, row in tops.items()]

    def _rows(self, name: str, ids: Sequence[str]) -> Iterator[JsonObject]:
        asked = {"establishment": self.here.place, "order_by": "id"}
        return self.client.rows_of(PRODUCTS, "products.list", asked, field=name, ids=ids)

    def _load(self, tops: Iterable[JsonObject]) -> None:
        """What rows do not tell: categories and the online store's view once, options per parent.

        A key that may not use the web-order surface reads products without pictures and options.
        """
        if not self._is_loaded:
            self._is_loaded = True
            pages = self.client.pages("/products/ProductCategory/", "categories.list", {})
            for page in pages:
                self._side.add_categories(page.rows)
            self._try_web(self._load_web)
        for row in tops:
            if is_parent(row):
                self._try_web(partial(self._load_versions, str(row.get("id"))))

    def _try_web(self, read: Callable[[], None]) -> None:
        if not self._has_web:
            return
        try:
            read()
        except (RejectedError, NotAuthorizedError):
            self._has_web = False

    def _load_web(self) -> None:
        """The online store's products; servers that ignore paging send all of them at once."""
        number = 1
        while True:
            asked = {
                "establishment": self.here.place,
                "limit": str(WEB_LIMIT),
                "page": str(number),
            }
            rows = _data(self.client.web("/weborders/products/", "web.products", asked))
            known = len(self._side.web)
            self._side.add_web(rows)
            if len(rows) < WEB_LIMIT or len(self._side.web) == known:
                return
            number += 1

    def _load_versions(self, parent: str) -> None:
        body = self.client.web("/weborders/attributes/", "web.attributes", {"product": parent})
        self._side.add_children(_data(body))

    def _is_here(self, row: JsonObject) -> bool:
        try:
            return words.reference(row.get("establishment")) == self.here.place
        except TypeError:
            return False

    def _context(self) -> Context:
        return {"side": self._side, "currency": self.here.currency, "zone": self.here.zone}


def parent_of(row: JsonObject) -> str | None:
    """The product a row is a version of, None where it is none or cannot be told."""
    try:
        return words.reference(row.get("attribute_parent"))
    except TypeError:
        return None


def _sorted(
    rows: Iterable[JsonObject],
) -> tuple[dict[str, JsonObject], list[str], list[Quarantined]]:
    """Rows that are no versions by id, the parents of those that are, and what cannot be told."""
    tops: dict[str, JsonObject] = {}
    parents: dict[str, None] = {}
    faults = []
    for row in rows:
        written = row.get("attribute_parent")
        parent = parent_of(row)
        if row.get("id") is None:
            fault = MappingError("id", row, "Revel should give every product an id")
            faults.append(quarantine(row, Entity.PRODUCT, fault))
        elif written is None:
            tops[str(row.get("id"))] = row
        elif parent is not None:
            parents[parent] = None
        else:
            fault = MappingError("attribute_parent", written, "this is no reference to a product")
            faults.append(quarantine(row, Entity.PRODUCT, fault))
    return tops, list(parents), faults


def is_parent(row: JsonObject) -> bool:
    """Whether a row is meant to have versions, which are sold instead of it."""
    return row.get("attribute_type") == words.PARENT


def _composed(row: JsonObject, key: str, versions: dict[str, list[JsonObject]]) -> JsonObject:
    """A product's row with its versions; one that is meant to have some is not sold itself."""
    family = versions.get(key, []) if key in versions or is_parent(row) else [row]
    return {**row, "children": family, "family": family}


def _data(body: JsonObject) -> list[JsonObject]:
    """The records of a web-order answer."""
    data = body.get("data")
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
