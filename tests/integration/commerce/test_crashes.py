"""P5: a process may be killed at every durable moment of a checkout; nothing is left over.

The victim dies by SIGKILL at the moment named in the test's id. Then a fresh process does what a
worker does once the lease, and later the hold, has run out, and a checker that shares no code
with the checkout reads both books.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from domain.ids import OrderId
from domain.orders import OrderState
from tests.integration.commerce.checker import Evidence, gather, violations
from tests.integration.commerce.house import (
    GOOD_CARD,
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
)
from tests.integration.commerce.zygote import Ended, Zygote

LEASE_OVER_S = 40.0
HOLD_OVER_S = 1200.0
UNITS = 5
QUANTITY = 2

ORDER_FIRST = (
    "create.begun",
    "create.answered",
    "create.done",
    "authorize.answered",
    "authorize.done",
    "capture.answered",
    "capture.done",
    "confirm.answered",
    "placed",
)
PAYMENT_FIRST = (
    "authorize.begun",
    "authorize.answered",
    "authorize.done",
    "create.answered",
    "create.done",
    "capture.answered",
    "capture.done",
    "confirm.answered",
    "placed",
)
PLACING = [
    pytest.param(store, moment, id=f"{name}-{moment}")
    for name, store, moments in (
        ("order-first", SQUARE_STORE, ORDER_FIRST),
        ("payment-first", SHOPIFY_STORE, PAYMENT_FIRST),
    )
    for moment in moments
]
AUTHORIZING = [
    pytest.param(store, moment, id=f"{name}-{moment}")
    for name, store, moments in (
        ("order-first", SQUARE_STORE, ORDER_FIRST[:5]),
        ("payment-first", SHOPIFY_STORE, PAYMENT_FIRST[:3]),
    )
    for moment in moments
]
UNDOING = [
    pytest.param(SQUARE_STORE, "authorize.undone", id="order-first-authorize.undone"),
    pytest.param(SQUARE_STORE, "create.undone", id="order-first-create.undone"),
    pytest.param(SQUARE_STORE, "undone", id="order-first-undone"),
    pytest.param(SHOPIFY_STORE, "authorize.undone", id="payment-first-authorize.undone"),
    pytest.param(SHOPIFY_STORE, "undone", id="payment-first-undone"),
]
TAKING_BACK = [
    pytest.param(store, moment, id=f"{name}-{moment}")
    for name, store in (("order-first", SQUARE_STORE), ("payment-first", SHOPIFY_STORE))
    for moment in (
        "cancel.promised",
        "refund.answered",
        "refund.done",
        "cancel.answered",
        "cancel.done",
    )
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One prepared order, and where it may be worked on."""

    house: House
    processes: Zygote
    shelf: Shelf
    order_id: OrderId

    @classmethod
    def of(cls, house: House, processes: Zygote, store: str) -> Case:
        """An order of two units out of five."""
        shelf = house.shelf(store, UNITS)
        return cls(
            house=house,
            processes=processes,
            shelf=shelf,
            order_id=shelf.prepare(QUANTITY).order_id,
        )

    def run(self, do: str) -> Ended:
        """Work on it in a process of its own."""
        return self.processes.run(
            env=dict(self.house.env), do=do, order_id=self.order_id, token=GOOD_CARD
        )

    def kill(self, do: str, moment: str) -> None:
        """Work on it in a process that dies at the moment."""
        ended = self.processes.run(
            env=dict(self.house.env),
            do=do,
            order_id=self.order_id,
            token=GOOD_CARD,
            die_at=moment,
        )
        assert ended.was_killed, ended

    def recover(self, ahead_s: float) -> None:
        """Let a fresh process do a worker's rounds, so much later."""
        ended = self.processes.run(env=dict(self.house.env), do="recover", ahead_s=ahead_s)
        assert ended.status == 0, ended

    def evidence(self, **more: bool) -> Evidence:
        """What is in the books now."""
        self.shelf.learn()
        return gather(self.house, self.shelf, self.order_id, QUANTITY, **more)


@pytest.mark.parametrize(("store", "moment"), PLACING)
def test_a_killed_checkout_is_finished_exactly_once(
    house: House, processes: Zygote, store: str, moment: str
) -> None:
    case = Case.of(house, processes, store)

    case.kill("place", moment)
    case.recover(LEASE_OVER_S)

    seen = case.evidence()
    assert violations(seen) == []
    assert seen.outcome == "placed"


@pytest.mark.parametrize(("store", "moment"), AUTHORIZING)
def test_a_killed_authorization_never_becomes_a_charge(
    house: House, processes: Zygote, store: str, moment: str
) -> None:
    case = Case.of(house, processes, store)

    case.kill("authorize", moment)
    case.recover(LEASE_OVER_S)
    case.recover(HOLD_OVER_S)

    seen = case.evidence()
    assert violations(seen) == []
    assert seen.outcome == "undone"


@pytest.mark.parametrize(("store", "moment"), UNDOING)
def test_a_killed_undoing_is_finished(
    house: House, processes: Zygote, store: str, moment: str
) -> None:
    case = Case.of(house, processes, store)
    case.run("authorize")

    case.kill("cancel", moment)
    case.recover(LEASE_OVER_S)

    seen = case.evidence()
    assert violations(seen) == []
    assert seen.outcome == "undone"


@pytest.mark.parametrize(("store", "moment"), TAKING_BACK)
def test_a_killed_cancellation_is_finished_through_the_outbox(
    house: House, processes: Zygote, store: str, moment: str
) -> None:
    case = Case.of(house, processes, store)
    case.run("place")

    case.kill("cancel", moment)
    case.recover(LEASE_OVER_S)

    seen = case.evidence(canceled_later=True)
    assert violations(seen) == []
    assert house.services.orders.order(MERCHANT, case.order_id).state is OrderState.CANCELED
