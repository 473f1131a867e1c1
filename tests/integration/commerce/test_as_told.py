"""An answer about stock is known to be still true only while nothing that it rests on changes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.commerce import places, rules
from app.commerce.discovery import DiscoveryService
from app.commerce.model import Wish
from app.commerce.reading import StockPolicy
from app.commerce.recount import Recount
from app.commerce.stock import StockService
from domain.ids import IdempotencyKey, LocationId, MerchantId, PlatformId, ProductSku
from domain.money import Money
from storage import holds, store_rules
from storage.counting import CountedAs
from storage.engine import Database
from storage.store_rules import StockRule
from storage.types import to_micros
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


@pytest.mark.parametrize(
    ("counted", "seconds", "quantity", "surely"),
    [(50, 0, 2, True), (50, 0, 3, False), (50, 61, 1, False), (None, 0, 1, False)],
)
def test_only_many_more_than_wanted_told_a_moment_ago_are_sold_unasked(
    counter: Counter, counted: int | None, seconds: int, quantity: int, surely: bool
) -> None:
    counter.shop.count(a_count("V1", "P1", counted, at=after(1)))
    counter.clock.advance(seconds=seconds + 1)
    wishes = [Wish(sku=MUG, quantity=quantity)]

    assert counter.stock.is_surely_there(MERCHANT, wishes, counter.place, "alexa") is surely


def test_what_is_held_or_kept_back_is_not_counted_as_there(counter: Counter) -> None:
    wishes = [Wish(sku=MUG, quantity=2)]
    assert counter.stock.is_surely_there(MERCHANT, wishes, counter.place, "alexa")
    counter.stock.hold(
        MERCHANT, [(Wish(sku=MUG, quantity=11), counter.place)], caller="c", key=IdempotencyKey("k")
    )

    assert not counter.stock.is_surely_there(MERCHANT, wishes, counter.place, "alexa")


def test_what_was_sold_here_does_not_make_the_tills_word_younger(counter: Counter) -> None:
    wishes = [Wish(sku=MUG, quantity=1)]
    assert counter.stock.is_surely_there(MERCHANT, wishes, counter.place, "alexa")
    counter.clock.advance(seconds=40)
    sell(counter)
    assert counter.stock.is_surely_there(MERCHANT, wishes, counter.place, "alexa")
    counter.clock.advance(seconds=30)
    sell(counter)

    assert not counter.stock.is_surely_there(MERCHANT, wishes, counter.place, "alexa")


def test_a_count_that_found_plenty_is_the_tills_word_as_well(counter: Counter) -> None:
    wishes = [Wish(sku=MUG, quantity=1)]
    counter.clock.advance(seconds=70)
    sell(counter)
    assert not counter.stock.is_surely_there(MERCHANT, wishes, counter.place, "alexa")
    counted = Recount(
        merchant_id=MERCHANT,
        location_id=counter.place,
        connection_id=counter.shop.connection.id,
        named={MUG: CountedAs(counter.shop.connection.id, PlatformId("P1"), PlatformId("V1"))},
        counted=(a_count("V1", "P1", 49, at=counter.clock.now()),),
        asked_at=counter.clock.now(),
    )

    assert counter.stock.live.is_plenty(counted, besides=Decimal(20))
    assert counter.stock.is_surely_there(MERCHANT, wishes, counter.place, "alexa")


def sell(counter: Counter) -> None:
    """One mug, held and sold by us at this moment."""
    now = counter.clock.now()
    held = counter.stock.hold(
        MERCHANT,
        [(Wish(sku=MUG, quantity=1), counter.place)],
        caller="c",
        key=IdempotencyKey(f"k-{now}"),
    )
    with counter.database.write() as tx:
        hold = holds.get(tx, MERCHANT, held.hold_id)
        holds.commit(
            tx,
            MERCHANT,
            hold.id,
            fencing_token=hold.fencing_token,
            now=now,
            as_of=now,
            revision=to_micros(now),
        )
