"""Square's webhook subscriptions, which belong to the application and not to a seller."""

from __future__ import annotations

import uuid
from typing import Any

from adapters.square.client import SquareClient, malformed
from adapters.square.errors import SQUARE_VERSION
from adapters.square.webhooks import TOPICS
from adapters.wire import JsonObject
from domain.ports.pos import Subscription

_PATH = "/v2/webhooks/subscriptions"
_NAME = "Voicetill"


def ensure_subscription(client: SquareClient, url: str, *, token: str) -> Subscription:
    """One enabled subscription of every topic we need for `url`, found or made; safe to repeat.

    The signature key is read with it: each subscription has its own.
    """
    found = _find(client, url, token)
    stood = found is not None and _is_as_wanted(found)
    if found is None:
        raw = _create(client, url, token)
    elif stood:
        raw = found
    else:
        raw = _update(client, found["id"], token)
    if not raw.get("signature_key"):
        raw = _retrieve(client, raw["id"], token)
    return Subscription(
        platform_id=raw["id"],
        topics=tuple(raw.get("event_types", ())),
        url=url,
        signing_secret=raw.get("signature_key"),
        renewed=not stood,
    )


def _find(client: SquareClient, url: str, token: str) -> JsonObject | None:
    cursor: str | None = None
    while True:
        params = {"include_disabled": "true", **({"cursor": cursor} if cursor else {})}
        body = client.as_application("GET", _PATH, "webhooks.list", token=token, params=params)
        for raw in body.get("subscriptions", []):
            if raw.get("notification_url") == url:
                return dict(raw)
        cursor = body.get("cursor")
        if not cursor:
            return None


def _is_as_wanted(raw: JsonObject) -> bool:
    return (
        raw.get("enabled", True)
        and raw.get("api_version") == SQUARE_VERSION
        and set(TOPICS) <= set(raw.get("event_types", ()))
    )


def _wanted() -> JsonObject:
    return {
        "name": _NAME,
        "enabled": True,
        "event_types": list(TOPICS),
        "api_version": SQUARE_VERSION,
    }


def _create(client: SquareClient, url: str, token: str) -> JsonObject:
    """A new one. The key is of this attempt alone: one made of the wish would, once the
    subscription was deleted over there, bring back the answer that told of the deleted one."""
    subscription = {**_wanted(), "notification_url": url}
    request = {"idempotency_key": uuid.uuid4().hex, "subscription": subscription}
    body = client.as_application("POST", _PATH, "webhooks.create", token=token, json=request)
    return _subscription(body, "webhooks.create")


def _update(client: SquareClient, identifier: str, token: str) -> JsonObject:
    body = client.as_application(
        "PUT",
        f"{_PATH}/{identifier}",
        "webhooks.update",
        token=token,
        json={"subscription": _wanted()},
    )
    return _subscription(body, "webhooks.update")


def _retrieve(client: SquareClient, identifier: str, token: str) -> JsonObject:
    body = client.as_application("GET", f"{_PATH}/{identifier}", "webhooks.get", token=token)
    return _subscription(body, "webhooks.get")


def _subscription(body: JsonObject, operation: str) -> JsonObject:
    raw: Any = body.get("subscription")
    if not isinstance(raw, dict):
        raise malformed(operation, "the answer has no subscription")
    return raw
