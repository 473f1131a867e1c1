"""Stock by outlet: reads that answer a bare array, and adjustments."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sandbox.kit.clock import Clock
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import Answer, JsonObject, json_answer
from sandbox.vend import ids
from sandbox.vend.catalog import Catalog
from sandbox.vend.contract import Call
from sandbox.vend.errors import VendError, invalid, not_found
from sandbox.vend.numbers import exact, wire
from sandbox.vend.paging import collection, cut, flag, whole
from sandbox.vend.store import Store
from sandbox.vend.validation import ADJUSTMENTS, INVENTORY, check

_POSITIVE = ("STOCK_FOUND", "SAMPLE_FOR_SALE")
_HIGHEST = 5000

Told = Callable[[JsonObject], None]


class Inventory:
    """One record for each product and outlet where the product is counted."""

    def __init__(self, seed: SeedShop, store: Store, catalog: Catalog, clock: Clock) -> None:
        """Count the goods of `seed`."""
        self._seed = seed
        self._store = store
        self._catalog = catalog
        self._clock = clock
        self.told: Told = lambda _row: None
        """Hears of every record that changed."""

    def open(self) -> None:
        """Write the first counts into a store with products."""
        for item in self._seed.products:
            for one in item.variants:
                for place in self._seed.stores:
                    count = one.stock[place.key]
                    if item.tracked and count is not None:
                        self._create(ids.fixed("product", one.sku), place.key, count)

    def _create(self, product_id: str, store_key: str, count: int) -> None:
        outlet_id = ids.fixed("outlet", store_key)
        row: JsonObject = {
            "id": ids.fixed("inventory", f"{product_id}|{outlet_id}"),
            "product_id": product_id,
            "outlet_id": outlet_id,
            "current_inventory_level": count,
            "average_cost": None,
            "quantity_to_procure": 0,
            "reorder_point": 5,
            "reorder_amount": 20,
            "reorder_method": "FIXED",
            "reorder_target": 25,
            "deleted_at": None,
        }
        self._store.put("inventory", f"{product_id}|{outlet_id}", row)

    # --- the API -----------------------------------------------------------------------------

    def list_records(self, call: Call) -> Answer:
        """POST /inventory: a bare array, paging in the body."""
        check(call.body, INVENTORY)
        size = whole(call.body, "size", 1000) or 1000
        if size > _HIGHEST:
            raise invalid(f"size must not exceed {_HIGHEST}")
        descending = call.body.get("sort_direction", "desc") == "desc"
        product, variants = call.body.get("product_id"), bool(call.body.get("variants"))
        rows = self._of(product, with_variants=variants) if product else self._alive()
        return json_answer(cut(rows, call.body, size=size, descending=descending))

    def of_product(self, call: Call) -> Answer:
        """GET /inventory/{product_id}: a bare array."""
        size = whole(call.query, "page_size", 1000) or 1000
        if size > _HIGHEST:
            raise invalid(f"page_size must not exceed {_HIGHEST}")
        rows = self._of(call.params["product_id"], with_variants=flag(call.query, "variants"))
        descending = call.query.get("order_direction", "asc") == "desc"
        return json_answer(cut(rows, call.query, size=size, descending=descending))

    def adjustments(self, call: Call) -> Answer:
        """GET /stock_adjustments: in the envelope, unlike its siblings."""
        return collection(self._store["adjustments"].values(), call.query)

    def adjust(self, call: Call) -> Answer:
        """POST /stock_adjustments: 1 to 1000 at once, all or none."""
        check(call.body, ADJUSTMENTS)
        asked = call.body["stock_adjustments"]
        if not 1 <= len(asked) <= 1000:
            raise invalid("1 to 1000 stock adjustments are allowed")
        checked = [(each, self._quantity(each)) for each in asked]
        made = [self._adjusted(each, amount, call.user_id) for each, amount in checked]
        return json_answer({"data": made}, status=201)

    def _quantity(self, asked: JsonObject) -> Decimal:
        if asked["product_id"] not in self._store["products"]:
            raise invalid("product_id is unknown")
        if asked["outlet_id"] not in self._store["outlets"]:
            raise invalid("outlet_id is unknown")
        amount = exact(asked["quantity"], "quantity")
        if (amount > 0) != (asked["reason"] in _POSITIVE) or not amount:
            raise invalid(f"quantity {asked['quantity']} does not fit reason {asked['reason']}")
        return amount

    def _adjusted(self, asked: JsonObject, amount: Decimal, user_id: str) -> JsonObject:
        now = self._clock.now().isoformat(timespec="seconds")
        made = {**asked, "id": ids.fresh(), "user_id": user_id}
        made |= {"created_at": now, "updated_at": now}
        self.move(asked["product_id"], asked["outlet_id"], amount)
        return self._store.put("adjustments", made["id"], made)

    # --- the till ----------------------------------------------------------------------------

    def level(self, product_id: str, outlet_id: str) -> Decimal | None:
        """What is counted; None where nothing is."""
        row = self._store["inventory"].get(f"{product_id}|{outlet_id}")
        return None if row is None else Decimal(str(row["current_inventory_level"]))

    def move(self, product_id: str, outlet_id: str, amount: Decimal) -> None:
        """Change a count by an amount; goods that are not counted stay uncounted, and those of a
        composite are its components."""
        recipe = self._store["products"][product_id].get("composite_bom")
        if recipe:
            for part in recipe:
                self.move(part["key"], outlet_id, amount * exact(part["value"], "value"))
            return
        level = self.level(product_id, outlet_id)
        if level is not None:
            self.count(product_id, outlet_id, level + amount)

    def count(self, product_id: str, outlet_id: str, level: Decimal) -> None:
        """Set a count."""
        row = self._store["inventory"].get(f"{product_id}|{outlet_id}")
        if row is None:
            raise VendError(409, "the product is not counted there")
        row["current_inventory_level"] = wire(level)
        self._store.put("inventory", f"{product_id}|{outlet_id}", row)
        self.told(row)

    def _alive(self) -> list[JsonObject]:
        return [row for row in self._store["inventory"].values() if not row["deleted_at"]]

    def _of(self, product_id: str, *, with_variants: bool) -> list[JsonObject]:
        product = self._store["products"].get(product_id)
        if product is None:
            raise not_found("Product")
        wanted = {product_id}
        if with_variants:
            wanted = {each["id"] for each in self._catalog.family(product)}
        return [row for row in self._alive() if row["product_id"] in wanted]
