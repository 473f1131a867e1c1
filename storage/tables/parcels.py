"""Accounts with carriers, the parcels followed there, and the labels bought there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import merchant_id, metadata
from storage.types import Moment, Words

carrier_accounts = Table(
    "carrier_accounts",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("kind", Text, nullable=False),
    Column("base_url", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Unique("merchant_id", "kind"),
)
"""`sealed` holds the API key and the secret that signs events."""

parcels = Table(
    "parcels",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("account_id", Text, ForeignKey("carrier_accounts.id"), nullable=False),
    Column("order_id", Text, ForeignKey("orders.id"), nullable=False),
    Column("number", Words, nullable=False),
    Column("tracker_id", Text),
    Column("carrier", Words),
    Column("state", Text, nullable=False),
    Column("shipped_at", Moment),
    Column("expected_on", Text),
    Column("delivered_at", Moment),
    Column("url", Text),
    Column("told_at", Moment),
    Column("due_at", Moment),
    Column("last_error", Words),
    Column("return_id", Text),
    Unique("order_id", "number"),
    Index(None, "account_id", "tracker_id"),
    Index(None, "merchant_id"),
    Index(None, "due_at"),
    Index("uq_parcels_return_id", "return_id", unique=True),
)
"""`told_at` is the carrier's own moment: older news never overwrites newer; nothing is asked after
`due_at` is null. With a `return_id` it comes back from the shopper."""

return_labels = Table(
    "return_labels",
    metadata,
    Column("return_id", Text, ForeignKey("returns.id"), primary_key=True),
    merchant_id(),
    Column("order_id", Text, ForeignKey("orders.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("shipment_id", Text),
    Column("rate_id", Text),
    Column("carrier", Words),
    Column("service", Words),
    Column("number", Words),
    Column("url", Text),
    Column("cost_minor", BigInteger),
    Column("currency", Text),
    Column("problem", Words),
    Column("written_to", BigInteger, nullable=False),
    Column("refund_asked_at", Moment),
    Column("look_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index(None, "merchant_id"),
    Index(None, "order_id"),
    Index(None, "look_at"),
)
"""One label for a return; `written_to` counts the messages that took it to the shopper. The carrier
is asked at `look_at` what it decided about a refund."""
