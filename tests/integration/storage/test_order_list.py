"""The order book of a merchant as a list: narrowed, paged, and read by its indexes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text

from domain.catalog import Source
from domain.errors import InvalidInputError
from domain.orders import OrderState
from storage import order_list, tables
from storage.engine import Database
from storage.order_list import ALL_ORDERS, OrdersWanted
from tests.integration.storage.shop import NOW, Shop, a_product, a_variant, after, open_shop
from tests.integration.storage.test_orders import MERCHANT, a_pos_order, place, tell


@pytest.fixture
def shop(database: Database) -> Shop:
    opened = open_shop(database)
    opened.sell(a_product("1", a_variant("v1", "MUG")))
    return opened


def numbers(shop: Shop, wanted: OrdersWanted, *, limit: int = 100) -> list[str | None]:
    """What a merchant's orders are called, read page by page."""
    met: list[str | None] = []
    cursor = None
    with shop.database.read() as tx:
        while True:
            page = order_list.listed(tx, MERCHANT, wanted, cursor=cursor, limit=limit)
            met.extend(order.number for order in page.rows)
            cursor = page.cursor
            if cursor is None:
                return met


def test_all_orders_of_a_merchant_come_newest_first_and_each_once(shop: Shop) -> None:
    tell(shop, *(a_pos_order(f"p{n}", created_at=after(1 + n // 2)) for n in range(5)))
    place(shop)

    met = numbers(shop, ALL_ORDERS, limit=2)

    assert met[0] == "#p4"
    assert {*met[1:3]} == {"#p2", "#p3"}
    assert {*met[3:5]} == {"#p0", "#p1"}
    assert met[5:] == [None], "placed here, and in no till yet"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (OrdersWanted(state=OrderState.CANCELED), ["#p2"]),
        (OrdersWanted(state=OrderState.PENDING), [None]),
        (OrdersWanted(channel="alexa"), [None]),
        (OrdersWanted(channel="pos", until=after(20)), ["#p1"]),
        (OrdersWanted(since=after(20)), ["#p3", "#p2"]),
        (OrdersWanted(since=after(20), until=after(30)), ["#p2"]),
        (OrdersWanted(number="#p3"), ["#p3"]),
        (OrdersWanted(pos_order_id="p3"), ["#p3"]),
        (OrdersWanted(pos_order_id="p3", state=OrderState.CANCELED), []),
    ],
    ids=str,
)
def test_a_list_of_orders_is_narrowed_by_what_is_asked(
    shop: Shop, wanted: OrdersWanted, found: list[str | None]
) -> None:
    tell(
        shop,
        a_pos_order("p1", created_at=after(10)),
        a_pos_order("p2", created_at=after(20), state=OrderState.CANCELED),
        a_pos_order("p3", created_at=after(30)),
    )
    place(shop)

    assert numbers(shop, wanted) == found


def test_orders_of_another_merchant_are_in_no_list(shop: Shop) -> None:
    tell(shop, a_pos_order("p1"))

    with shop.database.read() as tx:
        for wanted in (ALL_ORDERS, OrdersWanted(number="#p1"), OrdersWanted(pos_order_id="p1")):
            assert order_list.listed(tx, "mer_2", wanted, cursor=None, limit=9).rows == ()


@pytest.mark.parametrize("cursor", ["x", "", "99999999999999999999999 ord_1"])
def test_a_cursor_that_is_none_is_refused(shop: Shop, cursor: str) -> None:
    with shop.database.read() as tx, pytest.raises(InvalidInputError):
        order_list.listed(tx, MERCHANT, ALL_ORDERS, cursor=cursor, limit=9)


# --- by what it is read --------------------------------------------------------------------------


def asked_of(database: Database, wanted: OrdersWanted, cursor: str | None) -> tuple[str, Any]:
    """The statement that finds the orders, and its parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.read() as tx:
        order_list.listed(tx, MERCHANT, wanted, cursor=cursor, limit=20)
    event.remove(database.engine, "before_cursor_execute", note)
    return next(each for each in seen if "FROM orders" in each[0])


def plan_of(tx: Connection, statement: str, parameters: Any) -> str:
    """How the database would find them."""
    how = "EXPLAIN QUERY PLAN " if tx.dialect.name == "sqlite" else "EXPLAIN "
    rows = tx.exec_driver_sql(how + statement, parameters)
    return "\n".join(" ".join(map(str, row)) for row in rows)


@pytest.fixture
def many(shop: Shop) -> Shop:
    """A book so long that reading all of it would be the longer way."""
    values = {
        "merchant_id": MERCHANT, "connection_id": shop.connection.id, "state": "confirmed",
        "payment_state": "paid", "channel": "pos", "currency": "USD", "tax_minor": 0,
        "total_minor": 1, "refunded_minor": 0, "fulfillments": [], "payment_platform_ids": [],
        "detail": {}, "revision": 1, "as_of": NOW, "source": Source.POLL.value, "updated_at": NOW,
    }  # fmt: skip
    rows = [
        values
        | {"id": f"ord_{n:05}", "placed_at": after(n), "number": f"n{n}", "pos_order_id": f"p{n}"}
        for n in range(3000)
    ]
    with shop.database.write() as tx:
        tx.execute(insert(tables.orders), rows)
        tx.execute(text("ANALYZE"))
    return shop


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (ALL_ORDERS, "placed_at"),
        (OrdersWanted(since=after(2000), until=after(2100)), "placed_at"),
        (OrdersWanted(state=OrderState.CONFIRMED), "placed_at"),
        (OrdersWanted(state=OrderState.PARKED), "state_placed_at"),
        (OrdersWanted(state=OrderState.PARKED, since=after(9)), "state_placed_at"),
        (OrdersWanted(channel="pos"), "placed_at"),
        (OrdersWanted(channel="alexa"), "orders_of_channels"),
        (OrdersWanted(channel="alexa", since=after(9)), "orders_of_channels"),
        (OrdersWanted(number="n7"), "number"),
        (OrdersWanted(pos_order_id="p7"), "pos_order_id"),
    ],
    ids=str,
)
def test_no_list_of_orders_reads_the_whole_book(
    many: Shop, wanted: OrdersWanted, index: str
) -> None:
    first = plans(many.database, wanted, None)
    later = plans(many.database, wanted, f"{_micros(after(1500))} ord_01500")

    for plan in (first, later):
        assert index in plan, plan
        assert "SCAN orders" not in plan, plan
        assert "Seq Scan on orders" not in plan, plan


def plans(database: Database, wanted: OrdersWanted, cursor: str | None) -> str:
    statement, parameters = asked_of(database, wanted, cursor)
    with database.read() as tx:
        return plan_of(tx, statement, parameters)


def _micros(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)
