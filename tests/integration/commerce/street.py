"""Three shops on platforms that take payment each in their own way, and Square to take it for them.

Clover takes money at once, Lightspeed keeps goods aside and only records money, Vend computes no
price and records money as well. The gateway is what `app.bootstrap` builds, on SQLite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from app.bootstrap import build_services
from app.commerce.model import Prepared, PrepareOrder, PrepareOutcome, Shopper, Wish
from app.commerce.saga import Probe, no_probe
from app.services import Services
from config.settings import Settings
from domain.ids import ConnectionId, CustomerId, IdempotencyKey, LocationId, ProductSku
from sandbox.clover import create_shop as create_clover
from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.seed import seed_shop
from sandbox.kit.server import serve
from sandbox.lightspeed import create_shop as create_lightspeed
from sandbox.square import create_shop as create_square
from sandbox.vend import create_shop as create_vend
from storage import catalog_reads, customers, locations, merchants
from storage.merchants import Merchant
from sync.full_sync import FullSync
from tests.integration.commerce.house import (
    JORDAN_PHONE,
    MERCHANT,
    MovableClock,
    Till,
    grant,
    new_call,
)
from tests.unhurried import UNHURRIED

SHOPS: Mapping[str, Callable[[Options], Shop]] = {
    "square": create_square,
    "lightspeed": create_lightspeed,
    "clover": create_clover,
    "vend": create_vend,
}
VARIANTS = 60
CLOVER_OPTIONS = {"payer_address": "203.0.113.7"}
_MASTER_KEY = "test:" + "A" * 43 + "="


def build_street(
    env: Mapping[str, str], clock: MovableClock, *, probe: Probe = no_probe
) -> Services:
    """The machinery over these variables."""
    return build_services(Settings.from_env(env), clock=clock, probe=probe, platforms=UNHURRIED)


@dataclass(slots=True, kw_only=True)
class Street:
    """One gateway with all four, synchronized."""

    env: Mapping[str, str]
    tills: Mapping[str, Till]
    clock: MovableClock
    services: Services
    connections: Mapping[str, ConnectionId]
    jordan: CustomerId
    goods: Iterator[ProductSku]
    """Variants that no test has taken yet."""

    @contextmanager
    def rebuilt(self, probe: Probe = no_probe) -> Iterator[Street]:
        """The same gateway in a machinery of its own."""
        services = build_street(self.env, self.clock, probe=probe)
        try:
            yield replace(self, services=services)
        finally:
            services.pool.shutdown(wait=True)
            services.close()

    def store(self, platform: str) -> tuple[LocationId, str]:
        """A store that sells through the platform: its id and its name."""
        places = self.services.stock.places(MERCHANT)
        own = [one for one in places if one.connection_id == self.connections[platform]]
        return own[0].id, own[0].name

    def count(self, platform: str, sku: str, units: int) -> None:
        """Let staff count, and the gateway learn it."""
        place, name = self.store(platform)
        body = {"sku": sku, "location": name, "quantity": units}
        self.tills[platform].control("POST count", body)
        assert self.services.stock.refresh(MERCHANT, [ProductSku(sku)], place, new_call())

    def on_shelf(self, platform: str, sku: str) -> Decimal:
        """What the till's own books count in that store."""
        return self.tills[platform].stock(sku, self.store(platform)[1])

    def wish(self, platform: str, sku: str, quantity: int = 1, *, key: str) -> PrepareOrder:
        """The command to prepare an order of it."""
        return PrepareOrder(
            merchant_id=MERCHANT,
            lines=(Wish(sku=ProductSku(sku), quantity=quantity),),
            shopper=Shopper(
                caller="jordan",
                name="Jordan Rivera",
                customer_id=self.jordan,
                phone=JORDAN_PHONE,
                email="jordan.rivera@example.com",
            ),
            channel="test",
            key=IdempotencyKey(f"{platform}-{key}"),
            location_id=self.store(platform)[0],
        )

    def ask(self, platform: str, sku: str, quantity: int = 1, *, key: str) -> PrepareOutcome:
        """Prepare an order of it."""
        wish = self.wish(platform, sku, quantity, key=key)
        return self.services.checkout.prepare(wish, new_call())

    def prepare(self, platform: str, sku: str, quantity: int = 1, *, key: str) -> Prepared:
        """An order of it, prepared."""
        outcome = self.ask(platform, sku, quantity, key=key)
        assert isinstance(outcome, Prepared), outcome
        return outcome

    def paid_through(self, platform: str | None) -> None:
        """Let that connection take the merchant's money."""
        payer = None if platform is None else self.connections[platform]
        with self.services.database.write() as tx:
            row = merchants.merchant(tx, MERCHANT)
            merchants.update_merchant(tx, replace(row, payment_connection_id=payer))


@contextmanager
def open_street(database_url: str, var_dir: Path, variants: int = VARIANTS) -> Iterator[Street]:
    """Serve the four shops, connect them through OAuth and bring everything over."""
    shops = {
        name: make(Options(limits=False, seed_variants=variants)) for name, make in SHOPS.items()
    }
    tills = {name: Till(name, shop, serve(shop)) for name, shop in shops.items()}
    env = {
        "VOICETILL_DATABASE_URL": database_url,
        "VOICETILL_DATABASE_POOL": "20",
        "VOICETILL_VAR_DIR": str(var_dir),
        "VOICETILL_PUBLIC_URL": "http://127.0.0.1:8080",
        "VOICETILL_MASTER_KEYS": _MASTER_KEY,
    }
    for name, till in tills.items():
        env[f"VOICETILL_{name.upper()}_CLIENT_ID"] = till.shop.options.client_id
        env[f"VOICETILL_{name.upper()}_CLIENT_SECRET"] = till.shop.options.client_secret
        env[f"VOICETILL_{name.upper()}_BASE_URL"] = till.server.url
    clock = MovableClock()
    services = build_street(env, clock)
    try:
        yield _settled(env, tills, clock, services)
    finally:
        services.pool.shutdown(wait=True)
        services.close()
        for till in tills.values():
            till.server.stop()
            till.shop.close()


def _settled(
    env: Mapping[str, str], tills: Mapping[str, Till], clock: MovableClock, services: Services
) -> Street:
    with services.database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=MERCHANT,
                name="Northwind Outfitters",
                currency="USD",
                timezone="America/Los_Angeles",
                country="US",
                created_at=clock.now(),
            ),
        )
    options = {"clover": CLOVER_OPTIONS}
    connections = {name: grant(services, name, options.get(name)) for name in tills}
    runner = FullSync(services.database, services.directory, clock)
    for connection_id in connections.values():
        runner.run(connection_id, lambda _progress: None)
    with services.database.read() as tx:
        (jordan,) = customers.find(tx, MERCHANT, phone=JORDAN_PHONE)
        assert locations.locations(tx, MERCHANT)
    return Street(
        env=env,
        tills=tills,
        clock=clock,
        services=services,
        connections=connections,
        jordan=jordan.id,
        goods=_goods(services, connections["lightspeed"]),
    )


def _goods(services: Services, connection: ConnectionId) -> Iterator[ProductSku]:
    for product in seed_shop(VARIANTS).products:
        for variant in product.variants:
            with services.database.read() as tx:
                listing = catalog_reads.listing(tx, MERCHANT, variant.sku, connection)
            if product.tracked and variant.price and listing is not None and listing.active:
                yield ProductSku(variant.sku)
