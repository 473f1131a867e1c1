"""The nearest store, when it is open, and when an order is ready there."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from app.commerce.nearby import How, Nearby, nearness
from app.commerce.rules import NO_RULES, Rules
from domain.catalog import Address, Location, WeeklyHours
from domain.errors import InvalidInputError
from domain.ids import LocationId, MerchantId, PlatformId, ProductSku
from storage.store_rules import StockRule, StoreRule
from tests.fakes.clock import FakeClock
from tests.fakes.commerce import FakeShop
from tests.fakes.rest import FixedRules

SHOP = MerchantId("m_1")
MUG = ProductSku("MUG")
ALL_WEEK = frozenset(range(1, 8))
DAY = (WeeklyHours(days=ALL_WEEK, start=time(9), end=time(21)),)
NOON = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # noon in Seattle


def store(
    name: str, postcode: str, latitude: str | None = None, longitude: str | None = None
) -> tuple[LocationId, Location]:
    return LocationId(name), Location(
        platform_id=PlatformId(name),
        name=name,
        address=Address(line1="1 Main St", city="X", country="US", postal_code=postcode),
        timezone="America/Los_Angeles",
        latitude=None if latitude is None else Decimal(latitude),
        longitude=None if longitude is None else Decimal(longitude),
        hours=DAY,
    )


PLACES = dict(
    [
        store("seattle", "98101", "47.6097", "-122.3365"),
        store("bellevue", "98004-1234", "47.6157", "-122.2015"),
        store("tacoma", "98402", "47.2596", "-122.4012"),
        store("portland", "97204"),
    ]
)


def nearest(near: str) -> list[str]:
    return sorted(PLACES, key=nearness(near, PLACES).key)


@pytest.mark.parametrize(
    ("near", "how", "order"),
    [
        pytest.param("tacoma", How.STORE, ["tacoma", "seattle", "bellevue"], id="store"),
        pytest.param(
            "47.61, -122.20", How.COORDINATES, ["bellevue", "seattle", "tacoma"], id="gps"
        ),
        pytest.param("98004", How.POSTCODE, ["bellevue", "seattle", "tacoma"], id="its-postcode"),
        pytest.param("98101-4321", How.POSTCODE, ["seattle", "bellevue", "tacoma"], id="zip-four"),
        pytest.param("98409", How.POSTCODE, ["tacoma", "seattle", "bellevue"], id="same-region"),
        pytest.param("97201", How.POSTCODE, ["portland", "seattle", "bellevue"], id="other-region"),
    ],
)
def test_the_nearest_store_comes_first(near: str, how: How, order: list[str]) -> None:
    assert nearness(near, PLACES).how is how
    assert nearest(near)[:3] == order


def test_distances_are_told_only_where_they_are_known() -> None:
    assert set(nearness("98004", PLACES).kilometers) == {"seattle", "bellevue", "tacoma"}
    assert nearness("98409", PLACES).kilometers == {}


def test_a_postcode_that_shares_nothing_places_nobody() -> None:
    assert nearness("10001", PLACES).how is How.UNKNOWN


@pytest.mark.parametrize("near", ["downtown", "91,0", "1234567890123", "nowhere at all"])
def test_other_words_are_no_place(near: str) -> None:
    with pytest.raises(InvalidInputError):
        nearness(near, PLACES)


def nearby(rules: Rules = NO_RULES, now: datetime = NOON) -> Nearby:
    shop = FakeShop(clock=FakeClock(now))
    for name in PLACES:
        shop.add_store(SHOP, name, name)
    shop.stores[SHOP] = dict(PLACES)
    shop.add_variant(SHOP, MUG, "Mug", stock={"seattle": 3, "bellevue": 0, "tacoma": 9})
    return Nearby(shop.stock, FixedRules(rules), shop.clock)


def pickup(minutes: int, *named: str) -> Rules:
    rules = [StoreRule(location_id=LocationId(n), pickup_minutes=minutes) for n in named]
    usual = StoreRule(location_id=None, pickup_minutes=120)
    return Rules(stores={each.location_id: each for each in (*rules, usual)}, stocks={})


def test_stores_tell_until_when_they_are_open_and_when_it_is_ready() -> None:
    offers = nearby(pickup(30, "tacoma")).offers(SHOP, MUG, near="98402")

    first, second = offers.stores[:2]
    assert [each.stock.location_id for each in (first, second)] == ["tacoma", "seattle"]
    assert offers.nearness is How.POSTCODE
    assert first.open_until == NOON + timedelta(hours=9)
    assert (first.is_open, first.opens_at) == (True, None)
    assert first.ready_at == NOON + timedelta(minutes=30)
    assert second.ready_at == NOON + timedelta(hours=2)
    assert second.stock.distance_km is not None


def test_what_is_not_there_is_never_ready() -> None:
    offers = nearby(pickup(30)).offers(SHOP, MUG, near="bellevue")

    assert offers.stores[0].stock.available == 0
    assert offers.stores[0].ready_at is None


def test_an_order_after_closing_is_ready_the_next_morning() -> None:
    late = NOON + timedelta(hours=10)
    (first, *_) = nearby(pickup(30), late).offers(SHOP, MUG, near="seattle").stores

    assert first.is_open is False
    assert first.opens_at == NOON + timedelta(hours=21)
    assert first.ready_at == NOON + timedelta(hours=23)


def test_without_a_place_the_order_stays_and_nobody_is_called_near() -> None:
    offers = nearby().offers(SHOP, MUG)

    assert offers.nearness is None
    assert [each.ready_at for each in offers.stores] == [None] * 4


def test_the_rule_that_names_the_most_counts() -> None:
    def rule(sku: str | None, place: str | None, channel: str | None, keep: int) -> StockRule:
        return StockRule(
            sku=None if sku is None else ProductSku(sku),
            location_id=None if place is None else LocationId(place),
            channel=channel,
            keep_back=Decimal(keep),
        )

    rules = [
        rule(None, None, None, 1),
        rule(None, None, "alexa", 2),
        rule(None, "seattle", None, 3),
        rule("MUG", None, None, 4),
        rule("MUG", "seattle", "alexa", 5),
    ]
    book = Rules(stores={}, stocks={(r.sku, r.location_id, r.channel): r for r in rules})

    def kept(sku: str, place: str, channel: str | None) -> Decimal:
        found = book.stock(sku, place, channel)
        assert found is not None
        return found.keep_back

    assert kept("MUG", "seattle", "alexa") == 5
    assert kept("MUG", "tacoma", "alexa") == 4
    assert kept("CUP", "seattle", "alexa") == 3
    assert kept("CUP", "tacoma", "alexa") == 2
    assert kept("CUP", "tacoma", None) == 1


def test_a_stores_own_hours_go_before_the_platforms_and_those_before_the_usual_ones() -> None:
    own = StoreRule(location_id=LocationId("a"), hours=DAY)
    usual = StoreRule(location_id=None, hours=DAY)
    rules = Rules(stores={own.location_id: own, None: usual}, stocks={})
    told = (WeeklyHours(days=frozenset({1}), start=time(8), end=time(12)),)

    assert rules.opening(LocationId("a"), told, "UTC").weekly == DAY  # type: ignore[union-attr]
    assert rules.opening(LocationId("b"), told, "UTC").weekly == told  # type: ignore[union-attr]
    assert rules.opening(LocationId("b"), (), "UTC").weekly == DAY  # type: ignore[union-attr]
    assert rules.opening(LocationId("b"), told, None) is None
    assert NO_RULES.opening(LocationId("b"), (), "UTC") is None
