"""Shoppers' subscriptions: what comes again, each time it comes, and what happened to both."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.base import connection_id, merchant_id, metadata, partial_index
from storage.types import SERIAL, Json, Moment, Words

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("key", Words, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("sku", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("modifiers", Json, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("location_id", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("address", Json),
    Column("card_token", Words),
    Column("out_of_stock", Text, nullable=False),
    Column("every", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("anchor", Date, nullable=False),
    Column("bill_at", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("locale", Text),
    Column("resume_at", Moment),
    Column("connection_id", Text),
    Column("platform_id", Text),
    Column("plan_id", Text),
    Column("look_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("merchant_id", "key"),
    Index(None, "merchant_id", "customer_id"),
    partial_index(
        "ix_subscriptions_resume_at",
        "resume_at",
        where="resume_at IS NOT NULL",
    ),
    partial_index(
        "ix_subscriptions_look_at",
        "look_at",
        where="look_at IS NOT NULL",
    ),
    Index(
        "uq_subscriptions_connection_id_platform_id",
        "connection_id",
        "platform_id",
        unique=True,
    ),
)
"""`price_minor` is the unit price the shopper said yes to; `bill_at` a time by the clock of
`timezone`. With a `connection_id` the platform bills it: `look_at` is when it is asked next."""

subscription_plans = Table(
    "subscription_plans",
    metadata,
    connection_id(primary_key=True),
    Column("platform_id", Text, primary_key=True),
    merchant_id(),
    Column("name", Words, nullable=False),
    Column("every", Integer),
    Column("unit", Text),
    Column("all_products", Boolean, nullable=False),
    Column("product_ids", Json, nullable=False),
    Column("as_of", Moment, nullable=False),
)
"""Plans that merchants keep on their platforms; without a rhythm: not ours to speak of."""

subscription_periods = Table(
    "subscription_periods",
    metadata,
    Column("subscription_id", Text, ForeignKey("subscriptions.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    merchant_id(),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("wake_at", Moment),
    Column("reminded_at", Moment),
    Column("attempt", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("declines", Integer, nullable=False),
    Column("ending", Text),
    Column("order_id", Text),
    Column("sku", Words),
    Column("asked", Json),
    Column("lease_owner", Text),
    Column("lease_until", Moment),
    Column("updated_at", Moment, nullable=False),
    partial_index(
        "ix_subscription_periods_wake_at",
        "wake_at",
        where="wake_at IS NOT NULL",
    ),
)
"""The primary key is what makes a period one order: the keys of its attempts derive from it. A
period that has ended has no `wake_at`."""

subscription_events = Table(
    "subscription_events",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("subscription_id", Text, ForeignKey("subscriptions.id"), nullable=False),
    merchant_id(),
    Column("kind", Text, nullable=False),
    Column("number", Integer),
    Column("actor", Words, nullable=False),
    Column("detail", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "subscription_id", "id"),
)
