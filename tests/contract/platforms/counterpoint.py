"""Counterpoint on the stage of the contract suite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.keys import checked_keys, checked_options
from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.transport import Transport
from domain.calls import Call, SystemClock
from domain.events import Entity
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter
from mapping.report import MappingReport
from sandbox.counterpoint import create_shop
from sandbox.kit.platform import Options
from tests.contract.counterpoint_contract import faults_of
from tests.contract.suite.base import Stage
from tests.contract.suite.sim import PATIENCE_S, FixedToken, PosSim, in_time
from tests.contract.suite.stage import control_at, request_of
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


def typed_keys(**changes: str) -> str:
    """The access token that typed keys rest as."""
    assert COUNTERPOINT.keys is not None
    flow = COUNTERPOINT.keys.open(None, lambda call: pytest.fail("no call is made"), SystemClock())
    fields = checked_keys(COUNTERPOINT.keys.fields, {**TYPED, **changes})
    return flow.grant(fields, call=in_time()).access


def opener(
    transport: Transport,
    url: str,
    tokens: FixedToken,
    report: MappingReport,
    *,
    trust_file: Path | None = None,
    **options: str,
) -> Callable[..., PosAdapter]:
    """Opens adapters on one connection, which share what the gateway remembers."""
    memory = MemoryOfOrders()

    def listed() -> Any:
        return [one for page in reopen().customers() for one in page.records]

    def reopen(within: float = PATIENCE_S) -> PosAdapter:
        line = transport.line(
            ConnectionId(f"con_{url}"),
            url,
            COUNTERPOINT.dialect,
            tokens,
            Call.within(within),
            on_premises=True,
            trust_file=trust_file,
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


def sim_at(transport: Transport, url: str) -> PosSim:
    """A connected adapter."""
    report, tokens = MappingReport(), FixedToken(typed_keys(), "counterpoint")
    reopen = opener(transport, url, tokens, report)
    return CounterpointSim(
        platform=COUNTERPOINT,
        adapter=reopen(),
        control=control_at(url),
        reopen=reopen,
        report=report,
        routes={
            "locations": "GET /Inventory/Locations",
            "quote": "GET /Item/{ItemNo}",
            "create_order": "POST /Document",
        },
        tokens=tokens,
    )


def check(sim: PosSim) -> None:
    """Every request the adapter sent is one that the vendor's guide documents."""
    for sent in sim.requests():
        request = request_of(sent)
        assert not faults_of(request), (sent["path"], faults_of(request))


STAGE = Stage(
    platform=COUNTERPOINT,
    create_shop=create_shop,
    options=SHOP,
    connect=sim_at,
    check=check,
    carries=frozenset({"barcode", "categories"}),
    other_location="Ballard",
    version_word=None,
    spoiled="Items.0.DESCR",
    finds_lost_orders=False,
    edges={
        Entity.PRODUCT: ("GET /Items", {"path": "Items", "only": "Rows=200"}),
        Entity.CUSTOMER: ("GET /Customers", {"path": "Customers", "only": "Rows=200"}),
    },
    has_choices=False,
    one_page=frozenset({Entity.CUSTOMER}),
    lacks=frozenset({"POST bundle"}),
)
