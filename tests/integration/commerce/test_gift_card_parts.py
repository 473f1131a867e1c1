"""A gift card pays what is on it and a card the rest: both or neither, whatever crashes between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.commerce.captures import CaptureOrder, Kept
from app.commerce.model import (
    AuthorizedPayment,
    Canceled,
    CardDeclined,
    NotOrderable,
    Placed,
    PlaceOrder,
    PlaceOutcome,
    Prepared,
)
from domain.ids import ProductSku
from domain.money import Money
from domain.orders import OrderState, PaymentState
from domain.payments import DeclineReason
from storage import journal, order_money
from tests.integration.commerce.acts import settle, settle_services
from tests.integration.commerce.house import (
    GOOD_CARD,
    MERCHANT,
    SHOPIFY_STORE,
    House,
    Shelf,
    grant,
    new_call,
)
from tests.integration.commerce.test_captures import Crash, Fuse
from tests.integration.commerce.test_closing_balance import found

ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
"""What no database has a part in."""
BAD_CARD = "cnon:card-nonce-declined"
_LEASE_OVER_S = 40.0
_HOLD_OVER_S = 1200.0


@pytest.fixture
def given(house: House) -> Iterator[House]:
    """The house with gift cards switched on and permitted; off again afterwards."""
    square = house.connections["square"]
    grant(house.services, "square", options={"gift_cards": "on"})
    house.services.connections.change_options(MERCHANT, square, {"gift_cards": "on"})
    yield house
    house.services.connections.change_options(MERCHANT, square, {"gift_cards": ""})


def gift_card(house: House, amount: int) -> str:
    """The id of a gift card with so much on it, which is what it is paid with."""
    sold = house.mall.square.control("POST gift-card", {"amount": amount})
    return str(sold["gift_card_id"])


def left_on(house: House, card: str) -> int:
    found: int = house.mall.square.control("GET gift-cards")[card]
    return found


def paying(prepared: Prepared, gift: str | None, token: str | None = GOOD_CARD) -> PlaceOrder:
    return PlaceOrder(
        merchant_id=MERCHANT,
        order_id=prepared.order_id,
        payment_token=token,
        gift_card_token=gift,
        agreed_total=prepared.total,
    )


def place(
    house: House, prepared: Prepared, gift: str | None, token: str | None = GOOD_CARD
) -> PlaceOutcome:
    return house.services.checkout.place(paying(prepared, gift, token), new_call())


def payments_at(house: House, prepared: Prepared) -> list[dict[str, Any]]:
    """What Square has of the order's money and did not refuse."""
    rows = house.mall.square.control("GET payments")["payments"]
    mine = [each for each in rows if each["reference_id"] == prepared.order_id]
    return [each for each in mine if each["charged"] or each["authorized"]]


def order_at(house: House, prepared: Prepared) -> dict[str, Any]:
    rows = house.mall.square.control("GET orders")["orders"]
    (mine,) = [each for each in rows if each["reference_id"] == prepared.order_id]
    return dict(mine)


def assert_paid_by_both(house: House, shelf: Shelf, prepared: Prepared, card: str) -> None:
    """One paid order, two charges that come to it, one sale, nothing left reserved."""
    shelf.learn()
    charges = [each["charged"] for each in payments_at(house, prepared)]
    assert sorted(charges) == [500, prepared.total.amount - 500]
    assert not any(each["authorized"] for each in payments_at(house, prepared))
    assert (order_at(house, prepared)["paid"], order_at(house, prepared)["due"]) == (True, 0)
    assert left_on(house, card) == 0
    assert (shelf.level().held, shelf.level().pos_available) == (0, shelf.start - 2)
    with house.services.database.read() as tx:
        booked = order_money.payments_of(tx, MERCHANT, prepared.order_id)
        row = journal.load(tx, MERCHANT, prepared.order_id)
    assert sorted(each.amount.amount for each in booked) == sorted(charges)
    assert row is not None
    assert (row.is_open, row.outcome["kind"]) == (False, "placed")


def assert_nobody_paid(house: House, shelf: Shelf, prepared: Prepared, card: str) -> None:
    """No charge, no reservation, no order, no claim, and the gift card as it was."""
    shelf.learn()
    assert payments_at(house, prepared) == []
    assert order_at(house, prepared)["state"] == "CANCELED"
    assert left_on(house, card) == 500
    assert (shelf.level().held, shelf.level().pos_available) == (0, shelf.start)
    assert house.services.orders.order(MERCHANT, prepared.order_id).state is OrderState.CANCELED


@ON_SQLITE
def test_the_receipt_and_the_book_name_both(given: House) -> None:
    shelf, card = given.shelf(), gift_card(given, 500)
    prepared = shelf.prepare(2)

    placed = place(given, prepared, card)

    assert isinstance(placed, Placed)
    assert placed.receipt.gift == Money(500, "USD")
    assert (placed.receipt.gift_last4, placed.receipt.card_last4) != (None, None)
    assert placed.receipt.total == prepared.total
    assert_paid_by_both(given, shelf, prepared, card)
    assert place(given, prepared, card) == placed
    assert prepared.order_id not in found(given)


@ON_SQLITE
def test_a_gift_card_with_enough_on_it_needs_no_other_card(given: House) -> None:
    shelf, card = given.shelf(), gift_card(given, 500_000)
    prepared = shelf.prepare(1)

    placed = place(given, prepared, card, token=None)

    assert isinstance(placed, Placed)
    assert placed.receipt.gift == prepared.total
    assert placed.receipt.card_last4 == placed.receipt.gift_last4
    assert left_on(given, card) == 500_000 - prepared.total.amount
    (charge,) = payments_at(given, prepared)
    assert charge["charged"] == prepared.total.amount


@ON_SQLITE
def test_a_refused_card_keeps_the_gift_cards_part_for_another_card(given: House) -> None:
    shelf, card = given.shelf(), gift_card(given, 500)
    prepared = shelf.prepare(2)

    refused = place(given, prepared, card, token=BAD_CARD)
    assert isinstance(refused, CardDeclined)
    assert left_on(given, card) == 0

    assert isinstance(place(given, prepared, card), Placed)
    assert_paid_by_both(given, shelf, prepared, card)


@ON_SQLITE
def test_nobody_pays_where_no_other_card_comes_before_the_hold_ends(given: House) -> None:
    shelf, card = given.shelf(), gift_card(given, 500)
    prepared = shelf.prepare(2)
    assert isinstance(place(given, prepared, card, token=BAD_CARD), CardDeclined)

    settle(given, ahead_s=_HOLD_OVER_S)

    assert_nobody_paid(given, shelf, prepared, card)


@ON_SQLITE
def test_an_empty_gift_card_is_refused_and_the_card_alone_pays_then(given: House) -> None:
    shelf, card = given.shelf(), gift_card(given, 0)
    prepared = shelf.prepare(1)

    refused = place(given, prepared, card)

    assert isinstance(refused, CardDeclined)
    assert refused.reason is DeclineReason.INSUFFICIENT_FUNDS
    assert isinstance(place(given, prepared, None), Placed)


@ON_SQLITE
def test_the_money_goes_back_where_it_came_from(given: House) -> None:
    shelf, card = given.shelf(), gift_card(given, 500)
    prepared = shelf.prepare(2)
    assert isinstance(place(given, prepared, card), Placed)

    canceled = given.services.checkout.cancel(
        MERCHANT, prepared.order_id, reason="changed my mind", call=new_call()
    )

    assert isinstance(canceled, Canceled)
    assert canceled.refunded == prepared.total
    assert left_on(given, card) == 500
    assert all(each["refunded"] == each["charged"] for each in payments_at(given, prepared))
    order = given.services.orders.order(MERCHANT, prepared.order_id)
    assert order.payment_state is PaymentState.REFUNDED


@ON_SQLITE
def test_what_is_reserved_on_both_is_let_go_together_and_not_taken_in_part(given: House) -> None:
    shelf, card = given.shelf(), gift_card(given, 500)
    prepared = shelf.prepare(2)
    held = given.services.checkout.authorize(paying(prepared, card), new_call())
    assert isinstance(held, AuthorizedPayment)
    assert (held.amount, held.gift) == (prepared.total, Money(500, "USD"))
    less = CaptureOrder(
        merchant_id=MERCHANT,
        order_id=prepared.order_id,
        lines=(Kept(sku=ProductSku(shelf.sku), quantity=1),),
    )

    refused = given.services.checkout.capture(less, new_call())
    given.services.checkout.void(MERCHANT, prepared.order_id, call=new_call())

    assert isinstance(refused, NotOrderable)
    assert refused.reason == "part-not-captured"
    assert_nobody_paid(given, shelf, prepared, card)


@ON_SQLITE
def test_a_till_that_takes_one_payment_refuses_before_anything_is_made(given: House) -> None:
    shelf, card = given.shelf(SHOPIFY_STORE), gift_card(given, 500)
    prepared = shelf.prepare(1)

    refused = place(given, prepared, card)

    assert isinstance(refused, NotOrderable)
    assert refused.reason == "gift-card-alone"
    assert left_on(given, card) == 500
    assert isinstance(place(given, prepared, None), Placed)


@ON_SQLITE
@pytest.mark.parametrize("route", ["POST /v2/payments", "POST /v2/orders/{order_id}/pay"])
def test_a_lost_answer_is_asked_for_again_under_the_same_key(given: House, route: str) -> None:
    shelf, card = given.shelf(), gift_card(given, 500)
    prepared = shelf.prepare(2)
    fault = given.mall.square.fault("lose_answer", route, times=6)

    place(given, prepared, card)
    given.mall.clear_faults()
    settle(given, ahead_s=_LEASE_OVER_S)

    assert fault.hits > 0
    assert_paid_by_both(given, shelf, prepared, card)


@pytest.mark.parametrize(
    "moment", ["gift.answered", "gift.done", "authorize.answered", "capture.answered"]
)
def test_a_checkout_that_ends_between_the_two_is_finished_once(given: House, moment: str) -> None:
    shelf, card = given.shelf(), gift_card(given, 500)
    prepared = shelf.prepare(2)
    fuse = Fuse(moment)
    with given.rebuilt(fuse) as victim, pytest.raises(Crash):
        victim.services.checkout.place(paying(prepared, card), new_call())

    given.clock.advance(_LEASE_OVER_S)
    settle_services(given.services)

    assert moment in fuse.seen
    assert_paid_by_both(given, shelf, prepared, card)


@pytest.mark.parametrize("moment", ["authorize.undone", "gift.undone", "create.undone"])
def test_an_undoing_that_ends_between_the_two_leaves_nobody_charged(
    given: House, moment: str
) -> None:
    shelf, card = given.shelf(), gift_card(given, 500)
    prepared = shelf.prepare(2)
    given.services.checkout.authorize(paying(prepared, card), new_call())
    fuse = Fuse(moment)
    with given.rebuilt(fuse) as victim, pytest.raises(Crash):
        victim.services.checkout.void(MERCHANT, prepared.order_id, call=new_call())

    given.clock.advance(_LEASE_OVER_S)
    settle_services(given.services)

    assert moment in fuse.seen
    assert_nobody_paid(given, shelf, prepared, card)
