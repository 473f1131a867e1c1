"""Toast on the stage of the contract suite."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from adapters.keys import checked_options
from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.toast.adapter import ToastAdapter
from adapters.toast.errors import ToastDialect
from adapters.transport import Transport
from adapters.wire import HttpRequest, RatePolicy
from domain.calls import Call, SystemClock
from domain.customers import Customer
from domain.events import Entity
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter, Subscription
from domain.ports.tokens import KeyFlow, TokenSet
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.toast import create_shop
from sandbox.toast.restaurant import GUID
from tests.contract.suite.base import Stage
from tests.contract.suite.sim import PATIENCE_S, FixedToken, PosSim, in_time, records
from tests.contract.suite.stage import control_at, request_of
from tests.contract.toast_contract import faults_of, faults_of_answer

TOAST = PLATFORMS["toast"]
CHECKED = frozenset(
    {
        "POST /orders/v2/prices",
        "POST /orders/v2/orders",
        "GET /orders/v2/orders/{guid}",
        "POST /orders/v2/orders/{guid}/void",
        "POST /orders/v2/orders/{guid}/checks/{check}/payments",
        "GET /stock/v1/inventory",
        "POST /stock/v1/inventory/search",
        "GET /menus/v2/metadata",
    }
)
"""Answers of the stand-in that every test checks; the long ones are checked once."""
SKU = "NK-AIRMAX90-BLK-10"
OPTIONS = Options(seed_variants=150, limits=False, webhook_retry_factor=0.001)


class HurriedDialect(ToastDialect):
    """The stand-in runs without limits here; the limits are proved in the unit tests."""

    rate = RatePolicy(per_s=100_000, burst=100_000, max_per_s=100_000)

    def limits(self, request: HttpRequest) -> tuple[()]:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor(ToastAdapter):
    """The adapter, and Toast's staff, who subscribe an address when they are asked."""

    staff: Callable[..., Any]

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """What is to be asked for, done at once, with the secrets that are handed over."""
        made = ToastAdapter.subscribe_webhooks(self, url)
        done = self.staff("POST subscribe", {"url": url})["subscriptions"]
        secrets = {f"by-toast:{one['category']}": one["secret"] for one in done}
        return tuple(replace(one, signing_secret=secrets[one.platform_id]) for one in made)


@dataclass
class Guests:
    """Our own copy of the guests, as a full run fills it."""

    adapter: PosAdapter
    known: list[Customer] | None = None

    def find(self, *, phone: str | None = None, email: str | None = None) -> tuple[Customer, ...]:
        """Guests with exactly this phone or e-mail."""
        if self.known is None:
            self.known = records(self.adapter.customers())
        return tuple(
            one
            for one in self.known
            if (phone is not None and one.phone == phone)
            or (email is not None and one.email == email.lower())
        )


def flow_at(transport: Transport, url: str) -> KeyFlow:
    """Toast's login against the stand-in."""
    assert TOAST.keys is not None
    connection = ConnectionId("con_login")
    return TOAST.keys.open(
        None,
        lambda call: transport.line(connection, url, HurriedDialect(), None, call),
        SystemClock(),
    )


def log_in(transport: Transport, url: str) -> TokenSet:
    """Type the keys as a restaurant's owner would."""
    typed = {
        "client_id": OPTIONS.client_id,
        "client_secret": OPTIONS.client_secret,
        "restaurant_guid": GUID,
    }
    return flow_at(transport, url).grant(typed, call=in_time())


def check(sim: PosSim) -> None:
    """Every request is one that Toast documents, and the stand-in's answers are such as well."""
    faulted = {one["route"] for one in sim.control("GET faults")["faults"]}
    for sent in sim.requests():
        request = request_of(sent)
        assert not faults_of(request), (sent["path"], faults_of(request))
        if sent["status"] == 200 and sent["route"] in CHECKED and sent["route"] not in faulted:
            try:
                answer = json.loads(sent["answer"])
            except ValueError:  # garbled on a test's order
                continue
            faults = faults_of_answer(sent["method"], sent["path"], answer)
            assert not faults, (sent["path"], faults[:5])


def sim_at(transport: Transport, url: str, **given: str) -> PosSim:
    """A connected adapter, with the restaurant's settings unless others are given."""
    tokens, control, report = log_in(transport, url), control_at(url), MappingReport()
    source = FixedToken(tokens.access, platform="toast")
    told = {**control("GET shop")["settings"], "fallback_email": "voice@northwind.example"}
    control("POST count", {"sku": SKU, "quantity": 5})  # from here on webhooks tell of stock
    settings = AdapterSettings(
        account_id=tokens.account_id,
        granted_scopes=tokens.scopes,
        options=checked_options(TOAST.options, {**told, **given}),
        report=report,
    )
    guests: list[Guests] = []

    def reopen(within: float = PATIENCE_S) -> PosAdapter:
        line = transport.line(
            ConnectionId(f"con_{url}"), url, HurriedDialect(), source, Call.within(within)
        )
        index = guests[0] if guests else None
        opened = TOAST.open(line, replace(settings, customer_index=index))
        assert isinstance(opened, ToastAdapter)
        return AskedFor(settings=opened.settings, client=opened.client, staff=control)

    guests.append(Guests(reopen()))
    return PosSim(
        platform=TOAST,
        adapter=reopen(),
        control=control,
        reopen=reopen,
        report=report,
        tokens=source,
        sku=SKU,
        routes={
            "locations": "GET /restaurants/v1/restaurants/{guid}",
            "quote": "POST /orders/v2/prices",
            "create_order": "POST /orders/v2/orders",
            "pay": "POST /orders/v2/orders/{guid}/checks/{check}/payments",
        },
    )


STAGE = Stage(
    platform=TOAST,
    create_shop=create_shop,
    options=OPTIONS,
    connect=sim_at,
    check=check,
    carries=frozenset({"images", "categories"}),
    tells_hours=True,
    phones_shared=False,
    version_word=None,
    spoiled="menus.0.menuGroups.0.menuGroups.0.menuItems.0.name",
    one_page=frozenset({Entity.PRODUCT, Entity.STOCK}),
    lacks=frozenset({"POST bundle", "POST customer"}),
)
