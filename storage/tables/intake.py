"""What comes in and goes out: inbox, outbox, answers kept for their keys, runs, voice sessions."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata, partial_index
from storage.types import SERIAL, Json, Moment, Words

inbox = Table(
    "inbox",
    metadata,
    Column("id", SERIAL, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("delivery_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("headers", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_owner", Text),
    Column("reason", Words),
    Column("last_seen_at", Moment),
    Column("replays", Integer, nullable=False, server_default="0"),
    Column("erasure_asked_at", Moment),
    Unique("connection_id", "delivery_id"),
    Index(None, "merchant_id", "id"),
    partial_index(
        "ix_inbox_pending",
        "due_at",
        where="state = 'pending'",
    ),
    partial_index(
        "ix_inbox_dead",
        "merchant_id",
        "id",
        where="state = 'dead'",
    ),
    partial_index(
        "ix_inbox_done",
        "last_seen_at",
        where="state = 'done'",
    ),
    partial_index("ix_inbox_to_forget", "id", where="erasure_asked_at IS NOT NULL"),
)
"""A leased row is a pending one whose `due_at` lies at the end of the lease. One whose shopper
was erased meanwhile (`erasure_asked_at`) loses headers and body once it is worked off."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", SERIAL, primary_key=True),
    merchant_id(),
    Column("kind", Text, nullable=False),
    Column("key", Words, nullable=False),
    Column("payload", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", Text),
    Column("reason", Words),
    Column("created_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Unique("merchant_id", "kind", "key"),
    partial_index(
        "ix_outbox_pending",
        "due_at",
        where="state = 'pending'",
    ),
    partial_index(
        "ix_outbox_dead",
        "merchant_id",
        where="state = 'dead'",
    ),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    merchant_id(primary_key=True),
    Column("key", Words, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("lease_until", Moment, nullable=False),
    Column("status", Integer),
    Column("headers", Json),
    Column("body", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "expires_at"),
)

sync_runs = Table(
    "sync_runs",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("kind", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("cursor", Text),
    Column("counts", Json, nullable=False),
    Column("error", Words),
    Column("started_at", Moment, nullable=False),
    Column("heartbeat_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Index(None, "connection_id", "entity", "started_at"),
)

sync_cursors = Table(
    "sync_cursors",
    metadata,
    connection_id(primary_key=True),
    Column("entity", Text, primary_key=True),
    merchant_id(),
    Column("since", Text, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

mapping_reports = Table(
    "mapping_reports",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("report", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "connection_id", "created_at"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("entity", Text, nullable=False),
    Column("platform_id", Words, nullable=False),
    Column("path", Words, nullable=False),
    Column("value", Words, nullable=False),
    Column("remedy", Words, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Unique("connection_id", "entity", "platform_id", "path"),
    Index(None, "merchant_id", "last_seen_at"),
    partial_index(
        "ix_quarantine_open",
        "merchant_id",
        where="resolved_at is null",
    ),
)

voice_sessions = Table(
    "voice_sessions",
    metadata,
    merchant_id(primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("session_id", Words, primary_key=True),
    Column("state", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "expires_at"),
)

seen_requests = Table(
    "seen_requests",
    metadata,
    merchant_id(primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("request_id", Words, primary_key=True),
    Column("expires_at", Moment, nullable=False),
    Index(None, "expires_at"),
)
