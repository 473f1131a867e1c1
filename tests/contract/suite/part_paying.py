"""Less than was authorized: the order brought down, a part of the money taken, the rest let go."""

from __future__ import annotations

from dataclasses import replace

from domain.capabilities import Capability, Support
from domain.money import Money
from domain.orders import OrderState, PaymentState, PosOrder
from domain.payments import Authorized, PaymentStatus
from tests.contract.suite.asking import requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, charged, draft, key


class PartPaying(ContractBase):
    """What platforms that take less than they reserved do, each once."""

    @requires(Capability.PARTIAL_CAPTURE, Capability.AMEND_ORDER)
    def test_an_authorized_order_is_brought_down_and_so_much_is_taken(self, sim: PosSim) -> None:
        order, held = self._of_two(sim)

        smaller = sim.adapter.amend_order(order.platform_id, (1,), key=key("amend"))
        again = sim.reopen().amend_order(order.platform_id, (1,), key=key("amend"))
        taken = sim.adapter.capture(
            held.payment_id,
            smaller.total,
            order_id=order.platform_id,
            key=key("part"),
            reserved=order.total,
        )

        assert smaller.total.amount * 2 in range(order.total.amount - 1, order.total.amount + 2)
        assert again.total == smaller.total
        assert [line.quantity for line in again.lines] == [1]
        assert (taken.status, taken.amount) == (PaymentStatus.CAPTURED, smaller.total)
        (row,) = sim.book("vt-1001")
        assert charged(row) == smaller.total.amount
        assert sum(one["authorized"] for one in row["payments"]) == 0
        done = sim.adapter.order(order.platform_id)
        assert done is not None
        assert (done.state, done.payment_state) == (OrderState.CONFIRMED, PaymentState.PAID)

    @requires(Capability.PARTIAL_CAPTURE, Capability.AMEND_ORDER)
    def test_a_part_is_taken_once_also_where_the_answer_was_lost(self, sim: PosSim) -> None:
        order, held = self._of_two(sim)
        smaller = sim.adapter.amend_order(order.platform_id, (1,), key=key("amend"))

        taken = [
            sim.reopen().capture(
                held.payment_id,
                smaller.total,
                order_id=order.platform_id,
                key=key("part"),
                reserved=order.total,
            )
            for _ in range(2)
        ]

        assert {(one.status, one.amount) for one in taken} == {
            (PaymentStatus.CAPTURED, smaller.total)
        }
        (row,) = sim.book("vt-1001")
        assert charged(row) == smaller.total.amount

    @requires(Capability.PARTIAL_CAPTURE)
    def test_a_part_of_what_was_reserved_is_taken_and_the_rest_is_let_go(self, sim: PosSim) -> None:
        """A till that cannot bring its own order down still takes a part of what it reserved."""
        amendable = sim.adapter.capabilities[Capability.AMEND_ORDER].support is not Support.NONE
        order = None if amendable else sim.payable()
        whole = Money(2000, "USD") if order is None else order.total
        part = Money(whole.amount - 500, whole.currency)
        held = sim.adapter.authorize(sim.payment(order, whole, sim.good_token()), key=key("hold"))
        assert isinstance(held, Authorized)

        taken = sim.adapter.capture(
            held.payment_id,
            part,
            order_id=None if order is None else order.platform_id,
            key=key("part"),
            reserved=whole,
        )

        told = sim.adapter.payment(held.payment_id, order_id=order and order.platform_id)
        assert (taken.status, taken.amount) == (PaymentStatus.CAPTURED, part)
        assert told is not None
        assert (told.status, told.amount) == (PaymentStatus.CAPTURED, part)

    def _of_two(self, sim: PosSim) -> tuple[PosOrder, Authorized]:
        """An order of two of a thing, its money reserved."""
        cart = sim.cart()
        two = replace(cart, lines=(replace(cart.lines[0], quantity=2),))
        order = sim.adapter.create_order(draft(two), key=key("two"))
        held = sim.adapter.authorize(
            sim.payment(order, order.total, sim.good_token()), key=key("two")
        )
        assert isinstance(held, Authorized)
        return order, held
