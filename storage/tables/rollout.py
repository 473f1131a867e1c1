"""Which share of shoppers is served, how that came about, and what the shadow saw otherwise."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from storage.tables.base import merchant_id, metadata
from storage.types import SERIAL, Json, Moment, Words

rollout_plans = Table(
    "rollout_plans",
    metadata,
    merchant_id(primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("share", Integer, nullable=False),
    Column("shadow", Boolean, nullable=False),
    Column("fallback", Words),
    Column("transfer", Boolean, nullable=False),
    Column("halt_percent", Integer),
    Column("salt", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
"""`*` stands for every channel without a plan of its own; `share` in hundredths of a percent."""

rollout_changes = Table(
    "rollout_changes",
    metadata,
    Column("id", SERIAL, primary_key=True),
    merchant_id(),
    Column("channel", Text, nullable=False),
    Column("share", Integer, nullable=False),
    Column("shadow", Boolean, nullable=False),
    Column("reason", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "merchant_id", "id"),
)
"""Every plan there ever was, as it was set."""

rollout_differences = Table(
    "rollout_differences",
    metadata,
    Column("id", SERIAL, primary_key=True),
    merchant_id(),
    Column("channel", Text, nullable=False),
    Column("order_id", Text),
    Column("field", Text, nullable=False),
    Column("sku", Words),
    Column("live", Json),
    Column("shadow", Json),
    Column("at", Moment, nullable=False),
    Index(None, "merchant_id", "id"),
    Index(None, "at"),
)
"""Where the shadow would have said something else than the live path did."""
