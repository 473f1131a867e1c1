"""Clover's adapter over HTTP against its stand-in: the port's suite, and what is Clover's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import urllib3

from adapters.keys import checked_options
from adapters.oauth import StateSigner
from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.transport import Transport, TransportConfig
from adapters.wire import HttpRequest
from domain.calls import Call, SystemClock
from domain.capabilities import Capability
from domain.catalog import Variant
from domain.errors import (
    ConfigurationError,
    NotAuthorizedError,
    RejectedError,
    UnsupportedError,
)
from domain.events import Deleted, Disconnected, Entity, Ignored, Refetch
from domain.ids import ConnectionId, PlatformId
from domain.money import Money
from domain.orders import (
    CartLine,
    FulfillmentMethod,
    OrderState,
    PaymentState,
    ReturnLine,
    ReturnRequest,
)
from domain.payments import Authorized, Declined, DeclineReason, PaymentStatus, RefundRequest
from domain.ports.pos import PosAdapter, Subscription
from domain.ports.tokens import OAuthApp, OAuthFlow, Pkce, TokenSet
from mapping.report import MappingReport
from sandbox.clover import create_shop
from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from tests.contract.clover_contract import faults_of
from tests.contract.pos_contract import (
    FixedToken,
    PosAdapterContract,
    PosSim,
    draft,
    key,
    receiver,
    wait_for,
)

CLOVER = PLATFORMS["clover"]
REDIRECT = "http://localhost:8000/oauth/clover/callback"
OPTIONS = Options(seed_variants=300, limits=False)
PAYER = "203.0.113.7"
STORE = "Northwind Outfitters Capitol Hill"


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A freshly seeded stand-in."""
    with create_shop(OPTIONS) as opened:
        yield opened


@pytest.fixture
def shop_url(shop: Shop) -> Iterator[str]:
    """Its address."""
    running = serve(shop)
    yield running.url
    running.stop()


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    """The real transport under the adapter."""
    opened = Transport(TransportConfig())
    yield opened
    opened.close()


def control_at(url: str) -> Callable[..., Any]:
    """The stand-in's control surface over HTTP."""
    pool = urllib3.PoolManager()

    def control(name: str, body: dict[str, Any] | None = None) -> Any:
        method, _, noun = name.partition(" ")
        sent = {"json": body} if body is not None else {}
        answer = pool.request(method, f"{url}/_sandbox/{noun}", **sent)
        assert answer.status == 200, answer.data
        return answer.json()

    return control


def flow_at(transport: Transport, url: str) -> OAuthFlow:
    """Clover's OAuth flow against the stand-in."""
    assert CLOVER.oauth is not None
    app = OAuthApp(client_id=OPTIONS.client_id, client_secret=OPTIONS.client_secret, base_url=url)
    connection = ConnectionId("con_oauth")
    return CLOVER.oauth(
        app,
        lambda call: transport.line(connection, url, CLOVER.dialect, None, call),
        SystemClock(),
    )


def connect(transport: Transport, url: str, pkce: Pkce | None = None) -> TokenSet:
    """Go through the consent page as a merchant's browser would."""
    flow = flow_at(transport, url)
    asked = flow.authorize_url(
        state="s1", redirect_uri=REDIRECT, scopes=tuple(CLOVER.scopes), pkce=pkce
    )
    form = dict(parse_qsl(urlsplit(asked).query))
    answer = urllib3.request(
        "POST",
        f"{url}/oauth/v2/authorize",
        body=urlencode({**form, "decision": "allow"}),
        headers={"content-type": "application/x-www-form-urlencoded"},
        redirect=False,
    )
    params = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert params["state"] == "s1"
    return flow.exchange(params, redirect_uri=REDIRECT, call=Call.within(5), pkce=pkce)


def settings_for(tokens: TokenSet, report: MappingReport, **options: str) -> AdapterSettings:
    """The settings of a connection in the US."""
    return AdapterSettings(
        account_id=tokens.account_id,
        application_token=OPTIONS.app_token,
        options=checked_options(CLOVER.options, {"payer_address": PAYER, **options}),
        report=report,
    )


@pytest.fixture
def sim(shop_url: str, transport: Transport) -> Iterator[PosSim]:
    """A connected adapter; afterwards every request it sent is held against the contract."""
    granted = connect(transport, shop_url)
    report, tokens = MappingReport(), FixedToken(granted.access, "clover")
    settings = settings_for(granted, report)

    def reopen(within: float = 10.0, **options: str) -> PosAdapter:
        line = transport.line(
            ConnectionId(f"con_{shop_url}"),
            shop_url,
            CLOVER.dialect,
            tokens,
            Call.within(within),
        )
        chosen = settings_for(granted, report, **options) if options else settings
        return CLOVER.open(line, chosen)

    control = control_at(shop_url)
    yield PosSim(
        platform=CLOVER,
        adapter=reopen(within=60.0),
        control=control,
        reopen=reopen,
        report=report,
        location_name=STORE,
        sku="NK-AIRMAX90-BLK-10",
        phone="+12065550123",
        email="jordan.rivera@example.com",
        good_token=lambda: control("POST nonce", {})["nonce"],
        declined_token=lambda: control("POST nonce", {"decline": "card_declined"})["nonce"],
        routes={
            "locations": "GET /v3/merchants/{mId}",
            "quote": "POST /v3/merchants/{mId}/atomic_order/checkouts",
            "create_order": "POST /v3/merchants/{mId}/atomic_order/orders",
            "authorize": "POST /v1/orders/{orderId}/pay",
            "capture": "GET /v1/charges/{chargeId}",
        },
        secrets=[OPTIONS.app_token],
        tokens=tokens,
    )
    _check_requests(control)


def _check_requests(control: Callable[..., Any]) -> None:
    """Every request the adapter sent is one that Clover documents."""
    for sent in control("GET requests")["requests"]:
        if sent["path"].startswith("/oauth/"):
            continue
        request = HttpRequest(
            method=sent["method"],
            path=sent["path"],
            operation=sent["route"],
            headers={name.lower(): value for name, value in sent["headers"].items()},
            json=json.loads(sent["body"]) if sent["body"] else None,
        )
        faults = faults_of(request, parse_qsl(sent["query"], keep_blank_values=True))
        assert not faults, (sent["path"], faults)


class TestClover(PosAdapterContract):
    """The port's suite."""

    most_checkout_calls: ClassVar[int] = 4
    """Look-up by reference (v3 has no keys), order, payment, and the charge as it stands."""
    account_name: ClassVar[str] = STORE
    carries: ClassVar[frozenset[str]] = frozenset({"barcode", "categories"})
    phones_typed: ClassVar[tuple[str, ...]] = ("{area}{first}{last}", "+1{area}{first}{last}")
    spoiled: ClassVar[str | None] = "elements.0.name"
    takes_at_once: ClassVar[bool] = True
    signs_body: ClassVar[bool] = False

    def subscribed(self, sim: PosSim, url: str) -> tuple[Subscription, ...]:
        """A person sets the address in the developer dashboard."""
        sim.control("POST dashboard", {"webhook_url": url, "verified": True})
        return sim.adapter.subscribe_webhooks(url)
