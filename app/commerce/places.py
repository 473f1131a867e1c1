"""A merchant's stores that are sold from, kept in memory for the few seconds they may be old."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from time import monotonic
from typing import Final

from app.commerce.failover import Offered, offered
from app.commerce.geography import distance_km
from domain.catalog import Location
from domain.ids import LocationId, MerchantId
from storage import health, locations, twins
from storage.engine import Database
from storage.locations import Store

_KEPT_S: Final = 5.0


class Places:
    """A merchant's active stores as of one moment, and how far they are apart."""

    def __init__(self, now: Offered) -> None:
        self.offered = now
        self.active = active = tuple(sorted(now.stores, key=lambda row: row.name))
        self.stands_in = now.stands_in
        self.by_id = {place.id: place for place in active}
        self._distances: dict[LocationId, Mapping[LocationId, Decimal | None]] = {}

    def distances(self, near: LocationId | None) -> Mapping[LocationId, Decimal | None]:
        """Kilometers from a store to each of them; nothing where the store is not one of them."""
        home = None if near is None else self.by_id.get(near)
        if home is None:
            return {}
        known = self._distances.get(home.id)
        if known is None:
            known = {place.id: distance_km(home, place) for place in self.active}
            self._distances[home.id] = known
        return known


class PlaceBook:
    """Reads stores from the database at most every five seconds; thread-safe."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._kept: dict[MerchantId, tuple[float, Places]] = {}

    def of(self, merchant_id: MerchantId) -> Places:
        """The merchant's stores; the same object while nothing changes."""
        kept = self._kept.get(merchant_id)
        if kept is not None and monotonic() - kept[0] < _KEPT_S:
            return kept[1]
        with self._db.read() as tx:
            rows = locations.served(tx, merchant_id)
            pairs = twins.of_merchant(tx, merchant_id)
            down = health.down(tx, merchant_id) if pairs else frozenset()
        now = offered(rows, pairs, down)
        known = kept[1] if kept is not None and kept[1].offered == now else Places(now)
        self._kept[merchant_id] = (monotonic(), known)
        return known


def location_of(store: Store) -> Location:
    """A store as the unified schema has it."""
    return Location(
        platform_id=store.platform_id,
        name=store.name,
        active=store.active,
        address=store.address,
        phone=store.phone,
        timezone=store.timezone,
        currency=store.currency,
        latitude=store.latitude,
        longitude=store.longitude,
        offers_pickup=store.offers_pickup,
        hours=store.hours,
    )
