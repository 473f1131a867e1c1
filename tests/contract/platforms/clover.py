"""Clover on the stage of the contract suite."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from adapters.clover.errors import CloverDialect
from adapters.keys import checked_options
from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.transport import Transport
from adapters.wire import ExtraLimit, HttpRequest
from domain.calls import Call
from domain.events import Entity
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter, Subscription
from domain.ports.tokens import OAuthFlow, Pkce, TokenSet
from mapping.report import MappingReport
from sandbox.clover import create_shop
from sandbox.kit.platform import Options
from tests.contract.clover_contract import faults_of
from tests.contract.suite.base import Stage
from tests.contract.suite.sim import PATIENCE_S, FixedToken, PosSim
from tests.contract.suite.stage import consented, control_at, oauth_flow, request_of
from tests.fakes.dialects import AMPLE

CLOVER = PLATFORMS["clover"]
REDIRECT = "http://localhost:8000/oauth/clover/callback"
OPTIONS = Options(seed_variants=300, limits=False)
PAYER = "203.0.113.7"
STORE = "Northwind Outfitters Capitol Hill"


def flow_at(transport: Transport, url: str) -> OAuthFlow:
    """Clover's OAuth flow against the stand-in."""
    return oauth_flow(CLOVER, transport, url, OPTIONS)


def connect(transport: Transport, url: str, pkce: Pkce | None = None) -> TokenSet:
    """Go through the consent page as a merchant's browser would."""
    return consented(
        flow_at(transport, url),
        f"{url}/oauth/v2/authorize",
        redirect_uri=REDIRECT,
        scopes=tuple(CLOVER.scopes),
        pkce=pkce,
    )


def settings_for(tokens: TokenSet, report: MappingReport, **options: str) -> AdapterSettings:
    """The settings of a connection in the US."""
    return AdapterSettings(
        account_id=tokens.account_id,
        webhook_secret=OPTIONS.app_token,
        options=checked_options(CLOVER.options, {"payer_address": PAYER, **options}),
        report=report,
    )


class CloverSim(PosSim):
    """A person sets the webhooks' address in the developer dashboard."""

    def subscribed(self, url: str) -> tuple[Subscription, ...]:
        """That person's work done, and the subscription."""
        self.control("POST dashboard", {"webhook_url": url, "verified": True})
        return self.adapter.subscribe_webhooks(url)


def sim_at(transport: Transport, url: str) -> PosSim:
    """A connected adapter."""
    granted = connect(transport, url)
    report, tokens = MappingReport(), FixedToken(granted.access, "clover")
    settings = settings_for(granted, report)

    def reopen(within: float = PATIENCE_S, **options: str) -> PosAdapter:
        line = transport.line(
            ConnectionId(f"con_{url}"),
            url,
            UNHURRIED,
            tokens,
            Call.within(within),
        )
        chosen = settings_for(granted, report, **options) if options else settings
        return CLOVER.open(line, chosen)

    control = control_at(url)
    return CloverSim(
        platform=CLOVER,
        adapter=reopen(),
        control=control,
        reopen=reopen,
        report=report,
        location_name=STORE,
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


def check(sim: PosSim) -> None:
    """Every request the adapter sent is one that Clover documents."""
    for sent in sim.requests():
        agents = [sent["headers"][name] for name in sent["headers"] if name.lower() == "user-agent"]
        if sent["path"].startswith("/oauth/") or "Voicetill" not in str(agents):
            continue  # the browser's and the tests' own
        request = request_of(sent)
        faults = faults_of(request, parse_qsl(sent["query"], keep_blank_values=True))
        assert not faults, (sent["path"], faults)


class Unhurried(CloverDialect):
    """Clover without our own waiting for its limits: one test below asks about those."""

    rate = AMPLE

    def limits(self, request: HttpRequest) -> Sequence[ExtraLimit]:
        """None."""
        return ()


UNHURRIED = Unhurried()


STAGE = Stage(
    platform=CLOVER,
    create_shop=create_shop,
    options=OPTIONS,
    connect=sim_at,
    check=check,
    account_name=STORE,
    most_checkout_calls=4,  # look-up (v3 has no keys), order, payment, the charge as it stands
    carries=frozenset({"barcode", "categories"}),
    tells_hours=True,
    phones_typed=("{area}{first}{last}", "+1{area}{first}{last}"),
    spoiled="elements.0.name",
    reserves=False,
    signs_body=False,
    edges={
        entity: (
            f"GET /v3/merchants/{{mId}}/{noun}",
            {"path": "elements", "only": f"limit={size}&offset=0", "unless": "filter="},
        )
        for entity, noun, size in (
            (Entity.PRODUCT, "items", 1000),
            (Entity.STOCK, "items", 1000),
            (Entity.CUSTOMER, "customers", 1000),
            (Entity.ORDER, "orders", 500),
        )
    },
    one_page=frozenset({Entity.STOCK, Entity.CUSTOMER, Entity.ORDER}),
    lacks=frozenset({"POST bundle"}),
)
