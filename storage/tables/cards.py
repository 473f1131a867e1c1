"""Cards by token: the keys they are encrypted to, the envelopes that were opened, the tokens."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata
from storage.types import Json, Moment, Words

card_keys = Table(
    "card_keys",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("algorithm", Text, nullable=False),
    Column("public", Json, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ends_at", Moment),
)
"""Of the installation, not of one merchant. `ends_at` NULL is the current key; a row is deleted,
and with it the private key, when its overlap is over."""

card_envelopes = Table(
    "card_envelopes",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    merchant_id(),
    Column("opened_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "expires_at"),
)
"""Envelopes that were opened, by the digest of their `jti`: none is opened twice."""

card_tokens = Table(
    "card_tokens",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("customer_id", Text, ForeignKey("customers.id")),
    Column("key", Words, nullable=False),
    Column("reusable", Boolean, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Unique("merchant_id", "key"),
    Index(None, "merchant_id", "customer_id"),
    Index(None, "expires_at"),
)
"""`sealed` holds the platform's token, brand, last four and expiry; never a number."""
