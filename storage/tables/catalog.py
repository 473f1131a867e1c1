"""The projection of what the platforms sell and hold: products, listings, places, levels."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from storage.tables.base import connection_id, merchant_id, metadata
from storage.types import SERIAL, Json, Moment, Quantity, Words

catalog_generations = Table(
    "catalog_generations",
    metadata,
    merchant_id(primary_key=True),
    Column("generation", BigInteger, nullable=False),
)
"""One row per merchant: its lock serializes catalog writers, its number tells readers of change."""

locations = Table(
    "locations",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("platform_id", Text, nullable=False),
    Column("name", Words, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("address", Json),
    Column("phone", Words),
    Column("timezone", Text),
    Column("currency", Text),
    Column("latitude", Text),
    Column("longitude", Text),
    Column("offers_pickup", Boolean, nullable=False),
    Column("hours", Json),
    Column("revision", BigInteger, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("source", Text, nullable=False),
    Column("deleted_at", Moment),
    Column("last_run", Text),
    Unique("connection_id", "platform_id"),
    Index(None, "merchant_id"),
)

products = Table(
    "products",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    Column("title", Words, nullable=False),
    Column("lead_connection_id", Text, nullable=False),
    Column("lead_platform_id", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Index(None, "merchant_id", "id"),
)
"""The unified product. What it says comes from its lead record (lowest connection id)."""

product_records = Table(
    "product_records",
    metadata,
    connection_id(primary_key=True),
    Column("platform_id", Text, primary_key=True),
    merchant_id(),
    Column("product_id", Text, nullable=False),
    Column("title", Words, nullable=False),
    Column("details", Json, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("source", Text, nullable=False),
    Column("deleted_at", Moment),
    Column("last_run", Text),
    Index(None, "merchant_id", "product_id"),
)
"""One platform's record of a product; a row with `deleted_at` is a tombstone of its revision."""

variants = Table(
    "variants",
    metadata,
    merchant_id(primary_key=True),
    Column("sku", Words, primary_key=True),
    Column("product_id", Text, nullable=False),
    Column("lead_listing_id", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Index(None, "merchant_id", "product_id"),
)
"""The unified variant. Its name, options and barcode are those of its lead listing."""

listings = Table(
    "listings",
    metadata,
    Column("id", Text, primary_key=True),
    merchant_id(),
    connection_id(),
    Column("platform_id", Text, nullable=False),
    Column("product_platform_id", Text, nullable=False),
    Column("inventory_platform_id", Text, nullable=False),
    Column("sku", Words, nullable=False),
    Column("own_sku", Words),
    Column("name", Words, nullable=False),
    Column("barcode", Words),
    Column("options", Json, nullable=False),
    Column("price_minor", BigInteger),
    Column("compare_at_minor", BigInteger),
    Column("currency", Text),
    Column("location_prices", Json, nullable=False),
    Column("tracked", Boolean, nullable=False),
    Column("oversell", Boolean, nullable=False),
    Column("taxable", Boolean, nullable=False),
    Column("absent_at", Json, nullable=False),
    Column("counter_only", Text),
    Column("schedule", Json),
    Column("bundle", Text),
    Column("active", Boolean, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("source", Text, nullable=False),
    Column("deleted_at", Moment),
    Unique("connection_id", "platform_id"),
    Index(None, "merchant_id", "sku"),
    Index(None, "connection_id", "own_sku"),
    Index(None, "connection_id", "inventory_platform_id"),
    Index(None, "connection_id", "product_platform_id"),
)
"""One variant as one connection sells it; `sku` is the unified key, `own_sku` the merchant's.
`bundle` says how one with components is counted: `parts` by them, `built` by finished ones too."""

bundle_components = Table(
    "bundle_components",
    metadata,
    connection_id(primary_key=True),
    Column("variant_platform_id", Text, primary_key=True),
    Column("component_platform_id", Text, primary_key=True),
    merchant_id(),
    Column("quantity", Quantity, nullable=False),
)
"""What one bundle takes of each component, by the platform's ids: a component may come later."""

inventory_levels = Table(
    "inventory_levels",
    metadata,
    Column("listing_id", Text, ForeignKey("listings.id"), primary_key=True),
    Column("location_id", Text, ForeignKey("locations.id"), primary_key=True),
    merchant_id(),
    Column("pos_available", Quantity),
    Column("held", Quantity, nullable=False),
    Column("safety", Quantity),
    Column("revision", BigInteger, nullable=False),
    Column("as_of", Moment),
    Column("source", Text),
    Column("updated_at", Moment, nullable=False),
    Index(None, "merchant_id", "location_id"),
)
"""Stock of one listing at one place; `pos_available` NULL means unknown, `safety` NULL the
merchant's default."""

pending_levels = Table(
    "pending_levels",
    metadata,
    connection_id(primary_key=True),
    Column("inventory_platform_id", Text, primary_key=True),
    Column("location_platform_id", Text, primary_key=True),
    merchant_id(),
    Column("pos_available", Quantity),
    Column("revision", BigInteger, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("source", Text, nullable=False),
    Column("delivery_id", Text),
    Column("received_at", Moment, nullable=False),
)
"""Counts whose variant or location has not arrived yet."""

stock_events = Table(
    "stock_events",
    metadata,
    Column("id", SERIAL, primary_key=True),
    merchant_id(),
    Column("listing_id", Text, nullable=False),
    Column("location_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("quantity", Quantity),
    Column("revision", BigInteger, nullable=False),
    Column("delivery_id", Text),
    Column("at", Moment, nullable=False),
    Index(None, "listing_id", "location_id", "id"),
    Index(None, "at"),
)
"""Append-only: which event made each number."""
