"""Square's webhooks: signatures as the official library makes them, and what each topic tells."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from square.utils.webhooks_helper import verify_signature

from adapters.square.errors import SQUARE_VERSION
from adapters.square.webhooks import TOPICS, SquareWebhooks
from domain.catalog import StockLevel
from domain.errors import BadSignatureError, MalformedResponseError
from domain.events import Changed, Deleted, Disconnected, Entity, Ignored, Refetch
from domain.ids import PlatformId
from domain.payments import Payment, PaymentStatus, Refund, RefundStatus
from tests.contracts_path import contracts_dir

READER = SquareWebhooks()
URL = "https://voicetill.example/webhooks/square/con_1?x=1"
SECRET = "asdf1234"
HEADER = "x-square-hmacsha256-signature"
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def sign(body: bytes, *, url: str = URL, secret: str = SECRET) -> str:
    """The signature by Square's published rule, written down independently."""
    digest = hmac.new(secret.encode(), url.encode() + body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def sample(name: str) -> bytes:
    return (contracts_dir("square", "samples", "webhooks") / f"{name}.json").read_bytes()


def event(topic: str, data: dict[str, Any]) -> bytes:
    body = {"merchant_id": "M1", "type": topic, "event_id": "E1", "data": data}
    return json.dumps(body).encode()


def test_squares_published_example_proves_its_origin() -> None:
    """Source: Square's signature guide (webhooks/step3validate) and the tests of its SDKs."""
    headers = {HEADER: "2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og="}
    url = "https://example.com/webhook"

    with pytest.raises(MalformedResponseError, match="event_id"):  # signed, but no event
        READER.verify(headers=headers, body=b'{"hello":"world"}', secrets=[SECRET], url=url)
    with pytest.raises(BadSignatureError):
        READER.verify(headers=headers, body=b'{"hello": "world"}', secrets=[SECRET], url=url)


def test_a_delivery_says_what_it_is_and_whose() -> None:
    body = sample("catalog.version.updated")

    delivery = READER.verify(headers={HEADER: sign(body)}, body=body, secrets=[SECRET], url=URL)

    assert delivery.delivery_id == "aeaaa5f6-c4fd-4e93-b688-71b50706266f"
    assert delivery.topic == "catalog.version.updated"
    assert delivery.account == "6SSW7HV8K2ST5"
    assert delivery.occurred_at is not None
    assert delivery.occurred_at.microsecond == 808603
    assert delivery.body == body


@given(body=_TEXT, secret=_TEXT, url=_TEXT)
def test_the_rule_as_written_and_the_official_library_agree(
    body: str, secret: str, url: str
) -> None:
    assert verify_signature(
        request_body=body,
        signature_header=sign(body.encode(), url=url, secret=secret),
        signature_key=secret,
        notification_url=url,
    )


def test_a_new_and_an_old_key_are_both_good_while_one_replaces_the_other() -> None:
    body = sample("order.created")

    for secret in ("old", "new"):
        READER.verify(
            headers={HEADER: sign(body, secret=secret)},
            body=body,
            secrets=["new", "old"],
            url=URL,
        )


@pytest.mark.parametrize(
    ("headers", "secrets", "url"),
    [
        ({}, [SECRET], URL),
        ({HEADER: ""}, [SECRET], URL),
        ({HEADER: "é"}, [SECRET], URL),
        ({HEADER: sign(b"{}")}, [SECRET], URL),
        ({"x-square-signature": sign(b'{"a":1}')}, [SECRET], URL),
        ({HEADER: sign(b'{"a":1}')}, [], URL),
        ({HEADER: sign(b'{"a":1}')}, [""], URL),
        ({HEADER: sign(b'{"a":1}')}, ["another"], URL),
        ({HEADER: sign(b'{"a":1}')}, [SECRET], URL + "/"),
    ],
)
def test_what_does_not_prove_its_origin_is_refused(
    headers: dict[str, str], secrets: list[str], url: str
) -> None:
    with pytest.raises(BadSignatureError):
        READER.verify(headers=headers, body=b'{"a":1}', secrets=secrets, url=url)


def test_bytes_that_are_no_text_are_refused() -> None:
    body = b'{"a":"\xff"}'

    with pytest.raises(BadSignatureError):
        READER.verify(headers={HEADER: sign(body)}, body=body, secrets=[SECRET], url=URL)


@pytest.mark.parametrize(
    "body", [b"[]", b"not json", b'{"type":"x"}', b'{"event_id":1,"type":"x"}']
)
def test_a_signed_body_that_is_no_event_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedResponseError):
        READER.verify(headers={HEADER: sign(body)}, body=body, secrets=[SECRET], url=URL)


def test_counts_come_whole() -> None:
    (told,) = READER.parse("inventory.count.updated", sample("inventory.count.updated"))

    assert isinstance(told, Changed)
    assert isinstance(told.record, StockLevel)
    assert told.record.available == Decimal(10)
    assert told.record.inventory_platform_id == "FGQ5JJWT2PYTHF35CKZ2DSKP"
    assert told.record.revision == 1572374325102960


def test_counts_of_other_shelves_are_passed_over() -> None:
    waste = {
        "catalog_object_id": "V1",
        "location_id": "L1",
        "state": "WASTE",
        "quantity": "3",
        "calculated_at": "2026-11-20T10:00:00Z",
    }
    stock = {**waste, "state": "IN_STOCK"}

    mixed = READER.parse(
        "inventory.count.updated",
        event("inventory.count.updated", {"object": {"inventory_counts": [waste, stock]}}),
    )
    other = READER.parse(
        "inventory.count.updated",
        event("inventory.count.updated", {"object": {"inventory_counts": [waste]}}),
    )

    assert [type(one) for one in mixed] == [Changed]
    assert [type(one) for one in other] == [Ignored]


def test_a_changed_catalog_asks_for_a_delta() -> None:
    told = READER.parse("catalog.version.updated", sample("catalog.version.updated"))

    assert told == [Refetch(entity=Entity.PRODUCT, platform_id=None)]


@pytest.mark.parametrize("topic", ["order.created", "order.updated"])
def test_an_order_is_fetched_again(topic: str) -> None:
    body = sample(topic)
    version = next(iter(orjson.loads(body)["data"]["object"].values()))["version"]

    told = READER.parse(topic, body)

    order = PlatformId("eA3vssLHKJrv9H0IdJCM3gNqfdcZY")
    assert told == [Refetch(entity=Entity.ORDER, platform_id=order, revision=version)]


def test_a_moved_fulfillment_fetches_its_order_again() -> None:
    data = {"object": {"order_fulfillment_updated": {"order_id": "O1", "version": 4}}}

    told = READER.parse("order.fulfillment.updated", event("order.fulfillment.updated", data))

    assert told == [Refetch(entity=Entity.ORDER, platform_id=PlatformId("O1"), revision=4)]


def test_a_payment_comes_whole_and_its_order_is_fetched_again() -> None:
    payment, order = READER.parse("payment.updated", sample("payment.updated"))

    assert isinstance(payment, Changed)
    assert isinstance(payment.record, Payment)
    assert payment.record.status is PaymentStatus.CAPTURED
    its_order = PlatformId("03O3USaPaAaFnI6kkwB1JxGgBsUZY")
    assert order == Refetch(entity=Entity.ORDER, platform_id=its_order, has_own_news=True)


@pytest.mark.parametrize(
    ("topic", "of_burst"), [("payment.updated", True), ("catalog.version.updated", False)]
)
def test_what_one_sale_sends_several_of_is_of_a_burst(topic: str, of_burst: bool) -> None:
    body = sample(topic)

    delivery = READER.verify(headers={HEADER: sign(body)}, body=body, secrets=[SECRET], url=URL)

    assert delivery.of_burst is of_burst


def test_a_refund_comes_whole_and_its_payment_is_fetched_again() -> None:
    refund, payment = READER.parse("refund.created", sample("refund.created"))

    assert isinstance(refund, Changed)
    assert isinstance(refund.record, Refund)
    assert refund.record.status is RefundStatus.PENDING
    assert payment == Refetch(entity=Entity.PAYMENT, platform_id="KkAkhdMsgzn59SM8A89WgKwekxLZY")


def test_a_customer_comes_whole_and_a_deleted_one_leaves_a_higher_tombstone() -> None:
    body = json.loads(sample("customer.created"))
    (made,) = READER.parse("customer.created", json.dumps(body).encode())
    (gone,) = READER.parse("customer.deleted", json.dumps(body).encode())

    assert isinstance(made, Changed)
    assert isinstance(gone, Deleted)
    assert made.record.platform_id == gone.platform_id == "QPTXM8PQNX3Q726ZYHPMNP46XC"
    assert gone.revision > made.record.revision


def test_a_changed_location_is_fetched_again() -> None:
    told = READER.parse("location.created", sample("location.created"))

    assert told == [Refetch(entity=Entity.LOCATION, platform_id="S8GWD5DBJ3HF3")]


def test_a_seller_who_takes_access_away_disconnects() -> None:
    told = READER.parse("oauth.authorization.revoked", sample("oauth.authorization.revoked"))

    assert told == [Disconnected(reason="access was revoked by the merchant")]


def test_every_published_sample_is_read_or_passed_over_with_a_reason() -> None:
    for path in sorted(contracts_dir("square", "samples", "webhooks").glob("*.json")):
        events = READER.parse(path.stem, path.read_bytes())

        assert events, path.stem
        assert all(not isinstance(one, Ignored) or one.reason for one in events)
        assert (path.stem in TOPICS) == (not isinstance(events[0], Ignored)), path.stem


@pytest.mark.parametrize("topic", sorted(set(TOPICS) - {"catalog.version.updated"}))
@pytest.mark.parametrize("body", [b"{}", b'{"data":[]}', b'{"data":{"object":{"x":1}}}'])
def test_a_body_that_lacks_what_its_topic_tells_is_malformed(topic: str, body: bytes) -> None:
    if topic == "oauth.authorization.revoked" and b"object" in body:
        return
    with pytest.raises(MalformedResponseError):
        READER.parse(topic, body)


def test_every_topic_we_ask_for_is_one_that_square_publishes() -> None:
    published = (contracts_dir("square") / "webhook_events.json").read_text()

    assert all(f'"{topic}"' in published for topic in TOPICS)
    assert SQUARE_VERSION == "2026-09-16"


@pytest.mark.parametrize("told", ["yesterday", 7, "2026-11-20T10:00:00"])
def test_a_signed_body_with_an_unreadable_time_is_kept_without_one(told: object) -> None:
    body = orjson.dumps(
        {"event_id": "e1", "type": "order.updated", "merchant_id": "M", "created_at": told}
    )
    url, key = "https://till.example/webhooks/square/c", "secret"
    digest = hmac.digest(key.encode(), url.encode() + body, "sha256")
    headers = {"x-square-hmacsha256-signature": base64.b64encode(digest).decode()}

    delivery = SquareWebhooks().verify(headers=headers, body=body, secrets=[key], url=url)

    assert delivery.delivery_id == "e1"
    assert delivery.occurred_at is None
