"""An independent look at the tills' books and at ours, record for record.

`gather` reads both, `differences` judges; the judge is tested by seeding violations. It reads our
tables and the shops' control surfaces, and uses neither adapters nor mapping.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from storage import tables
from tests.campaigns.town import Town

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Both sides of one connection, by the platform's own ids."""

    platform: str
    theirs: Mapping[str, Mapping[Key, Any]]
    """`variants`, `stock` and `orders`: what stands in the till."""
    ours: Mapping[str, Mapping[Key, Any]]
    payments: Mapping[str, int] = field(default_factory=dict)
    """How often each order was charged in the till."""
    placed: Mapping[str, int] = field(default_factory=dict)
    """How many orders in the till carry each of our references."""
    unworked: Iterable[str] = ()
    """Deliveries that were acknowledged and are not applied."""
    twice: Iterable[str] = ()
    """Ledger entries that stand there twice."""


def differences(books: Books) -> list[str]:
    """What is not as it should be, in words; empty when all is well."""
    found = []
    for kind, theirs in books.theirs.items():
        ours = books.ours[kind]
        found += [f"{kind} {key}: ours lacks {theirs[key]}" for key in theirs.keys() - ours.keys()]
        found += [f"{kind} {key}: only ours, {ours[key]}" for key in ours.keys() - theirs.keys()]
        found += [
            f"{kind} {key}: till {theirs[key]}, ours {ours[key]}"
            for key in theirs.keys() & ours.keys()
            if theirs[key] != ours[key]
        ]
    found += [f"order {name} charged {n} times" for name, n in books.payments.items() if n > 1]
    found += [f"reference {name} placed {n} times" for name, n in books.placed.items() if n > 1]
    found += [f"acknowledged and not applied: {each}" for each in books.unworked]
    found += [f"noted twice: {each}" for each in books.twice]
    return sorted(found)


def gather(town: Town, platform: str) -> Books:
    """Read both books; let everything come to rest before."""
    shop = town.shops[platform]
    catalog = shop.catalog()
    told = shop.control("GET", "orders")["orders"]
    orders = [each for each in told if not _is_hidden(platform, each)]
    payments = shop.control("GET", "payments")["payments"]
    connection_id = town.connections[platform]
    with town.services.database.read() as tx:
        ours = {
            "variants": _our_variants(tx, connection_id),
            "stock": _our_stock(tx, connection_id),
            "orders": _our_orders(tx, connection_id),
        }
        twice = _noted_twice(tx, connection_id)
        states = _inbox(tx, connection_id)
    theirs = {
        "variants": {(v["platform_id"],): (v["sku"], v["title"], v["cents"]) for v in catalog},
        "stock": {
            (variant["platform_id"], store): Decimal(count)
            for variant in catalog
            for store, count in variant["stock"].items()
            if count is not None
        },
        "orders": {(order["id"],): _total(order) for order in orders},
    }
    acknowledged = {each["id"] for each in shop.deliveries() if each["state"] == "delivered"}
    return Books(
        platform=platform,
        theirs=theirs,
        ours=ours,
        payments=Counter(each["order_id"] for each in payments if _is_charge(each)),
        placed=Counter(name for name in (_reference(order) for order in orders) if name),
        unworked=sorted(each for each in acknowledged if states.get(each) != "done"),
        twice=twice,
    )


def _is_hidden(platform: str, order: Mapping[str, Any]) -> bool:
    """Shopify shows an application the last sixty days (scope `read_orders`, 2026-10)."""
    age = datetime.now(UTC) - datetime.fromisoformat(order["created_at"])
    return platform == "shopify" and age > timedelta(days=60)


def _total(order: Mapping[str, Any]) -> int:
    cents: int = order["cents"]["total"] if "cents" in order else order["total"]
    return cents


def _reference(order: Mapping[str, Any]) -> str | None:
    return order.get("reference_id") or order.get("source_identifier")


def _is_charge(payment: Mapping[str, Any]) -> bool:
    if "charged" in payment:
        return bool(payment["charged"])
    return payment["kind"] in ("SALE", "CAPTURE") and payment["status"] == "SUCCESS"


def _our_variants(tx: Connection, connection_id: str) -> dict[Key, Any]:
    listings, records = tables.listings, tables.product_records
    rows = tx.execute(
        select(listings.c.platform_id, listings.c.own_sku, records.c.title, listings.c.price_minor)
        .join_from(
            listings,
            records,
            (records.c.connection_id == listings.c.connection_id)
            & (records.c.platform_id == listings.c.product_platform_id),
        )
        .where(listings.c.connection_id == connection_id, listings.c.deleted_at.is_(None))
    )
    return {(row.platform_id,): (row.own_sku, row.title, row.price_minor) for row in rows}


def _our_stock(tx: Connection, connection_id: str) -> dict[Key, Any]:
    levels, listings, places = tables.inventory_levels, tables.listings, tables.locations
    rows = tx.execute(
        select(listings.c.platform_id, places.c.name, levels.c.pos_available)
        .join_from(levels, listings, listings.c.id == levels.c.listing_id)
        .join(places, places.c.id == levels.c.location_id)
        .where(
            listings.c.connection_id == connection_id,
            listings.c.deleted_at.is_(None),
            listings.c.tracked,
            levels.c.pos_available.is_not(None),
        )
    )
    return {(row.platform_id, row.name): row.pos_available for row in rows}


def _our_orders(tx: Connection, connection_id: str) -> dict[Key, Any]:
    orders = tables.orders
    rows = tx.execute(
        select(orders.c.pos_order_id, orders.c.total_minor).where(
            orders.c.connection_id == connection_id, orders.c.pos_order_id.is_not(None)
        )
    )
    return {(row.pos_order_id,): row.total_minor for row in rows}


def _inbox(tx: Connection, connection_id: str) -> dict[str, str]:
    inbox = tables.inbox
    rows = tx.execute(
        select(inbox.c.delivery_id, inbox.c.state).where(inbox.c.connection_id == connection_id)
    )
    return {row.delivery_id: row.state for row in rows}


def _noted_twice(tx: Connection, connection_id: str) -> list[str]:
    """One delivery changes one number once."""
    events, listings = tables.stock_events, tables.listings
    rows = tx.execute(
        select(events.c.listing_id, events.c.location_id, events.c.delivery_id)
        .join(listings, listings.c.id == events.c.listing_id)
        .where(listings.c.connection_id == connection_id, events.c.delivery_id.is_not(None))
    )
    counted = Counter(tuple(row) for row in rows)
    return sorted(str(key) for key, count in counted.items() if count > 1)
