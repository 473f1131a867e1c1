"""Webhook subscriptions: one for an address, as we want it, under the application's token."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.platform import AdapterSettings
from adapters.square.adapter import SquareAdapter, open_adapter
from adapters.square.webhooks import TOPICS
from domain.errors import ConfigurationError
from tests.unit.adapters_square.lines import ScriptedLine

URL = "https://voicetill.example/webhooks/square/con_1"


def subscription(**changes: Any) -> dict[str, Any]:
    return {
        "id": "wbhk_1",
        "enabled": True,
        "event_types": list(TOPICS),
        "notification_url": URL,
        "api_version": "2026-09-16",
        "signature_key": "sk_1",
        **changes,
    }


def test_a_new_address_is_subscribed_with_every_topic(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    other = subscription(notification_url="https://elsewhere.example/")
    line.on("webhooks.list", {"subscriptions": [other], "cursor": "2"}, {})
    line.on("webhooks.create", {"subscription": subscription()})

    (made,) = adapter.subscribe_webhooks(URL)

    assert made.signing_secret == "sk_1"
    sent = line.sent[-1]
    assert sent.headers["Authorization"] == "Bearer app-token"
    assert not sent.authenticated
    body = sent.json or {}
    assert set(body["subscription"]["event_types"]) == set(TOPICS)
    assert len(body["idempotency_key"]) <= 45


def test_a_subscription_that_is_as_wanted_is_left_alone(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    listed = subscription()
    del listed["signature_key"]
    line.on("webhooks.list", {"subscriptions": [listed]})
    line.on("webhooks.get", {"subscription": subscription()})

    (found,) = adapter.subscribe_webhooks(URL)

    assert found.signing_secret == "sk_1"
    assert line.operations == ["webhooks.list", "webhooks.get"]


@pytest.mark.parametrize(
    "change",
    [{"enabled": False}, {"api_version": "2025-08-20"}, {"event_types": ["order.created"]}],
    ids=str,
)
def test_a_subscription_that_drifted_is_put_right(
    line: ScriptedLine, adapter: SquareAdapter, change: dict[str, Any]
) -> None:
    line.on("webhooks.list", {"subscriptions": [subscription(**change)]})
    line.on("webhooks.update", {"subscription": subscription()})

    (found,) = adapter.subscribe_webhooks(URL)

    assert set(found.topics) == set(TOPICS)
    assert line.sent[-1].method == "PUT"


def test_without_the_applications_token_nothing_is_asked(line: ScriptedLine) -> None:
    with pytest.raises(ConfigurationError, match="application's own access token"):
        open_adapter(line, AdapterSettings()).subscribe_webhooks(URL)

    assert not line.sent
