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

MOST_HOLDING, MOST_PLACING = 16, 19
"""What it is now; PostgreSQL takes two more than SQLite, to lock what it sells. Only downwards."""
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET ", "SAVEPOINT", "RELEASE")


class _Listening(psycopg.Cursor[Any]):
    """A cursor that notes what it runs."""

    seen: list[str]

    def execute(self, query: Any, *args: Any, **options: Any) -> Any:
        self.seen.append(str(query))
        return super().execute(query, *args, **options)

    def executemany(self, query: Any, rows: Any, **options: Any) -> Any:
        self.seen.extend(str(query) for _ in rows)
        return super().executemany(query, rows, **options)


@contextmanager
def listening(house: House) -> Iterator[tuple[House, list[str]]]:
    """A machinery whose database connections, all opened from now on, tell what they are asked."""
    seen: list[str] = []
    kind = type("Noting", (_Listening,), {"seen": seen})

    def opened(connection: Any, _record: Any) -> None:
        if isinstance(connection, psycopg.Connection):
            connection.cursor_factory = kind
        else:
            connection.set_trace_callback(seen.append)

    with house.rebuilt() as fresh:
        engine = fresh.services.database.engine
        engine.dispose()
        event.listen(engine, "connect", opened)
        yield fresh, seen


def asked(seen: Sequence[str]) -> list[str]:
    """Without what only begins and ends transactions."""
    return [each for each in seen if not each.lstrip().upper().startswith(_NOT_COUNTED)]


@pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE])
def test_an_order_takes_few_statements(house: House, store: str) -> None:
    """The fewest of a few orders: what is read once in a while is read by one of them only."""
    holding, placing = [], []
    with listening(house) as (fresh, seen):
        shelf = fresh.shelf(store, units=200)
        for number in range(4):
            begun = len(seen)
            prepared = shelf.prepare(1, key=f"counted-{number}")
            held = len(seen)
            assert isinstance(place(fresh, prepared), Placed)
            holding.append(asked(seen[begun:held]))
            placing.append(asked(seen[held:]))
    fewest, sold = min(holding, key=len), min(placing, key=len)

    assert 0 < len(fewest) <= MOST_HOLDING, "\n".join(fewest)
    assert 0 < len(sold) <= MOST_PLACING, "\n".join(sold)
