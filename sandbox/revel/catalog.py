"""The range as Revel keeps it: every good once per establishment, matrix goods as parent and child.

Source: Product of Revel's OpenAPI (v2025.3.0) with references as in the constructed sample page;
attribute types 0, 1 and 2 (usual, parent, child), `/weborders/products/` and
`/weborders/attributes/` as Revel's own open-source online-ordering application reads them.
"""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sandbox.kit.people import TAX_PERCENT
from sandbox.kit.seed import SeedProduct, SeedShop, SeedVariant
from sandbox.kit.web import JsonObject
from sandbox.revel.store import State, written

USUAL, PARENT, CHILD = 0, 1, 2
_FIRST_PRODUCT = 301
_FIRST_INVENTORY = 50_000
_BEGAN = datetime(2026, 6, 1, 19, 0, tzinfo=UTC)
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "sandbox.revelup.example")
_NOT_COUNTED = 999
"""What the web-order surface shows as stock of goods that are not counted."""


@lru_cache(maxsize=65536)
def fixed_uuid(*words: object) -> str:
    """The same id for the same words, in every run."""
    return str(uuid.uuid5(_NAMESPACE, ":".join(map(str, words))))


def seed_catalog(state: State, seed: SeedShop) -> None:
    """Fill in establishments, categories, products and inventory."""
    stores = seed.stores_of("square")
    moments = _moments()
    for store in stores:
        when = written(next(moments))
        state.add(
            "Establishment",
            {
                "uuid": fixed_uuid("establishment", store.key),
                "name": store.name,
                "ach_payments_enabled": False,
                "created_date": when,
                "updated_date": when,
            },
        )
    state.side["stores"] = {store.key: number for number, store in enumerate(stores, 1)}
    categories = _seed_categories(state, seed, moments)
    for number, store in enumerate(stores, 1):
        for product in seed.products:
            _seed_product(state, product, store.key, number, categories, moments)
    for resource in ("Establishment", "ProductCategory", "Product", "Inventory"):
        for row in state.all(resource):
            row["resource_uri"] = uri(resource, row["id"])


def uri(resource: str, number: int) -> str:
    """The path of a record, as Revel's records name themselves and each other."""
    root = {"Establishment": "/enterprise", "ProductCategory": "/products"}.get(resource)
    return f"{root or '/resources'}/{resource}/{number}/"


def _moments() -> Iterator[datetime]:
    moment = _BEGAN
    while True:
        yield moment
        moment += timedelta(minutes=1)


def _seed_categories(state: State, seed: SeedShop, moments: Iterator[datetime]) -> dict[str, int]:
    found = {}
    for key, name in seed.categories.items():
        when = written(next(moments))
        row = state.add(
            "ProductCategory",
            {
                "name": name,
                "parent": None,
                "active": True,
                "sorting": 0,
                "created_date": when,
                "updated_date": when,
            },
        )
        found[key] = row["id"]
    state.side["bar"] = found["coffee-bar"]
    return found


def _seed_product(
    state: State,
    product: SeedProduct,
    store: str,
    place: int,
    categories: dict[str, int],
    moments: Iterator[datetime],
) -> None:
    def add(variant: SeedVariant | None, name: str, kind: int, parent: int | None) -> JsonObject:
        when = written(next(moments))
        rows = state.rows["Product"]
        price = variant.price if variant else product.variants[0].price
        return state.add(
            "Product",
            {
                "id": max(rows, default=_FIRST_PRODUCT - 1) + 1,
                "uuid": fixed_uuid("product", place, product.key, variant.sku if variant else ""),
                "name": name,
                "description": product.description,
                "price": (price or 0) / 100,
                "cost": 1.0,
                "barcode": variant.barcode if variant else None,
                "sku": variant.sku if variant else None,
                "category": uri("ProductCategory", categories[product.category]),
                "active": True,
                "display_online": True,
                "dining_options": None,
                "establishment": uri("Establishment", place),
                "attribute_parent": uri("Product", parent) if parent else None,
                "attribute_type": kind,
                "course_number": None,
                "created_date": when,
                "updated_date": when,
            },
        )

    if not product.option_names:
        row = add(product.variants[0], product.title, USUAL, None)
        _seed_side(state, row, product, product.variants[0], store)
        return
    parent = add(None, product.title, PARENT, None)
    _seed_side(state, parent, product, None, store)
    for variant in product.variants:
        name = " ".join((product.title, *variant.options))
        child = add(variant, name, CHILD, parent["id"])
        _seed_side(state, child, product, variant, store)


def _seed_side(
    state: State,
    row: JsonObject,
    product: SeedProduct,
    variant: SeedVariant | None,
    store: str,
) -> None:
    """What the web-order surface tells of a product beyond its row, and its count."""
    state.side.setdefault("web", {})[str(row["id"])] = {
        "image": f"/media/products/{product.key}.jpg",
        "attribute_names": list(product.option_names),
        "values": list(variant.options) if variant else [],
        "taxed": product.taxable,
    }
    if variant is None or (count := variant.stock[store]) is None:
        return
    state.add(
        "Inventory",
        {
            "id": _FIRST_INVENTORY + row["id"],
            "product": uri("Product", row["id"]),
            "cost": 1.0,
            "quantity_in_hand": count,
            "quantity_in_layaway": 0,
            "threshold": 0,
            "updated_date": row["updated_date"],
        },
    )


_MILK: tuple[tuple[int, str, float], ...] = (
    (40, "Whole milk", 0),
    (41, "Oat milk", 0.75),
    (42, "Almond milk", 0.6),
)


class Catalog:
    """Looking products up, and what the web-order surface shows of them."""

    def __init__(self, state: State) -> None:
        """Read and change these rows."""
        self._state = state
        self._by_sku: dict[tuple[str, int], int] = {}

    def product(self, number: object) -> JsonObject | None:
        """A product by id, also where the id is written as text."""
        text = str(number)
        return self._state.get("Product", int(text)) if text.isdecimal() else None

    def place_of(self, row: JsonObject) -> int:
        """The establishment of a product."""
        return int(row["establishment"].rstrip("/").rsplit("/", 1)[-1])

    def parent_of(self, row: JsonObject) -> JsonObject:
        """The product that a version belongs to; a usual product is its own."""
        parent = row["attribute_parent"]
        found = self.product(parent.rstrip("/").rsplit("/", 1)[-1]) if parent else None
        return found or row

    def stock_row(self, number: int) -> JsonObject | None:
        """The inventory record of a product; None: not counted."""
        return self._state.get("Inventory", _FIRST_INVENTORY + number)

    def tax_percent(self, number: int) -> str:
        """The tax rate of a product."""
        return TAX_PERCENT if self._state.side["web"][str(number)]["taxed"] else "0"

    def by_sku(self, sku: str, place: int) -> JsonObject | None:
        """The product with a SKU at an establishment."""
        if not self._by_sku:
            self._by_sku.update(
                {
                    (row["sku"], self.place_of(row)): row["id"]
                    for row in self._state.all("Product")
                    if row["sku"] is not None
                }
            )
        number = self._by_sku.get((sku, place))
        return None if number is None else self._state.get("Product", number)

    def web_products(self, place: int) -> list[JsonObject]:
        """What the online store lists: parents and usual products that are shown online."""
        return [
            self._web(row)
            for row in self._state.all("Product")
            if self.place_of(row) == place
            and row["attribute_type"] != CHILD
            and row["display_online"]
            and row["active"]
        ]

    def attributes(self, parent: int) -> list[JsonObject]:
        """The children of a matrix product with what tells them apart."""
        wanted = uri("Product", parent)
        found = []
        for row in self._state.all("Product"):
            if row["attribute_parent"] == wanted:
                values = self._state.side["web"][str(row["id"])]["values"]
                found.append(
                    {
                        "attributes": _attributes(values),
                        "product": self._web(row),
                        "modifiers": self.modifiers(row["id"]),
                    }
                )
        return found

    def modifiers(self, number: int) -> list[JsonObject]:
        """The classes of modifiers of a product: milk for what the bar makes."""
        row = self._state.get("Product", number)
        category = self._state.side["bar"]
        if row is None or row["category"] != uri("ProductCategory", category):
            return []
        milk = [
            {"id": one, "name": name, "price": price, "cost": 0, "sort": turn, "qty_type": 0}
            for turn, (one, name, price) in enumerate(_MILK)
        ]
        return [
            {
                "id": 7,
                "name": "Milk",
                "sort": 0,
                "modifiers": milk,
                "minimum_amount": 0,
                "lock_amount": 1,
                "lock_enable": True,
                "admin_modifier": False,
                "admin_mod_key": "",
            }
        ]

    def _web(self, row: JsonObject) -> JsonObject:
        side = self._state.side["web"][str(row["id"])]
        names = [*side["attribute_names"], None, None]
        counted = self.stock_row(row["id"])
        return {
            "id": row["id"],
            "id_category": int(row["category"].rstrip("/").rsplit("/", 1)[-1]),
            "name": row["name"],
            "description": row["description"],
            "price": row["price"],
            "cost": row["cost"],
            "image": side["image"],
            "images": [],
            "is_cold": False,
            "is_gift": False,
            "sold_by_weight": False,
            "uom": "",
            "tax": float(self.tax_percent(row["id"])),
            "attribute_type": row["attribute_type"],
            "attribute_1_name": names[0],
            "attribute_1_enable": names[0] is not None,
            "attribute_2_name": names[1],
            "attribute_2_enable": names[1] is not None,
            "stock_amount": counted["quantity_in_hand"] if counted else _NOT_COUNTED,
            "active": row["active"],
            "created_date": row["created_date"],
            "sort": 0,
        }


def _attributes(values: list[str]) -> JsonObject:
    found: JsonObject = {}
    for number in (1, 2):
        value = values[number - 1] if number <= len(values) else None
        found[f"attribute_value_{number}"] = zlib.crc32(value.encode()) % 10_000 if value else None
        found[f"attribute_value_{number}_name"] = value or ""
    return found
