"""Orders taken while the till is away: received, held, and entered in order once it is back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.commerce.model import Canceled, Parked, Placed, PosDown, Prepared
from app.commerce.saga import Probe, no_probe
from domain.errors import IllegalTransitionError, PlatformError
from domain.events import Entity
from domain.money import Money
from domain.orders import OrderState, PaymentState
from domain.parking import ParkedState
from storage import bought, catalog_reads, merchants, orders, parked, sync_jobs, tables
from storage.health import Sighting
from storage.parked import ParkedOrder
from storage.shopper_notices import ShopperChannelKind
from storage.sync_jobs import JobKind
from tests.integration.commerce.acts import (
    assert_nothing_left,
    assert_sold_once,
    place,
    settle,
)
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)
from tests.integration.commerce.test_reconciler import (
    LEASE_OVER_S,
    STORES,
    StoppedError,
    stopping_at,
)

OUTAGE_OVER_S = 70.0
"""So long no till is let alone after a failed attempt, in seconds."""


@pytest.fixture(autouse=True)
def allowed(house: House) -> Iterator[None]:
    """The merchant lets every order wait, and has shoppers told by webhook."""
    allow(house, mode="without_payment")
    yield
    allow(house, mode="refuse")
    with house.services.database.write() as tx:
        tx.execute(tables.parked_orders.update().values(state="ended"))


def allow(house: House, **policy: Any) -> None:
    with house.services.database.write() as tx:
        merchant = merchants.merchant(tx, MERCHANT)
        merchants.update_merchant(
            tx, replace(merchant, settings={**merchant.settings, "parking": policy})
        )
        house.services.care.shopper_channels.put(
            tx,
            MERCHANT,
            ShopperChannelKind.WEBHOOK,
            url="https://hooks.example/shopper",
            secret="whsec_c2VjcmV0",
            now=house.clock.now(),
        )


@contextmanager
def till_away(house: House, store: str, probe: Probe = no_probe) -> Iterator[House]:
    """The gateway in a machinery that has given the store's till up: its circuit is open."""
    with house.rebuilt(probe) as broken:
        _give_up_on(broken, store)
        try:
            yield broken
        finally:
            broken.mall.clear_faults()


def _give_up_on(broken: House, store: str) -> None:
    """The till fails for as long as it is away: a circuit alone closes again after seconds."""
    till = broken.mall.till_of(store)
    connection = broken.connections[till.platform]
    till.fault("fail", "*", status=503, times=None)
    for _ in range(8):
        with contextlib.suppress(PlatformError):
            broken.services.directory.open(connection, new_call(0.5)).ping()


def _stop_at(moment: str) -> Probe:
    def probe(reached: str) -> None:
        if reached == moment:
            raise StoppedError

    return probe


def park(house: House, shelf: Shelf, prepared: Prepared) -> Parked:
    with till_away(house, shelf.store) as broken:
        outcome = place(broken, prepared)
    assert isinstance(outcome, Parked), outcome
    return outcome


def row_of(house: House, prepared: Prepared) -> ParkedOrder:
    with house.services.database.read() as tx:
        return parked.get(tx, MERCHANT, prepared.order_id)


def news_of(house: House, prepared: Prepared) -> list[str]:
    with house.services.database.read() as tx:
        rows = tx.execute(
            select(tables.outbox.c.payload)
            .where(tables.outbox.c.kind == "shopper.tell")
            .order_by(tables.outbox.c.id)
        )
        return [r.payload["news"] for r in rows if r.payload["about"] == prepared.order_id]


def come_back(house: House, store: str, *, ahead_s: float = OUTAGE_OVER_S) -> None:
    """The till answers again, and what it did meanwhile has been read."""
    house.clock.advance(ahead_s)
    seen = Sighting()
    seen.alive(now=house.clock.now())
    house.hear(house.mall.till_of(store).platform, seen)
    with house.services.database.write() as tx:
        tx.execute(tables.sync_jobs.update().values(state="done"))


def work_off(house: House, store: str, **options: float) -> None:
    come_back(house, store, **options)
    while house.services.parked.run():
        pass


@STORES
def test_an_order_waits_for_its_till_and_is_entered_when_it_is_back(
    house: House, store: str
) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)

    parked_as = park(house, shelf, prepared)
    waiting = house.services.orders.order(MERCHANT, prepared.order_id)
    held = shelf.level().held
    work_off(house, store)

    assert parked_as.is_authorized is (store == SHOPIFY_STORE)
    assert waiting.state is OrderState.PARKED
    assert waiting.payment_state is (
        PaymentState.AUTHORIZED if parked_as.is_authorized else PaymentState.UNPAID
    )
    assert held == 2
    assert_sold_once(house, shelf, prepared, 2)
    assert row_of(house, prepared).state is ParkedState.CONFIRMED
    assert news_of(house, prepared) == ["received", "confirmed"]


def close_channels(house: House) -> None:
    with house.services.database.write() as tx:
        tx.execute(tables.shopper_channels.delete())


def test_a_message_is_promised_only_where_one_is_stored(house: House) -> None:
    told, silent = house.shelf(), house.shelf()

    promised = park(house, told, told.prepare())
    close_channels(house)
    unheard = silent.prepare()
    with till_away(house, SQUARE_STORE) as broken:
        first, again = place(broken, unheard), place(broken, unheard)

    assert promised.is_told
    assert isinstance(first, Parked)
    assert isinstance(again, Parked)
    assert (first.is_told, again.is_told) == (False, False)
    assert news_of(house, unheard) == []


MOMENTS = (
    *("parked.taken", "parked.priced", "create.begun", "create.answered"),
    *("authorize.done", "capture.done", "confirm.answered", "placed"),
)


@pytest.mark.parametrize(
    ("store", "moment"),
    [
        *((SQUARE_STORE, moment) for moment in MOMENTS),
        *((SHOPIFY_STORE, moment) for moment in ("create.answered", "capture.done")),
    ],
)
def test_a_crash_while_it_is_entered_loses_and_doubles_nothing(
    house: House, store: str, moment: str
) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    park(house, shelf, prepared)

    come_back(house, store)
    with stopping_at(house, moment) as victim, contextlib.suppress(StoppedError):
        victim.services.parked.run()
    settle(house, ahead_s=LEASE_OVER_S)
    work_off(house, store)
    settle(house)

    assert_sold_once(house, shelf, prepared, 2)
    assert row_of(house, prepared).state is ParkedState.CONFIRMED
    assert news_of(house, prepared) == ["received", "confirmed"]


def test_a_crash_right_after_parking_leaves_it_in_the_queue(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    crash = pytest.raises(StoppedError)
    with till_away(house, SQUARE_STORE, _stop_at("parked")) as broken, crash:
        place(broken, prepared)

    settle(house, ahead_s=LEASE_OVER_S)
    assert row_of(house, prepared).state is ParkedState.WAITING
    work_off(house, SQUARE_STORE)

    assert_sold_once(house, shelf, prepared, 2)


@STORES
def test_another_price_is_told_and_never_taken_silently(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    park(house, shelf, prepared)
    shelf.till.control("POST price", {"sku": shelf.sku, "amount": 1_000_00})

    work_off(house, store)

    assert_nothing_left(house, shelf, prepared, 2)
    assert news_of(house, prepared) == ["received", "price-changed"]
    assert row_of(house, prepared).reason == "PriceChanged"


@STORES
def test_a_cent_less_after_the_wait_is_all_that_is_taken(house: House, store: str) -> None:
    shelf = house.shelf(store)
    shelf.till.control("POST price", {"sku": shelf.sku, "amount": 20_00})
    prepared = shelf.prepare(1)
    park(house, shelf, prepared)
    shelf.till.control("POST price", {"sku": shelf.sku, "amount": 19_99})

    work_off(house, store)

    assert_sold_once(house, shelf, prepared, 1)
    again = place(house, prepared)
    assert isinstance(again, Placed)
    receipt = again.receipt
    assert receipt.total == prepared.total - Money(1, "USD")
    assert sum(line.total.amount for line in receipt.lines) == receipt.total.amount


def test_what_cannot_be_entered_for_another_reason_waits_on(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(1)
    park(house, shelf, prepared)
    come_back(house, SQUARE_STORE)

    with house.rebuilt() as refused:
        shelf.till.fault("fail", "POST /v2/orders", status=403, times=None)
        refused.services.parked.run()
    row = row_of(house, prepared)
    house.mall.clear_faults()
    work_off(house, SQUARE_STORE)

    assert (row.state, row.reason) == (ParkedState.WAITING, "NotAuthorizedError")
    assert_sold_once(house, shelf, prepared, 1)
    assert news_of(house, prepared) == ["received", "confirmed"]


def test_what_waited_too_long_is_undone_and_told(house: House) -> None:
    allow(house, mode="without_payment", most_minutes=30)
    shelf = house.shelf(SHOPIFY_STORE)
    prepared = shelf.prepare(2)
    park(house, shelf, prepared)

    settle(house, ahead_s=29 * 60)
    still = shelf.level().held
    settle(house, ahead_s=61)

    assert still == 2
    assert_nothing_left(house, shelf, prepared, 2)
    assert news_of(house, prepared) == ["received", "not-confirmed"]


def test_orders_of_one_till_are_entered_in_the_order_in_which_they_came(house: House) -> None:
    shelf = house.shelf(units=9)
    waiting = [shelf.prepare(1, key=f"k{n}", caller=f"c{n}") for n in range(3)]
    with till_away(house, SQUARE_STORE) as broken:
        for each in waiting:
            place(broken, each)
            house.clock.advance(1)

    work_off(house, SQUARE_STORE)

    numbers = [row_of(house, each) for each in waiting]
    assert [each.state for each in numbers] == [ParkedState.CONFIRMED] * 3
    closed = [each.closed_at for each in numbers]
    assert closed == sorted(closed, key=str)


def test_nothing_is_entered_before_the_till_has_been_caught_up_with(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(1)
    park(house, shelf, prepared)
    come_back(house, SQUARE_STORE)
    with house.services.database.write() as tx:
        connection = merchants.connection(tx, house.connections["square"])
        sync_jobs.enqueue(
            tx,
            connection,
            kind=JobKind.DELTA,
            entity=Entity.STOCK,
            due_at=house.clock.now(),
            requested_by="outage",
            now=house.clock.now(),
        )

    early = house.services.parked.run()
    work_off(house, SQUARE_STORE, ahead_s=0)

    assert early == 0
    assert_sold_once(house, shelf, prepared, 1)


@STORES
def test_staff_may_enter_it_by_hand(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    parked_as = park(house, shelf, prepared)

    row = house.services.parked.entered(
        MERCHANT, prepared.order_id, number="A-1047", actor="olga", call=new_call()
    )
    order = house.services.orders.order(MERCHANT, prepared.order_id)

    assert (row.state, row.number, row.closed_by) == (ParkedState.ENTERED, "A-1047", "olga")
    assert (order.state, order.number) == (OrderState.CONFIRMED, "A-1047")
    paid = PaymentState.PAID if parked_as.is_authorized else PaymentState.UNPAID
    assert order.payment_state is paid
    charged = charges_of(house, prepared)
    assert charged == ([prepared.total.amount] if parked_as.is_authorized else [])
    assert shelf.level().held == 0
    assert news_of(house, prepared) == ["received", "confirmed"]
    history = house.services.orders.history(MERCHANT, prepared.order_id)
    assert [(each.kind, each.source) for each in history][-2:] == [
        ("parked", "gateway"),
        ("entered", "person"),
    ]
    work_off(house, store)
    with pytest.raises(IllegalTransitionError):
        house.services.parked.entered(
            MERCHANT, prepared.order_id, number="A-2", actor="olga", call=new_call()
        )
    assert charges_of(house, prepared) == charged


@STORES
def test_a_person_or_the_shopper_may_cancel_what_waits(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    park(house, shelf, prepared)

    outcome = house.services.parked.cancel(
        MERCHANT, prepared.order_id, actor="olga", call=new_call()
    )

    assert isinstance(outcome, Canceled)
    assert_nothing_left(house, shelf, prepared, 2)
    assert news_of(house, prepared) == ["received", "canceled"]


def test_what_is_being_undone_is_never_entered_after_all(house: House) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    prepared = shelf.prepare(2)
    park(house, shelf, prepared)
    with house.rebuilt() as brittle:
        route = "POST /v2/payments/{payment_id}/cancel"
        house.mall.square.fault("drop", route, times=None)
        brittle.services.parked.cancel(
            MERCHANT, prepared.order_id, actor="olga", call=new_call(2.0)
        )

    come_back(house, SHOPIFY_STORE)
    house.services.parked.run()
    house.mall.clear_faults()
    with pytest.raises(IllegalTransitionError):
        house.services.parked.entered(
            MERCHANT, prepared.order_id, number="1", actor="olga", call=new_call()
        )
    settle(house, ahead_s=120)

    assert_nothing_left(house, shelf, prepared, 2)
    assert news_of(house, prepared) == ["received", "canceled"]


def test_an_order_is_taken_while_the_till_is_away_already(house: House) -> None:
    shelf = house.shelf()
    known = shelf.prepare(1, key="before", caller="before")
    house.services.stock.release(MERCHANT, known.hold_id)
    with till_away(house, SQUARE_STORE) as broken:
        prepared = broken.services.checkout.prepare(shelf.wish(1, key="during"), new_call())
        assert isinstance(prepared, Prepared), prepared
        outcome = place(broken, prepared)

    work_off(house, SQUARE_STORE)

    assert isinstance(outcome, Parked)
    assert prepared.total == known.total
    assert_sold_once(house, shelf, prepared, 1)


def test_a_card_that_could_not_be_read_pays_once_the_till_is_back(house: House) -> None:
    shelf = house.shelf()
    known = shelf.prepare(1, key="before", caller="before")
    house.services.stock.release(MERCHANT, known.hold_id)
    with till_away(house, SQUARE_STORE) as broken:
        prepared = broken.services.checkout.prepare(shelf.wish(1, key="during"), new_call())
        assert isinstance(prepared, Prepared), prepared
        outcome = place(broken, prepared, token=None)

    work_off(house, SQUARE_STORE)

    assert isinstance(outcome, Parked), outcome
    assert_sold_once(house, shelf, prepared, 1)


def test_no_price_is_made_up_for_what_the_till_never_priced(house: House) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    while not needs_the_till(house, shelf):
        shelf = house.shelf(SHOPIFY_STORE)

    with till_away(house, SHOPIFY_STORE) as broken:
        outcome = broken.services.checkout.prepare(shelf.wish(1), new_call())

    assert isinstance(outcome, PosDown)


def needs_the_till(house: House, shelf: Shelf) -> bool:
    """Whether its price cannot be known: it bears tax, and the till never sold it there."""
    with house.services.database.read() as tx:
        listings = [
            catalog_reads.listing(tx, MERCHANT, shelf.sku, connection)
            for connection in house.connections.values()
        ]
        place = house.store(shelf.store)
        sold = bought.last_line_at(tx, MERCHANT, shelf.sku, place) is not None
    return not sold and all(listing is not None and listing.taxable for listing in listings)


def test_a_repeated_yes_hears_again_that_it_waits(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(1)
    first = park(house, shelf, prepared)

    assert place(house, prepared) == first
    assert news_of(house, prepared) == ["received"]


def test_a_card_refused_after_the_wait_is_told_and_may_be_replaced(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(1)
    with till_away(house, SQUARE_STORE) as broken:
        assert isinstance(place(broken, prepared, token="cnon:card-nonce-declined"), Parked)

    work_off(house, SQUARE_STORE)
    told, state = news_of(house, prepared), row_of(house, prepared).state
    outcome = place(house, prepared)

    assert told == ["received", "payment-needed"]
    assert state is ParkedState.WITH_SHOPPER
    assert isinstance(outcome, Placed)
    assert_sold_once(house, shelf, prepared, 1)


def test_no_page_is_sent_for_an_order_that_waits_for_its_till(house: House) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    prepared = shelf.prepare(1)
    with till_away(house, SHOPIFY_STORE) as broken:
        no_page = broken.services.pay_links.send(MERCHANT, prepared.order_id, new_call())
        assert isinstance(place(broken, prepared), Parked)

    with pytest.raises(IllegalTransitionError, match="waiting for its till"):
        house.services.pay_links.send(MERCHANT, prepared.order_id, new_call())

    assert isinstance(no_page, PosDown)
    assert row_of(house, prepared).state is ParkedState.WAITING
    work_off(house, SHOPIFY_STORE)
    assert row_of(house, prepared).state is ParkedState.WITH_SHOPPER
    assert news_of(house, prepared) == ["received", "payment-needed"]


@pytest.mark.parametrize(
    ("policy", "store"),
    [
        ({"mode": "refuse"}, SQUARE_STORE),
        ({"mode": "with_authorization"}, SQUARE_STORE),
        ({"mode": "without_payment", "most_minor": 1}, SQUARE_STORE),
        ({"mode": "nonsense"}, SQUARE_STORE),
    ],
    ids=["refuse", "unauthorized", "above amount", "unreadable"],
)
def test_what_the_policy_does_not_allow_is_refused_as_before(
    house: House, policy: dict[str, Any], store: str
) -> None:
    allow(house, **policy)
    shelf = house.shelf(store)
    prepared = shelf.prepare(1)

    with till_away(house, store) as broken:
        outcome = place(broken, prepared)

    assert isinstance(outcome, PosDown)
    with house.services.database.read() as tx:
        assert orders.get(tx, MERCHANT, prepared.order_id).state is OrderState.PENDING


def test_a_full_queue_takes_no_more(house: House) -> None:
    allow(house, mode="without_payment", most_orders=1)
    shelf = house.shelf(units=5)
    first, second = (shelf.prepare(1, key=f"k{n}", caller=f"c{n}") for n in range(2))

    with till_away(house, SQUARE_STORE) as broken:
        outcomes = [place(broken, each) for each in (first, second)]

    assert [type(each) for each in outcomes] == [Parked, PosDown]


def charges_of(house: House, prepared: Prepared) -> list[int]:
    payments = house.mall.square.control("GET payments")["payments"]
    mine = [row for row in payments if row["reference_id"] == prepared.order_id]
    return [row["charged"] for row in mine if row["charged"]]
