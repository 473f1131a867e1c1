"""Store credit at the checkout: claimed with the hold, given back with it, never spent twice."""

from __future__ import annotations

import itertools

import pytest

from app.commerce.model import Canceled, CardDeclined, NotOrderable, Placed, Prepared
from domain.money import Money
from storage import store_credit
from storage.store_credit import CreditKind, NewEntry
from tests.integration.commerce.acts import place, settle
from tests.integration.commerce.checker import gather
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)
from tests.integration.commerce.test_reconciler import LEASE_OVER_S

_KEYS = itertools.count(1)
HOLD_OVER_S = 1200.0


def have(house: House) -> int:
    with house.services.database.read() as tx:
        return store_credit.balance(tx, MERCHANT, house.jordan, "USD").amount


def give(house: House, minor: int) -> None:
    """Let Jordan have exactly so much."""
    change = Money(minor - have(house), "USD")
    if not change.amount:
        return
    with house.services.database.write() as tx:
        store_credit.add(
            tx,
            NewEntry(
                merchant_id=MERCHANT,
                customer_id=house.jordan,
                amount=change,
                kind=CreditKind.GRANTED,
                key=f"test-{next(_KEYS)}",
                actor="test",
            ),
            now=house.clock.now(),
        )


def prepare(shelf: Shelf, quantity: int = 2) -> Prepared | NotOrderable:
    outcome = shelf.house.services.checkout.prepare(
        shelf.wish(quantity, use_store_credit=True), new_call()
    )
    assert isinstance(outcome, Prepared | NotOrderable), outcome
    return outcome


def charges(house: House, prepared: Prepared) -> list[int]:
    rows = house.mall.square.control("GET payments")["payments"]
    return [row["charged"] for row in rows if row["reference_id"] == prepared.order_id]


def test_credit_and_a_card_pay_an_order_whose_till_takes_note_of_both(house: House) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    give(house, 500)

    prepared = prepare(shelf)
    assert isinstance(prepared, Prepared)
    assert prepared.credit == Money(500, "USD")
    assert have(house) == 0
    placed = place(house, prepared)

    assert isinstance(placed, Placed)
    assert placed.receipt.credit == Money(500, "USD")
    assert charges(house, prepared) == [prepared.total.amount - 500]
    shelf.learn()
    seen = gather(house, shelf, prepared.order_id, 2)
    assert [order.is_paid for order in seen.orders] == [True]


@pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE])
def test_credit_that_covers_everything_needs_no_card_and_comes_back_when_canceled(
    house: House, store: str
) -> None:
    shelf = house.shelf(store)
    give(house, 3_000_00)

    prepared = prepare(shelf)
    assert isinstance(prepared, Prepared)
    placed = place(house, prepared, token=None)
    spent = 3_000_00 - have(house)
    canceled = house.services.checkout.cancel(
        MERCHANT, prepared.order_id, reason="test", call=new_call()
    )

    assert isinstance(placed, Placed), placed
    assert spent == prepared.total.amount
    assert charges(house, prepared) in ([], [prepared.total.amount])  # Square notes it itself
    assert isinstance(canceled, Canceled), canceled
    assert have(house) == 3_000_00
    assert house.services.orders.order(MERCHANT, prepared.order_id).credited == prepared.total


def test_a_till_that_takes_one_tender_is_not_given_two(house: House) -> None:
    shelf = house.shelf(SQUARE_STORE)
    give(house, 500)

    refused = prepare(shelf)

    assert isinstance(refused, NotOrderable)
    assert refused.reason == "credit-covers-part"
    assert have(house) == 500
    assert shelf.level().held == 0


def test_an_order_that_is_never_confirmed_gives_its_credit_back(house: House) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    give(house, 500)
    prepared = prepare(shelf)
    assert isinstance(prepared, Prepared)

    declined = place(house, prepared, token="cnon:card-nonce-declined")
    settle(house, ahead_s=HOLD_OVER_S)
    settle(house, ahead_s=LEASE_OVER_S)

    assert isinstance(declined, CardDeclined)
    assert have(house) == 500
