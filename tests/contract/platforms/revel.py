"""Revel on the stage of the contract suite."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from adapters.keys import checked_options, pack_keys
from adapters.platform import AdapterSettings, CustomerIndex
from adapters.registry import PLATFORMS
from adapters.revel.adapter import RevelAdapter
from adapters.revel.capabilities import READ_ONLY
from adapters.revel.errors import RevelDialect
from adapters.transport import Transport
from adapters.wire import RatePolicy
from domain.calls import Call
from domain.events import Entity
from domain.ids import ConnectionId
from domain.orders import PosOrder
from domain.ports.pos import PosAdapter, Subscription
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.revel import create_shop
from tests.contract.revel_contract import answer_faults, faults_of
from tests.contract.suite.base import Stage
from tests.contract.suite.sim import PATIENCE_S, FixedToken, PosSim, key
from tests.contract.suite.stage import control_at

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


def keys(**other: str) -> str:
    """The typed keys as one token."""
    typed = {"api_key": OPTIONS.client_id, "api_secret": OPTIONS.client_secret}
    return pack_keys({"subdomain": "northwind", "establishment": "1", **typed, **other})


class RevelSim(PosSim):
    """Revel has no charge to fall back on: money is noted on the order."""

    def settled(self) -> PosOrder:
        """An order whose money another connection took."""
        order = self.payable()
        return self.adapter.confirm_order(
            order, paid=order.total, external_reference="pi_123", key=key("payable")
        )


def sim_at(
    transport: Transport,
    url: str,
    options: Mapping[str, str] = ON,
    *,
    token: str = "",
    place: str = "1",
    index: CustomerIndex | None = None,
) -> PosSim:
    """A connected adapter of one establishment; the first is Downtown."""
    source = FixedToken(token or keys(), platform="revel")
    report = MappingReport()
    settings = AdapterSettings(
        account_id=f"northwind/{place}",
        customer_index=index,
        webhook_secret=OPTIONS.app_token,
        options=checked_options(REVEL.options, options),
        report=report,
    )
    control = control_at(url)

    def reopen(within: float = PATIENCE_S) -> PosAdapter:
        line = transport.line(ConnectionId(f"con_{url}"), url, DIALECT, source, Call.within(within))
        opened = REVEL.open(line, settings)
        assert isinstance(opened, RevelAdapter)
        return AskedFor(
            settings=opened.settings, client=opened.client, here=opened.here, register=control
        )

    return RevelSim(
        platform=REVEL,
        adapter=reopen(),
        control=control,
        reopen=reopen,
        report=report,
        tokens=source,
        location_name={"1": "Downtown"}.get(place, "Ballard"),
        routes={
            "locations": "GET /resources/Establishment/",
            "quote": "POST /specialresources/cart/calculate/",
            "create_order": "POST /specialresources/cart/submit/",
            "mark": "PATCH /resources/Order/{id}/",
        },
    )


def reader_at(transport: Transport, url: str) -> PosSim:
    """A connection as it begins: reading only."""
    return sim_at(transport, url, OFF)


def check(sim: PosSim) -> None:
    """Every request is one that is documented or known; honest answers keep to the schema."""
    is_honest = not sim.control("GET faults")["faults"]
    for sent in sim.requests():
        query = dict(parse_qsl(sent["query"], keep_blank_values=True))
        method, route = sent["route"].split(" ")
        faults = faults_of(method, route, query, json.loads(sent["body"]) if sent["body"] else None)
        assert not faults, (sent["route"], faults)
        assert "api_key" not in query
        if method == "GET" and sent["status"] == 200 and is_honest:
            assert not answer_faults(route, json.loads(sent["answer"]))


STAGE = Stage(
    platform=REVEL,
    create_shop=create_shop,
    options=OPTIONS,
    connect=sim_at,
    check=check,
    account_name="Downtown",
    addressed=False,
    ships=False,
    version_word=None,
    untracked_sku=None,
    spoiled="objects.0.name",
    edges={
        Entity.PRODUCT: ("GET /resources/Product/", {"path": "objects", "only": "order_by=-id"}),
        Entity.STOCK: (
            "GET /resources/Inventory/",
            {"path": "objects", "only": "limit=200", "unless": "product__in"},
        ),
        Entity.CUSTOMER: ("GET /resources/Customer/", {"path": "objects", "only": "limit=200"}),
    },
    one_page=frozenset({Entity.CUSTOMER, Entity.ORDER}),
    lacks=frozenset({"POST bundle"}),
)
"""With orders switched on."""
READING = replace(STAGE, connect=reader_at, capabilities=READ_ONLY)
"""A connection as it begins: reading only."""
