"""Store credit, line by line, and goods given for goods."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import merchant_id, metadata
from storage.types import Json, Moment, Words

store_credit_entries = Table(
    "store_credit_entries",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("customer_id", Text, ForeignKey("customers.id")),
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Words, nullable=False),
    Column("order_id", Text),
    Column("actor", Words, nullable=False),
    Column("note", Words),
    Column("at", Moment, nullable=False),
    Unique("merchant_id", "key"),
    Index(None, "merchant_id", "customer_id", "currency"),
    Index(None, "order_id"),
)
"""Rows are only added. The balance of a customer in a currency is their sum; `amount_minor` is
negative where credit was spent. One `key` is one row."""

exchanges = Table(
    "exchanges",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("key", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("order_id", Text, ForeignKey("orders.id"), nullable=False),
    Column("return_id", Text, ForeignKey("returns.id"), nullable=False),
    Column("new_order_id", Text),
    Column("returned_minor", BigInteger, nullable=False),
    Column("total_minor", BigInteger),
    Column("credit_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("customer_id", Text),
    Column("detail", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Unique("merchant_id", "key"),
    Index(None, "order_id"),
    Index(None, "merchant_id", "customer_id"),
    Index(None, "new_order_id"),
)
"""`credit_minor` is what the goods that come back pay of the new order without money moving."""
