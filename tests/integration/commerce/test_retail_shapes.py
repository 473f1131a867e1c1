"""A retailer's goods through sync, search, stock, voice and checkout: thousands of variants, goods
that only staff can sell, decimal counts, two currencies under one merchant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from time import process_time

import pytest

from app.commerce.discovery import DiscoveryService
from app.commerce.model import NotOrderable, Prepared, PrepareOrder, PrepareOutcome, Shopper, Wish
from app.commerce.native import NativeHolds
from app.commerce.prepare import Preparer
from app.commerce.reading import StockPolicy
from app.commerce.saga import Saga
from app.commerce.steps import Steps
from app.commerce.stock import StockService
from app.voice.channels.terminal import Terminal
from app.voice.conversation import Conversation
from app.voice.services import VoiceServices
from app.voice.shop_words import ShopWordsCache
from domain.calls import Call
from domain.catalog import Component, CounterOnly, Location, Product, Source, Variant
from domain.errors import OutOfStockError
from domain.ids import ConnectionId, IdempotencyKey, LocationId, MerchantId, PlatformId, ProductSku
from domain.money import Money
from storage import catalog_reads, locations, merchants
from storage.engine import Database
from tests.contract.suite.sim import FixedToken
from tests.fakes.clock import FakeClock
from tests.fakes.commerce import FakeShop
from tests.fakes.pos import MemoryPos
from tests.fakes.pos_line import MemoryLine
from tests.fakes.pos_shop import MemoryShop
from tests.fakes.voice import talking_shop
from tests.integration.storage.shop import (
    NOW,
    Shop,
    a_count,
    a_product,
    a_variant,
    open_shop,
)

MERCHANT = MerchantId("mer_1")
MOST_VARIANTS = 2048
TURN_S = 1.0
"""CPU that a turn may cost; a shopper hears nothing after some seconds."""
CAD = "CAD"


@dataclass(frozen=True)
class Tills:
    """A till in memory per connection."""

    shops: dict[ConnectionId, MemoryShop]

    def open(self, connection_id: ConnectionId, call: Call) -> MemoryPos:
        """The adapter of that connection's till."""
        return MemoryPos(MemoryLine(self.shops[connection_id], FixedToken("t"), call))


@dataclass(frozen=True, kw_only=True)
class Retailer:
    """A merchant with a store in dollars, and the gateway's services over it."""

    store: Shop
    tills: Tills
    discovery: DiscoveryService
    stock: StockService
    checkout: Preparer
    fake: FakeShop
    voice: VoiceServices

    @property
    def orders(self) -> object:
        """No orders are asked about here."""
        return self.fake.order_book

    @property
    def till(self) -> MemoryShop:
        """The till of the first store."""
        return self.tills.shops[self.store.connection.id]

    def sell(self, product: Product, shop: Shop | None = None) -> None:
        """Have the product on a till and in the catalog."""
        shop = shop or self.store
        self.tills.shops[shop.connection.id].products[product.platform_id] = product
        shop.sell(product)

    def order(self, sku: str, place: str | None = None, quantity: int = 1) -> PrepareOutcome:
        """What becomes of a wish."""
        command = PrepareOrder(
            merchant_id=MERCHANT,
            lines=(Wish(sku=ProductSku(sku), quantity=quantity),),
            shopper=Shopper(caller="jordan", name="Jordan Rivera"),
            channel="test",
            key=IdempotencyKey(f"retail-{sku}-{place}"),
            location_id=None if place is None else LocationId(place),
        )
        return self.checkout.prepare(command, Call.within(60))

    def terminal(self) -> Terminal:
        """A shopper who speaks."""
        return Terminal(Conversation(shop=self), merchant_id=MERCHANT, session_id="s1")

    def change(self, **values: object) -> None:
        """Change the merchant's settings."""
        with self.store.database.write() as tx:
            merchants.update_merchant(tx, replace(merchants.merchant(tx, MERCHANT), **values))


@pytest.fixture
def retailer(database: Database) -> Iterator[Retailer]:
    store = in_currency(open_shop(database), "USD")
    tills = Tills({store.connection.id: MemoryShop()})
    clock, policy = FakeClock(NOW), StockPolicy()
    discovery = DiscoveryService(database)
    stock = StockService(database, tills, discovery, clock, policy)
    talking = talking_shop()
    with ThreadPoolExecutor(2) as pool:
        checkout = Preparer(
            database=database,
            pos=tills,
            discovery=discovery,
            stock=stock,
            clock=clock,
            policy=policy,
            pool=pool,
            native=NativeHolds(
                database=database,
                pos=tills,
                stock=stock,
                saga=Saga(database, Steps(tills, clock), clock),
                clock=clock,
                pool=pool,
                ttl=policy.hold_ttl,
            ),
        )
        yield Retailer(
            store=store,
            tills=tills,
            discovery=discovery,
            stock=stock,
            checkout=checkout,
            fake=talking.shop,
            voice=replace(talking.voice, words=ShopWordsCache(discovery, stock)),
        )


def in_currency(shop: Shop, currency: str) -> Shop:
    """The shop, whose stores say what they sell in."""
    places = [
        Location(
            platform_id=PlatformId(name),
            name=f"{currency} {name}",
            currency=currency,
            revision=1,
        )
        for name in ("P1", "P2")
    ]
    with shop.database.write() as tx:
        locations.apply_locations(tx, shop.connection, places, as_of=NOW, source=Source.POLL)
    return shop


def many_variants() -> Product:
    """The most variants a product has on any platform (Shopify's limit)."""
    return a_product(
        "P-MANY",
        *(
            a_variant(
                f"V{number}",
                f"BOLT-{number}",
                name=f"{number // 64} / {number % 64}",
                options={"size": str(number // 64 + 1), "color": f"Tone {number % 64 + 1}"},
            )
            for number in range(MOST_VARIANTS)
        ),
        title="Hex Bolt",
    )


def cpu(work: Callable[[], object]) -> float:
    """Seconds of this process's own work."""
    started = process_time()
    work()
    return process_time() - started


def test_a_product_with_2048_variants_is_found_counted_and_spoken_of_in_time(
    retailer: Retailer,
) -> None:
    product = many_variants()
    retailer.store.sell(product)
    retailer.store.count(*(a_count(v.platform_id, "P1", 3) for v in product.variants))
    retailer.discovery.find(MERCHANT, "hex bolt", attributes={})  # the snapshot is built
    talk = retailer.terminal()

    spent = {
        "search": cpu(lambda: retailer.discovery.find(MERCHANT, "hex bolt", attributes={})),
        "stock": cpu(lambda: retailer.stock.availability(MERCHANT, ProductSku("BOLT-2047"))),
        "greeting": cpu(talk.open),
        "question": cpu(lambda: talk.say("do you have the hex bolt in stock")),
        "size": cpu(lambda: talk.say("size 32")),
    }
    (found,) = retailer.discovery.find(MERCHANT, "hex bolt", attributes={"size": "32"})
    last = retailer.stock.availability(MERCHANT, ProductSku("BOLT-2047"))

    assert len(retailer.discovery.variants_of(MERCHANT, found.product_id)) == MOST_VARIANTS
    assert len(found.variants) == 64
    assert last.stores[0].available == 3
    assert max(spent.values()) < TURN_S, spent


def test_an_option_the_product_lacks_costs_no_slow_turn(retailer: Retailer) -> None:
    retailer.store.sell(many_variants())
    talk = retailer.terminal()
    talk.open()

    spent = cpu(lambda: talk.say("do you have the hex bolt in wide leather"))

    assert spent < TURN_S


def test_a_bundle_is_promised_held_and_refused_by_its_components(retailer: Retailer) -> None:
    parts = tuple(
        Component(variant_platform_id=PlatformId(name), quantity=Decimal(quantity))
        for name, quantity in (("V-MUG", 1), ("V-PLATE", 2))
    )
    retailer.sell(a_product("P1", a_variant("V-MUG", "MUG"), a_variant("V-PLATE", "PLATE")))
    retailer.sell(
        a_product("P2", a_variant("V-SET", "SET", components=parts), title="Breakfast Set")
    )
    retailer.store.count(a_count("V-MUG", "P1", 9), a_count("V-PLATE", "P1", 5))
    place = retailer.store.stores[0]

    offered = retailer.stock.availability(MERCHANT, ProductSku("SET")).stores[0]
    held = retailer.order("SET", place, quantity=2)
    left = retailer.stock.availability(MERCHANT, ProductSku("PLATE")).stores[0]
    assert offered.available == 2
    assert isinstance(held, Prepared)
    assert left.available == 1
    with pytest.raises(OutOfStockError) as short:
        retailer.stock.hold(
            MERCHANT,
            [(Wish(sku=ProductSku("SET"), quantity=1), LocationId(place))],
            caller="jordan",
            key=IdempotencyKey("set"),
        )
    assert (short.value.sku, short.value.left) == ("SET", 0)


@pytest.mark.parametrize("why", list(CounterOnly))
def test_what_only_staff_can_sell_is_listed_and_counted_and_refused_with_its_reason(
    retailer: Retailer, why: CounterOnly
) -> None:
    goods = a_variant("V1", "SPECIAL", counter_only=why)
    retailer.sell(a_product("P1", goods, title="Special Thing"))
    retailer.store.count(a_count("V1", "P1", 5))

    outcome = retailer.order("SPECIAL")
    named = retailer.order("SPECIAL", retailer.store.stores[0])

    assert isinstance(outcome, NotOrderable)
    assert outcome.reason == f"counter-only-{why.value}"
    assert "Special Thing" in outcome.detail
    assert named == outcome
    (found,) = retailer.discovery.find(MERCHANT, "special thing", attributes={})
    assert [one.counter_only for one in found.variants] == [why]
    assert retailer.stock.availability(MERCHANT, ProductSku("SPECIAL")).stores[0].available == 5


def test_a_gift_card_product_makes_every_listing_of_it_counter_only(retailer: Retailer) -> None:
    product = a_product("P1", a_variant("V1", "GC-25"), a_variant("V2", "GC-50"))
    retailer.sell(replace(product, counter_only=CounterOnly.GIFT_CARD))

    with retailer.store.database.read() as tx:
        found = catalog_reads.variants(tx, MERCHANT, ["GC-25", "GC-50"])

    assert {one.lead.counter_only for one in found.values()} == {CounterOnly.GIFT_CARD}


def test_goods_that_become_orderable_are_ordered(retailer: Retailer) -> None:
    product = a_product("P1", a_variant("V1", "FLEX", counter_only=CounterOnly.WEIGHED))
    retailer.sell(product)
    retailer.sell(a_product("P1", a_variant("V1", "FLEX"), revision=2))
    retailer.store.count(a_count("V1", "P1", 5))

    assert isinstance(retailer.order("FLEX", retailer.store.stores[0]), Prepared)


def test_a_decimal_count_is_kept_to_the_last_place(retailer: Retailer) -> None:
    retailer.sell(a_product("P1", a_variant("V1", "RICE", counter_only=CounterOnly.WEIGHED)))
    retailer.store.count(a_count("V1", "P1", "12.375"), a_count("V1", "P2", "0.25"))

    stores = retailer.stock.availability(MERCHANT, ProductSku("RICE")).stores

    assert {one.available for one in stores} == {Decimal("12.375"), Decimal("0.25")}


def test_less_than_a_piece_is_not_a_piece(retailer: Retailer) -> None:
    retailer.sell(a_product("P1", a_variant("V1", "ROPE")))
    retailer.store.count(a_count("V1", "P1", "1.9"))

    (store,) = retailer.stock.availability(MERCHANT, ProductSku("ROPE")).stores

    assert store.can_sell(1)
    assert not store.can_sell(2)


# --- two currencies ------------------------------------------------------------------------------


@pytest.fixture
def abroad(retailer: Retailer) -> Shop:
    """The same merchant's connection in Canadian dollars, which sells the same mug."""
    shop = in_currency(
        open_shop(
            retailer.store.database,
            connection_id="con_cad",
            platform="shopify",
            new_merchant=False,
        ),
        CAD,
    )
    retailer.tills.shops[shop.connection.id] = MemoryShop(currency=CAD)
    retailer.sell(a_product("P1", a_variant("V1", "MUG")))
    retailer.sell(a_product("P9", mug(CAD)), shop)
    retailer.store.count(a_count("V1", "P1", 5))
    shop.count(a_count("V9", "P1", 5))
    return shop


def mug(currency: str) -> Variant:
    return a_variant("V9", "MUG", price=Money(2500, currency))


def test_each_store_sells_in_its_own_currency(retailer: Retailer, abroad: Shop) -> None:
    at_home = retailer.order("MUG", retailer.store.stores[0])
    in_canada = retailer.order("MUG", abroad.stores[0])

    assert isinstance(at_home, Prepared)
    assert isinstance(in_canada, Prepared)
    assert at_home.total.currency == "USD"
    assert in_canada.total.currency == CAD
    assert {line.unit_price.currency for line in in_canada.lines} == {CAD}


def test_stores_say_what_they_sell_in(retailer: Retailer, abroad: Shop) -> None:
    stores = retailer.stock.availability(MERCHANT, ProductSku("MUG")).stores

    assert {one.connection_id: one.currency for one in stores} == {
        retailer.store.connection.id: "USD",
        abroad.connection.id: CAD,
    }


def test_an_account_in_another_currency_takes_no_money(retailer: Retailer, abroad: Shop) -> None:
    retailer.change(payment_connection_id=retailer.store.connection.id)
    router = retailer.checkout._router
    command = PrepareOrder(
        merchant_id=MERCHANT,
        lines=(Wish(sku=ProductSku("MUG"), quantity=1),),
        shopper=Shopper(caller="jordan", name="Jordan Rivera"),
        channel="test",
        key=IdempotencyKey("payer"),
        location_id=LocationId(abroad.stores[0]),
    )
    store = router.store_for(command)
    plan = router.plan(command, store, Call.within(60))

    assert not isinstance(plan, NotOrderable)
    assert plan.payment_connection == abroad.connection.id


def test_a_limit_in_another_currency_is_not_compared(retailer: Retailer, abroad: Shop) -> None:
    retailer.change(order_limit=Money(50_000, "USD"))

    outcome = retailer.order("MUG", abroad.stores[0])

    assert isinstance(outcome, NotOrderable)
    assert outcome.reason == "other-currency"
    assert isinstance(retailer.order("MUG", retailer.store.stores[0]), Prepared)


def test_a_price_in_another_currency_than_the_store_is_not_sold(
    retailer: Retailer, abroad: Shop
) -> None:
    retailer.sell(a_product("P9", mug("USD"), revision=2), abroad)

    outcome = retailer.order("MUG", abroad.stores[0])

    assert isinstance(outcome, NotOrderable)
    assert outcome.reason == "other-currency"


def test_the_price_of_one_currency_is_not_told_of_a_store_of_another(
    retailer: Retailer, abroad: Shop
) -> None:
    retailer.store.count(replace(a_count("V1", "P1", 0), revision=2**60))

    told = retailer.terminal().say("do you have the product P1 in stock")

    assert "CAD P1" in told.text
    assert "$19.99" not in told.text
