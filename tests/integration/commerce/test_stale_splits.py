"""A split order whose plan was made of counts that were not true any more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.commerce.model import NotOrderable, OutOfStock
from app.commerce.split_model import SplitPlaced
from storage import split_orders
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)
from tests.integration.commerce.test_reconciler import (
    LEASE_OVER_S,
    StoppedError,
    stopping_at,
)
from tests.integration.commerce.test_split_orders import Case, case_of, orders_of, set_policy

ELSEWHERE = "Ballard"


@pytest.fixture(autouse=True)
def policy(house: House) -> Iterator[None]:
    set_policy(house)
    yield
    set_policy(house)


def case_with_a_third_store(house: House) -> Case:
    """Its second thing can be had at a third store as well, which is farther away."""
    case = case_of(house)
    set_count(case, ELSEWHERE, 4)
    return case


def set_count(case: Case, store: str, units: int) -> None:
    """Staff count that many of the second thing there, and the gateway reads it."""
    body = {"sku": case.there.sku, "location": store, "quantity": units}
    case.house.mall.till_of(store).control("POST count", body)
    place = case.house.store(store)
    assert case.house.services.stock.refresh(MERCHANT, [case.there.sku], place, new_call())


def nearest_is_shopifys(case: Case) -> bool:
    return case.house.store(SHOPIFY_STORE) in case.house.services.splits.stores_for(case.wish())


def test_a_plan_on_a_count_that_is_gone_is_made_anew_under_the_same_key(house: House) -> None:
    case = case_with_a_third_store(house)
    stale = SHOPIFY_STORE if nearest_is_shopifys(case) else ELSEWHERE
    sound = ELSEWHERE if stale == SHOPIFY_STORE else SHOPIFY_STORE
    body = {"sku": case.there.sku, "location": stale, "quantity": 0}
    house.mall.till_of(stale).control("POST count", body)  # nobody has told the gateway yet

    prepared = case.prepared()

    stores = [part.location_id for part in prepared.parts]
    assert stores == [house.store(SQUARE_STORE), house.store(sound)]
    assert case.prepared() == prepared
    placed = case.place(prepared)
    assert isinstance(placed, SplitPlaced), placed
    case.settle()
    view = case.now(prepared)
    assert case.charged(orders_of(view)) == prepared.total.amount
    assert case.held() == 0


def test_a_second_plan_that_is_not_true_either_is_refused_and_holds_nothing(house: House) -> None:
    case = case_with_a_third_store(house)
    for store in (SHOPIFY_STORE, ELSEWHERE):
        body = {"sku": case.there.sku, "location": store, "quantity": 0}
        house.mall.till_of(store).control("POST count", body)  # nobody has told the gateway yet

    outcome = house.services.splits.prepare(case.wish(), new_call())

    assert isinstance(outcome, OutOfStock)
    case.settle()
    assert case.held() == 0
    with house.services.database.read() as tx:
        known = split_orders.by_key(tx, MERCHANT, case.key)
    assert known is not None


@pytest.mark.parametrize("moment", ["split.undoing", "split.ended"])
def test_a_plan_whose_process_died_before_the_next_one_is_made_anew_when_asked_again(
    house: House, moment: str
) -> None:
    case = case_with_a_third_store(house)
    stale = SHOPIFY_STORE if nearest_is_shopifys(case) else ELSEWHERE
    sound = ELSEWHERE if stale == SHOPIFY_STORE else SHOPIFY_STORE
    body = {"sku": case.there.sku, "location": stale, "quantity": 0}
    house.mall.till_of(stale).control("POST count", body)  # nobody has told the gateway yet
    with stopping_at(house, moment) as victim, pytest.raises(StoppedError):
        case.prepared(victim)
    house.clock.advance(LEASE_OVER_S)

    prepared = case.prepared()

    stores = [part.location_id for part in prepared.parts]
    assert stores == [house.store(SQUARE_STORE), house.store(sound)]
    placed = case.place(prepared)
    assert isinstance(placed, SplitPlaced), placed
    case.settle()
    assert case.charged(orders_of(case.now(prepared))) == prepared.total.amount
    assert case.held() == 0


def test_a_plan_that_was_called_off_is_not_made_anew_by_a_late_repetition(house: House) -> None:
    case = case_of(house)
    with stopping_at(house, "split.part_held") as victim, pytest.raises(StoppedError):
        case.prepared(victim)
    with house.services.database.read() as tx:
        known = split_orders.by_key(tx, MERCHANT, case.key)
    assert known is not None
    house.services.splits.cancel(MERCHANT, known.id, call=new_call())

    outcome = house.services.splits.prepare(case.wish(), new_call())

    assert isinstance(outcome, NotOrderable)
    assert outcome.reason == "split-ended"
