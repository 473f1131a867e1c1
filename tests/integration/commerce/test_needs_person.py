"""What a platform cannot take back is not tried for ever: it is closed, and a person is told."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from prometheus_client import REGISTRY

from adapters.square.adapter import SquareAdapter
from app.commerce.model import Canceled, CancelRefused, NotOrderable, Placed, Prepared
from app.ops.checks import OrdersCheck
from app.ops.health import State
from domain.capabilities import Capability, Declaration, Support
from domain.errors import UnsupportedError
from domain.ids import IdempotencyKey, PlatformId
from domain.orders import OrderDraft, OrderState, PaymentState, PosOrder
from storage import journal
from tests.integration.commerce.acts import place, settle, yes_to
from tests.integration.commerce.house import MERCHANT, SQUARE_STORE, House, Shelf, new_call
from tests.integration.commerce.tills import with_square

NONE = Declaration(support=Support.NONE, note="only at the till")


@dataclass(frozen=True, slots=True)
class FinalAdapter(SquareAdapter):
    """A till whose orders only staff can cancel; it asks two cents more than it said."""

    dearer: bool = True
    declares: bool = True
    books: bool = True
    """Whether a call marks an order as paid."""

    @property
    def capabilities(self) -> Mapping[Capability, Declaration]:
        """Without cancellation, where it says so."""
        declared = SquareAdapter.capabilities.fget(self)  # type: ignore[attr-defined]
        return {**declared, Capability.CANCEL_ORDER: NONE} if self.declares else declared

    def create_order(self, draft: OrderDraft, *, key: IdempotencyKey) -> PosOrder:
        """The order, at another total."""
        made = SquareAdapter.create_order(self, draft, key=key)
        cents = replace(made.total, amount=2)
        return replace(made, total=made.total + cents) if self.dearer else made

    def confirm_order(self, order: PosOrder, **how: Any) -> PosOrder:
        """As Square does, or refused without a call."""
        if self.books:
            return SquareAdapter.confirm_order(self, order, **how)
        raise UnsupportedError("only at the till", platform="square", operation="orders.pay")

    def cancel_order(
        self,
        platform_id: PlatformId,
        *,
        reason: str,
        key: IdempotencyKey,
    ) -> PosOrder:
        """Refused without a call."""
        raise UnsupportedError("only at the till", platform="square", operation="orders.cancel")


def final_till(house: House, **how: bool) -> AbstractContextManager[House]:
    """The house, its Square a till that takes nothing back."""
    return with_square(house, FinalAdapter, **how)


def counted(step: str) -> float:
    """The metric of that step."""
    labels = {"platform": "square", "step": step}
    return REGISTRY.get_sample_value("voicetill_orders_need_person_total", labels) or 0.0


def given_up(house: House, shelf: Shelf) -> Prepared:
    """A checkout whose order stands in the till and cannot be taken back."""
    prepared = shelf.prepare(1)
    outcome = place(house, prepared)
    assert isinstance(outcome, NotOrderable), outcome
    assert outcome.reason == "needs-person"
    return prepared


def test_an_undo_without_a_call_is_left_to_a_person_and_not_tried_again(house: House) -> None:
    before = counted("create")
    with final_till(house) as final:
        prepared = given_up(final, replace(house.shelf(), house=final))
        assert counted("create") == before + 1
        settle(final, ahead_s=700)  # others' orders, too, if tests before left any
        again = place(final, prepared)
        order = final.services.orders.order(MERCHANT, prepared.order_id)

    assert isinstance(again, NotOrderable)
    assert again.reason == "needs-person"
    assert (order.state, order.payment_state) == (OrderState.PENDING, PaymentState.UNPAID)
    details = [step.detail for step in order.history]
    assert (details[-1], details.count("needs-person")) == ("needs-person", 1)
    assert order.pos_order_id is not None


def test_nothing_else_is_left_of_it(house: House) -> None:
    shelf = house.shelf()
    with final_till(house) as final:
        prepared = given_up(final, replace(shelf, house=final))

    payments = house.mall.square.control("GET payments")["payments"]
    assert not [one for one in payments if one["reference_id"] == prepared.order_id]
    assert shelf.level().held == 0


def test_an_operator_finds_it_in_the_status(house: House) -> None:
    with final_till(house) as final:
        prepared = given_up(final, replace(house.shelf(), house=final))
        check = OrdersCheck(database=final.services.database, clock=house.clock)
        probe = check.probe()
    with house.services.database.read() as tx:
        told = journal.needing_person(tx, since=house.clock.now() - check.recent)
        steps = journal.steps(tx, MERCHANT, prepared.order_id)

    assert probe.state is State.DEGRADED
    assert prepared.order_id in told
    assert told[0] in probe.detail  # the newest may be of a test whose clock was ahead of ours
    assert (steps[-1].status, steps[-1].detail["left"]) == ("needs-person", ["create"])


def test_a_shopper_who_cancels_is_told_that_the_store_must(house: House) -> None:
    with final_till(house, dearer=False) as final:
        prepared = replace(house.shelf(), house=final).prepare(1)
        checkout = final.services.checkout
        checkout.authorize(yes_to(prepared), new_call())
        outcome = checkout.cancel(
            MERCHANT, prepared.order_id, reason="changed my mind", call=new_call()
        )
        order = final.services.orders.order(MERCHANT, prepared.order_id)

    assert isinstance(outcome, CancelRefused)
    assert outcome.reason == "needs-person"
    payments = house.mall.square.control("GET payments")["payments"]
    mine = [row for row in payments if row["reference_id"] == prepared.order_id]
    assert [(row["charged"], row["authorized"]) for row in mine] == [(0, 0)]
    assert order.payment_state is PaymentState.UNPAID


@pytest.mark.parametrize(("declares", "reason"), [(True, "only-at-store"), (False, "needs-person")])
def test_a_placed_order_that_only_staff_can_cancel_is_refused_once(
    house: House, declares: bool, reason: str
) -> None:
    with final_till(house, dearer=False, declares=declares) as final:
        prepared = replace(house.shelf(store=SQUARE_STORE), house=final).prepare(1)
        assert isinstance(place(final, prepared), Placed)
        outcome = final.services.checkout.cancel(
            MERCHANT, prepared.order_id, reason="changed my mind", call=new_call()
        )
        settle(final, ahead_s=60)
        order = final.services.orders.order(MERCHANT, prepared.order_id)

    assert isinstance(outcome, CancelRefused)
    assert outcome.reason == reason
    assert order.state is OrderState.CONFIRMED
    told = [step.detail for step in order.history].count("needs-person")
    assert told == (0 if declares else 1)


def test_a_paid_order_that_no_call_can_book_is_sold_and_left_to_a_person(house: House) -> None:
    before, shelf = counted("confirm"), house.shelf(units=5)
    with final_till(house, dearer=False, books=False) as final:
        prepared = replace(shelf, house=final).prepare(2)
        outcome = place(final, prepared)
        assert counted("confirm") == before + 1
        settle(final, ahead_s=700)
        again = place(final, prepared)
        order = final.services.orders.order(MERCHANT, prepared.order_id)

    assert isinstance(outcome, NotOrderable), outcome
    assert outcome.reason == "needs-person-paid"
    assert again == outcome
    assert (order.state, order.payment_state) == (OrderState.PENDING, PaymentState.PAID)
    assert [step.detail for step in order.history].count("needs-person") == 1
    payments = house.mall.square.control("GET payments")["payments"]
    mine = [row for row in payments if row["reference_id"] == prepared.order_id]
    assert [row["charged"] for row in mine] == [prepared.total.amount]
    assert (shelf.level().held, shelf.level().available) == (Decimal(0), Decimal(3))


def test_the_money_of_an_order_that_could_not_be_booked_goes_back_when_asked(house: House) -> None:
    with final_till(house, dearer=False, books=False) as final:
        prepared = replace(house.shelf(), house=final).prepare(1)
        place(final, prepared)
        outcome = house.services.checkout.cancel(
            MERCHANT, prepared.order_id, reason="changed my mind", call=new_call()
        )

    assert isinstance(outcome, Canceled), outcome
    assert outcome.refunded == prepared.total
