"""What operators look after: alerts that stand, and requests about personal data."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata
from storage.types import Json, Moment, Words

alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("kind", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("message", Words, nullable=False),
    Column("due_at", Moment),
    Column("raised_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Unique("connection_id", "kind"),
    Index(None, "merchant_id", "raised_at"),
)
"""One row per connection and kind: raised, seen again, resolved, raised anew."""

privacy_requests = Table(
    "privacy_requests",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("kind", Text, nullable=False),
    Column("delivery_id", Text, nullable=False),
    Column("subject", Words, nullable=False),
    Column("counts", Json, nullable=False),
    Column("report", Json),
    Column("received_at", Moment, nullable=False),
    Column("done_at", Moment, nullable=False),
    Unique("connection_id", "delivery_id"),
    Index(None, "merchant_id", "received_at"),
)
"""`report` is what a data request asked for; it is dropped when its time is over."""
