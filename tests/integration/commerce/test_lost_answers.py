"""P5: the POS does the work and the answer is lost; nothing is done twice, nothing is forgotten."""

from __future__ import annotations

import pytest

from app.commerce.model import Placed, PlaceOrder, StillWorking
from sandbox.kit.faults import Fault
from tests.integration.commerce.acts import (
    assert_nothing_left,
    assert_sold_once,
    place,
    settle,
)
from tests.integration.commerce.house import (
    GOOD_CARD,
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)

SQUARE_CALLS = {
    "create": "POST /v2/orders",
    "authorize": "POST /v2/payments",
    "capture": "POST /v2/payments/{payment_id}/complete",
}
SHOPIFY_CALLS = {
    "draft": "draftOrderCreate",
    "complete": "draftOrderComplete",
    "paid": "orderMarkAsPaid",
}
LOST = [
    *(
        pytest.param(SQUARE_STORE, route, id=f"square-{name}")
        for name, route in SQUARE_CALLS.items()
    ),
    *(
        pytest.param(SHOPIFY_STORE, route, id=f"shopify-{name}")
        for name, route in SHOPIFY_CALLS.items()
    ),
    pytest.param(SHOPIFY_STORE, SQUARE_CALLS["authorize"], id="shopify-authorized-by-square"),
    pytest.param(SHOPIFY_STORE, SQUARE_CALLS["capture"], id="shopify-captured-by-square"),
]


def lose(house: House, store: str, route: str, *, times: int) -> Fault:
    """Let the shop that serves this route do the work and drop its next answers."""
    is_square = store == SQUARE_STORE or route.startswith("POST ")
    till = house.mall.square if is_square else house.mall.shopify
    return till.fault("lose_answer", route, times=times)


@pytest.mark.parametrize("times", [1, 6], ids=["once", "for-a-while"])
@pytest.mark.parametrize(("store", "route"), LOST)
def test_a_lost_answer_is_looked_up_and_charged_once(
    house: House, store: str, route: str, times: int
) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    fault = lose(house, store, route, times=times)

    outcome = place(house, prepared)
    house.mall.clear_faults()
    settle(house, ahead_s=60)

    assert fault.hits > 0
    assert isinstance(outcome, Placed | StillWorking), outcome
    assert_sold_once(house, shelf, prepared, 2)
    assert isinstance(place(house, prepared), Placed)


@pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE], ids=["square", "shopify"])
def test_a_lost_void_is_repeated(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    command = PlaceOrder(merchant_id=MERCHANT, order_id=prepared.order_id, payment_token=GOOD_CARD)
    house.services.checkout.authorize(command, new_call())
    fault = lose(house, store, "POST /v2/payments/{payment_id}/cancel", times=6)

    house.services.checkout.cancel(MERCHANT, prepared.order_id, reason="no thanks", call=new_call())
    house.mall.clear_faults()
    settle(house, ahead_s=60)

    assert fault.hits > 0
    assert_nothing_left(house, shelf, prepared, 2)


def test_an_authorization_whose_answer_is_lost_is_voided_when_the_shopper_cancels(
    house: House,
) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    lose(house, SQUARE_STORE, SQUARE_CALLS["authorize"], times=6)
    assert isinstance(place(house, prepared), StillWorking)
    house.mall.clear_faults()

    house.services.checkout.cancel(MERCHANT, prepared.order_id, reason="no thanks", call=new_call())

    assert_nothing_left(house, shelf, prepared, 2)


def test_an_order_whose_answer_is_lost_is_canceled_when_the_shopper_cancels(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    lose(house, SQUARE_STORE, SQUARE_CALLS["create"], times=6)
    assert isinstance(place(house, prepared), StillWorking)
    house.mall.clear_faults()

    house.services.checkout.cancel(MERCHANT, prepared.order_id, reason="no thanks", call=new_call())

    assert_nothing_left(house, shelf, prepared, 2)


def test_another_card_does_not_replace_one_whose_answer_is_outstanding(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    lose(house, SQUARE_STORE, SQUARE_CALLS["authorize"], times=6)
    assert isinstance(place(house, prepared), StillWorking)
    house.mall.clear_faults()

    outcome = place(house, prepared, token="cnon:gift-card-nonce-ok")

    assert isinstance(outcome, Placed), outcome
    assert_sold_once(house, shelf, prepared, 2)
