"""How an order reaches the buyer: pickup, shipment, delivery, in store, and their states."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.kit.clock import rfc3339
from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.errors import bad_request, invalid_value, missing
from sandbox.square.validation import moment

DETAILS = {
    "PICKUP": "pickup_details",
    "SHIPMENT": "shipment_details",
    "DELIVERY": "delivery_details",
    "IN_STORE": "in_store_details",
}
FINAL = ("COMPLETED", "CANCELED", "FAILED")
_ORDER = {"PROPOSED": 0, "RESERVED": 1, "PREPARED": 2, "COMPLETED": 3, "CANCELED": 3, "FAILED": 3}
_LONGEST_PICKUP = timedelta(days=7)
_TIMES = {
    "PICKUP": {
        "RESERVED": "accepted_at",
        "PREPARED": "ready_at",
        "COMPLETED": "picked_up_at",
        "CANCELED": "canceled_at",
        "FAILED": "rejected_at",
    },
    "SHIPMENT": {
        "RESERVED": "in_progress_at",
        "PREPARED": "packaged_at",
        "COMPLETED": "shipped_at",
        "CANCELED": "canceled_at",
        "FAILED": "failed_at",
    },
    "DELIVERY": {
        "RESERVED": "in_progress_at",
        "PREPARED": "ready_at",
        "COMPLETED": "delivered_at",
        "CANCELED": "canceled_at",
        "FAILED": "rejected_at",
    },
    "IN_STORE": {},
}


def complete(fulfillment: JsonObject, path: str, now: datetime) -> JsonObject:
    """A new fulfillment with what Square fills in. Raises: SquareError."""
    kind = fulfillment.get("type")
    if kind is None:
        raise missing(f"{path}.type")
    state = fulfillment.get("state", "PROPOSED")
    if _ORDER[state] > _ORDER["PREPARED"]:
        raise invalid_value("A new fulfillment cannot be finished.", f"{path}.state")
    name = DETAILS[kind]
    details = dict(fulfillment.get(name) or {})
    check_details(kind, details, f"{path}.{name}", now)
    details.setdefault("placed_at", rfc3339(now))
    if kind == "PICKUP":
        details.setdefault("schedule_type", "SCHEDULED")
        details.setdefault("pickup_at", rfc3339(now + timedelta(minutes=15)))
    found = {"uid": ids.mixed(22), **fulfillment, "state": state}
    if kind != "IN_STORE" or details:
        found[name] = details
    return found


def check_details(kind: str, details: JsonObject, path: str, now: datetime) -> None:
    """Refuse details that Square would not take. Raises: SquareError."""
    if kind in ("PICKUP", "SHIPMENT"):
        recipient = details.get("recipient")
        if recipient is None:
            raise missing(f"{path}.recipient")
        if not recipient.get("display_name") and not recipient.get("customer_id"):
            raise missing(f"{path}.recipient.display_name")
        if kind == "SHIPMENT" and "address" not in recipient:
            raise missing(f"{path}.recipient.address")
    if kind == "PICKUP":
        _check_pickup(details, path, now)


def _check_pickup(details: JsonObject, path: str, now: datetime) -> None:
    if details.get("schedule_type", "SCHEDULED") == "SCHEDULED" and "pickup_at" not in details:
        raise missing(f"{path}.pickup_at")
    if "pickup_at" in details:
        moment(details["pickup_at"], f"{path}.pickup_at")
    if "expires_at" in details:
        expires = moment(details["expires_at"], f"{path}.expires_at")
        if expires > now + _LONGEST_PICKUP + timedelta(minutes=1):
            raise invalid_value("Must be within 7 days.", f"{path}.expires_at")


def move(fulfillment: JsonObject, state: str, now: datetime) -> str | None:
    """Set a new state with its time stamp; gives the old one, or None if it was so already.

    Raises: SquareError when the way leads back or out of a final state.
    """
    old = str(fulfillment["state"])
    if old == state:
        return None
    if old in FINAL or _ORDER[state] < _ORDER[old]:
        raise bad_request(f"Cannot move a fulfillment from {old} to {state}.", "fulfillments")
    fulfillment["state"] = state
    stamp = _TIMES[fulfillment["type"]].get(state)
    if stamp is not None:
        fulfillment.setdefault(DETAILS[fulfillment["type"]], {})[stamp] = rfc3339(now)
    return old
