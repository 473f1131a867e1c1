"""The control surface of the Revel instance: the till, plain books, and the back office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.kit.platform import Action, ControlError
from sandbox.kit.web import JsonObject
from sandbox.revel.catalog import CHILD, PARENT, Catalog
from sandbox.revel.errors import RevelError
from sandbox.revel.notices import Notices
from sandbox.revel.orders import Orders
from sandbox.revel.people import add_customer
from sandbox.revel.store import State

Params = Mapping[str, str]


class Books:
    """Actions for tests, checkers and the start command. Amounts are in cents."""

    def __init__(self, *, state: State, catalog: Catalog, orders: Orders, notices: Notices) -> None:
        """Act on the instance's own parts, so that every webhook is sent as for a real change."""
        self._state = state
        self._catalog = catalog
        self._orders = orders
        self._notices = notices

    def actions(self) -> dict[str, Action]:
        """Every action by method and noun."""
        return {
            "GET shop": self._shop,
            "GET orders": self._list_orders,
            "GET stock": self._stock,
            "POST sell": self._sell,
            "POST restock": self._restock,
            "POST price": self._price,
            "POST rename": self._rename,
            "POST delete": self._delete,
            "POST flag": self._flag,
            "POST close": self._close,
            "POST customer": self._customer,
            "POST register": self._register,
            "POST event": self._event,
            "POST permissions": self._permissions,
            "POST revoke": self._revoke,
        }

    def _shop(self, _params: Params, _body: JsonObject) -> Any:
        names = {row["name"]: row["id"] for row in self._state.all("Establishment")}
        variants = dict.fromkeys(names.values(), 0)
        for row in self._state.all("Product"):
            if row["attribute_type"] != PARENT:
                variants[self._catalog.place_of(row)] += 1
        return {
            "platform": "revel",
            "name": "Northwind Outfitters",
            "locations": names,
            "variants": variants[min(variants)],
            "rows": len(self._state.rows["Product"]),
            "customers": len(self._state.rows["Customer"]),
            "orders": len(self._state.rows["Order"]),
        }

    def _list_orders(self, _params: Params, _body: JsonObject) -> Any:
        return {"orders": [_shown(row) for row in self._state.all("Order")]}

    def _stock(self, params: Params, _body: JsonObject) -> Any:
        found = {}
        for place in self._state.all("Establishment"):
            row = self._catalog.by_sku(params.get("sku", ""), place["id"])
            if row is not None:
                counted = self._catalog.stock_row(row["id"])
                found[place["name"]] = None if counted is None else counted["quantity_in_hand"]
        if not found:
            raise ControlError("no such SKU", status=404)
        return {"sku": params["sku"], "stock": found}

    def _sell(self, _params: Params, body: JsonObject) -> Any:
        place, row = self._found(body)
        try:
            order = self._orders.sell(place, row["id"], int(body.get("quantity", 1)))
        except RevelError as error:
            raise ControlError(str(error)) from error
        return {"order_id": order["id"]}

    def _restock(self, _params: Params, body: JsonObject) -> Any:
        _, row = self._found(body)
        counted = self._catalog.stock_row(row["id"])
        if counted is None:
            raise ControlError("the goods are not counted")
        counted["quantity_in_hand"] += int(body.get("quantity", 1))
        self._state.touch(counted)
        return {"left": counted["quantity_in_hand"]}

    def _price(self, _params: Params, body: JsonObject) -> Any:
        amount = body.get("amount")
        if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
            raise ControlError("amount must be a price in cents")
        return self._edit(body, price=amount / 100)

    def _rename(self, _params: Params, body: JsonObject) -> Any:
        """A new name for the whole product, whichever version is named."""
        return self._edit(body, whole=True, name=str(body.get("title")))

    def _delete(self, _params: Params, body: JsonObject) -> Any:
        """Revel keeps what was sold: a product is taken off the range."""
        return self._edit(body, active=False)

    def _edit(self, body: JsonObject, *, whole: bool = False, **change: Any) -> JsonObject:
        """Change a version, or its whole product, in every establishment; push the menu."""
        touched = []
        for place in self._state.all("Establishment"):
            row = self._catalog.by_sku(str(body.get("sku")), place["id"])
            row = self._catalog.parent_of(row) if row is not None and whole else row
            if row is not None:
                row.update(change)
                touched.append(self._state.touch(row)["id"])
        if not touched:
            raise ControlError("no such SKU", status=404)
        self._notices.tell("menu.updated", {"event": "menu.updated"})
        return {"products": touched}

    def _flag(self, _params: Params, body: JsonObject) -> Any:
        """Staff mark goods as in or out of stock."""
        place, row = self._found(body)
        told = {
            "id": row["id"],
            "instock": bool(body.get("instock")),
            "type": "product",
            "barcode": row["barcode"],
        }
        self._notices.tell("inout.stock", told, place=place)
        return told

    def _close(self, _params: Params, body: JsonObject) -> Any:
        row = self._state.get("Order", int(body.get("order_id", 0)))
        if row is None or row["closed"]:
            raise ControlError("no such open order", status=404)
        return _shown(self._orders.close(row))

    def _customer(self, _params: Params, body: JsonObject) -> Any:
        """Staff enter a customer, the phone number as they type it."""
        row = add_customer(
            self._state,
            given=str(body.get("given_name") or ""),
            family=str(body.get("family_name") or ""),
            phone=body.get("phone"),
            email=body.get("email"),
        )
        row["created_date"] = self._state.touch(row)["updated_date"]
        return {"id": row["id"]}

    def _register(self, _params: Params, body: JsonObject) -> Any:
        self._notices.register(str(body["url"]))
        return {"registered": body["url"]}

    def _event(self, _params: Params, body: JsonObject) -> Any:
        """Send any event with any body."""
        self._notices.tell(str(body["type"]), body.get("body") or {}, place=body.get("place"))
        return {"sent": body["type"]}

    def _permissions(self, _params: Params, body: JsonObject) -> Any:
        """Which surfaces the key may not use: `resources`, `weborders`."""
        self._state.side["withheld"] = list(body.get("withhold", ()))
        return {"withheld": self._state.side["withheld"]}

    def _revoke(self, _params: Params, _body: JsonObject) -> Any:
        self._state.side["revoked"] = True
        return {"revoked": True}

    def _found(self, body: JsonObject) -> tuple[int, JsonObject]:
        """Establishment and product that a call names."""
        for place in self._state.all("Establishment"):
            if place["name"] == body.get("location", "Downtown"):
                row = self._catalog.by_sku(str(body.get("sku")), place["id"])
                if row is not None and row["attribute_type"] in (0, CHILD):
                    return place["id"], row
        raise ControlError("no such SKU there", status=404)


def _shown(row: JsonObject) -> JsonObject:
    """An order in plain words; the reference is the second part of the call name."""
    parts = (row["call_name"] or "").split(" / ")
    charged = sum(round(float(one["amount"]) * 100) for one in row["payments"])
    return {
        "id": row["id"],
        "reference": parts[1] if len(parts) > 1 else None,
        "call_name": row["call_name"],
        "place": row["place"],
        "closed": row["closed"],
        "visible_in_pos": row["printed"],
        "total": round(float(row["final_total"]) * 100),
        "tax": round(row["tax"] * 100),
        "lines": [
            {"name": item["product_name_override"], "quantity": item["quantity"]}
            for item in row["items"]
        ],
        "payments": [{"charged": charged, "authorized": 0, "refunded": 0}] if charged else [],
    }
