"""What a cart costs at a Vend retailer: own taxes, thresholds, prices with and without tax."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from mapping.engine import MappingError
from mapping.platforms.vend_pricing import price_line, quote_of, shipping_line
from mapping.platforms.vend_words import rounded

OUTLET = {"id": "o1", "default_tax_id": "gst", "display_prices": "exclusive"}
WITH_TAX = {**OUTLET, "display_prices": "inclusive"}
TAXES: list[dict[str, Any]] = [
    {"id": "none", "is_default": False, "rates": [{"rate": 0}]},
    {"id": "gst", "is_default": True, "rates": [{"rate": 0.15}]},
    {"id": "two", "is_default": False, "rates": [{"rate": 0.04}, {"rate": "0.045"}]},
    {
        "id": "ny",
        "is_default": False,
        "rates": [
            {
                "rate": 0.08,
                "rules": [
                    {"tax_code": "vend_clothing_footwear", "type": "threshold", "value": 110}
                ],
            }
        ],
    },
]
MUG: dict[str, Any] = {
    "id": "p1",
    "name": "Mug",
    "price_excluding_tax": 2.63158,
    "price_including_tax": 3.02632,
}


def test_the_outlets_default_tax_is_added_where_tags_show_none() -> None:
    line = price_line(MUG, OUTLET, TAXES, quantity=2)

    assert (line.price, line.tax, line.tax_id) == (Decimal("2.63158"), Decimal("0.39474"), "gst")


def test_where_tags_show_prices_with_tax_both_parts_add_up_to_the_tag() -> None:
    shirt = {**MUG, "price_including_tax": 40, "price_excluding_tax": 34.78261}

    line = price_line(shirt, WITH_TAX, TAXES, quantity=1)
    quote = quote_of([line], "NZD")

    assert line.price + line.tax == 40
    assert (quote.total, quote.tax) == (Money(4000, "NZD"), Money(522, "NZD"))


def test_a_products_own_tax_at_the_outlet_goes_before_the_default() -> None:
    beans = {**MUG, "outlet_taxes": [{"outlet_id": "o1", "tax_id": "none"}]}
    elsewhere = {**MUG, "outlet_taxes": [{"outlet_id": "o2", "tax_id": "none"}]}

    assert price_line(beans, OUTLET, TAXES, quantity=1).tax == 0
    assert price_line(elsewhere, OUTLET, TAXES, quantity=1).tax_id == "gst"


def test_several_rates_of_a_tax_are_added_up() -> None:
    line = price_line({**MUG, "price_excluding_tax": 100}, {**OUTLET, "default_tax_id": "two"},
                      TAXES, quantity=1)  # fmt: skip

    assert line.tax == Decimal("8.5")


@pytest.mark.parametrize(("price", "tax"), [(109.99, "0"), (110, "8.8")])
def test_clothes_below_the_threshold_are_tax_free(price: float, tax: str) -> None:
    shoe = {**MUG, "price_excluding_tax": price, "tax_category": "vend_clothing_footwear"}

    line = price_line(shoe, {**OUTLET, "default_tax_id": "ny"}, TAXES, quantity=1)

    assert line.tax == Decimal(tax)


def test_a_retailers_default_serves_an_outlet_without_one() -> None:
    line = price_line(MUG, {"id": "o1", "display_prices": "exclusive"}, TAXES, quantity=1)

    assert line.tax_id == "gst"


def test_an_unknown_tax_or_a_missing_price_is_named_and_not_guessed() -> None:
    with pytest.raises(MappingError) as no_tax:
        price_line(MUG, {**OUTLET, "default_tax_id": "gone"}, TAXES, quantity=1)
    with pytest.raises(MappingError) as no_price:
        price_line({"id": "p1", "name": "Mug"}, OUTLET, TAXES, quantity=1)

    assert no_tax.value.path == "default_tax_id"
    assert no_price.value.path == "price_excluding_tax"


def test_a_delivery_fee_is_told_apart_and_taxed_as_its_product_is() -> None:
    fee = shipping_line({"id": "d", "name": "Delivery"}, OUTLET, TAXES, fee=Money(799, "NZD"))
    quote = quote_of([price_line(MUG, OUTLET, TAXES, quantity=1), fee], "NZD")

    assert quote.shipping == Money(799, "NZD")
    assert len(quote.lines) == 1
    assert quote.total == quote.subtotal + quote.tax + quote.shipping


def test_a_delivery_fee_with_tax_inside_adds_up_to_what_was_said() -> None:
    fee = shipping_line({"id": "d", "name": "Delivery"}, WITH_TAX, TAXES, fee=Money(1000, "NZD"))

    assert fee.price + fee.tax == 10


@given(
    cents=st.lists(st.integers(1, 500_000), min_size=1, max_size=6),
    quantity=st.integers(1, 40),
    inclusive=st.booleans(),
)
def test_a_quote_adds_up_whatever_is_in_the_cart(
    cents: list[int], quantity: int, inclusive: bool
) -> None:
    outlet = WITH_TAX if inclusive else OUTLET
    lines = [
        price_line(
            {
                "id": f"p{number}",
                "price_excluding_tax": str(Decimal(one) / 100),
                "price_including_tax": str(Decimal(one) / 100),
            },
            outlet,
            TAXES,
            quantity=quantity,
        )
        for number, one in enumerate(cents)
    ]

    quote = quote_of(lines, "NZD")

    assert quote.total == quote.subtotal - quote.discount + quote.tax + quote.shipping
    exact = sum(((one.price + one.tax) * one.quantity for one in lines), Decimal(0))
    assert quote.total == rounded(exact, "NZD")
    if inclusive:
        assert quote.total.amount == sum(cents) * quantity
