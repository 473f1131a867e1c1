"""Goods are found by their category and by the kind they are of, whatever their titles say."""

from __future__ import annotations

import pytest

from app.commerce.kinds import Kind, kinds
from app.commerce.lexicon import lexicon, phrase_of
from app.commerce.search_index import IndexEntry, PriceRange, SearchIndex

SHOP = SearchIndex(
    IndexEntry(
        product_id=name,
        title=title,
        brand=None,
        category=category,
        keywords=(*((category,) if category else ()), *tags),
        low=low,
        high=low,
        sold=sold,
    )
    for name, title, category, tags, low, sold in [
        ("pegasus", "Pegasus 41", "Shoes", (), 14500, 40.0),
        ("approach", "Baker Approach Shoe", "Shoes", (), 11600, 0.0),
        ("cleaner", "Shoe Cleaner", "Care", (), 900, 5.0),
        ("parka", "Orcas Parka", "Coats & Jackets", (), 38200, 0.0),
        ("shell", "Skagit Rain Shell", "Jackets", (), 12200, 0.0),
        ("puff", "Nano Puff", "Jackets", (), 12300, 0.0),
        ("tee", "Tahoma Tech Tee", "Shirts", (), 3200, 0.0),
        ("decaf", "Lopez Decaf", "Coffee Beans", (), 1500, 0.0),
        ("boot", "Stevens Hiking Boot", None, (), 13200, 0.0),
        ("poles", "Ridge Carbon Poles", "Camping", ("hiking",), 6400, 0.0),
        ("lamp", "Aurora", None, ("vegan",), 2000, 0.0),
    ]
)


def found(query: str, **price: int) -> list[str]:
    """Ids for a query, best first."""
    return [name for name, _ in SHOP.find(query, 20, PriceRange(**price) if price else None)]


@pytest.mark.parametrize("query", ["shoe", "Shoes", "the shoes please"])
def test_a_category_has_all_of_its_goods_and_those_that_sell_first(query: str) -> None:
    assert found(query)[0] == "pegasus"
    assert "approach" in found(query)


@pytest.mark.parametrize(
    "query", ["footwear", "zapatos", "calzado", "chaussures", "Schuhe", "Schuhwerk"]
)
def test_a_category_is_found_by_its_other_names(query: str) -> None:
    assert set(found(query)) >= {"pegasus", "approach"}
    assert found(query)[0] == "pegasus"


@pytest.mark.parametrize("query", ["jacket", "jackets", "chaquetas", "vestes", "Jacken"])
def test_one_of_several_words_of_a_category_finds_it(query: str) -> None:
    assert set(found(query)) == {"parka", "shell", "puff"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("outerwear", {"parka", "shell", "puff"}),
        ("ropa de abrigo", {"parka", "shell", "puff"}),
        ("clothing", {"parka", "shell", "puff", "tee"}),
        ("clothng", {"parka", "shell", "puff", "tee"}),
        ("vêtements", {"parka", "shell", "puff", "tee"}),
        ("Kleidung", {"parka", "shell", "puff", "tee"}),
        ("footwear", {"boot"}),
        ("bebidas calientes", {"decaf"}),
    ],
)
def test_a_kind_has_the_goods_that_are_of_it(query: str, names: set[str]) -> None:
    assert names <= set(found(query))


def test_a_narrower_word_does_not_find_the_whole_kind() -> None:
    assert "tee" not in found("jackets")
    assert "pegasus" not in found("boots")


def test_a_word_of_two_meanings_stands_for_neither_kind() -> None:
    assert "tee" not in found("hot drinks")


@pytest.mark.parametrize(
    "query", ["something for hiking", "algo para senderismo", "pour la randonnée", "zum Wandern"]
)
def test_goods_are_found_by_what_they_are_wanted_for(query: str) -> None:
    assert set(found(query)) == {"boot", "poles"}


def test_a_tag_alone_finds_its_goods() -> None:
    assert found("vegan") == ["lamp"]


def test_what_sheds_rain_is_waterproof() -> None:
    assert found("waterproof jacket")[0] == "shell"


def test_a_use_that_nothing_tells_of_does_not_hide_the_goods() -> None:
    assert found("waterproof jacket for hiking", most=15000)[0] == "shell"


def test_what_is_of_no_kind_here_is_not_found() -> None:
    assert found("furniture") == []


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.names[0])
def test_every_name_of_a_kind_stands_for_goods(kind: Kind) -> None:
    for name in kind.names:
        assert lexicon().kinds[phrase_of(name)], name
