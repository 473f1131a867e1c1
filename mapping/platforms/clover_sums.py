"""What Clover's lines and orders come to: prices, discounts and taxes, rounded as Clover rounds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from domain.ids import PlatformId
from domain.money import Money
from mapping.converters import integer
from mapping.platforms.clover_words import RATE_SCALE, elements, money


def line_quantity(thousandths: Any) -> Decimal:
    """Pieces, or units of something weighed."""
    return Decimal(integer(thousandths)) / 1000


def unit_price(amount: Any, modifications: Any, currency: str) -> Money:
    """The price of one, with its modifications."""
    extra = sum(integer(one.get("amount") or 0) for one in elements(modifications))
    return money(integer(amount or 0) + extra, currency)


def chosen_of(modifications: Any) -> tuple[PlatformId, ...]:
    """The modifiers a line was ordered with."""
    chosen = ((one.get("modifier") or {}).get("id") for one in elements(modifications))
    return tuple(PlatformId(str(one)) for one in chosen if one)


def gross_amount(line: Mapping[str, Any]) -> int:
    """A line in minor units before discounts."""
    each = integer(line.get("price") or 0)
    each += sum(integer(one.get("amount") or 0) for one in elements(line.get("modifications")))
    thousandths = line.get("unitQty")
    return each if thousandths is None else half_up(Decimal(each) * integer(thousandths) / 1000)


def net_amount(line: Mapping[str, Any]) -> int:
    """A line in minor units after its own discounts."""
    gross = gross_amount(line)
    return gross - discounts_on(gross, line.get("discounts"))


def line_total(
    amount: Any, thousandths: Any, modifications: Any, discounts: Any, currency: str
) -> Money:
    """What a line comes to before tax."""
    line = {
        "price": amount,
        "unitQty": thousandths,
        "modifications": modifications,
        "discounts": discounts,
    }
    return Money(net_amount(line), currency)


def line_tax(
    amount: Any, thousandths: Any, modifications: Any, discounts: Any, rates: Any, currency: str
) -> Money:
    """The tax on a line by its rates; Clover keeps none per line."""
    base = line_total(amount, thousandths, modifications, discounts, currency).amount
    parts = (Decimal(base) * integer(one.get("rate") or 0) for one in elements(rates))
    return Money(sum(half_up(part / RATE_SCALE / 100) for part in parts), currency)


def discounts_on(amount: int, discounts: Any) -> int:
    """What discounts take off: amounts are negative on the wire, or they are percents."""
    taken = 0
    for one in elements(discounts):
        if one.get("amount") is not None:
            taken += abs(integer(one["amount"]))
        else:
            taken += half_up(Decimal(amount) * integer(one.get("percentage") or 0) / 100)
    return taken


def half_up(value: Decimal) -> int:
    """Minor units, rounded as Clover rounds."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def order_tax(
    told: Any,
    total: Any,
    lines: Any,
    discounts: Any,
    charge: Any,
    is_vat: Any,
    payments: Any,
    currency: Any,
) -> Money:
    """The order's tax: what an atomic order tells, else what its payments note, else what the
    lines leave of the total.

    A merchant with value-added tax has it inside the prices: then it is the lines' own.
    """
    if told is not None:
        return money(told, currency)
    noted = _noted_tax(total, payments)
    if noted is not None:
        return Money(noted, str(currency))
    rows = elements(lines)
    if is_vat is True or not rows:
        return Money(sum(_inner_tax(row) for row in rows), str(currency))
    net = sum(net_amount(row) for row in rows)
    net -= discounts_on(net, discounts)
    percent = Decimal(integer((charge or {}).get("percentageDecimal") or 0)) / 10_000
    rest = integer(total or 0) - net - half_up(net * percent / 100)
    return Money(max(0, rest), str(currency))


def _noted_tax(total: Any, payments: Any) -> int | None:
    """The tax in the payments, if they cover the order and each notes some."""
    taken = [one for one in elements(payments) if one.get("result", "SUCCESS") == "SUCCESS"]
    if not taken or any(one.get("taxAmount") is None for one in taken):
        return None
    if sum(integer(one.get("amount") or 0) for one in taken) != total:
        return None
    return sum(integer(one["taxAmount"]) for one in taken)


def _inner_tax(line: Mapping[str, Any]) -> int:
    """The part of a price that is tax already."""
    rate = sum(integer(one.get("rate") or 0) for one in elements(line.get("taxRates")))
    share = Decimal(rate) / RATE_SCALE / 100
    return half_up(Decimal(net_amount(line)) * share / (1 + share))
