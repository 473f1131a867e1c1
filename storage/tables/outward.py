"""What is told to programs outside: their addresses, the news, and how each message went."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import merchant_id, metadata, partial_index
from storage.types import Json, Moment, Words

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("url", Words, nullable=False),
    Column("description", Words, nullable=False),
    Column("events", Json, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("previous_until", Moment),
    Column("on_premises", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("state_reason", Words),
    Column("failing_since", Moment),
    Column("failures", Integer, nullable=False),
    Column("rests_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index(None, "merchant_id"),
)
"""`sealed` holds the signing secret and the one before it, which signs too until `previous_until`;
`failures` in a row; nothing is sent before `rests_until`."""

webhook_events = Table(
    "webhook_events",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("kind", Text, nullable=False),
    Column("payload", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("is_new", Boolean, nullable=False),
    Index(None, "merchant_id", "id"),
    partial_index(
        "ix_webhook_events_new",
        "id",
        where="is_new",
    ),
)
"""News, written in the transaction of what happened; new until it is addressed to endpoints."""

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("endpoint_id", Text, ForeignKey("webhook_endpoints.id"), nullable=False),
    Column("event_id", Text, ForeignKey("webhook_events.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("lease_owner", Text),
    Column("last_status", Integer),
    Column("last_error", Words),
    Column("last_ms", Integer),
    Column("tried_at", Moment),
    Column("closed_at", Moment),
    Unique("endpoint_id", "event_id"),
    Index(None, "merchant_id", "id"),
    Index(None, "event_id"),
    partial_index(
        "ix_webhook_deliveries_due",
        "due_at",
        where="state = 'pending'",
    ),
)
"""One message to one endpoint: pending, delivered or failed."""
