"""Revel's adapter over HTTP against its stand-in: the port's suite, and what is Revel's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import pytest
import urllib3

from adapters.keys import checked_options, pack_keys
from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.revel.adapter import RevelAdapter
from adapters.revel.errors import RevelDialect
from adapters.transport import Transport, TransportConfig
from adapters.wire import RatePolicy
from domain.calls import Call
from domain.ids import ConnectionId
from domain.orders import PosOrder
from domain.ports.pos import PosAdapter, Subscription
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from sandbox.revel import create_shop
from tests.contract.pos_contract import FixedToken, PosAdapterContract, PosSim, key
from tests.contract.revel_contract import answer_faults, faults_of

REVEL = PLATFORMS["revel"]
OPTIONS = Options(seed_variants=170, limits=False, webhook_retry_factor=0.001)
ON = {"orders": "public-client-code", "timezone": "America/Los_Angeles"}
OFF = {"timezone": "America/Los_Angeles"}
DIALECT = RevelDialect(rate=RatePolicy(per_s=100_000, burst=100_000, max_per_s=100_000))
"""The stand-in runs without limits here; the assumed rate is proved in the unit tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor(RevelAdapter):
    """The adapter, and Revel's partner team, who register an address when they are asked."""

    register: Callable[..., Any]

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """What is to be asked for, and done at once."""
        made = RevelAdapter.subscribe_webhooks(self, url)
        self.register("POST register", {"url": url})
        return made


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


def keys(**other: str) -> str:
    """The typed keys as one token."""
    typed = {"api_key": OPTIONS.client_id, "api_secret": OPTIONS.client_secret}
    return pack_keys({"subdomain": "northwind", "establishment": "1", **typed, **other})


def sim_at(transport: Transport, url: str, options: dict[str, str], token: str = "") -> PosSim:
    """A connected adapter of the establishment Downtown."""
    source = FixedToken(token or keys(), platform="revel")
    report = MappingReport()
    settings = AdapterSettings(
        account_id="northwind/1",
        webhook_secret=OPTIONS.app_token,
        options=checked_options(REVEL.options, options),
        report=report,
    )
    control = control_at(url)

    def reopen(within: float = 10.0) -> PosAdapter:
        line = transport.line(ConnectionId(f"con_{url}"), url, DIALECT, source, Call.within(within))
        opened = REVEL.open(line, settings)
        assert isinstance(opened, RevelAdapter)
        return AskedFor(
            settings=opened.settings, client=opened.client, here=opened.here, register=control
        )

    return PosSim(
        platform=REVEL,
        adapter=reopen(within=60.0),
        control=control,
        reopen=reopen,
        report=report,
        tokens=source,
        location_name="Downtown",
        sku="NK-AIRMAX90-BLK-10",
        phone="+12065550123",
        email="jordan.rivera@example.com",
        good_token=lambda: "none",
        declined_token=lambda: "none",
        routes={
            "locations": "GET /resources/Establishment/",
            "quote": "POST /specialresources/cart/calculate/",
            "create_order": "POST /specialresources/cart/submit/",
            "mark": "PATCH /resources/Order/{id}/",
        },
    )


@pytest.fixture
def sim(shop_url: str, transport: Transport) -> Iterator[PosSim]:
    """A connection with orders switched on; afterwards all it sent is held against the contract."""
    opened = sim_at(transport, shop_url, ON)
    yield opened
    check_exchanges(opened)


@pytest.fixture
def reader(shop_url: str, transport: Transport) -> Iterator[PosSim]:
    """A connection as it begins: reading only."""
    opened = sim_at(transport, shop_url, OFF)
    yield opened
    check_exchanges(opened)


def check_exchanges(sim: PosSim) -> None:
    """Every request is one that is documented or known; honest answers keep to the schema."""
    for sent in sim.requests():
        query = dict(parse_qsl(sent["query"], keep_blank_values=True))
        method, route = sent["route"].split(" ")
        faults = faults_of(method, route, query, json.loads(sent["body"]) if sent["body"] else None)
        assert not faults, (sent["route"], faults)
        assert "api_key" not in query
        if method == "GET" and sent["status"] == 200 and not sim.control("GET faults")["faults"]:
            assert not answer_faults(route, json.loads(sent["answer"]))


class Differences:
    """What is other at Revel."""

    account_name: ClassVar[str] = "Downtown"
    addressed: ClassVar[bool] = False
    ships: ClassVar[bool] = False
    version_word: ClassVar[str | None] = None
    untracked_sku: ClassVar[str | None] = None
    spoiled: ClassVar[str | None] = "objects.0.name"


class TestRevel(Differences, PosAdapterContract):
    """The port's suite with orders switched on."""

    def settled(self, sim: PosSim) -> PosOrder:
        """An order whose money another connection took."""
        order = self.payable(sim)
        return sim.adapter.confirm_order(
            order, paid=order.total, external_reference="pi_123", key=key("payable")
        )


class TestRevelReadingOnly(Differences, PosAdapterContract):
    """The port's suite as a connection begins: the switch is off."""

    @pytest.fixture
    def sim(self, reader: PosSim) -> PosSim:
        return reader
