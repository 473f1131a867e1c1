"""What a catalog can be narrowed down by, and which of it words name."""

from __future__ import annotations

from dataclasses import replace

from app.commerce.facets import Names, Understood, facets_of
from app.commerce.model import ProductMatch
from domain.ids import ProductSku
from domain.money import Money
from tests.unit.commerce.contexts import VARIANT, usd


def product(
    name: str, category: str | None, *prices: int, brand: str | None = None
) -> ProductMatch:
    variants = tuple(
        replace(
            VARIANT,
            sku=ProductSku(f"{name}-{price}"),
            title=name,
            price=usd(price),
            options={"color": "Black", "size": str(price)},
        )
        for price in prices
    )
    return ProductMatch(
        product_id=name,
        title=name,
        brand=brand,
        category=category,
        variants=variants,
        fits=True,
        score=100.0,
    )


NAMES = Names(
    categories=["Rain Jackets", "Coffee"],
    brands=["Northpeak", "The Any"],
    options={"color": ["Black", "Navy"], "size": ["10", "M"]},
)


def test_products_are_counted_once_per_value() -> None:
    found = facets_of(
        [product("a", "Mugs", 100, 300, brand="Cup & Co"), product("b", "Mugs", 200)],
        {"a": ("gift", "kitchen"), "b": ("gift",)},
    )

    assert found.categories == {"Mugs": 2}
    assert found.brands == {"Cup & Co": 1}
    assert list(found.tags.items()) == [("gift", 2), ("kitchen", 1)]
    assert found.options == {"color": {"Black": 2}, "size": {"100": 1, "200": 1, "300": 1}}
    assert (found.price_from, found.price_to) == (usd(100), usd(300))


def test_prices_are_told_in_the_currency_of_most_variants() -> None:
    foreign = product("c", None, 5)
    foreign = replace(foreign, variants=(replace(foreign.variants[0], price=Money(5, "CAD")),))

    assert facets_of([foreign, product("a", None, 100, 300)], {}).price_from == usd(100)


def test_an_empty_catalog_has_no_facets() -> None:
    assert facets_of([], {}).price_from is None


def test_words_name_what_the_catalog_has() -> None:
    assert NAMES.understood("black northpeak rain jacket for hiking, waterproof, size 10") == (
        Understood(
            category="Rain Jackets",
            brand="Northpeak",
            attributes={"color": "Black", "size": "10"},
            features=("waterproof",),
            uses=("hiking",),
        )
    )


def test_another_word_for_a_category_or_color_names_it_too() -> None:
    assert NAMES.understood("chubasquero negro") == Understood(
        category="Rain Jackets", attributes={"color": "Black"}
    )


def test_little_words_name_nothing() -> None:
    assert NAMES.understood("do you have any for me") == Understood()
