"""How ready products are for voice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.commerce.audit import Flaw, Grade, audit
from app.commerce.model import ProductMatch, VariantView
from app.commerce.speakable import differences, short_name
from domain.ids import ProductSku
from tests.unit.commerce.contexts import VARIANT, usd


def variant(sku: str, price: int | None = 1000, **options: str) -> VariantView:
    return replace(
        VARIANT,
        sku=ProductSku(sku),
        options=options,
        price=None if price is None else usd(price),
    )


def product(
    title: str, *variants: VariantView, category: str | None = "Things", brand: str | None = "B"
) -> ProductMatch:
    return ProductMatch(
        product_id=title,
        title=title,
        brand=brand,
        category=category,
        variants=variants or (variant(title),),
        fits=True,
        score=100.0,
    )


GOOD = product("Trail Mug", variant("m-1", color="Red"), variant("m-2", color="Blue"))


def flaws(*products: ProductMatch) -> list[Flaw]:
    """Of the first product."""
    report = audit(products, {})
    found = [each for each in report.flawed if each.product_id == products[0].product_id]
    return [finding.flaw for each in found for finding in each.findings]


def test_a_product_that_can_be_said_and_sold_is_an_a() -> None:
    report = audit([GOOD], {})

    assert report.grades == {"A": 1, "B": 0, "C": 0, "D": 0, "F": 0}
    assert (report.flawed, report.flaws) == ((), {})


@pytest.mark.parametrize(
    ("flawed", "flaw"),
    [
        pytest.param(product("Mug", variant("m", None)), Flaw.NO_PRICE, id="no-price"),
        pytest.param(
            product("Mug", variant("a"), variant("b")), Flaw.VARIANTS_ALIKE, id="no-options"
        ),
        pytest.param(
            product("Mug", variant("a", size="L"), variant("b", size="L")),
            Flaw.VARIANTS_ALIKE,
            id="same-options",
        ),
        pytest.param(product("Mug", category=None), Flaw.NO_CATEGORY, id="no-category"),
        pytest.param(product("A Very Nice Mug For Coffee And Tea"), Flaw.NAME_TOO_LONG, id="long"),
        pytest.param(product("Mug™ ★ Blue"), Flaw.ODD_CHARACTERS, id="marks"),
        pytest.param(product("Mug AB1C2D"), Flaw.ODD_CHARACTERS, id="article-number"),
        pytest.param(
            product("Mug", variant("a", color="BLK/WHT")), Flaw.ABBREVIATED_VALUES, id="short"
        ),
        pytest.param(product("Mug", category=None, brand=None), Flaw.FEW_WORDS, id="few-words"),
    ],
)
def test_a_flaw_is_found_with_its_fix(flawed: ProductMatch, flaw: Flaw) -> None:
    assert flaw in flaws(flawed)
    (graded,) = audit([flawed], {}).flawed
    assert all(finding.fix and finding.detail for finding in graded.findings)
    assert graded.score < 100


@pytest.mark.parametrize("value", ["XL", "2XL", "M", "10.5", "Black", "500 g", "12 oz", "XXL"])
def test_sizes_and_words_are_no_abbreviations(value: str) -> None:
    assert flaws(product("Mug", variant("a", size=value))) == []


@pytest.mark.parametrize(
    "title", ["Air Max 90", "Chef's Knife", "Café au Lait", "T-Shirt, 50% Wool"]
)
def test_what_can_be_said_is_not_odd(title: str) -> None:
    assert flaws(product(title)) == []


def test_products_heard_as_one_another_name_each_other() -> None:
    assert flaws(product("All-Purpose Flour"), product("All-Purpose Flower")) == [Flaw.SOUNDS_LIKE]
    assert flaws(product("Trail Mug"), product("Trail Jug")) == []


def test_a_name_cut_short_is_heard_like_its_neighbor() -> None:
    first, second = (product(f"Whole Bean Dark Roast Coffee Ridge {n}") for n in ("One", "Two"))

    assert flaws(first, second) == [Flaw.NAME_TOO_LONG, Flaw.SAME_NAME]


def test_the_worst_comes_first() -> None:
    report = audit(
        [GOOD, product("Mug", category=None), product("Cup", variant("c", None), category=None)], {}
    )

    assert [each.title for each in report.flawed] == ["Cup", "Mug"]
    assert report.flawed[0].grade is Grade.D
    assert report.flaws == {"no-price": 1, "no-category": 2}


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Nike Air Max 90", "Nike Air Max 90"),
        ("Trail Mug (12 oz) [New!]", "Trail Mug"),
        ("Trail Mug™ - Limited Edition 2026", "Trail Mug"),
        ("Trail Mug AB-1234-X", "Trail Mug"),
        ("A Very Nice Mug For Coffee And Tea", "A Very Nice Mug For Coffee"),
        ("AB-1234", "AB-1234"),
        ("(new)", "(new)"),
    ],
)
def test_titles_are_cut_to_what_can_be_listened_to(title: str, said: str) -> None:
    assert short_name(title) == said


def test_results_are_told_apart_by_what_only_they_say() -> None:
    jackets = [product(f"Northpeak {name} Jacket") for name in ("Ridge Rain", "Summit Fleece")]

    assert differences(jackets) == ["Ridge Rain", "Summit Fleece"]
    assert differences(jackets[:1]) == [None]


def test_results_of_one_name_are_told_apart_by_category_or_color() -> None:
    mugs = [product("Mug", variant("a", color="Red")), product("Mug", variant("b", color="Blue"))]

    assert differences(mugs) == ["Red", "Blue"]
    assert differences([product("Mug"), product("Mug", category="Gifts")]) == ["Things", "Gifts"]
