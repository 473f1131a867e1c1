"""Orders that wait for a till, and the ways in which shoppers are told what became of theirs."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata
from storage.types import Moment, Words

parked_orders = Table(
    "parked_orders",
    metadata,
    Column("order_id", Text, ForeignKey("orders.id"), primary_key=True),
    merchant_id(),
    connection_id(),
    Column("state", Text, nullable=False),
    Column("is_authorized", Boolean, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("location_name", Words, nullable=False),
    Column("channel", Text, nullable=False),
    Column("reason", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("parked_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", Words),
    Column("number", Words),
    Index(None, "merchant_id", "state", "parked_at"),
    Index(None, "connection_id", "state", "due_at"),
)
"""One row for each order that was ever parked. `due_at` is when it is tried next; while it is being
worked on, when others may take it over. `reason` is why it was parked, or not entered, last."""

shopper_channels = Table(
    "shopper_channels",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("kind", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Unique("merchant_id", "kind"),
)
"""One of each kind for a merchant; address and password are sealed."""
