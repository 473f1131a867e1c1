"""Decisions that two customers are one person."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.tables.base import merchant_id, metadata, partial_index
from storage.types import Json, Moment, Words

_STANDS = "undone_at IS NULL"

customer_merges = Table(
    "customer_merges",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("kept_id", Text, ForeignKey("customers.id"), nullable=False),
    Column("merged_id", Text, ForeignKey("customers.id"), nullable=False),
    Column("moved", Json, nullable=False),
    Column("reason", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", Words),
    partial_index(
        "ix_customer_merges_merchant_id_merged_id",
        "merchant_id",
        "merged_id",
        unique=True,
        where=_STANDS,
    ),
    Index(None, "merchant_id", "kept_id"),
)
"""`moved` names the rows by table and key, so that they can be moved back."""
