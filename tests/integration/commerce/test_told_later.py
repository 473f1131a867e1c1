"""Who was left without an answer to their yes is told by message what became of the order."""

from __future__ import annotations

import pytest

from app.commerce.model import Placed, Prepared, StillWorking
from storage import journal
from tests.integration.commerce.acts import place, settle
from tests.integration.commerce.house import MERCHANT, SHOPIFY_STORE, SQUARE_STORE, House
from tests.integration.commerce.test_parking import news_of
from tests.integration.commerce.test_reconciler import LEASE_OVER_S, StoppedError, stopping_at

CREATE = "POST /v2/orders"
STORES = pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE], ids=["square", "shopify"])
ROUNDS = 20
"""More than a checkout is tried before it is undone."""
LONGEST_PAUSE_S = 310.0


pytestmark = pytest.mark.usefixtures("told_by_webhook")


def unanswered(house: House, *, rounds: int = 0) -> Prepared:
    """An order whose till does the work and never answers: not the shopper's yes, nor a worker.

    In a machinery of its own, whose circuit breaks.
    """
    prepared = house.shelf().prepare()
    house.mall.square.fault("lose_answer", CREATE, times=None)
    with house.rebuilt() as broken:
        assert isinstance(place(broken, prepared, seconds=2.0), StillWorking)
        for _ in range(rounds):
            settle(broken, ahead_s=LONGEST_PAUSE_S)
    house.mall.clear_faults()
    return prepared


def test_the_shopper_is_told_once_that_it_stands(house: House) -> None:
    prepared = unanswered(house)
    before = news_of(house, prepared)

    settle(house, ahead_s=60)
    settle(house, ahead_s=60)

    assert before == []
    assert news_of(house, prepared) == ["confirmed"]
    assert isinstance(place(house, prepared), Placed)


def test_the_shopper_is_told_that_it_came_to_nothing(house: House) -> None:
    prepared = unanswered(house, rounds=ROUNDS)

    settle(house, ahead_s=LONGEST_PAUSE_S)

    assert news_of(house, prepared) == ["not-confirmed"]


@pytest.mark.parametrize("moment", ["create.answered", "capture.answered"])
def test_the_shopper_of_a_process_that_died_is_told(house: House, moment: str) -> None:
    prepared = house.shelf().prepare()
    with stopping_at(house, moment) as dying, pytest.raises(StoppedError):
        place(dying, prepared)

    settle(house, ahead_s=LEASE_OVER_S)

    assert news_of(house, prepared) == ["confirmed"]


@STORES
def test_who_heard_the_answer_is_told_nothing_more(house: House, store: str) -> None:
    prepared = house.shelf(store).prepare()

    assert isinstance(place(house, prepared), Placed)
    assert news_of(house, prepared) == []


def test_who_never_said_yes_is_told_nothing(house: House) -> None:
    prepared = house.shelf().prepare()

    settle(house, ahead_s=3600)

    assert news_of(house, prepared) == []
    with house.services.database.read() as tx:
        checkout = journal.load(tx, MERCHANT, prepared.order_id)
    assert checkout is not None
    assert not checkout.is_open
