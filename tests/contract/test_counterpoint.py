"""Counterpoint's adapter over HTTP against its stand-in: the port's suite, and what is its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest
import urllib3

from adapters.keys import checked_keys, checked_options
from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.transport import Transport, TransportConfig
from adapters.wire import HttpRequest
from domain.calls import Call, SystemClock
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter
from mapping.report import MappingReport
from sandbox.counterpoint import create_shop
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from tests.contract.counterpoint_contract import faults_of
from tests.contract.pos_contract import FixedToken, PosAdapterContract, PosSim
from tests.fakes.pos_memory import ListedCustomers, MemoryOfOrders

COUNTERPOINT = PLATFORMS["counterpoint"]
SHOP = Options(seed_variants=250)
TYPED = {
    "company": "NORTHWIND",
    "user": "VOICE",
    "password": "sandbox-password",
    "api_key": SHOP.client_secret,
}
OPTIONS = {
    "tills": "DOWNTOWN=DT/DT-1/DT-1,BALLARD=BAL/BAL-1/BAL-1,BELLEVUE=BEL/BEL-1/BEL-1",
    "taxes": "WA/TAX=6.5,SEATTLE/TAX=3.85;BELLEVUE:WA/TAX=6.5,BELLEVUE/TAX=3.8",
    "user": "VOICE",
    "pay_code": "VOICE",
    "shipping_item": "SHIPPING",
    "time_zone": "America/Los_Angeles",
}


@pytest.fixture
def shop_url() -> Iterator[str]:
    """The address of a freshly seeded stand-in."""
    with create_shop(SHOP) as shop:
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


def typed_keys(**changes: str) -> str:
    """The access token that typed keys rest as."""
    assert COUNTERPOINT.keys is not None
    flow = COUNTERPOINT.keys.open(None, lambda call: pytest.fail("no call is made"), SystemClock())
    fields = checked_keys(COUNTERPOINT.keys.fields, {**TYPED, **changes})
    return flow.grant(fields, call=Call.within(5)).access


def opener(
    transport: Transport, url: str, tokens: FixedToken, report: MappingReport, **options: str
) -> Callable[..., PosAdapter]:
    """Opens adapters on one connection, which share what the gateway remembers."""
    memory = MemoryOfOrders()

    def listed() -> Any:
        return [one for page in reopen().customers() for one in page.records]

    def reopen(within: float = 10.0) -> PosAdapter:
        line = transport.line(
            ConnectionId(f"con_{url}"),
            url,
            COUNTERPOINT.dialect,
            tokens,
            Call.within(within),
            on_premises=True,
        )
        settings = AdapterSettings(
            account_id="NORTHWIND",
            options=checked_options(COUNTERPOINT.options, {**OPTIONS, **options}),
            customer_index=ListedCustomers(listed),
            order_memory=memory,
            report=report,
        )
        return COUNTERPOINT.open(line, settings)

    return reopen


class CounterpointSim(PosSim):
    """Knows that a page of items is completed by reads of what its rows refer to."""

    def route_of(self, call: Callable[[], object], *, nth: int = -1) -> str:
        """The listing that a walk is about, not the reads of categories and cells beside it."""
        before = self.calls()
        route = super().route_of(call, nth=nth)
        sent = {one["route"] for one in self.requests()[before - self.calls() :]}
        return "GET /Items" if "GET /Items" in sent else route


@pytest.fixture
def sim(shop_url: str, transport: Transport) -> Iterator[PosSim]:
    """A connected adapter; afterwards every request it sent is held against the contract."""
    report, tokens = MappingReport(), FixedToken(typed_keys(), "counterpoint")
    reopen = opener(transport, shop_url, tokens, report)
    control = control_at(shop_url)
    yield CounterpointSim(
        platform=COUNTERPOINT,
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
            "locations": "GET /Inventory/Locations",
            "quote": "GET /Item/{ItemNo}",
            "create_order": "POST /Document",
        },
        tokens=tokens,
    )
    _check_requests(control)


def _check_requests(control: Callable[..., Any]) -> None:
    """Every request the adapter sent is one that the vendor's guide documents."""
    for sent in control("GET requests")["requests"]:
        request = HttpRequest(
            method=sent["method"],
            path=sent["path"],
            operation=sent["route"],
            params={name: values[0] for name, values in parse_qs(sent["query"]).items()},
            json=json.loads(sent["body"]) if sent["body"] else None,
        )
        assert not faults_of(request), (sent["path"], faults_of(request))


class TestCounterpoint(PosAdapterContract):
    """The port's suite."""

    carries: ClassVar[frozenset[str]] = frozenset({"barcode", "categories"})
    other_location: ClassVar[str | None] = "Ballard"
    version_word: ClassVar[str | None] = None
    spoiled: ClassVar[str | None] = "Items.0.DESCR"
    finds_lost_orders: ClassVar[bool] = False
