"""Locations, products and stock of one shop, page by page or as one bulk export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.listing import prepared, read_records
from adapters.platform import AdapterSettings
from adapters.shopify.bulk import bulk_pages, is_bulk
from adapters.shopify.bundles import with_components
from adapters.shopify.client import ShopifyClient, nodes
from adapters.shopify.paging import changed_since, completed, pages
from adapters.wire import JsonObject
from domain.catalog import Location, Product
from domain.events import Entity, Quarantined
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.platforms import shopify as table

_LOCATIONS_PER_PAGE = 50
_PRODUCTS_PER_PAGE = 12
_VARIANTS_WITH_PRODUCT = 20
_VARIANTS_PER_PAGE = 100
_ONE_PRODUCT = 80
"""Points of a product with its first variants; twelve stay under the 1000 points of a query."""

_Products = tuple[tuple[Product, ...], tuple[Quarantined, ...]]


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the shop sells, and from where."""

    client: ShopifyClient
    settings: AdapterSettings

    def locations(self) -> Iterator[Page[Location]]:
        """Every location, deactivated ones included (as inactive)."""

        def read(data: JsonObject) -> tuple[tuple[Location, ...], tuple[Quarantined, ...]]:
            raws = [{**raw, "shop": data["shop"]} for raw in nodes("Locations", data["locations"])]
            return read_records(
                raws, table.LOCATION, Entity.LOCATION, context={}, report=self.settings.report
            )

        return pages(
            self.client, "Locations", "locations", read,
            cursor=None, since=None, cost=160, first=_LOCATIONS_PER_PAGE,
        )  # fmt: skip

    def products(self, since: str | None, cursor: str | None) -> Iterator[Page[Product]]:
        """Products changed after `since`; all of them by a bulk export where that is wanted."""
        wants_bulk = since is None and cursor is None and self.settings.bulk_export
        if wants_bulk or is_bulk(cursor):
            return self._bulk(cursor)
        return pages(
            self.client, "Products", "products", self._read_page,
            cursor=cursor, since=since, cost=_ONE_PRODUCT * _PRODUCTS_PER_PAGE,
            first=_PRODUCTS_PER_PAGE, filter=changed_since(since),
            variants=_VARIANTS_WITH_PRODUCT,
        )  # fmt: skip

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One product; an empty page if it is gone."""
        data = self.client.query(
            "ProductById", cost=350, id=platform_id, variants=_VARIANTS_PER_PAGE
        )
        raws = [data["product"]] if data.get("product") else []
        records, bad = self._read([self._complete(raw) for raw in raws], _currency(data))
        return Page(records=records, quarantined=bad)

    def _bulk(self, cursor: str | None) -> Iterator[Page[Product]]:
        currency = _currency(self.client.query("Ping", cost=3))

        def read(data: JsonObject) -> _Products:
            return self._read([_with_children(raw) for raw in data["records"]], currency)

        return bulk_pages(self.client, "ProductsInBulk", read, cursor=cursor)

    def _read_page(self, data: JsonObject) -> _Products:
        raws = nodes("Products", data["products"])
        whole, odd = prepared(raws, self._complete, Entity.PRODUCT)
        records, bad = self._read(whole, _currency(data))
        return records, bad + odd

    def _read(self, raws: list[JsonObject], currency: str) -> _Products:
        return read_records(
            with_components(self.client, raws),
            table.PRODUCT,
            Entity.PRODUCT,
            context={"currency": currency},
            report=self.settings.report,
        )

    def _complete(self, raw: JsonObject) -> JsonObject:
        return completed(
            self.client, "ProductVariants", raw, "variants", first=_VARIANTS_PER_PAGE, cost=305
        )


def _currency(data: JsonObject) -> str:
    return str(data["shop"]["currencyCode"])


def _with_children(raw: JsonObject) -> JsonObject:
    """A product of a bulk file in the shape of a page: its children sorted by their kind."""
    head = dict(raw)
    children = head.pop("children")
    variants = [one for one in children if "/ProductVariant/" in one["id"]]
    media = [one for one in children if "/ProductVariant/" not in one["id"]]
    return {**head, "variants": {"nodes": variants}, "media": {"nodes": media}}
