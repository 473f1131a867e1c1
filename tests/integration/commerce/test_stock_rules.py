"""Stock that a merchant keeps from a channel, or lets it promise beyond what is there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.commerce.discovery import DiscoveryService
from app.commerce.model import Wish
from app.commerce.reading import StockPolicy
from app.commerce.stock import StockService
from domain.errors import OutOfStockError
from domain.ids import IdempotencyKey, LocationId, MerchantId, ProductSku
from storage import store_rules
from storage.engine import Database
from storage.store_rules import StockRule
from tests.fakes.clock import FakeClock
from tests.integration.commerce.test_retail_shapes import Tills
from tests.integration.storage.shop import NOW, a_count, a_product, a_variant, open_shop

pytestmark = pytest.mark.integration
MERCHANT = MerchantId("mer_1")
MUG = ProductSku("MUG")


class Counter:
    """A store with five mugs, and the rules of its merchant."""

    def __init__(self, database: Database, *rules: StockRule) -> None:
        shop = open_shop(database)
        shop.sell(a_product("P1", a_variant("V1", MUG)))
        shop.count(a_count("V1", "P1", 5))
        with database.write() as tx:
            for rule in rules:
                store_rules.set_stock_rule(tx, MERCHANT, rule, now=NOW)
        self.place = LocationId(shop.stores[0])
        clock = FakeClock(NOW)
        discovery = DiscoveryService(database, clock)
        self.stock = StockService(database, Tills({}), discovery, clock, StockPolicy())

    def left(self, channel: str | None) -> Decimal | None:
        """What the channel is told."""
        stores = self.stock.availability(MERCHANT, MUG, channel=channel).stores
        return next(each.available for each in stores if each.location_id == self.place)

    def hold(self, quantity: int, channel: str | None) -> None:
        """Claim that many for the channel."""
        self.stock.hold(
            MERCHANT,
            [(Wish(sku=MUG, quantity=quantity), self.place)],
            caller="c",
            key=IdempotencyKey(f"k-{quantity}-{channel}"),
            channel=channel,
        )


def test_a_channel_is_neither_told_nor_given_what_is_kept_from_it(database: Database) -> None:
    counter = Counter(database, StockRule(channel="alexa", keep_back=Decimal(2)))

    assert (counter.left("alexa"), counter.left("api")) == (3, 5)
    with pytest.raises(OutOfStockError) as refused:
        counter.hold(4, "alexa")
    assert refused.value.left == 3
    counter.hold(3, "alexa")
    counter.hold(2, "api")


def test_a_back_order_is_promised_up_to_its_limit(database: Database) -> None:
    counter = Counter(database, StockRule(sku=MUG, backorder_limit=Decimal(3), backorder_days=10))

    (first, *_) = counter.stock.availability(MERCHANT, MUG).stores
    assert (first.available, first.backorder, first.backorder_days) == (5, 3, 10)
    counter.hold(7, None)
    with pytest.raises(OutOfStockError):
        counter.hold(2, None)
    counter.hold(1, None)


def test_what_was_promised_beyond_the_stock_is_not_offered_again(database: Database) -> None:
    rule = StockRule(sku=MUG, keep_back=Decimal(1), backorder_limit=Decimal(3))
    counter = Counter(database, rule)

    def told() -> tuple[Decimal | None, Decimal]:
        (first, *_) = counter.stock.availability(MERCHANT, MUG).stores
        return first.available, first.backorder

    before = told()
    counter.hold(6, None)
    between = told()
    counter.hold(1, None)

    assert (before, between, told()) == ((4, 3), (0, 1), (0, 0))


def test_several_variants_are_asked_for_at_once(database: Database) -> None:
    counter = Counter(database)

    found = counter.stock.stock_of(MERCHANT, [MUG, ProductSku("NONE")])

    assert list(found) == [MUG]
    assert found[MUG][0].available == 5
