"""Totals as Lightspeed's own examples have them, and quotes made by the same rules."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import PlatformId
from domain.money import Money, total
from domain.orders import Cart, CartLine
from mapping.engine import MappingError
from mapping.platforms.lightspeed_prices import TaxRules, quote_of
from tests.contracts_path import contracts_dir

MONTREAL = {"isTaxInclusive": "false", "tax1Rate": "0.05", "tax2Rate": "0.09975"}


def item(number: int, price: str, **changed: Any) -> dict[str, Any]:
    prices = {"ItemPrice": [{"amount": price, "useType": "Default"}]}
    known = {"itemID": str(number), "tax": "true", "taxClassID": "6", "description": "Thing"}
    return {**known, "Prices": prices, **changed}


def cart(*wishes: tuple[int, int], fee: Money | None = None) -> Cart:
    return Cart(
        location_platform_id=PlatformId("1"),
        currency="USD",
        lines=tuple(
            CartLine(variant_platform_id=PlatformId(str(number)), quantity=quantity)
            for number, quantity in wishes
        ),
        shipping_fee=fee,
    )


def by_id(*items: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["itemID"]: one for one in items}


def test_the_documented_sale_comes_to_the_same_cents() -> None:
    path = contracts_dir("lightspeed", "samples") / "v3-documented" / "sale_create_completed.json"
    sale = json.loads(path.read_text())["response"]["body"]["Sale"]
    lines = sale["SaleLines"]["SaleLine"]
    items = by_id(*(item(int(line["itemID"]), line["unitPrice"]) for line in lines))

    quote = quote_of(
        cart(*((int(line["itemID"]), 1) for line in lines)), items, TaxRules.read(sale), None
    )

    assert quote.total == Money.from_decimal(sale["calcTotal"], "USD")
    assert quote.tax == Money.from_decimal(sale["taxTotal"], "USD")
    assert quote.subtotal == Money.from_decimal(sale["calcSubtotal"], "USD")


def test_each_tax_is_rounded_by_itself_and_half_goes_up() -> None:
    quote = quote_of(cart((28, 1)), by_id(item(28, "14.1")), TaxRules.read(MONTREAL), None)

    assert (quote.tax, quote.total) == (Money(71 + 141, "USD"), Money(1622, "USD"))


def test_a_tax_class_has_its_own_rates_or_the_categorys() -> None:
    classes = {"TaxCategoryClass": {"taxClassID": "3", "tax1Rate": "0", "tax2Rate": "0"}}
    rules = TaxRules.read({**MONTREAL, "TaxCategoryClasses": classes})

    free = quote_of(cart((1, 2)), by_id(item(1, "10", taxClassID="3")), rules, None)
    taxed = quote_of(cart((1, 2)), by_id(item(1, "10")), rules, None)

    assert (free.tax.amount, taxed.tax.amount) == (0, 100 + 200)


@pytest.mark.parametrize("flag", ["false", None])
def test_an_item_that_is_not_taxed_has_no_tax(flag: str | None) -> None:
    quote = quote_of(cart((1, 1)), by_id(item(1, "10", tax=flag)), TaxRules.read(MONTREAL), None)

    assert quote.tax == Money.zero("USD")


def test_a_shop_without_a_tax_category_charges_none() -> None:
    quote = quote_of(cart((1, 1)), by_id(item(1, "10")), TaxRules.read(None), None)

    assert quote.total == Money(1000, "USD")


def test_prices_that_contain_the_tax_come_to_themselves() -> None:
    inclusive = TaxRules.read({**MONTREAL, "isTaxInclusive": "true"})

    quote = quote_of(cart((1, 1)), by_id(item(1, "11.50")), inclusive, None)

    assert quote.tax == Money(150, "USD")
    assert quote.total == Money(1150, "USD")


def test_shipping_is_untaxed_unless_an_item_stands_for_it() -> None:
    rules, fee = TaxRules.read(MONTREAL), Money(1000, "USD")
    items = by_id(item(1, "10"))

    plain = quote_of(cart((1, 1), fee=fee), items, rules, None)
    taxed = quote_of(cart((1, 1), fee=fee), items, rules, item(9, "0"))

    assert plain.total == Money(1000 + 150 + 1000, "USD")
    assert taxed.total == Money(1000 + 150 + 1000 + 150, "USD")
    assert plain.shipping == taxed.shipping == fee


@pytest.mark.parametrize("price", ["0", "9.995", "ten"])
def test_an_item_without_a_price_in_cents_has_no_quote(price: str) -> None:
    with pytest.raises(MappingError):
        quote_of(cart((1, 1)), by_id(item(1, price)), TaxRules.read(None), None)


@given(
    st.lists(st.tuples(st.integers(1, 999_99), st.integers(1, 9)), min_size=1, max_size=6),
    st.decimals(0, Decimal("0.2"), places=5),
)
def test_a_quote_adds_up(wishes: list[tuple[int, int]], rate: Decimal) -> None:
    items = by_id(*(item(n, str(Money(cents, "USD").to_decimal())) for n, (cents, _) in
                    enumerate(wishes, 1)))  # fmt: skip
    rules = TaxRules.read({"tax1Rate": str(rate), "tax2Rate": "0"})

    quote = quote_of(cart(*((n, q) for n, (_, q) in enumerate(wishes, 1))), items, rules, None)

    assert quote.total == quote.subtotal + quote.tax + quote.shipping
    assert quote.subtotal == total((one.unit_price * one.quantity for one in quote.lines), "USD")
    assert quote.tax == total((one.tax for one in quote.lines), "USD")


@given(
    st.lists(st.tuples(st.integers(1, 999_99), st.integers(1, 9)), min_size=1, max_size=6),
    st.decimals(0, Decimal("0.2"), places=5),
    st.decimals(0, Decimal("0.1"), places=5),
)
def test_prices_that_contain_both_taxes_come_to_themselves_to_the_cent(
    wishes: list[tuple[int, int]], first: Decimal, second: Decimal
) -> None:
    items = by_id(*(item(n, str(Money(cents, "USD").to_decimal())) for n, (cents, _) in
                    enumerate(wishes, 1)))  # fmt: skip
    told = {"tax1Rate": str(first), "tax2Rate": str(second), "isTaxInclusive": "true"}

    quote = quote_of(
        cart(*((n, q) for n, (_, q) in enumerate(wishes, 1))), items, TaxRules.read(told), None
    )

    assert quote.total == Money(sum(cents * many for cents, many in wishes), "USD")
    assert quote.total == total((one.total for one in quote.lines), "USD")
    assert quote.total == quote.subtotal + quote.tax
    assert quote.tax == total((one.tax for one in quote.lines), "USD")
