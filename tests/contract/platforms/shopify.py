"""Shopify on the stage of the contract suite."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import urllib3
from graphql import DocumentNode, GraphQLError, get_operation_ast, parse, validate
from graphql.execution.values import get_variable_values

from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.transport import Transport
from domain.calls import Call
from domain.events import Entity
from domain.ids import ConnectionId, PlatformId
from domain.orders import PosOrder
from domain.ports.pos import PosAdapter
from domain.ports.tokens import OAuthFlow, TokenSet
from mapping.report import MappingReport
from sandbox.kit.app import Shop
from sandbox.shopify import create_shop
from sandbox.shopify.options import ShopifyOptions
from tests.contract.suite.base import Stage
from tests.contract.suite.sim import PATIENCE_S, FixedToken, PosSim, in_time
from tests.contract.suite.stage import control_at, decided, oauth_flow
from tests.unit.adapters_shopify.scripted import HAS_CONTRACTS
from tests.unit.adapters_shopify.vendor import vendor_schema

SHOPIFY = PLATFORMS["shopify"]
REDIRECT = "http://localhost:8000/oauth/shopify"
OPTIONS = ShopifyOptions(
    seed_variants=130,
    maximum_points=100_000.0,
    restore_points=50_000.0,
    webhook_retry_factor=0.001,
    job_delay_s=0.02,
)
GRAPHQL = "/admin/api/2026-10/graphql.json"

Control = Callable[..., Any]


@dataclass(kw_only=True)
class ShopifySim(PosSim):
    """The stand-in, and how its books say what the suite asks."""

    graphql: Callable[[str, dict[str, Any]], Any]

    def book(self, reference: str) -> list[dict[str, Any]]:
        """The orders with our reference, their money in cents."""
        rows = self.control("GET orders")["orders"]
        return [_in_cents(row) for row in rows if f"vt-{reference}" in row["tags"]]

    def drafts(self, reference: str) -> list[dict[str, Any]]:
        """The drafts with our reference."""
        rows = self.control("GET drafts")["drafts"]
        return [row for row in rows if f"vt-{reference}" in row["tags"]]

    def paid(self) -> tuple[PosOrder, PlatformId]:
        """An order that is paid and handed over: only then can goods come back."""
        order, payment_id = super().paid()
        self.hand_over(order)
        return order, payment_id

    def card_says(self, outcome: str) -> str:
        """Let the shopper's card be declined with this code; gives its token."""
        self.control("POST card", {"email": self.email, "outcome": outcome})
        (card,) = self.adapter.stored_cards(self.shopper())
        return card.token

    def hand_over(self, order: PosOrder) -> None:
        """Staff hand over everything, as they do in Shopify's own pages."""
        parts = self.graphql(
            "query P($id: ID!) { order(id: $id) { fulfillmentOrders(first: 5) { nodes { id } } } }",
            {"id": order.platform_id},
        )["order"]["fulfillmentOrders"]["nodes"]
        done = self.graphql(
            "mutation F($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) "
            "{ userErrors { message } } }",
            {
                "f": {
                    "lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": p["id"]} for p in parts]
                }
            },
        )
        assert done["fulfillmentCreate"]["userErrors"] == []


def _in_cents(row: dict[str, Any]) -> dict[str, Any]:
    money = {name: int(Decimal(row[name]) * 100) for name in ("charged", "authorized", "refunded")}
    return {**row, "payments": [money], "visible_in_pos": True}


def stocked_earlier(options: ShopifyOptions) -> Shop:
    """A stand-in that was stocked ten minutes ago, by its own clock."""
    shop = create_shop(options)
    shop.control.call("POST clock", {"advance_s": 600})
    return shop


def suite_control_at(url: str, graphql: Callable[[str, dict[str, Any]], Any]) -> Control:
    """The stand-in's control surface over HTTP, in the words of the suite."""
    call = control_at(url)

    def control(name: str, body: dict[str, Any] | None = None) -> Any:
        if name == "GET shop":
            return {"variants": graphql("{ productVariantsCount { count } }", {})[
                "productVariantsCount"]["count"]}  # fmt: skip
        if name == "POST revoke":
            return call("POST uninstall", {})
        answer = call(name, body)
        if name.startswith("GET stock"):
            levels = answer["locations"]
            shelf = {place: level["available"] for place, level in levels.items()}
            return {"stock": shelf, "locations": levels}
        return answer

    return control


def graphql_at(url: str, token: str) -> Callable[[str, dict[str, Any]], Any]:
    """The shop's API, spoken to beside the adapter."""

    def graphql(query: str, variables: dict[str, Any]) -> Any:
        answer = urllib3.request(
            "POST",
            f"{url}{GRAPHQL}",
            json={"query": query, "variables": variables},
            headers={"X-Shopify-Access-Token": token},
            timeout=60,
        ).json()
        assert "errors" not in answer, answer
        return answer["data"]

    return graphql


def flow_at(transport: Transport, url: str) -> OAuthFlow:
    """Shopify's OAuth flow against the stand-in."""
    return oauth_flow(SHOPIFY, transport, url, OPTIONS)


SCOPES = (*SHOPIFY.every_scope, "read_customer_payment_methods", "write_payment_mandate")
"""What the suite needs beyond what every merchant is asked for: the approved scopes."""


def answered(transport: Transport, url: str, *, decision: str = "allow") -> dict[str, str]:
    """What comes back when the merchant has decided on the consent page."""
    asked = flow_at(transport, url).authorize_url(state="s1", redirect_uri=REDIRECT, scopes=SCOPES)
    return decided(asked, f"{url}/admin/oauth/authorize", decision=decision)


def connect(transport: Transport, url: str) -> TokenSet:
    """Go through the consent page as a merchant's browser would."""
    params = answered(transport, url)
    assert params["state"] == "s1"
    flow, call = flow_at(transport, url), in_time()
    return flow.exchange(params, redirect_uri=REDIRECT, call=call)


def sim_at(transport: Transport, url: str) -> PosSim:
    """A connected adapter."""
    tokens = connect(transport, url)
    source = FixedToken(tokens.access)
    report = MappingReport()
    settings = AdapterSettings(
        account_id=tokens.account_id,
        webhook_secret=OPTIONS.client_secret,
        options={"native_hold": "on", "transfers": "on"},
        report=report,
    )

    def reopen(within: float = PATIENCE_S, **changes: Any) -> PosAdapter:
        line = transport.line(
            ConnectionId(f"con_{url}"),
            url,
            SHOPIFY.dialect,
            source,
            Call.within(within),
        )
        return SHOPIFY.open(line, AdapterSettings(**{**_fields(settings), **changes}))

    graphql = graphql_at(url, tokens.access)
    control = suite_control_at(url, graphql)
    sim = ShopifySim(
        platform=SHOPIFY,
        adapter=reopen(),
        control=control,
        reopen=reopen,
        report=report,
        tokens=source,
        location_name="Capitol Hill",
        good_token=lambda: sim.card_says("approve"),
        declined_token=lambda: sim.card_says("CARD_DECLINED"),
        routes={
            "locations": "Locations",
            "quote": "draftOrderCalculate",
            "create_order": "draftOrderComplete",
            "authorize": "orderCreateMandatePayment",
            "capture": "orderCapture",
        },
        graphql=graphql,
    )
    return sim


def _fields(settings: AdapterSettings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in AdapterSettings.__slots__}


@cache
def _valid(query: str) -> DocumentNode:
    """The document, held against the schema once however often it is sent."""
    tree = parse(query)
    assert validate(vendor_schema(), tree) == []
    return tree


def check(sim: PosSim) -> None:
    """Every GraphQL request the adapter sent is valid for the vendor's own schema."""
    if not HAS_CONTRACTS:
        return
    for sent in sim.requests():
        if sent["path"] != GRAPHQL or not sent["body"]:
            continue
        body = json.loads(sent["body"])
        tree = _valid(body["query"])
        operation = get_operation_ast(tree, body.get("operationName"))
        assert operation is not None
        given = get_variable_values(
            vendor_schema(), operation.variable_definitions or (), body.get("variables") or {}
        )
        faults = given if isinstance(given, list) else []
        assert not [one for one in faults if isinstance(one, GraphQLError)], faults


STAGE = Stage(
    platform=SHOPIFY,
    create_shop=stocked_earlier,
    options=OPTIONS,
    connect=sim_at,
    check=check,
    # draft and look-up, complete, perhaps move, charge, outcome (again while it is open), capture
    most_checkout_calls=10,
    phones_shared=False,
    open_price_sku=None,  # every variant has a price in Shopify
    other_location="Tacoma Warehouse",
    spoiled="data.products.nodes.0.title",
    edges={
        entity: (
            f"query {root.split('.')[0]}",
            {"path": f"data.{root}.nodes", "only": f'"operationName":"{operation}"'},
        )
        for entity, root, operation in (
            (Entity.PRODUCT, "products", "Products"),
            (Entity.STOCK, "location.inventoryLevels", "LevelsAtLocation"),
            (Entity.CUSTOMER, "customers", "Customers"),
            (Entity.ORDER, "orders", "Orders"),
        )
    },
    has_choices=False,
    one_page=frozenset({Entity.CUSTOMER}),
)
