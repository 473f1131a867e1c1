"""State over a restart, control actions, faults over real HTTP, and speed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import urllib3

from sandbox.kit.server import serve
from sandbox.shopify.times import iso
from tests.contract.sandbox_shopify.client import (
    DRAFT_COMPLETE,
    DRAFT_CREATE,
    JORDAN,
    PLENTY,
    Client,
    open_client,
)
from tests.contract.sandbox_shopify.story import rich_draft, tell

Open = Callable[..., Client]
CANCEL = """mutation($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: true) {
  job { id } orderCancelUserErrors { message } } }"""


def reopened(app: Client, path: Path, **options: Any) -> Client:
    """The same shop after a restart, with the token of before."""
    app.hosted.close()
    again = open_client(state_file=path, **options)
    again.token = app.token
    return again


class TestRestart:
    def test_everything_is_there_again(self, tmp_path: Path) -> None:
        path = tmp_path / "shop.json"
        app = open_client(state_file=path)
        ids = tell(app)
        app.control("POST price", {"sku": PLENTY, "amount": 4200})
        app.does(
            "mutation { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: "
            '{uri: "https://example.com/x"}) { userErrors { message } } }'
        )
        query = """query($id: ID!) { order(id: $id) { name tags totalPriceSet { shopMoney { amount }
            } createdAt transactions { id kind status amountSet { shopMoney { amount } } }
            lineItems(first: 5) { nodes { id currentQuantity } } refunds { id } returns(first: 2) {
            nodes { id status } } fulfillments { id trackingInfo { number } } } }"""
        before = app.one(query, {"id": ids["order"]})
        stock = app.stock(PLENTY)

        again = reopened(app, path)

        assert again.one(query, {"id": ids["order"]}) == before
        assert again.stock(PLENTY) == stock
        assert again.variant(PLENTY)["price"] == "42.00"
        assert again.one("{ webhookSubscriptionsCount { count } }") == {"count": 1}
        found = again.one('{ orders(first: 5, query: "tag:ref-1") { nodes { id } } }')
        assert found["nodes"] == [{"id": ids["order"]}]
        assert again.order()["name"] != before["name"]
        again.hosted.close()

    def test_reservations_and_jobs_go_on(self, tmp_path: Path) -> None:
        path = tmp_path / "shop.json"
        app = open_client(state_file=path)
        until = iso(app.platform.clock.now() + timedelta(minutes=10))
        before = app.stock(PLENTY)
        order = app.order(lineItems=[{"title": "x", "quantity": 1}])["id"]
        app.draft(reserveInventoryUntil=until)
        app.data(CANCEL, {"id": order})

        again = reopened(app, path)
        assert again.stock(PLENTY) != before
        again.advance(601)

        assert again.stock(PLENTY) == before
        found = again.one("query($id: ID!) { order(id: $id) { cancelledAt } }", {"id": order})
        assert found["cancelledAt"]
        again.hosted.close()

    def test_an_idempotency_key_is_remembered(self, tmp_path: Path) -> None:
        path = tmp_path / "shop.json"
        app = open_client(state_file=path)
        mutation = """mutation($i: InventoryAdjustQuantitiesInput!) { inventoryAdjustQuantities(
            input: $i) @idempotent(key: "k") { inventoryAdjustmentGroup { id } userErrors { code }
            } }"""
        change = {
            "inventoryItemId": app.variant(PLENTY)["inventoryItem"]["id"],
            "locationId": app.location("Capitol Hill"),
            "delta": -1,
            "changeFromQuantity": None,
        }
        given = {"i": {"name": "available", "reason": "correction", "changes": [change]}}
        first = app.does(mutation, given)

        again = reopened(app, path)

        assert again.does(mutation, given) == first
        again.hosted.close()

    def test_a_reset_gives_the_seeded_shop(self, app: Client) -> None:
        before = app.stock(PLENTY)
        tell(app)

        app.control("POST reset")

        app.token = app.control("POST token", {"scopes": ["write_orders"]})["access_token"]
        assert app.control("GET drafts") == {"drafts": []}
        assert app.stock(PLENTY) == before


class TestControl:
    def test_a_sale_at_the_till_lowers_stock(self, app: Client) -> None:
        before = app.stock(PLENTY, "Capitol Hill")["available"]

        left = app.control("POST sell", {"sku": PLENTY, "location": "Capitol Hill", "quantity": 3})

        assert left == {"available": before - 3}

    def test_the_books_tell_orders_in_plain_words(self, app: Client) -> None:
        order = app.order(tags=["t"], customAttributes=[{"key": "ref", "value": "r-1"}])

        (row,) = [r for r in app.control("GET orders")["orders"] if r["tags"] == ["t"]]

        assert row["id"] == order["id"]
        assert row["attributes"] == {"ref": "r-1"}
        assert (row["charged"], row["cents"]["charged"]) == ("286.91", 28691)
        assert app.control(f"GET orders/{order['name']}") == row

    def test_goods_can_be_added_renamed_and_deleted(self, app: Client) -> None:
        app.control("POST products", {"sku": "NEW-1", "title": "Fresh"})
        app.control("POST rename", {"sku": "NEW-1", "title": "Fresher"})
        query = '{ products(first: 2, query: "sku:NEW-1") { nodes { title } } }'
        assert app.one(query)["nodes"] == [{"title": "Fresher"}]

        app.control("POST delete", {"sku": "NEW-1"})

        assert app.one(query)["nodes"] == []

    def test_staff_hand_an_order_over(self, app: Client) -> None:
        order = app.order()

        app.control("POST fulfillment", {"order_id": order["id"], "tracking_number": "9"})

        row = app.control(f"GET orders/{order['name']}")
        assert row["fulfillment_status"] == "FULFILLED"

    @pytest.mark.parametrize(
        ("name", "body"),
        [("POST sell", {"sku": "NOPE"}), ("POST sell", {"sku": PLENTY, "quantity": 0}),
         ("POST price", {"sku": PLENTY, "amount": 1.5}), ("POST delays", {"x": 1}),
         ("POST card", {"email": "nobody"}), ("POST token", {"scopes": "x"}),
         ("POST sell", {"sku": PLENTY, "location": "Moon"})],
    )  # fmt: skip
    def test_wrong_control_calls_are_refused(
        self, app: Client, name: str, body: dict[str, Any]
    ) -> None:
        with pytest.raises(Exception, match=r"no such|must be|unknown"):
            app.control(name, body)

    def test_delays_are_changed_while_running(self, app: Client) -> None:
        app.control("POST delays", {"search_lag_s": 60, "draft_delay_s": 60})

        draft = app.draft(tags=["slow"])

        assert draft["ready"] is False
        assert app.one('{ draftOrders(first: 1, query: "tag:slow") { nodes { id } } }') == {
            "nodes": []
        }


class TestOverHttp:
    def _call(self, url: str, token: str, query: str) -> urllib3.BaseHTTPResponse:
        return urllib3.request(
            "POST",
            f"{url}/admin/api/2026-10/graphql.json",
            json={"query": query},
            headers={"X-Shopify-Access-Token": token},
            retries=False,
            timeout=60,
        )

    def test_it_is_served_with_faults_by_operation(self, app: Client) -> None:
        running = serve(app.hosted)
        query = "{ shop { name } }"
        app.control("POST faults", {"kind": "throttle", "route": "shop"})

        first = self._call(running.url, app.token, query).json()
        second = self._call(running.url, app.token, query).json()

        running.stop()
        assert first["errors"][0]["extensions"]["code"] == "THROTTLED"
        assert second["data"] == {"shop": {"name": "Northwind Outfitters"}}
        calls = app.control("GET stats")["calls"]
        assert calls["query shop"] == 2

    def test_a_lost_answer_has_done_its_work(self, app: Client) -> None:
        running = serve(app.hosted)
        app.control("POST faults", {"kind": "lose_answer", "route": "draftOrderCreate"})
        query = (
            'mutation { draftOrderCreate(input: {lineItems: [{title: "x", quantity: 1}], '
            'tags: ["lost"]}) { draftOrder { id } userErrors { message } } }'
        )

        with pytest.raises(urllib3.exceptions.ProtocolError):
            self._call(running.url, app.token, query)

        running.stop()
        assert [d["tags"] for d in app.control("GET drafts")["drafts"]] == [["lost"]]

    def test_the_export_is_fetched_without_a_token(self, app: Client) -> None:
        running = serve(app.hosted)
        run = 'mutation { bulkOperationRunQuery(query: "{ locations { nodes { id } } }") ' \
              "{ bulkOperation { id } userErrors { message } } }"  # fmt: skip
        started = self._call(running.url, app.token, run).json()
        operation = started["data"]["bulkOperationRunQuery"]["bulkOperation"]["id"]
        deadline = time.monotonic() + 60
        url = None
        while url is None and time.monotonic() < deadline:
            poll = f'{{ bulkOperation(id: "{operation}") {{ url }} }}'
            url = self._call(running.url, app.token, poll).json()["data"]["bulkOperation"]["url"]

        assert url is not None
        lines = urllib3.request("GET", url, timeout=60).data.splitlines()
        running.stop()
        assert len(lines) == 2


class TestSpeed:
    """Loose bounds: ten times what a quiet machine needs."""

    PAGE = """{ products(first: 100) { nodes { id title handle vendor productType tags status
        updatedAt category { id fullName } options { name optionValues { name } } media(first: 10) {
        nodes { id ... on MediaImage { image { url altText } } } } variants(first: 10) { nodes { id
        sku barcode title price compareAtPrice taxable inventoryPolicy updatedAt selectedOptions {
        name value } inventoryItem { id tracked inventoryLevels(first: 5) { nodes { location { id }
        quantities(names: ["available"]) { name quantity } } } } } } } } }"""

    def test_a_page_of_a_hundred_products_is_quick(self, opened: Open) -> None:
        app = opened(seed_variants=1000)
        app.data(self.PAGE)

        started = time.process_time()
        found = app.one(self.PAGE)
        spent = time.process_time() - started

        assert len(found["nodes"]) == 100
        assert spent < 1.2

    def test_a_sale_is_quick(self, app: Client) -> None:
        given = {"input": rich_draft(app)}
        app.does(DRAFT_CREATE, given)

        started = time.process_time()
        for _ in range(20):
            draft = app.does(DRAFT_CREATE, given)["draftOrder"]
            app.does(DRAFT_COMPLETE, {"id": draft["id"]})
        spent = (time.process_time() - started) / 40

        assert spent < 0.03

    def test_a_large_shop_opens_and_searches_in_seconds(self, opened: Open) -> None:
        started = time.process_time()
        app = opened(seed_variants=20_000)
        found = app.variant(PLENTY)
        spent = time.process_time() - started

        assert found["sku"] == PLENTY
        assert spent < 18

    def test_a_shopper_is_known_by_email(self, app: Client) -> None:
        found = app.one(
            "query($e: String!) { customerByIdentifier(identifier: {emailAddress: $e}) { id } }",
            {"e": JORDAN},
        )

        assert found is not None
