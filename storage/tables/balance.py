"""The closing balance: its runs, and what did not add up."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata
from storage.types import Moment, Words

balance_runs = Table(
    "balance_runs",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("orders", Integer, nullable=False),
    Column("undone", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Column("ended_at", Moment, nullable=False),
    Index(None, "connection_id", "until"),
)

balance_findings = Table(
    "balance_findings",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("order_id", Text),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("detail", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("found_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Unique("connection_id", "kind", "subject"),
    Index(None, "merchant_id", "state"),
)
