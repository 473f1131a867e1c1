"""Who takes an order back while it is still being placed hears that it will be done, and it is."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.commerce.model import CancelOutcome, Prepared, StillWorking
from domain.orders import OrderState, PaymentState
from storage import tables
from tests.integration.commerce.acts import place, settle
from tests.integration.commerce.checker import gather, violations
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)
from tests.integration.commerce.test_reconciler import LEASE_OVER_S, StoppedError, stopping_at

MOMENTS = pytest.mark.parametrize("moment", ["create.answered", "capture.answered"])
STORES = pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE], ids=["square", "shopify"])
LATER_S = 60.0

pytestmark = pytest.mark.usefixtures("told_by_webhook")


def cancel(house: House, prepared: Prepared) -> CancelOutcome:
    return house.services.checkout.cancel(
        MERCHANT, prepared.order_id, reason="changed my mind", call=new_call()
    )


def left_at(house: House, shelf: Shelf, moment: str) -> Prepared:
    """An order whose process died in the middle of placing it."""
    prepared = shelf.prepare(2)
    with stopping_at(house, moment) as dying, pytest.raises(StoppedError):
        place(dying, prepared)
    return prepared


def messages(house: House, prepared: Prepared) -> list[tuple[str, str]]:
    with house.services.database.read() as tx:
        rows = tx.execute(
            select(tables.outbox.c.payload)
            .where(tables.outbox.c.kind == "shopper.tell")
            .order_by(tables.outbox.c.id)
        )
        told = [row.payload for row in rows]
    return [(each["news"], each["text"]) for each in told if each["about"] == prepared.order_id]


@STORES
@MOMENTS
def test_an_order_that_was_canceled_while_it_was_placed_is_taken_back_once_it_stands(
    house: House, store: str, moment: str
) -> None:
    shelf = house.shelf(store)
    prepared = left_at(house, shelf, moment)

    assert isinstance(cancel(house, prepared), StillWorking)
    settle(house, ahead_s=LEASE_OVER_S)
    settle(house, ahead_s=LATER_S)

    shelf.learn()
    assert violations(gather(house, shelf, prepared.order_id, 2, canceled_later=True)) == []
    order = house.services.orders.order(MERCHANT, prepared.order_id)
    assert (order.state, order.payment_state) == (OrderState.CANCELED, PaymentState.REFUNDED)


def test_its_shopper_hears_of_the_end_alone_and_that_the_money_comes_back(house: House) -> None:
    prepared = left_at(house, house.shelf(), "capture.answered")

    cancel(house, prepared)
    settle(house, ahead_s=LEASE_OVER_S)
    settle(house, ahead_s=LATER_S)

    ((news, text),) = messages(house, prepared)
    assert news == "canceled"
    assert "is canceled" in text
    assert "goes back to your card" in text
    assert "Nothing was charged" not in text


def test_a_refund_that_had_to_wait_for_the_till_is_told_when_it_is_made(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    place(house, prepared)
    house.mall.square.fault("fail", "POST /v2/refunds", status=503, times=None)
    with house.rebuilt() as broken:
        assert isinstance(cancel(broken, prepared), StillWorking)
    house.mall.clear_faults()
    before = messages(house, prepared)

    settle(house, ahead_s=LATER_S)

    assert before == []
    assert [news for news, _ in messages(house, prepared)] == ["canceled"]


def test_who_heard_that_it_is_canceled_gets_no_message(house: House) -> None:
    prepared = house.shelf().prepare()
    place(house, prepared)

    cancel(house, prepared)
    settle(house, ahead_s=LATER_S)

    assert messages(house, prepared) == []
