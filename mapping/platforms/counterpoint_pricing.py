"""What a cart costs at a Counterpoint till: the items' own prices, and the connection's tax table.

The server prices no cart and computes no tax; a document is stored as the caller says. So a quote
and the document made from it come out of the same `PricedCart`. Tax is rounded per authority on
the whole taxable amount, half up, as the vendor's printed document does (349.99 at 2, 3 and 4 %
is 7.00, 10.50 and 14.00).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain.ids import PlatformId
from domain.money import Money, allocate, minor_digits, total
from domain.orders import Quote, QuoteLine
from mapping.platforms.counterpoint_words import Cell

_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """One authority's tax under one rule, in percent."""

    authority: str
    rule: str
    percent: Decimal

    def of(self, taxable: Money) -> Money:
        """The tax on an amount, rounded half up to the minor unit."""
        exact = taxable.to_decimal() * self.percent / _PERCENT
        unit = Decimal(1).scaleb(-minor_digits(taxable.currency))
        return Money.from_decimal(exact.quantize(unit, ROUND_HALF_UP), taxable.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """So many of one item at its price."""

    variant: PlatformId
    item_no: str
    cell: Cell | None
    name: str
    quantity: int
    unit_price: Money
    taxable: bool

    @property
    def amount(self) -> Money:
        """The line without tax."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedCart:
    """Lines, the fee for shipping as a line of its own, and the taxes on them."""

    currency: str
    lines: tuple[PricedLine, ...]
    fee: PricedLine | None
    rates: tuple[TaxRate, ...]

    @property
    def all_lines(self) -> tuple[PricedLine, ...]:
        """The goods, then the fee."""
        return self.lines if self.fee is None else (*self.lines, self.fee)

    @property
    def amount(self) -> Money:
        """Everything without tax."""
        return total((one.amount for one in self.all_lines), self.currency)

    @property
    def taxable(self) -> Money:
        """What tax is due on."""
        return total((one.amount for one in self.all_lines if one.taxable), self.currency)

    @property
    def taxable_quantity(self) -> int:
        """How many pieces tax is due on."""
        return sum(one.quantity for one in self.all_lines if one.taxable)

    @property
    def taxes(self) -> tuple[tuple[TaxRate, Money], ...]:
        """Each rate with its tax; none where nothing is taxable."""
        if self.taxable.amount == 0:
            return ()
        return tuple((rate, rate.of(self.taxable)) for rate in self.rates)

    @property
    def tax(self) -> Money:
        """All taxes together."""
        return total((one for _, one in self.taxes), self.currency)

    @property
    def total(self) -> Money:
        """What the shopper pays."""
        return self.amount + self.tax


def line_taxes(cart: PricedCart) -> tuple[Money, ...]:
    """The tax spread over all lines, fee included, so that it sums exactly."""
    weights = [one.amount.amount if one.taxable else 0 for one in cart.all_lines]
    if not any(weights):
        return tuple(Money.zero(cart.currency) for _ in weights)
    return allocate(cart.tax, weights)


def quote_of(cart: PricedCart) -> Quote:
    """The cart as a quote; there are no discounts outside the till."""
    nothing = Money.zero(cart.currency)
    return Quote(
        lines=_quote_lines(cart, line_taxes(cart)),
        subtotal=total((one.amount for one in cart.lines), cart.currency),
        discount=nothing,
        tax=cart.tax,
        shipping=nothing if cart.fee is None else cart.fee.amount,
        total=cart.total,
    )


def _quote_lines(cart: PricedCart, taxes: Sequence[Money]) -> tuple[QuoteLine, ...]:
    return tuple(
        QuoteLine(
            variant_platform_id=one.variant,
            quantity=one.quantity,
            unit_price=one.unit_price,
            tax=tax,
            discount=Money.zero(cart.currency),
            total=one.amount + tax,
            name=one.name,
        )
        for one, tax in zip(cart.lines, taxes, strict=False)
    )
