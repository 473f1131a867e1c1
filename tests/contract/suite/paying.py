"""Money: reserved, taken, let go and given back, each once."""

from __future__ import annotations

from contextlib import suppress

import pytest

from domain.capabilities import Capability
from domain.errors import AmbiguousOutcomeError, DomainError, RejectedError, UnsupportedError
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import OrderState, PaymentState, ReturnLine, ReturnRequest
from domain.payments import (
    Authorized,
    Declined,
    DeclineReason,
    PaymentStatus,
    RefundRequest,
    RefundStatus,
)
from tests.contract.suite.asking import requires, said
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, charged, draft, key, unknown, wait_for

REFUSED = (RejectedError, UnsupportedError, DomainError)


class Paying(ContractBase):
    """Cards are charged by token; other tenders are recorded."""

    @requires(Capability.CHARGE)
    def test_it_is_said_whether_a_card_may_pay_what_another_till_sold(self, sim: PosSim) -> None:
        declared = sim.adapter.capabilities[Capability.CHARGE]
        elsewhere = sim.payment(None, Money(100, "USD"), sim.good_token())

        if declared.own_orders_only:
            with pytest.raises(REFUSED):
                sim.adapter.authorize(elsewhere, key=key("elsewhere"))
        else:
            assert isinstance(sim.adapter.authorize(elsewhere, key=key("elsewhere")), Authorized)

    @requires(Capability.CHARGE, Capability.ORDER_BEFORE_PAYMENT)
    def test_a_checkout_is_paid_visible_and_within_three_calls(self, sim: PosSim) -> None:
        cart, adapter = sim.cart(), sim.reopen()
        token = sim.good_token()
        before = sim.calls()

        order = adapter.create_order(draft(cart), key=key("c"))
        held = adapter.authorize(sim.payment(order, order.total, token), key=key("c"))
        assert isinstance(held, Authorized)
        taken = adapter.capture(
            held.payment_id, order.total, order_id=order.platform_id, key=key("c")
        )
        done = adapter.confirm_order(
            order, paid=taken.amount, external_reference=None, key=key("c")
        )

        assert sim.calls() - before <= self.stage.most_checkout_calls
        assert taken.status is PaymentStatus.CAPTURED
        assert taken.amount == order.total
        assert done.state is OrderState.CONFIRMED
        assert done.payment_state is PaymentState.PAID
        (row,) = sim.book("vt-1001")
        assert row["visible_in_pos"]
        assert sum(one["charged"] for one in row["payments"]) == order.total.amount
        stored = adapter.order(order.platform_id)
        assert stored is not None
        assert (stored.state, stored.payment_state) == (done.state, done.payment_state)
        assert not sim.report.unknown, dict(sim.report.unknown)

    @requires(Capability.CHARGE)
    def test_a_declined_card_is_a_value_and_charges_nothing(self, sim: PosSim) -> None:
        order = sim.payable()

        outcome = sim.adapter.authorize(
            sim.payment(order, order.total, sim.declined_token()), key=key("declined")
        )

        assert isinstance(outcome, Declined)
        assert outcome.reason in DeclineReason
        (row,) = sim.book("vt-1001")
        assert sum(one["charged"] + one["authorized"] for one in row["payments"]) == 0

    @requires(Capability.CHARGE)
    def test_capturing_twice_takes_the_money_once(self, sim: PosSim) -> None:
        order, held = sim.authorized()

        captures = [
            sim.adapter.capture(
                held.payment_id, order.total, order_id=order.platform_id, key=key("capture")
            )
            for _ in range(2)
        ]

        assert {one.status for one in captures} == {PaymentStatus.CAPTURED}
        (row,) = sim.book("vt-1001")
        assert sum(one["charged"] for one in row["payments"]) == order.total.amount

    @requires(Capability.CHARGE)
    def test_voiding_twice_lets_the_money_go_once(self, sim: PosSim) -> None:
        order, held = sim.authorized()

        voids = [
            sim.adapter.void(held.payment_id, order_id=order.platform_id, key=key("void"))
            for _ in range(2)
        ]

        assert {one.status for one in voids} == {PaymentStatus.VOIDED}
        (row,) = sim.book("vt-1001")
        assert sum(one["charged"] + one["authorized"] for one in row["payments"]) == 0

    @requires(Capability.CHARGE)
    def test_an_authorization_whose_answer_was_lost_is_undone_by_its_key(self, sim: PosSim) -> None:
        order = sim.payable()
        sim.fault("lose_answer", "authorize")
        with suppress(AmbiguousOutcomeError):
            sim.adapter.authorize(
                sim.payment(order, order.total, sim.good_token()), key=key("lost")
            )

        sim.adapter.void_lost(key("lost"), order_id=order.platform_id)
        sim.adapter.void_lost(key("lost"), order_id=order.platform_id)

        (row,) = sim.book("vt-1001")
        assert sum(one["charged"] + one["authorized"] for one in row["payments"]) == 0

    @requires(Capability.CHARGE)
    def test_undoing_an_authorization_that_never_happened_is_quiet(self, sim: PosSim) -> None:
        order = sim.payable()

        sim.adapter.void_lost(key("never"), order_id=order.platform_id)

    @requires(Capability.CHARGE)
    def test_a_payment_is_read_as_it_stands_and_an_unknown_one_is_none(self, sim: PosSim) -> None:
        order, held = sim.authorized()

        found = sim.adapter.payment(held.payment_id, order_id=order.platform_id)
        unknown = PlatformId(f"{held.payment_id[:-4]}0000")

        assert found is not None
        wanted = PaymentStatus.AUTHORIZED if self.stage.reserves else PaymentStatus.CAPTURED
        assert found.status is wanted
        assert sim.adapter.payment(unknown, order_id=order.platform_id) is None

    @requires(Capability.RECORD_PAYMENT)
    def test_money_that_others_took_is_booked_once_and_confirms_the_order(
        self, sim: PosSim
    ) -> None:
        order = sim.adapter.create_order(draft(sim.cart()), key=key("external"))

        for _ in range(2):
            done = sim.adapter.confirm_order(
                order, paid=order.total, external_reference="pi_123", key=key("external")
            )

        assert done.payment_state is PaymentState.PAID
        (row,) = sim.book("vt-1001")
        assert row["visible_in_pos"]
        assert sum(one["charged"] for one in row["payments"]) == order.total.amount

    @requires(Capability.CHARGE)
    def test_one_key_reserves_the_money_once(self, sim: PosSim) -> None:
        order = sim.payable()
        request = sim.payment(order, order.total, sim.good_token())

        first = sim.adapter.authorize(request, key=key("once"))
        again = sim.reopen().authorize(request, key=key("once"))

        assert isinstance(first, Authorized)
        assert isinstance(again, Authorized)
        assert again.payment_id == first.payment_id
        (row,) = sim.book("vt-1001")
        held = sum(one["charged"] + one["authorized"] for one in row["payments"])
        assert held == order.total.amount

    @requires(Capability.CHARGE)
    def test_after_a_declined_card_another_one_pays(self, sim: PosSim) -> None:
        order = sim.payable()
        declined = sim.adapter.authorize(
            sim.payment(order, order.total, sim.declined_token()), key=key("first card")
        )

        held = sim.adapter.authorize(
            sim.payment(order, order.total, sim.good_token()), key=key("second card")
        )

        assert isinstance(declined, Declined)
        assert isinstance(held, Authorized)
        assert held.amount == order.total

    @said("reserves")
    @requires(Capability.CHARGE)
    def test_money_that_was_taken_cannot_be_voided(self, sim: PosSim) -> None:
        order, payment_id = sim.paid()

        with pytest.raises(REFUSED):
            sim.adapter.void(payment_id, order_id=order.platform_id, key=key("late"))

        (row,) = sim.book("vt-1001")
        assert charged(row) == order.total.amount

    @requires(Capability.CHARGE)
    def test_money_that_was_let_go_cannot_be_taken(self, sim: PosSim) -> None:
        order, held = sim.authorized()
        sim.adapter.void(held.payment_id, order_id=order.platform_id, key=key("void"))

        with pytest.raises(REFUSED):
            sim.adapter.capture(
                held.payment_id, order.total, order_id=order.platform_id, key=key("too late")
            )

        (row,) = sim.book("vt-1001")
        assert charged(row) == 0

    @requires(Capability.CHARGE)
    def test_an_unknown_payment_is_neither_taken_nor_let_go(self, sim: PosSim) -> None:
        order, held = sim.authorized()
        strange = unknown(held.payment_id)

        with pytest.raises(REFUSED):
            sim.adapter.capture(
                strange, order.total, order_id=order.platform_id, key=key("strange")
            )
        with pytest.raises(REFUSED):
            sim.adapter.void(strange, order_id=order.platform_id, key=key("strange"))

    @requires(Capability.CHARGE)
    def test_a_payment_in_another_currency_takes_no_money(self, sim: PosSim) -> None:
        order = sim.payable()
        request = sim.payment(order, Money(order.total.amount, "EUR"), sim.good_token())

        with suppress(*REFUSED):
            outcome = sim.adapter.authorize(request, key=key("euros"))
            assert isinstance(outcome, Declined)

        (row,) = sim.book("vt-1001")
        assert sum(one["charged"] + one["authorized"] for one in row["payments"]) == 0

    @requires(Capability.CHARGE, Capability.ORDER_HISTORY)
    def test_a_payment_tells_its_amount_and_the_order_that_it_paid(self, sim: PosSim) -> None:
        order, payment_id = sim.paid()

        payment = sim.adapter.payment(payment_id, order_id=order.platform_id)
        stored = sim.adapter.order(order.platform_id)

        assert payment is not None
        assert (payment.status, payment.amount) == (PaymentStatus.CAPTURED, order.total)
        assert stored is not None
        assert stored.payment_state is PaymentState.PAID

    @requires(Capability.CHARGE, Capability.CANCEL_ORDER)
    def test_canceling_a_paid_order_says_what_became_of_it(self, sim: PosSim) -> None:
        order, _ = sim.paid()

        try:
            canceled = sim.adapter.cancel_order(
                order.platform_id, reason="changed my mind", key=key("cancel")
            )
        except REFUSED:
            stored = sim.adapter.order(order.platform_id)
            assert stored is not None
            assert stored.state is not OrderState.CANCELED
            return

        assert canceled.state is OrderState.CANCELED
        assert canceled.payment_state in (PaymentState.PAID, PaymentState.REFUNDED)

    @requires(Capability.PAYMENT_LINK, Capability.CREATE_ORDER)
    def test_an_order_has_a_page_to_pay_on_and_asking_for_it_takes_no_money(
        self, sim: PosSim
    ) -> None:
        order = sim.payable()

        link = sim.adapter.payment_link(order)

        assert link.startswith(("https://", "http://127.0.0.1", "http://localhost"))
        (row,) = sim.book("vt-1001")
        assert sum(one["charged"] + one["authorized"] for one in row["payments"]) == 0

    @requires(Capability.RECORD_PAYMENT)
    def test_more_or_less_money_than_the_order_costs_does_not_confirm_it_quietly(
        self, sim: PosSim
    ) -> None:
        order = sim.adapter.create_order(draft(sim.cart()), key=key("short"))
        short = Money(order.total.amount - 1, "USD")

        with suppress(*REFUSED):
            done = sim.adapter.confirm_order(
                order, paid=short, external_reference="pi_1", key=key("short")
            )
            assert done.payment_state is not PaymentState.PAID

    @requires(Capability.REFUND)
    def test_money_is_given_back_in_part_and_never_twice_for_one_key(self, sim: PosSim) -> None:
        order, payment_id = sim.paid()
        part = Money(100, "USD")
        request = RefundRequest(
            payment_id=payment_id, amount=part, reason="test", order_platform_id=order.platform_id
        )

        first = sim.adapter.refund(request, key=key("refund"))
        again = sim.reopen().refund(request, key=key("refund"))

        assert first.platform_id == again.platform_id
        assert first.amount == part
        assert first.status in (RefundStatus.PENDING, RefundStatus.COMPLETED)
        wait_for(lambda: sum(one["refunded"] for one in sim.book("vt-1001")[0]["payments"]) == 100)

    @requires(Capability.RETURN, Capability.RESTOCK)
    def test_returned_goods_are_back_in_stock_once(self, sim: PosSim) -> None:
        order, _ = sim.paid()
        stored = sim.adapter.order(order.platform_id)
        assert stored is not None
        before = sim.on_shelf()
        request = ReturnRequest(
            order_platform_id=order.platform_id,
            lines=(ReturnLine(order_line_platform_id=stored.lines[0].platform_id, quantity=1),),
            reason="test",
            location_platform_id=order.location_platform_id,
        )

        first = sim.adapter.create_return(request, key=key("return"))
        again = sim.reopen().create_return(request, key=key("return"))

        assert first.restocked
        assert first.platform_id == again.platform_id
        assert sim.on_shelf() == before + 1

    @requires(Capability.REFUND)
    def test_more_than_was_taken_is_never_given_back(self, sim: PosSim) -> None:
        order, payment_id = sim.paid()
        sim.adapter.refund(
            RefundRequest(
                payment_id=payment_id, amount=Money(100, "USD"), reason="first",
                order_platform_id=order.platform_id,
            ),
            key=key("first"),
        )  # fmt: skip

        with pytest.raises(REFUSED):
            sim.adapter.refund(
                RefundRequest(
                    payment_id=payment_id, amount=order.total, reason="second",
                    order_platform_id=order.platform_id,
                ),
                key=key("second"),
            )  # fmt: skip

        (row,) = sim.book("vt-1001")
        assert sum(one["refunded"] for one in row["payments"]) <= 100

    @requires(Capability.REFUND)
    def test_two_refunds_under_two_keys_add_up(self, sim: PosSim) -> None:
        order, payment_id = sim.paid()

        for name, amount in (("first", 100), ("second", 250)):
            sim.adapter.refund(
                RefundRequest(
                    payment_id=payment_id, amount=Money(amount, "USD"), reason=name,
                    order_platform_id=order.platform_id,
                ),
                key=key(name),
            )  # fmt: skip

        wait_for(lambda: sum(one["refunded"] for one in sim.book("vt-1001")[0]["payments"]) == 350)

    @requires(Capability.REFUND, Capability.ORDER_HISTORY)
    def test_an_order_whose_money_went_back_says_so(self, sim: PosSim) -> None:
        order, payment_id = sim.paid()

        sim.adapter.refund(
            RefundRequest(
                payment_id=payment_id, amount=order.total, reason="all",
                order_platform_id=order.platform_id,
            ),
            key=key("all"),
        )  # fmt: skip

        def is_told() -> bool:
            stored = sim.adapter.order(order.platform_id)
            assert stored is not None
            return stored.payment_state is PaymentState.REFUNDED

        wait_for(is_told)

    @requires(Capability.REFUND)
    def test_an_unknown_payment_is_not_refunded(self, sim: PosSim) -> None:
        order, payment_id = sim.paid()

        with pytest.raises(REFUSED):
            sim.adapter.refund(
                RefundRequest(
                    payment_id=unknown(payment_id), amount=Money(100, "USD"), reason="test",
                    order_platform_id=order.platform_id,
                ),
                key=key("strange"),
            )  # fmt: skip
