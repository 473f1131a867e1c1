"""A whole gateway over two sandbox shops: Square charges cards, for Shopify's orders as well.

The shops serve real HTTP from threads of the test's process; the gateway is what
`app.bootstrap` builds, on SQLite or on PostgreSQL.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import urllib3

from app.bootstrap import build_services
from app.commerce.model import Prepared, PrepareOrder, Shopper, Wish
from app.commerce.saga import Probe, no_probe
from app.services import Services
from config.settings import Settings
from domain.calls import Call
from domain.ids import ConnectionId, CustomerId, IdempotencyKey, LocationId, MerchantId, ProductSku
from sandbox.kit.app import Shop
from sandbox.kit.faults import Fault
from sandbox.kit.platform import Options
from sandbox.kit.seed import SeedShop, seed_shop
from sandbox.kit.server import Running, serve
from sandbox.shopify import create_shop as create_shopify
from sandbox.shopify.options import ShopifyOptions
from sandbox.square import create_shop as create_square
from storage import catalog_reads, customers, locations, merchants
from storage import stock as levels
from storage.health import Sighting
from storage.merchants import Merchant
from storage.stock import Level
from sync.full_sync import FullSync
from tests.effort import FIRST_GOODS
from tests.unhurried import UNHURRIED

MERCHANT = MerchantId("northwind")
VARIANTS = 1600
"""Enough for all tests here on both databases, should one process run them all."""
SQUARE_STORE = "Downtown"
SHOPIFY_STORE = "Capitol Hill"
JORDAN_PHONE = "+12065550123"
GOOD_CARD = "cnon:card-nonce-ok"
_MASTER_KEY = "test:" + "A" * 43 + "="
_ATTRIBUTE = re.compile(r'(\w[\w-]*)="([^"]*)"')
_HIDDEN = re.compile(r"<input[^>]*hidden[^>]*>", re.IGNORECASE)
_FORM = re.compile(r"<form[^>]*>", re.IGNORECASE)


class MovableClock:
    """The machine's time, moved by `ahead_s` seconds."""

    def __init__(self, ahead_s: float = 0.0) -> None:
        self.ahead_s = ahead_s

    def now(self) -> datetime:
        """The moved moment."""
        return datetime.now(UTC) + timedelta(seconds=self.ahead_s)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead_s += seconds


@dataclass(frozen=True, slots=True)
class Till:
    """One sandbox shop that serves."""

    platform: str
    shop: Shop
    server: Running

    def control(self, name: str, body: dict[str, Any] | None = None, **params: str) -> Any:
        """Steer it or read its books, e.g. `control("GET stock", sku="X")`."""
        if not params:
            return self.shop.control.call(name, body)
        method, _, noun = name.partition(" ")
        url = f"{self.server.url}/_sandbox/{noun}"
        return urllib3.request(method, url, fields=params, timeout=60).json()

    def fault(self, kind: str, route: str, **options: Any) -> Fault:
        """Misbehave on a route; once unless told else."""
        return self.shop.control.faults.add({"kind": kind, "route": route, **options})

    def stock(self, sku: str, store: str) -> Decimal:
        """What the till's own books count."""
        return Decimal(self.control("GET stock", sku=sku)["stock"][store])


@dataclass(slots=True)
class Mall:
    """Both shops, and the goods that no test has taken yet."""

    square: Till
    shopify: Till
    seed: SeedShop
    _skus: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self._skus = self._goods()

    def _goods(self) -> Iterator[str]:
        """What every store counts, so that any goods will do for any test."""
        products, stores = self.seed.products, self.seed.stores
        first = int(FIRST_GOODS * len(products))
        for product in products[first:] + products[:first]:
            for variant in product.variants:
                counts = [variant.stock.get(store.key) for store in stores]
                if product.tracked and variant.price and None not in counts:
                    yield variant.sku

    def till_of(self, store: str) -> Till:
        """The till that a store belongs to."""
        return self.shopify if store == SHOPIFY_STORE else self.square

    def clear_faults(self) -> None:
        """Let both behave again."""
        for till in (self.square, self.shopify):
            till.shop.control.faults.remove()
            till.shop.control.recorder.clear()

    def take_sku(self) -> ProductSku:
        """A tracked and priced variant that is the test's own in every store."""
        sku = next(self._skus, None)
        assert sku is not None, "every variant belongs to a test: open a larger mall"
        return ProductSku(sku)


@contextmanager
def open_mall(variants: int = VARIANTS) -> Iterator[Mall]:
    """Both sandbox shops, without rate limits."""
    square = create_square(Options(limits=False, seed_variants=variants))
    shopify = create_shopify(ShopifyOptions(limits=False, seed_variants=variants))
    tills = [
        Till("square", square, serve(square)),
        Till("shopify", shopify, serve(shopify)),
    ]
    try:
        yield Mall(square=tills[0], shopify=tills[1], seed=seed_shop(variants))
    finally:
        for till in tills:
            till.server.stop()
            till.shop.close()


def settings_env(mall: Mall, database_url: str, var_dir: Path) -> dict[str, str]:
    """The variables of a gateway that has both shops."""
    square, shopify = mall.square.shop.options, mall.shopify.shop.options
    return {
        "VOICETILL_DATABASE_URL": database_url,
        "VOICETILL_DATABASE_POOL": "40",
        "VOICETILL_VAR_DIR": str(var_dir),
        "VOICETILL_PUBLIC_URL": "http://127.0.0.1:8080",
        "VOICETILL_MASTER_KEYS": _MASTER_KEY,
        "VOICETILL_SQUARE_CLIENT_ID": square.client_id,
        "VOICETILL_SQUARE_CLIENT_SECRET": square.client_secret,
        "VOICETILL_SQUARE_ACCESS_TOKEN": square.app_token,
        "VOICETILL_SQUARE_BASE_URL": mall.square.server.url,
        "VOICETILL_SHOPIFY_CLIENT_ID": shopify.client_id,
        "VOICETILL_SHOPIFY_CLIENT_SECRET": shopify.client_secret,
        "VOICETILL_SHOPIFY_BASE_URL": mall.shopify.server.url,
    }


@dataclass(slots=True, kw_only=True)
class House:
    """One gateway, connected and synchronized."""

    env: Mapping[str, str]
    mall: Mall
    clock: MovableClock
    services: Services
    connections: Mapping[str, ConnectionId]
    jordan: CustomerId
    _ids: dict[str, LocationId] = field(default_factory=dict)

    @contextmanager
    def rebuilt(self, probe: Probe = no_probe) -> Iterator[House]:
        """The same gateway in a machinery of its own, whose circuits may be broken."""
        services = build(self.env, self.clock, probe=probe)
        try:
            yield replace(self, services=services)
        finally:
            services.pool.shutdown(wait=True)
            services.close()

    def store(self, name: str) -> LocationId:
        """A store's id by name, whatever its account's state: asking, the gateway would remember
        that one which is disconnected just now has none."""
        if name not in self._ids:
            with self.services.database.read() as tx:
                known = locations.locations(tx, MERCHANT)
            self._ids.update({place.name: place.id for place in known})
        return self._ids[name]

    def hear(self, platform: str, seen: Sighting) -> None:
        """What was seen of a platform, later than all that this gateway saw of it itself."""
        self.services.care.calls.close()  # who writes it down may be under way
        with self.services.database.read() as tx:
            connection = merchants.connection(tx, self.connections[platform])
        self.services.care.outages.tell(connection, seen)

    def shelf(self, store: str = SQUARE_STORE, units: int = 5) -> Shelf:
        """A fresh variant with that many units in one store."""
        sku = self.mall.take_sku()
        while not self._is_counted(sku):
            sku = self.mall.take_sku()
        shelf = Shelf(house=self, sku=sku, store=store, start=units)
        shelf.count(units)
        shelf.learn()
        return shelf

    def _is_counted(self, sku: str) -> bool:
        """Drafts and archived products are not on sale, and some are sold below zero."""
        with self.services.database.read() as tx:
            listings = [
                catalog_reads.listing(tx, MERCHANT, sku, connection)
                for connection in self.connections.values()
            ]
        return all(
            listing is not None and listing.active and not listing.oversell for listing in listings
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One variant in one store, for one test."""

    house: House
    sku: ProductSku
    store: str
    start: int

    @property
    def till(self) -> Till:
        """The till of the store."""
        return self.house.mall.till_of(self.store)

    def count(self, units: int) -> None:
        """Let staff count that many."""
        body = {"sku": self.sku, "location": self.store, "quantity": units}
        self.till.control("POST count", body)

    def sell(self, units: int) -> None:
        """Let somebody buy in the store."""
        body = {"sku": self.sku, "location": self.store, "quantity": units}
        self.till.control("POST sell", body)

    def learn(self) -> None:
        """Let the gateway read the stock now: again, if the till was too slow for a live read."""
        stock = self.house.services.stock
        place = self.house.store(self.store)
        until = monotonic() + 60.0
        while not stock.refresh(MERCHANT, [self.sku], place, new_call()):
            assert monotonic() < until

    def level(self) -> Level:
        """What the gateway knows."""
        with self.house.services.database.read() as tx:
            found = levels.level(
                tx, MERCHANT, self.sku, self.house.store(self.store), now=self.house.clock.now()
            )
        assert found is not None
        return found

    def wish(
        self, quantity: int = 1, *, key: str | None = None, caller: str = "jordan", **changes: Any
    ) -> PrepareOrder:
        """The command to prepare an order of it."""
        return replace(
            PrepareOrder(
                merchant_id=MERCHANT,
                lines=(Wish(sku=self.sku, quantity=quantity),),
                shopper=Shopper(
                    caller=caller,
                    name="Jordan Rivera",
                    customer_id=self.house.jordan,
                    phone=JORDAN_PHONE,
                ),
                channel="test",
                key=IdempotencyKey(f"{self.store}-{self.sku}-{key or caller}"),
                location_id=self.house.store(self.store),
            ),
            **changes,
        )

    def prepare(self, quantity: int = 1, **changes: Any) -> Prepared:
        """An order of it, prepared."""
        outcome = self.house.services.checkout.prepare(self.wish(quantity, **changes), new_call())
        assert isinstance(outcome, Prepared), outcome
        return outcome


def new_call(seconds: float = 60.0) -> Call:
    """A call that has time."""
    return Call.within(seconds, correlation_id="test")


def build(env: Mapping[str, str], clock: MovableClock, *, probe: Probe = no_probe) -> Services:
    """The machinery over these variables."""
    return build_services(Settings.from_env(env), clock=clock, probe=probe, platforms=UNHURRIED)


@contextmanager
def open_house(mall: Mall, database_url: str, var_dir: Path) -> Iterator[House]:
    """Connect both shops through OAuth, bring everything over, let Square take the money."""
    env = settings_env(mall, database_url, var_dir)
    clock = MovableClock()
    services = build(env, clock)
    try:
        connections = _connect(services)
        runner = FullSync(services.database, services.directory, clock)
        for connection_id in connections.values():
            runner.run(connection_id, lambda _progress: None)
        yield House(
            env=env,
            mall=mall,
            clock=clock,
            services=services,
            connections=connections,
            jordan=_settle_in(services, connections),
        )
    finally:
        services.close()


def _connect(services: Services) -> dict[str, ConnectionId]:
    with services.database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=MERCHANT,
                name="Northwind Outfitters",
                currency="USD",
                timezone="America/Los_Angeles",
                country="US",
                created_at=services.clock.now(),
            ),
        )
    return {platform: grant(services, platform) for platform in ("square", "shopify")}


def grant(
    services: Services, platform: str, options: Mapping[str, str] | None = None
) -> ConnectionId:
    """Do what the seller's browser does, and end the grant."""
    http = urllib3.PoolManager(retries=False, timeout=60.0)
    url = services.connector.begin(MERCHANT, platform, options=options)
    page = http.request("GET", url).data.decode()
    form = _FORM.search(page)
    assert form is not None, page
    fields = {"decision": "allow"}
    for tag in _HIDDEN.findall(page):
        attributes = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        fields[attributes["name"]] = attributes.get("value", "")
    target = urljoin(url, dict(_ATTRIBUTE.findall(form.group())).get("action", ""))
    answer = http.request("POST", target, fields=fields, encode_multipart=False, redirect=False)
    query = urlsplit(answer.headers["Location"]).query
    return services.connector.finish(platform, dict(parse_qsl(query))).connection.id


def _settle_in(services: Services, connections: Mapping[str, ConnectionId]) -> CustomerId:
    with services.database.write() as tx:
        merchants.update_merchant(
            tx,
            replace(
                merchants.merchant(tx, MERCHANT),
                payment_connection_id=connections["square"],
                shipping_connection_id=connections["shopify"],
            ),
        )
        (jordan,) = customers.find(tx, MERCHANT, phone=JORDAN_PHONE)
        home = next(p.id for p in locations.locations(tx, MERCHANT) if p.name == SQUARE_STORE)
        customers.set_home_location(tx, MERCHANT, jordan.id, home)
        return jordan.id
