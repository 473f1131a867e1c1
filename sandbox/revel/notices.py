"""Revel's webhooks: one address per event for all clients, signed with HMAC-SHA1 in lower-case hex.

Source: developer.revelsystems.com/revelsystems/docs/webhooks and the AsyncAPI document derived
from it (v2025.3.0): headers, bodies, four retries over about 36 minutes.
"""

from __future__ import annotations

import hmac
import uuid
from hashlib import sha1

import orjson

from sandbox.kit.web import JsonObject
from sandbox.kit.webhooks import Sender
from sandbox.revel.store import State

GAPS_S = (60, 300, 900, 900)


def sign(secret: str, body: bytes) -> str:
    """`hmac.new(secret, body, sha1).hexdigest()`, as the vendor's page prints it."""
    return hmac.new(secret.encode(), body, sha1).hexdigest()


class Notices:
    """Tells events to the addresses that were registered with Revel."""

    def __init__(self, *, state: State, sender: Sender, instance: str, secret: str) -> None:
        """Sign with the shared secret in the name of an instance."""
        self._state = state
        self._sender = sender
        self._instance = instance
        self._secret = secret

    def register(self, url: str) -> None:
        """What Revel's partner team does when asked: the address gets every event."""
        hooks = self._state.side.setdefault("hooks", [])
        if url not in hooks:
            hooks.append(url)
        self._state.revision += 1

    def tell(self, event: str, payload: JsonObject, *, place: int | None = None) -> None:
        """Send an event to every registered address."""
        body = orjson.dumps(payload)
        number = str(uuid.uuid4())
        headers = {
            "Content-Type": "application/json",
            "X-Revel-Signature": sign(self._secret, body),
            "X-Revel-Instance": self._instance,
            "X-Revel-Event-Type": event,
            "X-Revel-Event-Id": number,
            "X-Revel-Message-Id": str(uuid.uuid4()),
        }
        if place is not None:
            headers["X-Revel-Establishment-Id"] = str(place)
        for url in self._state.side.get("hooks", ()):
            self._sender.enqueue(id=number, topic=event, url=url, body=body, headers=headers)
