"""Authorized money: taken whole, taken in part where goods are missing, or let go."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from app.commerce.captures import CaptureOrder, Kept, LeftOut
from app.commerce.model import (
    AuthorizedPayment,
    Canceled,
    CancelRefused,
    NotOrderable,
    Placed,
    PlaceOutcome,
    Prepared,
    PriceChanged,
    Receipt,
)
from domain.errors import InvalidInputError
from domain.ids import ProductSku
from domain.money import Money
from domain.orders import OrderState, PaymentState
from tests.integration.commerce.acts import (
    assert_nothing_left,
    assert_sold_once,
    settle,
    settle_services,
    yes_to,
)
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
ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
"""What no database has a part in."""
_LEASE_OVER_S = 40.0


class Crash(BaseException):
    """The process ends here."""


@dataclass(slots=True)
class Fuse:
    """A probe that lets the process end at one moment, once."""

    moment: str
    seen: list[str] = field(default_factory=list)

    def __call__(self, moment: str) -> None:
        self.seen.append(moment)
        if moment == self.moment:
            raise Crash


def authorized(house: House, shelf: Shelf, quantity: int = 3) -> Prepared:
    """An order whose money is reserved."""
    prepared = shelf.prepare(quantity)
    outcome = house.services.checkout.authorize(yes_to(prepared), new_call())
    assert isinstance(outcome, AuthorizedPayment), outcome
    return prepared


def capture(
    house: House, prepared: Prepared, *kept: tuple[str, int], amount: Money | None = None
) -> PlaceOutcome:
    """Take the money of what is delivered; of everything where nothing is named."""
    lines = tuple(Kept(sku=ProductSku(sku), quantity=quantity) for sku, quantity in kept)
    command = CaptureOrder(
        merchant_id=MERCHANT, order_id=prepared.order_id, lines=lines or None, amount=amount
    )
    return house.services.checkout.capture(command, new_call())


def receipt_of(outcome: PlaceOutcome) -> Receipt:
    assert isinstance(outcome, Placed), outcome
    return outcome.receipt


@STORES
def test_what_is_missing_is_neither_charged_nor_sold(house: House, store: str) -> None:
    shelf = house.shelf(store, units=5)
    prepared = authorized(house, shelf)

    receipt = receipt_of(capture(house, prepared, (shelf.sku, 1)))

    assert receipt.left_out == (
        LeftOut(sku=shelf.sku, title=prepared.lines[0].variant.speech_name, quantity=2),
    )
    assert receipt.authorized == prepared.total
    assert abs(receipt.total.amount * 3 - prepared.total.amount) <= 3
    assert_sold_once(house, shelf, prepared, 1)
    order = house.services.orders.order(MERCHANT, prepared.order_id)
    assert (order.total, order.payment_state) == (receipt.total, PaymentState.PAID)
    assert [(str(line.sku), int(line.quantity)) for line in order.lines] == [(shelf.sku, 1)]
    (reduced,) = [
        each.detail
        for each in house.services.orders.history(MERCHANT, prepared.order_id)
        if each.kind == "reduced"
    ]
    assert reduced["left_out"] == [{"sku": shelf.sku, "quantity": 2}]
    assert reduced["captured_minor"] == receipt.total.amount
    steps = {each.detail: each.state for each in order.history}
    stands = {"prepared": "pending", "authorized": "pending", "reduced": "pending"}
    assert steps == {**stands, "placed": "confirmed"}


@ON_SQLITE
@STORES
def test_capturing_again_gives_the_same_receipt_whatever_is_asked(house: House, store: str) -> None:
    shelf = house.shelf(store, units=5)
    prepared = authorized(house, shelf)
    first = receipt_of(capture(house, prepared, (shelf.sku, 2)))

    again = receipt_of(capture(house, prepared, (shelf.sku, 1)))

    assert again == first
    assert_sold_once(house, shelf, prepared, 2)


@ON_SQLITE
def test_without_lines_all_of_it_is_taken(house: House) -> None:
    shelf = house.shelf(units=5)
    prepared = authorized(house, shelf)

    receipt = receipt_of(capture(house, prepared))

    assert (receipt.total, receipt.left_out, receipt.authorized) == (prepared.total, (), None)
    assert_sold_once(house, shelf, prepared, 3)


@ON_SQLITE
def test_another_amount_than_the_till_asks_is_not_taken_and_the_order_waits_on(
    house: House,
) -> None:
    shelf = house.shelf(units=5)
    prepared = authorized(house, shelf)

    refused = capture(house, prepared, (shelf.sku, 1), amount=Money(1, "USD"))

    assert isinstance(refused, PriceChanged)
    receipt = receipt_of(capture(house, prepared, (shelf.sku, 1), amount=refused.now))
    assert receipt.total == refused.now
    assert_sold_once(house, shelf, prepared, 1)


@ON_SQLITE
def test_nothing_is_captured_before_it_is_authorized(house: House) -> None:
    shelf = house.shelf(units=5)
    prepared = shelf.prepare(2)

    refused = capture(house, prepared)

    assert isinstance(refused, NotOrderable)
    assert refused.reason == "nothing-authorized"


@ON_SQLITE
@pytest.mark.parametrize(
    ("sku", "quantity"), [("NOT-ORDERED", 1), (None, 4), (None, 0)], ids=["other", "more", "none"]
)
def test_only_what_was_ordered_can_be_kept(house: House, sku: str | None, quantity: int) -> None:
    shelf = house.shelf(units=5)
    prepared = authorized(house, shelf)

    with pytest.raises(InvalidInputError):
        capture(house, prepared, (sku or shelf.sku, quantity))

    assert isinstance(capture(house, prepared), Placed)


@ON_SQLITE
def test_a_till_that_refuses_fewer_goods_leaves_the_order_as_it_was(house: House) -> None:
    shelf = house.shelf(units=5)
    prepared = authorized(house, shelf)
    body = {"errors": [{"category": "INVALID_REQUEST_ERROR", "code": "BAD_REQUEST"}]}
    shelf.till.fault("fail", "PUT /v2/orders/{order_id}", status=400, body=body, times=None)

    refused = capture(house, prepared, (shelf.sku, 1))

    assert isinstance(refused, NotOrderable)
    assert refused.reason == "refused-by-pos"
    house.mall.clear_faults()
    assert receipt_of(capture(house, prepared)).total == prepared.total
    assert_sold_once(house, shelf, prepared, 3)


@ON_SQLITE
@STORES
def test_an_authorization_is_let_go_with_its_order_and_its_goods(house: House, store: str) -> None:
    shelf = house.shelf(store, units=5)
    prepared = authorized(house, shelf)

    voided = [
        house.services.checkout.void(MERCHANT, prepared.order_id, call=new_call()) for _ in range(2)
    ]

    assert [type(each) for each in voided] == [Canceled, Canceled]
    assert_nothing_left(house, shelf, prepared, 3)


@ON_SQLITE
@STORES
def test_the_book_tells_of_reserved_money_and_of_money_let_go(house: House, store: str) -> None:
    shelf = house.shelf(store, units=5)
    prepared = authorized(house, shelf)
    orders = house.services.orders

    reserved = orders.order(MERCHANT, prepared.order_id)
    house.services.checkout.void(MERCHANT, prepared.order_id, call=new_call())
    let_go = orders.order(MERCHANT, prepared.order_id)

    assert (reserved.state, reserved.payment_state) == (
        OrderState.PENDING,
        PaymentState.AUTHORIZED,
    )
    assert (let_go.state, let_go.payment_state) == (OrderState.CANCELED, PaymentState.VOIDED)
    for view in (reserved, let_go):
        assert view.as_of >= view.history[-1].at
    told = {each.kind: each for each in orders.history(MERCHANT, prepared.order_id)}
    assert told["authorized"].detail == {
        "authorized_minor": prepared.total.amount,
        "currency": prepared.total.currency,
    }
    assert told["authorized"].payment_state is PaymentState.AUTHORIZED


@ON_SQLITE
def test_what_went_back_is_told_with_the_order(house: House) -> None:
    prepared = authorized(house, house.shelf(units=5))
    capture(house, prepared)

    house.services.checkout.cancel(MERCHANT, prepared.order_id, reason="test", call=new_call())

    order = house.services.orders.order(MERCHANT, prepared.order_id)
    assert (order.refunded, order.credited) == (prepared.total, None)


@ON_SQLITE
def test_money_that_is_taken_is_not_let_go(house: House) -> None:
    shelf = house.shelf(units=5)
    prepared = authorized(house, shelf)
    capture(house, prepared)

    refused = house.services.checkout.void(MERCHANT, prepared.order_id, call=new_call())

    assert isinstance(refused, CancelRefused)
    assert refused.reason == "already-captured"
    assert refused.order.state is OrderState.CONFIRMED


@ON_SQLITE
def test_an_authorization_may_wait_for_hours_and_ends_by_itself_then(house: House) -> None:
    shelf = house.shelf(units=5)
    prepared = shelf.prepare(2)
    command = replace(yes_to(prepared), keep=timedelta(hours=2))
    assert isinstance(house.services.checkout.authorize(command, new_call()), AuthorizedPayment)

    settle(house, ahead_s=3600)
    assert shelf.level().held == 2
    settle(house, ahead_s=3700)

    assert_nothing_left(house, shelf, prepared, 2)


@pytest.mark.parametrize(
    ("store", "moment"),
    [
        *(
            pytest.param(SQUARE_STORE, moment, id=f"order-first-{moment}")
            for moment in ("reduce.begun", "reduce.answered", "reduce.done", "capture.answered")
        ),
        *(
            pytest.param(SHOPIFY_STORE, moment, id=f"payment-first-{moment}")
            for moment in ("reduce.begun", "create.answered", "create.done", "capture.answered")
        ),
    ],
)
def test_a_part_that_is_being_taken_when_the_process_ends_is_taken_once(
    house: House, store: str, moment: str
) -> None:
    shelf = house.shelf(store, units=5)
    prepared = authorized(house, shelf)
    fuse = Fuse(moment)
    with house.rebuilt(fuse) as victim, pytest.raises(Crash):
        capture(victim, prepared, (shelf.sku, 1))

    house.clock.advance(_LEASE_OVER_S)
    settle_services(house.services)

    assert moment in fuse.seen
    assert_sold_once(house, shelf, prepared, 1)
    assert receipt_of(capture(house, prepared)).authorized == prepared.total
