"""Lightspeed's adapter over HTTP against its stand-in: the port's suite, and what is its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import urllib3

from adapters.keys import checked_options
from adapters.lightspeed.costs import read_cost, write_cost
from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.transport import Transport, TransportConfig
from domain.calls import Call, SystemClock
from domain.ids import ConnectionId, PlatformId
from domain.ports.pos import PosAdapter
from domain.ports.tokens import OAuthApp, OAuthFlow, Pkce, TokenSet
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from sandbox.lightspeed import create_shop
from tests.contract.lightspeed_contract import answer_faults, request_faults
from tests.contract.pos_contract import FixedToken, PosAdapterContract, PosSim

LIGHTSPEED = PLATFORMS["lightspeed"]
REDIRECT = "http://localhost:8000/oauth/lightspeed"
OPTIONS = Options(seed_variants=300, limits=False)


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


def flow_at(transport: Transport, url: str) -> OAuthFlow:
    """Lightspeed's OAuth flow against the stand-in."""
    app = OAuthApp(client_id=OPTIONS.client_id, client_secret=OPTIONS.client_secret, base_url=url)
    assert LIGHTSPEED.oauth is not None
    return LIGHTSPEED.oauth(
        app,
        lambda call: transport.line(ConnectionId("con_oauth"), url, LIGHTSPEED.dialect, None, call),
        SystemClock(),
    )


def connect(
    transport: Transport, url: str, scopes: tuple[str, ...] = (), pkce: Pkce | None = None
) -> TokenSet:
    """Go through the consent page as a merchant's browser would."""
    flow = flow_at(transport, url)
    asked = flow.authorize_url(
        state="s1", redirect_uri=REDIRECT, scopes=scopes or tuple(LIGHTSPEED.scopes), pkce=pkce
    )
    form = {name: values[0] for name, values in parse_qs(urlsplit(asked).query).items()}
    answer = urllib3.request(
        "POST",
        f"{url}/auth/oauth/authorize",
        body=urlencode({**form, "decision": "allow"}),
        headers={"content-type": "application/x-www-form-urlencoded"},
        redirect=False,
    )
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    params = {name: values[0] for name, values in back.items()}
    assert params["state"] == "s1"
    return flow.exchange(params, redirect_uri=REDIRECT, call=Call.within(5), pkce=pkce)


def opener_at(
    transport: Transport,
    url: str,
    tokens: TokenSet,
    source: FixedToken,
    report: MappingReport,
    **options: str,
) -> Callable[..., PosAdapter]:
    """Adapters of one connection, with these settings."""
    settings = AdapterSettings(
        account_id=tokens.account_id,
        options=checked_options(LIGHTSPEED.options, options),
        report=report,
    )

    def reopen(within: float = 10.0) -> PosAdapter:
        name = ConnectionId(f"con_{url}")
        line = transport.line(name, url, LIGHTSPEED.dialect, source, Call.within(within))
        return LIGHTSPEED.open(line, settings)

    return reopen


@pytest.fixture
def sim(shop_url: str, transport: Transport) -> Iterator[PosSim]:
    """A connected adapter; afterwards all it sent and got is held against the documents."""
    tokens = connect(transport, shop_url)
    source = FixedToken(tokens.access, "lightspeed")
    report = MappingReport()
    reopen = opener_at(transport, shop_url, tokens, source, report)
    plain, orders = control_at(shop_url), []

    def control(name: str, body: dict[str, Any] | None = None) -> Any:
        orders.append(name)
        return plain(name, body)

    yield PosSim(
        platform=LIGHTSPEED,
        adapter=reopen(within=60.0),
        control=control,
        reopen=reopen,
        report=report,
        location_name="Downtown",
        sku="NK-AIRMAX90-BLK-10",
        phone="+12065550123",
        email="jordan.rivera@example.com",
        good_token=lambda: "none",
        declined_token=lambda: "none",
        routes={
            "locations": "GET Shop",
            "quote": "GET Item",
            "create_order": "POST Sale",
        },
        tokens=source,
    )
    _check_exchanges(plain, disturbed="POST faults" in orders)


def _check_exchanges(control: Callable[..., Any], *, disturbed: bool) -> None:
    """Every request is documented and cost what was expected; answers have the samples' fields."""
    for sent in control("GET requests")["requests"]:
        if sent["path"].startswith("/auth/oauth/"):
            continue
        assert not request_faults(sent), (sent["path"], sent["query"], request_faults(sent))
        if disturbed:
            continue  # the answers were tampered with on request
        headers = {name.lower(): value for name, value in sent["answer_headers"].items()}
        if "x-ls-api-request-cost" in headers:
            told = float(headers["x-ls-api-request-cost"])
            assert _expected_cost(sent) == pytest.approx(told, abs=0.01), sent["path"]
        if sent["status"] == 200 and sent["path"] != "/API/Session.json":
            faults = answer_faults(json.loads(sent["answer"]))
            assert not faults, (sent["path"], faults)


def _expected_cost(sent: dict[str, Any]) -> float:
    """What the adapter's rules say of a request that was sent."""
    rest = sent["path"].removesuffix(".json").rpartition("/Account/")[2].partition("/")[2]
    query = {name: values[0] for name, values in parse_qs(sent["query"]).items()}
    if sent["method"] == "GET":
        relations = json.loads(query.get("load_relations", "[]"))
        return read_cost(relations, single="/" in rest)
    body = json.loads(sent["body"]) if sent["body"] else None
    return write_cost(rest.partition("/")[0], body, json.loads(query.get("load_relations", "[]")))


class TestLightspeed(PosAdapterContract):
    """The port's suite."""

    other_location: ClassVar[str | None] = "Ballard"
    spoiled: ClassVar[str | None] = "Item.0.description"
    phones_typed: ClassVar[tuple[str, ...]] = (
        "+1{area}{first}{last}",
        "({area}) {first}-{last}",
        "{area}-{first}-{last}",
        "{area} {first} {last}",
        "1.{area}.{first}.{last}",
    )

    def paid(self, sim: PosSim) -> tuple[Any, PlatformId]:
        """An order whose money was taken elsewhere, with the record of it."""
        order = self.settled(sim)
        return order, order.payment_platform_ids[0]
