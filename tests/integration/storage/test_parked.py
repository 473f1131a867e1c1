"""The queue of parked orders: who may take one out of it, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from domain.ids import ConnectionId, MerchantId, OrderId
from domain.money import Money
from domain.parking import ParkedState
from storage import parked, tables
from storage.engine import Database, open_database
from storage.parked import ParkedOrder
from tests.integration.storage.shop import NOW, after, open_shop

LEASE = timedelta(seconds=60)
TILL, ORDER = ConnectionId("con_a"), OrderId("ord_1")


def park(database: Database) -> None:
    """One order that waits for its till."""
    open_shop(database)
    row = {
        "id": ORDER,
        "merchant_id": "mer_1",
        "connection_id": TILL,
        "state": "parked",
        "payment_state": "unpaid",
        "channel": "api",
        "currency": "USD",
        "tax_minor": 0,
        "total_minor": 100,
        "refunded_minor": 0,
        "fulfillments": [],
        "payment_platform_ids": [],
        "detail": {},
        "revision": 1,
        "as_of": NOW,
        "source": "order",
        "placed_at": NOW,
        "updated_at": NOW,
    }
    waiting = ParkedOrder(
        order_id=ORDER,
        merchant_id=MerchantId("mer_1"),
        connection_id=TILL,
        state=ParkedState.WAITING,
        is_authorized=False,
        total=Money(100, "USD"),
        location_name="Downtown",
        channel="api",
        reason="UnavailableError",
        attempts=0,
        parked_at=NOW,
        until=after(3600),
        due_at=NOW,
    )
    with database.write() as tx:
        tx.execute(tables.orders.insert().values(**row))
        parked.park(tx, waiting)


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    """Where two writers may meet at one row."""
    opened = open_database(postgres_url)
    yield opened
    opened.close()


def test_an_order_that_ends_while_it_is_looked_at_stays_ended(postgres: Database) -> None:
    park(postgres)

    def ends(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE parked_orders") and not ended:
            ended.append(statement)
            with postgres.write() as tx:
                parked.close(tx, ORDER, ParkedState.ENDED, by="gateway", now=NOW)

    ended: list[str] = []
    with postgres.write() as tx:
        event.listen(tx.engine, "before_cursor_execute", ends)
        taken = parked.take_next(tx, TILL, now=NOW, lease=LEASE)

    with postgres.read() as tx:
        assert (taken, bool(ended)) == (None, True)
        assert parked.get(tx, "mer_1", ORDER).state is ParkedState.ENDED


def test_who_died_while_entering_an_order_keeps_nobody_from_it(database: Database) -> None:
    park(database)
    with database.write() as tx:
        parked.take_next(tx, TILL, now=NOW, lease=LEASE)

    with database.write() as tx:
        meanwhile = parked.take(tx, "mer_1", ORDER, now=after(59), lease=LEASE)
        afterwards = parked.take(tx, "mer_1", ORDER, now=after(60), lease=LEASE)

    assert meanwhile is None
    assert afterwards is not None
    assert afterwards.attempts == 2
