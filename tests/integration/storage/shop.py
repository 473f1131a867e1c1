"""A merchant with two connections and two stores, for storage tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from domain.catalog import Location, Product, Source, StockLevel, Variant
from domain.ids import ConnectionId, MerchantId, PlatformId
from domain.money import Money
from storage import catalog, locations, merchants, stock
from storage.engine import Database
from storage.merchants import Merchant, PosConnection
from storage.results import ApplyResult
from storage.types import to_micros

NOW = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
TTL = timedelta(minutes=10)


def after(seconds: float) -> datetime:
    """That long after NOW."""
    return NOW + timedelta(seconds=seconds)


def merchant_values(merchant_id: str) -> dict[str, Any]:
    """A row of `merchants` with values that are hard to keep."""
    return {
        "id": merchant_id,
        "name": "caf\u00e9 \u0000",
        "currency": "USD",
        "timezone": "America/New_York",
        "country": "US",
        "safety_stock": Decimal("0.5"),
        "settings": {"note": "a\u0000b"},
        "created_at": NOW,
    }


def a_merchant(merchant_id: str = "mer_1", *, safety: int = 0) -> Merchant:
    """A merchant in New York."""
    return Merchant(
        id=MerchantId(merchant_id),
        name="Corner Shop",
        currency="USD",
        timezone="America/New_York",
        country="US",
        created_at=NOW,
        safety_stock=Decimal(safety),
    )


def a_connection(
    connection_id: str = "con_a", platform: str = "square", merchant_id: str = "mer_1"
) -> PosConnection:
    """An account on a platform."""
    return PosConnection(
        id=ConnectionId(connection_id),
        merchant_id=MerchantId(merchant_id),
        platform=platform,
        account_id=f"account-{connection_id}",
        account_name="Corner Shop",
        base_url="https://pos.example",
        created_at=NOW,
    )


def a_variant(platform_id: str, sku: str | None = None, **values: Any) -> Variant:
    """A variant that costs 19.99."""
    return Variant(
        platform_id=PlatformId(platform_id),
        sku=sku,
        **{"name": f"variant {platform_id}", "price": Money(1999, "USD"), **values},
    )


def a_product(platform_id: str, *variants: Variant, revision: int = 1, **values: Any) -> Product:
    """A product of these variants."""
    return Product(
        platform_id=PlatformId(platform_id),
        variants=variants,
        revision=revision,
        **{"title": f"product {platform_id}", **values},
    )


def a_count(
    variant: str, location: str, available: int | str | None, *, at: datetime = NOW
) -> StockLevel:
    """A platform's count."""
    return StockLevel(
        inventory_platform_id=PlatformId(variant),
        location_platform_id=PlatformId(location),
        available=None if available is None else Decimal(available),
        as_of=at,
        revision=to_micros(at),
    )


@dataclass(frozen=True)
class Shop:
    """A merchant's stored world."""

    database: Database
    connection: PosConnection
    stores: tuple[str, ...]
    """Our location ids; the platform calls them P1, P2 …"""

    def sell(self, *products: Product, at: datetime = NOW) -> ApplyResult:
        """Apply products."""
        with self.database.write() as tx:
            return catalog.apply_products(
                tx, self.connection, products, as_of=at, source=Source.POLL
            )

    def count(self, *counts: StockLevel, source: Source = Source.WEBHOOK) -> ApplyResult:
        """Apply counts."""
        with self.database.write() as tx:
            return stock.apply_stock(tx, self.connection, counts, source=source, now=NOW)


def open_shop(
    database: Database,
    *,
    merchant_id: str = "mer_1",
    connection_id: str = "con_a",
    platform: str = "square",
    safety: int = 0,
    new_merchant: bool = True,
) -> Shop:
    """Store a merchant with one connection and two locations."""
    connection = a_connection(connection_id, platform, merchant_id)
    with database.write() as tx:
        if new_merchant:
            merchants.add_merchant(tx, a_merchant(merchant_id, safety=safety))
        merchants.add_connection(tx, connection)
        stores = _open_stores(tx, connection)
    return Shop(database, connection, stores)


def _open_stores(tx: Connection, connection: PosConnection) -> tuple[str, ...]:
    records: Sequence[Location] = [
        Location(platform_id=PlatformId(name), name=f"Store {name}") for name in ("P1", "P2")
    ]
    locations.apply_locations(tx, connection, records, as_of=NOW, source=Source.POLL)
    found = locations.locations(tx, connection.merchant_id, connection_id=connection.id)
    return tuple(store.id for store in sorted(found, key=lambda store: store.platform_id))
