"""The metadata that every table hangs on, with one naming rule for constraints."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, MetaData, Text

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
