"""Checkouts that an earlier release forgot whole are told as unknown, and stop nobody's work."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.commerce.model import Placed, PlaceOrder, Prepared
from domain.errors import NotFoundError
from domain.ids import OrderId
from storage import merchants, tables
from storage.exchanges import ExchangeState
from tests.integration.commerce.acts import place, settle
from tests.integration.commerce.house import (
    GOOD_CARD,
    MERCHANT,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)
from tests.integration.commerce.test_exchanges import case_of, set_policy

HOLD_OVER_S = 1200.0


def forget(house: House, order_id: OrderId) -> None:
    """What an erasure did to an ended checkout before any of it was kept."""
    rows = tables.checkouts
    with house.services.database.write() as tx:
        tx.execute(update(rows).where(rows.c.order_id == order_id).values(command={}, context={}))


def undone(house: House) -> tuple[Shelf, Prepared]:
    shelf = house.shelf(SQUARE_STORE)
    prepared = shelf.prepare(1)
    settle(house, ahead_s=HOLD_OVER_S)
    forget(house, prepared.order_id)
    return shelf, prepared


def test_a_yes_to_a_forgotten_checkout_finds_none(house: House) -> None:
    _, prepared = undone(house)

    with pytest.raises(NotFoundError):
        place(house, prepared)


def test_a_wish_under_the_key_of_a_forgotten_checkout_finds_none(house: House) -> None:
    shelf, _ = undone(house)

    with pytest.raises(NotFoundError):
        house.services.checkout.prepare(shelf.wish(1), new_call())


def test_a_forgotten_checkout_has_no_page_to_pay_on(house: House) -> None:
    _, prepared = undone(house)

    with pytest.raises(NotFoundError):
        house.services.pay_links.send(MERCHANT, prepared.order_id, new_call())


def test_a_receipt_outlives_the_checkout_that_it_is_of(house: House) -> None:
    prepared = house.shelf(SQUARE_STORE).prepare(1)
    first = place(house, prepared)
    forget(house, prepared.order_id)

    assert isinstance(first, Placed)
    assert place(house, prepared) == first


def test_the_closing_balance_goes_on_past_forgotten_checkouts(house: House) -> None:
    undone(house)
    placed = house.shelf(SQUARE_STORE).prepare(1)
    place(house, placed)
    forget(house, placed.order_id)
    house.clock.advance(2 * 3600)
    with house.services.database.read() as tx:
        mine = merchants.connections(tx, MERCHANT)

    runs = [
        house.services.balance.prove(each, lambda: None, correlation_id="test") for each in mine
    ]

    assert sum(run.orders for run in runs) >= 1
    _, found = house.services.balance.standing(MERCHANT)
    assert placed.order_id not in {each.finding.order_id for each in found}


def test_an_exchange_is_settled_by_the_order_book_where_its_checkout_was_forgotten(
    house: House,
) -> None:
    set_policy(house, most_per_month=999)  # the shopper of all tests here returns a lot
    case = case_of(house, SQUARE_STORE)
    exchange = case.priced()
    set_policy(house)
    order_id, total = exchange.new_order_id, exchange.total
    assert order_id is not None
    assert total is not None
    yes = PlaceOrder(
        merchant_id=MERCHANT, order_id=order_id, payment_token=GOOD_CARD, agreed_total=total
    )
    assert isinstance(house.services.checkout.place(yes, new_call()), Placed)
    forget(house, order_id)

    house.services.exchanges.run()

    done = house.services.exchanges.get(MERCHANT, exchange.id)
    assert (done.state, done.total) == (ExchangeState.DONE, total)
