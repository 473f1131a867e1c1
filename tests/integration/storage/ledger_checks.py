"""What must be true of the ledger of holds at any moment, checked straight from the tables."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from sqlalchemy import select

from storage import tables
from storage.engine import Database


def held_by_level(database: Database) -> dict[tuple[str, str], Decimal]:
    """The `held` figure of each level that has one."""
    table = tables.inventory_levels
    with database.read() as tx:
        rows = tx.execute(select(table.c.listing_id, table.c.location_id, table.c.held)).all()
    return {(row.listing_id, row.location_id): row.held for row in rows if row.held}


def claims_by_level(database: Database) -> dict[tuple[str, str], Decimal]:
    """The sum of live lines of each level that has any."""
    table = tables.hold_lines
    with database.read() as tx:
        rows = tx.execute(select(table).where(table.c.state == "live")).all()
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        sums[row.listing_id, row.location_id] += row.quantity
    return dict(sums)


def assert_books_balance(database: Database) -> None:
    """`held` is exactly what live lines claim, and never more than a counted stock has."""
    assert held_by_level(database) == claims_by_level(database)
    table = tables.inventory_levels
    with database.read() as tx:
        rows = tx.execute(select(table.c.held, table.c.pos_available)).all()
    for row in rows:
        assert row.held >= 0
        assert row.pos_available is None or row.pos_available >= row.held
