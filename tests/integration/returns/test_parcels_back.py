"""Parcels that come back under a bought label are followed as deliveries are, and told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from domain.orders import Tracking
from domain.parcels import ParcelState
from domain.return_labels import LabelState
from storage import merchants, parcels, tables
from storage.parcels import Followed
from storage.returns import StoredReturn
from storage.shopper_notices import EFFECT as MESSAGES
from storage.webhook_endpoints import Endpoints
from tests.integration.returns.depot import RING, Depot, can_write
from tests.integration.returns.sold import MERCHANT, Killed
from tests.integration.storage.shop import NOW


def _followed(depot: Depot) -> list[Followed]:
    return depot.carriers.desk.of_order(MERCHANT, depot.world.order_id)


def _goes_on(depot: Depot, status: str) -> int:
    """The carrier moves the parcel that comes back, and tells of it."""
    (number,) = [each.number for each in _followed(depot) if each.return_id]
    return depot.hear(*depot.shop.event(depot.shop.move(number, status)))


def _told(depot: Depot, stored: StoredReturn) -> Tracking:
    return depot.world.service.parcels(MERCHANT, [stored])[stored.id]


def test_a_parcel_is_followed_by_the_tracker_its_label_came_with(depot: Depot) -> None:
    asked = depot.ask()
    depot.work()
    assert _told(depot, asked).state is None

    depot.carriers.desk.round()

    (parcel,) = _followed(depot)
    assert (parcel.return_id, parcel.carrier) == (asked.id, "USPS")
    assert _told(depot, asked).state is ParcelState.UNKNOWN
    assert depot.shop.calls[-1] == ("GET", f"/v2/trackers/{parcel.tracker_id}")
    assert ("POST", "/v2/trackers") not in depot.shop.calls


def test_a_parcel_is_told_of_on_its_way_and_at_the_store_by_the_stores_clock(depot: Depot) -> None:
    asked = depot.ask()
    depot.work()
    assert _goes_on(depot, "in_transit") == 1
    moving = _told(depot, asked)
    assert (moving.state, moving.delivered_on) == (ParcelState.MOVING, None)
    assert moving.shipped_on is not None

    depot.shop.now = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)  # it came a day before
    _goes_on(depot, "delivered")

    arrived = _told(depot, asked)
    assert (arrived.state, arrived.delivered_on) == (ParcelState.DELIVERED, date(2026, 11, 23))
    with depot.world.database.write() as tx:
        store = tx.execute(select(tables.locations.c.id).limit(1)).scalar_one()
        tx.execute(update(tables.locations).values(timezone="Europe/Berlin"))
        tx.execute(update(tables.orders).values(location_id=store))
    assert _told(depot, asked).delivered_on == date(2026, 11, 24)


@pytest.mark.parametrize("point", ["label.answered", "label.bought"])
def test_a_worker_that_dies_leaves_one_parcel_to_follow(depot: Depot, point: str) -> None:
    asked = depot.ask()
    depot.world.dies_at = point
    with pytest.raises(Killed):
        depot.work()

    depot.work(minutes=2)

    assert [each.return_id for each in _followed(depot)] == [asked.id]


def test_what_comes_back_hides_nothing_that_goes_to_the_shopper(depot: Depot) -> None:
    depot.ask()
    depot.work()
    tracking = [{"carrier": "FedEx", "number": "EZ2000000002", "url": None}]
    sent = {"platform_id": "f", "method": "shipping", "state": "x", "tracking": tracking}
    with depot.world.database.write() as tx:
        tx.execute(update(tables.orders).values(fulfillments=[sent], updated_at=NOW))

    depot.carriers.desk.round()

    assert {each.number: each.return_id is None for each in _followed(depot)} == {
        "EZ2000000002": True,
        "9400100208303100000001": False,
    }


def test_the_shopper_is_not_written_that_their_own_parcel_is_delivered(depot: Depot) -> None:
    can_write(depot.world.database)
    with depot.world.database.write() as tx:
        row = merchants.merchant(tx, MERCHANT)
        wish = {**row.settings, "parcels": {"tell_shoppers": True}}
        merchants.update_merchant(tx, replace(row, settings=wish))
    depot.ask()
    depot.work()

    for status in ("in_transit", "out_for_delivery", "delivered"):
        assert _goes_on(depot, status) == 1

    (label,) = depot.outbox(MESSAGES)
    assert label["news"].startswith("return.label:")


def test_programs_outside_are_told_of_which_return_it_is(depot: Depot) -> None:
    with depot.world.database.write() as tx:
        Endpoints(RING).add(
            tx,
            MERCHANT,
            url="https://x.example",
            description="a program",
            events=["tracking.*"],
            secret="whsec_c2VjcmV0",
            on_premises=False,
            now=NOW,
        )
    asked = depot.ask()
    depot.work()

    _goes_on(depot, "in_transit")

    with depot.world.database.read() as tx:
        (told,) = tx.execute(select(tables.webhook_events)).all()
    assert told.kind == "tracking.updated"
    assert (told.payload["return_id"], told.payload["state"]) == (asked.id, "moving")


def test_a_label_that_is_on_its_way_is_not_refunded_and_the_parcel_still_followed(
    depot: Depot,
) -> None:
    asked = depot.ask()
    depot.work()
    _goes_on(depot, "in_transit")
    depot.cancel(asked)
    depot.work()

    assert depot.label(asked).state is LabelState.NOT_REFUNDED
    assert "has been shipped" in (depot.label(asked).problem or "")
    assert _goes_on(depot, "delivered") == 1


def test_a_label_that_nobody_needed_any_more_has_no_parcel(depot: Depot) -> None:
    asked = depot.ask()
    depot.shop.shipments.lose.append("buy")
    depot.work()
    depot.cancel(asked)
    depot.work(minutes=2)

    assert _followed(depot) == []
    assert depot.world.service.parcels(MERCHANT, [asked]) == {}


def test_parcels_of_another_merchants_returns_are_not_told(depot: Depot) -> None:
    asked = depot.ask()
    depot.work()

    with depot.world.database.read() as tx:
        assert parcels.of_returns(tx, "mer_2", [asked.id]) == {}
        assert parcels.zones(tx, "mer_2", [asked.order_id]) == {}
