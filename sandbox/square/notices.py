"""Events: told to every subscription that wants them, signed as Square signs."""

from __future__ import annotations

import base64
import hmac
import uuid
from collections.abc import Mapping
from hashlib import sha256

import orjson

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject
from sandbox.kit.webhooks import Sender
from sandbox.square.contract import event_scopes
from sandbox.square.seller import Seller
from sandbox.square.store import State

GAPS_S = (60, 120, 240, 480, 900, 1800, 3600, 7200, 14400, 28800, 28740)
"""Waits before each retry, growing, 24 h in all: Square names the end, not the steps."""


def sign(key: str, url: str, body: bytes) -> str:
    """base64(HMAC-SHA256(signature key, notification URL + raw body))."""
    mac = hmac.new(key.encode(), url.encode() + body, sha256)
    return base64.b64encode(mac.digest()).decode()


def headers_of_retry(number: int, reason: str, _first_at: float) -> Mapping[str, str]:
    """What Square adds when it delivers again. Source: developer.squareup.com/docs/webhooks."""
    return {"square-retry-number": str(number), "square-retry-reason": reason}


class Notices:
    """Makes events and hands them to the sender."""

    def __init__(self, *, seller: Seller, state: State, clock: Clock, sender: Sender) -> None:
        """Send by `sender`."""
        self._seller = seller
        self._state = state
        self._clock = clock
        self._sender = sender

    def tell(
        self,
        kind: str,
        name: str,
        payload: JsonObject,
        *,
        object_id: str | None = None,
        deleted: bool = False,
    ) -> None:
        """Send an event of type `kind`, whose `data` is called `name` and holds `payload`."""
        event = self._event(kind, name, payload, object_id=object_id, deleted=deleted)
        self._state.events.put(event["event_id"], event)
        if self._is_granted(kind):
            for subscription in self._state.subscriptions.rows():
                if subscription["enabled"] and kind in subscription["event_types"]:
                    self.deliver(subscription, event)

    def sample(self, kind: str) -> JsonObject:
        """An event for `/test`, of the right type but about nothing."""
        name = kind.rpartition(".")[0].replace(".", "_")
        return self._event(kind, name, {}, object_id=None, deleted=False)

    def _event(
        self, kind: str, name: str, payload: JsonObject, *, object_id: str | None, deleted: bool
    ) -> JsonObject:
        shown: JsonObject = {"type": name, "id": object_id or str(uuid.uuid4())}
        if deleted:
            shown["deleted"] = True
        shown["object"] = payload
        event: JsonObject = {
            "merchant_id": self._seller.merchant_id,
            "type": kind,
            "event_id": str(uuid.uuid4()),
            "created_at": rfc3339(self._clock.now()),
            "data": shown,
        }
        frozen: JsonObject = orjson.loads(orjson.dumps(event))
        return frozen

    def deliver(self, subscription: JsonObject, event: JsonObject) -> None:
        """Send one event to one subscription."""
        body = orjson.dumps(event)
        url = subscription["notification_url"]
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Square Connect v2",
            "square-environment": "Sandbox",
            "square-initial-delivery-timestamp": event["created_at"],
            "x-square-hmacsha256-signature": sign(subscription["signature_key"], url, body),
        }
        self._sender.enqueue(
            id=event["event_id"], topic=event["type"], url=url, body=body, headers=headers
        )

    def _is_granted(self, kind: str) -> bool:
        """Whether the seller has granted what an event needs to an application."""
        needed = set(event_scopes().get(kind, ()))
        if not needed:
            return True
        return any(
            needed & set(grant["scopes"])
            for grant in self._state.grants.rows()
            if not grant["revoked"]
        )
