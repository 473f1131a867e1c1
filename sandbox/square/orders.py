"""The order book: create, change, read, calculate, and what a payment does to an order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import orjson

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject
from sandbox.square import fulfillments, ids, order_edits, rewards
from sandbox.square.calls import Call
from sandbox.square.catalog_objects import money
from sandbox.square.errors import SquareError, bad_request, missing, not_found, version_mismatch
from sandbox.square.inventory import Inventory
from sandbox.square.notices import Notices
from sandbox.square.order_build import OrderBuilder
from sandbox.square.store import State

_COPIED = ("line_items", "taxes", "discounts", "service_charges", "metadata", *order_edits.SCALARS)
_MOST_IDS = 100


def copied(record: JsonObject) -> JsonObject:
    """A deep copy."""
    found: JsonObject = orjson.loads(orjson.dumps(record))
    return found


def is_paid(order: JsonObject) -> bool:
    """Whether nothing is due any more (a draft or unpaid order of 0 is not paid)."""
    return order["net_amount_due_money"]["amount"] == 0 and "tenders" in order


class Orders:
    """One seller's orders."""

    def __init__(
        self,
        *,
        state: State,
        clock: Clock,
        builder: OrderBuilder,
        inventory: Inventory,
        notices: Notices,
    ) -> None:
        """Keep orders in `state`."""
        self._state = state
        self._clock = clock
        self._builder = builder
        self._inventory = inventory
        self._notices = notices

    def create(self, call: Call) -> JsonObject:
        """POST /v2/orders."""
        order = self._built(call.body)
        order["id"] = ids.mixed(29, ending="ZY")
        order["version"] = 1
        self._state.orders.put(order["id"], order)
        self._tell("order.created", order)
        return {"order": copied(order)}

    def calculate(self, call: Call) -> JsonObject:
        """POST /v2/orders/calculate: the same pricing, nothing stored, nothing checked in stock."""
        return {"order": self._built(call.body, call.body.get("proposed_rewards", ()))}

    def reprice(self, order: JsonObject, change: Callable[[], None]) -> None:
        """Change an order's discounts and work out what it comes to now."""
        change()
        self._builder.finish(order)
        self._settle(order)
        self._store(order)

    def _built(self, body: JsonObject, proposed: Sequence[JsonObject] = ()) -> JsonObject:
        asked = body.get("order")
        if asked is None:
            raise missing("order")
        state = asked.get("state", "OPEN")
        if state not in ("OPEN", "DRAFT"):
            raise bad_request("A new order must be OPEN or DRAFT.", "order.state")
        now = self._clock.now()
        order: JsonObject = {"location_id": asked["location_id"]}
        order.update(copied({name: asked[name] for name in _COPIED if name in asked}))
        order.setdefault("source", {"name": "Sandbox application"})
        for each in proposed:
            tier = rewards.tier_named(each["reward_tier_id"], "proposed_rewards")
            rewards.attach(order, each["id"], tier)
        self._builder.finish(order)
        wanted = asked.get("fulfillments", [])
        if len(wanted) > 1:
            raise bad_request("At most one fulfillment is allowed.", "order.fulfillments")
        if wanted:
            order["fulfillments"] = [
                fulfillments.complete(copied(each), f"order.fulfillments[{number}]", now)
                for number, each in enumerate(wanted)
            ]
        order["created_at"] = order["updated_at"] = rfc3339(now)
        order["state"] = state
        order["net_amount_due_money"] = dict(order["total_money"])
        return order

    def get(self, call: Call) -> JsonObject:
        """GET /v2/orders/{order_id}."""
        return {"order": self.named(call.params["order_id"])}

    def named(self, order_id: str) -> JsonObject:
        """The order with this id. Raises: SquareError NOT_FOUND."""
        found = self._state.orders.get(order_id)
        if found is None:
            raise not_found(f"Order `{order_id}`")
        return found

    def batch_retrieve(self, call: Call) -> JsonObject:
        """POST /v2/orders/batch-retrieve: unknown ids are left out silently."""
        asked = call.body["order_ids"]
        if len(asked) > _MOST_IDS:
            detail = f"At most {_MOST_IDS} order ids are allowed."
            raise SquareError("ARRAY_LENGTH_TOO_LONG", detail, field="order_ids")
        place = call.body.get("location_id")
        found = [order for key in asked if (order := self._state.orders.get(key))]
        found = [order for order in found if place in (None, order["location_id"])]
        return {"orders": found} if found else {}

    def update(self, call: Call) -> JsonObject:
        """PUT /v2/orders/{order_id}: a sparse change of the version it names."""
        order = self.named(call.params["order_id"])
        sent = call.body.get("order", {})
        self._check_updatable(order, sent)
        changed = copied(order)
        order_edits.clear(changed, call.body.get("fields_to_clear", []))
        sent = copied(sent)
        order_edits.merge(changed, sent)
        if not is_paid(order):
            self._builder.finish(changed)
            self._settle(changed)
        moves = self._merge_fulfillments(changed, sent.get("fulfillments", []))
        if "state" in sent:
            self._set_state(changed, sent["state"])
        self._store(changed)
        self._tell_moves(changed, moves)
        return {"order": copied(changed)}

    def repeated_update(self, call: Call) -> JsonObject:
        """A repeated key: the latest order version is returned."""
        return self.get(call)

    def _check_updatable(self, order: JsonObject, sent: JsonObject) -> None:
        if "version" not in sent:
            raise missing("order.version")
        if sent["version"] != order["version"]:
            raise version_mismatch(
                f"Version provided `{sent['version']}` is not the latest `{order['version']}`."
            )
        if order["state"] in ("COMPLETED", "CANCELED"):
            raise bad_request(f"A {order['state']} order cannot be updated.", "order.state")
        if sent.get("location_id", order["location_id"]) != order["location_id"]:
            raise bad_request("The location of an order cannot be changed.", "order.location_id")
        touched = [name for name in order_edits.BY_UID if name in sent]
        if touched and any(_is_captured(tender) for tender in order.get("tenders", ())):
            raise bad_request("A paid order cannot be repriced.", f"order.{touched[0]}")

    def _merge_fulfillments(
        self, order: JsonObject, sent: list[JsonObject]
    ) -> list[tuple[JsonObject, str]]:
        moves: list[tuple[JsonObject, str]] = []
        rows = order.setdefault("fulfillments", []) if sent else []
        for number, each in enumerate(sent):
            known = next((row for row in rows if row["uid"] == each.get("uid")), None)
            if known is None:
                path = f"order.fulfillments[{number}]"
                rows.append(fulfillments.complete(each, path, self._clock.now()))
                continue
            for name in fulfillments.DETAILS.values():
                if name in each:
                    known.setdefault(name, {}).update(each[name])
            if "metadata" in each:
                known["metadata"] = {**known.get("metadata", {}), **each["metadata"]}
            old = fulfillments.move(known, each.get("state", known["state"]), self._clock.now())
            if old is not None:
                moves.append((known, old))
        return moves

    def _set_state(self, order: JsonObject, state: str) -> None:
        if state == order["state"]:
            return
        if state == "CANCELED":
            self._check_cancelable(order)
        elif state == "COMPLETED":
            if not is_paid(order):
                raise bad_request("An unpaid order cannot be completed.", "order.state")
            open_ones = [f for f in order.get("fulfillments", ()) if not _is_final(f)]
            if open_ones:
                raise bad_request("Fulfillments must be finished first.", "order.state")
        elif state != "OPEN" or order["state"] != "DRAFT":
            raise bad_request(f"Cannot move an order from {order['state']} to {state}.", "state")
        order["state"] = state
        if state != "OPEN":
            order["closed_at"] = rfc3339(self._clock.now())

    def _check_cancelable(self, order: JsonObject) -> None:
        if any(_is_captured(tender) for tender in order.get("tenders", ())):
            raise bad_request("A paid order cannot be canceled; refund it.", "order.state")
        if any(tender_status(tender) == "AUTHORIZED" for tender in order.get("tenders", ())):
            raise bad_request("Cancel the approved payments first.", "order.state")
        if any(f["state"] not in ("CANCELED", "FAILED") for f in order.get("fulfillments", ())):
            raise bad_request("Every fulfillment must be CANCELED.", "order.state")

    def put_tender(self, order: JsonObject, tender: JsonObject, *, tip: int = 0) -> None:
        """Add or replace a payment's tender; a payment that covers the rest pays the order."""
        was_paid = is_paid(order)
        tenders = [t for t in order.get("tenders", ()) if t["id"] != tender["id"]]
        if tender_status(tender) != "VOIDED":
            tenders.append(tender)
        order["tenders"] = tenders
        if not tenders:
            del order["tenders"]
        if tip and _is_captured(tender):
            self._add_tip(order, tip)
        self._settle(order)
        if is_paid(order) and not was_paid:
            self._sell(order)
        self._store(order)

    def mark_free_as_paid(self, order: JsonObject) -> None:
        """Pay an order that comes to nothing, by PayOrder without payments."""
        order["tenders"] = []
        self._sell(order)
        self._store(order)

    def move_fulfillment(
        self, order: JsonObject, state: str, details: JsonObject | None = None
    ) -> None:
        """What staff do at the till: move on the first fulfillment, with tracking if any."""
        fulfillment = order["fulfillments"][0]
        if details:
            name = fulfillments.DETAILS[fulfillment["type"]]
            fulfillment.setdefault(name, {}).update(details)
        old = fulfillments.move(fulfillment, state, self._clock.now())
        self._store(order)
        self._tell_moves(order, [(fulfillment, old)] if old else [])

    def note_refund(self, order: JsonObject, refund: JsonObject) -> None:
        """Let the order show a refund; its lines stay as they were."""
        rows = [row for row in order.get("refunds", ()) if row["id"] != refund["id"]]
        order["refunds"] = [*rows, refund]
        self._store(order)

    def _add_tip(self, order: JsonObject, tip: int) -> None:
        for place, name in (
            (order, "total_tip_money"),
            (order, "total_money"),
            (order["net_amounts"], "tip_money"),
            (order["net_amounts"], "total_money"),
        ):
            place[name] = money(place[name]["amount"] + tip)

    def _settle(self, order: JsonObject) -> None:
        captured = sum(
            tender["amount_money"]["amount"]
            for tender in order.get("tenders", ())
            if _is_captured(tender)
        )
        order["net_amount_due_money"] = money(order["total_money"]["amount"] - captured)

    def _sell(self, order: JsonObject) -> None:
        """The order has just been paid in full: its goods leave the stock."""
        self._inventory.move(
            (line["catalog_object_id"], order["location_id"], -Decimal(line["quantity"]))
            for line in order.get("line_items", ())
            if "catalog_object_id" in line
        )
        rewards.redeem_all(self._state, order, rfc3339(self._clock.now()))
        if order["state"] == "DRAFT":
            order["state"] = "OPEN"

    def _close_if_done(self, order: JsonObject) -> None:
        states = [f["state"] for f in order.get("fulfillments", ())]
        if is_paid(order) and all(state == "COMPLETED" for state in states):
            order["state"] = "COMPLETED"
            order.setdefault("closed_at", rfc3339(self._clock.now()))

    def _store(self, order: JsonObject) -> None:
        if order["state"] == "OPEN":
            self._close_if_done(order)
        order["version"] += 1
        order["updated_at"] = rfc3339(self._clock.now())
        self._state.orders.put(order["id"], order)
        self._tell("order.updated", order)

    def _tell(self, kind: str, order: JsonObject) -> None:
        name = kind.replace(".", "_")
        shown = {
            "order_id": order["id"],
            "version": order["version"],
            "location_id": order["location_id"],
            "state": order["state"],
            "created_at": order["created_at"],
        }
        if kind != "order.created":
            shown["updated_at"] = order["updated_at"]
        self._notices.tell(kind, name, {name: shown}, object_id=order["id"])

    def _tell_moves(self, order: JsonObject, moves: Iterable[tuple[JsonObject, str]]) -> None:
        updates = [
            {"fulfillment_uid": fulfillment["uid"], "old_state": old, "new_state": new}
            for fulfillment, old in moves
            for new in [fulfillment["state"]]
        ]
        if not updates:
            return
        shown = {
            "order_id": order["id"],
            "version": order["version"],
            "location_id": order["location_id"],
            "state": order["state"],
            "created_at": order["created_at"],
            "updated_at": order["updated_at"],
            "fulfillment_update": updates,
        }
        name = "order_fulfillment_updated"
        self._notices.tell("order.fulfillment.updated", name, {name: shown}, object_id=order["id"])


def tender_status(tender: JsonObject) -> str:
    """AUTHORIZED, CAPTURED or VOIDED; tenders without card details are captured at once."""
    found: str = tender.get("card_details", {}).get("status", "CAPTURED")
    return found


def _is_captured(tender: JsonObject) -> bool:
    return tender_status(tender) == "CAPTURED"


def _is_final(fulfillment: JsonObject) -> bool:
    return fulfillment["state"] in fulfillments.FINAL
