"""The console's list and page of split orders, and taking one back; the same by command."""

from __future__ import annotations

import pytest

from domain.ids import LocationId, MerchantId
from domain.splits import OnFailure, SplitState
from storage import locations, merchants, split_orders
from storage.operators import Role
from storage.split_orders import NewSplit, PlannedPart, StoredSplit
from tests.unit.console.conftest import House

MERCHANT = MerchantId("mer_1")


@pytest.fixture
def split(house: House) -> StoredSplit:
    """An order of one store's lines and another's, not priced yet."""
    now = house.clock.now()
    with house.services.database.write() as tx:
        connection = merchants.connections(tx, MERCHANT)[0]
        place = locations.location_by_platform_id(tx, connection.id, "P1")
        assert place is not None
        new = NewSplit(
            merchant_id=MERCHANT,
            key="k",
            on_failure=OnFailure.ALL,
            channel="phone",
            customer_id=None,
            parts=[
                PlannedPart(
                    connection_id=connection.id, location_id=LocationId(place.id), lines=(line,)
                )
                for line in (0, 1)
            ],
        )
        return split_orders.add(tx, new, now=now, due_at=now)


def test_the_list_leads_to_a_page_with_every_part(house: House, split: StoredSplit) -> None:
    browser, path = house.signed_in(), f"/console/mer_1/split-orders/{split.id}"

    listed = browser.get("/console/mer_1/split-orders?state=preparing").get_data(as_text=True)
    told = browser.get(path).get_data(as_text=True)

    assert path in listed
    assert "2 parts" in told
    assert "everything is taken back" in told


def test_an_operator_takes_it_back_once_with_a_line_in_the_audit_log(
    house: House, split: StoredSplit
) -> None:
    browser, path = house.signed_in(role=Role.ADMIN), f"/console/mer_1/split-orders/{split.id}"

    browser.post(f"{path}/cancel")

    assert house.services.splits.get(MERCHANT, split.id).stored.state is SplitState.ENDED
    assert "Take all of it back" not in browser.get(path).get_data(as_text=True)
    assert "split-order.canceled" in browser.get("/console/mer_1/audit").get_data(as_text=True)


def test_who_may_only_look_takes_nothing_back(house: House, split: StoredSplit) -> None:
    browser, path = house.signed_in(role=Role.VIEWER), f"/console/mer_1/split-orders/{split.id}"

    answer = browser.post(f"{path}/cancel")

    assert answer.status_code == 403
    assert "Take all of it back" not in browser.get(path).get_data(as_text=True)
