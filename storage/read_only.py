"""Transactions in which the database itself refuses every write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from storage.engine import Database


@contextmanager
def read_only(database: Database) -> Iterator[Connection]:
    """A transaction for reading, whatever is tried in it: a write raises what the driver raises."""
    with database.read() as tx:
        if tx.dialect.name == "postgresql":
            tx.exec_driver_sql("SET TRANSACTION READ ONLY")
            yield tx
            return
        tx.exec_driver_sql("PRAGMA query_only = ON")
        try:
            yield tx
        finally:
            tx.exec_driver_sql("PRAGMA query_only = OFF")
