"""The queue of parked orders, as operators see it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from app.commerce.parked_queue import ParkedQueue
from app.commerce.under_way import UnderWay
from domain.ids import ConnectionId, HoldId, LocationId, MerchantId, OrderId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod, OrderState
from domain.parking import ParkedState
from storage import locations, merchants, orders, parked
from storage.orders import NewOrder, StoredLine, Transition
from storage.parked import ParkedOrder
from tests.unit.console.conftest import House

ORDER = OrderId("ord_01m7z1qj4yh85jrqyhn5xjqz1m")


def _park(house: House) -> MerchantId:
    now = house.clock.now()
    with house.services.database.write() as tx:
        merchant = merchants.merchants(tx)[0]
        (connection, *_) = merchants.connections(tx, merchant.id)
        place = locations.locations(tx, merchant.id)[0]
        price = Money(1999, "USD")
        line = StoredLine(
            name="Mug",
            quantity=Decimal(1),
            unit_price=price,
            tax=Money.zero("USD"),
            total=price,
            sku=ProductSku("MUG"),
            variant_platform_id="v1",
            platform_id=None,
        )
        orders.open_order(
            tx,
            NewOrder(
                id=ORDER,
                merchant_id=merchant.id,
                connection_id=connection.id,
                channel="alexa",
                customer_id=None,
                currency="USD",
                subtotal_minor=1999,
                discount_minor=0,
                tax_minor=0,
                shipping_minor=0,
                total_minor=1999,
                location_id=LocationId(place.id),
                location_platform_id=place.platform_id,
                method=FulfillmentMethod.PICKUP,
                hold_id=HoldId("hold_none"),
                lines=(line,),
                at=now,
            ),
        )
        orders.record_transition(
            tx,
            merchant.id,
            ORDER,
            Transition(state=OrderState.PARKED, kind="parked"),
            actor="alexa",
            at=now,
        )
        parked.park(
            tx,
            ParkedOrder(
                order_id=ORDER,
                merchant_id=merchant.id,
                connection_id=ConnectionId(connection.id),
                state=ParkedState.WAITING,
                is_authorized=True,
                total=price,
                location_name=place.name,
                channel="alexa",
                reason="UnavailableError",
                attempts=0,
                parked_at=now,
                until=now + timedelta(hours=4),
                due_at=now,
            ),
        )
    return merchant.id


def test_the_queue_shows_what_waits_with_money_and_till(house: House) -> None:
    merchant = _park(house)

    page = house.signed_in().get(f"/console/{merchant}/queue").get_data(as_text=True)

    assert ORDER in page
    assert "authorized" in page
    assert "UnavailableError" not in page
    assert "the till does not answer" in page


def test_the_queue_shows_what_is_under_way_for_too_long(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    merchant, now = _park(house), house.clock.now()
    stuck = UnderWay(
        order_id=OrderId("ord_stuck"),
        connection_id=ConnectionId("con_x"),
        location_name="Downtown",
        channel="alexa",
        total=Money(4711, "USD"),
        step="capture",
        is_undone=False,
        attempts=3,
        since=now - timedelta(minutes=20),
        due_at=now,
    )
    monkeypatch.setattr(ParkedQueue, "under_way", lambda *_: [stuck])
    browser = house.signed_in()

    page = browser.get(f"/console/{merchant}/queue").get_data(as_text=True)

    assert f"/console/{merchant}/orders/ord_stuck" in page
    assert "it is not known whether the money was taken" in page
    assert "$47.11" in page
    assert "ord_stuck" not in browser.get(f"/console/{merchant}/orders").get_data(as_text=True)


def test_an_order_that_waits_no_more_is_left_alone(house: House) -> None:
    merchant = _park(house)
    browser = house.signed_in()
    with house.services.database.write() as tx:
        parked.close(tx, ORDER, ParkedState.ENDED, by="gateway", now=house.clock.now())

    for action in ("retry", "cancel", "entered"):
        answer = browser.post(f"/console/{merchant}/queue/{ORDER}/{action}", {"number": "7"})
        assert answer.status_code == 302

    with house.services.database.read() as tx:
        assert parked.get(tx, merchant, ORDER).state is ParkedState.ENDED
