"""What shows that the projection is whole and true: proofs, spot checks, conflicts, own counts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata, partial_index
from storage.types import SERIAL, Json, Moment, Quantity, Words

sync_proofs = Table(
    "sync_proofs",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("entity", Text, nullable=False),
    Column("run_id", Text),
    Column("state", Text, nullable=False),
    Column("findings", Json, nullable=False),
    Column("alarms", Json, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment, nullable=False),
    Index(None, "merchant_id", "id"),
    Index(None, "connection_id", "entity", "started_at"),
)
"""What comparing the projection with a census found, and what was done about it."""

spot_checks = Table(
    "spot_checks",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("stock_asked", Integer, nullable=False),
    Column("stock_drifted", Integer, nullable=False),
    Column("price_asked", Integer, nullable=False),
    Column("price_drifted", Integer, nullable=False),
    Column("drifts", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "merchant_id", "id"),
    Index(None, "connection_id", "at"),
)
"""Random samples of stock and price compared with the platform."""

conflicts = Table(
    "conflicts",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("kind", Text, nullable=False),
    Column("subject", Words, nullable=False),
    Column("field", Text, nullable=False),
    Column("winner", Text, nullable=False),
    Column("winner_value", Words, nullable=False),
    Column("loser", Text, nullable=False),
    Column("loser_value", Words, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Unique("merchant_id", "kind", "subject", "field", "loser"),
    partial_index(
        "ix_conflicts_open",
        "merchant_id",
        "id",
        where="resolved_at is null",
    ),
)
"""Where two told one field differently: who was followed, and what the other said."""

stock_writes = Table(
    "stock_writes",
    metadata,
    Column("id", SERIAL, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("key", Words, nullable=False),
    Column("inventory_platform_id", Text, nullable=False),
    Column("location_platform_id", Text, nullable=False),
    Column("expected", Quantity, nullable=False),
    Column("quantity", Quantity, nullable=False),
    Column("state", Text, nullable=False),
    Column("actual", Quantity),
    Column("actor", Words, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("echoed_at", Moment),
    Unique("connection_id", "key"),
    partial_index(
        "ix_stock_writes_awaiting",
        "connection_id",
        "inventory_platform_id",
        where="state = 'written'",
    ),
)
"""Counts of ours that went to a platform, until it tells them back."""

reading_policies = Table(
    "reading_policies",
    metadata,
    merchant_id(primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("fresh_s", Integer, nullable=False),
    Column("live_below", Quantity),
    Column("live", Boolean, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
"""When a channel reads stock from the till instead of the projection; without a row: the default.
`live_below` NULL: whatever is on the shelf."""
