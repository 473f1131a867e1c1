"""What a cart costs at a Vend retailer: the caller computes price and tax, since Vend quotes none.

From the retailer's own product prices and tax rates, by the rules of OpenAPI 2026-07: a product's
own tax for the outlet (`outlet_taxes`, present only where it differs), else the outlet's default
tax, else the retailer's. Price and tax travel per unit, before tax, with five decimals. Price books
(other prices by customer group or date) and promotions are not applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from domain.ids import PlatformId
from domain.money import Money, allocate, total
from domain.orders import Quote, QuoteLine
from mapping.converters import text
from mapping.engine import MappingError
from mapping.platforms.vend_words import number, rounded

_FIVE = Decimal("0.00001")

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """One line as it is quoted and sold; amounts per unit, before tax, to five decimals."""

    variant_platform_id: PlatformId
    quantity: int
    price: Decimal
    tax: Decimal
    tax_id: str
    name: str
    is_shipping: bool = False
    note: str | None = None


def price_line(
    product: Raw,
    outlet: Raw,
    taxes: Sequence[Raw],
    *,
    quantity: int,
    note: str | None = None,
) -> PricedLine:
    """A product priced at an outlet. Raises MappingError naming the missing path."""
    tax = _tax_of(product, outlet, taxes)
    before, amount = _unit(product, tax, inclusive=outlet.get("display_prices") == "inclusive")
    return PricedLine(
        variant_platform_id=PlatformId(str(product["id"])),
        quantity=quantity,
        price=before,
        tax=amount,
        tax_id=str(tax["id"]),
        name=text(product.get("variant_name") or product.get("name") or ""),
        note=note,
    )


def shipping_line(product: Raw, outlet: Raw, taxes: Sequence[Raw], *, fee: Money) -> PricedLine:
    """The delivery fee as the product that stands for it, taxed as that product is."""
    tax = _tax_of(product, outlet, taxes)
    rate = _rate(tax, product, fee.to_decimal())
    shown = fee.to_decimal()
    if outlet.get("display_prices") == "inclusive":
        before = _fifth(shown / (1 + rate))
        amount = _fifth(shown) - before
    else:
        before, amount = shown, _fifth(shown * rate)
    return PricedLine(
        variant_platform_id=PlatformId(str(product["id"])),
        quantity=1,
        price=before,
        tax=amount,
        tax_id=str(tax["id"]),
        name=text(product.get("name") or ""),
        is_shipping=True,
    )


def quote_of(lines: Sequence[PricedLine], currency: str) -> Quote:
    """The lines summed up; totals are rounded once, as Vend rounds a sale."""
    totals = _shared([(one.price + one.tax) * one.quantity for one in lines], currency)
    taxes = _shared([one.tax * one.quantity for one in lines], currency)
    whole, tax = total(totals, currency), total(taxes, currency)
    shipping = rounded(_sum(one.price for one in lines if one.is_shipping), currency)
    return Quote(
        lines=tuple(
            _quoted(one, each, part)
            for one, each, part in zip(lines, totals, taxes, strict=True)
            if not one.is_shipping
        ),
        subtotal=whole - tax - shipping,
        discount=Money.zero(currency),
        tax=tax,
        shipping=shipping,
        total=whole,
    )


def _shared(exact: Sequence[Decimal], currency: str) -> Sequence[Money]:
    """The sum, rounded once, in parts that add up to it (largest remainder)."""
    whole = rounded(_sum(exact), currency)
    weights = [int(amount / _FIVE) for amount in exact]
    return allocate(whole, weights) if any(weights) else [whole for _ in exact]


def _quoted(line: PricedLine, whole: Money, tax: Money) -> QuoteLine:
    return QuoteLine(
        variant_platform_id=line.variant_platform_id,
        quantity=line.quantity,
        unit_price=rounded(line.price, whole.currency),
        tax=tax,
        discount=Money.zero(whole.currency),
        total=whole,
        name=line.name or None,
    )


def _unit(product: Raw, tax: Raw, *, inclusive: bool) -> tuple[Decimal, Decimal]:
    """Price before tax, and tax, of one unit.

    Where tags show prices with tax, the tag is what the shopper was told: the tax is taken out of
    it, so that both add up to the tag again.
    """
    with_tax, before = product.get("price_including_tax"), product.get("price_excluding_tax")
    if before is None and with_tax is None:
        raise MappingError("price_excluding_tax", None, "give the product a price in Vend")
    if inclusive and with_tax is not None:
        shown = _fifth(number(with_tax))
        exact = _fifth(shown / (1 + _rate(tax, product, shown)))
        return exact, shown - exact
    price = _fifth(number(before if before is not None else with_tax))
    return price, _fifth(price * _rate(tax, product, price))


def _tax_of(product: Raw, outlet: Raw, taxes: Sequence[Raw]) -> Raw:
    own = [
        one.get("tax_id")
        for one in product.get("outlet_taxes") or ()
        if one.get("outlet_id") == outlet.get("id")
    ]
    wanted = (own or [outlet.get("default_tax_id")])[0]
    for tax in taxes:
        if tax.get("id") == wanted or (wanted is None and tax.get("is_default")):
            return tax
    raise MappingError("default_tax_id", wanted, "choose a tax for the outlet in Vend")


def _rate(tax: Raw, product: Raw, price: Decimal) -> Decimal:
    """The tax's rates added up; a rate with a threshold counts from that price on."""
    found = Decimal(0)
    for rate in tax.get("rates") or ():
        rules = [
            rule
            for rule in rate.get("rules") or ()
            if rule.get("tax_code") == product.get("tax_category")
        ]
        if all(price >= number(rule.get("value") or 0) for rule in rules):
            found += number(rate["rate"])
    return found


def _fifth(value: Decimal) -> Decimal:
    return value.quantize(_FIVE, ROUND_HALF_UP)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
