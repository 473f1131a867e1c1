"""Fields that take exactly what they say: bounded text, whole numbers, sums of money."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.numbers import format_currency
from marshmallow import Schema, ValidationError, fields, post_load, validate

from domain.money import Money

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_IDENTIFIER = r"[A-Za-z0-9][A-Za-z0-9_:.\-]{0,99}"
IDENTIFIER = re.compile(_IDENTIFIER)
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"([Zz]|[+\- ][0-9]{2}:[0-9]{2})"
)
_NO_MOMENT = "Not a moment as RFC 3339 writes it, such as 2026-11-21T09:00:00Z."
MAX_AMOUNT = 10**12


class Text(fields.String):
    """One line of text without control characters, of bounded length; outer spaces are cut."""

    def __init__(self, *, most: int, least: int = 1, **options: Any) -> None:
        super().__init__(validate=validate.Length(min=least, max=most), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options)
        if _CONTROL.search(text):
            raise ValidationError("Must not contain control characters.")
        return text.strip()


class Identifier(fields.String):
    """An id as the gateway gives them out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            validate=validate.Regexp(rf"\A{_IDENTIFIER}\Z", error="Not an id."), **options
        )


class Whole(fields.Integer):
    """A whole number within bounds; JSON must write it as an integer, a query in digits."""

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        super().__init__(validate=validate.Range(min=least, max=most), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> int:
        is_digits = isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value, re.ASCII)
        is_query = not isinstance(data, dict)
        if not (is_digits if is_query else type(value) is int):
            raise ValidationError("Not a whole number.")
        return super()._deserialize(value, attr, data, **options)


class Instant(fields.String):
    """A moment on the way out: RFC 3339 in UTC, ending in Z."""

    def __init__(self, **options: Any) -> None:
        metadata = {"format": "date-time", **options.pop("metadata", {})}
        super().__init__(metadata=metadata, **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> str | None:
        text = instant_text(value) if isinstance(value, datetime) else None
        return super()._serialize(text, attr, obj, **options)


class Moment(Instant):
    """A moment on the way in: RFC 3339 with its offset. In a query a `+` that was not escaped
    comes as a space."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = super()._deserialize(value, attr, data, **options)
        if not _RFC_3339.fullmatch(text):
            raise ValidationError(_NO_MOMENT)
        try:
            return datetime.fromisoformat(text.replace(" ", "+").upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(_NO_MOMENT) from None


class Quantity(fields.String):
    """A quantity on the way out: a decimal string without needless zeros."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> str | None:
        text = None if value is None else decimal_text(value)
        return super()._serialize(text, attr, obj, **options)


class Display(fields.String):
    """A `Money` as people read it, e.g. "$150.99"; on the way in it is accepted and ignored,
    so that an amount may be sent back as it was given."""

    def __init__(self, **options: Any) -> None:
        metadata = {"readOnly": True, **options.pop("metadata", {})}
        super().__init__(validate=validate.Length(max=40), metadata=metadata, **options)

    def serialize(self, attr: str, obj: Any, accessor: Any = None, **options: Any) -> str:
        """The whole object is the value."""
        del attr, accessor, options
        return _shown(obj)


@lru_cache(maxsize=2048)
def _shown(money: Money) -> str:
    """Prices come again, the same one several times in an answer."""
    return format_currency(money.to_decimal(), money.currency, locale="en_US")


class MoneySchema(Schema):
    """An amount in minor units of a currency."""

    amount = Whole(
        least=-MAX_AMOUNT,
        most=MAX_AMOUNT,
        required=True,
        metadata={"description": "Minor units (cents).", "examples": [15099]},
    )
    currency = fields.String(
        required=True,
        validate=validate.Regexp(r"\A[A-Z]{3}\Z", error="Not an ISO 4217 code."),
        metadata={"description": "ISO 4217.", "examples": ["USD"]},
    )
    display = Display(metadata={"examples": ["$150.99"]})

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Money:
        """The domain's own type."""
        return Money(data["amount"], data["currency"])


def instant_text(moment: datetime) -> str:
    """RFC 3339 in UTC, ending in Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent and without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(**options: Any) -> fields.Nested:
    """A sum of money."""
    return fields.Nested(MoneySchema, **options)
