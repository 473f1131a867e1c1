"""Items, item groups, options, categories, tax rates, modifiers and stock, as REST v3 shows them.

Every variant is an item of its own; items of one product share an item group and carry options.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.clover import ids
from sandbox.clover.errors import bad_request, not_found
from sandbox.clover.merchant import SINCE_MS, STORE
from sandbox.clover.query import Getter, Query, elements, expansions, nested
from sandbox.clover.store import State
from sandbox.kit.clock import Clock
from sandbox.kit.people import TAX_NAME, TAX_PERCENT
from sandbox.kit.seed import SeedProduct, SeedShop, SeedVariant
from sandbox.kit.web import JsonObject, Request

RATE_SCALE = 10_000_000
"""825000 is 8.25 percent (an order of Clover's own SDK test data)."""
ITEM_EXPANSIONS = (
    "tags",
    "categories",
    "taxRates",
    "modifierGroups",
    "modifierGroups.modifiers",
    "itemStock",
    "options",
    "ageRestricted",
)
MODIFIERS = {
    "Milk": (1, 1, (("Whole Milk", 0), ("Oat Milk", 70), ("Almond Milk", 60))),
    "Extras": (0, 3, (("Extra Shot", 100), ("Vanilla", 60), ("Caramel", 60))),
}


class Catalog:
    """The inventory app's side of the shop."""

    def __init__(self, *, seed: SeedShop, state: State, clock: Clock) -> None:
        """Keep records in `state`."""
        self._seed = seed
        self._state = state
        self._clock = clock
        self._by_sku: dict[str, str] = {}

    def now_ms(self) -> int:
        """The shop's time as Clover writes it."""
        return int(self._clock.timestamp() * 1000)

    # Seeding

    def write(self) -> None:
        """The seeded inventory."""
        self._write_sides()
        moment = SINCE_MS
        for product in self._seed.products:
            moment += 60_000
            self._write_product(product, moment)

    def reload(self) -> None:
        """Take up what the state holds."""
        self._by_sku = {row["sku"]: key for key, row in self._state.items.items()}

    def _write_sides(self) -> None:
        rate = int(float(TAX_PERCENT) * RATE_SCALE / 100)
        tax = {"id": ids.fixed("tax", "sales"), "name": TAX_NAME, "rate": rate, "isDefault": True}
        none = {"id": ids.fixed("tax", "none"), "name": "NO_TAX_APPLIED", "rate": 0}
        for row in (tax, {**none, "isDefault": False}):
            self._state.tax_rates[str(row["id"])] = row
        for order, (key, name) in enumerate(self._seed.categories.items()):
            category_id = ids.fixed("category", key)
            row = {"id": category_id, "name": name, "sortOrder": order}
            self._state.categories[category_id] = row
        tag = {"id": ids.fixed("tag", "voice"), "name": "Bestseller", "showInReporting": False}
        self._state.tags[str(tag["id"])] = tag
        for name, (least, most, choices) in MODIFIERS.items():
            self._write_modifiers(name, least, most, choices)

    def _write_modifiers(
        self, name: str, least: int, most: int, choices: Iterable[tuple[str, int]]
    ) -> None:
        group_id = ids.fixed("modifier group", name)
        modifiers = [
            {
                "id": ids.fixed("modifier", title),
                "name": title,
                "price": price,
                "available": True,
                "modifierGroup": {"id": group_id},
            }
            for title, price in choices
        ]
        self._state.modifier_groups[group_id] = {
            "id": group_id,
            "name": name,
            "showByDefault": True,
            "minRequired": least,
            "maxAllowed": most,
            "modifierIds": ",".join(str(one["id"]) for one in modifiers),
            "modifiers": modifiers,
        }

    def _write_product(self, product: SeedProduct, moment: int) -> None:
        group_id = None
        if product.option_names:
            group_id = ids.fixed("group", product.key)
            self._write_options(product, group_id)
        for number, variant in enumerate(product.variants):
            self._write_item(product, variant, group_id, moment + number)

    def _write_options(self, product: SeedProduct, group_id: str) -> None:
        self._state.groups[group_id] = {"id": group_id, "name": product.title}
        for position, name in enumerate(product.option_names):
            attribute_id = ids.fixed("attribute", f"{product.key}/{name}")
            self._state.attributes[attribute_id] = {
                "id": attribute_id,
                "name": name,
                "itemGroup": {"id": group_id},
            }
            for value in product.option_values(position):
                option_id = ids.fixed("option", f"{product.key}/{name}/{value}")
                self._state.options[option_id] = {
                    "id": option_id,
                    "name": value,
                    "attribute": {"id": attribute_id},
                }

    def _write_item(
        self, product: SeedProduct, variant: SeedVariant, group_id: str | None, moment: int
    ) -> None:
        item_id = ids.fixed("item", variant.sku)
        names = " ".join(variant.options)
        stock = variant.stock[STORE] if product.tracked else None
        item: JsonObject = {
            "id": item_id,
            "hidden": False,
            "available": True,
            "autoManage": stock is not None,
            "name": f"{product.title} {names}".strip(),
            "alternateName": "",
            "code": variant.barcode,
            "sku": variant.sku,
            "price": variant.price or 0,
            "priceType": "FIXED" if variant.price is not None else "VARIABLE",
            "defaultTaxRates": product.taxable,
            "unitName": "",
            "isRevenue": True,
            "modifiedTime": moment,
            "_created": moment,
            "_categories": [ids.fixed("category", product.category)],
            "_options": [
                ids.fixed("option", f"{product.key}/{name}/{value}")
                for name, value in zip(product.option_names, variant.options, strict=True)
            ],
            "_modifiers": self._modifier_ids(product),
            "_taxes": [],
            "_tags": [],
        }
        if group_id is not None:
            item["itemGroup"] = {"id": group_id}
        if stock is not None:
            self._set_stock(item, stock, moment)
        self._state.items[item_id] = item
        self._by_sku[variant.sku] = item_id

    def _modifier_ids(self, product: SeedProduct) -> list[str]:
        return list(self._state.modifier_groups) if product.category == "coffee-bar" else []

    # What others need

    def item_id(self, sku: str) -> str | None:
        """The item of a SKU, deleted ones included."""
        return self._by_sku.get(sku)

    def item(self, item_id: str) -> JsonObject:
        """A live item. Raises: CloverError 400 as a cart does."""
        found = self._state.items.get(item_id)
        if found is None or "deletedTime" in found:
            raise bad_request(f"Invalid item id: {item_id}")
        return found

    def rates_of(self, item: JsonObject) -> list[JsonObject]:
        """The tax rates due on an item."""
        rates = self._state.tax_rates
        if item["defaultTaxRates"]:
            return [rate for rate in rates.values() if rate["isDefault"]]
        return [rates[key] for key in item["_taxes"]]

    def modifier(self, modifier_id: str) -> JsonObject:
        """A modifier. Raises: CloverError 400."""
        for group in self._state.modifier_groups.values():
            for one in group["modifiers"]:
                if one["id"] == modifier_id:
                    found: JsonObject = one
                    return found
        raise bad_request(f"Invalid modifier id: {modifier_id}")

    def change(self, item: JsonObject, **fields: Any) -> None:
        """Change an item, as the inventory app does."""
        item.update(fields, modifiedTime=self.now_ms())
        self._state.touch()

    def count(self, item_id: str) -> float | None:
        """What the stock record says, or None where there is none."""
        found = self._state.stocks.get(item_id)
        return None if found is None else float(found["quantity"])

    def set_count(self, item_id: str, quantity: float) -> JsonObject:
        """Write a stock record; an auto-managed item becomes unavailable at zero."""
        item = self._state.items[item_id]
        self._set_stock(item, quantity, self.now_ms())
        self._state.touch()
        return self._state.stocks[item_id]

    def _set_stock(self, item: JsonObject, quantity: float, moment: int) -> None:
        self._state.stocks[item["id"]] = {
            "item": {"id": item["id"]},
            "stockCount": round(quantity),
            "quantity": float(quantity),
            "modifiedTime": moment,
        }
        item["stockCount"] = round(quantity)
        if item["autoManage"]:
            item["available"] = quantity > 0

    # Endpoints

    def list_items(self, request: Request, base: str) -> JsonObject:
        """GET …/items: deleted ones only when asked for."""
        query = Query(request, filters=_ITEM_FILTERS, expandable=ITEM_EXPANSIONS)
        rows = [
            row
            for row in self._state.items.values()
            if "deletedTime" not in row or query.asks("deleted")
        ]
        page = query.select(rows, created="_created")
        return elements([self._shown(row, query.expand) for row in page], f"{base}/items")

    def get_item(self, request: Request, item_id: str) -> JsonObject:
        """GET …/items/{itemId}."""
        expand = expansions(request.query.get("expand"), ITEM_EXPANSIONS)
        found = self._state.items.get(item_id)
        if found is None or "deletedTime" in found:
            raise not_found()
        return self._shown(found, expand)

    def list_side(self, name: str, request: Request, base: str) -> JsonObject:
        """GET of one of the small lists: categories, tags, tax_rates, item_groups …"""
        table, expandable = _SIDES[name]
        query = Query(request, filters=_SIDE_FILTERS, expandable=expandable)
        rows = query.select(self._state.table(table).values(), created="sortOrder")
        shown = [self._side(table, row, query.expand) for row in rows]
        return elements(shown, f"{base}/{name}")

    def get_group(self, group_id: str) -> JsonObject:
        """GET …/item_groups/{id}."""
        found = self._state.groups.get(group_id)
        if found is None:
            raise not_found()
        return dict(found)

    def get_stock(self, item_id: str) -> JsonObject:
        """GET …/item_stocks/{itemId}."""
        found = self._state.stocks.get(item_id)
        if found is None:
            raise not_found()
        return dict(found)

    def post_stock(self, item_id: str, body: JsonObject) -> JsonObject:
        """POST …/item_stocks/{itemId}: an absolute quantity."""
        unknown = set(body) - {"quantity", "item", "stockCount"}
        if unknown:
            raise bad_request(f"Unrecognized field: {sorted(unknown)[0]}")
        quantity = body.get("quantity")
        if isinstance(quantity, bool) or not isinstance(quantity, int | float):
            raise bad_request("quantity is required")
        if item_id not in self._state.items:
            raise not_found()
        return dict(self.set_count(item_id, float(quantity)))

    def _side(self, table: str, row: JsonObject, expand: frozenset[str]) -> JsonObject:
        shown = {name: value for name, value in row.items() if name != "modifiers"}
        if table == "modifier_groups" and "modifiers" in expand:
            shown["modifiers"] = nested(row["modifiers"])
        if table == "groups" and "items" in expand:
            members = (i for i in self._state.items.values() if "deletedTime" not in i)
            mine = [{"id": i["id"]} for i in members if i.get("itemGroup") == {"id": row["id"]}]
            shown["items"] = nested(mine)
        return shown

    def _shown(self, row: JsonObject, expand: frozenset[str]) -> JsonObject:
        shown = {name: value for name, value in row.items() if not name.startswith("_")}
        state = self._state
        if "options" in expand:
            shown["options"] = nested([state.options[key] for key in row["_options"]])
        if "categories" in expand:
            shown["categories"] = nested([state.categories[key] for key in row["_categories"]])
        if "tags" in expand:
            shown["tags"] = nested([state.tags[key] for key in row["_tags"]])
        if "taxRates" in expand:
            shown["taxRates"] = nested(self.rates_of(row))
        if "itemStock" in expand and row["id"] in state.stocks:
            shown["itemStock"] = state.stocks[row["id"]]
        if expand & {"modifierGroups", "modifierGroups.modifiers"}:
            wide = expand & {"modifierGroups.modifiers"} and frozenset({"modifiers"})
            groups = [state.modifier_groups[key] for key in row["_modifiers"]]
            shown["modifierGroups"] = nested(
                [self._side("modifier_groups", one, wide or frozenset()) for one in groups]
            )
        return shown


def _plain(name: str) -> Getter:
    return lambda row: row.get(name)


_ITEM_FILTERS: Mapping[str, Getter] = {
    **{
        name: _plain(name)
        for name in ("modifiedTime", "hidden", "available", "autoManage", "price", "id", "sku")
    },
    "name": _plain("name"),
    "alternateName": _plain("alternateName"),
    "defaultTaxRates": _plain("defaultTaxRates"),
    "isRevenue": _plain("isRevenue"),
    "itemCode": _plain("code"),
    "deleted": lambda row: "deletedTime" in row,
    "item.id": _plain("id"),
    "itemGroup.id": lambda row: (row.get("itemGroup") or {}).get("id"),
    "option.id": lambda row: row["_options"],
    "modifierGroup.id": lambda row: row["_modifiers"],
    "tags.id": lambda row: row["_tags"],
}
_SIDE_FILTERS: Mapping[str, Getter] = {
    name: _plain(name) for name in ("id", "name", "modifiedTime", "sortOrder", "deleted")
}
_SIDES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "categories": ("categories", ("items",)),
    "tags": ("tags", ("items",)),
    "tax_rates": ("tax_rates", ("items",)),
    "item_groups": ("groups", ("items",)),
    "attributes": ("attributes", ("options",)),
    "options": ("options", ("items",)),
    "modifier_groups": ("modifier_groups", ("items", "modifiers")),
}
SIDES = tuple(_SIDES)
