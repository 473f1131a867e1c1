"""What a cart comes to by Lightspeed's rules, from its own prices and tax rates.

Lightspeed prices nothing in advance. Its examples (tutorials/sales) tell the rules: lines are
exact, each of the two taxes is rounded once for the whole sale, half away from zero, and a tax
class without rates of its own has those of the shop's category. Pricing rules do not apply to
sales made through the API unless asked for, and we do not ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from domain.ids import PlatformId
from domain.money import Money, allocate
from domain.orders import Cart, Quote, QuoteLine
from mapping.converters import decimal, text
from mapping.engine import MappingError
from mapping.platforms.lightspeed_shapes import even, many
from mapping.platforms.lightspeed_words import default_price, flag, to_money

_ZERO = Decimal(0)
_WEIGHT_DIGITS = 9


@dataclass(frozen=True, slots=True)
class TaxRules:
    """The rates of one shop's tax category, by tax class."""

    usual: tuple[Decimal, Decimal]
    by_class: Mapping[str, tuple[Decimal, Decimal]]
    inclusive: bool = False
    """Prices contain the tax."""

    @classmethod
    def read(cls, category: Mapping[str, Any] | None) -> TaxRules:
        """From a TaxCategory with its classes; None where the shop charges no tax."""
        if category is None:
            return cls((_ZERO, _ZERO), {})
        classes = many((even(dict(category)).get("TaxCategoryClasses") or {}).get(_CLASS))
        return cls(
            _rates(category),
            {text(one["taxClassID"]): _rates(one) for one in classes},
            flag(category.get("isTaxInclusive", "false")),
        )

    def rates(self, tax_class: str) -> tuple[Decimal, Decimal]:
        """The two rates of a tax class."""
        return self.by_class.get(tax_class, self.usual)


_CLASS = "TaxCategoryClass"


def _rates(raw: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    return decimal(raw.get("tax1Rate", "0")), decimal(raw.get("tax2Rate", "0"))


@dataclass(frozen=True, slots=True)
class _Priced:
    """One line, exact."""

    net: Decimal
    first: Decimal
    second: Decimal

    @property
    def gross(self) -> Decimal:
        """With its taxes."""
        return self.net + self.first + self.second


def quote_of(
    cart: Cart,
    items: Mapping[str, Mapping[str, Any]],
    rules: TaxRules,
    shipping_item: Mapping[str, Any] | None,
) -> Quote:
    """The cart's price. Raises MappingError for an item without a price or with a bad one."""
    currency, count = cart.currency, len(cart.lines)
    priced = [_line(cart, number, items, rules) for number in range(count)]
    fee = cart.shipping_fee or Money.zero(currency)
    shipping = fee
    if shipping_item is not None and fee.amount:
        priced.append(_taxed(fee.to_decimal(), shipping_item, rules))
        shipping = to_money(priced[-1].net, currency)
    tax = _rounded(priced, "first", currency) + _rounded(priced, "second", currency)
    shares = _shared(tax, priced)
    whole = to_money(sum((one.gross for one in priced), _ZERO), currency)
    if rules.inclusive:  # the tags are what is paid, however their tax rounds
        subtotal = whole - tax - shipping
    else:
        subtotal = to_money(sum((one.net for one in priced[:count]), _ZERO), currency)
    return Quote(
        lines=tuple(
            _quote_line(cart, number, items, priced[number], shares[number], rules)
            for number in range(count)
        ),
        subtotal=subtotal,
        discount=Money.zero(currency),
        tax=tax,
        shipping=shipping,
        total=subtotal + tax + shipping,
    )


def _shared(tax: Money, priced: Sequence[_Priced]) -> tuple[Money, ...]:
    """The sale's tax, which is rounded as a whole, shared out so that the lines add up to it."""
    weights = [int((one.first + one.second).scaleb(_WEIGHT_DIGITS)) for one in priced]
    if not tax.amount or not any(weights):
        return tuple(Money.zero(tax.currency) for _ in priced)
    return allocate(tax, weights)


def _line(
    cart: Cart, number: int, items: Mapping[str, Mapping[str, Any]], rules: TaxRules
) -> _Priced:
    line = cart.lines[number]
    item = items[line.variant_platform_id]
    return _taxed(_price(item, cart.currency).to_decimal() * line.quantity, item, rules)


def _price(item: Mapping[str, Any], currency: str) -> Money:
    prices = many((even(dict(item)).get("Prices") or {}).get("ItemPrice"))
    try:
        price = default_price(prices, currency)
    except (ValueError, TypeError, KeyError) as error:
        raise MappingError("Prices.ItemPrice", prices, "give the item a price in cents") from error
    if price is None:
        raise MappingError("Prices.ItemPrice", "0", "the item is priced at the till")
    return price


def _taxed(amount: Decimal, item: Mapping[str, Any], rules: TaxRules) -> _Priced:
    if item.get("tax") != "true":
        return _Priced(amount, _ZERO, _ZERO)
    first, second = rules.rates(text(item.get("taxClassID", "0")))
    net = amount / (1 + first + second) if rules.inclusive else amount
    return _Priced(net, net * first, net * second)


def _quote_line(
    cart: Cart,
    number: int,
    items: Mapping[str, Mapping[str, Any]],
    priced: _Priced,
    tax: Money,
    rules: TaxRules,
) -> QuoteLine:
    line, currency = cart.lines[number], cart.currency
    item = items[line.variant_platform_id]
    whole = priced.gross if rules.inclusive else priced.net
    return QuoteLine(
        variant_platform_id=PlatformId(line.variant_platform_id),
        quantity=line.quantity,
        unit_price=_price(item, currency),
        tax=tax,
        discount=Money.zero(currency),
        total=to_money(whole, currency) if rules.inclusive else to_money(whole, currency) + tax,
        name=text(item.get("description", "")) or None,
    )


def _rounded(priced: Sequence[_Priced], name: str, currency: str) -> Money:
    return to_money(sum((getattr(one, name) for one in priced), _ZERO), currency)
