"""Webhook subscriptions and past events: the application's own endpoints, not a seller's."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlsplit

import orjson

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject
from sandbox.square import ids, paging
from sandbox.square.calls import Call
from sandbox.square.contract import VERSION, event_scopes
from sandbox.square.errors import SquareError, invalid_value, missing, not_found
from sandbox.square.notices import Notices
from sandbox.square.store import State
from sandbox.square.validation import limit_of

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}")
_CHANGEABLE = ("name", "enabled", "event_types", "notification_url")


class Subscriptions:
    """The application's webhook subscriptions."""

    def __init__(self, state: State, clock: Clock, notices: Notices) -> None:
        """Keep subscriptions in `state`."""
        self._state = state
        self._clock = clock
        self._notices = notices

    def create(self, call: Call) -> JsonObject:
        """POST /v2/webhooks/subscriptions; the answer carries the signature key."""
        asked = call.body["subscription"]
        for field in ("name", "event_types", "notification_url"):
            if not asked.get(field):
                raise missing(f"subscription.{field}")
        _check(asked)
        now = rfc3339(self._clock.now())
        subscription: JsonObject = {
            "id": f"wbhk_{uuid.uuid4().hex}",
            "name": asked["name"],
            "enabled": asked.get("enabled", True),
            "event_types": asked["event_types"],
            "notification_url": asked["notification_url"],
            "api_version": asked.get("api_version", VERSION),
            "signature_key": ids.mixed(22),
            "created_at": now,
            "updated_at": now,
        }
        self._state.subscriptions.put(subscription["id"], subscription)
        return {"subscription": subscription}

    def list_subscriptions(self, call: Call) -> JsonObject:
        """GET /v2/webhooks/subscriptions."""
        rows = [
            row
            for row in self._state.subscriptions.rows()
            if row["enabled"] or call.query.get("include_disabled") == "true"
        ]
        limit = limit_of(call.query.get("limit"), default=100, highest=100)
        page, following = paging.cut(
            rows,
            clock=self._clock,
            call=call.query,
            cursor=call.query.get("cursor"),
            limit=limit,
        )
        answer: JsonObject = {"subscriptions": page} if page else {}
        if following:
            answer["cursor"] = following
        return answer

    def get(self, call: Call) -> JsonObject:
        """GET /v2/webhooks/subscriptions/{subscription_id}."""
        return {"subscription": self._named(call)}

    def update(self, call: Call) -> JsonObject:
        """PUT /v2/webhooks/subscriptions/{subscription_id}."""
        subscription = self._named(call)
        asked = call.body.get("subscription", {})
        _check(asked)
        subscription.update({name: asked[name] for name in _CHANGEABLE if name in asked})
        subscription["updated_at"] = rfc3339(self._clock.now())
        self._state.subscriptions.put(subscription["id"], subscription)
        return {"subscription": subscription}

    def delete(self, call: Call) -> JsonObject:
        """DELETE /v2/webhooks/subscriptions/{subscription_id}."""
        self._state.subscriptions.remove(self._named(call)["id"])
        return {}

    def renew_key(self, call: Call) -> JsonObject:
        """POST …/signature-key: the old key is gone at once."""
        subscription = self._named(call)
        subscription["signature_key"] = ids.mixed(22)
        subscription["updated_at"] = rfc3339(self._clock.now())
        self._state.subscriptions.put(subscription["id"], subscription)
        return {"signature_key": subscription["signature_key"]}

    def test(self, call: Call) -> JsonObject:
        """POST …/test: sends a sample event of a subscribed type."""
        subscription = self._named(call)
        kind = call.body.get("event_type") or subscription["event_types"][0]
        if kind not in subscription["event_types"]:
            raise invalid_value("The subscription is not for this event type.", "event_type")
        event = self._notices.sample(kind)
        self._notices.deliver(subscription, event)
        now = rfc3339(self._clock.now())
        payload = orjson.dumps(event).decode()
        return {
            "subscription_test_result": {
                "id": str(uuid.uuid4()),
                "payload": payload,
                "created_at": now,
                "updated_at": now,
                "notification_url": subscription["notification_url"],
                "passes_filter": True,
            }
        }

    def event_types(self, _call: Call) -> JsonObject:
        """GET /v2/webhooks/event-types."""
        kinds = sorted(event_scopes())
        metadata = [{"event_type": kind, "api_version_introduced": VERSION} for kind in kinds]
        return {"event_types": kinds, "metadata": metadata}

    def search_events(self, call: Call) -> JsonObject:
        """POST /v2/events: what was told, also to nobody, newest first."""
        asked = call.body.get("query", {}).get("filter", {})
        kinds = asked.get("event_types")
        bounds = asked.get("created_at", {})
        start, end = bounds.get("start_at", ""), bounds.get("end_at", "9999")
        rows = [
            event
            for event in self._state.events.rows()
            if (not kinds or event["type"] in kinds) and start <= event["created_at"] < end
        ]
        rows.reverse()
        limit = limit_of(call.body.get("limit"), default=100, highest=100)
        page, following = paging.cut(
            rows, clock=self._clock, call=call.body, cursor=call.body.get("cursor"), limit=limit
        )
        answer: JsonObject = {"events": page} if page else {}
        if following:
            answer["cursor"] = following
        return answer

    def _named(self, call: Call) -> JsonObject:
        found = self._state.subscriptions.get(call.params["subscription_id"])
        if found is None:
            raise not_found("Webhook subscription")
        return found


def _check(asked: JsonObject) -> None:
    for kind in asked.get("event_types", ()):
        if kind not in event_scopes():
            detail = f"`{kind}` is not a valid event type."
            raise SquareError("INVALID_VALUE", detail, field="subscription.event_types")
    url = asked.get("notification_url")
    if url is not None:
        parts = urlsplit(url)
        local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not parts.hostname or (parts.scheme != "https" and not local):
            detail = "Must be an https address (or http to this machine)."
            raise invalid_value(detail, "subscription.notification_url")
    version = asked.get("api_version")
    if version is not None and not _VERSION.fullmatch(version):
        raise invalid_value("Expected YYYY-MM-DD.", "subscription.api_version")
