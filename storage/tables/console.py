"""Who works at the console: operators of the gateway and their sessions."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from storage.tables.base import metadata
from storage.types import Json, Moment, Words

operators = Table(
    "operators",
    metadata,
    Column("id", Text, primary_key=True),
    Column("login", Words, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("role", Text, nullable=False),
    Column("merchant_ids", Json),
    Column("password_hash", Text),
    Column("external_id", Words, unique=True),
    Column("totp_secret", Text),
    Column("totp_counter", BigInteger, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("locked_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("last_login_at", Moment),
    Column("disabled_at", Moment),
)
"""People of the installation, not of one merchant: `merchant_ids` NULL means all of them.
`external_id` names who comes through another sign-in service: they have no password here."""

operator_sessions = Table(
    "operator_sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("operator_id", Text, ForeignKey("operators.id"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("passed", Text, nullable=False),
    Column("address", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "operator_id"),
    Index(None, "expires_at"),
)
"""`passed` is `password` while the second factor is outstanding, then `all`."""
