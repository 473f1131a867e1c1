"""What is Counterpoint's own, beside the suite: over HTTP against its stand-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from adapters.circuit import BreakerPolicy
from adapters.transport import Transport, TransportConfig
from domain.errors import (
    AmbiguousOutcomeError,
    NotAuthorizedError,
    RejectedError,
    UnavailableError,
    UnsupportedError,
)
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import CartLine, OrderState, PaymentState, PosOrder
from domain.ports.pos import Page, PosAdapter
from mapping.report import MappingReport
from sandbox.counterpoint import create_shop
from sandbox.kit.server import serve
from tests.contract.platforms.counterpoint import SHOP, STAGE, opener, typed_keys
from tests.contract.suite.sim import (
    FixedToken,
    PosSim,
    charged,
    draft,
    high_water,
    key,
    level_of,
    records,
    wait_for,
)
from tests.integration.adapters.shops import Authority, authority

pytestmark = pytest.mark.stage(STAGE)


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


def test_a_version_of_a_grid_item_is_found_counted_and_told_apart(sim: PosSim) -> None:
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
    sim: PosSim, shop_url: str, transport: Transport
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


def test_goods_with_a_serial_number_are_refused_in_words(sim: PosSim) -> None:
    cart = sim.cart()
    line = replace(cart.lines[0], variant_platform_id=sim.variant_id("GPS-66"))

    with pytest.raises(UnsupportedError, match="serial number"):
        sim.adapter.create_order(draft(replace(cart, lines=(line,))), key=key("serial"))


def test_the_tax_of_another_town_is_that_towns(sim: PosSim) -> None:
    here = sim.adapter.quote(sim.cart(quantity=3))
    there = sim.adapter.quote(
        replace(sim.cart(quantity=3), location_platform_id=PlatformId("BELLEVUE"))
    )

    assert (here.tax, there.tax) == (Money(4037, "USD"), Money(4017, "USD"))


def test_an_order_is_followed_until_it_is_posted(sim: PosSim) -> None:
    order = sim.settled()
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
def test_a_payment_whose_answer_was_lost_is_recorded_once(sim: PosSim, fault: str) -> None:
    order = sim.payable()
    sim.fault(fault, "POST /Document/{DocId}/Payments")

    with suppress(AmbiguousOutcomeError):
        _confirm(sim, order)
    done = _confirm(sim, order)

    assert done.payment_state is PaymentState.PAID
    (row,) = sim.book("vt-1001")
    assert charged(row) == order.total.amount


def test_a_payment_that_never_arrived_is_left_to_staff_and_not_repeated(sim: PosSim) -> None:
    order = sim.payable()
    sim.fault("drop", "POST /Document/{DocId}/Payments")

    for _ in range(2):
        with pytest.raises(AmbiguousOutcomeError):
            _confirm(sim, order)

    (row,) = sim.book("vt-1001")
    assert charged(row) == 0


def test_a_server_that_was_off_for_hours_loses_nothing(
    sim: PosSim, shop_url: str, restless: Transport
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
    adapter = reopen()

    assert [one.platform_id for one in records(adapter.products(since=items))] == [sim.sku]
    assert {one.inventory_platform_id for one in records(adapter.stock(since=levels))} == {sim.sku}
    (robin,) = records(adapter.customers(since=people))
    assert robin.given_name == "Robin"


def test_a_full_run_flushes_the_servers_cache_once(sim: PosSim) -> None:
    before = sim.control("GET shop")["cache_flushes"]

    sim.products()

    assert sim.control("GET shop")["cache_flushes"] == before + 1


def test_a_role_that_may_not_read_customers_is_told_so(sim: PosSim) -> None:
    sim.control("POST deny", {"operation": "GET /Customers"})

    account = sim.adapter.ping()

    assert account.missing_scopes == {"GET /Customers"}
    with pytest.raises(NotAuthorizedError) as refused:
        list(sim.adapter.customers())
    assert refused.value.missing_scope == "customers.list"


def test_at_most_two_calls_are_under_way_at_once(sim: PosSim) -> None:
    sim.control("DELETE stats")
    adapters = [sim.reopen() for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: list(one.locations()), adapters))

    assert sim.control("GET stats")["max_concurrency"] <= 2


def _confirm(sim: PosSim, order: PosOrder) -> PosOrder:
    return sim.reopen().confirm_order(
        order, paid=order.total, external_reference="pi_123", key=key("confirm")
    )


def is_awake(reopen: Callable[..., PosAdapter]) -> bool:
    """Whether the connection's breaker has noticed that the server is back."""
    with suppress(UnavailableError):
        return bool(list(reopen(within=5.0).locations()))
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
