"""Expand, migrate, contract: the released version works on beside the new one, and after it.

The old code is its statements: they name the columns that it knows, so tables reflected from the
released schema say what it says. They run over the new schema, before and after it has rows of
the new code. When a version is released, `storage.migrate.RELEASED` moves on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    delete,
    insert,
    select,
    update,
)

from storage import migrate
from storage.engine import Database, open_database
from storage.tables import metadata as new_code


class Version:
    """One version's statements, as its schema lets them be."""

    def __init__(self, database: Database) -> None:
        reflected = MetaData()
        with database.read() as tx:
            reflected.reflect(tx)
        self.tables = [
            table for table in reflected.sorted_tables if table.name != "alembic_version"
        ]

    def write(self, tx: Connection, mark: str) -> None:
        """A row into every table; each names those of the same mark."""
        for table in self.tables:
            tx.execute(insert(table), {column.name: _value(column, mark) for column in table.c})

    def read(self, tx: Connection, mark: str) -> int:
        """Every table's row of that mark, by all columns; how many."""
        return sum(len(tx.execute(select(table).where(_own(table, mark))).all())
                   for table in self.tables)  # fmt: skip

    def change(self, tx: Connection, mark: str) -> int:
        """Each row of that mark, all columns but its key."""
        done = 0
        for table in self.tables:
            told = {each.name: _value(each, mark) for each in table.c if not each.primary_key}
            if told:
                done += tx.execute(update(table).where(_own(table, mark)).values(told)).rowcount
        return done

    def take_away(self, tx: Connection, mark: str) -> int:
        """Every row of that mark, those first that name others."""
        return sum(
            tx.execute(delete(table).where(_own(table, mark))).rowcount
            for table in reversed(self.tables)
        )


def _value(column: Column[Any], mark: str) -> object:
    """A value that any column of the type takes; as text it is JSON as well."""
    number = sum(mark.encode())
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Date):
        return date.fromordinal(700_000 + number)
    if isinstance(column.type, BigInteger | Integer):
        return number
    return mark.encode() if isinstance(column.type, LargeBinary) else f'"{mark}"'


def _own(table: Table, mark: str) -> Any:
    key = next(
        (each for each in table.primary_key.columns if not isinstance(each.type, Boolean)),
        table.c[0],
    )
    return key == _value(key, mark)


@pytest.fixture
def database(blank_url: str) -> Iterator[Database]:
    """A database at the released version's schema."""
    migrate.upgrade(blank_url, migrate.RELEASED)
    opened = open_database(blank_url)
    yield opened
    opened.close()


def test_the_released_version_works_on_beside_the_new_one_and_after_a_rollback(
    database: Database, blank_url: str
) -> None:
    old = Version(database)
    everywhere = len(old.tables)
    with database.write() as tx:
        old.write(tx, "before")

    migrate.upgrade(blank_url)  # while the old processes run

    new = Version(database)
    with database.write() as tx:
        old.write(tx, "beside")
        new.write(tx, "new")
        assert [old.read(tx, mark) for mark in ("before", "beside", "new")] == [everywhere] * 3
        assert old.change(tx, "new") == old.change(tx, "beside") == old.change(tx, "before")
        for table in new_code.sorted_tables:  # and the new code reads what the old one wrote
            tx.execute(select(table)).all()
        assert old.take_away(tx, "beside") == everywhere

    migrate.downgrade(blank_url, migrate.RELEASED)  # the worst day: the schema goes back as well

    with database.write() as tx:
        assert [old.read(tx, mark) for mark in ("before", "new")] == [everywhere] * 2
        old.write(tx, "again")
        assert old.take_away(tx, "again") == everywhere
