"""Webhooks: subscriptions, signatures, bodies in REST shapes, retries and the drop."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sandbox.shopify.payloads.bodies import BODIES
from tests.contract.sandbox_shopify.client import PLENTY, Client
from tests.contract.sandbox_shopify.story import customer_id, rich_draft, tell
from tests.contracts_path import contracts_dir

Open = Callable[..., Client]
SUBSCRIBE = """mutation($t: WebhookSubscriptionTopic!, $w: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $t, webhookSubscription: $w) { webhookSubscription { id topic uri
  format apiVersion { handle } } userErrors { field message } } }"""


class Receiver:
    """Takes deliveries and answers with the statuses it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def topics(self) -> list[str]:
        return [headers["x-shopify-topic"] for headers, _ in list(self.got)]

    def wait(self, enough: Callable[[], bool], patience_s: float = 60.0) -> None:
        deadline = time.monotonic() + patience_s
        pause = threading.Event()
        while not enough():
            assert time.monotonic() < deadline, self.topics()
            pause.wait(0.01)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    yield opened
    opened.close()


def subscribe(app: Client, receiver: Receiver, *topics: str, **more: Any) -> None:
    for topic in topics:
        app.does(SUBSCRIBE, {"t": topic, "w": {"uri": receiver.url, **more}})


def bodies_of(receiver: Receiver, topic: str) -> list[Any]:
    return [
        json.loads(body)
        for headers, body in list(receiver.got)
        if headers["x-shopify-topic"] == topic
    ]


class TestDelivery:
    def test_it_is_signed_over_the_raw_body(self, app: Client, receiver: Receiver) -> None:
        subscribe(app, receiver, "INVENTORY_LEVELS_UPDATE", name="stock")

        app.control("POST sell", {"sku": PLENTY, "location": "Capitol Hill", "quantity": 2})
        receiver.wait(lambda: len(receiver.got) == 1)

        headers, body = receiver.got[0]
        secret = app.platform.options.client_secret.encode()
        wanted = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()
        assert headers["x-shopify-hmac-sha256"] == wanted
        assert headers["x-shopify-topic"] == "inventory_levels/update"
        assert headers["x-shopify-shop-domain"] == "northwind-outfitters.myshopify.com"
        assert headers["x-shopify-api-version"] == "2026-10"
        assert headers["x-shopify-name"] == "stock"
        assert headers["x-shopify-webhook-id"] != headers["x-shopify-event-id"]
        assert headers["x-shopify-triggered-at"].endswith("Z")
        sent = json.loads(body)
        assert sent["available"] == app.stock(PLENTY, "Capitol Hill")["available"]
        assert datetime.fromisoformat(sent["updated_at"]).utcoffset() is not None

    def test_one_event_has_one_id_and_each_delivery_its_own(
        self, app: Client, receiver: Receiver
    ) -> None:
        subscribe(app, receiver, "PRODUCTS_UPDATE")
        other = {"uri": receiver.url + "/2"}
        app.does(SUBSCRIBE, {"t": "PRODUCTS_UPDATE", "w": other})

        app.control("POST price", {"sku": PLENTY, "amount": 100})
        receiver.wait(lambda: len(receiver.got) == 2)

        heads = [headers for headers, _ in receiver.got]
        assert len({h["x-shopify-event-id"] for h in heads}) == 1
        assert len({h["x-shopify-webhook-id"] for h in heads}) == 2

    def test_an_order_tells_everything_that_changed_once(
        self, app: Client, receiver: Receiver
    ) -> None:
        topics = ("ORDERS_CREATE", "ORDERS_PAID", "INVENTORY_LEVELS_UPDATE", "DRAFT_ORDERS_UPDATE")
        subscribe(app, receiver, *topics)

        order = app.order()
        receiver.wait(lambda: len(receiver.got) == 4)

        assert sorted(receiver.topics()) == [
            "draft_orders/update", "inventory_levels/update", "orders/create", "orders/paid",
        ]  # fmt: skip
        (created,) = bodies_of(receiver, "orders/create")
        assert created["admin_graphql_api_id"] == order["id"]
        assert created["financial_status"] == "paid"
        assert created["total_price"] == "286.91"

    def test_fields_and_filters_are_respected(self, app: Client, receiver: Receiver) -> None:
        subscribe(app, receiver, "PRODUCTS_UPDATE", includeFields=["id", "title"],
                  filter="vendor:Nike")  # fmt: skip

        app.control("POST price", {"sku": "AD-SAMBA-WHT-10", "amount": 100})
        app.control("POST price", {"sku": PLENTY, "amount": 100})
        receiver.wait(lambda: len(receiver.got) == 1)

        (body,) = bodies_of(receiver, "products/update")
        assert set(body) == {"id", "title"}
        assert body["title"] == "Nike Air Max 90"

    def test_only_a_hundred_variants_come_whole(self, opened: Open, receiver: Receiver) -> None:
        app = opened(seed_variants=600)
        subscribe(app, receiver, "PRODUCTS_UPDATE")

        app.control("POST price", {"sku": "NW-MTMSHIRT-26-XS-R", "amount": 100})
        receiver.wait(lambda: len(receiver.got) == 1)

        (body,) = bodies_of(receiver, "products/update")
        assert len(body["variants"]) == 100
        assert len(body["variant_gids"]) == 120

    def test_a_failed_delivery_is_repeated_unchanged(
        self, opened: Open, receiver: Receiver
    ) -> None:
        app = opened(webhook_retry_factor=0.0001)
        subscribe(app, receiver, "PRODUCTS_UPDATE")
        receiver.statuses = [500, 302, 200]

        app.control("POST price", {"sku": PLENTY, "amount": 100})
        receiver.wait(lambda: len(receiver.got) == 3)

        assert len({headers["x-shopify-webhook-id"] for headers, _ in receiver.got}) == 1
        assert len({body for _, body in receiver.got}) == 1

    def test_eight_failed_retries_delete_the_subscription(
        self, opened: Open, receiver: Receiver
    ) -> None:
        app = opened(webhook_retry_factor=0.00001)
        subscribe(app, receiver, "PRODUCTS_UPDATE", "ORDERS_CREATE")
        receiver.statuses = [500] * 9

        app.control("POST price", {"sku": PLENTY, "amount": 100})

        def dropped() -> bool:
            app.platform.tick()
            return bool(app.control("GET subscriptions")["dropped"])

        receiver.wait(dropped)
        left = app.one("{ webhookSubscriptions(first: 5) { nodes { topic } } }")
        assert left["nodes"] == [{"topic": "ORDERS_CREATE"}]
        assert len(receiver.got) == 9

    def test_uninstalling_says_goodbye_and_ends_everything(
        self, app: Client, receiver: Receiver
    ) -> None:
        subscribe(app, receiver, "APP_UNINSTALLED", "ORDERS_CREATE")

        app.does("mutation { appUninstall { app { title } userErrors { message } } }")
        receiver.wait(lambda: len(receiver.got) == 1)

        assert bodies_of(receiver, "app/uninstalled")[0]["myshopify_domain"]
        app.send("{ shop { name } }")
        assert app.last.status == 401
        assert app.control("GET subscriptions")["subscriptions"] == []

    def test_a_finished_export_is_told(self, app: Client, receiver: Receiver) -> None:
        subscribe(app, receiver, "BULK_OPERATIONS_FINISH")

        app.does(
            'mutation { bulkOperationRunQuery(query: "{ locations { nodes { id } } }") '
            "{ userErrors { message } } }"
        )
        receiver.wait(lambda: len(receiver.got) == 1)

        (body,) = bodies_of(receiver, "bulk_operations/finish")
        assert (body["status"], body["type"], body["error_code"]) == ("completed", "query", None)


class TestSubscriptions:
    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({}, "can't be blank"),
            ({"uri": "http://example.com/x"}, "invalid"),
            ({"uri": "ftp://example.com/x"}, "invalid"),
            ({"uri": "https://example.com/x", "format": "XML"}, "JSON"),
            ({"uri": "https://example.com/x", "name": "n" * 51}, "too long"),
        ],
    )
    def test_a_wrong_one_is_refused(self, app: Client, given: Any, words: str) -> None:
        assert words in app.refusal(SUBSCRIBE, {"t": "ORDERS_CREATE", "w": given})["message"]

    def test_an_address_is_taken_once_per_topic(self, app: Client) -> None:
        given = {"t": "ORDERS_CREATE", "w": {"uri": "https://example.com/x"}}
        made = app.does(SUBSCRIBE, given)["webhookSubscription"]

        assert made["apiVersion"] == {"handle": "2026-10"}
        assert "already been taken" in app.refusal(SUBSCRIBE, given)["message"]

    def test_they_are_listed_changed_and_deleted(self, app: Client) -> None:
        made = app.does(
            SUBSCRIBE, {"t": "ORDERS_CREATE", "w": {"callbackUrl": "https://example.com/x"}}
        )["webhookSubscription"]

        app.does(
            "mutation($id: ID!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: "
            '{uri: "https://example.com/y"}) { userErrors { message } } }',
            {"id": made["id"]},
        )
        listed = app.one(
            "{ webhookSubscriptions(first: 5, topics: [ORDERS_CREATE]) { nodes { id uri } } }"
        )
        app.does(
            "mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { "
            "deletedWebhookSubscriptionId userErrors { message } } }",
            {"id": made["id"]},
        )

        assert listed["nodes"] == [{"id": made["id"], "uri": "https://example.com/y"}]
        assert app.one("{ webhookSubscriptionsCount { count } }") == {"count": 0}

    def test_unknown_topics_are_no_topics(self, app: Client) -> None:
        error = app.error(SUBSCRIBE, {"t": "ORDERS_MELTED", "w": {}})

        assert error["extensions"]["code"] == "INVALID_VARIABLE"


SOMETIMES = {
    "customers/create": "default_address",
    "order_transactions/create": "payment_details",
}
"""Fields that the samples happened to have and that depend: on an address, on a card."""


def faults_of(topic: str, body: Any) -> list[str]:
    """Where a body departs from the inferred schema, apart from what inference could not see.

    The schemas are a third party's, inferred from samples: a list that was empty there allows no
    items, a field that was never null allows no null, whole rates became integers.
    """
    path = contracts_dir("shopify", "webhook_payload_schemas_2026-07")
    name = topic.replace("/", "__") + ".json"
    schema = json.loads((path / name).read_text())
    found = []
    for error in Draft202012Validator(schema).iter_errors(body):
        where = "/".join(str(part) for part in error.absolute_path)
        never_seen = error.validator == "items" and error.validator_value is False
        guessed = error.validator == "type" and where.split("/")[-1] in ("rate", "name")
        depends = error.validator == "required" and f"'{SOMETIMES.get(topic)}'" in error.message
        if error.instance is None or never_seen or guessed or depends:
            continue
        found.append(f"{topic} {where}: {error.message[:120]}")
    return found


def test_bodies_have_the_shapes_of_the_documented_ones(app: Client) -> None:
    folder = contracts_dir("shopify", "webhook_payload_schemas_2026-07")
    seen: dict[str, Any] = {}
    shop = app.platform.shop

    def collect(topic: str, row: Any) -> None:
        if topic in BODIES:
            seen[topic] = BODIES[topic](shop, row)

    shop.on_event = collect
    story = tell(app)
    app.does(
        'mutation { customerSet(input: {email: "n@example.com", firstName: "N"}) '
        "{ userErrors { message } } }"
    )
    app.does(
        "mutation($i: CustomerSetInput!) { customerSet(input: $i) { userErrors { message } } }",
        {"i": {"id": customer_id(app), "note": "regular"}},
    )
    app.does(
        "mutation($id: ID!) { returnClose(id: $id) { userErrors { message } } }",
        {"id": story["return"]},
    )
    app.does(
        "mutation($id: ID!) { draftOrderDelete(input: {id: $id}) { userErrors { message } } }",
        {"id": story["open_draft"]},
    )
    app.order(**rich_draft(app))
    _cancel_one(app)
    app.control("POST products", {"sku": "NEW-1"})
    app.control("POST price", {"sku": PLENTY, "amount": 100})
    app.control("POST delete", {"sku": "NEW-1"})
    app.control("POST scopes", {"scopes": ["read_products"]})
    app.control("POST uninstall")

    documented = {topic for topic in seen if (folder / f"{topic.replace('/', '__')}.json").exists()}
    wrong = [fault for topic in sorted(documented) for fault in faults_of(topic, seen[topic])]
    assert wrong == [], "\n".join(wrong)
    assert {"orders/create", "orders/updated", "orders/paid", "orders/cancelled",
            "orders/fulfilled", "draft_orders/update", "refunds/create", "returns/approve",
            "returns/close", "fulfillments/create", "customers/create", "customers/update",
            "products/create", "products/update", "products/delete", "inventory_levels/update",
            "app/uninstalled", "app/scopes_update"} <= documented  # fmt: skip


def _cancel_one(app: Client) -> None:
    order = app.order()["id"]
    app.data(
        "mutation($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: true) "
        "{ orderCancelUserErrors { message } } }",
        {"id": order},
    )
    app.advance(1)
