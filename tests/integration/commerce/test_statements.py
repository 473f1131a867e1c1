"""An order asks the database few things: counted at the driver, on every connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from app.commerce.model import Placed
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import SHOPIFY_STORE, SQUARE_STORE, House

MOST = {"sqlite": (14, 16), "postgresql": (9, 9)}
"""Holding and placing, as it is now: only downwards. Writes that need nothing of one another are
one statement on PostgreSQL, where each is a round trip; SQLite runs each by itself, in process."""
ASIDE = (6, 6)
"""What more a hold of Shopify's own takes: its end is written down, and what it did noted."""
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET ", "SAVEPOINT", "RELEASE")


@contextmanager
def listening(house: House, patch: pytest.MonkeyPatch) -> Iterator[tuple[House, list[str]]]:
    """A machinery whose database connections, all opened from now on, tell what they are asked."""
    seen: list[str] = []
    _note(patch, seen)

    def opened(connection: Any, _record: Any) -> None:
        if not isinstance(connection, psycopg.Connection):
            connection.set_trace_callback(seen.append)

    with house.rebuilt() as fresh:
        engine = fresh.services.database.engine
        engine.dispose()
        event.listen(engine, "connect", opened)
        yield fresh, seen


def _note(patch: pytest.MonkeyPatch, seen: list[str]) -> None:
    """Note what cursors of PostgreSQL's driver run: each row of many is a statement of its own."""
    execute, executemany = psycopg.Cursor.execute, psycopg.Cursor.executemany

    def one(cursor: Any, query: Any, *args: Any, **options: Any) -> Any:
        seen.append(str(query))
        return execute(cursor, query, *args, **options)

    def many(cursor: Any, query: Any, rows: Any, **options: Any) -> Any:
        seen.extend(str(query) for _ in rows)
        return executemany(cursor, query, rows, **options)

    patch.setattr(psycopg.Cursor, "execute", one)
    patch.setattr(psycopg.Cursor, "executemany", many)


def asked(seen: Sequence[str]) -> list[str]:
    """Without what only begins and ends transactions."""
    return [each for each in seen if not each.lstrip().upper().startswith(_NOT_COUNTED)]


@pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE])
def test_an_order_takes_few_statements(
    house: House, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fewest of a few orders: what is read once in a while is read by one of them only."""
    holding, placing = [], []
    with listening(house, monkeypatch) as (fresh, seen):
        shelf = fresh.shelf(store, units=200)
        for number in range(4):
            begun = len(seen)
            prepared = shelf.prepare(1, key=f"counted-{number}")
            held = len(seen)
            assert isinstance(place(fresh, prepared), Placed)
            holding.append(asked(seen[begun:held]))
            placing.append(asked(seen[held:]))
    fewest, sold = min(holding, key=len), min(placing, key=len)

    most_holding, most_placing = MOST[house.services.database.dialect]
    more_holding, more_placing = ASIDE if store == SHOPIFY_STORE else (0, 0)
    assert 0 < len(fewest) <= most_holding + more_holding, "\n".join(fewest)
    assert 0 < len(sold) <= most_placing + more_placing, "\n".join(sold)
