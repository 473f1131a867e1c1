"""Statements that SQLite and PostgreSQL write in the same words, though SQLAlchemy does not."""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row of whatever columns; converted to a dataclass at once."""

Insert: TypeAlias = postgresql.Insert | sqlite.Insert
"""An INSERT that knows ON CONFLICT."""


def insert_for(dialect: str, table: Table) -> Insert:
    """An INSERT with ON CONFLICT of the named dialect."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def upsert(tx: Connection, table: Table) -> Insert:
    """An INSERT with ON CONFLICT of the open transaction's dialect."""
    return insert_for(tx.dialect.name, table)
