"""A merchant's rules about stores and stock, kept in memory for the few seconds they may be old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from time import monotonic
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.catalog import WeeklyHours
from domain.hours import OpeningHours
from domain.ids import LocationId, MerchantId, ProductSku
from domain.zones import zone_named
from storage import store_rules
from storage.engine import Database
from storage.store_rules import StockRule, StoreRule

_KEPT_S: Final = 5.0
_Named: TypeAlias = tuple[ProductSku | None, LocationId | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules of one merchant."""

    stores: Mapping[LocationId | None, StoreRule]
    stocks: Mapping[_Named, StockRule]

    def stock(self, sku: str, location_id: str, channel: str | None) -> StockRule | None:
        """The rule that names the most of it: the SKU before the store before the channel."""
        if not self.stocks:
            return None
        named = product((ProductSku(sku), None), (LocationId(location_id), None), (channel, None))
        return next((self.stocks[each] for each in named if each in self.stocks), None)

    def pickup(self, location_id: LocationId) -> timedelta | None:
        """How long staff of a store need for an order; None: nobody said."""
        for which in (location_id, None):
            rule = self.stores.get(which)
            if rule is not None and rule.pickup_minutes is not None:
                return timedelta(minutes=rule.pickup_minutes)
        return None

    def opening(
        self, location_id: LocationId, told: tuple[WeeklyHours, ...], timezone: str | None
    ) -> OpeningHours | None:
        """When a store is open: by its own rule, else as its platform tells, else by the rule for
        all stores. None where nobody said, or where its time zone is not known."""
        own, usual = self.stores.get(location_id), self.stores.get(None)
        weekly = (own and own.hours) or told or (usual and usual.hours)
        zone = _zone(timezone)
        if not weekly or zone is None:
            return None
        closed = frozenset().union(*(each.closed_on for each in (own, usual) if each is not None))
        return OpeningHours(weekly=weekly, zone=zone, closed_on=closed)


NO_RULES: Final = Rules(stores={}, stocks={})


def rules_of(tx: Connection, merchant_id: MerchantId) -> Rules:
    """The merchant's rules as they stand in the database."""
    stores = store_rules.store_rules(tx, merchant_id)
    stocks = store_rules.stock_rules(tx, merchant_id)
    return Rules(
        stores={each.location_id: each for each in stores},
        stocks={(each.sku, each.location_id, each.channel): each for each in stocks},
    )


class RuleBook:
    """Reads rules from the database at most every five seconds; thread-safe."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._kept: dict[MerchantId, tuple[float, Rules]] = {}

    def of(self, merchant_id: MerchantId) -> Rules:
        """The merchant's rules; the same object while nothing changes."""
        kept = self._kept.get(merchant_id)
        if kept is not None and monotonic() - kept[0] < _KEPT_S:
            return kept[1]
        with self._db.read() as tx:
            rules = rules_of(tx, merchant_id)
        known = kept[1] if kept is not None and kept[1] == rules else rules
        self._kept[merchant_id] = (monotonic(), known)
        return known


def _zone(name: str | None) -> ZoneInfo | None:
    return zone_named(name) if name else None
