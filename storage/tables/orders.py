"""The order book, the shoppers in it, and the journal of checkouts that write it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata, partial_index
from storage.types import SERIAL, Json, Moment, Quantity, Words

OF_CHANNELS: Final = "channel NOT IN ('pos', 'payment')"
"""Orders that came in by one of our channels: few beside what tills sell by themselves."""

orders = Table(
    "orders",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("pos_order_id", Text),
    Column("number", Words),
    Column("state", Text, nullable=False),
    Column("payment_state", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("customer_id", Text),
    Column("customer_platform_id", Text),
    Column("currency", Text, nullable=False),
    Column("subtotal_minor", BigInteger),
    Column("discount_minor", BigInteger),
    Column("tax_minor", BigInteger, nullable=False),
    Column("shipping_minor", BigInteger),
    Column("total_minor", BigInteger, nullable=False),
    Column("refunded_minor", BigInteger, nullable=False),
    Column("credit_minor", BigInteger),
    Column("reference", Text),
    Column("location_id", Text),
    Column("location_platform_id", Text),
    Column("method", Text),
    Column("pickup_at", Moment),
    Column("fulfillments", Json, nullable=False),
    Column("payment_platform_ids", Json, nullable=False),
    Column("detail", Json, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("source", Text, nullable=False),
    Column("placed_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("vanished_at", Moment),
    Unique("connection_id", "pos_order_id"),
    Index(None, "merchant_id", "customer_id", "placed_at"),
    Index(None, "merchant_id", "number"),
    Index(None, "merchant_id", "placed_at"),
    Index(None, "merchant_id", "state", "placed_at"),
    Index(None, "connection_id", "customer_platform_id"),
    partial_index(
        "ix_orders_of_channels", "merchant_id", "channel", "placed_at", where=OF_CHANNELS
    ),
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", Text, ForeignKey("orders.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    merchant_id(),
    Column("platform_id", Text),
    Column("variant_platform_id", Text),
    Column("sku", Words),
    Column("name", Words, nullable=False),
    Column("quantity", Quantity, nullable=False),
    Column("unit_price_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("modifiers", Json),
)

order_events = Table(
    "order_events",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("order_id", Text, ForeignKey("orders.id"), nullable=False),
    merchant_id(),
    Column("kind", Text, nullable=False),
    Column("state", Text),
    Column("payment_state", Text),
    Column("actor", Words, nullable=False),
    Column("detail", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "order_id", "id"),
)

payments = Table(
    "payments",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("order_id", Text, ForeignKey("orders.id")),
    Column("platform_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("refunded_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("card_brand", Words),
    Column("card_last4", Text),
    Column("reference", Text),
    Column("order_platform_id", Text),
    Column("expires_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Unique("connection_id", "platform_id"),
    Index(None, "order_id"),
)

refunds = Table(
    "refunds",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("order_id", Text, ForeignKey("orders.id")),
    Column("payment_id", Text),
    Column("platform_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reason", Words),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Unique("connection_id", "platform_id"),
    Index(None, "order_id"),
)

returns = Table(
    "returns",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("order_id", Text, ForeignKey("orders.id"), nullable=False),
    Column("key", Words, nullable=False),
    Column("platform_id", Text),
    Column("state", Text, nullable=False),
    Column("restocked", Boolean, nullable=False),
    Column("lines", Json, nullable=False),
    Column("reason", Words, nullable=False),
    Column("note", Words),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("customer_id", Text),
    Column("detail", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Unique("merchant_id", "key"),
    Index(None, "order_id"),
    Index(None, "merchant_id", "customer_id", "created_at"),
)
"""`lines` are pairs of an order line's position and a quantity."""

customers = Table(
    "customers",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("home_location_id", Text),
    Column("default_card", Json),
    Column("created_at", Moment, nullable=False),
    Index(None, "merchant_id"),
)
"""`default_card` is a token with brand, last four and connection; never a number."""

customer_records = Table(
    "customer_records",
    metadata,
    connection_id(primary_key=True),
    Column("platform_id", Text, primary_key=True),
    merchant_id(),
    Column("customer_id", Text, ForeignKey("customers.id")),
    Column("given_name", Words),
    Column("family_name", Words),
    Column("email", Words),
    Column("phone", Words),
    Column("address", Json),
    Column("active", Boolean, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("deleted_at", Moment),
    Column("last_run", Text),
    Index(None, "merchant_id", "phone"),
    Index(None, "merchant_id", "email"),
    Index(None, "customer_id"),
)

account_links = Table(
    "account_links",
    metadata,
    Column("token_hash", Text, primary_key=True),
    merchant_id(),
    Column("customer_id", Text, ForeignKey("customers.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Index(None, "customer_id"),
)

checkouts = Table(
    "checkouts",
    metadata,
    Column("order_id", Text, primary_key=True),
    merchant_id(),
    Column("key", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("step", Text),
    Column("command", Json, nullable=False),
    Column("context", Json, nullable=False),
    Column("hold_id", Text),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", Text),
    Column("lease_until", Moment, nullable=False),
    Column("outcome", Json),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Unique("merchant_id", "key"),
    partial_index(
        "ix_checkouts_open",
        "lease_until",
        where="state = 'open'",
    ),
    partial_index(
        "ix_checkouts_needs_person",
        "updated_at",
        where="state = 'needs-person'",
    ),
)

checkout_steps = Table(
    "checkout_steps",
    metadata,
    Column("order_id", Text, ForeignKey("checkouts.order_id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    merchant_id(),
    Column("step", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Column("at", Moment, nullable=False),
)

sent_orders = Table(
    "sent_orders",
    metadata,
    connection_id(primary_key=True),
    Column("key", Text, primary_key=True),
    merchant_id(),
    Column("reference", Words, nullable=False),
    Column("platform_id", Text),
    Column("created_at", Moment, nullable=False),
    Index(None, "connection_id", "reference"),
)
"""For platforms that neither know keys nor find an order by our reference."""
