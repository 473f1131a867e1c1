"""The console's list and page of transfers, and what operators say of goods moved by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.ids import HoldId, MerchantId, ProductSku
from domain.transfers import TransferState
from storage import holds, locations, merchants, transfers
from storage.holds import HoldLine
from storage.operators import Role
from storage.transfers import MadeBy, StoredTransfer
from tests.unit.console.conftest import House

MERCHANT = MerchantId("mer_1")


@pytest.fixture
def by_hand(house: House) -> StoredTransfer:
    """A mug that staff are to send from a store."""
    now = house.clock.now()
    with house.services.database.write() as tx:
        connection = merchants.connections(tx, MERCHANT)[0]
        place = locations.location_by_platform_id(tx, connection.id, "P1")
        assert place is not None
        line = HoldLine(sku=ProductSku("MUG-1"), location_id=place.id, quantity=1)
        hold = holds.place(
            tx,
            MERCHANT,
            caller="ada",
            lines=[line],
            now=now,
            ttl=timedelta(days=14),
            key="transfer:k",
        )
        new = transfers.NewTransfer(
            merchant_id=MERCHANT,
            connection_id=connection.id,
            key="k",
            made_by=MadeBy.STAFF,
            sku=ProductSku("MUG-1"),
            name="Mug",
            quantity=1,
            source_id=place.id,
            destination_id=place.id,
            expected_on=now.date(),
            hold_id=HoldId(hold.id),
            caller="ada",
            customer_id=None,
            channel="test",
            locale=None,
            unsent_until=now + timedelta(days=14),
        )
        made = transfers.fresh_id(now)
        return transfers.add(tx, new, transfer_id=made, now=now, due_at=now)


def test_the_list_leads_to_a_page_that_says_who_moves_it(
    house: House, by_hand: StoredTransfer
) -> None:
    browser, path = house.signed_in(), f"/console/mer_1/transfers/{by_hand.id}"

    listed = browser.get("/console/mer_1/transfers?made_by=staff").get_data(as_text=True)
    told = browser.get(path).get_data(as_text=True)

    assert path in listed
    assert "Staff move it by hand" in told
    assert "It was sent, and taken out of the count" in told


def test_an_operator_calls_it_off_once_with_a_line_in_the_audit_log(
    house: House, by_hand: StoredTransfer
) -> None:
    browser, path = house.signed_in(role=Role.ADMIN), f"/console/mer_1/transfers/{by_hand.id}"

    browser.post(f"{path}/cancel")
    browser.post(f"{path}/sent")

    found = house.services.transfers.get(MERCHANT, by_hand.id)
    assert found.state is TransferState.CANCELED
    with house.services.database.read() as tx:
        assert holds.get(tx, MERCHANT, by_hand.hold_id).state.value == "released"
    assert "Nothing was changed" in browser.get(path).get_data(as_text=True)
    assert "transfer.canceled" in browser.get("/console/mer_1/audit").get_data(as_text=True)


def test_goods_are_not_called_sent_while_the_till_does_not_tell_its_count(
    house: House, by_hand: StoredTransfer
) -> None:
    browser, path = house.signed_in(), f"/console/mer_1/transfers/{by_hand.id}"

    browser.post(f"{path}/sent")

    assert "could not be asked" in browser.get(path).get_data(as_text=True)
    found = house.services.transfers.get(MERCHANT, by_hand.id)
    assert found.state is TransferState.REQUESTED


def test_who_may_only_look_moves_nothing(house: House, by_hand: StoredTransfer) -> None:
    browser, path = house.signed_in(role=Role.VIEWER), f"/console/mer_1/transfers/{by_hand.id}"

    answer = browser.post(f"{path}/cancel")

    assert answer.status_code == 403
    assert "Call it off" not in browser.get(path).get_data(as_text=True)
