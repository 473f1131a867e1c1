"""Moving everything from one database to another, in one transaction, and proving it arrived.

The way from the embedded default to PostgreSQL. The target must be empty; it is filled completely
or stays empty, so an interrupted move is simply begun again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select

from domain.errors import ConfigurationError
from storage import migrate
from storage.engine import engine_url, open_database
from storage.statements import AnyRow
from storage.tables import metadata

_BATCH = 1000

Listener = Callable[[str, int], None]
"""Told a table's name and how many of its rows have been moved."""


class UnequalCopyError(Exception):
    """What arrived is not what was sent; nothing was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One table after the move."""

    table: str
    rows: int
    digest: str
    """Of every value of every row, the same on both sides."""


def move(source_url: str, target_url: str, listener: Listener) -> tuple[Moved, ...]:
    """Copy every row; the source is only read, in one snapshot.

    Nothing may write to the source meanwhile: what it wrote would stay behind. Raises
    ConfigurationError if the target is no PostgreSQL, holds rows, or the source's schema is not
    this code's; UnequalCopyError if the copies differ.
    """
    if engine_url(target_url).get_backend_name() != "postgresql":
        raise ConfigurationError("a move leads to PostgreSQL; give postgresql://user@host/name")
    _check_source(source_url)
    migrate.upgrade(target_url)
    source, target = open_database(source_url, pool_size=1), open_database(target_url, pool_size=1)
    try:
        with source.write() as old, target.write() as new:  # no writer of the source goes on
            return _move_all(old, new, listener)
    finally:
        source.close()
        target.close()


def _check_source(url: str) -> None:
    found, wanted = migrate.current(url), migrate.head()
    if found != wanted:
        raise ConfigurationError(
            f"the schema to move is at {found or 'nothing'}, this version's at {wanted}; "
            "run `voicetill migrate` first"
        )


def _move_all(old: Connection, new: Connection, listener: Listener) -> tuple[Moved, ...]:
    for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
        new.exec_driver_sql(f"SET LOCAL {limit} = 0")
    tables = metadata.sorted_tables
    filled = [table.name for table in tables if _count(new, table)]
    if filled:
        raise ConfigurationError(f"the target is not empty: it has rows in {', '.join(filled)}")
    moved = []
    for table in tables:
        rows = _copy(old, new, table, listener)
        count_on(new, table)
        moved.append(_checked(old, new, table, rows))
    return tuple(moved)


def _copy(old: Connection, new: Connection, table: Table, listener: Listener) -> int:
    rows = 0
    for batch in batches(old, table):
        new.execute(table.insert(), [row._asdict() for row in batch])
        rows += len(batch)
        listener(table.name, rows)
    return rows


def batches(tx: Connection, table: Table) -> Iterator[Sequence[AnyRow]]:
    """Every row, in the order of its key."""
    query = select(table).order_by(*table.primary_key.columns)
    yield from tx.execute(query.execution_options(yield_per=_BATCH)).partitions()


def _count(tx: Connection, table: Table) -> int:
    return tx.execute(select(func.count()).select_from(table)).scalar_one()


def count_on(tx: Connection, table: Table) -> None:
    """Let a counting key go on behind the highest that came over."""
    for column in table.primary_key.columns:
        sequence = tx.execute(
            select(func.pg_get_serial_sequence(table.name, column.name))
        ).scalar_one()
        if sequence is not None:
            highest = tx.execute(select(func.coalesce(func.max(column), 0))).scalar_one()
            tx.execute(select(func.setval(sequence, highest + 1, False)))


def _checked(old: Connection, new: Connection, table: Table, rows: int) -> Moved:
    told = [(_count(side, table), _digest(side, table)) for side in (old, new)]
    if told[0] != told[1] or told[0][0] != rows:
        raise UnequalCopyError(f"{table.name}: {rows} rows sent, {told[1][0]} arrived unequal")
    return Moved(table=table.name, rows=rows, digest=told[0][1])


def _digest(tx: Connection, table: Table) -> str:
    """Of every row, whatever order the database's collation puts them in."""
    sum_of_rows = 0
    for batch in batches(tx, table):
        for row in batch:
            told = repr(tuple(_plain(value) for value in row)).encode()
            sum_of_rows += int.from_bytes(hashlib.blake2b(told, digest_size=16).digest())
    return f"{sum_of_rows % 2**128:032x}"


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
