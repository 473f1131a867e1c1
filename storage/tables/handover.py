"""What persons take over from the machine."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import merchant_id, metadata
from storage.types import Json, Moment, Words

handovers = Table(
    "handovers",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("number", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("identity_level", Integer, nullable=False),
    Column("customer_id", Text),
    Column("callback", Words),
    Column("order_id", Text),
    Column("cart", Json, nullable=False),
    Column("transcript", Json, nullable=False),
    Column("tried", Json, nullable=False),
    Column("notes", Json, nullable=False),
    Column("claimed_by", Words),
    Column("created_at", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("closed_at", Moment),
    Unique("merchant_id", "key"),
    Unique("merchant_id", "number"),
    Index(None, "merchant_id", "state", "urgency", "created_at"),
    Index(None, "merchant_id", "created_at"),
    Index(None, "merchant_id", "customer_id"),
)
"""`key` names the wish of one conversation, so that a repeated turn opens no second ticket;
`session` is a digest. `transcript` is redacted before it comes here."""
