"""Counterpoint's adapter over HTTP against its stand-in: the port's suite, and what is its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest

from adapters.circuit import BreakerPolicy
from adapters.keys import checked_keys, checked_options
from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.transport import Transport, TransportConfig
from domain.calls import Call, SystemClock
from domain.errors import (
    AmbiguousOutcomeError,
    NotAuthorizedError,
    RejectedError,
    UnavailableError,
    UnsupportedError,
)
from domain.events import Entity
from domain.ids import ConnectionId, PlatformId
from domain.money import Money
from domain.orders import CartLine, OrderState, PaymentState, PosOrder
from domain.ports.pos import Page, PosAdapter
from mapping.report import MappingReport
from sandbox.counterpoint import create_shop
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from tests.contract.counterpoint_contract import faults_of
from tests.contract.pos_contract import (
    FixedToken,
    PosAdapterContract,
    PosSim,
    draft,
    key,
    wait_for,
)
from tests.contract.suite.sim import high_water, level_of, records
from tests.contract.suite.stage import control_at, request_of, stand_in
from tests.fakes.pos_memory import ListedCustomers, MemoryOfOrders
from tests.integration.adapters.shops import Authority, authority

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


shop_url = stand_in(lambda: create_shop(SHOP))


@pytest.fixture(scope="module")
def test_authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority nobody trusts unless told to."""
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def restless() -> Iterator[Transport]:
    """A transport whose breaker probes a server that was down very soon."""
    opened = Transport(TransportConfig(breaker=BreakerPolicy(pause_s=0.05, longest_pause_s=0.05)))
    yield opened
    opened.close()


def typed_keys(**changes: str) -> str:
    """The access token that typed keys rest as."""
    assert COUNTERPOINT.keys is not None
    flow = COUNTERPOINT.keys.open(None, lambda call: pytest.fail("no call is made"), SystemClock())
    fields = checked_keys(COUNTERPOINT.keys.fields, {**TYPED, **changes})
    return flow.grant(fields, call=Call.within(5)).access


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

    def reopen(within: float = 10.0) -> PosAdapter:
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
        request = request_of(sent)
        assert not faults_of(request), (sent["path"], faults_of(request))


class TestCounterpoint(PosAdapterContract):
    """The port's suite."""

    edges: ClassVar[Mapping[Entity, tuple[str, Mapping[str, str]]]] = {
        Entity.PRODUCT: ("GET /Items", {"path": "Items", "only": "Rows=200"}),
        Entity.CUSTOMER: ("GET /Customers", {"path": "Customers", "only": "Rows=200"}),
    }
    carries: ClassVar[frozenset[str]] = frozenset({"barcode", "categories"})
    other_location: ClassVar[str | None] = "Ballard"
    version_word: ClassVar[str | None] = None
    spoiled: ClassVar[str | None] = "Items.0.DESCR"
    finds_lost_orders: ClassVar[bool] = False

    def test_a_version_of_a_grid_item_is_found_counted_and_told_apart(self, sim: PosSim) -> None:
        (socks,) = (one for one in sim.products() if one.platform_id == "DT-HIKER")

        gray = next(one for one in socks.variants if dict(one.options)["color"] == "Gray")
        levels = records(sim.adapter.stock(inventory_ids=[gray.platform_id]))

        assert len(socks.variants) == 6
        assert {one.inventory_platform_id for one in levels} == {gray.platform_id}
        counted = sim.control(f"GET stock?sku=DT-HIKER-GRY-{gray.options['size']}")["stock"]
        assert level_of([Page(records=tuple(levels))], gray, sim.location()).available == Decimal(
            counted["Downtown"]
        )

    def test_a_version_of_a_grid_item_is_ordered_where_the_merchant_tried_it(
        self, sim: PosSim, shop_url: str, transport: Transport
    ) -> None:
        token = FixedToken(typed_keys(), "counterpoint")
        adapter = opener(transport, shop_url, token, sim.report, grid_orders="yes")()
        line = CartLine(variant_platform_id=PlatformId("DT-HIKER::GRAY::L::*"), quantity=2)
        cart = replace(sim.cart(), lines=(line,))
        before = int(sim.control("GET stock?sku=DT-HIKER-GRY-L")["stock"]["Downtown"])

        order = adapter.create_order(draft(cart), key=key("grid"))

        assert [one.variant_platform_id for one in order.lines] == [line.variant_platform_id]
        left = int(sim.control("GET stock?sku=DT-HIKER-GRY-L")["stock"]["Downtown"])
        assert left == before - 2
        with pytest.raises(UnsupportedError, match="counter"):
            sim.adapter.create_order(draft(cart, "vt-1002"), key=key("grid untried"))

    def test_goods_with_a_serial_number_are_refused_in_words(self, sim: PosSim) -> None:
        cart = sim.cart()
        line = replace(cart.lines[0], variant_platform_id=sim.variant_id("GPS-66"))

        with pytest.raises(UnsupportedError, match="serial number"):
            sim.adapter.create_order(draft(replace(cart, lines=(line,))), key=key("serial"))

    def test_the_tax_of_another_town_is_that_towns(self, sim: PosSim) -> None:
        here = sim.adapter.quote(sim.cart(quantity=3))
        there = sim.adapter.quote(
            replace(sim.cart(quantity=3), location_platform_id=PlatformId("BELLEVUE"))
        )

        assert (here.tax, there.tax) == (Money(4037, "USD"), Money(4017, "USD"))

    def test_an_order_is_followed_until_it_is_posted(self, sim: PosSim) -> None:
        order = self.settled(sim)
        seen = [order.state]

        sim.control("POST pick", {"order_id": order.platform_id})
        picked = sim.adapter.order(order.platform_id)
        sim.control("POST post", {"order_id": order.platform_id})

        assert picked is not None
        assert [*seen, picked.state] == [OrderState.CONFIRMED, OrderState.READY]
        assert sim.adapter.order(order.platform_id) is None
        with pytest.raises(RejectedError, match="posted"):
            sim.adapter.find_order(
                "vt-1001", location_id=sim.location(), created_after=datetime.now(UTC)
            )

    @pytest.mark.parametrize("fault", ["lose_answer", "cut"])
    def test_a_payment_whose_answer_was_lost_is_recorded_once(
        self, sim: PosSim, fault: str
    ) -> None:
        order = self.payable(sim)
        sim.fault(fault, "POST /Document/{DocId}/Payments")

        with suppress(AmbiguousOutcomeError):
            self._confirm(sim, order)
        done = self._confirm(sim, order)

        assert done.payment_state is PaymentState.PAID
        (row,) = sim.book("vt-1001")
        assert self.charged(row) == order.total.amount

    def test_a_payment_that_never_arrived_is_left_to_staff_and_not_repeated(
        self, sim: PosSim
    ) -> None:
        order = self.payable(sim)
        sim.fault("drop", "POST /Document/{DocId}/Payments")

        for _ in range(2):
            with pytest.raises(AmbiguousOutcomeError):
                self._confirm(sim, order)

        (row,) = sim.book("vt-1001")
        assert self.charged(row) == 0

    def test_a_server_that_was_off_for_hours_loses_nothing(
        self, sim: PosSim, shop_url: str, restless: Transport
    ) -> None:
        tokens = FixedToken(typed_keys(), "counterpoint")
        reopen = opener(restless, shop_url, tokens, sim.report)
        items, levels, people = (
            high_water(list(walk))
            for walk in (sim.adapter.products(), sim.adapter.stock(), sim.adapter.customers())
        )
        sim.fault("drop", "*", times=None)
        for listing in ("products", "stock", "customers"):
            with pytest.raises(UnavailableError):
                list(getattr(reopen(within=0.3), listing)())

        sim.control("POST sell", {"sku": sim.sku, "location": "Downtown", "quantity": 2})
        sim.control("POST price", {"sku": sim.sku, "amount": 4321})
        sim.control("POST customer", {"given_name": "Robin", "family_name": "Vale"})
        sim.control("POST clock", {"advance_s": 6 * 3600})
        sim.control("DELETE faults")
        wait_for(lambda: is_awake(reopen))
        adapter = reopen(within=30.0)

        assert [one.platform_id for one in records(adapter.products(since=items))] == [sim.sku]
        assert {one.inventory_platform_id for one in records(adapter.stock(since=levels))} == {
            sim.sku
        }
        (robin,) = records(adapter.customers(since=people))
        assert robin.given_name == "Robin"

    def test_a_full_run_flushes_the_servers_cache_once(self, sim: PosSim) -> None:
        before = sim.control("GET shop")["cache_flushes"]

        sim.products()

        assert sim.control("GET shop")["cache_flushes"] == before + 1

    def test_a_role_that_may_not_read_customers_is_told_so(self, sim: PosSim) -> None:
        sim.control("POST deny", {"operation": "GET /Customers"})

        account = sim.adapter.ping()

        assert account.missing_scopes == {"GET /Customers"}
        with pytest.raises(NotAuthorizedError) as refused:
            list(sim.adapter.customers())
        assert refused.value.missing_scope == "customers.list"

    def test_at_most_two_calls_are_under_way_at_once(self, sim: PosSim) -> None:
        sim.control("DELETE stats")
        adapters = [sim.reopen(within=30.0) for _ in range(8)]

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda one: list(one.locations()), adapters))

        assert sim.control("GET stats")["max_concurrency"] <= 2

    def _confirm(self, sim: PosSim, order: PosOrder) -> PosOrder:
        return sim.reopen().confirm_order(
            order, paid=order.total, external_reference="pi_123", key=key("confirm")
        )


def is_awake(reopen: Callable[..., PosAdapter]) -> bool:
    """Whether the connection's breaker has noticed that the server is back."""
    with suppress(UnavailableError):
        return bool(list(reopen(within=2.0).locations()))
    return False


def test_a_server_with_a_certificate_of_its_own_is_called_by_its_trust_file(
    transport: Transport, test_authority: Authority
) -> None:
    with create_shop(SHOP) as shop:
        running = serve(shop, tls=test_authority.server_context("127.0.0.1"))
        tokens = FixedToken(typed_keys(), "counterpoint")
        report = MappingReport()
        proved = opener(transport, running.url, tokens, report, trust_file=test_authority.file)
        unproved = opener(transport, running.url, tokens, report)

        assert running.url.startswith("https://")
        assert proved().ping().name == "Northwind Outfitters"
        with pytest.raises(UnavailableError):
            unproved(within=1.0).ping()
        running.stop()


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"password": "wrong"}, 401), ({"company": "SOUTHWIND"}, 401), ({"api_key": "x"}, 403)],
)
def test_wrong_keys_are_told_by_the_first_call(
    shop_url: str, transport: Transport, changed: dict[str, str], status: int
) -> None:
    tokens = FixedToken(typed_keys(**changed), "counterpoint")
    adapter = opener(transport, shop_url, tokens, MappingReport())()

    with pytest.raises(NotAuthorizedError) as refused:
        adapter.ping()

    assert refused.value.status in (status, None)  # a 401 is asked anew with renewed keys: none


def test_an_address_that_is_no_counterpoint_server_is_told(
    shop_url: str, transport: Transport
) -> None:
    tokens = FixedToken(typed_keys(), "counterpoint")
    adapter = opener(transport, f"{shop_url}/elsewhere", tokens, MappingReport())()

    with pytest.raises(RejectedError) as refused:
        adapter.ping()

    assert (refused.value.status, refused.value.platform_code) == (404, None)
