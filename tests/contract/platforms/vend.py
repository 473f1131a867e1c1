"""Vend on the stage of the contract suite."""

from __future__ import annotations

import json
from collections.abc import Callable

from adapters.keys import checked_options
from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.transport import Transport
from domain.events import Entity
from domain.ids import PlatformId
from domain.orders import PosOrder
from domain.ports.pos import PosAdapter
from domain.ports.tokens import OAuthFlow, TokenSet
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.vend import create_shop
from tests.contract.suite.base import Stage
from tests.contract.suite.sim import FixedToken, PosSim
from tests.contract.suite.stage import consented, control_at, oauth_flow, opener
from tests.contract.vend_contract import answer_faults, request_faults

VEND = PLATFORMS["vend"]
REDIRECT = "http://localhost:8000/oauth/vend"
OPTIONS = Options(seed_variants=200, limits=False, webhook_retry_factor=0.001)
API = "/api/2026-07"


def flow_at(transport: Transport, url: str) -> OAuthFlow:
    """Vend's OAuth flow against the stand-in."""
    return oauth_flow(VEND, transport, url, OPTIONS)


def connect(transport: Transport, url: str, scopes: tuple[str, ...] = ()) -> TokenSet:
    """Go through the consent page as a retailer's browser would."""
    return consented(
        flow_at(transport, url),
        f"{url}/connect",
        redirect_uri=REDIRECT,
        scopes=scopes or tuple(VEND.every_scope),
    )


Opener = Callable[..., PosAdapter]


def opener_at(
    transport: Transport, url: str, source: FixedToken, report: MappingReport, **options: str
) -> Opener:
    """Adapters of one connection, with these settings."""
    settings = AdapterSettings(
        account_id="northwind", options=checked_options(VEND.options, options), report=report
    )
    return opener(VEND, transport, url, source, settings)


class VendSim(PosSim):
    """Another processor takes the money, and Vend returns closed sales only."""

    def paid(self) -> tuple[PosOrder, PlatformId]:
        """An order paid by another processor, and handed over."""
        order = self.settled()
        self.control("POST fulfillment", {"order_id": order.platform_id})
        closed = self.adapter.order(order.platform_id)
        assert closed is not None
        return closed, closed.payment_platform_ids[0]


def sim_at(transport: Transport, url: str) -> PosSim:
    """A connected adapter."""
    source = FixedToken(connect(transport, url).access)
    report = MappingReport()
    control = control_at(url)
    delivery = control("GET shop")["shipping_product"]
    reopen = opener_at(transport, url, source, report, shipping_product_id=delivery, transfers="on")
    return VendSim(
        platform=VEND,
        adapter=reopen(),
        control=control,
        reopen=reopen,
        report=report,
        tokens=source,
        secrets=[OPTIONS.client_secret],
        routes={
            "locations": f"GET {API}/outlets",
            "quote": f"GET {API}/taxes",
            "create_order": f"POST {API}/sales",
            "confirm": f"PUT {API}/sales/{{sale_id}}",
        },
    )


def check(sim: PosSim) -> None:
    """Every request is one that the vendor documents, and so is every answer of the stand-in."""
    for sent in sim.requests():
        faults = request_faults(sent)
        assert not faults, (sent["route"], faults)
        if sent["status"] == 200 and sent["answer"]:
            try:
                answer = json.loads(sent["answer"])
            except ValueError:
                continue  # a fault on request
            assert not answer_faults(sent["route"], answer), sent["route"]


STAGE = Stage(
    platform=VEND,
    create_shop=create_shop,
    options=OPTIONS,
    connect=sim_at,
    check=check,
    other_location="Ballard",
    spoiled="data.0.name",
    edges={
        Entity.PRODUCT: (f"GET {API}/products", {"path": "data", "only": "page_size=1000"}),
        Entity.STOCK: (f"POST {API}/inventory", {"path": "", "only": '"size":5000'}),
        Entity.CUSTOMER: (f"GET {API}/customers", {"path": "data", "only": "page_size=1000"}),
    },
    has_choices=False,
)
