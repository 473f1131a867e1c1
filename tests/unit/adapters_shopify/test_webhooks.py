"""Webhooks: proven on the raw body, read without losing a digit, whatever the topic."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.platform import AdapterSettings
from adapters.shopify.adapter import ShopifyAdapter
from adapters.shopify.subscriptions import TOPICS, topic_name
from adapters.shopify.webhooks import GONE_FOR_EVER, ShopifyWebhooks
from domain.catalog import StockLevel
from domain.customers import Customer
from domain.errors import BadSignatureError, MalformedResponseError
from domain.events import (
    Changed,
    Deleted,
    Disconnected,
    Entity,
    Ignored,
    PosEvent,
    PrivacyKind,
    PrivacyRequest,
    Refetch,
)
from domain.ids import PlatformId
from tests.contracts_path import PROJECT_ROOT, contracts_dir
from tests.unit.adapters_shopify.scripted import ScriptedLine, client_on

SECRET = "shpss_test"
BODY = b'{"id": 1,  "title": "caf\\u00e9"}'
READER = ShopifyWebhooks()
SAMPLES = PROJECT_ROOT.parent / "shared" / "contracts" / "shopify" / "samples" / "webhooks"
SAMPLE_NAMES = sorted(path.stem for path in SAMPLES.glob("*.json")) or ["(no samples)"]
MOST = 2**63 - 1


def signature(body: bytes = BODY, secret: str = SECRET) -> str:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def headers(prefix: str = "x-shopify-", **changes: str) -> dict[str, str]:
    given = {
        "topic": "products/update",
        "hmac-sha256": signature(),
        "shop-domain": "northwind.myshopify.com",
        "webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        "event-id": "98880550-7158-44d4-b7cd-2c97c8a091b5",
        "triggered-at": "2026-11-20T10:00:00.123456789Z",
        "api-version": "2026-10",
        **changes,
    }
    return {f"{prefix}{name}": value for name, value in given.items()}


def verify(
    given: dict[str, str], *, body: bytes = BODY, secrets: tuple[str, ...] = (SECRET,)
) -> Any:
    return READER.verify(headers=given, body=body, secrets=secrets, url="https://example.com/w")


def parse(topic: str, body: dict[str, Any]) -> PosEvent:
    (event,) = READER.parse(topic, json.dumps(body).encode())
    return event


@pytest.mark.parametrize("prefix", ["x-shopify-", "shopify-"])
def test_both_families_of_headers_are_read(prefix: str) -> None:
    delivery = verify(headers(prefix))

    assert delivery.delivery_id == "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"
    assert delivery.topic == "products/update"
    assert delivery.account == "northwind.myshopify.com"
    assert delivery.occurred_at == datetime(2026, 11, 20, 10, 0, 0, 123456, tzinfo=UTC)
    assert delivery.api_version == "2026-10"
    assert delivery.body == BODY


def test_a_message_that_names_no_version_is_read_as_ever() -> None:
    unsaid = {name: value for name, value in headers().items() if not name.endswith("api-version")}

    assert verify(unsaid).api_version is None


def test_the_secret_of_before_a_rotation_still_verifies() -> None:
    assert verify(headers(), secrets=("new", SECRET)).topic == "products/update"


@pytest.mark.parametrize(
    ("given", "body", "secrets"),
    [
        (headers(), BODY.replace(b"  ", b" "), (SECRET,)),
        (headers(), BODY + b" ", (SECRET,)),
        (headers(), BODY, ("another",)),
        (headers(), BODY, ()),
        (headers(), BODY, ("",)),
        (headers(**{"hmac-sha256": ""}), BODY, (SECRET,)),
        (headers(**{"hmac-sha256": "é"}), BODY, (SECRET,)),
        ({}, BODY, (SECRET,)),
    ],
    ids=[
        "re-encoded", "longer", "another secret", "no secret", "an empty secret", "no signature",
        "a signature that is no base64", "no headers",
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(
    given: dict[str, str], body: bytes, secrets: tuple[str, ...]
) -> None:
    with pytest.raises(BadSignatureError):
        verify(given, body=body, secrets=secrets)


def test_a_delivery_without_its_id_is_malformed() -> None:
    given = headers()
    del given["x-shopify-webhook-id"]

    with pytest.raises(MalformedResponseError):
        verify(given)


def test_the_known_vector_of_rfc_4231_verifies() -> None:
    """Test case 2: HMAC-SHA256 of "what do ya want for nothing?" under "Jefe"."""
    body = b"what do ya want for nothing?"
    digest = bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    given = headers(**{"hmac-sha256": base64.b64encode(digest).decode()})

    assert verify(given, body=body, secrets=("Jefe",)).body == body


def test_a_stock_change_is_told_whole() -> None:
    body = {
        "inventory_item_id": MOST,
        "location_id": 24826418,
        "available": 10,
        "updated_at": "2021-12-31T19:00:00-05:00",
    }
    event = parse("inventory_levels/update", body)

    assert isinstance(event, Changed)
    assert isinstance(event.record, StockLevel)
    assert event.record.inventory_platform_id == f"gid://shopify/InventoryItem/{MOST}"
    assert event.record.location_platform_id == "gid://shopify/Location/24826418"
    assert event.record.available == Decimal(10)
    assert event.record.as_of == datetime(2022, 1, 1, tzinfo=UTC)


def test_stock_that_is_not_counted_is_unknown() -> None:
    body = {
        "inventory_item_id": 1,
        "location_id": 2,
        "available": None,
        "updated_at": "2026-11-20T10:00:00Z",
    }
    event = parse("inventory_levels/update", body)

    assert isinstance(event, Changed)
    assert event.record.available is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("topic", "body", "event"),
    [
        (
            "products/delete",
            {"id": MOST},
            Deleted(
                entity=Entity.PRODUCT,
                platform_id=f"gid://shopify/Product/{MOST}",
                revision=GONE_FOR_EVER,
            ),
        ),
        (
            "inventory_levels/disconnect",
            {"inventory_item_id": MOST, "location_id": 1},
            Refetch(entity=Entity.STOCK, platform_id=f"gid://shopify/InventoryItem/{MOST}"),
        ),
        (
            "refunds/create",
            {"id": 1, "order_id": MOST},
            Refetch(entity=Entity.ORDER, platform_id=f"gid://shopify/Order/{MOST}"),
        ),
        (
            "returns/approve",
            {"id": 1, "order": {"id": 7, "admin_graphql_api_id": "gid://shopify/Order/7"}},
            Refetch(entity=Entity.ORDER, platform_id="gid://shopify/Order/7"),
        ),
        (
            "orders/edited",
            {"order_edit": {"id": 1, "order_id": 7}},
            Refetch(entity=Entity.ORDER, platform_id="gid://shopify/Order/7"),
        ),
        (
            "customers/merge",
            {"admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/2"},
            Deleted(
                entity=Entity.CUSTOMER,
                platform_id="gid://shopify/Customer/2",
                revision=GONE_FOR_EVER,
            ),
        ),
        ("app/scopes_update", {"id": 1}, Refetch(entity=Entity.CONNECTION)),
        ("app/uninstalled", {"id": 1}, Disconnected(reason="the merchant uninstalled the app")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_topic_becomes_what_it_means(topic: str, body: dict[str, Any], event: PosEvent) -> None:
    assert parse(topic, body) == event


@pytest.mark.parametrize(
    ("topic", "kind", "orders"),
    [
        ("customers/data_request", PrivacyKind.DATA_REQUEST, "orders_requested"),
        ("customers/redact", PrivacyKind.CUSTOMER_REDACT, "orders_to_redact"),
    ],
)
def test_a_privacy_request_names_the_customer_and_the_orders(
    topic: str, kind: PrivacyKind, orders: str
) -> None:
    body = {"shop_id": 1, "customer": {"id": 191167, "email": "j@example.com"}, orders: [299938]}

    assert parse(topic, body) == PrivacyRequest(
        kind=kind,
        customer_id=PlatformId("gid://shopify/Customer/191167"),
        order_ids=(PlatformId("gid://shopify/Order/299938"),),
    )


def test_a_shop_redaction_is_about_the_whole_account() -> None:
    told = parse("shop/redact", {"shop_id": 1, "shop_domain": "x.myshopify.com"})

    assert told == PrivacyRequest(kind=PrivacyKind.SHOP_REDACT)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{}", b'{"inventory_item_id": 1.5, "location_id": 1}', b"\xff"]
)
def test_a_body_that_makes_no_sense_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedResponseError):
        READER.parse("inventory_levels/update", body)


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_every_sample_of_the_vendor_is_read(name: str) -> None:
    path = contracts_dir("shopify", "samples", "webhooks") / f"{name}.json"
    topic = name.replace("__", "/")

    events = READER.parse(topic, path.read_bytes())

    assert len(events) == 1
    wanted = {topic_name(word) for word in TOPICS}
    assert topic not in wanted or not isinstance(events[0], Ignored)


def test_the_sample_of_a_customer_is_read_whole() -> None:
    body = (contracts_dir("shopify", "samples", "webhooks") / "customers__create.json").read_bytes()

    (event,) = READER.parse("customers/create", body)

    assert isinstance(event, Changed)
    assert isinstance(event.record, Customer)
    assert event.record.platform_id == "gid://shopify/Customer/706405506930370084"
    assert event.record.email == "bob@biller.com"
    assert event.record.address is not None
    assert event.record.address.region == "ON"


@pytest.mark.parametrize("topic", sorted(topic_name(word) for word in TOPICS))
def test_the_payload_schema_of_a_topic_has_the_fields_we_read(topic: str) -> None:
    """A body with every property the vendor may send, made from the inferred schema, is read."""
    folder: Path = contracts_dir("shopify", "webhook_payload_schemas_2026-07")
    path = folder / f"{topic.replace('/', '__')}.json"
    if not path.exists():
        pytest.skip("no payload schema was inferred for this topic")

    body = _example(json.loads(path.read_text()))

    assert not isinstance(parse(topic, body), Ignored)


def test_every_topic_we_subscribe_to_is_known_to_the_vendor_and_to_us() -> None:
    listed = json.loads(contracts_dir("shopify", "webhook_topics_2026-10.json").read_text())
    known = {one["enum"]: one["topic"] for one in listed["topics"] if one.get("enum")}

    for word in TOPICS:
        assert known[word] == topic_name(word)


def test_subscribing_creates_what_is_missing_and_keeps_what_is_there() -> None:
    url = "https://example.com/webhooks/shopify/con-1"
    info = {"hasNextPage": False, "endCursor": None}

    def there(*words: str) -> dict[str, Any]:
        nodes = [
            {"id": f"gid://shopify/WebhookSubscription/{n}", "topic": word, "uri": url}
            for n, word in enumerate(words)
        ]
        return {"webhookSubscriptions": {"nodes": nodes, "pageInfo": info}}

    def made(variables: dict[str, Any]) -> dict[str, Any]:
        found = {"id": "gid://shopify/WebhookSubscription/99", **variables}
        return {"webhookSubscriptionCreate": {"webhookSubscription": found, "userErrors": []}}

    line = ScriptedLine({"Subscriptions": there(*TOPICS[2:]), "Subscribe": made})
    settings = AdapterSettings(webhook_secret=SECRET)
    adapter = ShopifyAdapter(client=client_on(line), settings=settings)

    subscriptions = adapter.subscribe_webhooks(url)

    assert line.operations == ["Subscriptions", "Subscribe", "Subscribe"]
    assert {one.topics[0] for one in subscriptions} == {topic_name(word) for word in TOPICS}
    assert {one.signing_secret for one in subscriptions} == {SECRET}


def _example(schema: dict[str, Any]) -> Any:
    """A value that fits a JSON Schema, with every property filled in."""
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return _example(schema[choice][0])
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else next(one for one in kinds if one != "null")
    if kind == "object":
        return {name: _example(one) for name, one in schema.get("properties", {}).items()}
    if kind == "array":
        items = schema.get("items")
        return [_example(items)] if isinstance(items, dict) else []
    formats = {"date-time": "2026-11-20T10:00:00Z", "uri": "gid://shopify/Example/1"}
    text = formats.get(schema.get("format", ""), "12")
    return {"integer": MOST, "number": 1.5, "boolean": True, "null": None}.get(kind, text)
