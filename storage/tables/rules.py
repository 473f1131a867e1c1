"""What a merchant decides about stores and stock beyond what the platforms know."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from storage.tables.base import merchant_id, metadata
from storage.types import Json, Moment, Quantity, Words

store_rules = Table(
    "store_rules",
    metadata,
    merchant_id(primary_key=True),
    Column("location_id", Text, primary_key=True),
    Column("hours", Json),
    Column("closed_on", Json, nullable=False),
    Column("pickup_minutes", Integer),
    Column("updated_at", Moment, nullable=False),
)
"""`location_id` empty: what holds for every store that has no figure of its own."""

stock_rules = Table(
    "stock_rules",
    metadata,
    merchant_id(primary_key=True),
    Column("sku", Words, primary_key=True),
    Column("location_id", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("keep_back", Quantity, nullable=False),
    Column("backorder_limit", Quantity, nullable=False),
    Column("backorder_days", Integer),
    Column("updated_at", Moment, nullable=False),
)
"""An empty SKU, location or channel stands for every one."""
