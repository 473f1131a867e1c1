"""The metadata that every table hangs on, with one naming rule for constraints."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, MetaData, Text, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def merchant_id(*, primary_key: bool = False) -> Column[str]:
    """The tenant of a row; every table has it."""
    return Column(
        "merchant_id", Text, ForeignKey("merchants.id"), nullable=False, primary_key=primary_key
    )


def connection_id(*, primary_key: bool = False, nullable: bool = False) -> Column[str]:
    """The merchant's account on one platform that a row came from."""
    return Column(
        "connection_id",
        Text,
        ForeignKey("connections.id"),
        nullable=nullable,
        primary_key=primary_key,
    )


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows for which `where` holds, in words that both databases read alike.

    Migrations make it on either. Here only SQLite's dialect is told the condition: telling
    PostgreSQL's loads it into every process over SQLite too, 2.5 MB.
    """
    return Index(name, *columns, unique=unique, sqlite_where=text(where))
