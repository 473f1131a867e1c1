"""The control surface of the Counterpoint shop: the till, plain books, and what staff do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sandbox.counterpoint.access import Access
from sandbox.counterpoint.documents import paid_of, total_of
from sandbox.counterpoint.errors import CounterpointError
from sandbox.counterpoint.items import NO_CELL, Unit
from sandbox.counterpoint.places import COMPANY, Place
from sandbox.counterpoint.routes import Server
from sandbox.kit.platform import Action, ControlError
from sandbox.kit.web import JsonObject

Params = Mapping[str, str]


class Books:
    """Actions for tests, checkers and the start command; see the README for each."""

    def __init__(
        self, *, server: Callable[[], Server], access: Access, touch: Callable[[], None]
    ) -> None:
        """Act on the tables the API serves."""
        self._now = server
        self._access = access
        self._touch = touch

    def actions(self) -> dict[str, Action]:
        """Every action by method and noun."""
        return {
            "GET shop": self._shop,
            "GET orders": self._orders,
            "GET stock": self._stock,
            "POST sell": lambda _, body: self._move(body, sign=-1),
            "POST restock": lambda _, body: self._move(body, sign=1),
            "POST price": self._price,
            "POST rename": self._rename,
            "POST delete": self._delete,
            "POST customer": self._customer,
            "POST post": self._post,
            "POST pick": self._pick,
            "POST deny": self._deny,
            "POST revoke": self._revoke,
        }

    def _shop(self, _params: Params, _body: JsonObject) -> Any:
        server = self._now()
        flat = [key for key, row in server.items.rows.items() if row["TRK_METH"] != "G"]
        cells = sum(len(found) for found in server.items.cells.values())
        return {
            "platform": "counterpoint",
            "company": COMPANY,
            "name": server.setup.company()["NAM"],
            "locations": {one.name: one.location for one in server.setup.places},
            "variants": len(flat) + cells,
            "orders": len(server.documents.rows),
            "cache_flushes": server.cache_flushes,
        }

    def _orders(self, _params: Params, _body: JsonObject) -> Any:
        server = self._now()
        open_rows = [_order(one, posted=False) for one in server.documents.rows.values()]
        posted = [_order(one, posted=True) for one in server.documents.posted]
        return {"orders": [*posted, *open_rows]}

    def _stock(self, params: Params, _body: JsonObject) -> Any:
        unit, server = self._unit(params), self._now()
        found = {
            one.name: server.inventory.available(unit, one.location) for one in server.setup.places
        }
        return {
            "sku": params["sku"],
            "stock": {name: None if left is None else str(left) for name, left in found.items()},
        }

    def _move(self, body: JsonObject, *, sign: int) -> Any:
        unit, place = self._unit(body), self._place(body)
        inventory = self._now().inventory
        inventory.move(unit, place.location, on_hand=sign * int(body.get("quantity", 1)))
        self._touch()
        return {"left": str(inventory.available(unit, place.location))}

    def _price(self, _params: Params, body: JsonObject) -> Any:
        price = float(Decimal(int(body["amount"])) / 100)
        self._change(body, PRC_1=price, REG_PRC=price, PREF_UNIT_PRC_1=price)

    def _rename(self, _params: Params, body: JsonObject) -> Any:
        self._change(body, DESCR=body["title"][:30], LONG_DESCR=body["title"])

    def _delete(self, _params: Params, body: JsonObject) -> Any:
        """Take an item out of the table: the API tells nobody."""
        server = self._now()
        del server.items.rows[self._unit(body).item_no]
        self._touch()

    def _change(self, body: JsonObject, **values: object) -> None:
        self._now().items.change(self._unit(body).item_no, **values)
        self._touch()

    def _customer(self, _params: Params, body: JsonObject) -> Any:
        """Staff enter a customer, with the phone as they type it."""
        columns = {
            "given_name": "FST_NAM",
            "family_name": "LST_NAM",
            "phone": "PHONE_1",
            "email": "EMAIL_ADRS_1",
        }
        row = {column: body[name] for name, column in columns.items() if name in body}
        self._touch()
        return {"id": self._now().customers.create(row)}

    def _post(self, _params: Params, body: JsonObject) -> Any:
        try:
            self._now().documents.post(str(body["order_id"]))
        except CounterpointError as error:
            raise ControlError(str(error), status=404) from error
        self._touch()

    def _pick(self, _params: Params, body: JsonObject) -> Any:
        """Staff have gathered the goods of an order."""
        document = self._now().documents.rows.get(str(body["order_id"]))
        if document is None:
            raise ControlError("no such order", status=404)
        document["HAS_PCKD_LINS"] = document["HAS_PCKVRFD_LINS"] = "Y"
        self._touch()

    def _deny(self, _params: Params, body: JsonObject) -> Any:
        """Take an endpoint out of the gateway's role, e.g. `GET /Customers`."""
        self._access.denied.add(body["operation"])

    def _revoke(self, _params: Params, _body: JsonObject) -> Any:
        """The merchant gives the gateway's user another password."""
        self._access.password = "changed"  # noqa: S105
        self._touch()

    def _unit(self, given: Mapping[str, Any]) -> Unit:
        sku = given.get("sku", "")
        known = self._now().items
        if sku in known.by_sku:
            return known.by_sku[sku]
        if sku in known.rows:
            return Unit(sku, NO_CELL)
        raise ControlError(f"no SKU {sku!r}", status=404)

    def _place(self, body: JsonObject) -> Place:
        name = body.get("location", "Downtown")
        found = self._now().setup.named(name)
        if found is None:
            raise ControlError(f"no location {name!r}", status=404)
        return found


def _order(document: JsonObject, *, posted: bool) -> JsonObject:
    notes = document["PS_DOC_NOTE"]
    first = notes[0]["NOTE"].splitlines()[0] if notes else None
    charged = int(paid_of(document) * 100)
    return {
        "id": str(document["DOC_ID"]),
        "reference": first,
        "location": document["STK_LOC_ID"],
        "customer": document["CUST_NO"],
        "lines": [
            {"sku": one["ITEM_NO"], "quantity": str(int(one["QTY_SOLD"])), "price": one["PRC"]}
            for one in document["PS_DOC_LIN"]
        ],
        "notes": [one["NOTE"] for one in notes],
        "total": int(total_of(document) * 100),
        "paid": paid_of(document) >= total_of(document),
        "posted": posted,
        "visible_in_pos": True,
        "payments": [{"charged": charged, "authorized": 0, "refunded": 0}] if charged else [],
    }
