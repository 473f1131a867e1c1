"""Webhook subscriptions and what is sent to them (fact sheet §12)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import orjson

from sandbox.kit.webhooks import Delivery, Sender
from sandbox.shopify.answers import Payload, done, refused
from sandbox.shopify.ids import gid, number_of
from sandbox.shopify.payloads.bodies import BODIES
from sandbox.shopify.rows import WebhookSubscription
from sandbox.shopify.search import parse_query
from sandbox.shopify.shop import Shop

Input = Mapping[str, Any]

RETRY_GAPS_S = (10.0, 30.0, 90.0, 300.0, 900.0, 1800.0, 3600.0, 7200.0)
"""Eight retries within four hours, with growing pauses; the exact pauses are not published."""
TIMEOUT_S = 5.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_CLOUD = re.compile(r"(pubsub://[\w-]+:[\w-]+|arn:aws:events:.+)")


def topic_of(enum: str) -> str:
    """`ORDERS_CREATE` → `orders/create`, for the topics that are sent here."""
    return _TOPICS.get(enum, enum.lower())


def enum_of(topic: str) -> str:
    """`orders/create` → `ORDERS_CREATE`."""
    return topic.replace("/", "_").upper()


_TOPICS = {enum_of(topic): topic for topic in BODIES}


class Hooks:
    """Subscriptions of the installed app and the messages that go out to them."""

    def __init__(self, shop: Shop, sender: Sender, client_secret: str) -> None:
        """Listen to the shop's events; they are sent when the request is over (`flush`)."""
        self._shop = shop
        self._sender = sender
        self._secret = client_secret.encode()
        self._waiting: dict[tuple[str, int], tuple[str, Any]] = {}
        shop.on_event = self._remember
        sender.on_given_up(self._given_up)
        self.dropped: list[WebhookSubscription] = []
        """Subscriptions that were deleted because their receiver kept failing."""
        self._failing: list[Delivery] = []

    def _remember(self, topic: str, row: Any) -> None:
        """Once per topic and record in a request; the body is taken at its end."""
        self._waiting[topic, id(row)] = (topic, row)

    def flush(self) -> None:
        """Hand everything that happened to the sender."""
        if not self._waiting:
            return
        events = list(self._waiting.values())
        self._waiting.clear()
        for topic, row in events:
            subscriptions = self._listeners(topic)
            if subscriptions:
                self._send(topic, BODIES[topic](self._shop, row), subscriptions)

    def _listeners(self, topic: str) -> list[WebhookSubscription]:
        wanted = enum_of(topic)
        return [each for each in self._shop.books.subscriptions if each.topic == wanted]

    def _send(
        self, topic: str, body: dict[str, Any], subscriptions: Sequence[WebhookSubscription]
    ) -> None:
        event_id = self._shop.new_uuid()
        for subscription in subscriptions:
            if not self._passes(subscription, body):
                continue
            shown = _included(subscription, body)
            raw = orjson.dumps(shown)
            webhook_id = self._shop.new_uuid()
            self._sender.enqueue(
                id=webhook_id,
                topic=topic,
                url=subscription.uri,
                body=raw,
                headers=self._headers(topic, raw, webhook_id, event_id, subscription),
            )

    def _headers(
        self,
        topic: str,
        raw: bytes,
        webhook_id: str,
        event_id: str,
        subscription: WebhookSubscription,
    ) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Shopify-Captain-Hook",
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": self.signature(raw),
            "X-Shopify-Shop-Domain": self._shop.options.shop_domain,
            "X-Shopify-API-Version": self._shop.options.webhooks_version,
            "X-Shopify-Webhook-Id": webhook_id,
            "X-Shopify-Event-Id": event_id,
            "X-Shopify-Triggered-At": self._triggered_at(),
        }
        if subscription.name:
            headers["X-Shopify-Name"] = subscription.name
        return headers

    def _triggered_at(self) -> str:
        return self._shop.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f000Z")

    def signature(self, raw: bytes) -> str:
        """Base64 of the HMAC-SHA256 of the raw body with the client secret."""
        return base64.b64encode(hmac.new(self._secret, raw, hashlib.sha256).digest()).decode()

    def _passes(self, subscription: WebhookSubscription, body: dict[str, Any]) -> bool:
        if not subscription.filter:
            return True
        kinds = {name: _kind(value) for name, value in body.items()}
        query = parse_query(subscription.filter, kinds, now=self._shop.now())
        return query.matches(body.get)

    def _given_up(self, delivery: Delivery) -> None:
        """Called from a sender thread: only noted, the next tick deletes the subscription."""
        self._failing.append(delivery)

    def drop_failing(self) -> None:
        """Delete subscriptions whose message failed eight retries in a row."""
        while self._failing:
            delivery = self._failing.pop()
            for each in self._listeners(delivery.topic):
                if each.uri == delivery.url:
                    self._shop.books.subscriptions.remove(each.id)
                    self.dropped.append(each)

    def forget_all(self) -> None:
        """Delete all subscriptions, as uninstalling the app does."""
        for each in list(self._shop.books.subscriptions):
            self._shop.books.subscriptions.remove(each.id)

    def create(self, arguments: Input) -> Payload:
        """`webhookSubscriptionCreate`."""
        given = arguments["webhookSubscription"]
        uri = given.get("uri") or given.get("callbackUrl")
        problem = self._problem(arguments["topic"], uri, given, None)
        if problem is not None:
            return problem
        now = self._shop.now()
        row = WebhookSubscription(
            id=self._shop.new_id("WebhookSubscription"),
            topic=arguments["topic"],
            uri=uri,
            created_at=now,
            updated_at=now,
        )
        _apply(row, given)
        return done(webhookSubscription=self._shop.books.subscriptions.add(row))

    def update(self, arguments: Input) -> Payload:
        """`webhookSubscriptionUpdate`."""
        row = self._row(arguments["id"])
        given = arguments["webhookSubscription"]
        if row is None:
            return refused(["id"], "Webhook subscription does not exist")
        uri = given.get("uri") or given.get("callbackUrl") or row.uri
        problem = self._problem(row.topic, uri, given, row)
        if problem is not None:
            return problem
        row.uri = uri
        row.updated_at = self._shop.now()
        _apply(row, given)
        self._shop.books.subscriptions.touch(row)
        return done(webhookSubscription=row)

    def delete(self, arguments: Input) -> Payload:
        """`webhookSubscriptionDelete`."""
        row = self._row(arguments["id"])
        if row is None:
            return refused(["id"], "Webhook subscription does not exist")
        self._shop.books.subscriptions.remove(row.id)
        return done(deletedWebhookSubscriptionId=gid("WebhookSubscription", row.id))

    def _row(self, wanted: str) -> WebhookSubscription | None:
        return self._shop.books.subscriptions.get(number_of(wanted, "WebhookSubscription"))

    def _problem(
        self, topic: str, uri: str | None, given: Input, row: WebhookSubscription | None
    ) -> Payload | None:
        at = ["webhookSubscription", "callbackUrl"]
        if not uri:
            return refused(at, "Address can't be blank")
        if not _CLOUD.fullmatch(uri) and not is_allowed_address(uri):
            return refused(at, "Address is invalid")
        if given.get("format") == "XML":
            return refused(["webhookSubscription", "format"], "Format must be JSON")
        if len(given.get("name") or "") > 50:
            return refused(["webhookSubscription", "name"], "Name is too long (maximum is 50)")
        same = (topic, uri, given.get("filter") or None)
        for each in self._shop.books.subscriptions:
            if each is not row and (each.topic, each.uri, each.filter) == same:
                return refused(at, "Address for this topic has already been taken")
        return None


def is_allowed_address(uri: str) -> bool:
    """HTTPS anywhere; plain HTTP only to this machine, which the vendor would refuse."""
    parts = urlsplit(uri)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and parts.hostname in _LOOPBACK


def _apply(row: WebhookSubscription, given: Input) -> None:
    if "filter" in given:
        row.filter = given["filter"] or None
    if "name" in given:
        row.name = given["name"]
    if "includeFields" in given:
        row.include_fields = list(given["includeFields"] or [])
    if "metafieldNamespaces" in given:
        row.metafield_namespaces = list(given["metafieldNamespaces"] or [])


def _included(subscription: WebhookSubscription, body: dict[str, Any]) -> dict[str, Any]:
    if not subscription.include_fields:
        return body
    return {name: body[name] for name in subscription.include_fields if name in body}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else "string"
