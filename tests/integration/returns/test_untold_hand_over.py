"""Goods of a till that never tells that they were fetched: sold, and it hears no more of them."""

from __future__ import annotations

import pytest

from domain.calls import Call
from domain.money import Money
from domain.orders import OrderState
from domain.returns import Agreed, Refused, ReturnReason, ReturnState, Wanted
from storage import tables
from storage.engine import Database
from storage.returns import StoredReturn
from tests.fakes.pos import MemoryPos
from tests.integration.returns.sold import MERCHANT, Silent, World, sold


@pytest.fixture
def world(database: Database) -> World:
    """The order is paid, and its goods are not told to be handed over."""
    made = sold(database)
    with database.write() as tx:
        tx.execute(tables.orders.update().values(state=OrderState.CONFIRMED.value))
    return made


def test_goods_come_back_although_no_till_told_that_they_were_fetched(world: World) -> None:
    world.till.kind = Silent

    asked = world.ask((0, 2))

    assert isinstance(asked, StoredReturn)
    assert (asked.state, asked.amount) == (ReturnState.AWAITING_GOODS, Money(667, "USD"))
    done = world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))
    assert done.state is ReturnState.DONE
    assert world.till.given_back == 667


def test_money_of_goods_that_may_still_wait_at_the_store_goes_back_when_they_are_here(
    world: World,
) -> None:
    world.till.kind = Silent
    world.policy(refund_at_once=True)

    asked = world.ask((1, 1))

    assert isinstance(asked, StoredReturn)
    assert (asked.state, asked.awaits_goods) == (ReturnState.AWAITING_GOODS, True)
    assert world.till.given_back == 0


def test_where_the_till_tells_of_it_goods_must_be_fetched_first(world: World) -> None:
    assert world.ask((0, 1)) == Refused("not-received")


def test_a_shopper_hears_the_same_before_they_ask(world: World) -> None:
    wish = (Wanted(position=0, quantity=1),)
    told = []

    for world.till.kind in (Silent, MemoryPos):
        told.append(
            world.service.assess(
                MERCHANT, world.order_id, wish, ReturnReason.WRONG_SIZE, call=Call.within(60)
            )
        )

    assert [type(each) for each in told] == [Agreed, Refused]
