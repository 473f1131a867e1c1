"""Transfer orders: drafted by programs, started and received by staff at the tills.

A draft moves nothing. Starting takes the goods out of the sending location's count (they are in
transit then), receiving puts them into the other's. Source: Square's object model 2026-09-16 and
developer.squareup.com/docs/transfer-orders-api (read 2026-11-21).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.platform import ControlError
from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.calls import Call
from sandbox.square.errors import bad_request, missing, not_found
from sandbox.square.inventory import Inventory, quantity_text
from sandbox.square.notices import Notices
from sandbox.square.seller import Seller
from sandbox.square.store import State
from sandbox.square.validation import check_quantity, moment

_UNDER_WAY = ("STARTED", "PARTIALLY_RECEIVED")


class Transfers:
    """One seller's transfer orders."""

    def __init__(
        self,
        *,
        state: State,
        clock: Clock,
        seller: Seller,
        inventory: Inventory,
        notices: Notices,
    ) -> None:
        """Keep them in `state`."""
        self._state = state
        self._clock = clock
        self._seller = seller
        self._inventory = inventory
        self._notices = notices

    # --- the API -----------------------------------------------------------------------------

    def create(self, call: Call) -> JsonObject:
        """POST /v2/transfer-orders: a DRAFT."""
        asked = call.body["transfer_order"]
        places = self._places(asked)
        if "expected_at" in asked:
            moment(asked["expected_at"], "transfer_order.expected_at")
        now = rfc3339(self._clock.now())
        order: JsonObject = {
            "id": ids.fresh(),
            **asked,
            "line_items": [
                self._line(line, places[0], f"transfer_order.line_items[{number}]")
                for number, line in enumerate(asked.get("line_items", ()))
            ],
            "status": "DRAFT",
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }
        self._state.transfers.put(order["id"], order)
        self._tell("created", order)
        return {"transfer_order": order}

    def get(self, call: Call) -> JsonObject:
        """GET /v2/transfer-orders/{transfer_order_id}."""
        return {"transfer_order": self._named(call)}

    def delete(self, call: Call) -> JsonObject:
        """DELETE /v2/transfer-orders/{transfer_order_id}: a draft only."""
        order = self._named(call)
        if order["status"] != "DRAFT":
            raise bad_request("Only a DRAFT transfer order can be deleted.")
        self._state.transfers.remove(order["id"])
        self._notices.tell(
            "transfer_order.deleted", "transfer_order", {}, object_id=order["id"], deleted=True
        )
        return {}

    def cancel(self, call: Call) -> JsonObject:
        """POST …/cancel: what was not received goes back to where it came from."""
        order = self._named(call)
        if order["status"] not in _UNDER_WAY:
            raise bad_request(f"A {order['status']} transfer order cannot be canceled.")
        self._move(order, "source_location_id", "quantity_pending")
        for line in order["line_items"]:
            line["quantity_canceled"], line["quantity_pending"] = line["quantity_pending"], "0"
        self._changed(order, "CANCELED")
        return {"transfer_order": order}

    # --- what staff do -----------------------------------------------------------------------

    def at_the_till(self, transfer_id: str, doing: str) -> JsonObject:
        """`send` a draft, or `receive` all of what is under way. Raises: ControlError."""
        order = self._state.transfers.get(transfer_id)
        if order is None:
            raise ControlError("no such transfer", status=404)
        if doing == "send" and order["status"] == "DRAFT":
            self._inventory.move(
                (line["item_variation_id"], order["source_location_id"], -_number(line))
                for line in order["line_items"]
            )
            return self._changed(order, "STARTED")
        if doing == "receive" and order["status"] in _UNDER_WAY:
            self._move(order, "destination_location_id", "quantity_pending")
            for line in order["line_items"]:
                line["quantity_received"], line["quantity_pending"] = line["quantity_ordered"], "0"
            return self._changed(order, "COMPLETED")
        raise ControlError(f"cannot {doing} what is {order['status']}")

    def rows(self) -> list[JsonObject]:
        """All of them, in the words of every stand-in's control surface."""
        return [
            {
                "id": order["id"],
                "state": order["status"],
                "note": order.get("notes", ""),
                "quantity": sum(int(_number(line)) for line in order["line_items"]),
            }
            for order in self._state.transfers.rows()
        ]

    # --- inside ------------------------------------------------------------------------------

    def _places(self, asked: JsonObject) -> tuple[str, str]:
        source, destination = asked["source_location_id"], asked["destination_location_id"]
        for name, place in (("source", source), ("destination", destination)):
            if place not in self._seller.locations:
                raise not_found("Location", f"transfer_order.{name}_location_id")
        if source == destination:
            raise bad_request("The two locations must differ.", "transfer_order")
        return source, destination

    def _line(self, asked: JsonObject, source: str, path: str) -> JsonObject:
        quantity = asked["quantity_ordered"]
        check_quantity(quantity, f"{path}.quantity_ordered")
        if Decimal(quantity) <= 0:
            raise missing(f"{path}.quantity_ordered")
        if self._inventory.count(asked["item_variation_id"], source) is None:
            raise bad_request("The item is not counted at the source.", path)
        text = quantity_text(Decimal(quantity))
        return {
            "uid": ids.fresh(),
            "item_variation_id": asked["item_variation_id"],
            "quantity_ordered": text,
            "quantity_pending": text,
            "quantity_received": "0",
            "quantity_damaged": "0",
            "quantity_canceled": "0",
        }

    def _named(self, call: Call) -> JsonObject:
        found = self._state.transfers.get(call.params["transfer_order_id"])
        if found is None:
            raise not_found("Transfer order")
        return found

    def _move(self, order: JsonObject, place: str, which: str) -> None:
        self._inventory.move(
            (line["item_variation_id"], order[place], Decimal(line[which]))
            for line in order["line_items"]
        )

    def _changed(self, order: JsonObject, status: str) -> JsonObject:
        now = rfc3339(self._clock.now())
        order.update(status=status, updated_at=now, version=order["version"] + 1)
        if status in ("COMPLETED", "CANCELED"):
            order["completed_at"] = now
        self._state.transfers.put(order["id"], order)
        self._tell("updated", order)
        return order

    def _tell(self, what: str, order: Any) -> None:
        payload = {"transfer_order": order}
        self._notices.tell(
            f"transfer_order.{what}", "transfer_order", payload, object_id=order["id"]
        )


def _number(line: JsonObject) -> Decimal:
    return Decimal(line["quantity_ordered"])
