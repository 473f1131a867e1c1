"""Finding products in the catalog as it is stored, on both databases."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.commerce.discovery import DiscoveryService
from domain.catalog import Product
from domain.errors import NotFoundError
from domain.ids import MerchantId, ProductSku
from domain.money import Money
from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, Shop, a_product, a_variant, after, open_shop
from tests.integration.storage.test_orders import a_pos_order, tell

pytestmark = pytest.mark.integration
MERCHANT = MerchantId("mer_1")


def priced(number: str, title: str, price: int, *, currency: str = "USD", sku: str = "") -> Product:
    goods = a_variant(f"v{number}", sku or f"SKU-{number}", price=Money(price, currency))
    return a_product(f"p{number}", goods, title=title)


@pytest.fixture
def shop(database: Database) -> Shop:
    opened = open_shop(database)
    opened.sell(priced("1", "Ridge Rain Jacket", 14999, sku="ZED"))
    opened.sell(priced("2", "Summit Rain Jacket", 15001))
    opened.sell(priced("3", "Rain Jacket of Lisbon", 9000, currency="EUR"))
    opened.sell(priced("4", "Camp Stove", 5000))
    return opened


@pytest.fixture
def discovery(shop: Shop) -> DiscoveryService:
    return DiscoveryService(shop.database, FakeClock(NOW))


def titles(discovery: DiscoveryService, query: str, **bounds: Decimal) -> list[str]:
    return [each.title for each in discovery.find(MERCHANT, query, attributes={}, **bounds)]


def test_bounds_are_meant_in_the_currency_of_most_of_the_catalog(
    discovery: DiscoveryService,
) -> None:
    assert titles(discovery, "rain jacket", most=Decimal(150)) == ["Ridge Rain Jacket"]
    assert titles(discovery, "rain jacket", least=Decimal(150)) == ["Summit Rain Jacket"]
    assert len(titles(discovery, "chubasquero")) == 3


def test_what_sells_comes_first(shop: Shop, discovery: DiscoveryService) -> None:
    tell(shop, *(a_pos_order(f"o{number}", created_at=after(-60)) for number in range(3)))
    again = DiscoveryService(shop.database, FakeClock(NOW))

    first, second = again.find(MERCHANT, "rain jacket", attributes={}, limit=2)

    assert first.variants[0].sku == "ZED"
    assert second.variants[0].sku != "ZED"


def test_a_product_names_others_like_it_but_not_itself(discovery: DiscoveryService) -> None:
    (ridge, *_) = discovery.find(MERCHANT, "ridge rain jacket", attributes={})

    similar = discovery.similar(MERCHANT, ridge.product_id)

    assert "Summit Rain Jacket" in [each.title for each in similar]
    assert ridge.product_id not in [each.product_id for each in similar]
    with pytest.raises(NotFoundError):
        discovery.similar(MERCHANT, "nothing")


def test_the_shelf_follows_the_catalog(shop: Shop, discovery: DiscoveryService) -> None:
    assert not discovery.is_sold(MERCHANT, ProductSku("SKU-9"))
    shop.sell(priced("9", "Harbor Lantern", 700))

    discovery.renew(MERCHANT)

    assert titles(discovery, "harbor lantern") == ["Harbor Lantern"]
    assert discovery.is_sold(MERCHANT, ProductSku("SKU-9"))
    assert len(list(discovery.products(MERCHANT))) == 5
    assert discovery.facets(MERCHANT).price_from == Money(700, "USD")
