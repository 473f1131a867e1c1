"""What came in as an order, what waits for a till, and how shoppers are told of theirs."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata, partial_index
from storage.types import Json, Moment, Words

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

order_intakes = Table(
    "order_intakes",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(nullable=True),
    Column("order_id", Text),
    Column("channel", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("customer_id", Text),
    Column("phone_digest", Text),
    Column("card_digest", Text),
    Column("total_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reasons", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "merchant_id", "customer_id", "at"),
    Index(None, "merchant_id", "phone_digest", "at"),
    Index(None, "merchant_id", "card_digest", "at"),
    Index(None, "merchant_id", "at"),
    Index(None, "order_id"),
    partial_index("ix_order_intakes_refused", "merchant_id", "at", where="verdict = 'rejected'"),
)
"""One row for every order that came in, from whatever source, taken or not."""
