"""Orders as channels show them, whatever state they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import update

from app.commerce.model import Placed, Prepared
from domain.errors import NotFoundError
from domain.ids import MerchantId
from domain.orders import FulfillmentMethod, OrderState, PaymentState
from storage import tables
from storage.order_list import OrdersWanted
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)
from tests.integration.commerce.test_statements import asked, listening


def test_a_prepared_order_shows_its_hold_and_no_pos_order(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)

    view = house.services.orders.order(MERCHANT, prepared.order_id)

    assert (view.state, view.payment_state) == (OrderState.PENDING, PaymentState.UNPAID)
    assert (view.hold_id, view.hold_expires_at) == (prepared.hold_id, prepared.expires_at)
    assert view.pos_order_id is None
    assert (view.number, view.called) == (None, prepared.order_id)
    assert [(line.sku, line.quantity, line.total) for line in view.lines] == [
        (shelf.sku, 2, prepared.lines[0].total)
    ]


def test_an_ended_hold_is_not_shown(house: House) -> None:
    prepared = house.shelf().prepare(1)
    house.clock.advance(601)

    view = house.services.orders.order(MERCHANT, prepared.order_id)

    assert (view.hold_id, view.hold_expires_at) == (prepared.hold_id, None)


def test_a_placed_order_shows_what_the_receipt_says(house: House) -> None:
    prepared = house.shelf().prepare(2)
    placed = place(house, prepared)
    assert isinstance(placed, Placed)

    view = house.services.orders.order(MERCHANT, prepared.order_id, call=new_call())

    receipt = placed.receipt
    assert (view.state, view.payment_state) == (OrderState.CONFIRMED, PaymentState.PAID)
    assert (view.number, view.pos_order_id) == (receipt.number, receipt.pos_order_id)
    assert (view.total, view.tax) == (receipt.total, receipt.tax)
    assert (view.platform, view.location_name) == ("square", SQUARE_STORE)
    assert (view.channel, view.method) == ("test", FulfillmentMethod.PICKUP)
    assert view.hold_id is None
    assert [event.detail for event in view.history] == ["prepared", "placed"]
    assert house.services.orders.by_number(MERCHANT, receipt.number) is not None


def test_what_staff_did_is_read_when_asked_for(house: House) -> None:
    prepared = house.shelf().prepare(1)
    placed = place(house, prepared)
    assert isinstance(placed, Placed)
    for state in ("RESERVED", "PREPARED"):
        body = {"order_id": placed.receipt.pos_order_id, "state": state}
        house.mall.square.control("POST fulfillment", body)

    before = house.services.orders.order(MERCHANT, prepared.order_id)
    after = house.services.orders.order(MERCHANT, prepared.order_id, call=new_call())

    assert (before.state, after.state) == (OrderState.CONFIRMED, OrderState.READY)


@pytest.fixture
def brittle(house: House) -> Iterator[House]:
    with house.rebuilt() as rebuilt:
        yield rebuilt


def test_a_pos_that_is_down_leaves_the_books_answer(brittle: House) -> None:
    prepared = brittle.shelf().prepare(1)
    place(brittle, prepared)
    brittle.mall.square.fault("drop", "GET /v2/orders/{order_id}", times=None)

    view = brittle.services.orders.order(MERCHANT, prepared.order_id, call=new_call(1))

    assert view.state is OrderState.CONFIRMED


def test_a_customers_orders_come_newest_first_and_page_by_page(house: House) -> None:
    prepared = [house.shelf().prepare(1, key=f"page-{n}") for n in range(3)]
    for each in prepared:
        assert isinstance(place(house, each), Placed)
    unplaced = house.shelf().prepare(1)

    found: list[str] = []
    steps: dict[str, list[str]] = {}
    cursor = None
    while True:
        page, cursor = house.services.orders.of_customer(
            MERCHANT, house.jordan, limit=2, cursor=cursor
        )
        found += [view.order_id for view in page]
        steps |= {view.order_id: [each.detail for each in view.history] for view in page}
        if cursor is None:
            break

    ours = [each.order_id for each in reversed(prepared)]  # others' clocks were ahead of ours
    assert [each for each in found if each in ours] == ours
    assert len(found) == len(set(found))
    assert unplaced.order_id not in found
    for order_id in ours:
        assert steps[order_id] == ["prepared", "placed"]


def _change(house: House, prepared: Sequence[Prepared], **values: Any) -> None:
    """Write into the rows of these orders, so that a list can tell them from others'."""
    with house.services.database.write() as tx:
        its_own = tables.orders.c.id.in_([each.order_id for each in prepared])
        tx.execute(update(tables.orders).where(its_own).values(**values))


def test_all_orders_are_listed_as_each_is_read(house: House) -> None:
    sold, waits = house.shelf().prepare(1), house.shelf().prepare(1)
    assert isinstance(place(house, sold), Placed)
    _change(house, [sold, waits], channel="listed")

    page, _ = house.services.orders.listed(
        MERCHANT, OrdersWanted(channel="listed"), limit=100, cursor=None
    )

    assert {view.order_id for view in page} == {sold.order_id, waits.order_id}
    for view in page:
        assert view == house.services.orders.order(MERCHANT, view.order_id)


def test_a_page_of_orders_with_holds_and_parcels_takes_few_statements(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands beside an order is read for the whole page: holds, parcels, their days."""
    sent = [{"carrier": "UPS", "number": "1Z999AA10123456784", "url": None}]

    def statements(limit: int) -> list[str]:
        begun = len(seen)
        page, _ = fresh.services.orders.listed(
            MERCHANT, OrdersWanted(channel="beside"), limit=limit, cursor=None
        )
        assert len(page) == limit
        assert all(view.tracking and view.hold_expires_at for view in page)
        return asked(seen[begun:])

    with listening(house, monkeypatch) as (fresh, seen):
        prepared = [fresh.shelf().prepare(1, key=f"beside-{n}") for n in range(4)]
        _change(fresh, prepared, channel="beside", fulfillments=[{"tracking": sent}])
        statements(1)  # stores and platforms are read once in a while
        of_one, of_four = statements(1), statements(4)

    assert 0 < len(of_four) <= len(of_one) <= 8, "\n".join(of_four)


def test_orders_belong_to_their_merchant(house: House) -> None:
    prepared = house.shelf().prepare(1)

    with pytest.raises(NotFoundError):
        house.services.orders.order(MerchantId("somebody-else"), prepared.order_id)
    assert house.services.orders.by_number(MERCHANT, "no such number") is None


def test_an_order_is_found_by_its_number_without_the_sign_that_its_till_writes(
    house: House,
) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare(1)
    placed = place(house, prepared)
    assert isinstance(placed, Placed)
    assert placed.receipt.number.startswith("#")

    for spoken in (placed.receipt.number, placed.receipt.number.removeprefix("#")):
        found = house.services.orders.by_number(MERCHANT, spoken)
        assert found is not None
        assert found.order_id == prepared.order_id
