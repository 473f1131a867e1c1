"""What helps when a store has too few."""

from __future__ import annotations

import pytest

from app.commerce.alternatives import Alternatives, Substitutes
from domain.errors import NotFoundError, UnknownSkuError
from domain.ids import LocationId, MerchantId, ProductSku
from tests.fakes.rest import FakeServices

SHOP = MerchantId("m_1")
DOWNTOWN = LocationId("downtown")


@pytest.fixture
def substitutes() -> Substitutes:
    services = FakeServices()
    shop = services.shop
    for place in ("downtown", "airport", "harbor"):
        shop.add_store(SHOP, place, place)

    def sell(sku: str, title: str, size: str, color: str, **stock: int) -> None:
        shop.add_variant(
            SHOP, sku, title, options={"size": size, "color": color}, stock=dict(stock)
        )

    sell("RED-9", "Trail Shoe", "9", "Red", downtown=0, airport=4, harbor=1)
    sell("RED-10", "Trail Shoe", "10", "Red", downtown=2)
    sell("BLUE-11", "Trail Shoe", "11", "Blue", downtown=2)
    sell("BLUE-9", "Trail Shoe", "9", "Blue", downtown=0)
    sell("ROAD", "Road Shoe", "9", "Red", downtown=5)
    sell("ROAD-2", "Road Shoe", "10", "Red", downtown=5)
    sell("GONE", "Gravel Shoe", "9", "Red", downtown=0)
    return Substitutes(shop.discovery, shop.stock, services.nearby)


def found(substitutes: Substitutes, quantity: int = 1) -> Alternatives:
    return substitutes.alternatives(SHOP, ProductSku("RED-9"), at=DOWNTOWN, quantity=quantity)


def test_other_stores_that_have_enough_are_named(substitutes: Substitutes) -> None:
    def stores(quantity: int) -> set[str]:
        return {each.stock.location_id for each in found(substitutes, quantity).stores}

    assert stores(1) == {"airport", "harbor"}
    assert stores(2) == {"airport"}
    assert stores(5) == set()


def test_what_the_store_has_of_the_product_comes_likest_first(substitutes: Substitutes) -> None:
    assert [each.sku for each in found(substitutes).variants] == ["RED-10", "BLUE-11"]


def test_a_similar_product_is_named_once_and_only_if_it_is_there(
    substitutes: Substitutes,
) -> None:
    assert [each.sku for each in found(substitutes).similar] == ["ROAD"]


def test_nothing_helps_where_nothing_is(substitutes: Substitutes) -> None:
    none = found(substitutes, quantity=50)

    assert (none.stores, none.variants, none.similar) == ((), (), ())


def test_an_unknown_store_or_variant_is_refused(substitutes: Substitutes) -> None:
    with pytest.raises(NotFoundError):
        substitutes.alternatives(SHOP, ProductSku("RED-9"), at=LocationId("moon"))
    with pytest.raises(UnknownSkuError):
        substitutes.alternatives(SHOP, ProductSku("NOPE"), at=DOWNTOWN)
