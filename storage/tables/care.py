"""What operators look after: health, alerts, twins, intake policies, requests about persons."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata
from storage.types import Json, Moment, Words

CALL_BOUNDS_MS = (50, 100, 200, 350, 500, 750, 1_000, 2_000, 5_000, 10_000)
"""Calls are counted by the first of these that they did not exceed."""

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
    Column("announced", Text),
    Unique("connection_id", "kind"),
    Index(None, "merchant_id", "raised_at"),
)
"""One row per connection and kind: raised, seen again, resolved, raised anew. `announced` is the
severity, or `resolved`, that people were told of last."""

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

connection_health = Table(
    "connection_health",
    metadata,
    connection_id(primary_key=True),
    merchant_id(),
    Column("state", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("checked_at", Moment, nullable=False),
    Column("last_success_at", Moment),
    Column("last_failure_at", Moment),
    Column("last_error", Words),
    Column("breaker", Text),
    Column("budget_used", Integer),
    Index(None, "merchant_id"),
)
"""How the platform answers one connection; `failures` in a row, `budget_used` in percent."""

call_figures = Table(
    "call_figures",
    metadata,
    connection_id(primary_key=True),
    Column("slot", Moment, primary_key=True),
    merchant_id(),
    Column("calls", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("throttled", Integer, nullable=False),
    *(Column(f"within_{bound}", Integer, nullable=False) for bound in CALL_BOUNDS_MS),
    Column("beyond", Integer, nullable=False),
    Index(None, "slot"),
)
"""Calls of a connection by slots of time, counted by how many milliseconds they took."""

alert_rules = Table(
    "alert_rules",
    metadata,
    merchant_id(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("metric", Text, nullable=False),
    Column("entity", Text),
    Column("threshold", BigInteger, nullable=False),
    Column("raise_after_s", Integer, nullable=False),
    Column("resolve_after_s", Integer, nullable=False),
    Column("severity", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
"""What a merchant sets in place of, or beside, the rules that hold for all."""

alert_trials = Table(
    "alert_trials",
    metadata,
    connection_id(primary_key=True),
    Column("rule", Text, primary_key=True),
    merchant_id(),
    Column("breached", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
)
"""Since when a figure has been on which side of its rule's threshold."""

alert_channels = Table(
    "alert_channels",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("kind", Text, nullable=False),
    Column("name", Words, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("least_severity", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "merchant_id"),
)
"""Where alerts are told; the address is sealed: of a webhook it may be all it takes to post."""

location_twins = Table(
    "location_twins",
    metadata,
    Column("location_id", Text, ForeignKey("locations.id"), primary_key=True),
    Column("twin_id", Text, ForeignKey("locations.id"), nullable=False, unique=True),
    merchant_id(),
    Column("created_at", Moment, nullable=False),
    Index(None, "merchant_id"),
)
"""One store on two connections: the twin serves while the first cannot be reached."""

intake_policies = Table(
    "intake_policies",
    metadata,
    merchant_id(primary_key=True),
    Column("account", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("mode", Text, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
"""How strictly what comes in is judged; `*` stands for every account or channel."""

intake_counts = Table(
    "intake_counts",
    metadata,
    connection_id(primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("verdict", Text, primary_key=True),
    merchant_id(),
    Column("times", BigInteger, nullable=False),
    Column("last_at", Moment, nullable=False),
    Index(None, "merchant_id"),
)
"""How often which doubt let a record through, kept it back, or turned out unfounded."""
