"""Orders over several tills, and their parts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata, partial_index
from storage.types import Json, Moment, Words

_OPEN = "state in ('preparing', 'priced', 'agreed', 'capturing', 'undoing')"

split_orders = Table(
    "split_orders",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("key", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("on_failure", Text, nullable=False),
    Column("total_minor", BigInteger),
    Column("currency", Text),
    Column("channel", Text, nullable=False),
    Column("customer_id", Text),
    Column("reason", Words),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Unique("merchant_id", "key"),
    Index(None, "merchant_id", "id"),
    Index(None, "merchant_id", "customer_id"),
    partial_index("ix_split_orders_open", "due_at", where=_OPEN),
)

split_order_parts = Table(
    "split_order_parts",
    metadata,
    Column("split_id", Text, ForeignKey("split_orders.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("location_id", Text, nullable=False),
    Column("lines", Json, nullable=False),
    Column("order_id", Text),
    Column("total_minor", BigInteger),
    Index(None, "merchant_id", "order_id"),
)
"""`lines` are positions among the lines of the order; `order_id` is the part's own checkout."""
