"""Stores and rules about their stock in memory, checked as the desk checks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.commerce.rules import Rules
from app.ops.store_desk import (
    StoreStanding,
    checked_stock_rule,
    checked_store_rule,
    standing_of,
    stock_rule_name,
)
from domain.catalog import Source
from domain.errors import NotFoundError, UnknownSkuError
from domain.ids import ConnectionId, LocationId, MerchantId, PlatformId
from storage.locations import Store
from storage.merchants import ConnectionStatus
from storage.store_rules import StockRule, StoreRule
from tests.fakes.clock import FakeClock


@dataclass(slots=True)
class FakeStores:
    """Each merchant has two stores named after it and sells one SKU."""

    clock: FakeClock
    kept: dict[tuple[MerchantId, LocationId | None], StoreRule] = field(default_factory=dict)
    stocks: dict[tuple[MerchantId, str], StockRule] = field(default_factory=dict)
    actors: list[str] = field(default_factory=list)

    def stores(self, merchant_id: MerchantId) -> list[StoreStanding]:
        """Two, by name."""
        rules = Rules(
            stores={
                place: each for (owner, place), each in self.kept.items() if owner == merchant_id
            },
            stocks={},
        )
        places = ((2, "Airport"), (1, "Downtown"))
        account = ConnectionStatus.ACTIVE
        return [standing_of(rules, self._store(merchant_id, *each), account) for each in places]

    def store(self, merchant_id: MerchantId, location_id: str) -> StoreStanding:
        """Raises NotFoundError."""
        for each in self.stores(merchant_id):
            if each.store.id == location_id:
                return each
        raise NotFoundError("location", location_id)

    def usual(self, merchant_id: MerchantId) -> StoreRule:
        """Of all without their own."""
        return self.kept.get((merchant_id, None)) or StoreRule(location_id=None)

    def set_store(
        self,
        merchant_id: MerchantId,
        location_id: LocationId | None,
        change: Callable[[StoreRule], StoreRule],
        *,
        actor: str,
    ) -> StoreRule:
        """Raises NotFoundError, InvalidInputError."""
        if location_id is not None:
            self.store(merchant_id, location_id)
        before = self.kept.get((merchant_id, location_id)) or StoreRule(location_id=location_id)
        rule = self.kept[merchant_id, location_id] = checked_store_rule(change(before))
        self.actors.append(actor)
        return rule

    def stock_rules(self, merchant_id: MerchantId) -> list[StockRule]:
        """In the order they came."""
        return [each for (owner, _), each in self.stocks.items() if owner == merchant_id]

    def set_stock(self, merchant_id: MerchantId, rule: StockRule, *, actor: str) -> StockRule:
        """Raises NotFoundError, UnknownSkuError, InvalidInputError."""
        checked_stock_rule(rule)
        if rule.location_id is not None:
            self.store(merchant_id, rule.location_id)
        if rule.sku is not None and (merchant_id, rule.sku) != ("m_acme", "AM90-BLK-10"):
            raise UnknownSkuError(rule.sku)
        name = stock_rule_name(rule.sku, rule.location_id, rule.channel)
        self.stocks[merchant_id, name] = rule
        self.actors.append(actor)
        return rule

    def drop_stock(
        self,
        merchant_id: MerchantId,
        *,
        sku: str | None,
        location_id: str | None,
        channel: str | None,
        actor: str,
    ) -> StockRule:
        """Raises NotFoundError."""
        name = stock_rule_name(sku, location_id, channel)
        if (merchant_id, name) not in self.stocks:
            raise NotFoundError("stock rule", name)
        self.actors.append(actor)
        return self.stocks.pop((merchant_id, name))

    def _store(self, merchant_id: MerchantId, number: int, name: str) -> Store:
        return Store(
            id=LocationId(f"loc_{merchant_id}_{number}"),
            merchant_id=merchant_id,
            connection_id=ConnectionId(f"con_{merchant_id}"),
            platform_id=PlatformId(f"P{number}"),
            name=name,
            active=True,
            address=None,
            phone=None,
            timezone="America/New_York",
            currency="USD",
            latitude=None,
            longitude=None,
            offers_pickup=True,
            hours=(),
            as_of=self.clock.now(),
            source=Source.POLL,
        )
