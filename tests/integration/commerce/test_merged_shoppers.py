"""A program that kept the id of somebody who was merged is served as the person they are now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from app.commerce.model import Placed, PlaceOrder, Prepared, Shopper
from app.commerce.subscriptions.model import Cancel, Plan, StartSubscription
from domain.customers import Customer
from domain.ids import CustomerId, IdempotencyKey, OrderId, PlatformId
from domain.recurrence import Cadence, Unit
from storage import customer_merges, customers, customers_write, merchants
from tests.integration.commerce.house import MERCHANT, House, new_call


@dataclass(frozen=True, slots=True)
class Merged:
    """Jordan, merged into somebody who has no record but one of Shopify's."""

    old: CustomerId
    now: CustomerId


@pytest.fixture
def merged(house: House) -> Iterator[Merged]:
    db, now = house.services.database, house.clock.now()
    with db.write() as tx:
        shopify = merchants.connection(tx, house.connections["shopify"])
        record = Customer(platform_id=PlatformId("kept"), given_name="Jo", revision=1)
        customers_write.apply_customers(tx, shopify, [record], as_of=now)
        kept = customers.by_platform_id(tx, shopify.id, ["kept"])[PlatformId("kept")]
        customer_merges.merge(
            tx,
            MERCHANT,
            kept_id=kept,
            merged_id=house.jordan,
            reason="asked at the desk",
            actor="olga",
            is_sure=True,
            now=now,
        )
    yield Merged(house.jordan, kept)
    with db.write() as tx:
        customer_merges.unmerge(
            tx, MERCHANT, kept_id=kept, merged_id=house.jordan, actor="olga", now=now
        )


def order_under(house: House, customer: CustomerId) -> Placed:
    """One unit, paid by the card on file."""
    shelf = house.shelf()
    wish = shelf.wish(1)
    shopper = Shopper(caller="program", name="Jordan Rivera", customer_id=customer)
    prepared = house.services.checkout.prepare(replace(wish, shopper=shopper), new_call())
    assert isinstance(prepared, Prepared), prepared
    placed = house.services.checkout.place(
        PlaceOrder(merchant_id=MERCHANT, order_id=prepared.order_id), new_call()
    )
    assert isinstance(placed, Placed), placed
    return placed


def history(house: House, customer: CustomerId) -> set[OrderId]:
    """All their orders: those of tests whose clocks were ahead of ours come first."""
    found: set[OrderId] = set()
    cursor: str | None = None
    while True:
        page, cursor = house.services.orders.of_customer(
            MERCHANT, customer, limit=100, cursor=cursor
        )
        found |= {order.order_id for order in page}
        if cursor is None:
            return found


def test_an_order_under_the_old_id_is_paid_by_the_card_on_file_and_stands_in_their_history(
    house: House, merged: Merged
) -> None:
    placed = order_under(house, merged.old)

    for each in (merged.old, merged.now):
        assert placed.receipt.order_id in history(house, each)
    order = house.services.orders.order(MERCHANT, placed.receipt.order_id)
    assert order.customer_id == merged.now


def test_their_usual_is_told_under_both_ids(house: House, merged: Merged) -> None:
    usual = [house.services.usual.usual(MERCHANT, each) for each in (merged.old, merged.now)]

    assert usual[0].items
    assert usual[0] == usual[1]


def test_a_subscription_under_the_old_id_is_the_persons_they_are_now(
    house: House, merged: Merged
) -> None:
    shelf = house.shelf()
    plan = Plan(
        merchant_id=MERCHANT,
        customer_id=merged.old,
        sku=shelf.sku,
        cadence=Cadence(every=1, unit=Unit.MONTH),
        location_id=house.store(shelf.store),
    )
    begun = house.services.subscriptions.start(
        StartSubscription(plan=plan, key=IdempotencyKey(f"merged-{shelf.sku}"), channel="test")
    )
    house.services.subscriptions.manage(MERCHANT, begun.stored.id, Cancel(), actor="test")

    assert begun.stored.customer_id == merged.now
