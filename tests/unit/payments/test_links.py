"""A shopper pays on the platform's page: the hold is extended once, and the order goes on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

from app.commerce.news import News, words
from app.commerce.steps import Step, Steps, Stop
from domain.calls import Call
from domain.ids import ConnectionId, PlatformId
from domain.orders import PaymentState, PosOrder
from domain.ports.pos import PosAdapter
from tests.fakes.clock import FakeClock
from tests.unit.commerce.contexts import context
from tests.unit.payments.test_balance import pos_order

CALL = Call.within(60)
PAGE = "https://shop.example/pay/1"


@dataclass
class Till:
    """One order, and its page."""

    stands: PosOrder | None = None
    asked: list[str] = field(default_factory=list)

    def open(self, connection_id: ConnectionId, call: Call) -> PosAdapter:
        return cast(PosAdapter, self)

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        return self.stands

    def payment_link(self, order: PosOrder) -> str:
        self.asked.append(order.platform_id)
        return PAGE


def waiting(**facts: Any) -> Any:
    """An order that exists, unpaid, at a till that lets nobody else charge."""
    told = {"payment_connection": None, "pos_order_id": PlatformId("O-1"), "done": ("create",)}
    return context(**told | facts)


def paid() -> PosOrder:
    return replace(pos_order("O-1"), payment_platform_ids=(PlatformId("T-1"),))


def test_an_unpaid_order_is_paid_on_its_page() -> None:
    till = Till(replace(pos_order("O-1"), payment_state=PaymentState.UNPAID))

    stopped = Steps(till, FakeClock()).run(Step.AUTHORIZE, waiting(), CALL)

    assert isinstance(stopped, Stop)
    assert (stopped.undo, till.asked) == (False, ["O-1"])


def test_an_order_that_was_paid_there_is_confirmed_and_charged_by_nobody_else() -> None:
    till = Till(paid())
    steps = Steps(till, FakeClock())

    by_poll = steps.paid_elsewhere(waiting(), CALL)
    by_confirming = steps.run(Step.AUTHORIZE, waiting(), CALL)

    assert by_poll is not None
    assert by_poll.done == ("create", "authorize", "capture")
    assert (by_poll.payment_id, by_poll.until) == ("T-1", "confirm")
    assert by_poll.payment_connection == by_poll.record_connection
    assert not isinstance(by_confirming, Stop)
    assert (by_confirming.payment_id, till.asked) == ("T-1", [])


def test_nothing_else_counts_as_paid_there() -> None:
    unpaid = Till(replace(paid(), payment_state=PaymentState.UNPAID))

    assert Steps(unpaid, FakeClock()).paid_elsewhere(waiting(), CALL) is None
    assert Steps(Till(None), FakeClock()).paid_elsewhere(waiting(), CALL) is None
    assert Steps(Till(paid()), FakeClock()).paid_elsewhere(waiting(pos_order_id=None), CALL) is None
    own_payer = waiting(payment_connection=ConnectionId("con_1"))
    assert Steps(Till(paid()), FakeClock()).paid_elsewhere(own_payer, CALL) is None


def test_the_message_names_the_store_the_sum_and_the_page_and_nothing_else() -> None:
    told = words(News.PAYMENT_LINK, waiting(), url=PAGE)

    assert told == f"Downtown holds your order for $26.40. Pay here to complete it: {PAGE}"
