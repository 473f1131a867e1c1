"""Vend's webhooks of one retailer: one for each type and address."""

from __future__ import annotations

from adapters.vend.client import VendClient
from adapters.vend.errors import malformed
from adapters.vend.webhooks import TOPICS
from adapters.wire import JsonObject
from domain.errors import AmbiguousOutcomeError, RejectedError
from domain.ids import PlatformId
from domain.ports.pos import Subscription


def ensure_subscriptions(client: VendClient, url: str) -> tuple[Subscription, ...]:
    """An active webhook of every type we need for `url`, found or made; safe to repeat.

    Deliveries are signed with the application's client secret; there is no key to be told.
    """
    known = {raw["type"]: raw for raw in _listed(client) if raw.get("url") == url}
    return tuple(_ensured(client, known.get(topic), topic, url) for topic in TOPICS)


def _ensured(client: VendClient, known: JsonObject | None, topic: str, url: str) -> Subscription:
    body = {"active": True, "type": topic, "url": url}
    if known is None:
        raw = _created(client, body)
    elif known.get("active") is True:
        raw = known
    else:
        raw = client.write("PUT", f"/webhooks/{known['id']}", "webhooks.update", body)
    if not isinstance(raw, dict) or not raw.get("id"):
        raise malformed("webhooks.create", "the answer has no webhook")
    return Subscription(
        platform_id=PlatformId(str(raw["id"])), topics=(topic,), url=url, renewed=raw is not known
    )


def _created(client: VendClient, body: JsonObject) -> JsonObject | None:
    """A new webhook; one that exists after all, or whose answer was lost, is looked up."""
    try:
        raw: JsonObject = client.write("POST", "/webhooks", "webhooks.create", body)
        return raw
    except AmbiguousOutcomeError:
        found = _found(client, body)
        if found is None:
            raise
        return found
    except RejectedError as error:
        if error.status != 409:
            raise
        return _found(client, body)


def _found(client: VendClient, body: JsonObject) -> JsonObject | None:
    wanted = (body["type"], body["url"])
    return next((raw for raw in _listed(client) if (raw["type"], raw.get("url")) == wanted), None)


def _listed(client: VendClient) -> list[JsonObject]:
    rows = client.rows("/webhooks", "webhooks.list")
    return [raw for raw in rows if isinstance(raw.get("type"), str)]
