"""Lightspeed Retail on the stage of the contract suite."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import pytest

from adapters.keys import checked_options
from adapters.lightspeed.costs import COUNT, read_cost, write_cost
from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.transport import Transport
from domain.events import Entity
from domain.ids import PlatformId
from domain.orders import PosOrder
from domain.ports.pos import PosAdapter
from domain.ports.tokens import OAuthFlow, Pkce, TokenSet
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.lightspeed import create_shop
from tests.contract.lightspeed_contract import answer_faults, request_faults
from tests.contract.suite.base import Stage
from tests.contract.suite.sim import FixedToken, PosSim
from tests.contract.suite.stage import consented, control_at, oauth_flow, opener

LIGHTSPEED = PLATFORMS["lightspeed"]
REDIRECT = "http://localhost:8000/oauth/lightspeed"
OPTIONS = Options(seed_variants=160, limits=False)


def flow_at(transport: Transport, url: str) -> OAuthFlow:
    """Lightspeed's OAuth flow against the stand-in."""
    return oauth_flow(LIGHTSPEED, transport, url, OPTIONS)


def connect(
    transport: Transport, url: str, scopes: tuple[str, ...] = (), pkce: Pkce | None = None
) -> TokenSet:
    """Go through the consent page as a merchant's browser would."""
    return consented(
        flow_at(transport, url),
        f"{url}/auth/oauth/authorize",
        redirect_uri=REDIRECT,
        scopes=scopes or tuple(LIGHTSPEED.scopes),
        pkce=pkce,
    )


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
    return opener(LIGHTSPEED, transport, url, source, settings)


@dataclass(kw_only=True)
class LightspeedSim(PosSim):
    """Notes what it asked of the stand-in; money is taken elsewhere and recorded."""

    asked: list[str]

    def paid(self) -> tuple[PosOrder, PlatformId]:
        """An order whose money was taken elsewhere, with the record of it."""
        order = self.settled()
        return order, order.payment_platform_ids[0]


def sim_at(transport: Transport, url: str) -> PosSim:
    """A connected adapter."""
    tokens = connect(transport, url)
    source = FixedToken(tokens.access, "lightspeed")
    report = MappingReport()
    reopen = opener_at(transport, url, tokens, source, report)
    plain, asked = control_at(url), []

    def control(name: str, body: dict[str, Any] | None = None) -> Any:
        asked.append(name)
        return plain(name, body)

    return LightspeedSim(
        asked=asked,
        platform=LIGHTSPEED,
        adapter=reopen(),
        control=control,
        reopen=reopen,
        report=report,
        routes={
            "locations": "GET Shop",
            "quote": "GET Item",
            "create_order": "POST Sale",
        },
        tokens=source,
    )


def check(sim: PosSim) -> None:
    """Every request is documented and cost what was expected; answers have the samples' fields."""
    assert isinstance(sim, LightspeedSim)
    disturbed = "POST faults" in sim.asked
    for sent in sim.requests():
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
        if query.get("count") == "1":
            return COUNT
        relations = json.loads(query.get("load_relations", "[]"))
        return read_cost(relations, single="/" in rest)
    body = json.loads(sent["body"]) if sent["body"] else None
    return write_cost(rest.partition("/")[0], body, json.loads(query.get("load_relations", "[]")))


STAGE = Stage(
    platform=LIGHTSPEED,
    create_shop=create_shop,
    options=OPTIONS,
    connect=sim_at,
    check=check,
    other_location="Ballard",
    phones_typed=(
        "+1{area}{first}{last}",
        "({area}) {first}-{last}",
        "{area}-{first}-{last}",
        "{area} {first} {last}",
        "1.{area}.{first}.{last}",
    ),
    spoiled="Item.0.description",
    edges={
        entity: (
            f"GET /API/V3/Account/*/{name}.json",
            {"path": name, "only": only, "unless": "itemID="},
        )
        for entity, name, only in (
            (Entity.PRODUCT, "Item", "itemMatrixID=0"),
            (Entity.STOCK, "ItemShop", "sort=timeStamp"),
            (Entity.CUSTOMER, "Customer", "sort=timeStamp"),
        )
    },
    has_choices=False,
    one_page=frozenset({Entity.CUSTOMER, Entity.ORDER}),
)
