"""What a cart costs at a till that computes no tax."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.ids import PlatformId
from domain.money import Money, total
from domain.orders import Cart, CartLine, OrderDraft
from mapping.platforms.counterpoint_pricing import (
    PricedCart,
    PricedLine,
    TaxRate,
    line_taxes,
    quote_of,
)
from mapping.platforms.counterpoint_requests import Till, document_request

MEMPHIS = (
    TaxRate(authority="MEMPHIS", rule="TAX", percent=Decimal(2)),
    TaxRate(authority="SHELBY", rule="TAX", percent=Decimal(3)),
    TaxRate(authority="TN", rule="TAX", percent=Decimal(4)),
)


def line(cents: int, quantity: int = 1, *, taxable: bool = True) -> PricedLine:
    """So many of something."""
    return PricedLine(
        variant=PlatformId("ADM-TL9"),
        item_no="ADM-TL9",
        cell=None,
        name="Adams Tight Lies 9 Wood",
        quantity=quantity,
        unit_price=Money(cents, "USD"),
        taxable=taxable,
    )


def cart(
    *lines: PricedLine, fee: PricedLine | None = None, rates: tuple[TaxRate, ...] = MEMPHIS
) -> PricedCart:
    """A cart in Memphis."""
    return PricedCart(currency="USD", lines=lines, fee=fee, rates=rates)


def test_the_taxes_are_those_of_the_vendors_printed_document() -> None:
    priced = cart(line(34999))

    assert [tax for _, tax in priced.taxes] == [
        Money(700, "USD"),
        Money(1050, "USD"),
        Money(1400, "USD"),
    ]
    assert priced.total == Money(38149, "USD")


def test_what_is_not_taxable_raises_no_tax() -> None:
    priced = cart(line(1000), line(5000, taxable=False))

    quote = quote_of(priced)

    assert priced.taxable == Money(1000, "USD")
    assert [one.tax for one in quote.lines] == [Money(90, "USD"), Money(0, "USD")]
    assert cart(line(5000, taxable=False)).taxes == ()


def test_a_fee_for_shipping_is_no_part_of_the_goods() -> None:
    quote = quote_of(cart(line(1000, 2), fee=line(799, taxable=False)))

    assert (quote.subtotal, quote.shipping) == (Money(2000, "USD"), Money(799, "USD"))
    assert quote.total == Money(2000 + 180 + 799, "USD")


LINES = some.lists(
    some.builds(line, some.integers(0, 10**7), some.integers(1, 99), taxable=some.booleans()),
    min_size=1,
    max_size=8,
)
RATES = some.lists(
    some.decimals(0, 20, places=3).map(
        lambda percent: TaxRate(authority="A", rule="TAX", percent=percent)
    ),
    max_size=4,
)


@given(lines=LINES, rates=RATES)
def test_a_quote_adds_up_to_the_cent(lines: list[PricedLine], rates: list[TaxRate]) -> None:
    priced = cart(*lines, rates=tuple(rates))
    quote = quote_of(priced)

    assert quote.total == quote.subtotal - quote.discount + quote.tax + quote.shipping
    assert total((one.tax for one in quote.lines), "USD") == quote.tax
    assert total(line_taxes(priced), "USD") == priced.tax
    assert total((one for _, one in priced.taxes), "USD") == quote.tax


@given(lines=LINES, rates=RATES)
def test_the_document_says_what_the_quote_said(
    lines: list[PricedLine], rates: list[TaxRate]
) -> None:
    priced = cart(*lines, rates=tuple(rates))
    wish = Cart(
        location_platform_id=PlatformId("MAIN"),
        currency="USD",
        lines=(CartLine(variant_platform_id=PlatformId("ADM-TL9"), quantity=1),),
    )
    till = Till(store="MAIN", station="1", drawer="1", user="MGR")

    body = document_request(OrderDraft(cart=wish, reference="vt-1"), priced, till)

    header = body["PS_DOC_HDR"]
    goods = sum(Decimal(one["PRC"]) * int(one["QTY_SOLD"]) for one in header["PS_DOC_LIN"])
    taxes = sum((Decimal(one["TAX_AMT"]) for one in header["PS_DOC_TAX"]), Decimal())
    assert goods + taxes == quote_of(priced).total.to_decimal()
    assert Decimal(body["PS_TAX"]["ORD_TAX_AMT"]) == taxes


@pytest.mark.parametrize(
    ("cents", "percent", "tax"),
    [(50, "1", 1), (49, "1", 0), (10_00, "6.25", 63), (333, "10.35", 34)],
)
def test_half_a_cent_is_rounded_up(cents: int, percent: str, tax: int) -> None:
    rate = TaxRate(authority="A", rule="TAX", percent=Decimal(percent))

    assert rate.of(Money(cents, "USD")) == Money(tax, "USD")
