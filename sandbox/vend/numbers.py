"""Amounts: exact inside, JSON numbers of up to five decimals on the wire."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from sandbox.vend.errors import invalid

FIVE = Decimal("0.00001")
CENT = Decimal("0.01")


def exact(value: Any, field: str) -> Decimal:
    """A number or a numeric string, exactly as written. Raises: VendError."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise invalid(f"{field} must be a number")
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise invalid(f"{field} must be a number") from error
    if not number.is_finite():
        raise invalid(f"{field} must be a number")
    return number


def wire(value: Decimal) -> float | int:
    """A JSON number, with at most five decimals."""
    rounded = value.quantize(FIVE, ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return int(whole) if whole == rounded else float(rounded)


def cents(value: Decimal) -> int:
    """The amount in cents, half up."""
    return int((value.quantize(CENT, ROUND_HALF_UP) * 100).to_integral_value())
