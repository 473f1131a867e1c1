"""Stores and stock rules through their desk: kept, audited, and refused where they must be."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.ops.store_desk import StoreDesk, stock_rule
from domain.catalog import Location, Source
from domain.errors import InvalidInputError, NotFoundError, UnknownSkuError
from domain.ids import LocationId, MerchantId, PlatformId
from domain.written_hours import read_week
from storage import audit, locations, merchants
from storage.engine import Database
from storage.merchants import ConnectionStatus
from storage.store_rules import StockRule, StoreRule
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import Shop, a_product, a_variant, after, open_shop

pytestmark = pytest.mark.integration
OWNER = MerchantId("mer_1")
WEEK = read_week("mon-fri 09:00-17:00")
EMPTY: dict[str, Any] = {
    "sku": None,
    "location_id": None,
    "channel": None,
    "keep_back": "0",
    "backorder_limit": "0",
    "backorder_days": None,
}


@pytest.fixture
def shop(database: Database) -> Shop:
    shop = open_shop(database)
    shop.sell(a_product("p1", a_variant("v1", "DESK-MUG")))
    records = [
        Location(platform_id=PlatformId("P1"), name="Store P1", timezone="America/New_York"),
    ]
    with database.write() as tx:
        locations.apply_locations(tx, shop.connection, records, as_of=after(60), source=Source.POLL)
    return shop


@pytest.fixture
def desk(shop: Shop, clock: FakeClock) -> StoreDesk:
    return StoreDesk(shop.database, clock)


def _setting(**values: Any) -> Callable[[StoreRule], StoreRule]:
    return lambda rule: replace(rule, **values)


def _rule(**named: Any) -> StockRule:
    return stock_rule(**{**EMPTY, **named})


def test_a_store_stands_by_its_own_rule_and_else_by_the_one_of_all(
    shop: Shop, desk: StoreDesk
) -> None:
    own, holiday = LocationId(shop.stores[0]), date(2026, 12, 25)

    desk.set_store(OWNER, None, _setting(pickup_minutes=120, closed_on={holiday}), actor="ada")
    desk.set_store(OWNER, own, _setting(hours=WEEK), actor="ada")
    first, second = (desk.store(OWNER, each) for each in shop.stores)

    assert (first.hours, first.pickup_minutes, first.closed_on) == (WEEK, 120, (holiday,))
    assert first.rule == StoreRule(location_id=own, hours=WEEK)
    assert (second.hours, second.pickup_minutes) == (None, 120)
    assert desk.usual(OWNER).pickup_minutes == 120
    assert desk.stores(OWNER) == [first, second]


def test_what_is_not_changed_of_a_rule_stays(shop: Shop, desk: StoreDesk) -> None:
    own = LocationId(shop.stores[0])
    desk.set_store(OWNER, own, _setting(hours=WEEK), actor="ada")

    desk.set_store(OWNER, own, _setting(pickup_minutes=5), actor="ada")

    assert desk.store(OWNER, own).rule == StoreRule(location_id=own, hours=WEEK, pickup_minutes=5)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"pickup_minutes": 20_161}, "pickup_minutes"),
        ({"pickup_minutes": -1}, "pickup_minutes"),
        ({"closed_on": frozenset(date.fromordinal(739_000 + n) for n in range(401))}, "closed_on"),
        ({"hours": WEEK * 51}, "hours"),
    ],
    ids=["two weeks and more", "less than nothing", "401 days", "51 spans"],
)
def test_a_store_rule_that_cannot_hold_is_refused_by_its_field(
    shop: Shop, desk: StoreDesk, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        desk.set_store(OWNER, None, _setting(**values), actor="ada")

    assert refused.value.field == field
    assert desk.usual(OWNER) == StoreRule(location_id=None)


def test_stores_and_merchants_that_nobody_knows_have_no_rules(desk: StoreDesk) -> None:
    for owner, place in ((OWNER, "loc_none"), (MerchantId("mer_none"), None)):
        with pytest.raises(NotFoundError):
            desk.set_store(owner, place and LocationId(place), _setting(), actor="ada")
    with pytest.raises(NotFoundError):
        desk.store(OWNER, "loc_none")
    with pytest.raises(NotFoundError):
        desk.set_stock(OWNER, _rule(location_id="loc_none"), actor="ada")


def test_a_stock_rule_is_kept_replaced_listed_and_dropped(shop: Shop, desk: StoreDesk) -> None:
    named = {"sku": "DESK-MUG", "location_id": shop.stores[0], "channel": "alexa"}

    desk.set_stock(OWNER, _rule(**named, keep_back="2"), actor="ada")
    desk.set_stock(OWNER, _rule(**named, keep_back="1.5", backorder_limit="4"), actor="ada")
    desk.set_stock(OWNER, _rule(keep_back="1"), actor="ada")

    everything, one = desk.stock_rules(OWNER)
    assert everything == _rule(keep_back="1")
    assert one == _rule(**named, keep_back="1.5", backorder_limit="4")
    assert desk.drop_stock(OWNER, **named, actor="ada") == one
    assert desk.stock_rules(OWNER) == [everything]
    with pytest.raises(NotFoundError, match="sku=DESK-MUG"):
        desk.drop_stock(OWNER, **named, actor="ada")


def test_a_stock_rule_that_would_hold_for_nothing_is_refused(desk: StoreDesk) -> None:
    with pytest.raises(UnknownSkuError):
        desk.set_stock(OWNER, _rule(sku="NOBODYS"), actor="ada")
    for named, field in (
        ({"channel": "aleza"}, "channel"),
        ({"backorder_days": 366}, "backorder_days"),
        ({}, "keep_back"),
    ):
        with pytest.raises(InvalidInputError, match=field):
            desk.set_stock(OWNER, _rule(**named), actor="ada")
    for wrong in ("-1", "1e3", "two", "1.123456"):
        with pytest.raises(InvalidInputError, match="keep_back"):
            _rule(keep_back=wrong)
    assert desk.stock_rules(OWNER) == []


def test_every_change_stands_in_the_audit_log_with_who_made_it(shop: Shop, desk: StoreDesk) -> None:
    desk.set_store(OWNER, None, _setting(pickup_minutes=30), actor="ada")
    desk.set_stock(OWNER, _rule(channel="alexa", keep_back="2"), actor="bob")
    desk.drop_stock(OWNER, sku=None, location_id=None, channel="alexa", actor="cy")

    with shop.database.read() as tx:
        told = [(row.actor, row.action, row.subject) for row in audit.entries(tx, OWNER)]
    assert told == [
        ("cy", "stock.rule_dropped", "channel=alexa"),
        ("bob", "stock.rule_set", "channel=alexa"),
        ("ada", "store.rule_set", "every store"),
    ]


def test_two_who_change_different_things_of_a_store_at_once_both_have_their_way(
    shop: Shop, desk: StoreDesk
) -> None:
    other_is_done = threading.Event()

    def other() -> None:
        desk.set_store(OWNER, None, _setting(pickup_minutes=30), actor="bob")
        other_is_done.set()

    def slowly(rule: StoreRule) -> StoreRule:
        pool.submit(other)
        other_is_done.wait(1.0)  # in vain where the other waits for its turn, as it must
        return replace(rule, hours=WEEK)

    with ThreadPoolExecutor(1) as pool:
        desk.set_store(OWNER, None, slowly, actor="ada")

    usual = desk.usual(OWNER)
    assert (usual.hours, usual.pickup_minutes) == (WEEK, 30)


@pytest.mark.parametrize("state", list(ConnectionStatus), ids=lambda each: each.value)
def test_a_store_tells_how_its_account_stands_beside_what_its_till_told(
    shop: Shop, desk: StoreDesk, state: ConnectionStatus
) -> None:
    with shop.database.write() as tx:
        merchants.set_status(tx, shop.connection.id, state, "test")

    told = [*desk.stores(OWNER), desk.store(OWNER, shop.stores[0])]

    assert {each.account for each in told} == {state}
    assert {each.sells for each in told} == {state.value}
    assert all(each.store.active for each in told)
