"""Prices and orders: what a cart costs, and that an order is made once, and as wished."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.capabilities import Capability, Support
from domain.errors import (
    AmbiguousOutcomeError,
    DomainError,
    PlatformError,
    RejectedError,
    UnsupportedError,
)
from domain.money import Money
from domain.orders import (
    Cart,
    CartLine,
    FulfillmentMethod,
    FulfillmentState,
    OrderState,
    PaymentState,
    PosOrder,
)
from tests.contract.suite.asking import only_reads, requires, said
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, charged, draft, key, unknown

REFUSED = (RejectedError, UnsupportedError, DomainError)


class Ordering(ContractBase):
    """From the cart to the order in the POS of record."""

    @requires(Capability.QUOTE)
    @pytest.mark.parametrize("shipping", [None, Money(799, "USD")], ids=["pickup", "shipping"])
    def test_an_order_costs_what_was_quoted(self, sim: PosSim, shipping: Money | None) -> None:
        cart = sim.cart(quantity=3, shipping_fee=shipping)
        if shipping is not None and not self.stage.ships:
            with pytest.raises(UnsupportedError):
                sim.adapter.quote(cart)
            return

        quote = sim.adapter.quote(cart)
        order = sim.adapter.create_order(draft(cart), key=key("quoted"))

        assert quote.total == order.total
        assert quote.tax == order.tax
        assert quote.tax.amount > 0
        assert quote.total == quote.subtotal - quote.discount + quote.tax + quote.shipping
        assert quote.shipping == (shipping or Money.zero("USD"))
        (line,) = quote.lines
        assert line.quantity == 3
        assert line.unit_price * 3 == quote.subtotal

    @requires(Capability.QUOTE)
    def test_asking_for_a_price_creates_nothing(self, sim: PosSim) -> None:
        before = len(sim.control("GET orders")["orders"])

        sim.adapter.quote(sim.cart())

        assert len(sim.control("GET orders")["orders"]) == before

    @requires(Capability.CREATE_ORDER)
    def test_one_idempotency_key_creates_one_order(self, sim: PosSim) -> None:
        cart = sim.cart()

        first = sim.adapter.create_order(draft(cart), key=key("once"))
        again = sim.reopen().create_order(draft(cart), key=key("once"))

        assert again.platform_id == first.platform_id
        assert first.reference == "vt-1001"
        assert first.state is OrderState.PENDING
        assert first.payment_state is PaymentState.UNPAID
        assert first.fulfillments[0].method is FulfillmentMethod.PICKUP
        assert len(sim.book("vt-1001")) == 1

    @requires(Capability.CREATE_ORDER)
    def test_an_order_whose_answer_was_lost_is_made_once_and_found(self, sim: PosSim) -> None:
        cart = sim.cart()
        sim.fault("lose_answer", "create_order")

        with suppress(AmbiguousOutcomeError):
            sim.adapter.create_order(draft(cart), key=key("lost"))
        if not self.stage.finds_lost_orders:
            _assert_in_doubt(sim, cart, "lost")
            return
        found = sim.adapter.find_order(
            "vt-1001",
            location_id=cart.location_platform_id,
            created_after=datetime.now(UTC) - timedelta(minutes=5),
        )

        assert found is not None
        assert found.reference == "vt-1001"
        assert len(sim.book("vt-1001")) == 1

    @requires(Capability.CREATE_ORDER)
    def test_a_reference_that_was_never_used_is_not_found(self, sim: PosSim) -> None:
        found = sim.adapter.find_order(
            "vt-never",
            location_id=sim.location(),
            created_after=datetime.now(UTC) - timedelta(minutes=5),
        )

        assert found is None

    @requires(Capability.CREATE_ORDER)
    def test_an_unpaid_order_claims_stock_only_where_that_is_declared(self, sim: PosSim) -> None:
        claims = sim.adapter.capabilities[Capability.ORDER_CLAIMS_STOCK].support
        before = sim.on_shelf()

        sim.adapter.create_order(draft(sim.cart()), key=key("claims"))

        fallen = before - sim.on_shelf()
        assert fallen == (0 if claims is Support.NONE else sim.cart().lines[0].quantity)

    @requires(Capability.CANCEL_ORDER)
    def test_an_unpaid_order_is_canceled_once_and_for_all(self, sim: PosSim) -> None:
        order = sim.adapter.create_order(draft(sim.cart()), key=key("doomed"))

        canceled = sim.adapter.cancel_order(order.platform_id, reason="test", key=key("cancel"))
        again = sim.adapter.cancel_order(order.platform_id, reason="test", key=key("cancel2"))

        assert canceled.state is OrderState.CANCELED
        assert again == canceled
        assert all(one.state is FulfillmentState.CANCELED for one in canceled.fulfillments)

    @requires(Capability.QUOTE)
    def test_every_line_of_a_cart_is_priced_and_the_lines_add_up(self, sim: PosSim) -> None:
        cart = sim.cart(quantity=2, more=[(sim.second_sku, 3)])

        quote = sim.adapter.quote(cart)

        assert [(one.variant_platform_id, one.quantity) for one in quote.lines] == [
            (one.variant_platform_id, one.quantity) for one in cart.lines
        ]
        gross = sum(one.unit_price.amount * one.quantity for one in quote.lines)
        assert gross == quote.subtotal.amount
        assert sum(one.discount.amount for one in quote.lines) == quote.discount.amount
        assert sum(one.tax.amount for one in quote.lines) == quote.tax.amount

    @requires(Capability.QUOTE)
    def test_a_price_changed_at_the_till_is_quoted_at_once(self, sim: PosSim) -> None:
        cart = sim.cart()

        sim.control("POST price", {"sku": sim.sku, "amount": 4321})

        assert sim.reopen().quote(cart).subtotal == Money(4321, "USD")

    @only_reads
    @requires(Capability.QUOTE)
    def test_a_cart_with_an_unknown_variant_has_no_price(self, sim: PosSim) -> None:
        with pytest.raises(REFUSED):
            sim.adapter.quote(_with_unknown_variant(sim))

    @requires(Capability.CREATE_ORDER)
    def test_an_order_for_an_unknown_variant_is_refused_and_not_made(self, sim: PosSim) -> None:
        cart = _with_unknown_variant(sim)

        with pytest.raises(REFUSED):
            sim.adapter.create_order(draft(cart), key=key("unknown"))

        assert sim.book("vt-1001") == []

    @requires(Capability.CREATE_ORDER)
    def test_an_order_is_never_told_in_a_currency_the_till_does_not_have(self, sim: PosSim) -> None:
        cart = replace(sim.cart(), currency="EUR")

        with suppress(*REFUSED):
            order = sim.adapter.create_order(draft(cart), key=key("euros"))
            assert {order.total.currency, *(one.total.currency for one in order.lines)} == {"USD"}

    @requires(Capability.CREATE_ORDER)
    def test_an_order_carries_each_line_as_it_was_wished(self, sim: PosSim) -> None:
        cart = sim.cart(quantity=3, more=[(sim.second_sku, 1)])

        order = sim.adapter.create_order(draft(cart), key=key("lines"))

        wished = {line.variant_platform_id: Decimal(line.quantity) for line in cart.lines}
        assert {line.variant_platform_id: line.quantity for line in order.lines} == wished
        assert len(order.lines) == 2
        assert all(line.name and line.platform_id for line in order.lines)
        assert {line.unit_price.currency for line in order.lines} == {"USD"}
        assert order.location_platform_id == cart.location_platform_id

    @requires(Capability.CREATE_ORDER, Capability.ORDER_HISTORY)
    def test_an_order_that_was_made_is_read_back_the_same(self, sim: PosSim) -> None:
        made = sim.adapter.create_order(draft(sim.cart(quantity=2)), key=key("back"))

        read = sim.reopen().order(made.platform_id)

        assert read is not None
        assert _told(read) == _told(made)
        assert made.number
        assert abs(made.created_at - datetime.now(UTC)) < timedelta(hours=1)

    @requires(Capability.CREATE_ORDER, Capability.FIND_CUSTOMER)
    def test_an_order_belongs_to_the_shopper_who_wished_for_it(self, sim: PosSim) -> None:
        cart = sim.cart()

        order = sim.adapter.create_order(draft(cart), key=key("whose"))

        assert order.customer_platform_id == sim.shopper()

    @requires(Capability.CREATE_ORDER)
    def test_a_shopper_the_till_does_not_know_can_order(self, sim: PosSim) -> None:
        cart = sim.cart()
        assert cart.recipient is not None
        stranger = replace(
            cart.recipient, name="Ana Strange", phone="+12065550111", email=None,
            customer_platform_id=None,
        )  # fmt: skip

        order = sim.adapter.create_order(
            draft(replace(cart, recipient=stranger)), key=key("stranger")
        )

        assert order.customer_platform_id != sim.customer_id() or sim.customer_id() is None
        assert len(sim.book("vt-1001")) == 1

    @requires(Capability.CREATE_ORDER)
    def test_two_wishes_are_two_orders_though_they_are_alike(self, sim: PosSim) -> None:
        cart = sim.cart()

        first = sim.adapter.create_order(draft(cart, "vt-1001"), key=key("one"))
        second = sim.adapter.create_order(draft(cart, "vt-1002"), key=key("two"))

        assert first.platform_id != second.platform_id
        assert (first.reference, second.reference) == ("vt-1001", "vt-1002")

    @requires(Capability.CREATE_ORDER)
    def test_the_longest_reference_is_kept_whole_and_found(self, sim: PosSim) -> None:
        reference = "vt-01JD8Z5Q3W6N7X9KCMP4RTYAHB-2026-11-21"
        assert len(reference) == 40
        cart = sim.cart()

        made = sim.adapter.create_order(draft(cart, reference), key=key("long"))
        found = _found(sim, cart, reference)

        assert made.reference == reference
        assert found is not None
        assert (found.platform_id, found.reference) == (made.platform_id, reference)

    @requires(Capability.CREATE_ORDER)
    @pytest.mark.parametrize("other", ["vt-100", "vt-10010", "VT-1001X", "1001"])
    def test_an_order_is_not_found_by_a_reference_that_is_only_alike(
        self, sim: PosSim, other: str
    ) -> None:
        cart = sim.cart()
        sim.adapter.create_order(draft(cart, "vt-1001"), key=key("alike"))

        assert _found(sim, cart, other) is None

    @said("other_location")
    @requires(Capability.CREATE_ORDER)
    def test_an_order_for_another_store_lands_there(self, sim: PosSim) -> None:
        usual, other = sim.location(), sim.location(self.stage.other_location)
        before = sim.on_shelf()

        order = sim.adapter.create_order(
            draft(replace(sim.cart(), location_platform_id=other)), key=key("elsewhere")
        )

        assert order.location_platform_id == other != usual
        assert sim.on_shelf() == before

    @requires(Capability.CREATE_ORDER)
    def test_an_order_whose_answer_is_garbled_is_made_once_and_found(self, sim: PosSim) -> None:
        cart = sim.cart()
        sim.fault("cut", "create_order")

        with suppress(AmbiguousOutcomeError):
            sim.adapter.create_order(draft(cart), key=key("garbled"))

        if not self.stage.finds_lost_orders:
            _assert_in_doubt(sim, cart, "garbled")
            return
        assert _found(sim, cart, "vt-1001") is not None
        assert len(sim.book("vt-1001")) == 1

    @requires(Capability.CREATE_ORDER)
    def test_an_order_that_failed_before_it_was_made_can_be_made_with_its_key(
        self, sim: PosSim
    ) -> None:
        cart = sim.cart()
        sim.fault("fail", "create_order", status=400)
        with pytest.raises(PlatformError):
            sim.adapter.create_order(draft(cart), key=key("again"))

        made = sim.adapter.create_order(draft(cart), key=key("again"))

        assert made.reference == "vt-1001"
        assert len(sim.book("vt-1001")) == 1

    @requires(Capability.CANCEL_ORDER)
    def test_a_canceled_order_gives_its_stock_back(self, sim: PosSim) -> None:
        before = sim.on_shelf()
        order = sim.adapter.create_order(draft(sim.cart(quantity=2)), key=key("doomed"))

        sim.adapter.cancel_order(order.platform_id, reason="test", key=key("cancel"))

        assert sim.on_shelf() == before

    @requires(Capability.CANCEL_ORDER)
    def test_an_unknown_order_cannot_be_canceled(self, sim: PosSim) -> None:
        order = sim.adapter.create_order(draft(sim.cart()), key=key("known"))

        with pytest.raises(REFUSED):
            sim.adapter.cancel_order(
                unknown(order.platform_id), reason="test", key=key("cancel unknown")
            )

    @requires(Capability.CANCEL_ORDER, Capability.ORDER_HISTORY)
    def test_a_canceled_order_stays_canceled_when_it_is_read_again(self, sim: PosSim) -> None:
        order = sim.adapter.create_order(draft(sim.cart()), key=key("doomed"))
        sim.adapter.cancel_order(order.platform_id, reason="test", key=key("cancel"))

        read = sim.reopen().order(order.platform_id)

        assert read is not None
        assert read.state is OrderState.CANCELED

    @requires(Capability.CANCEL_ORDER, Capability.CONFIRM_ORDER)
    def test_a_canceled_order_cannot_be_confirmed(self, sim: PosSim) -> None:
        order = sim.adapter.create_order(draft(sim.cart()), key=key("doomed"))
        canceled = sim.adapter.cancel_order(order.platform_id, reason="test", key=key("cancel"))

        with pytest.raises(REFUSED):
            sim.adapter.confirm_order(
                canceled, paid=order.total, external_reference="pi_123", key=key("too late")
            )

        assert not sum(charged(row) for row in sim.book("vt-1001"))


def _found(sim: PosSim, cart: Cart, reference: str) -> PosOrder | None:
    return sim.reopen().find_order(
        reference,
        location_id=cart.location_platform_id,
        created_after=datetime.now(UTC) - timedelta(minutes=5),
    )


def _assert_in_doubt(sim: PosSim, cart: Cart, name: str) -> None:
    """Neither made again, nor said not to exist."""
    with pytest.raises(AmbiguousOutcomeError):
        sim.reopen().create_order(draft(cart), key=key(name))
    with pytest.raises(AmbiguousOutcomeError):
        _found(sim, cart, "vt-1001")
    assert len(sim.book("vt-1001")) == 1


def _with_unknown_variant(sim: PosSim) -> Cart:
    cart = sim.cart()
    strange = unknown(cart.lines[0].variant_platform_id)
    return replace(cart, lines=(CartLine(variant_platform_id=strange, quantity=1),))


def _told(order: PosOrder) -> tuple[object, ...]:
    """What a shopper is told of an order."""
    lines = [(one.variant_platform_id, one.quantity, one.unit_price) for one in order.lines]
    return order.number, order.reference, order.state, order.total, order.tax, lines
