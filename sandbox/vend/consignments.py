"""Stock transfers: consignments of type OUTLET, opened by programs, sent and received by staff.

An open one moves nothing, sending takes its goods out of the source's count, receiving puts them
into the other's. Source: OpenAPI 2026-07 (Consignments, Consignment Products); orders to suppliers,
returns and stock takes are not served.
"""

from __future__ import annotations

from decimal import Decimal

from sandbox.kit.clock import Clock
from sandbox.kit.platform import ControlError
from sandbox.kit.web import Answer, JsonObject
from sandbox.vend import ids
from sandbox.vend.contract import Call
from sandbox.vend.errors import VendError, invalid, not_found
from sandbox.vend.inventory import Inventory
from sandbox.vend.numbers import exact
from sandbox.vend.paging import collection, single
from sandbox.vend.store import Store
from sandbox.vend.validation import CONSIGNMENT, CONSIGNMENT_PRODUCT, check

_FILTERS = ("type", "status", "outlet_id")


class Consignments:
    """One retailer's transfers."""

    def __init__(self, store: Store, inventory: Inventory, clock: Clock) -> None:
        """Keep them in `store`."""
        self._store = store
        self._inventory = inventory
        self._clock = clock

    # --- the API -----------------------------------------------------------------------------

    def list_all(self, call: Call) -> Answer:
        """GET /consignments, by type, status and receiving outlet."""
        wanted = {name: call.query[name] for name in _FILTERS if name in call.query}
        rows = [
            row
            for row in self._store["consignments"].values()
            if all(row[name] == value for name, value in wanted.items())
        ]
        return collection(rows, call.query)

    def create(self, call: Call) -> Answer:
        """POST /consignments: without goods."""
        check(call.body, CONSIGNMENT)
        asked = call.body["data"]
        if asked["type"] != "OUTLET":
            raise VendError(501, "this stand-in serves transfers between outlets only")
        if asked.get("status", "OPEN") != "OPEN":
            raise invalid("a transfer begins OPEN")
        places = (asked["outlet_id"], asked.get("source_outlet_id"))
        if any(place not in self._store["outlets"] for place in places):
            raise invalid("outlet_id or source_outlet_id is unknown")
        if places[0] == places[1]:
            raise invalid("outlet_id and source_outlet_id must differ")
        row = {
            "id": ids.fresh(),
            **asked,
            "status": "OPEN",
            "consignment_date": self._now(),
            "received_at": None,
            "created_at": self._now(),
            "updated_at": self._now(),
            "deleted_at": None,
            "filters": [],
            "show_inactive": True,
        }
        return single(self._store.put("consignments", row["id"], row), status=201)

    def get(self, call: Call) -> Answer:
        """GET /consignments/{consignment_id}."""
        return single(self._named(call))

    def delete(self, call: Call) -> Answer:
        """DELETE /consignments/{consignment_id}: of one that is open."""
        row = self._named(call)
        if row["status"] != "OPEN":
            raise VendError(409, f"a {row['status']} consignment cannot be deleted")
        row["deleted_at"] = self._now()
        self._store.put("consignments", row["id"], row)
        return Answer(status=204, body=b"")

    def list_goods(self, call: Call) -> Answer:
        """GET /consignments/{consignment_id}/products."""
        return collection(self._goods(self._named(call)), call.query)

    def add_goods(self, call: Call) -> Answer:
        """POST /consignments/{consignment_id}/products: one product, not twice."""
        check(call.body, CONSIGNMENT_PRODUCT)
        row, asked = self._named(call), call.body["data"]
        if row["status"] != "OPEN":
            raise VendError(409, f"goods cannot be added to what is {row['status']}")
        if exact(asked.get("count"), "count") <= 0:
            raise invalid("count must be above zero")
        if self._inventory.level(asked["product_id"], row["source_outlet_id"]) is None:
            raise invalid("product_id is unknown, or not counted there")
        if any(each["product_id"] == asked["product_id"] for each in self._goods(row)):
            raise VendError(409, "the product is in this consignment already")
        key = f"{row['id']}|{asked['product_id']}"
        made = {
            **asked,
            "consignment_id": row["id"],
            "cost": None,
            "received": "0.00000",
            "status": "PENDING",
            "is_included": True,
            "created_at": self._now(),
            "updated_at": self._now(),
            "deleted_at": None,
        }
        return single(self._store.put("consignment_products", key, made))

    # --- the back office ---------------------------------------------------------------------

    def at_the_till(self, body: JsonObject) -> JsonObject:
        """Staff `send` what is open, or `receive` what was sent. Raises: ControlError."""
        row = self._store["consignments"].get(str(body.get("id")))
        if row is None or row["deleted_at"]:
            raise ControlError("no such transfer", status=404)
        if body.get("do") == "send" and row["status"] == "OPEN":
            self._moved(row, row["source_outlet_id"], -1, "SENT")
        elif body.get("do") == "receive" and row["status"] == "SENT":
            self._moved(row, row["outlet_id"], 1, "RECEIVED")
            row["received_at"] = self._now()
        else:
            raise ControlError(f"cannot {body.get('do')} what is {row['status']}")
        return {"id": row["id"], "status": row["status"]}

    def rows(self) -> list[JsonObject]:
        """All of them, in the words of every stand-in's control surface."""
        return [
            {
                "id": row["id"],
                "state": row["status"],
                "note": row["name"],
                "quantity": sum(int(exact(one["count"], "count")) for one in self._goods(row)),
            }
            for row in self._store["consignments"].values()
            if not row["deleted_at"]
        ]

    # --- inside ------------------------------------------------------------------------------

    def _moved(self, row: JsonObject, outlet_id: str, sign: int, status: str) -> None:
        for each in self._goods(row):
            amount = Decimal(sign) * exact(each["count"], "count")
            self._inventory.move(each["product_id"], outlet_id, amount)
        row["status"], row["updated_at"] = status, self._now()
        self._store.put("consignments", row["id"], row)

    def _named(self, call: Call) -> JsonObject:
        found = self._store["consignments"].get(call.params["consignment_id"])
        if found is None or found["deleted_at"]:
            raise not_found("Consignment")
        return found

    def _goods(self, row: JsonObject) -> list[JsonObject]:
        return [
            each
            for each in self._store["consignment_products"].values()
            if each["consignment_id"] == row["id"]
        ]

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")
