"""Who may do what: merchants, their connections, channels, keys and secrets."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata
from storage.types import SERIAL, Json, Moment, Quantity, Words

merchants = Table(
    "merchants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Words, nullable=False),
    Column("currency", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("shipping_connection_id", Text),
    Column("payment_connection_id", Text),
    Column("safety_stock", Quantity, nullable=False),
    Column("order_limit_minor", BigInteger),
    Column("settings", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
)

connections = Table(
    "connections",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("platform", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("account_name", Words, nullable=False),
    Column("base_url", Text, nullable=False),
    Column("app_url", Text),
    Column("status", Text, nullable=False),
    Column("status_reason", Words),
    Column("api_version", Text),
    Column("scopes", Json, nullable=False),
    Column("webhook_url", Text),
    Column("settings", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Unique("platform", "account_id"),
    Index(None, "merchant_id"),
)

channels = Table(
    "channels",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("kind", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("settings", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Unique("kind", "external_id"),
    Index(None, "merchant_id"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("prefix", Text, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("environment", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_used_at", Moment),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("per_minute", Integer),
    Index(None, "merchant_id"),
)
"""`per_minute`: how many requests the key may make; null: what holds for every key."""

secrets = Table(
    "secrets",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("kind", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("expires_at", Moment),
    Column("retires_at", Moment),
    Column("added_at", Moment, nullable=False),
    Unique("connection_id", "kind", "generation"),
    Index(None, "key_id"),
)

refresh_leases = Table(
    "refresh_leases",
    metadata,
    connection_id(primary_key=True),
    merchant_id(),
    Column("owner", Text, nullable=False),
    Column("lease_until", Moment, nullable=False),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("id", SERIAL, primary_key=True),
    merchant_id(),
    Column("connection_id", Text),
    Column("actor", Words, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Words, nullable=False),
    Column("detail", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "merchant_id", "id"),
)
