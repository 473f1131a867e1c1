"""What a crash, a lost lease or a silent shopper left is finished or undone by the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.commerce.model import (
    AuthorizedPayment,
    HoldExpired,
    Placed,
    PlaceOutcome,
    Prepared,
    StillWorking,
)
from app.payments.tokens import TakeCard
from domain.ids import IdempotencyKey
from storage import card_tokens, holds
from tests.integration.commerce.acts import (
    assert_nothing_left,
    assert_sold_once,
    place,
    settle,
    yes_to,
)
from tests.integration.commerce.house import (
    GOOD_CARD,
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)

STORES = pytest.mark.parametrize(
    "store", [SQUARE_STORE, SHOPIFY_STORE], ids=["order-first", "payment-first"]
)
LEASE_OVER_S = 31.0


class StoppedError(BaseException):
    """Ends a checkout like a crash would, in this process: nothing may catch it."""


@contextmanager
def stopping_at(house: House, moment: str, action: object = None) -> Iterator[House]:
    """The house with a machinery that stops, or does something, at a moment of the saga."""

    def probe(reached: str) -> None:
        if reached == moment:
            if not callable(action):
                raise StoppedError
            action()

    with house.rebuilt(probe) as rebuilt:
        yield rebuilt


def stop_at(house: House, prepared: Prepared, moment: str) -> None:
    with stopping_at(house, moment) as victim, pytest.raises(StoppedError):
        place(victim, prepared)


def test_a_shopper_who_never_answers_costs_nothing(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)

    settle(house, ahead_s=300)
    assert shelf.level().held == 2
    settle(house, ahead_s=301)

    assert_nothing_left(house, shelf, prepared, 2)


def test_nobody_touches_a_checkout_while_its_lease_runs(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    stop_at(house, prepared, "create.done")

    settle(house, ahead_s=LEASE_OVER_S - 2)
    early = place(house, prepared)
    settle(house, ahead_s=2)

    assert isinstance(early, StillWorking)
    assert_sold_once(house, shelf, prepared, 2)


@STORES
def test_a_repeated_yes_goes_on_where_the_first_one_died(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    stop_at(house, prepared, "authorize.answered")
    house.clock.advance(LEASE_OVER_S)

    assert isinstance(place(house, prepared), Placed)
    assert_sold_once(house, shelf, prepared, 2)


@STORES
def test_an_authorization_that_died_is_authorized_and_no_more(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    with (
        stopping_at(house, "authorize.answered") as victim,
        pytest.raises(StoppedError),
    ):
        victim.services.checkout.authorize(yes_to(prepared), new_call())

    settle(house, ahead_s=LEASE_OVER_S)
    authorized = house.services.checkout.authorize(yes_to(prepared), new_call())

    assert isinstance(authorized, AuthorizedPayment)
    payments = house.mall.square.control("GET payments")["payments"]
    mine = [row for row in payments if row["reference_id"] == prepared.order_id]
    assert [(row["charged"], row["authorized"]) for row in mine] == [(0, prepared.total.amount)]
    assert isinstance(place(house, prepared), Placed)
    assert_sold_once(house, shelf, prepared, 2)


MOMENTS = ("create.begun", "create.done", "authorize.done", "capture.done", "confirm.answered")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_process_that_was_only_slow_does_not_work_beside_its_successor(
    house: House, moment: str
) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    overtaken: list[PlaceOutcome] = []

    def overtake() -> None:
        if not overtaken:
            house.clock.advance(LEASE_OVER_S)
            overtaken.append(place(house, prepared))

    with stopping_at(house, moment, overtake) as slow:
        outcome = place(slow, prepared)
    settle(house, ahead_s=LEASE_OVER_S)

    assert [type(each) for each in overtaken] == [Placed]
    assert isinstance(outcome, StillWorking | Placed), outcome
    assert_sold_once(house, shelf, prepared, 2)


def test_a_hold_released_by_hand_before_the_charge_ends_the_checkout(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    house.services.stock.release(MERCHANT, prepared.hold_id)

    outcome = place(house, prepared)

    assert isinstance(outcome, HoldExpired)
    assert_nothing_left(house, shelf, prepared, 2)


def test_what_is_paid_is_sold_even_if_its_hold_is_gone(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)

    def release() -> None:
        house.services.stock.release(MERCHANT, prepared.hold_id)

    with stopping_at(house, "authorize.done", release) as odd:
        outcome = place(odd, prepared)

    assert isinstance(outcome, Placed)
    with house.services.database.read() as tx:
        assert holds.get(tx, MERCHANT, prepared.hold_id).state == "released"
    shelf.learn()
    assert (shelf.level().held, shelf.level().pos_available) == (0, 3)
    assert place(house, prepared) == outcome


def test_a_checkout_that_cannot_be_settled_does_not_stop_the_others(house: House) -> None:
    poisoned, healthy = house.shelf(), house.shelf()
    bad, good = poisoned.prepare(1), healthy.prepare(1)
    stop_at(house, bad, "create.answered")
    stop_at(house, good, "authorize.done")
    with house.rebuilt() as brittle:
        brittle.mall.square.fault("fail", "POST /v2/orders", status=500, times=None)
        settle(brittle, ahead_s=LEASE_OVER_S)
    house.mall.clear_faults()

    assert_sold_once(house, healthy, good, 1)
    settle(house, ahead_s=60)
    assert_sold_once(house, poisoned, bad, 1)


def test_a_card_taken_off_file_meanwhile_leaves_no_authorization(house: House) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    prepared = shelf.prepare(1)
    wish = TakeCard(
        merchant_id=MERCHANT,
        key=IdempotencyKey(f"card-{prepared.order_id}"),
        actor="test",
        nonce=GOOD_CARD,
        connection_id=house.connections["square"],
    )
    card = house.services.cards.take(wish, new_call())
    with stopping_at(house, "authorize.answered") as victim, pytest.raises(StoppedError):
        place(victim, prepared, token=card.id)
    with house.services.database.write() as tx:
        card_tokens.remove(tx, MERCHANT, card.id)

    settle(house, ahead_s=LEASE_OVER_S)
    settle(house, ahead_s=601)

    assert_nothing_left(house, shelf, prepared, 1)
