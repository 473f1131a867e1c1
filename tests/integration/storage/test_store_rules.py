"""Rules per store and per stock, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from domain.catalog import Location, Source, WeeklyHours
from domain.ids import LocationId, PlatformId, ProductSku
from storage import locations, store_rules
from storage.engine import Database
from storage.store_rules import StockRule, StoreRule
from tests.integration.storage.shop import NOW, Shop, open_shop

pytestmark = pytest.mark.integration
MERCHANT = "mer_1"
HOURS = (WeeklyHours(days=frozenset({1, 2}), start=time(9), end=time(17, 30)),)


@pytest.fixture
def shop(database: Database) -> Shop:
    return open_shop(database)


def test_a_rule_about_a_store_is_kept_until_another_takes_its_place(shop: Shop) -> None:
    rule = StoreRule(
        location_id=LocationId(shop.stores[0]),
        hours=HOURS,
        closed_on=frozenset({date(2026, 12, 25)}),
        pickup_minutes=90,
    )
    usual = StoreRule(location_id=None, pickup_minutes=120)
    with shop.database.write() as tx:
        for each in (usual, replace(rule, pickup_minutes=5), rule):
            store_rules.set_store_rule(tx, MERCHANT, each, now=NOW)

        found = store_rules.store_rules(tx, MERCHANT)

    assert sorted(found, key=lambda each: each.pickup_minutes or 0) == [rule, usual]


def test_a_rule_about_stock_is_one_per_sku_store_and_channel(shop: Shop) -> None:
    rule = StockRule(
        sku=ProductSku("MUG"),
        channel="alexa",
        keep_back=Decimal("1.5"),
        backorder_limit=Decimal(5),
        backorder_days=3,
    )
    everywhere = StockRule(keep_back=Decimal(1))
    with shop.database.write() as tx:
        for each in (replace(rule, keep_back=Decimal(9)), rule, everywhere):
            store_rules.set_stock_rule(tx, MERCHANT, each, now=NOW)
        found = store_rules.stock_rules(tx, MERCHANT)
        assert store_rules.drop_stock_rules(tx, MERCHANT, [replace(rule, keep_back=Decimal(0))])
        left = store_rules.stock_rules(tx, MERCHANT)

    assert sorted(found, key=lambda each: each.keep_back) == [everywhere, rule]
    assert left == [everywhere]


def test_the_hours_that_a_platform_tells_are_kept(shop: Shop) -> None:
    told = Location(platform_id=PlatformId("P1"), name="Downtown", hours=HOURS, revision=9)
    with shop.database.write() as tx:
        locations.apply_locations(tx, shop.connection, [told], as_of=NOW, source=Source.POLL)
        stored = locations.location_by_platform_id(tx, shop.connection.id, "P1")

    assert stored is not None
    assert stored.hours == HOURS
