"""What a cart comes to: Clover rounds the tax of each rate on the sum it is due on, half up.

The order of Clover's own SDK test data (1295 at 8.25, 1 and 10 percent comes to 1545) adds up so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.clover.catalog import RATE_SCALE
from sandbox.kit.web import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of a cart in cents."""

    subtotal: int
    tax: int
    service_charge: int
    summaries: tuple[JsonObject, ...]

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.subtotal + self.tax + self.service_charge

    def block(self) -> JsonObject:
        """As the atomic order calls answer."""
        return {
            "subtotal": self.subtotal,
            "total": self.total,
            "totalTaxAmount": self.tax,
            "taxSummaries": list(self.summaries),
        }


def half_up(numerator: int, denominator: int) -> int:
    """Integer division, rounded half away from zero."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def line_amount(line: JsonObject) -> int:
    """One line with its modifications and discounts; `unitQty` counts thousandths."""
    price = line["price"] + sum(one["amount"] for one in _listed(line, "modifications"))
    amount = half_up(price * line["unitQty"], 1000) if line.get("unitQty") else price
    return amount + discount_on(amount, _listed(line, "discounts"))


def discount_on(amount: int, discounts: Iterable[JsonObject]) -> int:
    """Discounts are negative amounts, or percents."""
    return sum(
        one["amount"] if "amount" in one else -half_up(amount * one["percentage"], 100)
        for one in discounts
    )


def totals(
    lines: Sequence[JsonObject], discounts: Sequence[JsonObject], service_charge: JsonObject | None
) -> Totals:
    """Price a cart; an order discount lowers what every rate is due on in proportion."""
    amounts = [line_amount(line) for line in lines]
    gross = sum(amounts)
    net = gross + discount_on(gross, discounts)
    due: dict[str, tuple[JsonObject, int]] = {}
    for line, amount in zip(lines, amounts, strict=True):
        for rate in _listed(line, "taxRates"):
            before = due.get(rate["id"], (rate, 0))[1]
            due[rate["id"]] = (rate, before + amount)
    summaries = tuple(
        {
            "id": rate["id"],
            "name": rate["name"],
            "rate": rate["rate"],
            "amount": half_up(base * rate["rate"] * net, RATE_SCALE * (gross or 1)),
        }
        for rate, base in due.values()
    )
    percent = (service_charge or {}).get("percentageDecimal", 0)
    return Totals(
        subtotal=net,
        tax=sum(one["amount"] for one in summaries),
        service_charge=half_up(net * percent, 1_000_000),
        summaries=summaries,
    )


def _listed(line: JsonObject, name: str) -> list[JsonObject]:
    found: list[JsonObject] = line.get(name, {}).get("elements", [])
    return found
