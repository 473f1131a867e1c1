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
from domain.errors import IllegalTransitionError, PlatformError
from domain.orders import OrderState, PaymentState
from domain.parking import ParkedState
from storage import merchants, orders, parked, tables
from storage.health import Sighting
from storage.parked import ParkedOrder
from storage.shopper_notices import ShopperChannelKind
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
def till_away(house: House, store: str) -> Iterator[House]:
    """The gateway in a machinery that has given the store's till up: its circuit is open."""
    till = house.mall.till_of(store)
    connection = house.connections[till.platform]
    route = "Ping" if till.platform == "shopify" else "GET *"
    with house.rebuilt() as broken:
        till.fault("fail", route, status=503, times=None)
        for _ in range(8):
            with contextlib.suppress(PlatformError):
                broken.services.directory.open(connection, new_call(0.5)).ping()
        house.mall.clear_faults()
        yield broken


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
    connection = house.connections[house.mall.till_of(store).platform]
    seen = Sighting()
    seen.alive(now=house.clock.now())
    with house.services.database.read() as tx:
        row = merchants.connection(tx, connection)
    house.services.care.outages.tell(row, seen)
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
