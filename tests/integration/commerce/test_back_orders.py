"""Goods that are sold beyond the stock are told to come later, before anybody says yes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.commerce.model import OutOfStock, Placed, Prepared, Wish
from domain.ids import IdempotencyKey
from storage import store_rules
from storage.store_rules import StockRule
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)


def promised(
    house: House, units: int, *, beyond: int, days: int | None = 10, store: str = SQUARE_STORE
) -> Shelf:
    """Goods of which the store has so many and may promise more."""
    shelf = house.shelf(store, units)
    rule = StockRule(sku=shelf.sku, backorder_limit=Decimal(beyond), backorder_days=days)
    with house.services.database.write() as tx:
        store_rules.set_stock_rule(tx, MERCHANT, rule, now=house.clock.now())
    return shelf


def later(prepared: Prepared) -> list[tuple[int, int | None]]:
    return [(line.back_ordered, line.backorder_days) for line in prepared.lines]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [(2, (0, None)), (3, (1, 10)), (5, (3, 10))],
    ids=["all-there", "one-short", "three-short"],
)
def test_an_order_tells_how_many_must_come_in_first_and_how_long_that_takes(
    house: House, wanted: int, told: tuple[int, int | None]
) -> None:
    shelf = promised(house, 2, beyond=3)

    with house.rebuilt() as fresh:
        command = shelf.wish(wanted)
        prepared = fresh.services.checkout.prepare(command, new_call())
        again = fresh.services.checkout.prepare(command, new_call())

    assert isinstance(prepared, Prepared)
    assert later(prepared) == [told]
    assert again == prepared


def test_goods_that_are_held_already_are_not_counted_against_themselves(house: House) -> None:
    shelf = promised(house, 2, beyond=3)
    with house.rebuilt() as fresh:
        held = fresh.services.stock.hold(
            MERCHANT,
            [(Wish(sku=shelf.sku, quantity=3), fresh.store(shelf.store))],
            caller="jordan",
            key=IdempotencyKey(f"kept-{shelf.sku}"),
        )
        prepared = fresh.services.checkout.prepare(shelf.wish(3, hold_id=held.hold_id), new_call())

    assert isinstance(prepared, Prepared)
    assert later(prepared) == [(1, 10)]


def test_where_nobody_said_how_long_it_takes_none_is_told(house: House) -> None:
    shelf = promised(house, 0, beyond=3, days=None)

    with house.rebuilt() as fresh:
        prepared = fresh.services.checkout.prepare(shelf.wish(2), new_call())

    assert isinstance(prepared, Prepared)
    assert later(prepared) == [(2, None)]


def test_two_lines_of_the_same_goods_owe_what_they_are_short_of_together(house: House) -> None:
    shelf = promised(house, 2, beyond=3)
    lines = (Wish(sku=shelf.sku, quantity=1), Wish(sku=shelf.sku, quantity=3))

    with house.rebuilt() as fresh:
        prepared = fresh.services.checkout.prepare(shelf.wish(lines=lines), new_call())

    assert isinstance(prepared, Prepared)
    assert later(prepared) == [(0, None), (2, 10)]


STORES = pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE], ids=["square", "shopify"])


@STORES
def test_what_was_promised_to_come_later_is_bought(house: House, store: str) -> None:
    shelf = promised(house, 1, beyond=2, store=store)

    with house.rebuilt() as fresh:
        prepared = fresh.services.checkout.prepare(shelf.wish(3), new_call())
        assert isinstance(prepared, Prepared)
        placed = place(fresh, prepared)

    assert isinstance(placed, Placed), placed
    assert [line.back_ordered for line in placed.receipt.lines] == [2]


@STORES
def test_no_more_is_bought_than_may_be_promised_of_what_is_left(house: House, store: str) -> None:
    shelf = promised(house, 3, beyond=1, store=store)

    with house.rebuilt() as fresh:
        prepared = fresh.services.checkout.prepare(shelf.wish(3), new_call())
        assert isinstance(prepared, Prepared)
        shelf.sell(3)
        refused = place(fresh, prepared)

    assert isinstance(refused, OutOfStock)
    assert refused.left == 1
