"""Money as integer cents of the shop's currency, and the three ways Shopify writes it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CURRENCY = "USD"


def money_text(cents: int) -> str:
    """`Money` scalar: two decimals always, `"24.00"`."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02d}"


def decimal_text(cents: int) -> str:
    """`Decimal` scalar as `MoneyV2.amount` shows it: at least one decimal, `"24.0"`."""
    text = money_text(cents)
    return text[:-1] if text.endswith("0") else text


def to_cents(amount: Decimal) -> int:
    """A decimal amount in cents, halves away from zero."""
    return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def parse_cents(value: object) -> int | None:
    """What a client sent for `Money`, in cents; None when it is no amount."""
    amount = parse_decimal(value)
    return None if amount is None else to_cents(amount)


def parse_decimal(value: object) -> Decimal | None:
    """What a client sent for `Decimal`; None when it is no finite number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def share(cents: int, part: int, whole: int) -> int:
    """`cents * part / whole`, halves away from zero; 0 when `whole` is 0."""
    if whole == 0:
        return 0
    return to_cents(Decimal(cents * part) / Decimal(whole * 100))


def split(cents: int, weights: list[int]) -> list[int]:
    """`cents` in portions by weight that add up exactly: the last weighted one takes the rest."""
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    portions: list[int] = []
    given = taken = 0
    for weight in weights:
        taken += weight
        upto = share(cents, taken, total)
        portions.append(upto - given)
        given = upto
    return portions


def percent(cents: int, rate: Decimal) -> int:
    """`cents × rate` (0.1025 = 10.25 %), halves away from zero."""
    return to_cents(Decimal(cents) * rate / 100)
