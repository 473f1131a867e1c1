"""Revel's adapter over HTTP against its stand-in: the port's suite, and what is Revel's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import pytest

from adapters.keys import checked_options, pack_keys
from adapters.platform import AdapterSettings, CustomerIndex
from adapters.registry import PLATFORMS
from adapters.revel.adapter import RevelAdapter
from adapters.revel.errors import RevelDialect
from adapters.transport import Transport
from adapters.wire import RatePolicy
from domain.calls import Call
from domain.capabilities import Capability, Support
from domain.customers import Customer
from domain.errors import NotAuthorizedError, RejectedError, UnsupportedError
from domain.events import Entity, Refetch
from domain.ids import ConnectionId, PlatformId
from domain.money import Money
from domain.orders import CartLine, FulfillmentMethod, OrderState, PaymentState, PosOrder
from domain.ports.pos import PosAdapter, Subscription
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.revel import create_shop
from tests.contract.pos_contract import FixedToken, PosAdapterContract, PosSim, draft, key
from tests.contract.revel_contract import answer_faults, faults_of
from tests.contract.suite.sim import records
from tests.contract.suite.stage import control_at, stand_in
from tests.contract.suite.telling import Telling

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


shop_url = stand_in(lambda: create_shop(OPTIONS))


def keys(**other: str) -> str:
    """The typed keys as one token."""
    typed = {"api_key": OPTIONS.client_id, "api_secret": OPTIONS.client_secret}
    return pack_keys({"subdomain": "northwind", "establishment": "1", **typed, **other})


def sim_at(
    transport: Transport,
    url: str,
    options: dict[str, str],
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

    def reopen(within: float = 10.0) -> PosAdapter:
        line = transport.line(ConnectionId(f"con_{url}"), url, DIALECT, source, Call.within(within))
        opened = REVEL.open(line, settings)
        assert isinstance(opened, RevelAdapter)
        return AskedFor(
            settings=opened.settings, client=opened.client, here=opened.here, register=control
        )

    return PosSim(
        platform=REVEL,
        adapter=reopen(within=60.0),
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


@pytest.fixture
def sim(shop_url: str, transport: Transport) -> Iterator[PosSim]:
    """A connection with orders switched on; afterwards all it sent is held against the contract."""
    opened = sim_at(transport, shop_url, ON)
    yield opened
    check_exchanges(opened)


@pytest.fixture
def reader(shop_url: str, transport: Transport) -> Iterator[PosSim]:
    """A connection as it begins: reading only."""
    opened = sim_at(transport, shop_url, OFF)
    yield opened
    check_exchanges(opened)


def check_exchanges(sim: PosSim) -> None:
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


class Differences:
    """What is other at Revel."""

    account_name: ClassVar[str] = "Downtown"
    addressed: ClassVar[bool] = False
    ships: ClassVar[bool] = False
    version_word: ClassVar[str | None] = None
    untracked_sku: ClassVar[str | None] = None
    spoiled: ClassVar[str | None] = "objects.0.name"


class TestRevel(Differences, PosAdapterContract):
    """The port's suite with orders switched on, and what is Revel's own."""

    edges: ClassVar[Mapping[Entity, tuple[str, Mapping[str, str]]]] = {
        Entity.PRODUCT: ("GET /resources/Product/", {"path": "objects", "only": "order_by=-id"}),
        Entity.STOCK: (
            "GET /resources/Inventory/",
            {"path": "objects", "only": "limit=200", "unless": "product__in"},
        ),
        Entity.CUSTOMER: ("GET /resources/Customer/", {"path": "objects", "only": "limit=200"}),
    }

    def settled(self, sim: PosSim) -> PosOrder:
        """An order whose money another connection took."""
        order = self.payable(sim)
        return sim.adapter.confirm_order(
            order, paid=order.total, external_reference="pi_123", key=key("payable")
        )

    def test_staff_see_who_fetches_an_order_and_that_it_is_paid(self, sim: PosSim) -> None:
        self.settled(sim)

        (row,) = sim.book("vt-1001")
        assert row["visible_in_pos"]
        assert row["call_name"] == "Jordan Rivera / vt-1001 / PAID pi_123"
        assert not row["payments"]

    def test_a_confirmation_that_is_repeated_is_written_once(self, sim: PosSim) -> None:
        order = self.settled(sim)

        again = sim.reopen().confirm_order(
            order, paid=order.total, external_reference="pi_123", key=key("payable")
        )

        (row,) = sim.book("vt-1001")
        assert row["call_name"].count("PAID") == 1
        assert again.payment_state is PaymentState.PAID

    def test_a_paid_order_is_read_back_as_paid_and_a_closed_one_as_completed(
        self, sim: PosSim
    ) -> None:
        order = self.settled(sim)

        paid = sim.adapter.order(order.platform_id)
        sim.control("POST close", {"order_id": int(order.platform_id)})
        closed = sim.adapter.order(order.platform_id)

        assert paid is not None
        assert (paid.state, paid.payment_state) == (OrderState.CONFIRMED, PaymentState.PAID)
        assert closed is not None
        assert closed.state is OrderState.COMPLETED
        assert closed.payment_platform_ids
        assert closed.revision >= paid.revision

    def test_less_money_than_the_order_costs_confirms_nothing(self, sim: PosSim) -> None:
        order = self.payable(sim)

        with pytest.raises(RejectedError):
            sim.adapter.confirm_order(
                order, paid=Money(1, "USD"), external_reference="pi_1", key=key("short")
            )

        assert "PAID" not in sim.book("vt-1001")[0]["call_name"]

    def test_staff_see_that_an_order_is_off_and_a_closed_one_stays(self, sim: PosSim) -> None:
        order = self.payable(sim)
        sim.adapter.cancel_order(order.platform_id, reason="test", key=key("cancel"))
        other = sim.adapter.create_order(draft(sim.cart(), "vt-1002"), key=key("other"))
        sim.control("POST close", {"order_id": int(other.platform_id)})

        with pytest.raises(RejectedError):
            sim.adapter.cancel_order(other.platform_id, reason="test", key=key("late"))

        assert sim.book("vt-1001")[0]["call_name"].endswith(" / CANCELED")

    def test_more_than_the_shelf_has_is_refused_by_name_and_not_ordered(self, sim: PosSim) -> None:
        cart = sim.cart(quantity=int(self.on_shelf(sim)) + 1)

        with pytest.raises(RejectedError) as refused:
            sim.adapter.create_order(draft(cart), key=key("much"))

        assert refused.value.platform_code == "INSUFFICIENT_STOCK"
        assert sim.book("vt-1001") == []

    def test_a_lost_mark_is_written_again_and_stands_once(self, sim: PosSim) -> None:
        order = self.payable(sim)
        sim.fault("lose_answer", "mark")

        sim.adapter.confirm_order(
            order, paid=order.total, external_reference="pi_123", key=key("lost")
        )

        assert sim.book("vt-1001")[0]["call_name"].count("PAID pi_123") == 1

    def test_a_drink_costs_what_its_milk_adds(self, sim: PosSim) -> None:
        latte = next(p for p in sim.products() if p.title == "Caffe Latte")
        (milk,) = latte.modifier_lists
        oat = next(one for one in milk.modifiers if one.name == "Oat milk")
        line = CartLine(
            variant_platform_id=sim.variant_id("CB-LATTE-LARGE"),
            quantity=2,
            modifiers=(oat.platform_id,),
        )

        quote = sim.adapter.quote(replace(sim.cart(), lines=(line,)))

        assert (milk.name, milk.minimum, milk.maximum) == ("Milk", 0, 1)
        assert oat.price == Money(75, "USD")
        assert quote.lines[0].unit_price == Money(550 + 75, "USD")
        assert quote.subtotal == Money(2 * 625, "USD")

    def test_a_modifier_the_product_has_not_is_refused(self, sim: PosSim) -> None:
        line = CartLine(
            variant_platform_id=sim.variant_id(), quantity=1, modifiers=(PlatformId("41"),)
        )

        with pytest.raises(RejectedError) as refused:
            sim.adapter.quote(replace(sim.cart(), lines=(line,)))

        assert refused.value.platform_code == "NO_SUCH_MODIFIER"

    def test_goods_priced_at_the_till_and_shipping_are_refused_in_a_sentence(
        self, sim: PosSim
    ) -> None:
        open_price = CartLine(variant_platform_id=sim.variant_id("SVC-REPAIR"), quantity=1)

        with pytest.raises(UnsupportedError, match="priced at the store"):
            sim.adapter.quote(replace(sim.cart(), lines=(open_price,)))
        with pytest.raises(UnsupportedError, match="pickup only"):
            sim.adapter.quote(replace(sim.cart(), method=FulfillmentMethod.SHIPPING))

    def test_a_matrix_product_itself_is_not_sold(self, sim: PosSim) -> None:
        parent = next(p for p in sim.products() if len(p.variants) > 1)
        line = CartLine(variant_platform_id=parent.platform_id, quantity=1)

        with pytest.raises(RejectedError):
            sim.adapter.quote(replace(sim.cart(), lines=(line,)))

    def test_a_quote_costs_two_calls_and_an_order_four(self, sim: PosSim) -> None:
        cart = sim.cart()
        start = sim.calls()
        sim.adapter.quote(cart)
        quoted = sim.calls()

        sim.adapter.create_order(draft(cart), key=key("calls"))

        assert (quoted - start, sim.calls() - quoted) == (2, 4)

    def test_a_walk_costs_one_call_per_page_and_per_matrix_product(self, sim: PosSim) -> None:
        before = sim.calls()

        pages = list(sim.adapter.products())

        matrix = [one for one in records(pages) if one.variants[0].platform_id != one.platform_id]
        side = 2  # categories and the online store's list
        assert len(pages) == 2
        assert sim.calls() - before <= side + 2 * len(pages) + len(matrix)

    def test_what_is_not_counted_has_no_level(self, sim: PosSim) -> None:
        drink = sim.variant_id("CB-LATTE-LARGE")

        assert records(sim.adapter.stock(inventory_ids=[drink])) == []

    def test_another_establishment_is_another_connection(
        self, sim: PosSim, shop_url: str, transport: Transport
    ) -> None:
        ballard = sim_at(transport, shop_url, ON, place="2")

        here, there = sim.variant_id(), ballard.variant_id()
        levels = records(ballard.adapter.stock())

        assert here != there
        assert ballard.adapter.ping().name == "Ballard"
        assert there in {one.inventory_platform_id for one in levels}
        assert here not in {one.inventory_platform_id for one in levels}
        assert {one.location_platform_id for one in levels} == {PlatformId("2")}
        assert ballard.adapter.product(next(iter(sim.products())).platform_id).records == ()

    def test_a_finished_sale_asks_for_the_order_and_its_counts(self, sim: PosSim) -> None:
        variant = sim.variant_id()

        _, events = self.told(
            sim,
            lambda: sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name}),
            lambda event: isinstance(event, Refetch),
        )

        entities = [(one.entity, one.platform_id) for one in events if isinstance(one, Refetch)]
        assert entities[0][0] is Entity.ORDER
        assert entities[1:] == [(Entity.STOCK, variant)]

    def test_goods_marked_out_of_stock_have_their_count_read_again(self, sim: PosSim) -> None:
        variant = sim.variant_id()

        deliveries, events = self.told(
            sim,
            lambda: sim.control(
                "POST flag", {"sku": sim.sku, "location": sim.location_name, "instock": False}
            ),
            lambda event: isinstance(event, Refetch),
        )

        assert deliveries[0].account == "northwind/1"
        assert events == [Refetch(entity=Entity.STOCK, platform_id=variant)]

    def test_a_phone_typed_strangely_is_found_in_our_own_copy(
        self, sim: PosSim, shop_url: str, transport: Transport
    ) -> None:
        sim.control(
            "POST customer", {"given_name": "Robin", "family_name": "Vale", "phone": "206/5550198"}
        )
        known = Customer(platform_id=PlatformId("30"), given_name="Robin", phone="+12065550198")
        adapter = sim_at(transport, shop_url, ON, index=OneKnown(known)).adapter

        assert sim.adapter.find_customers(phone="+12065550198") == ()
        assert adapter.find_customers(phone="+12065550198") == (known,)


@dataclass(frozen=True)
class OneKnown:
    """Our copy of the customers: one of them."""

    customer: Customer

    def find(self, *, phone: str | None = None, email: str | None = None) -> tuple[Customer, ...]:
        """That customer, if the phone is theirs."""
        return (self.customer,) if phone == self.customer.phone else ()


class TestRevelReadingOnly(Differences, Telling):
    """A connection as it begins: the switch is off."""

    @pytest.fixture
    def sim(self, reader: PosSim) -> PosSim:
        return reader

    def test_prices_and_orders_are_refused_with_the_setting_that_allows_them(
        self, sim: PosSim
    ) -> None:
        cart, before = sim.cart(), sim.calls()

        for wish in (
            lambda: sim.adapter.quote(cart),
            lambda: sim.adapter.create_order(draft(cart), key=key("off")),
            lambda: sim.adapter.cancel_order(PlatformId("1"), reason="x", key=key("off")),
        ):
            with pytest.raises(UnsupportedError, match="orders=public-client-code"):
                wish()

        assert sim.calls() == before

    def test_everything_is_read_all_the_same(self, sim: PosSim) -> None:
        assert sim.variant().price is not None
        assert records(sim.adapter.orders(customer_id=sim.shopper()))
        assert records(sim.adapter.stock(inventory_ids=[sim.variant_id()]))
        declared = sim.adapter.capabilities
        assert declared[Capability.ORDER_HISTORY].support is Support.NATIVE
        assert declared[Capability.QUOTE].support is Support.NONE


def test_a_key_without_the_web_order_surface_says_so_and_reads_the_rest(
    sim: PosSim,
) -> None:
    whole = {v.platform_id: v.price for p in sim.products() for v in p.variants}
    sim.control("POST permissions", {"withhold": ["weborders"]})

    account = sim.adapter.ping()
    products = sim.products()

    assert account.missing_scopes == {"weborders"}
    assert {v.platform_id: v.price for p in products for v in p.variants} == whole
    assert not any(p.images for p in products)


def test_a_key_without_the_resources_names_what_is_missing(sim: PosSim) -> None:
    sim.control("POST permissions", {"withhold": ["resources"]})

    with pytest.raises(NotAuthorizedError) as refused:
        sim.adapter.ping()

    assert refused.value.missing_scope == "resources"


def test_wrong_keys_are_not_a_missing_permission(shop_url: str, transport: Transport) -> None:
    wrong = sim_at(transport, shop_url, OFF, token=keys(api_secret="wrong-secret"))

    with pytest.raises(NotAuthorizedError) as refused:
        wrong.adapter.ping()

    assert refused.value.missing_scope is None


def test_an_establishment_that_is_not_there_is_refused_by_name(
    shop_url: str, transport: Transport
) -> None:
    lost = sim_at(transport, shop_url, OFF, place="77")

    with pytest.raises(RejectedError) as refused:
        lost.adapter.ping()

    assert refused.value.platform_code == "NO_SUCH_ESTABLISHMENT"
