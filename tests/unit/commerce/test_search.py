"""From a sentence to products that one can say and sell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.commerce.facets import Understood
from app.commerce.model import ProductMatch
from app.commerce.search import FoundProduct, ProductWish, SearchAnswer, of_its_kind
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


def found(title: str, category: str | None) -> FoundProduct:
    match = ProductMatch(
        product_id=title,
        title=title,
        brand=None,
        category=category,
        variants=(),
        fits=True,
        score=90.0,
    )
    return FoundProduct(
        match=match,
        speech_name=title,
        difference=None,
        price_from=None,
        price_to=None,
        in_stock=True,
        stores=(),
    )


SHELL, PARKA = found("Rain Shell", "Jackets"), found("Parka", "Coats & Jackets")
HAT, LOOSE = found("Rain Hat", "Hats"), found("Rain Cover", None)


@pytest.mark.parametrize(
    ("named", "items", "kept"),
    [
        ("Jackets", (SHELL, HAT, PARKA, LOOSE), (SHELL, PARKA)),
        ("Jackets", (HAT, SHELL), (HAT, SHELL)),
        (None, (SHELL, HAT), (SHELL, HAT)),
        ("Jackets", (), ()),
    ],
    ids=["others-are-left-out", "the-best-is-another", "none-was-named", "nothing-found"],
)
def test_who_names_a_category_is_told_of_its_goods(
    named: str | None, items: tuple[FoundProduct, ...], kept: tuple[FoundProduct, ...]
) -> None:
    understood = Understood(category=named)

    assert (
        of_its_kind(SearchAnswer(items=items, understood=understood, least=None, most=None)) == kept
    )


NARROWED = {
    "of everything": ({}, 3, {"S": 2, "M": 2}),
    "by words": ({"query": "summit"}, 1, {"S": 1, "M": 1}),
    "by the price that is said": ({"query": "rain jacket under 100 dollars"}, 2, {"S": 2}),
    "by a price without words": ({"query": "over 150 dollars"}, 1, {"M": 1}),
    "by size": ({"query": "rain jacket", "attributes": {"size": "m"}}, 2, {"M": 2}),
    "by size, without words": ({"attributes": {"size": "S"}}, 2, {"S": 2}),
    "by an option that it lacks": ({"query": "jacket", "attributes": {"color": "red"}}, 0, {}),
    "by prices": ({"least": Decimal(100), "most": Decimal(150)}, 1, {"M": 1}),
    "by a category there is not": ({"category": "Mugs"}, 0, {}),
    "by a store": ({"query": "rain jacket", "in_stock_near": "seattle"}, 1, {"S": 1, "M": 1}),
    "by places": ({"in_stock_near": "spokane"}, 1, {"M": 1}),
    "by both": ({"attributes": {"size": "M"}, "in_stock_near": "seattle"}, 1, {"M": 1}),
}


@pytest.mark.parametrize(("wish", "products", "sizes"), NARROWED.values(), ids=NARROWED)
def test_facets_count_what_the_same_wish_finds(
    services: FakeServices, wish: dict[str, object], products: int, sizes: dict[str, int]
) -> None:
    facets = services.search.facets(SHOP, replace(ProductWish(), **wish))

    assert (facets.products, facets.is_complete) == (products, True)
    assert facets.options.get("size", {}) == sizes


def test_prices_of_facets_are_those_of_the_variants_that_fit(services: FakeServices) -> None:
    facets = services.search.facets(SHOP, ProductWish(attributes={"size": "M"}))

    assert facets.price_from is not None
    assert facets.price_to is not None
    assert (facets.price_from.amount, facets.price_to.amount) == (12000, 16000)


def test_facets_of_more_than_are_looked_through_say_that_they_are_not_all(
    services: FakeServices,
) -> None:
    for number in range(210):
        services.shop.add_variant(SHOP, f"W-{number}", f"Wick {number}", price=500, stock={})

    narrow, wide = (
        services.search.facets(SHOP, ProductWish(query=query)) for query in ("wick 17", "wick")
    )
    near = services.search.facets(SHOP, ProductWish(in_stock_near="seattle"))

    assert (wide.products, wide.is_complete, near.is_complete) == (200, False, False)
    assert narrow.products > 0
