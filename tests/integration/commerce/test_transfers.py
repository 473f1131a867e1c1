"""Goods sent from store to store: once, held until they left, followed, whatever crashes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from app.commerce.model import Placed
from app.commerce.transfer_offers import NotTransferable, TransferOffer
from app.commerce.transfers import AskTransfer, TransferService
from domain.errors import IllegalTransitionError, PlatformError
from domain.transfers import TransferState
from storage import holds, merchants
from storage import stock as levels
from storage.transfers import MadeBy, StoredTransfer
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import (
    MERCHANT,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)
from tests.integration.commerce.test_reconciler import StoppedError, stopping_at

OTHERS = ("Ballard", "Bellevue")
_KEYS = itertools.count(1)
LOOK_S = 400.0


def set_policy(house: House, **told: object) -> None:
    with house.services.database.write() as tx:
        merchant = merchants.merchant(tx, MERCHANT)
        merchants.update_merchant(
            tx, replace(merchant, settings={**merchant.settings, "transfers": told})
        )


@pytest.fixture(autouse=True)
def policy(house: House) -> Iterator[None]:
    set_policy(house)
    yield
    set_policy(house)


@dataclass
class Case:
    """One store has none of it, another on the same till has some."""

    house: House
    shelf: Shelf
    source: str
    key: str

    @property
    def service(self) -> TransferService:
        return self.house.services.transfers

    def wish(self, quantity: int = 1, **changes: Any) -> AskTransfer:
        return replace(
            AskTransfer(
                merchant_id=MERCHANT,
                sku=self.shelf.sku,
                quantity=quantity,
                destination_id=self.house.store(self.shelf.store),
                caller=self.house.jordan,
                customer_id=self.house.jordan,
                channel="test",
                key=self.key,
            ),
            **changes,
        )

    def asked(self, quantity: int = 1, house: House | None = None) -> StoredTransfer:
        service = (house or self.house).services.transfers
        made = service.ask(self.wish(quantity), new_call())
        assert isinstance(made, StoredTransfer), made
        return made

    def offered(self, quantity: int = 1) -> TransferOffer | NotTransferable:
        return self.service.offer(
            MERCHANT,
            self.shelf.sku,
            to=self.house.store(self.shelf.store),
            quantity=quantity,
            call=new_call(),
        )

    def now(self, transfer: StoredTransfer) -> StoredTransfer:
        return self.service.get(MERCHANT, transfer.id)

    def look(self, transfer: StoredTransfer) -> StoredTransfer:
        """The transfer after a worker has come round."""
        self.house.clock.advance(LOOK_S)
        self.service.run()
        return self.now(transfer)

    def staff(self, doing: str, transfer: StoredTransfer) -> StoredTransfer:
        body = {"id": transfer.platform_id, "do": doing}
        self.shelf.till.control("POST transfer", body)
        return self.look(transfer)

    def rows(self, transfer: StoredTransfer) -> list[str]:
        """States of what the till has under our reference."""
        rows = self.shelf.till.control("GET transfers")
        return [row["state"] for row in rows if transfer.id in row["note"]]

    def free(self, store: str) -> int:
        """What could be sold there."""
        with self.house.services.database.read() as tx:
            level = levels.level(
                tx,
                MERCHANT,
                self.shelf.sku,
                self.house.store(store),
                now=self.house.clock.now(),
            )
        assert level is not None
        assert level.available is not None
        return int(level.available)

    def hold_of(self, transfer: StoredTransfer) -> str:
        with self.house.services.database.read() as tx:
            return holds.get(tx, MERCHANT, transfer.hold_id).state.value


def case_of(house: House, *, has: int = 3) -> Case:
    """Downtown has none, the nearest other store of the same till has some, the rest none."""
    shelf = house.shelf(SQUARE_STORE, units=0)
    source = OTHERS[0]
    for name in OTHERS:
        there = replace(shelf, store=name)
        there.count(has if name == source else 0)
        there.learn()
    return Case(house=house, shelf=shelf, source=source, key=f"wish-{next(_KEYS)}")


def test_the_nearest_store_of_the_same_till_that_has_enough_is_offered(house: House) -> None:
    case = case_of(house)

    offer = case.offered(2)

    assert isinstance(offer, TransferOffer)
    assert offer.source.location_name == case.source
    assert offer.made_by is MadeBy.TILL
    assert timedelta(0) < offer.expected_on - house.clock.now().date() < timedelta(days=6)


@pytest.mark.parametrize(
    ("told", "quantity", "reason"),
    [
        ({"offered": False}, 1, "switched-off"),
        ({"most": 2}, 3, "too-many"),
        ({}, 4, "nobody-has-it"),
    ],
    ids=["switched off", "too many at once", "fewer than wanted"],
)
def test_what_cannot_be_sent_is_not_offered(
    house: House, told: dict[str, object], quantity: int, reason: str
) -> None:
    case = case_of(house)
    set_policy(house, **told)

    offer = case.offered(quantity)

    assert isinstance(offer, NotTransferable)
    assert offer.reason == reason


def test_goods_are_held_and_asked_for_once_under_one_key(house: House) -> None:
    case = case_of(house)

    first, again = case.asked(2), case.asked(2)

    assert first.id == again.id
    assert case.rows(first) == ["DRAFT"]
    assert case.free(case.source) == 1
    other = case.service.ask(case.wish(2, key="another"), new_call())
    assert isinstance(other, NotTransferable)


def test_a_transfer_is_followed_until_its_goods_wait_for_whoever_asked(house: House) -> None:
    case = case_of(house)
    made = case.asked(2)

    sent = case.staff("send", made)

    assert (sent.state, case.hold_of(made)) == (TransferState.SENT, "released")
    assert case.free(case.source) == 1
    received = case.staff("receive", made)
    assert received.state is TransferState.RECEIVED
    assert received.kept_hold_id is not None
    assert case.free(SQUARE_STORE) == 0
    mine = case.service.kept_hold(
        MERCHANT, house.jordan, case.shelf.sku, 2, house.store(SQUARE_STORE)
    )
    assert mine == received.kept_hold_id
    prepared = case.shelf.prepare(2, key="fetched", caller=house.jordan, hold_id=mine)
    assert isinstance(place(house, prepared), Placed)


def test_no_more_is_ever_promised_than_the_stores_have(house: House) -> None:
    case = case_of(house)
    made = case.asked(2)
    case.shelf.till.control("POST transfer", {"id": made.platform_id, "do": "send"})
    there = replace(case.shelf, store=case.source)

    there.learn()  # the count after the goods left, while their hold still stands

    assert case.free(case.source) == 0
    case.look(made)
    assert case.free(case.source) == 1


def test_a_silent_till_is_asked_again_until_it_has_the_transfer_once(house: House) -> None:
    case = case_of(house)
    fault = case.shelf.till.fault("lose_answer", "POST /v2/transfer-orders", times=None)
    made = case.service.ask(case.wish(), new_call(2.0))
    assert isinstance(made, StoredTransfer)
    assert (made.platform_id, made.state) == (None, TransferState.REQUESTED)
    case.shelf.till.shop.control.faults.remove(fault.id)

    done = case.look(made)

    assert done.platform_id is not None
    assert case.rows(made) == ["DRAFT"]


def test_a_till_that_refuses_leaves_the_transfer_to_staff(house: House) -> None:
    case = case_of(house)
    refusal = {"errors": [{"category": "INVALID_REQUEST_ERROR", "code": "BAD_REQUEST"}]}
    case.shelf.till.fault("fail", "POST /v2/transfer-orders", times=None, status=400, body=refusal)

    made = case.asked()

    assert made.made_by is MadeBy.STAFF
    assert made.reason is not None
    assert case.hold_of(made) == "live"
    for state in (TransferState.SENT, TransferState.RECEIVED):
        moved = case.service.mark(MERCHANT, made.id, state, actor="test", call=new_call())
        assert moved.state is state
    assert case.hold_of(made) == "released"


def test_staff_do_not_mark_what_the_till_tells(house: House) -> None:
    case = case_of(house)
    made = case.asked()

    with pytest.raises(IllegalTransitionError):
        case.service.mark(MERCHANT, made.id, TransferState.SENT, actor="test", call=new_call())


def test_a_transfer_that_is_called_off_frees_its_goods_here_and_there(house: House) -> None:
    case = case_of(house)
    made = case.asked()

    done = [
        case.service.cancel(MERCHANT, made.id, actor="test", call=new_call()).state
        for _ in range(2)
    ]

    assert done == [TransferState.CANCELED] * 2
    assert (case.rows(made), case.free(case.source)) == ([], 3)


def test_nothing_is_called_off_while_the_till_cannot_be_asked(house: House) -> None:
    case = case_of(house)
    made = case.asked()
    case.shelf.till.fault("drop", "* /v2/transfer-orders*", times=None)

    with house.rebuilt() as hasty, pytest.raises(PlatformError):
        hasty.services.transfers.cancel(MERCHANT, made.id, actor="test", call=new_call(1.0))

    assert (case.now(made).state, case.hold_of(made)) == (TransferState.REQUESTED, "live")


def test_a_transfer_that_staff_deleted_at_the_till_is_canceled(house: House) -> None:
    case = case_of(house)
    made = case.asked()
    pos = house.services.directory.open(made.connection_id, new_call())
    assert made.platform_id is not None
    pos.cancel_transfer(made.platform_id, key=house.services.transfers.get(MERCHANT, made.id).id)  # type: ignore[arg-type]  # any key

    ended = case.look(made)

    assert (ended.state, ended.reason) == (TransferState.CANCELED, "canceled-at-till")
    assert case.free(case.source) == 3


def test_a_transfer_that_nobody_sends_ends_by_itself(house: House) -> None:
    case = case_of(house)
    set_policy(house, unsent_days=1)
    made = case.asked()

    house.clock.advance(86_400)
    ended = case.look(made)

    assert (ended.state, ended.reason) == (TransferState.CANCELED, "never-sent")
    assert case.rows(made) == []


@pytest.mark.parametrize("moment", ["transfer.stored", "transfer.made"])
def test_a_wish_whose_process_died_reaches_the_till_once(house: House, moment: str) -> None:
    case = case_of(house)
    with stopping_at(house, moment) as victim, pytest.raises(StoppedError):
        case.asked(1, victim)

    case.house.clock.advance(LOOK_S)
    case.service.run()

    made = case.asked()
    assert made.platform_id is not None
    assert case.rows(made) == ["DRAFT"]
    assert case.free(case.source) == 2


@pytest.mark.parametrize("moment", ["transfer.kept", "transfer.received"])
def test_goods_that_arrived_while_a_process_died_are_kept_once(house: House, moment: str) -> None:
    case = case_of(house)
    made = case.asked(2)
    for doing in ("send", "receive"):
        case.shelf.till.control("POST transfer", {"id": made.platform_id, "do": doing})
    house.clock.advance(LOOK_S)
    with stopping_at(house, moment) as victim, pytest.raises(StoppedError):
        victim.services.transfers.run()

    done = case.look(made)

    assert done.state is TransferState.RECEIVED
    assert done.kept_hold_id is not None
    assert (case.free(SQUARE_STORE), case.free(case.source)) == (0, 1)


@pytest.mark.parametrize("moment", ["transfer.called_off", "transfer.canceled"])
def test_calling_off_is_finished_by_whoever_asks_again(house: House, moment: str) -> None:
    case = case_of(house)
    made = case.asked()
    with stopping_at(house, moment) as victim, pytest.raises(StoppedError):
        victim.services.transfers.cancel(MERCHANT, made.id, actor="test", call=new_call())

    done = case.service.cancel(MERCHANT, made.id, actor="test", call=new_call())

    assert done.state is TransferState.CANCELED
    assert (case.rows(made), case.free(case.source)) == ([], 3)
