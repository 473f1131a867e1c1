"""The control surface of the Vend shop: the till, the back office and plain books."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sandbox.kit.clock import Clock
from sandbox.kit.platform import Action, ControlError
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject
from sandbox.vend import ids
from sandbox.vend.catalog import DELIVERY_SKU, Catalog
from sandbox.vend.consignments import Consignments
from sandbox.vend.customers import Customers
from sandbox.vend.hooks import Hooks
from sandbox.vend.inventory import Inventory
from sandbox.vend.numbers import cents, exact, wire
from sandbox.vend.oauth import OAuth
from sandbox.vend.retailer import OWNER_ID, PREFIX, RETAILER_ID
from sandbox.vend.sales import Sales
from sandbox.vend.store import Store

Params = Mapping[str, str]


class Books:
    """Actions for tests, checkers and the start command."""

    def __init__(
        self,
        *,
        seed: SeedShop,
        store: Store,
        clock: Clock,
        catalog: Catalog,
        customers: Customers,
        inventory: Inventory,
        sales: Sales,
        hooks: Hooks,
        oauth: OAuth,
        consignments: Consignments,
    ) -> None:
        """Act on the shop's own parts."""
        self._seed = seed
        self._store = store
        self._clock = clock
        self._catalog = catalog
        self._customers = customers
        self._inventory = inventory
        self._sales = sales
        self._hooks = hooks
        self._oauth = oauth
        self._consignments = consignments

    def actions(self) -> dict[str, Action]:
        """Every action by method and noun."""
        return {
            "GET shop": self._shop,
            "GET orders": self._orders,
            "GET orders/{id}": self._one_order,
            "GET stock": self._stock,
            "POST sell": self._sell,
            "POST restock": self._restock,
            "POST count": self._count,
            "POST price": self._price,
            "POST rename": self._rename,
            "POST delete": self._delete,
            "POST bundle": self._bundle,
            "POST fulfillment": self._fulfillment,
            "POST register": self._register,
            "POST customer": self._customer,
            "POST transfer": lambda _params, body: self._consignments.at_the_till(body),
            "GET transfers": lambda _params, _body: self._consignments.rows(),
            "POST personal_token": lambda _params, _body: {"token": self._oauth.personal()},
            "POST revoke": lambda _params, _body: self._oauth.revoke_all(),
        }

    def _shop(self, _params: Params, _body: JsonObject) -> Any:
        return {
            "platform": "vend",
            "merchant_id": PREFIX,
            "retailer_id": RETAILER_ID,
            "name": self._seed.name,
            "locations": {row["name"]: row["id"] for row in self._store["outlets"].values()},
            "registers": {row["name"]: row["id"] for row in self._store["registers"].values()},
            "payment_types": {
                row["name"]: row["id"] for row in self._store["payment_types"].values()
            },
            "shipping_product": ids.fixed("product", DELIVERY_SKU),
            "variants": sum(1 for row in self._catalog.variants() if not row["deleted_at"]),
            "orders": len(self._store["sales"]),
        }

    def _orders(self, params: Params, _body: JsonObject) -> Any:
        rows = [self._order(sale) for sale in self._store["sales"].values()]
        if "reference" in params:
            rows = [row for row in rows if row["reference"] == params["reference"]]
        return {"orders": rows[-int(params.get("last", len(rows) or 1)) :]}

    def _one_order(self, params: Params, _body: JsonObject) -> Any:
        found = self._store["sales"].get(params["id"])
        if found is None:
            raise ControlError("no such sale", status=404)
        return self._order(found)

    def _order(self, sale: JsonObject) -> JsonObject:
        refunded = sum(
            -cents(exact(one["amount"], "amount"))
            for back in self._sales.returns_of(sale["id"])
            if back["state"] == "closed"
            for one in back["payments"]
        )
        payments = []
        for one in sale["payments"]:
            amount = cents(exact(one["amount"], "amount"))
            given = min(max(amount, 0), refunded)
            refunded -= given
            charged = 0 if sale["state"] == "voided" else amount
            payments.append({"charged": charged, "authorized": 0, "refunded": given})
        return {
            "id": sale["id"],
            "reference": sale["source"]["id"],
            "state": sale["state"],
            "attributes": sale["attributes"],
            "location": self._store["outlets"][sale["source"]["outlet_id"]]["name"],
            "customer": sale["customer_id"],
            "note": sale["note"],
            "total": cents(exact(sale["totals"]["price_incl_tax"], "total")),
            "tax": cents(exact(sale["totals"]["tax"], "tax")),
            "is_return": sale["return"]["is_return"],
            "visible_in_pos": sale["state"] in ("pending", "closed"),
            "lines": [
                {
                    "product": self._store["products"][line["product"]["id"]]["sku"],
                    "quantity": line["quantity"],
                }
                for line in sale["line_items"]
            ],
            "payments": payments,
        }

    def _stock(self, params: Params, _body: JsonObject) -> Any:
        product = self._product(params.get("sku", ""))
        return {
            "sku": product["sku"],
            "stock": {
                outlet["name"]: None if level is None else wire(level)
                for outlet in self._store["outlets"].values()
                for level in [self._inventory.level(product["id"], outlet["id"])]
            },
        }

    def _product(self, sku: Any) -> JsonObject:
        found = self._catalog.by_sku(str(sku))
        if found is None:
            raise ControlError(f"no SKU {sku!r}", status=404)
        return found

    def _outlet(self, body: JsonObject) -> JsonObject:
        name = body.get("location", next(iter(self._store["outlets"].values()))["name"])
        for outlet in self._store["outlets"].values():
            if outlet["name"] == name:
                return outlet
        raise ControlError(f"no location {name!r}", status=404)

    def _sell(self, _params: Params, body: JsonObject) -> Any:
        """A sale rung up at the till."""
        product, outlet = self._product(body.get("sku")), self._outlet(body)
        price = exact(product["price_excluding_tax"], "price")
        tax_id = outlet["default_tax_id"]
        rate = exact(self._store["taxes"][tax_id]["rates"][0]["rate"], "rate")
        line = {
            "product": {"id": product["id"]},
            "quantity": int(body.get("quantity", 1)),
            "pricing": {"price": str(price)},
            "tax": {"id": tax_id, "amount": str(price * rate)},
        }
        asked = {
            "source": {
                "author_id": OWNER_ID,
                "register_id": ids.fixed("register", outlet["id"]),
            },
            "state": "closed",
            "line_items": [line],
        }
        sale = self._sales.write(asked, ids.fresh())
        return {"order_id": sale["id"]}

    def _restock(self, _params: Params, body: JsonObject) -> Any:
        product, outlet = self._product(body.get("sku")), self._outlet(body)
        self._inventory.move(product["id"], outlet["id"], Decimal(int(body.get("quantity", 1))))

    def _count(self, _params: Params, body: JsonObject) -> Any:
        product, outlet = self._product(body.get("sku")), self._outlet(body)
        self._inventory.count(product["id"], outlet["id"], Decimal(str(body["quantity"])))

    def _price(self, _params: Params, body: JsonObject) -> Any:
        product = self._product(body.get("sku"))
        price = Decimal(int(body["amount"])) / 100
        before = exact(product["price_excluding_tax"], "price")
        factor = exact(product["price_including_tax"], "price") / before if before else Decimal(1)
        self._change(
            product, price_excluding_tax=wire(price), price_including_tax=wire(price * factor)
        )

    def _rename(self, _params: Params, body: JsonObject) -> Any:
        for row in self._catalog.family(self._product(body.get("sku"))):
            self._change(row, name=str(body["title"]))

    def _delete(self, _params: Params, body: JsonObject) -> Any:
        """Delete the whole family of a SKU, as tombstones."""
        now = self._clock.now().isoformat(timespec="seconds")
        for row in self._catalog.family(self._product(body.get("sku"))):
            self._change(row, deleted_at=now, active=False)

    def _bundle(self, _params: Params, body: JsonObject) -> Any:
        """Make a product a composite of others, by SKU with quantities."""
        recipe = [
            {"key": self._product(sku)["id"], "value": str(quantity)}
            for sku, quantity in body["components"].items()
        ]
        self._change(self._product(body.get("sku")), is_composite=True, composite_bom=recipe)

    def _change(self, row: JsonObject, **fields: object) -> None:
        self._hooks.product(self._catalog.changed(row, **fields))

    def _fulfillment(self, _params: Params, body: JsonObject) -> Any:
        """Staff hand over or ship: a pending sale becomes closed."""
        sale = self._store["sales"].get(str(body.get("order_id")))
        if sale is None:
            raise ControlError("no such sale", status=404)
        if sale["state"] != "pending":
            raise ControlError(f"a {sale['state']} sale is not waiting to be fulfilled")
        sale["state"] = "closed"
        self._sales.keep(sale)

    def _register(self, _params: Params, body: JsonObject) -> Any:
        """Open or close the register of a location."""
        outlet = self._outlet(body)
        register = self._store["registers"][ids.fixed("register", outlet["id"])]
        register["is_open"] = bool(body.get("open"))
        self._store.put("registers", register["id"], register)

    def _customer(self, _params: Params, body: JsonObject) -> Any:
        """A new customer as staff type one in, or changed fields of the one with an e-mail."""
        if "given_name" in body:
            made = self._store.put("customers", *self._customers.typed(body))
            self._hooks.customer(made)
            return {"id": made["id"]}
        for row in self._store["customers"].values():
            if row["email"] == body.get("email"):
                row.update(body.get("fields", {}))
                self._hooks.customer(self._store.put("customers", row["id"], row))
                return {"id": row["id"]}
        raise ControlError("no such customer", status=404)
