"""What was said and what came of it, what shoppers agreed to, and for how long it is kept."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import merchant_id, metadata, partial_index
from storage.types import SERIAL, Moment, Words

turn_facts = Table(
    "turn_facts",
    metadata,
    Column("id", SERIAL, primary_key=True),
    merchant_id(),
    Column("session", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("took_ms", Integer, nullable=False),
    Column("intent", Text, nullable=False),
    Column("missed", Boolean, nullable=False),
    Column("order_id", Text),
    Index(None, "merchant_id", "at"),
)
"""One small row per turn, of nobody in particular: `session` is a digest, `order_id` the order
that was placed in this turn."""

turn_texts = Table(
    "turn_texts",
    metadata,
    Column("id", SERIAL, primary_key=True),
    merchant_id(),
    Column("session", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("customer_id", Text),
    Column("heard", Words, nullable=False),
    Column("said", Words, nullable=False),
    Column("intent", Text, nullable=False),
    Column("expect", Text, nullable=False),
    Column("missed", Boolean, nullable=False),
    Column("label", Text),
    Column("labeled_by", Words),
    Column("at", Moment, nullable=False),
    Index(None, "merchant_id", "at"),
    Index(None, "merchant_id", "session"),
    Index(None, "merchant_id", "customer_id"),
    partial_index(
        "ix_turn_texts_unlabeled",
        "merchant_id",
        "id",
        where="missed and label is null",
    ),
)
"""The words of turns, redacted before they come here. `label` is the right reading of a turn, or
empty where somebody saw that there is none to learn from."""

ratings = Table(
    "ratings",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Unique("merchant_id", "kind", "subject"),
    Index(None, "merchant_id", "at"),
)
"""Answers to the one question after a return, one to five."""

consents = Table(
    "consents",
    metadata,
    merchant_id(primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("given", Boolean, nullable=False),
    Column("channel", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What a shopper agreed to or refused; `subject` is a customer's id, or a digest of a caller."""

retention_rules = Table(
    "retention_rules",
    metadata,
    merchant_id(primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("days", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
"""Where a merchant keeps a kind of data for another time than the default."""

contact_costs = Table(
    "contact_costs",
    metadata,
    merchant_id(primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("machine_minor", BigInteger, nullable=False),
    Column("person_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
"""What one conversation costs the merchant, by the machine alone and with a person; the empty
channel stands for all."""
