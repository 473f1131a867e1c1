"""From a sentence to products that one can say and sell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.commerce.search import ProductWish, SearchAnswer
from domain.catalog import Location
from domain.ids import MerchantId, PlatformId, ProductSku
from tests.fakes.rest import FakeServices

SHOP = MerchantId("m_1")
PLACES = {"seattle": ("47.61", "-122.34"), "bellevue": ("47.62", "-122.20"), "spokane": None}


@pytest.fixture
def services() -> FakeServices:
    made = FakeServices()
    for name, at in PLACES.items():
        place = made.shop.add_store(SHOP, name, name)
        made.shop.stores[SHOP][place] = Location(
            platform_id=PlatformId(name),
            name=name,
            latitude=None if at is None else Decimal(at[0]),
            longitude=None if at is None else Decimal(at[1]),
        )

    def sell(sku: str, title: str, price: int, size: str, **stock: int | None) -> None:
        made.shop.add_variant(SHOP, sku, title, price=price, options={"size": size}, stock=stock)

    sell("A-S", "Rain Jacket Ridge", 9000, "S", seattle=0, spokane=0)
    sell("B-S", "Rain Jacket Summit", 9000, "S", seattle=2)
    sell("B-M", "Rain Jacket Summit", 16000, "M", seattle=1, bellevue=7)
    sell("C-M", "Rain Jacket Canyon", 12000, "M", spokane=3)
    return made


def search(services: FakeServices, query: str, **wish: object) -> SearchAnswer:
    return services.search.search(SHOP, replace(ProductWish(query=query), **wish))


def titles(answer: SearchAnswer) -> list[str]:
    return [each.match.title.removeprefix("Rain Jacket ") for each in answer.items]


def test_what_is_gone_everywhere_comes_last(services: FakeServices) -> None:
    answer = search(services, "rain jacket")

    assert titles(answer) == ["Summit", "Canyon", "Ridge"]
    assert [each.in_stock for each in answer.items] == [True, True, False]
    assert [each.difference for each in answer.items] == ["Summit", "Canyon", "Ridge"]


def test_unknown_stock_is_neither_there_nor_gone(services: FakeServices) -> None:
    for place in services.shop.stores[SHOP]:
        services.shop.counts[SHOP, ProductSku("A-S"), place] = None

    (ridge,) = search(services, "ridge").items
    assert ridge.in_stock is None


def test_the_price_said_chooses_the_variants_shown(services: FakeServices) -> None:
    answer = search(services, "rain jacket summit between 100 and 200 dollars")

    assert [each.sku for each in answer.items[0].match.variants] == ["B-M"]
    assert (answer.least, answer.most) == (100, 200)
    assert search(services, "rain jacket under 50", most=Decimal(500)).most == 500


def test_only_stores_within_reach_are_near(services: FakeServices) -> None:
    answer = search(services, "rain jacket", in_stock_near="47.62,-122.20")

    assert titles(answer) == ["Summit"]
    assert [each.location_id for each in answer.items[0].stores] == ["bellevue", "seattle"]
    assert answer.items[0].stores[0].distance_km == 0


def test_a_store_of_unknown_place_is_near_only_to_itself(services: FakeServices) -> None:
    assert titles(search(services, "rain jacket", in_stock_near="spokane")) == ["Canyon"]


def test_what_fits_the_size_comes_first(services: FakeServices) -> None:
    assert titles(search(services, "rain jacket", attributes={"size": "M"}))[:2] == [
        "Summit",
        "Canyon",
    ]


def test_no_more_than_asked_for_is_told(services: FakeServices) -> None:
    assert len(search(services, "rain jacket", limit=2).items) == 2
    assert search(services, "lawnmower").items == ()
