"""Refused orders are found among many that were taken, by an index of their own."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, insert, text

from domain.ids import MerchantId
from storage import refused_orders, tables
from storage.browse import Query
from storage.engine import Database
from tests.integration.storage.shop import after, open_shop

MERCHANT = MerchantId("mer_1")
ROW: dict[str, Any] = {
    "merchant_id": MERCHANT, "channel": "alexa", "source": "gateway", "total_minor": 1,
    "currency": "USD",
}  # fmt: skip


@pytest.fixture
def book(database: Database) -> Database:
    """Three refused of two thousand."""
    open_shop(database)
    rows = [
        ROW
        | {
            "id": f"int_{n:05}",
            "at": after(n),
            "verdict": "rejected" if n % 700 == 0 else "accepted",
            "reasons": ["over-limit"] if n % 700 == 0 else [],
        }
        for n in range(2000)
    ]
    with database.write() as tx:
        tx.execute(insert(tables.order_intakes), rows)
        tx.execute(text("ANALYZE"))
    return database


def test_refused_orders_come_newest_first_page_by_page(book: Database) -> None:
    met, cursor = [], None
    with book.read() as tx:
        while not met or cursor is not None:
            page = refused_orders.listed(tx, MERCHANT, Query(filters={}, cursor=cursor, limit=2))
            met += [each.id for each in page.rows]
            cursor = page.cursor

    assert met == ["int_01400", "int_00700", "int_00000"]


def test_what_was_taken_is_not_read_for_them(book: Database) -> None:
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(book.engine, "before_cursor_execute", note)
    with book.read() as tx:
        refused_orders.listed(tx, MERCHANT, Query(filters={}))
    event.remove(book.engine, "before_cursor_execute", note)
    statement, parameters = next(each for each in seen if "FROM order_intakes" in each[0])

    how = "EXPLAIN QUERY PLAN " if book.dialect == "sqlite" else "EXPLAIN "
    with book.read() as tx:
        plan = "\n".join(str(row) for row in tx.exec_driver_sql(how + statement, parameters))
    assert "ix_order_intakes_refused" in plan, plan
