"""Orders that are neither placed nor undone for long are seen where the queue is."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from app.cli import cli
from app.commerce.model import AuthorizedPayment, CardDeclined, Prepared
from app.commerce.saga import no_probe
from app.commerce.under_way import UnderWay
from app.voice.dialogue.actions import OrderFound, Purpose
from app.voice.dialogue.after import on_order
from app.voice.dialogue.state import State
from app.voice.reply import Reply
from app.voice.speech import shown
from domain.parking import ParkedState
from storage import parked, tables
from storage.parked import ParkedOrder
from tests.integration.commerce.acts import (
    assert_nothing_left,
    assert_sold_once,
    place,
    settle,
    yes_to,
)
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)
from tests.integration.commerce.test_parking import OUTAGE_OVER_S, park
from tests.integration.commerce.test_parking import allowed as allowed
from tests.integration.commerce.test_reconciler import LEASE_OVER_S, stop_at

LONG_S = 301.0
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def _seen(house: House, prepared: Prepared) -> list[UnderWay]:
    found = house.services.parked.under_way(MERCHANT)
    return [each for each in found if each.order_id == prepared.order_id]


def test_an_order_whose_process_died_is_seen_after_five_minutes_until_it_stands(
    house: House,
) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    stop_at(house, prepared, "create.begun")
    assert _seen(house, prepared) == []

    house.clock.advance(LONG_S)
    (stuck,) = _seen(house, prepared)

    assert (stuck.step, stuck.is_undone, stuck.total) == ("authorize", False, prepared.total)
    assert "not known whether the card was authorized" in stuck.why
    settle(house)
    assert _seen(house, prepared) == []
    assert_sold_once(house, shelf, prepared, 2)


def test_what_waits_for_its_shopper_is_not_under_way(house: House) -> None:
    asked, paid = (house.shelf(SQUARE_STORE).prepare(1) for _ in range(2))
    outcome = house.services.checkout.authorize(yes_to(paid), new_call())
    assert isinstance(outcome, AuthorizedPayment)

    house.clock.advance(LONG_S)

    assert _seen(house, asked) == _seen(house, paid) == []


def test_what_waits_for_its_till_is_in_the_queue_and_not_under_way(house: House) -> None:
    shelf = house.shelf()
    waiting = shelf.prepare(1)
    park(house, shelf, waiting)

    house.clock.advance(LONG_S)

    assert _seen(house, waiting) == []


def test_an_order_that_is_taken_back_for_long_says_so(house: House) -> None:
    shelf = house.shelf(SQUARE_STORE)
    prepared = shelf.prepare(1)
    house.services.checkout.authorize(yes_to(prepared), new_call())
    with house.rebuilt(no_probe) as broken:
        broken.mall.till_of(SQUARE_STORE).fault("fail", "*", status=503, times=None)
        try:
            settle(broken, ahead_s=601)
            house.clock.advance(LONG_S)
            stuck = _seen(house, prepared)
        finally:
            broken.mall.clear_faults()

    assert [each.is_undone for each in stuck] == [True]
    assert "being taken back" in stuck[0].why
    settle(house, ahead_s=LONG_S)  # no pause between two tries is longer
    assert _seen(house, prepared) == []
    assert_nothing_left(house, shelf, prepared, 1)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_the_command_line_tells_both_in_words(house: House) -> None:
    waiting, stuck = (house.shelf(SQUARE_STORE).prepare(1) for _ in range(2))
    stop_at(house, stuck, "create.begun")
    checkouts = tables.checkouts
    with house.services.database.write() as tx:  # the command goes by the machine's own clock
        parked.park(tx, _waiting(waiting, house))
        own = checkouts.c.order_id == stuck.order_id
        tx.execute(
            update(checkouts)
            .where(own)
            .values(created_at=LONG_AGO, updated_at=LONG_AGO, lease_until=LONG_AGO)
        )

    told = {each["order_id"]: each for each in json.loads(_queue(house, "--json"))}
    lines = _queue(house)

    assert told[waiting.order_id]["why"].startswith("the till does not answer")
    assert told[stuck.order_id]["state"] == "under_way"
    assert "UnavailableError" not in lines
    assert "see that the till is on" in lines
    assert "not known whether the card was authorized" in lines
    with house.services.database.write() as tx:  # the house is everybody's
        parked.close(tx, waiting.order_id, ParkedState.ENDED, by="test", now=house.clock.now())


@pytest.fixture(autouse=True)
def rested(house: House) -> None:
    """What earlier checks left of an outage is over: no till is let alone for so long."""
    house.clock.advance(OUTAGE_OVER_S)


def _waiting(prepared: Prepared, house: House) -> ParkedOrder:
    now, (connection, *_) = house.clock.now(), house.connections.values()
    return ParkedOrder(
        order_id=prepared.order_id,
        merchant_id=MERCHANT,
        connection_id=connection,
        state=ParkedState.WAITING,
        is_authorized=False,
        total=prepared.total,
        location_name="Downtown",
        channel="api",
        reason="UnavailableError",
        attempts=0,
        parked_at=now,
        until=now,
        due_at=now,
    )


def _queue(house: House, *options: str) -> str:
    level = logging.getLogger().level
    asked = ["orders", "queue", "--merchant", MERCHANT, "--limit", "500", *options]
    try:
        result = CliRunner().invoke(cli, asked, env=dict(house.env))
    finally:
        logging.getLogger().setLevel(level)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE], ids=["square", "shopify"])
def test_an_order_whose_answer_is_outstanding_says_so_until_it_stands(
    house: House, store: str
) -> None:
    prepared = house.shelf(store).prepare()
    before = house.services.orders.order(MERCHANT, prepared.order_id)

    stop_at(house, prepared, "capture.answered")
    seen = house.services.orders.order(MERCHANT, prepared.order_id)
    settle(house, ahead_s=LEASE_OVER_S)
    after = house.services.orders.order(MERCHANT, prepared.order_id)

    assert [each.is_under_way for each in (before, seen, after)] == [False, True, False]


def test_an_order_that_waits_for_a_better_card_is_not_under_way(house: House) -> None:
    prepared = house.shelf().prepare()

    outcome = place(house, prepared, token="cnon:card-nonce-declined")

    assert isinstance(outcome, CardDeclined)
    assert not house.services.orders.order(MERCHANT, prepared.order_id).is_under_way


@pytest.mark.parametrize("is_under_way", [True, False])
def test_a_shopper_hears_of_an_open_payment_only_where_it_waits_for_them(
    house: House, is_under_way: bool
) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare()
    stop_at(house, prepared, "capture.answered")
    order = replace(
        house.services.orders.order(MERCHANT, prepared.order_id),
        pos_order_id="gid://shopify/Order/1",
        is_under_way=is_under_way,
    )
    found = OrderFound(
        purpose=Purpose.STATUS, by_number=False, order=order, today=order.created_at.date()
    )

    reply = on_order(State(), found).next
    assert isinstance(reply, Reply)
    heard = shown(reply.say, "en-US")

    assert ("the payment is still open" in heard) is not is_under_way
    assert ("I'm still at it" in heard) is is_under_way
