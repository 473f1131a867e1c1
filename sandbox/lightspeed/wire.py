"""How Lightspeed writes values: everything is text, and a list of one is the one."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from sandbox.kit.web import JsonObject
from sandbox.lightspeed.errors import Refusal

_CENT = Decimal("0.01")


def number(value: Decimal | int) -> str:
    """A number without trailing zeros: `34.48`, `1.5`, `0`."""
    text = f"{Decimal(value):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def flag(value: bool) -> str:
    """`true` or `false`, as text."""
    return "true" if value else "false"


def cents(value: Decimal) -> Decimal:
    """Rounded to cents, half away from zero."""
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)


def moment(at: datetime) -> str:
    """A time to the second, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def one_or_many(rows: list[JsonObject]) -> Any:
    """A list as Lightspeed sends it: one element stands alone."""
    return rows[0] if len(rows) == 1 else rows


def nested(outer: str, inner: str, rows: list[JsonObject]) -> JsonObject:
    """A relation with many records; an empty one is left out."""
    return {outer: {inner: one_or_many(rows)}} if rows else {}


def as_list(value: Any, inner: str) -> list[JsonObject]:
    """What a request sent for a relation: one, a list, or a list of wrapped ones."""
    if value in ("", None):
        return []
    found = value.get(inner, []) if isinstance(value, dict) else value
    listed = found if isinstance(found, list) else [found]
    rows = [row.get(inner, row) if isinstance(row, dict) else row for row in listed]
    if not all(isinstance(row, dict) for row in rows):
        raise Refusal(f"{inner} must be an object.")
    return rows


def read_number(value: Any, name: str) -> Decimal:
    """A number from JSON text or a JSON number. Raises: Refusal."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Refusal(f"{name} must be a number.")
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise Refusal(f"{name} must be a number.") from None
    if not found.is_finite():
        raise Refusal(f"{name} must be a number.")
    return found


def read_flag(value: Any, name: str) -> bool:
    """A boolean from JSON or as text. Raises: Refusal."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false", "1", "0", 1, 0):
        return value in ("true", "1", 1)
    raise Refusal(f"{name} must be true or false.")
