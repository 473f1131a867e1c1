"""The ledger of time-limited claims on stock."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from storage.tables.base import merchant_id, metadata, partial_index
from storage.types import Moment, Quantity, Words

holds = Table(
    "holds",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("key", Words, nullable=False),
    Column("caller", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Words),
    Column("fencing_token", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("native_revision", BigInteger),
    Column("native_at", Moment),
    partial_index(
        "ix_holds_native_live",
        "merchant_id",
        where="state = 'live' and native_revision is not null",
    ),
    partial_index(
        "uq_holds_merchant_id_key",
        "merchant_id",
        "key",
        unique=True,
        where="state in ('live', 'committed')",
    ),
    partial_index(
        "ix_holds_expires_at_live",
        "expires_at",
        where="state = 'live'",
    ),
)

hold_lines = Table(
    "hold_lines",
    metadata,
    Column("hold_id", Text, ForeignKey("holds.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    merchant_id(),
    Column("sku", Words, nullable=False),
    Column("listing_id", Text, ForeignKey("listings.id"), nullable=False),
    Column("location_id", Text, ForeignKey("locations.id"), nullable=False),
    Column("quantity", Quantity, nullable=False),
    Column("state", Text, nullable=False),
    Column("part_of", Integer),
    partial_index(
        "ix_hold_lines_live",
        "listing_id",
        "location_id",
        where="state = 'live'",
    ),
)
"""`state` is `live` exactly while the quantity is counted in `inventory_levels.held`. The line of a
bundle is `parts`: what is claimed for it are further lines, `part_of` its position."""
