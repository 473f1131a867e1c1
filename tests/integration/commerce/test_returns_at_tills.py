"""What a till is told of goods that come back to the store that sold them."""

from __future__ import annotations

import pytest

from app.commerce.model import Placed
from app.commerce.returns import AskReturn
from domain.returns import ReturnReason, ReturnState, Wanted
from storage.returns import StoredReturn
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)

HAND_OVER = {"square": "COMPLETED", "shopify": "fulfilled"}


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE])
def test_goods_that_are_here_are_for_sale_again_at_the_store_that_sold_them(
    house: House, store: str
) -> None:
    shelf = house.shelf(store, units=5)
    prepared = shelf.prepare(2)
    outcome = place(house, prepared)
    assert isinstance(outcome, Placed)
    sold = outcome.receipt
    till = house.mall.square if sold.platform == "square" else house.mall.shopify
    told = {"order_id": sold.pos_order_id, "state": HAND_OVER[sold.platform]}
    till.control("POST fulfillment", told)
    house.services.orders.order(MERCHANT, sold.order_id, call=new_call())  # as the till has it now
    asked = house.services.returns.ask(
        AskReturn(
            merchant_id=MERCHANT,
            order_id=sold.order_id,
            lines=(Wanted(position=0, quantity=1),),
            reason=ReturnReason.CHANGED_MIND,
            channel="test",
            key=f"back-{sold.order_id}",
        ),
        call=new_call(),
    )
    assert isinstance(asked, StoredReturn), asked
    if asked.state is ReturnState.NEEDS_PERSON:  # what is dear, or comes back often
        house.services.returns.decide(MERCHANT, asked.id, approve=True, actor="staff")

    done = house.services.returns.received(MERCHANT, asked.id, actor="staff", call=new_call())

    assert (done.state, done.detail["left"]) == (ReturnState.DONE, [])
    assert done.restocked
    shelf.learn()
    assert shelf.level().pos_available == 4
