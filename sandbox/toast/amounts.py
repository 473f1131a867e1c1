"""Amounts inside the shop are exact decimals; on the wire they are JSON numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")


def exact(value: Any) -> Decimal:
    """The number that was sent, by its digits."""
    return Decimal(str(value))


def cents(value: Decimal) -> Decimal:
    """To whole cents, half up."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def number(value: Decimal) -> float | int:
    """As a JSON number, whole ones without a fraction."""
    return int(value) if value == value.to_integral_value() else float(value)


def minor(value: Any) -> int:
    """A JSON amount in cents, for the plain books."""
    return int(cents(exact(value)) * 100)
