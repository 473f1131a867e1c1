"""Who was left without an answer to their yes to several tills is told of every part of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.commerce.model import StillWorking
from app.commerce.split_model import SplitPlaced, SplitPrepared
from domain.splits import SplitState
from storage import tables
from tests.integration.commerce.house import SHOPIFY_STORE, SQUARE_STORE, House
from tests.integration.commerce.test_reconciler import StoppedError, stopping_at
from tests.integration.commerce.test_split_orders import (
    HOLD_OVER_S,
    REFUSED,
    Case,
    case_of,
    set_policy,
)

CREATE = "draftOrderCreate"

pytestmark = pytest.mark.usefixtures("told_by_webhook")


def unanswered(case: Case, **policy: object) -> SplitPrepared:
    """The one till stands, the other does not answer: all that is said is that it is worked on."""
    set_policy(case.house, **policy)
    prepared = case.prepared()
    case.house.mall.shopify.fault("fail", CREATE, status=503, times=None)
    with case.house.rebuilt() as broken:
        assert isinstance(case.place(prepared, house=broken), StillWorking)
    case.house.mall.clear_faults()
    return prepared


def told(case: Case, prepared: SplitPrepared) -> dict[str, list[str]]:
    """What the shopper was told, by the store of each part."""
    stores = {part.order_id: part.location_name for part in prepared.parts}
    query = select(tables.outbox.c.payload).where(tables.outbox.c.kind == "shopper.tell")
    with case.house.services.database.read() as tx:
        rows = [row.payload for row in tx.execute(query.order_by(tables.outbox.c.id))]
    return {
        store: [each["news"] for each in rows if each["about"] == order_id]
        for order_id, store in stores.items()
    }


def test_every_part_that_stands_is_told_with_its_number(house: House) -> None:
    case = case_of(house)
    prepared = unanswered(case)

    case.settle(ahead_s=60)
    case.settle(ahead_s=60)

    assert case.now(prepared).stored.state is SplitState.PLACED
    assert told(case, prepared) == {SQUARE_STORE: ["confirmed"], SHOPIFY_STORE: ["confirmed"]}


def test_a_part_that_stood_already_and_is_taken_back_is_told_with_its_money(house: House) -> None:
    case = case_of(house)
    prepared = unanswered(case)
    house.mall.shopify.fault("fail", CREATE, status=200, body=REFUSED, times=None)

    case.settle(ahead_s=60)

    assert case.now(prepared).stored.state is SplitState.ENDED
    assert told(case, prepared) == {SQUARE_STORE: ["canceled"], SHOPIFY_STORE: ["not-confirmed"]}


def test_what_stands_of_a_part_that_came_to_nothing_is_told(house: House) -> None:
    case = case_of(house)
    prepared = unanswered(case, on_failure="rest")
    house.mall.shopify.fault("fail", CREATE, status=200, body=REFUSED, times=None)

    case.settle(ahead_s=60)

    assert case.now(prepared).stored.state is SplitState.PARTLY
    assert told(case, prepared) == {SQUARE_STORE: ["confirmed"], SHOPIFY_STORE: ["not-confirmed"]}


@pytest.mark.parametrize("moment", ["split.agreed", "split.part_authorized", "split.part_placed"])
def test_the_shopper_of_a_process_that_died_is_told_of_every_part(
    house: House, moment: str
) -> None:
    case = case_of(house)
    prepared = case.prepared()
    with stopping_at(house, moment) as victim, pytest.raises(StoppedError):
        case.place(prepared, house=victim)

    case.settle()
    case.settle()

    stands = case.now(prepared).stored.state is SplitState.PLACED
    news = ["confirmed"] if stands else ["canceled"]
    assert told(case, prepared) == {SQUARE_STORE: news, SHOPIFY_STORE: news}


def test_who_heard_the_answer_is_told_nothing_more(house: House) -> None:
    case = case_of(house)
    prepared = case.prepared()

    placed = case.place(prepared)
    case.settle(ahead_s=60)

    assert isinstance(placed, SplitPlaced)
    assert told(case, prepared) == {SQUARE_STORE: [], SHOPIFY_STORE: []}


def test_who_never_said_yes_is_told_nothing(house: House) -> None:
    case = case_of(house)
    prepared = case.prepared()

    case.settle(ahead_s=HOLD_OVER_S)

    assert case.now(prepared).stored.state is SplitState.ENDED
    assert told(case, prepared) == {SQUARE_STORE: [], SHOPIFY_STORE: []}
