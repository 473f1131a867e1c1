"""One retailer on a Square sandbox shop, connected and synchronized as by the start command."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import urllib3

from app.bootstrap import build_services
from app.services import Services
from config.settings import Settings
from domain.calls import Call
from domain.ids import ConnectionId, CustomerId, LocationId, MerchantId
from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.seed import SeedShop, seed_shop
from sandbox.kit.server import serve
from sandbox.square import create_shop
from storage import customers, merchants
from storage.merchants import Merchant
from sync.full_sync import FullSync
from tests.unhurried import UNHURRIED

MERCHANT = MerchantId("northwind")
PHONE = "+12065550123"
CLIENT_SECRET = "square-client-secret-4c1f7e2b9a"
APP_TOKEN = "square-application-token-8d3e6f"
SHOPIFY_SECRET = "shopify-client-secret-1b9d5a"
MASTER_KEY = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v"
_VARIANTS = 60
_ATTRIBUTE = re.compile(r'(\w[\w-]*)="([^"]*)"')
_HIDDEN = re.compile(r"<input[^>]*hidden[^>]*>", re.IGNORECASE)
_FORM = re.compile(r"<form[^>]*>", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Retailer:
    """The gateway's machinery in the test's process, over the shop that serves from a thread."""

    env: Mapping[str, str]
    square: Shop
    services: Services
    connection: ConnectionId
    jordan: CustomerId
    seed: SeedShop

    def call(self) -> Call:
        """A call that has time."""
        return Call.within(60, correlation_id="security")

    def store(self, name: str = "Downtown") -> LocationId:
        """A store's id by name."""
        stores = self.services.stock.locations(MERCHANT)
        return next(location_id for location_id, place in stores if place.name == name)

    def sku(self) -> str:
        """A variant that stands in the downtown store."""
        return next(
            variant.sku
            for product in self.seed.products
            for variant in product.variants
            if product.tracked and (variant.stock.get("downtown") or 0) >= 5
        )

    def wish(self) -> dict[str, Any]:
        """The body of an order that can be placed."""
        return {
            "lines": [{"sku": self.sku(), "quantity": 1}],
            "location_id": self.store(),
            "shopper": {"name": "Jordan Rivera", "customer_id": self.jordan},
        }


@contextmanager
def open_retailer(database_url: str, folder: Path) -> Iterator[Retailer]:
    """Connect through OAuth, bring everything over."""
    square = create_shop(
        Options(
            limits=False,
            seed_variants=_VARIANTS,
            client_secret=CLIENT_SECRET,
            app_token=APP_TOKEN,
        )
    )
    running = serve(square)
    env = {
        "VOICETILL_DATABASE_URL": database_url,
        "VOICETILL_VAR_DIR": str(folder),
        "VOICETILL_MASTER_KEYS": f"test:{MASTER_KEY}=",
        "VOICETILL_SQUARE_CLIENT_ID": square.options.client_id,
        "VOICETILL_SQUARE_CLIENT_SECRET": CLIENT_SECRET,
        "VOICETILL_SQUARE_ACCESS_TOKEN": APP_TOKEN,
        "VOICETILL_SQUARE_BASE_URL": running.url,
        "VOICETILL_SHOPIFY_CLIENT_ID": "voicetill-shopify",
        "VOICETILL_SHOPIFY_CLIENT_SECRET": SHOPIFY_SECRET,
    }
    services = build_services(Settings.from_env(env), platforms=UNHURRIED)
    try:
        add_merchant(services, MERCHANT)
        connection = _grant(services)
        FullSync(services.database, services.directory, services.clock).run(
            connection, lambda _progress: None
        )
        with services.database.read() as tx:
            (jordan,) = customers.find(tx, MERCHANT, phone=PHONE)
        yield Retailer(
            env=env,
            square=square,
            services=services,
            connection=connection,
            jordan=jordan.id,
            seed=seed_shop(_VARIANTS),
        )
    finally:
        services.close()
        running.stop()
        square.close()


def add_merchant(services: Services, merchant_id: MerchantId) -> None:
    """Another tenant."""
    with services.database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=merchant_id,
                name=str(merchant_id),
                currency="USD",
                timezone="America/Los_Angeles",
                country="US",
                created_at=services.clock.now(),
            ),
        )


def _grant(services: Services) -> ConnectionId:
    """Do what the seller's browser does, and end the grant."""
    http = urllib3.PoolManager(retries=False, timeout=60.0)
    url = services.connector.begin(MERCHANT, "square")
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
    return services.connector.finish("square", dict(parse_qsl(query))).connection.id
