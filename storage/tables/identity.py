"""Who speaks: clients that link accounts, what they were granted, factors, and who must wait."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, true

from storage.tables.base import merchant_id, metadata
from storage.types import Json, Moment, Words

oauth_clients = Table(
    "oauth_clients",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("name", Words, nullable=False),
    Column("channel", Text, nullable=False),
    Column("redirect_uris", Json, nullable=False),
    Column("secret_digest", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("needs_pkce", Boolean, nullable=False, server_default=true()),
    Index(None, "merchant_id"),
)
"""Who may link accounts; without a secret it is a public client, which PKCE alone protects."""

oauth_codes = Table(
    "oauth_codes",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    merchant_id(),
    Column("client_id", Text, ForeignKey("oauth_clients.id"), nullable=False),
    Column("customer_id", Text, ForeignKey("customers.id"), nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("challenge", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index(None, "customer_id"),
    Index(None, "expires_at"),
)

oauth_tokens = Table(
    "oauth_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    merchant_id(),
    Column("client_id", Text, ForeignKey("oauth_clients.id"), nullable=False),
    Column("customer_id", Text, ForeignKey("customers.id"), nullable=False),
    Column("family", Text, nullable=False),
    Column("access_hash", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
    Index(None, "family"),
    Index(None, "customer_id"),
    Index(None, "access_hash"),
    Index(None, "expires_at"),
)
"""Refresh tokens by digest; one family per linking, each member used once. The access token that
was given with it is in `account_links`."""

shopper_pins = Table(
    "shopper_pins",
    metadata,
    merchant_id(primary_key=True),
    Column("customer_id", Text, ForeignKey("customers.id"), primary_key=True),
    Column("hash", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
    Index(None, "customer_id"),
)

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("customer_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index(None, "merchant_id", "customer_id"),
    Index(None, "expires_at"),
)

lockouts = Table(
    "lockouts",
    metadata,
    merchant_id(primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("locks", Integer, nullable=False),
    Column("failed_at", Moment, nullable=False),
    Column("locked_until", Moment),
    Index(None, "failed_at"),
)
"""Wrong answers by account and by caller: `subject` is a digest, `locks` counts the lockings."""
