"""What keeps the projection fresh: jobs, schedules and clocks, paces, watches, who leads."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from storage.tables.base import connection_id, merchant_id, metadata, partial_index
from storage.types import Json, Moment, Words

OPEN = "state in ('pending', 'running')"
"""Of a job that has not ended. An index of these serves only a query in the same words."""

ENDED = "finished_at is not null"

sync_jobs = Table(
    "sync_jobs",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("kind", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("params", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("again_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", Text),
    Column("progress", Json, nullable=False),
    Column("reason", Words),
    Column("requested_by", Words, nullable=False),
    Column("cancel_requested", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("heartbeat_at", Moment),
    Column("finished_at", Moment),
    partial_index(
        "ix_sync_jobs_open",
        "connection_id",
        "kind",
        "entity",
        unique=True,
        where=OPEN,
    ),
    partial_index("ix_sync_jobs_due", "due_at", where=OPEN),
    Index(None, "merchant_id", "id"),
    Index(None, "connection_id", "id"),
    partial_index(
        "ix_sync_jobs_ended",
        "kind",
        "finished_at",
        where=ENDED,
    ),
)
"""What we want to ask of a platform. The `due_at` of a running job is the end of its lease;
`entity` is empty where a job is about none; `again_at` asks for one more run after this one."""

sync_schedules = Table(
    "sync_schedules",
    metadata,
    merchant_id(primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("rule", Text),
    Column("updated_at", Moment, nullable=False),
)
"""Where a merchant's wish differs from the default; without a `rule`: never."""

sync_clocks = Table(
    "sync_clocks",
    metadata,
    connection_id(primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    merchant_id(),
    Column("next_at", Moment),
    Column("last_at", Moment),
    Index(None, "next_at"),
    Index(None, "merchant_id"),
)
"""When each connection's next job of a kind is due; NULL: its schedule says never."""

stock_pace = Table(
    "stock_pace",
    metadata,
    connection_id(primary_key=True),
    Column("inventory_platform_id", Text, primary_key=True),
    merchant_id(),
    Column("interval_ms", BigInteger, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("asked_at", Moment),
    Column("moved_at", Moment),
    Index(None, "connection_id", "due_at"),
)
"""How often one stock item is asked for; the empty id: all of the connection, since a mark."""

webhook_watches = Table(
    "webhook_watches",
    metadata,
    connection_id(primary_key=True),
    merchant_id(),
    Column("subscriptions", Json, nullable=False),
    Column("checked_at", Moment),
    Column("recreated_at", Moment),
    Column("last_event_at", Moment),
    Column("gap_ms", BigInteger),
    Column("gap_deviation_ms", BigInteger),
    Column("silent_since", Moment),
    Column("backfilled_at", Moment),
)
"""What a platform was subscribed for, what came of it, and a connection's habit of telling."""

refetches = Table(
    "refetches",
    metadata,
    connection_id(primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("platform_id", Words, primary_key=True),
    merchant_id(),
    Column("asked_at", Moment, nullable=False),
    Index(None, "asked_at"),
)
"""When a record was last asked for because of a hint, so that many hints become one question."""

leaders = Table(
    "leaders",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("lease_until", Moment, nullable=False),
)
"""Which process does what only one may do. The house's own, of no merchant."""
