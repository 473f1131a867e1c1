"""A cent between our price and the till's is the till's rounding, and stops nobody."""

from __future__ import annotations

import pytest

from app.commerce.model import Placed, Prepared, PriceChanged
from domain.money import Money
from storage import orders
from tests.integration.commerce.acts import (
    assert_nothing_left,
    assert_sold_once,
    place,
    settle,
)
from tests.integration.commerce.house import MERCHANT, SHOPIFY_STORE, SQUARE_STORE, House, Shelf

_ROUND_PRICE = 20_00
"""A cent more or less of it changes no tax."""


def _prepared(shelf: Shelf) -> Prepared:
    shelf.till.control("POST price", {"sku": shelf.sku, "amount": _ROUND_PRICE})
    return shelf.prepare(1)


def _later(shelf: Shelf, prepared: Prepared, cents: int) -> Money:
    """Let the till ask so many cents more, and tell the total that it asks."""
    shelf.till.control("POST price", {"sku": shelf.sku, "amount": _ROUND_PRICE + cents})
    return prepared.total + Money(cents, prepared.total.currency)


def _assert_placed_at(house: House, shelf: Shelf, prepared: Prepared, asked: Money) -> Placed:
    outcome = place(house, prepared)
    assert isinstance(outcome, Placed), outcome
    receipt = outcome.receipt
    assert receipt.total == asked
    with house.services.database.read() as tx:
        stored = orders.get(tx, MERCHANT, prepared.order_id)
    assert (stored.total, stored.tax) == (asked, receipt.tax)
    settle(house)
    assert_sold_once(house, shelf, prepared, 1)
    return outcome


@pytest.mark.parametrize("cents", [1, -1])
def test_an_order_made_before_it_is_paid_costs_what_the_till_asks_to_the_cent(
    house: House, cents: int
) -> None:
    shelf = house.shelf(SQUARE_STORE)
    prepared = _prepared(shelf)
    asked = _later(shelf, prepared, cents)

    outcome = _assert_placed_at(house, shelf, prepared, asked)

    assert place(house, prepared) == outcome


def test_a_cent_less_than_is_reserved_is_all_that_is_taken(house: House) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    prepared = _prepared(shelf)
    asked = _later(shelf, prepared, -1)

    outcome = _assert_placed_at(house, shelf, prepared, asked)

    assert outcome.receipt.authorized == prepared.total


def test_a_cent_more_than_is_reserved_is_another_price(house: House) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    prepared = _prepared(shelf)
    asked = _later(shelf, prepared, 1)

    outcome = place(house, prepared)

    assert outcome == PriceChanged(order_id=prepared.order_id, agreed=prepared.total, now=asked)
    assert_nothing_left(house, shelf, prepared, 1)


@pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE])
def test_two_cents_are_another_price(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = _prepared(shelf)
    asked = _later(shelf, prepared, -2)

    outcome = place(house, prepared)

    assert outcome == PriceChanged(order_id=prepared.order_id, agreed=prepared.total, now=asked)
    assert_nothing_left(house, shelf, prepared, 1)
