"""What is bought for pickup is handed over by somebody: a warehouse only ships."""

from __future__ import annotations

import pytest

from app.commerce.model import NotOrderable, OutOfStock
from app.commerce.subscriptions.model import Change, Plan, StartSubscription
from domain.errors import InvalidInputError
from domain.ids import IdempotencyKey, ProductSku
from domain.recurrence import Cadence, Unit
from storage import store_rules
from storage.store_rules import StoreRule
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)

WAREHOUSE = "Tacoma Warehouse"


def stored_there(house: House, units: int = 9, *, store: str = SHOPIFY_STORE) -> Shelf:
    """Goods of which the warehouse has some, by its till's count."""
    shelf = house.shelf(store, 1)
    body = {"sku": shelf.sku, "location": WAREHOUSE, "quantity": units}
    house.mall.shopify.control("POST count", body)
    place = house.store(WAREHOUSE)
    assert house.services.stock.refresh(MERCHANT, [shelf.sku], place, new_call())
    return shelf


def test_an_order_for_pickup_is_refused_where_nobody_hands_goods_over(house: House) -> None:
    shelf = stored_there(house)

    outcome = house.services.checkout.prepare(
        shelf.wish(location_id=house.store(WAREHOUSE)), new_call()
    )

    assert isinstance(outcome, NotOrderable)
    assert outcome.reason == "no-pickup"
    assert WAREHOUSE in outcome.detail


def test_a_warehouse_is_no_other_store_to_fetch_goods_from(house: House) -> None:
    shelf = stored_there(house)

    fetched = house.services.checkout.prepare(shelf.wish(5), new_call())

    assert isinstance(fetched, OutOfStock)
    assert house.store(WAREHOUSE) not in {each.location_id for each in fetched.alternatives}


def test_stock_tells_where_goods_can_be_fetched_and_nothing_is_ready_elsewhere(
    house: House,
) -> None:
    shelf = stored_there(house)
    with house.services.database.write() as tx:
        rule = StoreRule(location_id=house.store(WAREHOUSE), pickup_minutes=30)
        store_rules.set_store_rule(tx, MERCHANT, rule, now=house.clock.now())

    with house.rebuilt() as fresh:
        offers = fresh.services.nearby.offers(MERCHANT, shelf.sku).stores

    there = {each.stock.location_name: each for each in offers}
    assert not there[WAREHOUSE].stock.offers_pickup
    assert there[WAREHOUSE].ready_at is None
    assert there[SHOPIFY_STORE].stock.offers_pickup


def subscription(house: House, sku: ProductSku, *, store: str) -> StartSubscription:
    return StartSubscription(
        plan=Plan(
            merchant_id=MERCHANT,
            customer_id=house.jordan,
            sku=sku,
            cadence=Cadence(every=1, unit=Unit.WEEK),
            location_id=house.store(store),
        ),
        key=IdempotencyKey(f"fetched-{sku}"),
        channel="test",
    )


def test_a_subscription_is_not_fetched_where_nobody_hands_goods_over(house: House) -> None:
    shelf = stored_there(house)
    wish = subscription(house, shelf.sku, store=WAREHOUSE)

    with pytest.raises(InvalidInputError) as refused:
        house.services.subscriptions.start(wish)

    assert refused.value.field == "location_id"
    assert "no pickup" in str(refused.value)


def test_a_subscription_does_not_move_to_where_nobody_hands_goods_over(house: House) -> None:
    shelf = stored_there(house)
    subscriptions = house.services.subscriptions
    begun = subscriptions.start(subscription(house, shelf.sku, store=SQUARE_STORE))
    move = Change(location_id=house.store(WAREHOUSE))

    with pytest.raises(InvalidInputError):
        subscriptions.manage(MERCHANT, begun.stored.id, move, actor="test")

    assert subscriptions.get(MERCHANT, begun.stored.id).stored.location_id == (
        house.store(SQUARE_STORE)
    )
