"""What is Revel's own, beside the suite: over HTTP against its stand-in."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from adapters.transport import Transport
from domain.capabilities import Capability, Support
from domain.customers import Customer
from domain.errors import NotAuthorizedError, RejectedError, UnsupportedError
from domain.events import Entity, Refetch
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import CartLine, FulfillmentMethod, OrderState, PaymentState
from tests.contract.platforms.revel import OFF, READING, STAGE, keys, sim_at
from tests.contract.suite.hooks import told
from tests.contract.suite.sim import PosSim, draft, key, records
from tests.contract.suite.telling import Telling

pytestmark = pytest.mark.stage(STAGE)


def test_staff_see_who_fetches_an_order_and_that_it_is_paid(sim: PosSim) -> None:
    sim.settled()

    (row,) = sim.book("vt-1001")
    assert row["visible_in_pos"]
    assert row["call_name"] == "Jordan Rivera / vt-1001 / PAID pi_123"
    assert not row["payments"]


def test_a_confirmation_that_is_repeated_is_written_once(sim: PosSim) -> None:
    order = sim.settled()

    again = sim.reopen().confirm_order(
        order, paid=order.total, external_reference="pi_123", key=key("payable")
    )

    (row,) = sim.book("vt-1001")
    assert row["call_name"].count("PAID") == 1
    assert again.payment_state is PaymentState.PAID


def test_a_paid_order_is_read_back_as_paid_and_a_closed_one_as_completed(sim: PosSim) -> None:
    order = sim.settled()

    paid = sim.adapter.order(order.platform_id)
    sim.control("POST close", {"order_id": int(order.platform_id)})
    closed = sim.adapter.order(order.platform_id)

    assert paid is not None
    assert (paid.state, paid.payment_state) == (OrderState.CONFIRMED, PaymentState.PAID)
    assert closed is not None
    assert closed.state is OrderState.COMPLETED
    assert closed.payment_platform_ids
    assert closed.revision >= paid.revision


def test_less_money_than_the_order_costs_confirms_nothing(sim: PosSim) -> None:
    order = sim.payable()

    with pytest.raises(RejectedError):
        sim.adapter.confirm_order(
            order, paid=Money(1, "USD"), external_reference="pi_1", key=key("short")
        )

    assert "PAID" not in sim.book("vt-1001")[0]["call_name"]


def test_staff_see_that_an_order_is_off_and_a_closed_one_stays(sim: PosSim) -> None:
    order = sim.payable()
    sim.adapter.cancel_order(order.platform_id, reason="test", key=key("cancel"))
    other = sim.adapter.create_order(draft(sim.cart(), "vt-1002"), key=key("other"))
    sim.control("POST close", {"order_id": int(other.platform_id)})

    with pytest.raises(RejectedError):
        sim.adapter.cancel_order(other.platform_id, reason="test", key=key("late"))

    assert sim.book("vt-1001")[0]["call_name"].endswith(" / CANCELED")


def test_more_than_the_shelf_has_is_refused_by_name_and_not_ordered(sim: PosSim) -> None:
    cart = sim.cart(quantity=int(sim.on_shelf()) + 1)

    with pytest.raises(RejectedError) as refused:
        sim.adapter.create_order(draft(cart), key=key("much"))

    assert refused.value.platform_code == "INSUFFICIENT_STOCK"
    assert sim.book("vt-1001") == []


def test_a_lost_mark_is_written_again_and_stands_once(sim: PosSim) -> None:
    order = sim.payable()
    sim.fault("lose_answer", "mark")

    sim.adapter.confirm_order(order, paid=order.total, external_reference="pi_123", key=key("lost"))

    assert sim.book("vt-1001")[0]["call_name"].count("PAID pi_123") == 1


def test_a_drink_costs_what_its_milk_adds(sim: PosSim) -> None:
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


def test_a_modifier_the_product_has_not_is_refused(sim: PosSim) -> None:
    line = CartLine(variant_platform_id=sim.variant_id(), quantity=1, modifiers=(PlatformId("41"),))

    with pytest.raises(RejectedError) as refused:
        sim.adapter.quote(replace(sim.cart(), lines=(line,)))

    assert refused.value.platform_code == "NO_SUCH_MODIFIER"


def test_goods_priced_at_the_till_and_shipping_are_refused_in_a_sentence(sim: PosSim) -> None:
    open_price = CartLine(variant_platform_id=sim.variant_id("SVC-REPAIR"), quantity=1)

    with pytest.raises(UnsupportedError, match="priced at the store"):
        sim.adapter.quote(replace(sim.cart(), lines=(open_price,)))
    with pytest.raises(UnsupportedError, match="pickup only"):
        sim.adapter.quote(replace(sim.cart(), method=FulfillmentMethod.SHIPPING))


def test_a_matrix_product_itself_is_not_sold(sim: PosSim) -> None:
    parent = next(p for p in sim.products() if len(p.variants) > 1)
    line = CartLine(variant_platform_id=parent.platform_id, quantity=1)

    with pytest.raises(RejectedError):
        sim.adapter.quote(replace(sim.cart(), lines=(line,)))


def test_a_quote_costs_two_calls_and_an_order_four(sim: PosSim) -> None:
    cart = sim.cart()
    start = sim.calls()
    sim.adapter.quote(cart)
    quoted = sim.calls()

    sim.adapter.create_order(draft(cart), key=key("calls"))

    assert (quoted - start, sim.calls() - quoted) == (2, 4)


def test_a_walk_costs_one_call_per_page_and_per_matrix_product(sim: PosSim) -> None:
    before = sim.calls()

    pages = list(sim.adapter.products())

    matrix = [one for one in records(pages) if one.variants[0].platform_id != one.platform_id]
    side = 2  # categories and the online store's list
    assert len(pages) == 2
    assert sim.calls() - before <= side + 2 * len(pages) + len(matrix)


def test_what_is_not_counted_has_no_level(sim: PosSim) -> None:
    drink = sim.variant_id("CB-LATTE-LARGE")

    assert records(sim.adapter.stock(inventory_ids=[drink])) == []


def test_another_establishment_is_another_connection(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    ballard = sim_at(transport, shop_url, place="2")

    here, there = sim.variant_id(), ballard.variant_id()
    levels = records(ballard.adapter.stock())

    assert here != there
    assert ballard.adapter.ping().name == "Ballard"
    assert there in {one.inventory_platform_id for one in levels}
    assert here not in {one.inventory_platform_id for one in levels}
    assert {one.location_platform_id for one in levels} == {PlatformId("2")}
    assert ballard.adapter.product(next(iter(sim.products())).platform_id).records == ()


def test_a_finished_sale_asks_for_the_order_and_its_counts(sim: PosSim) -> None:
    variant = sim.variant_id()

    _, events = told(
        sim,
        lambda: sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name}),
        lambda event: isinstance(event, Refetch),
    )

    entities = [(one.entity, one.platform_id) for one in events if isinstance(one, Refetch)]
    assert entities[0][0] is Entity.ORDER
    assert entities[1:] == [(Entity.STOCK, variant)]


def test_goods_marked_out_of_stock_have_their_count_read_again(sim: PosSim) -> None:
    variant = sim.variant_id()

    deliveries, events = told(
        sim,
        lambda: sim.control(
            "POST flag", {"sku": sim.sku, "location": sim.location_name, "instock": False}
        ),
        lambda event: isinstance(event, Refetch),
    )

    assert deliveries[0].account == "northwind/1"
    assert events == [Refetch(entity=Entity.STOCK, platform_id=variant)]


def test_a_phone_typed_strangely_is_found_in_our_own_copy(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    sim.control(
        "POST customer", {"given_name": "Robin", "family_name": "Vale", "phone": "206/5550198"}
    )
    known = Customer(platform_id=PlatformId("30"), given_name="Robin", phone="+12065550198")
    adapter = sim_at(transport, shop_url, index=OneKnown(known)).adapter

    assert sim.adapter.find_customers(phone="+12065550198") == ()
    assert adapter.find_customers(phone="+12065550198") == (known,)


@dataclass(frozen=True)
class OneKnown:
    """Our copy of the customers: one of them."""

    customer: Customer

    def find(self, *, phone: str | None = None, email: str | None = None) -> tuple[Customer, ...]:
        """That customer, if the phone is theirs."""
        return (self.customer,) if phone == self.customer.phone else ()


class TestRevelReadingOnly(Telling):
    """A connection as it begins: the switch is off."""

    stage = READING

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
