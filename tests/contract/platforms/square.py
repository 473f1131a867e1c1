"""Square on the stage of the contract suite."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.transport import Transport
from domain.events import Entity
from domain.ports.tokens import OAuthFlow, Pkce, TokenSet
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.square import create_shop
from tests.contract.square_contract import faults_of
from tests.contract.suite.base import Stage
from tests.contract.suite.sim import FixedToken, PosSim
from tests.contract.suite.stage import consented, control_at, oauth_flow, opener, request_of

SQUARE = PLATFORMS["square"]
REDIRECT = "http://localhost:8000/oauth/square"
OPTIONS = Options(seed_variants=300, limits=False, webhook_retry_factor=0.001)
WITH_LOYALTY = {"loyalty": "on"}
WITH_ALL = {**WITH_LOYALTY, "subscriptions": "on", "gift_cards": "on"}


def flow_at(transport: Transport, url: str) -> OAuthFlow:
    """Square's OAuth flow against the stand-in."""
    return oauth_flow(SQUARE, transport, url, OPTIONS)


def connect(
    transport: Transport,
    url: str,
    pkce: Pkce | None = None,
    options: Mapping[str, str] = MappingProxyType({}),
) -> TokenSet:
    """Go through the consent page as a seller's browser would."""
    return consented(
        flow_at(transport, url),
        f"{url}/oauth2/authorize",
        redirect_uri=REDIRECT,
        scopes=tuple(SQUARE.scopes_for(options)),
        pkce=pkce,
    )


def sim_at(transport: Transport, url: str) -> PosSim:
    """An adapter of a seller who switched everything on."""
    tokens = connect(transport, url, options=WITH_ALL)
    source = FixedToken(tokens.access)
    report = MappingReport()
    settings = AdapterSettings(
        account_id=tokens.account_id,
        application_token=OPTIONS.app_token,
        options=WITH_ALL,
        report=report,
    )

    reopen = opener(SQUARE, transport, url, source, settings)
    return PosSim(
        platform=SQUARE,
        adapter=reopen(),
        control=control_at(url),
        reopen=reopen,
        report=report,
        tokens=source,
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


def check(sim: PosSim) -> None:
    """Every request the adapter sent is one that Square documents."""
    for sent in sim.requests():
        if sent["path"].startswith("/oauth2/authorize"):
            continue
        request = request_of(sent)
        assert not faults_of(request), (sent["path"], faults_of(request))
        assert request.headers["square-version"] == "2026-09-16"


STAGE = Stage(
    platform=SQUARE,
    create_shop=create_shop,
    options=OPTIONS,
    connect=sim_at,
    check=check,
    tells_hours=True,
    phones_typed=("+1{area}{first}{last}", "+1 {area}-{first}-{last}"),
    other_location="Ballard",
    spoiled="objects.0.item_data.name",
    edges={
        Entity.PRODUCT: ("GET /v2/catalog/list", {"path": "objects", "only": "types=ITEM"}),
        Entity.STOCK: (
            "POST /v2/inventory/counts/batch-retrieve",
            {"path": "counts", "only": '"limit":1000}'},
        ),
        Entity.CUSTOMER: ("POST /v2/customers/search", {"path": "customers"}),
        Entity.ORDER: ("POST /v2/orders/search", {"path": "orders"}),
    },
    one_page=frozenset({Entity.STOCK, Entity.CUSTOMER, Entity.ORDER}),
    lacks=frozenset({"POST bundle"}),
)
