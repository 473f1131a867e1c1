"""Products are found by what a shopper says, misspelled or not."""

from __future__ import annotations

import gc
import weakref

import pytest

from app.commerce.search_index import IndexEntry, PriceRange, SearchIndex

INDEX = SearchIndex(
    [
        IndexEntry(
            product_id="airmax",
            title="Air Max 90",
            brand="Nike",
            category="Shoes",
            keywords=("Shoes", "running", "Black", "10"),
            codes=("NK-AIRMAX90-BLK-10", "2000000000008"),
        ),
        IndexEntry(
            product_id="pegasus",
            title="Pegasus 41",
            brand="Nike",
            category="Shoes",
            keywords=("Shoes", "running"),
        ),
        IndexEntry(
            product_id="prologue",
            title="Prologue Coffee, 12 oz",
            brand="Storyville",
            category="Coffee",
            keywords=("Coffee", "whole bean"),
        ),
        IndexEntry(
            product_id="mug",
            title="Trail Mug",
            brand=None,
            category="Kitchen",
            keywords=("Kitchen", "coffee"),
        ),
        IndexEntry(
            product_id="berries", title="Dried Strawberries", brand="Café Olé", category="Snacks"
        ),
    ]
)


def first(query: str) -> str | None:
    found = INDEX.find(query, 5)
    return found[0][0] if found else None


@pytest.mark.parametrize(
    ("query", "product"),
    [
        pytest.param("nike air max 90", "airmax", id="exact"),
        pytest.param("the Air Max", "airmax", id="part"),
        pytest.param("nikee air maxx", "airmax", id="typos"),
        pytest.param("trail mugs", "mug", id="plural"),
        pytest.param("dried strawberry", "berries", id="singular"),
        pytest.param("storyville", "prologue", id="brand"),
        pytest.param("cafe ole strawberries", "berries", id="without-accents"),
        pytest.param("NK-AIRMAX90-BLK-10", "airmax", id="sku"),
        pytest.param(" nk-airmax90-blk-10 ", "airmax", id="sku-in-lower-case"),
        pytest.param("2000000000008", "airmax", id="barcode"),
    ],
)
def test_the_product_meant_comes_first(query: str, product: str) -> None:
    assert first(query) == product


def test_a_code_is_certain() -> None:
    assert INDEX.find("2000000000008", 5) == [("airmax", 100.0)]


@pytest.mark.parametrize("query", ["", "   ", "the of a", "?!", "lawnmower", "日本"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert INDEX.find(query, 5) == []


def test_the_best_comes_first_and_no_more_than_asked_for() -> None:
    both = INDEX.find("nike", 5)

    assert {product for product, _ in both} == {"airmax", "pegasus"}
    assert [score for _, score in both] == sorted((score for _, score in both), reverse=True)
    assert len(INDEX.find("nike", 1)) == 1


def test_scores_stay_within_a_hundred() -> None:
    assert all(0 <= score <= 100 for _, score in INDEX.find("nike air max 90", 5))


def test_an_empty_catalog_has_nothing() -> None:
    assert SearchIndex([]).find("mug", 5) == []
    assert len(SearchIndex([])) == 0


def test_only_what_costs_as_much_as_was_said_is_found() -> None:
    shop = SearchIndex(
        IndexEntry(product_id=name, title="Mug", brand=name, category=None, low=low, high=high)
        for name, low, high in [("cheap", 500, 900), ("dear", 2000, 2500), ("till", None, None)]
    )

    def found(**price: int) -> set[str]:
        return {product for product, _ in shop.find("mug", 5, PriceRange(**price))}

    assert found(most=900) == {"cheap"}
    assert found(least=900) == {"cheap", "dear"}
    assert found(least=901, most=1999) == set()
    assert {product for product, _ in shop.find("mug", 5)} == {"cheap", "dear", "till"}


def test_of_equal_products_the_one_that_sells_comes_first() -> None:
    shop = SearchIndex(
        IndexEntry(product_id=str(sold), title="Mug", brand=None, category=None, sold=sold)
        for sold in (0, 3, 40, 2)
    )

    assert [product for product, _ in shop.find("mug", 4)] == ["40", "3", "2", "0"]


def test_a_word_that_tells_little_moves_no_product_past_the_rare_one() -> None:
    crowd = [
        IndexEntry(product_id=f"c{n}", title=f"Coffee Number {n}", brand=None, category=None)
        for n in range(200)
    ]
    rare = IndexEntry(product_id="rare", title="Kestrel Coffee", brand=None, category=None)

    assert SearchIndex([*crowd, rare]).find("coffee kestrel please", 3)[0][0] == "rare"


def test_a_compound_is_of_the_kind_that_it_ends_with_whatever_it_begins_with() -> None:
    names = {"espresso": "Espresso Kaffee", "house": "Hauskaffee", "pot": "Kaffeekanne"}
    index = SearchIndex(
        IndexEntry(product_id=each, title=title, brand=None, category=None)
        for each, title in names.items()
    )

    scores = dict(index.find("kaffee", 3))

    assert scores["house"] > scores["espresso"] - 5
    assert scores.get("pot", 0.0) < scores["house"]


def test_an_index_that_is_replaced_is_freed_with_its_last_reader() -> None:
    index = SearchIndex([IndexEntry(product_id="m", title="Mug", brand=None, category=None)])
    index.find("mug", 1)
    gone = weakref.ref(index)
    gc.disable()
    try:
        del index
        assert gone() is None
    finally:
        gc.enable()


def test_what_shares_the_telling_words_is_like_it() -> None:
    found = INDEX.like("nike running shoes for the trail", 5)

    assert {product for product, _ in found} == {"airmax", "pegasus", "mug"}
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert INDEX.like("lawnmower", 5) == []
