"""Shopify reserves while a shopper makes up their mind, and never a moment longer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from app.commerce.model import OutOfStock, Placed
from domain.catalog import Source, StockLevel
from storage import merchants, tables
from storage import stock as levels
from storage.counting import counted_items
from storage.types import from_micros
from tests.integration.commerce.acts import place, settle
from tests.integration.commerce.house import MERCHANT, SHOPIFY_STORE, House, Shelf, new_call

HOLD_OVER_S = 700.0


@pytest.fixture
def house(sqlite_house: House) -> House:
    """The gateway on SQLite: what is special here is Shopify's."""
    sqlite_house.clock.ahead_s = 0.0
    sqlite_house.mall.clear_faults()
    return sqlite_house


@pytest.fixture
def shelf(house: House) -> Shelf:
    """Five pieces in Shopify's store."""
    return house.shelf(SHOPIFY_STORE)


def states(shelf: Shelf) -> tuple[int, int]:
    """How many Shopify calls available and reserved."""
    told: dict[str, Any] = shelf.till.control("GET stock", sku=shelf.sku)
    level = told["locations"][SHOPIFY_STORE]
    return level["available"], level["reserved"]


def tell_late(shelf: Shelf, available: int) -> None:
    """A webhook with the count of the very second in which the goods were reserved."""
    house, known = shelf.house, shelf.level()
    place_id = house.store(SHOPIFY_STORE)
    (item,) = counted_items(house.services.database, MERCHANT, [shelf.sku], place_id).values()
    assert item.inventory_platform_id is not None
    with house.services.database.read() as tx:
        reserved_at: int = tx.execute(select(func.max(tables.holds.c.native_revision))).scalar_one()
    count = StockLevel(
        inventory_platform_id=item.inventory_platform_id,
        location_platform_id=known.location_platform_id,
        available=Decimal(available),
        revision=reserved_at,
        as_of=from_micros(reserved_at),
    )
    now = house.clock.now()
    with house.services.database.write() as tx:
        connection = merchants.connection(tx, house.connections["shopify"])
        levels.apply_stock(tx, connection, [count], source=Source.WEBHOOK, now=now)


def test_prepared_goods_are_reserved_in_the_store_and_counted_once(shelf: Shelf) -> None:
    shelf.prepare(2, key="aside")

    known = shelf.level()
    tell_late(shelf, 3)

    assert states(shelf) == (3, 2)
    assert (known.available, known.held) == (3, 2)
    assert shelf.level().available == 3
    shelf.learn()
    assert shelf.level().available == 3


def test_the_last_ones_are_sold_to_whom_they_are_kept_for(house: House, shelf: Shelf) -> None:
    prepared = shelf.prepare(5, key="last")

    placed = place(house, prepared)
    sold = states(shelf)
    settle(house)

    assert isinstance(placed, Placed), placed
    assert sold == states(shelf) == (0, 0)
    shelf.learn()
    assert (shelf.level().available, shelf.level().held) == (0, 0)


def test_a_shopper_who_never_answers_leaves_nothing_reserved(house: House, shelf: Shelf) -> None:
    shelf.prepare(2, key="silent")

    settle(house, ahead_s=HOLD_OVER_S)

    assert states(shelf) == (5, 0)
    shelf.learn()
    assert shelf.level().available == 5


def test_what_a_till_sold_meanwhile_is_out_of_stock_and_nothing_is_reserved(
    house: House, shelf: Shelf
) -> None:
    def sell(moment: str) -> None:
        if moment == "native.begun":
            shelf.sell(4)

    with house.rebuilt(sell) as busy:
        outcome = busy.services.checkout.prepare(shelf.wish(2, key="sold"), new_call())
    settle(house)

    assert isinstance(outcome, OutOfStock), outcome
    assert (outcome.wanted, outcome.left) == (2, 1)
    assert states(shelf) == (1, 0)
