"""Square's adapter over HTTP against its stand-in: the port's suite, and what is Square's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import urllib3

from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.transport import Transport, TransportConfig
from adapters.wire import HttpRequest
from domain.calls import Call, SystemClock
from domain.capabilities import Capability
from domain.errors import NotAuthorizedError, RejectedError
from domain.events import Disconnected
from domain.ids import ConnectionId, PlatformId
from domain.money import Money
from domain.orders import FulfillmentState, OrderState, PaymentState
from domain.payments import Declined, DeclineReason
from domain.ports.pos import PosAdapter
from domain.ports.tokens import OAuthApp, TokenSet
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from sandbox.square import create_shop
from tests.contract.pos_contract import PosAdapterContract, PosSim, draft, key
from tests.contract.square_contract import faults_of

SQUARE = PLATFORMS["square"]
REDIRECT = "http://localhost:8000/oauth/square"
OPTIONS = Options(seed_variants=300, limits=False, webhook_retry_factor=0.001)


@dataclass
class FixedToken:
    """A `TokenSource` of one token that cannot be renewed."""

    token: str

    def access_token(self, call: Call) -> str:
        return self.token

    def refresh(self, stale: str, call: Call) -> str:
        raise NotAuthorizedError("revoked", platform="square", operation="oauth.refresh")


@pytest.fixture
def shop_url() -> Iterator[str]:
    """The address of a freshly seeded stand-in."""
    with create_shop(OPTIONS) as shop:
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


def connect(transport: Transport, url: str) -> TokenSet:
    """Go through the consent page as a seller's browser would."""
    app = OAuthApp(client_id=OPTIONS.client_id, client_secret=OPTIONS.client_secret, base_url=url)
    connection = ConnectionId("con_oauth")
    flow = SQUARE.oauth(
        app,
        lambda call: transport.line(connection, url, SQUARE.dialect, None, call),
        SystemClock(),
    )
    asked = flow.authorize_url(state="s1", redirect_uri=REDIRECT, scopes=tuple(SQUARE.scopes))
    form = {name: values[0] for name, values in parse_qs(urlsplit(asked).query).items()}
    answer = urllib3.request(
        "POST",
        f"{url}/oauth2/authorize",
        body=urlencode({**form, "decision": "allow"}),
        headers={"content-type": "application/x-www-form-urlencoded"},
        redirect=False,
    )
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    params = {name: values[0] for name, values in back.items()}
    assert params["state"] == "s1"
    return flow.exchange(params, redirect_uri=REDIRECT, call=Call.within(5))


@pytest.fixture
def sim(shop_url: str, transport: Transport) -> Iterator[PosSim]:
    """A connected adapter; afterwards every request it sent is held against the contract."""
    tokens = connect(transport, shop_url)
    report = MappingReport()
    settings = AdapterSettings(
        account_id=tokens.account_id, application_token=OPTIONS.app_token, report=report
    )

    def reopen(within: float = 10.0) -> PosAdapter:
        line = transport.line(
            ConnectionId(f"con_{shop_url}"),
            shop_url,
            SQUARE.dialect,
            FixedToken(tokens.access),
            Call.within(within),
        )
        return SQUARE.open(line, settings)

    control = control_at(shop_url)
    yield PosSim(
        platform=SQUARE,
        adapter=reopen(within=60.0),
        control=control,
        reopen=reopen,
        report=report,
        location_name="Downtown",
        sku="NK-AIRMAX90-BLK-10",
        phone="+12065550123",
        email="jordan.rivera@example.com",
        good_token=lambda: "cnon:card-nonce-ok",
        declined_token=lambda: "cnon:card-nonce-declined",
        routes={
            "locations": "GET /v2/locations",
            "quote": "POST /v2/orders/calculate",
            "create_order": "POST /v2/orders",
            "authorize": "POST /v2/payments",
            "capture": "POST /v2/payments/{payment_id}/complete",
        },
    )
    _check_requests(control)


def _check_requests(control: Callable[..., Any]) -> None:
    """Every request the adapter sent is one that Square documents."""
    for sent in control("GET requests")["requests"]:
        if sent["path"].startswith("/oauth2/authorize"):
            continue
        query = {name: values[0] for name, values in parse_qs(sent["query"]).items()}
        request = HttpRequest(
            method=sent["method"],
            path=sent["path"],
            operation=sent["route"],
            params=query,
            json=json.loads(sent["body"]) if sent["body"] else None,
        )
        assert not faults_of(request), (sent["path"], faults_of(request))
        headers = {name.lower(): value for name, value in sent["headers"].items()}
        assert headers["square-version"] == "2026-09-16"


class TestSquare(PosAdapterContract):
    """The port's suite."""
