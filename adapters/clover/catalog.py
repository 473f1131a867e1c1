"""Clover's products: every variant is an item, and an item group holds those of one product.

Pages of items cut through groups and three expansions are the most a call may ask for, so a walk
reads all items (twice, 1,000 per call), puts the products together and then hands them out page by
page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.clover.account import settings_of
from adapters.clover.client import CloverClient, rows_of
from adapters.clover.sides import Sides
from adapters.listing import Bookmark, read_records
from adapters.wire import JsonObject
from domain.catalog import Product
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.platforms import clover as table
from mapping.platforms import clover_words as words
from mapping.report import MappingReport

_READ = "INVENTORY_R"
_FIRST = "categories,options,modifierGroups"
_SECOND = "taxRates,itemStock,tags"
_PER_PAGE = 100
_FEW_GROUPS = 20
"""A delta that touches more groups than this reads everything instead of each group."""


@dataclass(slots=True)
class CatalogRun:
    """One walk over the inventory."""

    client: CloverClient
    report: MappingReport
    _sides: Sides | None = field(init=False, default=None)

    def everything(self, cursor: str | None) -> Iterator[Page[Product]]:
        """All products, from `cursor` on; resuming reads the items anew.

        `high_water` is the newest change before the walk began: what changes meanwhile is told
        again by the next delta. It travels in the cursors.
        """
        bookmark = Bookmark.read(cursor)
        mark = bookmark.mark or self._newest_change()
        products = self._products(self._items(()))
        yield from self._pages(products, bookmark.cursor, mark)

    def changes(self, since: str, cursor: str | None) -> Iterator[Page[Product]]:
        """Products with an item changed or deleted at `since` (Unix milliseconds) or later."""
        bookmark = Bookmark.read(cursor)
        after = f"modifiedTime>={since}"
        live = self.client.all_rows("items", "items.changed", permission=_READ, filters=(after,))
        gone = self.client.all_rows(
            "items", "items.deleted", permission=_READ, filters=("deleted=true", after)
        )
        mark = bookmark.mark or str(max(int(since), _newest([*live, *gone])))
        changed = {_product_id(item) for item in (*live, *gone)}
        products = self._products(self._whole(changed, gone)) if changed else []
        yield from self._pages(products, bookmark.cursor, mark)

    def one(self, platform_id: PlatformId) -> Page[Product]:
        """The product of that id: an item, which may belong to a group, or a group itself.

        An item is looked for first, because webhooks name items.
        """
        found = self.client.find(f"items/{platform_id}", "items.get", permission=_READ)
        group = _group_id(found) if found is not None else platform_id
        items = self._items((f"itemGroup.id={group}" if group else f"id={platform_id}",))
        if not items:
            return Page(records=())
        return self._page(self._products(items), cursor=None, mark=None)

    def _newest_change(self) -> str:
        body = self.client.get(
            "items", "items.newest", permission=_READ, orderBy="modifiedTime DESC", limit="1"
        )
        return str(_newest(rows_of(body, "items.newest")))

    def _whole(self, changed: set[str], gone: Iterable[JsonObject]) -> list[JsonObject]:
        """The items of the changed products, deleted ones where nothing else is left."""
        if len(changed) > _FEW_GROUPS:
            items = [item for item in self._items(()) if _product_id(item) in changed]
        else:
            items = [item for one in sorted(changed) for item in self._members(one)]
        alive = {_product_id(item) for item in items}
        return items + [item for item in gone if _product_id(item) not in alive]

    def _members(self, product_id: str) -> list[JsonObject]:
        return self._items((f"itemGroup.id={product_id}",)) or self._items((f"id={product_id}",))

    def _items(self, filters: tuple[str, ...]) -> list[JsonObject]:
        """Items with everything that two readings tell, each once."""
        first = self.client.all_rows(
            "items", "items.list", permission=_READ, filters=filters, expand=_FIRST
        )
        if not first:
            return []
        second = words.rows_by_id(
            self.client.all_rows(
                "items", "items.list_more", permission=_READ, filters=filters, expand=_SECOND
            )
        )
        return [{**second.get(str(item.get("id")), {}), **item} for item in first]

    def _products(self, items: list[JsonObject]) -> list[JsonObject]:
        """What the PRODUCT table reads, in the order of their ids."""
        self._prepare(items)
        grouped: dict[str, list[JsonObject]] = {}
        for item in items:
            grouped.setdefault(_product_id(item), []).append(item)
        names = self._group_names([item for item in items if _group_id(item)])
        return [self._product(one, grouped[one], names) for one in sorted(grouped)]

    def _product(
        self, product_id: str, items: list[JsonObject], names: Mapping[str, JsonObject]
    ) -> JsonObject:
        items = sorted(items, key=lambda item: (str(item.get("sku") or ""), str(item.get("id"))))
        if _group_id(items[0]) is None:
            return {"id": product_id, "name": items[0].get("name"), "items": items}
        is_gone = all(item.get("deletedTime") for item in items)
        group = names.get(product_id) or ({"name": items[0].get("name")} if is_gone else {})
        return {**group, "id": product_id, "items": items}

    def _group_names(self, items: list[JsonObject]) -> Mapping[str, JsonObject]:
        groups = {_group_id(item) for item in items}
        if not groups:
            return {}
        if len(groups) == 1:
            path = f"item_groups/{groups.pop()}"
            found = self.client.find(path, "item_groups.get", permission=_READ)
            rows = [found] if found else []
        else:
            rows = self.client.all_rows("item_groups", "item_groups.list", permission=_READ)
        return words.rows_by_id(row for row in rows if row.get("id"))

    def _prepare(self, items: list[JsonObject]) -> None:
        """What items refer to: read only as far as these items need it."""
        has_options = any(item.get("options") for item in items)
        has_modifiers = any(item.get("modifierGroups") for item in items)
        self._sides = Sides(settings_of(self.client.merchant()))
        self._sides.take(
            attributes=self._side("attributes") if has_options else (),
            modifier_groups=self._side("modifier_groups", "modifiers") if has_modifiers else (),
            tax_rates=self._side("tax_rates"),
        )

    def _side(self, name: str, expand: str = "") -> list[JsonObject]:
        return self.client.all_rows(name, f"{name}.list", permission=_READ, expand=expand)

    def _pages(
        self, products: list[JsonObject], after: str | None, mark: str
    ) -> Iterator[Page[Product]]:
        rest = [one for one in products if after is None or one["id"] > after]
        for start in range(0, len(rest), _PER_PAGE):
            chunk = rest[start : start + _PER_PAGE]
            is_last = start + _PER_PAGE >= len(rest)
            yield self._page(chunk, cursor=None if is_last else chunk[-1]["id"], mark=mark)
        if not rest:
            yield Page(records=(), high_water=mark)

    def _page(
        self, products: list[JsonObject], *, cursor: str | None, mark: str | None
    ) -> Page[Product]:
        sides = self._sides
        context = sides.context if sides is not None else {}
        faults = tuple(sides.faults) if sides is not None else ()
        if sides is not None:
            sides.faults.clear()  # they leave with one page
        good, bad = read_records(
            products, table.PRODUCT, Entity.PRODUCT, context=context, report=self.report
        )
        return Page(
            records=good,
            quarantined=faults + bad,
            cursor=Bookmark(cursor=cursor, mark=mark).write() if cursor else None,
            high_water=None if cursor else mark,
        )


def _newest(rows: Iterable[Mapping[str, Any]]) -> int:
    """The latest change among items; a time that cannot be read is left to the table."""
    times = (row.get("deletedTime") or row.get("modifiedTime") for row in rows)
    return max((time for time in times if isinstance(time, int)), default=0)


def _group_id(item: Mapping[str, Any]) -> str | None:
    group = item.get("itemGroup")
    found = group.get("id") if isinstance(group, dict) else None
    return None if found is None else str(found)


def _product_id(item: Mapping[str, Any]) -> str:
    return _group_id(item) or str(item.get("id"))
