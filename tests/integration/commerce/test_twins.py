"""One store on two connections: while the first is down, its twin is read, held and sold from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from app.commerce.model import Placed
from domain.ids import LocationId
from storage import orders, twins
from storage import stock as levels
from storage.health import Sighting
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)


def is_held(house: House, goods: Shelf, store: LocationId) -> bool:
    """Whether somebody holds some of these goods in that store."""
    with house.services.database.read() as tx:
        level = levels.level(tx, MERCHANT, goods.sku, store, now=house.clock.now())
    return level is not None and level.held > 0


def see(house: House, *, answers: bool) -> None:
    """The first store's platform answers, or has failed five times."""
    seen = Sighting()
    for _ in range(5):
        if answers:
            seen.answered(50, now=house.clock.now())
        else:
            seen.failed("UnavailableError: refused", now=house.clock.now())
    house.hear("shopify", seen)


@pytest.fixture
def shelf(house: House) -> Iterator[Shelf]:
    """Goods in both stores, which are one: Capitol Hill, and Downtown stands in."""
    first, twin = house.store(SHOPIFY_STORE), house.store(SQUARE_STORE)
    see(house, answers=True)  # another test may have left it down
    goods = house.shelf(SHOPIFY_STORE, units=5)
    while is_held(house, goods, twin):  # another test's, who has them in the other store
        goods = house.shelf(SHOPIFY_STORE, units=5)
    house.mall.till_of(SQUARE_STORE).control(
        "POST count", {"sku": goods.sku, "location": SQUARE_STORE, "quantity": 4}
    )
    assert house.services.stock.refresh(MERCHANT, [goods.sku], twin, new_call())
    with house.services.database.write() as tx:
        twins.pair(tx, MERCHANT, first, twin, now=house.clock.now())
    yield goods
    with house.services.database.write() as tx:
        twins.part(tx, MERCHANT, first)


def stores(house: House, shelf: Shelf, near: LocationId) -> list[tuple[str, str, Decimal | None]]:
    """What is offered: each store by name and connection, with its stock."""
    found = house.services.stock.availability(MERCHANT, shelf.sku, near=near).stores
    names = {name: platform for platform, name in house.connections.items()}
    return [(each.location_name, names[each.connection_id], each.available) for each in found]


def test_the_twin_sells_under_the_stores_name_while_it_is_down(house: House, shelf: Shelf) -> None:
    with house.services.database.read() as tx:
        (pair,) = twins.of_merchant(tx, MERCHANT)
    first, twin = pair.location_id, pair.twin_id
    with house.rebuilt() as before:
        assert stores(before, shelf, first)[0] == (SHOPIFY_STORE, "shopify", Decimal(5))
        assert SQUARE_STORE not in {name for name, *_ in stores(before, shelf, first)}
        assert before.services.stock.serving(MERCHANT, twin) == first

    see(house, answers=False)
    try:
        with house.rebuilt() as during:
            goods = Shelf(house=during, sku=shelf.sku, store=SHOPIFY_STORE, start=4)
            assert stores(during, shelf, first)[0] == (SHOPIFY_STORE, "square", Decimal(4))
            assert during.services.stock.serving(MERCHANT, first) == twin
            prepared = goods.prepare(location_id=first, key="twins")
            assert (prepared.location_id, prepared.location_name) == (twin, SHOPIFY_STORE)
            outcome = place(during, prepared)
            assert isinstance(outcome, Placed), outcome
            sold = during.services.orders.order(MERCHANT, prepared.order_id)
            assert sold.location_name == SHOPIFY_STORE
            with during.services.database.read() as tx:
                booked = orders.get(tx, MERCHANT, prepared.order_id)
            assert booked.connection_id == house.connections["square"]
    finally:
        see(house, answers=True)

    with house.rebuilt() as after:
        assert stores(after, shelf, first)[0][:2] == (SHOPIFY_STORE, "shopify")
