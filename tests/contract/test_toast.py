"""Toast's adapter over HTTP against its stand-in: the port's suite, and what is Toast's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest
import urllib3

from adapters.keys import checked_options
from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.toast.adapter import ToastAdapter
from adapters.toast.errors import ToastDialect
from adapters.transport import Transport, TransportConfig
from adapters.wire import HttpRequest, RatePolicy
from domain.calls import Call, SystemClock
from domain.customers import Customer
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter, Subscription
from domain.ports.tokens import KeyFlow, TokenSet
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from sandbox.toast import create_shop
from sandbox.toast.restaurant import GUID
from tests.contract.pos_contract import FixedToken, PosAdapterContract, PosSim
from tests.contract.suite.sim import records

TOAST = PLATFORMS["toast"]
OPTIONS = Options(seed_variants=300, limits=False, webhook_retry_factor=0.001)


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
    return flow_at(transport, url).grant(typed, call=Call.within(5))


@pytest.fixture
def sim(shop_url: str, transport: Transport) -> Iterator[PosSim]:
    """A connected adapter of the restaurant Downtown."""
    opened = sim_at(shop_url, transport)
    yield opened


def sim_at(url: str, transport: Transport, **given: str) -> PosSim:
    """A connected adapter, with the restaurant's settings unless others are given."""
    tokens, control, report = log_in(transport, url), control_at(url), MappingReport()
    source = FixedToken(tokens.access, platform="toast")
    told = control("GET shop")["settings"]
    settings = AdapterSettings(
        account_id=tokens.account_id,
        granted_scopes=tokens.scopes,
        options=checked_options(TOAST.options, {**told, **given}),
        report=report,
    )
    guests: list[Guests] = []

    def reopen(within: float = 10.0) -> PosAdapter:
        line = transport.line(
            ConnectionId(f"con_{url}"), url, HurriedDialect(), source, Call.within(within)
        )
        index = guests[0] if guests else None
        opened = TOAST.open(line, replace(settings, customer_index=index))
        assert isinstance(opened, ToastAdapter)
        return AskedFor(settings=opened.settings, client=opened.client, staff=control)

    guests.append(Guests(reopen(within=60.0)))
    return PosSim(
        platform=TOAST,
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
            "locations": "GET /restaurants/v1/restaurants/{guid}",
            "quote": "POST /orders/v2/prices",
            "create_order": "POST /orders/v2/orders",
            "pay": "POST /orders/v2/orders/{guid}/checks/{check}/payments",
        },
    )


class TestToast(PosAdapterContract):
    """The port's suite."""

    carries: ClassVar[frozenset[str]] = frozenset({"images", "categories"})
    phones_shared: ClassVar[bool] = False
    version_word: ClassVar[str | None] = None
    spoiled: ClassVar[str | None] = "menus.0.menuGroups.0.menuGroups.0.menuItems.0.name"
