"""Goods that one store sends to another."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata, partial_index
from storage.types import Moment, Words

_OPEN = "state in ('requested', 'sent')"

transfers = Table(
    "transfers",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("key", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("sku", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("destination_id", Text, nullable=False),
    Column("expected_on", Date, nullable=False),
    Column("hold_id", Text, nullable=False),
    Column("kept_hold_id", Text),
    Column("platform_id", Text),
    Column("caller", Words, nullable=False),
    Column("customer_id", Text),
    Column("channel", Text, nullable=False),
    Column("locale", Text),
    Column("reason", Words),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("unsent_until", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Unique("merchant_id", "key"),
    Index(None, "merchant_id", "id"),
    Index(None, "merchant_id", "customer_id"),
    partial_index("ix_transfers_open", "due_at", where=_OPEN),
)
"""`hold_id` keeps the goods at the sending store until they are sent, `kept_hold_id` at the other
once they have arrived. `due_at` is when a worker looks at an open one next."""
