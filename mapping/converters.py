"""Named, pure converters shared by all mapping tables; each is total on its documented input."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.cards import redact_issued_numbers
from domain.catalog import WeeklyHours
from domain.money import Money

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MOST_REPEATS = 1000
_NANP = re.compile(r"1?([2-9]\d{9})")


def text(value: Any) -> str:
    """A string without blanks around it and without card numbers; refuses other types.

    Staff do type card numbers into names and notes; they go no further than here.
    """
    return redact_issued_numbers(_string(value)).strip()


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value


def optional_text(value: Any) -> str | None:
    """A string without blanks around it, None if nothing is left."""
    return text(value) or None


def lower(value: Any) -> str | None:
    """Text in lower case (e-mail addresses), None if empty."""
    return text(value).lower() or None


def identifier(value: Any) -> str:
    """An id as text: a string, or an integer written in full (never through a float)."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        raise TypeError("expected an id: text or an integer")
    return str(value)


def integer(value: Any) -> int:
    """A whole number, also where the vendor writes it as text."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError("expected a whole number")
    return int(value)


def boolean(value: Any) -> bool:
    """True or false; refuses words and numbers."""
    if not isinstance(value, bool):
        raise TypeError("expected true or false")
    return value


def negated(value: Any) -> bool:
    """The opposite of a boolean."""
    return not boolean(value)


def decimal(value: Any) -> Decimal:
    """An exact decimal from text or an integer; refuses floats, NaN and infinity."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise TypeError("expected a decimal number as text")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError("expected a decimal number as text") from None
    if not number.is_finite():
        raise ValueError("expected a finite number")
    return number


def repeats(value: Decimal) -> int:
    """How often something was chosen; a number that would fill the memory is refused."""
    if not 0 <= value <= _MOST_REPEATS:
        raise ValueError(f"expected 0 to {_MOST_REPEATS} times")
    return int(value)


def coordinate(value: Any) -> Decimal:
    """A latitude or longitude in degrees; vendors send JSON numbers, read by their digits."""
    return Decimal(repr(value)) if isinstance(value, float) else decimal(value)


def north_american_phone(value: Any) -> str | None:
    """A phone number in E.164, None if it cannot be told.

    For platforms that keep numbers as they were typed: ten digits without a country are North
    American, where no other country that the platform serves has national numbers of ten digits
    starting with 2 to 9.
    """
    written = text(value)
    digits = re.sub(r"[^0-9]", "", written)
    if written.startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    national = _NANP.fullmatch(digits)
    return f"+1{national.group(1)}" if national else None


def timestamp(value: Any) -> datetime:
    """An RFC 3339 moment as aware UTC; one without an offset is refused."""
    moment = datetime.fromisoformat(_string(value).strip())
    if moment.tzinfo is None:
        raise ValueError("expected a time with its offset from UTC")
    return moment.astimezone(UTC)


def micros(moment: datetime) -> int:
    """A moment as microseconds since 1970, a revision that grows."""
    return (moment - _EPOCH) // _MICROSECOND


def by_hours(stretches: Iterable[tuple[int, time, time]]) -> tuple[WeeklyHours, ...]:
    """A week's stretches (ISO weekday, opens, closes), the days of equal hours together."""
    days: dict[tuple[time, time], set[int]] = {}
    for day, start, end in stretches:
        days.setdefault((start, end), set()).add(day)
    return tuple(
        WeeklyHours(days=frozenset(on), start=start, end=end) for (start, end), on in days.items()
    )


def revision_of_time(value: Any) -> int:
    """The revision a vendor's RFC 3339 time stands for: its microseconds since 1970."""
    return micros(timestamp(value))


def money_minor(value: Any) -> Money:
    """`{"amount": 1999, "currency": "USD"}` in minor units; the amount may be text (64 bit)."""
    if not isinstance(value, dict) or "currency" not in value:
        raise TypeError("expected an amount with its currency")
    return Money(integer(value.get("amount", 0)), value["currency"])


def money_decimal(value: Any, currency: str) -> Money:
    """A decimal amount ("19.99") in a currency known from the context."""
    return Money.from_decimal(decimal(value), currency)


def money_bag(value: Any) -> Money:
    """`{"amount": "19.99", "currencyCode": "USD"}` in major units."""
    if not isinstance(value, dict):
        raise TypeError("expected an amount with its currency")
    return Money.from_decimal(decimal(value["amount"]), value["currencyCode"])
