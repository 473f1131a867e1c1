"""Taking an order back, before and after it is placed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest

from app.commerce.model import (
    Canceled,
    CanceledSince,
    CancelOutcome,
    CancelRefused,
    HoldExpired,
    NotOrderable,
    Placed,
    Prepared,
    StillWorking,
)
from domain.catalog import Source
from domain.ids import OrderId, PlatformId
from domain.orders import OrderState, PaymentState
from storage import merchants, orders
from storage.orders import Transition
from tests.integration.commerce.acts import (
    assert_nothing_left,
    assert_sold_once,
    place,
    settle,
    yes_to,
)
from tests.integration.commerce.checker import gather, violations
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)

STORES = pytest.mark.parametrize(
    "store", [SQUARE_STORE, SHOPIFY_STORE], ids=["order-first", "payment-first"]
)


def cancel(house: House, order_id: OrderId, *, seconds: float = 60.0) -> CancelOutcome:
    return house.services.checkout.cancel(
        MERCHANT, order_id, reason="changed my mind", call=new_call(seconds)
    )


def assert_taken_back(house: House, shelf: Shelf, prepared: Prepared) -> None:
    """One order, canceled; one charge, refunded."""
    shelf.learn()
    seen = gather(house, shelf, prepared.order_id, 2, canceled_later=True)
    assert violations(seen) == []
    order = house.services.orders.order(MERCHANT, prepared.order_id)
    assert (order.state, order.payment_state) == (OrderState.CANCELED, PaymentState.REFUNDED)
    assert [event.detail for event in order.history].count("canceled") == 1


def let_go(house: House, order_id: OrderId) -> CancelOutcome:
    """What a conversation does with an order that is given up."""
    return house.services.checkout.void(MERCHANT, order_id, call=new_call())


@pytest.mark.parametrize("give_up", [cancel, let_go])
def test_a_prepared_order_gives_its_stock_back(
    house: House, give_up: Callable[[House, OrderId], CancelOutcome]
) -> None:
    shelf = house.shelf(units=2)
    prepared = shelf.prepare(2)

    outcome = give_up(house, prepared.order_id)

    assert isinstance(outcome, Canceled)
    assert outcome.order.state is OrderState.CANCELED
    assert outcome.refunded is None
    assert_nothing_left(house, shelf, prepared, 2)
    assert isinstance(place(house, prepared), NotOrderable)
    assert shelf.prepare(2, key="another").order_id != prepared.order_id


@STORES
def test_an_authorized_order_is_voided(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    house.services.checkout.authorize(yes_to(prepared), new_call())

    assert isinstance(cancel(house, prepared.order_id), Canceled)

    assert_nothing_left(house, shelf, prepared, 2)


@STORES
def test_a_placed_order_is_refunded_and_canceled_once(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    assert isinstance(place(house, prepared), Placed)

    first = cancel(house, prepared.order_id)
    second = cancel(house, prepared.order_id)

    assert isinstance(first, Canceled)
    assert first.refunded == prepared.total
    assert isinstance(second, Canceled)
    assert isinstance(place(house, prepared), CanceledSince)
    late = house.services.checkout.authorize(yes_to(prepared), new_call(60.0))
    assert isinstance(late, CanceledSince)
    assert_taken_back(house, shelf, prepared)


def test_cancellations_at_the_same_moment_refund_once(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    place(house, prepared)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: cancel(house, prepared.order_id), range(4)))
    settle(house, ahead_s=60)

    assert all(isinstance(each, Canceled | StillWorking) for each in outcomes), outcomes
    assert_taken_back(house, shelf, prepared)


def test_a_till_that_tells_of_it_first_does_not_hide_who_canceled(house: House) -> None:
    """Its webhook comes between its answer to us and our writing that down."""
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    place(house, prepared)

    def told(moment: str) -> None:
        if moment == "cancel.answered":
            seen = house.services.orders.order(MERCHANT, prepared.order_id, call=new_call())
            assert seen.state is OrderState.CANCELED

    with house.rebuilt(told) as watched:
        assert isinstance(cancel(watched, prepared.order_id), Canceled)

    assert_taken_back(house, shelf, prepared)


def test_what_a_till_told_before_does_not_undo_a_cancellation_of_the_same_moment(
    house: House,
) -> None:
    """Its answer is read while the cancellation is being written down."""
    prepared = house.shelf().prepare(2)
    place(house, prepared)
    database, now = house.services.database, house.clock.now()
    pos = house.services.directory.open(house.connections["square"], new_call())
    with database.read() as tx:
        connection = merchants.connection(tx, house.connections["square"])
        number = orders.get(tx, MERCHANT, prepared.order_id).pos_order_id
    told = pos.order(PlatformId(number or ""))
    assert told is not None
    assert told.state is OrderState.CONFIRMED

    def told_late() -> None:
        with database.write() as tx:
            later = [replace(told, revision=told.revision + 1)]
            orders.apply_orders(tx, connection, later, as_of=now, source=Source.LIVE)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as tx:
            orders.record_transition(
                tx,
                MERCHANT,
                prepared.order_id,
                Transition(state=OrderState.CANCELED, kind="canceled"),
                actor="test",
                at=now,
            )
            late = pool.submit(told_late)
            wait([late], timeout=0.5)  # it has read the book by then, and waits for the row
        late.result()

    with database.read() as tx:
        assert orders.get(tx, MERCHANT, prepared.order_id).state is OrderState.CANCELED


LOST = {"refund": "POST /v2/refunds", "cancel": "PUT /v2/orders/{order_id}"}


@pytest.mark.parametrize("route", LOST.values(), ids=LOST)
def test_a_lost_answer_to_a_cancellation_is_made_good(house: House, route: str) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    place(house, prepared)
    fault = house.mall.square.fault("lose_answer", route, times=6)

    cancel(house, prepared.order_id)
    house.mall.clear_faults()
    settle(house, ahead_s=60)

    assert fault.hits > 0
    assert_taken_back(house, shelf, prepared)


def test_an_order_that_was_handed_over_is_not_refunded(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    placed = place(house, prepared)
    assert isinstance(placed, Placed)
    for state in ("RESERVED", "PREPARED", "COMPLETED"):
        body = {"order_id": placed.receipt.pos_order_id, "state": state}
        house.mall.square.control("POST fulfillment", body)

    outcome = cancel(house, prepared.order_id)

    assert isinstance(outcome, CancelRefused), outcome
    shelf.learn()
    seen = gather(house, shelf, prepared.order_id, 2)
    assert sum(payment.refunded for payment in seen.payments) == 0


def test_a_checkout_whose_undoing_is_delayed_cannot_be_placed(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    house.services.checkout.authorize(yes_to(prepared), new_call())
    with house.rebuilt() as brittle:
        house.mall.square.fault("drop", "POST /v2/payments/{payment_id}/cancel", times=None)
        canceled = cancel(brittle, prepared.order_id, seconds=2)
    house.mall.clear_faults()

    outcome = place(house, prepared)
    settle(house, ahead_s=60)

    assert isinstance(canceled, Canceled)
    assert isinstance(outcome, NotOrderable | HoldExpired), outcome
    assert_nothing_left(house, shelf, prepared, 2)


def test_an_order_at_the_point_of_no_return_is_placed_before_it_is_canceled(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    route = "POST /v2/payments/{payment_id}/complete"
    house.mall.square.fault("lose_answer", route, times=6)
    assert isinstance(place(house, prepared), StillWorking)
    house.mall.clear_faults()

    early = cancel(house, prepared.order_id)
    house.services.reconciler.run()
    assert_sold_once(house, shelf, prepared, 2)
    settle(house, ahead_s=60)

    assert isinstance(early, StillWorking)
    assert_taken_back(house, shelf, prepared)
    assert isinstance(cancel(house, prepared.order_id), Canceled)
