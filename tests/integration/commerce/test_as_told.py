"""An answer about stock is known to be still true only while nothing that it rests on changes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.commerce import places, rules
from app.commerce.discovery import DiscoveryService
from app.commerce.model import Wish
from app.commerce.stock import StockPolicy, StockService
from domain.ids import IdempotencyKey, LocationId, MerchantId, ProductSku
from domain.money import Money
from storage import store_rules
from storage.engine import Database
from storage.store_rules import StockRule
from tests.fakes.clock import FakeClock
from tests.integration.commerce.test_retail_shapes import Tills
from tests.integration.storage.shop import NOW, a_count, a_product, a_variant, after, open_shop

pytestmark = pytest.mark.integration
MERCHANT = MerchantId("mer_1")
MUG = ProductSku("MUG")


class Counter:
    """A merchant with fifty mugs in one store and none counted in the other, as alexa sees it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.shop = open_shop(database)
        self.shop.sell(a_product("P1", a_variant("V1", MUG)))
        self.shop.count(a_count("V1", "P1", 50))
        self.place = LocationId(self.shop.stores[0])
        self.clock = FakeClock(NOW)
        self.discovery = DiscoveryService(database, self.clock)
        self.stock = StockService(
            database, Tills({}), self.discovery, self.clock, StockPolicy(scarce=Decimal(3))
        )
        self.told = self.stock.availability(MERCHANT, MUG, near=self.place, channel="alexa")

    def is_so(self, *, quantity: int = 1, channel: str = "alexa", near: bool = True) -> bool:
        """Whether what was told is still so."""
        return self.stock.is_as_told(
            MERCHANT,
            self.told,
            quantity=quantity,
            near=self.place if near else None,
            channel=channel,
        )


@pytest.fixture
def counter(database: Database) -> Counter:
    return Counter(database)


def test_an_answer_stands_while_nothing_changes(counter: Counter) -> None:
    assert counter.is_so()
    counter.clock.advance(hours=5)

    assert counter.is_so()


def test_an_answer_stands_for_whoever_asked_only(counter: Counter) -> None:
    assert not counter.is_so(channel="phone")
    assert not counter.is_so(near=False)


def test_a_hold_or_a_count_ends_it(counter: Counter) -> None:
    counter.stock.hold(
        MERCHANT, [(Wish(sku=MUG, quantity=1), counter.place)], caller="c", key=IdempotencyKey("k")
    )
    assert not counter.is_so()
    counter.told = counter.stock.availability(MERCHANT, MUG, near=counter.place, channel="alexa")
    assert counter.is_so()
    counter.shop.count(a_count("V1", "P1", 49, at=after(5)))

    assert not counter.is_so()


def test_a_new_catalog_ends_it_where_the_variant_changed(counter: Counter) -> None:
    edition = counter.discovery.edition(MERCHANT)
    assert counter.discovery.edition(MERCHANT) is edition
    dearer = a_variant("V1", MUG, price=Money(2499, "USD"))
    counter.shop.sell(a_product("P1", dearer, revision=2))
    counter.discovery.renew(MERCHANT)

    assert counter.discovery.edition(MERCHANT) is not edition
    assert not counter.is_so()


def test_a_rule_ends_it_but_looking_rules_and_stores_up_again_does_not(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 1e9
    for module in (rules, places):
        monkeypatch.setattr(module, "monotonic", lambda: seconds)
    assert counter.is_so()
    seconds += 10
    assert counter.is_so()
    with counter.database.write() as tx:
        rule = StockRule(channel="alexa", keep_back=Decimal(2))
        store_rules.set_stock_rule(tx, MERCHANT, rule, now=NOW)
    seconds += 10

    assert not counter.is_so()


def test_scarce_goods_are_asked_for_anew_once_their_count_is_old(counter: Counter) -> None:
    assert counter.is_so(quantity=48)
    counter.clock.advance(hours=1)

    assert counter.is_so(quantity=47)
    assert not counter.is_so(quantity=48)
