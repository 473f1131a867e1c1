"""Speaks to a stand-in in the same process, as an app would over HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.kit.app import Shop
from sandbox.kit.web import Answer, Request
from sandbox.shopify import create_shop
from sandbox.shopify.access import SCOPE_TEXTS
from sandbox.shopify.options import ShopifyOptions
from sandbox.shopify.platform import ShopifyPlatform

VERSION = "2026-10"
JORDAN = "jordan.rivera@example.com"
PLENTY = "NK-AIRMAX90-BLK-10"
"""A SKU that is in stock everywhere."""


@dataclass
class Client:
    """One app with a token."""

    hosted: Shop
    token: str
    version: str = VERSION
    last: Answer = field(default_factory=Answer)

    @property
    def platform(self) -> ShopifyPlatform:
        platform = self.hosted.platform
        assert isinstance(platform, ShopifyPlatform)
        return platform

    def send(self, query: str, variables: dict[str, Any] | None = None, **extra: Any) -> Any:
        """The whole answer body."""
        body = {"query": query, "variables": variables or {}, **extra}
        request = Request(
            method="POST",
            path=f"/admin/api/{self.version}/graphql.json",
            headers={"x-shopify-access-token": self.token, "host": "127.0.0.1:9999"},
            body=json.dumps(body).encode(),
        )
        with self.platform.lock:
            self.last = self.platform.handle(request)
        return json.loads(self.last.body)

    def data(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        """The answer's data; there must be no errors."""
        body = self.send(query, variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    def one(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        """The only root field's value."""
        (value,) = self.data(query, variables).values()
        return value

    def does(self, mutation: str, variables: dict[str, Any] | None = None) -> Any:
        """A mutation's payload; it must have worked."""
        payload = self.one(mutation, variables)
        assert payload["userErrors"] == [], payload["userErrors"]
        return payload

    def refusal(self, mutation: str, variables: dict[str, Any] | None = None) -> Any:
        """The first user error of a mutation that must fail."""
        return self.one(mutation, variables)["userErrors"][0]

    def error(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        """The first top-level error of a call that must fail."""
        return self.send(query, variables)["errors"][0]

    def control(self, name: str, body: dict[str, Any] | None = None) -> Any:
        """A control action."""
        return self.hosted.control.call(name, body)

    def advance(self, seconds: float) -> None:
        """Move the shop's clock on."""
        self.control("POST clock", {"advance_s": seconds})

    def stock(self, sku: str, location: str | None = None) -> Any:
        """Quantities of a SKU by location, or at one."""
        found = self.control("GET stock", None) if sku is None else _stock(self, sku)
        return found if location is None else found[location]

    def variant(self, sku: str) -> Any:
        """A variant with the ids a test needs."""
        query = """query($q: String!) { productVariants(first: 1, query: $q) { nodes {
            id sku price inventoryItem { id inventoryLevels(first: 5) { nodes {
            location { id name } } } } } } }"""
        (found,) = self.one(query, {"q": f"sku:{sku}"})["nodes"]
        return found

    def location(self, name: str) -> str:
        """The id of a location."""
        found: str = self.control("GET shop")["locations"][name]
        return found

    def draft(self, **fields: Any) -> Any:
        """A draft of two shoes, or of what `fields` say."""
        given = {"lineItems": [{"variantId": self.variant(PLENTY)["id"], "quantity": 2}], **fields}
        return self.does(DRAFT_CREATE, {"input": given})["draftOrder"]

    def order(self, *, paid: bool = True, **fields: Any) -> Any:
        """An order made from a draft."""
        draft = self.draft(**fields)
        done = self.does(DRAFT_COMPLETE, {"id": draft["id"], "pending": not paid})
        return done["draftOrder"]["order"]


def _stock(client: Client, sku: str) -> Any:
    actions = client.platform.actions()
    with client.platform.lock:
        return actions["GET stock"]({"sku": sku}, {})["locations"]


DRAFT_CREATE = """mutation Create($input: DraftOrderInput!) { draftOrderCreate(input: $input) {
  draftOrder { id name status ready tags reserveInventoryUntil
    subtotalPriceSet { shopMoney { amount currencyCode } }
    totalTaxSet { shopMoney { amount } } totalPriceSet { shopMoney { amount } }
    lineItems(first: 5) { nodes { id title quantity } } }
  userErrors { field message } } }"""

DRAFT_COMPLETE = """mutation Complete($id: ID!, $pending: Boolean) {
  draftOrderComplete(id: $id, paymentPending: $pending) {
    draftOrder { id status completedAt order { id name displayFinancialStatus
      displayFulfillmentStatus tags totalPriceSet { shopMoney { amount } }
      customer { id } lineItems(first: 10) { nodes { id quantity sku } }
      transactions { id kind status gateway }
      fulfillmentOrders(first: 5) { nodes { id status assignedLocation { name location { id } }
        lineItems(first: 5) { nodes { id remainingQuantity } } } } } }
    userErrors { field message } } }"""


def open_client(
    *, scopes: Sequence[str] | None = None, version: str = VERSION, **options: Any
) -> Client:
    """A fresh shop and an app with these scopes (all of them by default)."""
    chosen = ShopifyOptions(**{"seed_variants": 120, "limits": False, "search_lag_s": 0, **options})
    hosted = create_shop(chosen)
    wanted = list(SCOPE_TEXTS if scopes is None else scopes)
    token = hosted.control.call("POST token", {"scopes": wanted})["access_token"]
    return Client(hosted, token, version)
