"""Signatures by the vendor's own formula, and events that are hints."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from adapters.revel.webhooks import SCHEMES, TOPICS, RevelWebhooks, signature, subscription
from domain.errors import BadSignatureError, MalformedResponseError
from domain.events import Entity, Ignored, Refetch
from domain.ids import PlatformId
from tests.contract.revel_contract import sample

READER = RevelWebhooks()
SECRET = "shared-secret"
BODY = b'{"id":301,"instock":false,"type":"product","barcode":"0123456789012"}'


def headers(signed: str, **other: str) -> dict[str, str]:
    return {
        "x-revel-signature": signed,
        "x-revel-instance": "northwind",
        "x-revel-establishment-id": "1",
        "x-revel-event-type": "inout.stock",
        "x-revel-event-id": "evt-2",
        "x-revel-message-id": "msg-2",
        **other,
    }


def verify(given: dict[str, str], body: bytes = BODY, *secrets: str) -> Any:
    return READER.verify(headers=given, body=body, secrets=secrets or (SECRET,), url="https://x/")


def test_the_signature_is_what_the_vendors_page_prints() -> None:
    printed = hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest()

    assert signature(SECRET, BODY) == printed
    delivery = verify(headers(printed))
    assert (delivery.delivery_id, delivery.topic) == ("evt-2", "inout.stock")
    assert delivery.account == "northwind/1"


def test_hmac_sha1_agrees_with_the_published_vectors() -> None:
    # RFC 2202, test cases 2 and 6
    assert (
        signature("Jefe", b"what do ya want for nothing?")
        == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
    )
    body = b"Test Using Larger Than Block-Size Key - Hash Key First"
    key = "\x2a" * 80
    assert signature(key, body) == hmac.new(key.encode(), body, "sha1").hexdigest()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_secret_may_name_another_scheme(scheme: str) -> None:
    digest, _, encoding = scheme.partition("-")
    mac = hmac.new(SECRET.encode(), BODY, digest).digest()
    signed = mac.hex() if encoding == "hex" else base64.b64encode(mac).decode()

    assert verify(headers(signed), BODY, f"{scheme}:{SECRET}")
    if scheme != "sha1-hex":
        with pytest.raises(BadSignatureError):
            verify(headers(signed), BODY, SECRET)


def test_a_secret_with_a_colon_of_its_own_stays_whole() -> None:
    secret = "part:another"

    assert verify(headers(signature(secret, BODY)), BODY, "old", secret)


@pytest.mark.parametrize("signed", ["", "0" * 40, "not hex", "é"])
def test_a_signature_that_does_not_fit_is_refused(signed: str) -> None:
    with pytest.raises(BadSignatureError):
        verify(headers(signed))


def test_a_capital_or_a_changed_byte_is_refused() -> None:
    right = signature(SECRET, BODY)

    with pytest.raises(BadSignatureError):
        verify(headers(right.upper()))
    with pytest.raises(BadSignatureError):
        verify(headers(right), BODY + b" ")
    with pytest.raises(BadSignatureError):
        READER.verify(headers=headers(right), body=BODY, secrets=("",), url="https://x/")


@pytest.mark.parametrize("name", ["x-revel-event-id", "x-revel-event-type"])
def test_a_signed_message_without_its_headers_is_malformed(name: str) -> None:
    given = headers(signature(SECRET, BODY))
    del given[name]

    with pytest.raises(MalformedResponseError):
        verify(given)


def test_an_event_of_the_whole_instance_names_no_account() -> None:
    given = headers(signature(SECRET, BODY))
    del given["x-revel-establishment-id"]

    told = verify(given)

    assert (told.account, told.account_group) == (None, "northwind")


def test_the_sample_of_a_stock_event_is_read() -> None:
    told = sample("webhook.stock.constructed.json")
    body = json.dumps(told["body"]).encode()
    named = {name.lower(): value for name, value in told["headers"].items()}

    delivery = verify({**named, "x-revel-signature": signature(SECRET, body)}, body)

    assert delivery.account == "examplestore/1"
    assert READER.parse(delivery.topic, delivery.body) == [
        Refetch(entity=Entity.STOCK, platform_id=PlatformId("301"))
    ]


@pytest.mark.parametrize(
    ("topic", "body", "entities"),
    [
        ("menu.updated", {"event": "menu.updated"}, [Entity.PRODUCT]),
        ("customer.created", {"id": 1, "first_name": "Jane"}, [Entity.CUSTOMER]),
        ("customer.updated", {"id": 1}, [Entity.CUSTOMER]),
        ("app.integration.changed", {}, [Entity.CONNECTION]),
        ("order.finalized", {"event": "order.finalized", "id": 1}, [Entity.ORDER]),
        (
            "order.finalized",
            {"order": {"id": 1, "items": [{"product": 3}, {"product": "/resources/Product/3/"}]}},
            [Entity.ORDER, Entity.STOCK],
        ),
        ("inout.stock", {"id": 4, "type": "modifier"}, []),
        ("ping", {"event": "ping"}, []),
        ("timesheet.created", {"id": 1}, []),
        ("rewardcard.created", {"id": 1}, []),
        ("never.heard", {}, []),
    ],
)
def test_an_event_says_what_to_read_again(
    topic: str, body: dict[str, Any], entities: list[Entity]
) -> None:
    events = READER.parse(topic, json.dumps(body).encode())

    assert [one.entity for one in events if isinstance(one, Refetch)] == entities
    assert entities or isinstance(events[0], Ignored)


@pytest.mark.parametrize("body", [{}, {"id": None}, {"id": "x"}, {"id": 1, "items": {}}])
def test_an_event_without_its_subject_is_malformed(body: dict[str, Any]) -> None:
    with pytest.raises(MalformedResponseError):
        READER.parse("order.finalized", json.dumps(body).encode())


def test_what_to_ask_revel_for_is_told_with_the_secret() -> None:
    asked = subscription("https://voicetill.example/webhooks/revel/con_1", SECRET)

    assert asked.topics == TOPICS
    assert asked.signing_secret == SECRET
    assert SECRET not in asked.platform_id
