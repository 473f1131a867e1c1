"""How the shop prices a draft: discounts, taxes by the shop's rates, shipping rates.

Washington State and Seattle rates, charged on taxable lines and on shipping when the goods stay in
the state (or have no destination, as at pickup); rounded per tax and line.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from sandbox.kit.people import TAX_PERCENT
from sandbox.shopify.money import money_text, percent, split
from sandbox.shopify.rows import (
    AppliedDiscount,
    DraftLine,
    DraftOrder,
    DraftWarning,
    MailingAddress,
    ShippingLine,
    TaxLine,
)

HOME_PROVINCE = "WA"
_STATE_SHARE = Decimal("0.065")
_CITY_SHARE = Decimal(TAX_PERCENT) / 100 - _STATE_SHARE
TAX_RATES: tuple[tuple[str, Decimal], ...] = (
    ("Washington State Tax", _STATE_SHARE),
    ("Seattle City Tax", _CITY_SHARE),
)
FREE_SHIPPING_FROM = 7500
DISCOUNT_CODES: dict[str, tuple[str, float]] = {
    "WELCOME10": ("PERCENTAGE", 10.0),
    "FIVEOFF": ("FIXED_AMOUNT", 5.0),
}
"""Codes the shop honors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingRate:
    """A way of shipping that the shop offers."""

    handle: str
    title: str
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTotals:
    """Amounts of a draft in cents."""

    lines: int
    discounts: int
    lines_after_own_discounts: int
    subtotal: int
    shipping: int
    tax: int
    total: int


def shipping_rates(draft: DraftOrder) -> list[ShippingRate]:
    """What shipping costs to the draft's address; empty without one or without goods to ship."""
    if draft.shipping_address is None or not any(line.requires_shipping for line in draft.lines):
        return []
    standard = 0 if line_sum(draft) >= FREE_SHIPPING_FROM else 795
    return [_rate("Standard", standard), _rate("Express", 1895)]


def _rate(title: str, price: int) -> ShippingRate:
    handle = f"shopify-{quote(title)}-{money_text(price)}"
    return ShippingRate(handle=handle, title=title, price=price)


def line_discount(line: DraftLine) -> int:
    """The line's own discount for its whole quantity."""
    return line.applied_discount.amount if line.applied_discount else 0


def line_after_own_discount(line: DraftLine) -> int:
    """A line before its share of the order's discount."""
    return line.price * line.quantity - line_discount(line)


def line_net(line: DraftLine) -> int:
    """A line after all discounts."""
    return line_after_own_discount(line) - line.order_discount


def line_sum(draft: DraftOrder) -> int:
    """All lines before the order's discount."""
    return sum(line_after_own_discount(line) for line in draft.lines)


def discount_amount(discount: AppliedDiscount, base: int) -> int:
    """What a discount takes off `base`, never more than all of it."""
    value = Decimal(str(discount.value))
    if discount.value_type == "PERCENTAGE":
        return min(base, percent(base, value / 100))
    return min(base, percent(100, value))


def price(draft: DraftOrder, *, tax_exempt: bool) -> None:
    """Work out discounts, taxes and shipping of a draft, in place."""
    for line in draft.lines:
        if line.applied_discount is not None:
            base = line.price * line.quantity
            line.applied_discount.amount = discount_amount(line.applied_discount, base)
    _spread_order_discount(draft)
    rates = () if tax_exempt else rates_for(draft.shipping_address)
    for line in draft.lines:
        line.tax_lines = tax_lines(line_net(line) if line.taxable else 0, rates)
    if draft.shipping_line is not None:
        _price_shipping(draft, draft.shipping_line)
        draft.shipping_line.tax_lines = tax_lines(draft.shipping_line.price, rates)


def _price_shipping(draft: DraftOrder, line: ShippingLine) -> None:
    if line.handle is None:
        return
    for rate in shipping_rates(draft):
        if rate.handle == line.handle:
            line.title, line.price = rate.title, rate.price


def _spread_order_discount(draft: DraftOrder) -> None:
    draft.warnings = []
    base = line_sum(draft)
    amount = 0
    for discount in (draft.applied_discount, draft.automatic_discount):
        if discount is not None:
            discount.amount = discount_amount(discount, base - amount)
            amount += discount.amount
    for code in draft.discount_codes:
        amount += _code_amount(draft, code, base - amount)
    weights = [line_after_own_discount(line) for line in draft.lines]
    for line, portion in zip(draft.lines, split(amount, weights), strict=True):
        line.order_discount = portion


def _code_amount(draft: DraftOrder, code: str, base: int) -> int:
    known = DISCOUNT_CODES.get(code.upper())
    if known is None:
        draft.warnings.append(
            DraftWarning(
                error_code="DISCOUNT_CODE_NOT_APPLIED",
                field="discountCodes",
                message=f"Discount code {code} isn't valid",
                discount_code=code,
            )
        )
        return 0
    kind, value = known
    discount = AppliedDiscount(title=code, description="", value=value, value_type=kind, amount=0)
    return discount_amount(discount, base)


def rates_for(destination: MailingAddress | None) -> tuple[tuple[str, Decimal], ...]:
    """Taxes on goods that go to an address; None = they stay in the shop's state."""
    if destination is None or destination.province_code in (None, HOME_PROVINCE):
        return TAX_RATES
    return ()


def tax_lines(amount: int, rates: tuple[tuple[str, Decimal], ...]) -> list[TaxLine]:
    """The taxes on an amount; none on nothing."""
    if amount == 0:
        return []
    return [
        TaxLine(title=title, rate=str(rate.normalize()), price=percent(amount, rate))
        for title, rate in rates
    ]


def merged(lines: list[TaxLine]) -> list[TaxLine]:
    """Tax lines added up by title."""
    by_title: dict[str, TaxLine] = {}
    for line in lines:
        known = by_title.get(line.title)
        if known is None:
            by_title[line.title] = TaxLine(
                title=line.title,
                rate=line.rate,
                price=line.price,
                channel_liable=line.channel_liable,
            )
        else:
            known.price += line.price
    return list(by_title.values())


def draft_taxes(draft: DraftOrder) -> list[TaxLine]:
    """The draft's taxes, lines and shipping together."""
    every = [tax for line in draft.lines for tax in line.tax_lines]
    if draft.shipping_line is not None:
        every += draft.shipping_line.tax_lines
    return merged(every)


def draft_totals(draft: DraftOrder) -> DraftTotals:
    """All amounts of a draft that has been priced."""
    gross = sum(line.price * line.quantity for line in draft.lines)
    after_own = line_sum(draft)
    subtotal = sum(line_net(line) for line in draft.lines)
    shipping = draft.shipping_line.price if draft.shipping_line else 0
    tax = sum(line.price for line in draft_taxes(draft))
    return DraftTotals(
        lines=gross,
        discounts=gross - subtotal,
        lines_after_own_discounts=after_own,
        subtotal=subtotal,
        shipping=shipping,
        tax=tax,
        total=subtotal + shipping + tax,
    )
