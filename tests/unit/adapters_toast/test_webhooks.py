"""Toast's webhooks: signature vectors, and what the documented samples tell."""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from adapters.toast.adapter import ToastAdapter
from adapters.toast.webhooks import ToastWebhooks
from domain.errors import BadSignatureError, MalformedResponseError
from domain.events import Changed, Entity, Ignored, Refetch
from tests.contracts_path import contracts_dir

READER = ToastWebhooks()
URL = "https://voicetill.example/webhooks/toast/con_1"
BODY = (
    b'{"timestamp":"2024-03-28T15:11:01.050Z","eventCategory":"stock","eventType":"out_of_stock",'
    b'"guid":"e445f586-081c-4a2a-bcd6-30717a48e17a","details":{"itemGuid":"i-1",'
    b'"restaurantGuid":"r-1","versionId":"i-1","status":"OUT_OF_STOCK","multiLocationId":"1"}}'
)
SECRET = "a-secret-of-the-stock-category"
VECTOR = "8B44FsdnvuZb0eVzdRuhlY7kZX/MtUVYcESMRdC9OC8="
"""Of BODY and its time, by `openssl dgst -sha256 -hmac $SECRET -binary | base64`."""


def signed(body: bytes, secret: str = SECRET) -> str:
    """By the rule in the contracts: HMAC-SHA256 over body + timestamp, base64."""
    stamp = json.loads(body)["timestamp"].encode()
    return base64.b64encode(hmac.new(secret.encode(), body + stamp, sha256).digest()).decode()


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (contracts_dir("toast", "samples") / f"webhook.{name}.json").read_text()
    )
    found["timestamp"] = "2024-03-28T15:11:01.050Z"
    return found


def test_the_signature_is_over_the_body_and_then_the_time_in_it() -> None:
    headers = {"toast-signature": VECTOR}

    delivery = READER.verify(headers=headers, body=BODY, secrets=[SECRET], url=URL)

    assert delivery.delivery_id == "e445f586-081c-4a2a-bcd6-30717a48e17a"
    assert (delivery.topic, delivery.account) == ("out_of_stock", "r-1")
    assert delivery.occurred_at is not None
    assert delivery.occurred_at.isoformat() == "2024-03-28T15:11:01.050000+00:00"


def test_any_of_the_categories_secrets_may_sign() -> None:
    headers = {"toast-signature": signed(BODY)}

    assert READER.verify(headers=headers, body=BODY, secrets=["", "orders", SECRET], url=URL)


@pytest.mark.parametrize(
    ("headers", "body", "secrets"),
    [
        ({}, BODY, [SECRET]),
        ({"toast-signature": ""}, BODY, [SECRET]),
        ({"toast-signature": "AAAA"}, BODY, [SECRET]),
        ({"toast-signature": signed(BODY, "other")}, BODY, [SECRET]),
        ({"toast-signature": signed(BODY)}, BODY.replace(b":01.050", b":02.050"), [SECRET]),
        ({"toast-signature": signed(BODY)}, BODY + b" ", [SECRET]),
        ({"toast-signature": signed(BODY)}, BODY, []),
        ({"toast-signature": signed(BODY)}, BODY, [""]),
        ({"toast-signature": "ünïcode"}, BODY, [SECRET]),
        ({"toast-signature": "AAAA"}, b"not json", [SECRET]),
        ({"toast-signature": "AAAA"}, b"[]", [SECRET]),
        ({"toast-signature": "AAAA"}, b'{"timestamp":5}', [SECRET]),
        ({"toast-signature": "AAAA"}, b"\xff\xfe", [SECRET]),
    ],
)
def test_what_does_not_prove_its_origin_is_refused(
    headers: dict[str, str], body: bytes, secrets: list[str]
) -> None:
    with pytest.raises(BadSignatureError):
        READER.verify(headers=headers, body=body, secrets=secrets, url=URL)


@pytest.mark.parametrize(
    ("name", "available"), [("stock.in_stock", None), ("stock.out_of_stock", 0)]
)
def test_the_documented_stock_messages_tell_what_is_left(name: str, available: object) -> None:
    message = sample(name)

    changed, menus = READER.parse(message["eventType"], json.dumps(message).encode())

    assert isinstance(changed, Changed)
    record: Any = changed.record
    assert record.inventory_platform_id == message["details"]["itemGuid"]
    assert record.location_platform_id == message["details"]["restaurantGuid"]
    assert record.available == available
    assert menus == Refetch(entity=Entity.PRODUCT)


def test_a_low_quantity_is_still_some() -> None:
    message = sample("stock.in_stock")
    message["details"] |= {"status": "QUANTITY", "quantity": 4}

    changed, _ = READER.parse("low_quantity", json.dumps(message).encode())

    assert isinstance(changed, Changed)
    record: Any = changed.record
    assert record.available == 4


def test_a_low_quantity_without_a_number_is_asked_for() -> None:
    message = sample("stock.in_stock")
    message["details"]["status"] = "QUANTITY"

    events = READER.parse("low_quantity", json.dumps(message).encode())

    item = message["details"]["itemGuid"]
    assert Refetch(entity=Entity.STOCK, platform_id=item) in events


def test_the_documented_order_message_is_a_hint_because_the_guest_is_left_out() -> None:
    message = sample("orders.order_updated")

    for topic in ("order_updated", "channel_order_updated"):
        (event,) = READER.parse(topic, json.dumps(message).encode())
        assert event == Refetch(
            entity=Entity.ORDER, platform_id="f6d98b95-2816-4f54-b1ab-7a5d71e83769"
        )


def test_published_menus_are_read_by_the_next_delta() -> None:
    assert READER.parse("menus_updated", BODY) == [Refetch(entity=Entity.PRODUCT)]


def test_another_topic_is_of_no_interest() -> None:
    (event,) = READER.parse("restaurant_offline", BODY)

    assert isinstance(event, Ignored)


@pytest.mark.parametrize(
    ("topic", "details"),
    [
        ("out_of_stock", None),
        ("out_of_stock", {"itemGuid": "i"}),
        ("in_stock", {"itemGuid": "i", "restaurantGuid": "r", "status": "GONE"}),
        ("low_quantity", {"status": "QUANTITY"}),
        ("low_quantity", {"itemGuid": 5, "restaurantGuid": "r", "status": "QUANTITY"}),
        ("order_updated", {}),
        ("order_updated", {"order": {"guid": ""}}),
        ("order_updated", {"order": []}),
    ],
)
def test_a_message_that_lacks_what_it_should_tell_is_malformed(topic: str, details: Any) -> None:
    body = json.dumps({"timestamp": "2024-03-28T15:11:01.050Z", "guid": "g", "details": details})

    with pytest.raises(MalformedResponseError):
        READER.parse(topic, body.encode())


@pytest.mark.parametrize(
    ("given", "handed"),
    [
        (None, [None, None, None]),
        ("a, b ,c", ["a", "b", "c"]),
        ("a", ["a", None, None]),
        (",b", [None, "b", None]),
    ],
)
def test_the_secrets_that_toast_handed_over_belong_to_their_categories(
    adapter: ToastAdapter, given: str | None, handed: list[str | None]
) -> None:
    settings = replace(adapter.settings, webhook_secret=given)

    asked_for = replace(adapter, settings=settings).subscribe_webhooks(URL)

    assert [one.platform_id for one in asked_for] == [
        "by-toast:order_updated",
        "by-toast:stock",
        "by-toast:menus",
    ]
    assert [one.signing_secret for one in asked_for] == handed
