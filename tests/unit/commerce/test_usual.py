"""A shopper's usual, as it can be had now."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from app.commerce.usual import Stead
from domain.errors import NotFoundError
from domain.ids import CustomerId, LocationId, MerchantId, OrderId, PlatformId, ProductSku
from storage.bought import BoughtLine
from tests.fakes.rest import FakeServices

SHOP = MerchantId("m_1")
ADA = CustomerId("cus_ada")


@pytest.fixture
def services() -> FakeServices:
    made = FakeServices()
    for place in ("downtown", "airport"):
        made.shop.add_store(SHOP, place, place)
    for sku, title, options in [
        ("LATTE-L", "House Latte", {"size": "L"}),
        ("LATTE-M", "House Latte", {"size": "M"}),
        ("ESP", "Ridge Espresso Beans", {}),
        ("MUG", "Trail Mug", {}),
    ]:
        stock = {"downtown": 5, "airport": 0}
        made.shop.add_variant(SHOP, sku, title, options=options, stock=stock)
    made.bought[SHOP, ADA] = []
    return made


def buy(
    services: FakeServices, sku: str, days_ago: int, *, name: str | None = None, quantity: int = 1,
    place: str = "downtown", modifiers: tuple[str, ...] = (), order: str | None = None,
) -> None:  # fmt: skip
    known = services.shop.variants[SHOP].get(ProductSku(sku))
    services.bought[SHOP, ADA].append(
        BoughtLine(
            order_id=OrderId(order or f"ord_{len(services.bought[SHOP, ADA])}"),
            at=services.clock.now() - timedelta(days=days_ago),
            sku=ProductSku(sku),
            name=name or (known.title if known else sku),
            quantity=Decimal(quantity),
            modifiers=tuple(map(PlatformId, modifiers)),
            location_id=LocationId(place),
        )
    )
    services.bought[SHOP, ADA].sort(key=lambda line: line.at, reverse=True)


def usual(services: FakeServices, words: str | None = None) -> list[str]:
    return [each.variant.sku for each in services.usual.usual(SHOP, ADA, words=words).items]


def test_what_is_bought_often_and_lately_comes_first(services: FakeServices) -> None:
    for days in (2, 9, 16):
        buy(services, "LATTE-L", days)
    for days in (200, 210, 220, 230, 240):
        buy(services, "MUG", days)
    buy(services, "ESP", 1)

    found = services.usual.usual(SHOP, ADA)

    assert usual(services) == ["LATTE-L", "ESP", "MUG"]
    assert found.is_clear
    assert found.items[0].times == 3
    assert found.items[0].stead is Stead.SAME


def test_a_store_that_is_there_no_more_is_not_where_they_get_it(services: FakeServices) -> None:
    buy(services, "LATTE-L", 2, place="harbor")
    buy(services, "MUG", 200)

    closed, still_there = services.usual.usual(SHOP, ADA).items

    assert (closed.location_id, still_there.location_id) == (None, "downtown")
    assert closed.available


def test_two_habits_alike_are_not_clear(services: FakeServices) -> None:
    for days in (2, 9):
        buy(services, "LATTE-L", days)
        buy(services, "ESP", days)

    assert not services.usual.usual(SHOP, ADA).is_clear


def test_words_choose_among_the_habits(services: FakeServices) -> None:
    for days in (2, 9):
        buy(services, "LATTE-L", days)
    buy(services, "ESP", 40)

    assert usual(services, "espresso beans") == ["ESP"]
    assert usual(services, "my usual latte, please") == ["LATTE-L"]
    assert usual(services, "lawnmower") == []


def test_it_is_proposed_as_it_is_mostly_taken(services: FakeServices) -> None:
    buy(services, "LATTE-L", 3, quantity=2, modifiers=("oat",))
    buy(services, "LATTE-L", 10, quantity=2, modifiers=("soy",))
    buy(services, "LATTE-L", 20, quantity=6, place="airport")

    (item,) = services.usual.usual(SHOP, ADA).items

    assert (item.quantity, item.modifiers, item.location_id) == (2, ("oat",), "downtown")
    assert item.available is True


def test_lines_of_one_order_are_one_purchase(services: FakeServices) -> None:
    buy(services, "LATTE-L", 3, order="ord_x")
    buy(services, "LATTE-L", 3, order="ord_x")

    assert services.usual.usual(SHOP, ADA).items[0].times == 1


def test_a_size_no_longer_sold_gives_way_to_another_of_the_product(
    services: FakeServices,
) -> None:
    buy(services, "LATTE-L", 3, modifiers=("oat",))
    services.shop.withdrawn.add(ProductSku("LATTE-L"))

    (item,) = services.usual.usual(SHOP, ADA).items

    assert (item.variant.sku, item.stead) == ("LATTE-M", Stead.OTHER_VARIANT)
    assert item.modifiers == ()


def test_a_product_no_longer_sold_gives_way_to_one_like_it(services: FakeServices) -> None:
    buy(services, "OLD-ESP", 3, name="Ridge Espresso Beans")
    buy(services, "OLD-HAT", 3, name="Straw Hat")

    (item,) = services.usual.usual(SHOP, ADA).items

    assert (item.variant.sku, item.stead) == ("ESP", Stead.SIMILAR)
    assert item.bought_name == "Ridge Espresso Beans"


def test_what_their_store_has_not_is_told(services: FakeServices) -> None:
    buy(services, "LATTE-L", 3, place="airport")

    assert services.usual.usual(SHOP, ADA).items[0].available is False


def test_what_was_bought_long_ago_is_forgotten(services: FakeServices) -> None:
    buy(services, "MUG", 400)

    assert usual(services) == []


def test_a_stranger_has_no_usual(services: FakeServices) -> None:
    with pytest.raises(NotFoundError):
        services.usual.usual(SHOP, CustomerId("cus_other"))


def test_a_thing_no_longer_sold_is_meant_by_the_kind_of_what_takes_its_place(
    services: FakeServices,
) -> None:
    for days in (3, 10, 17):
        buy(services, "LATTE-L", days, name="Grande from Ridge")
    services.shop.withdrawn.add(ProductSku("LATTE-L"))

    (item,) = services.usual.usual(SHOP, ADA, words="latte").items

    assert (item.bought_name, item.stead) == ("Grande from Ridge", Stead.OTHER_VARIANT)


def test_a_thing_no_longer_sold_is_not_meant_by_words_for_something_else(
    services: FakeServices,
) -> None:
    buy(services, "LATTE-L", 3, name="Grande from Ridge")
    services.shop.withdrawn.add(ProductSku("LATTE-L"))

    assert usual(services, "drinking vessel") == []
    assert usual(services, "trail") == []
