"""Converters of Toast's words, numbers and times. Orders API 2.9.0, menus V2 2.4.1, stock 1.0.0.

Toast writes amounts as JSON numbers of currency units. They are read by their digits: the shortest
text that stands for a number is what was sent, so nothing is lost below 15 digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from domain.catalog import Image, TimedPrice, WeeklyHours
from domain.money import Money, minor_digits
from domain.orders import OrderState
from domain.payments import PaymentStatus
from mapping.converters import by_hours, decimal, text
from mapping.engine import StateTable

_DAYS = {
    name: number
    for number, name in enumerate(
        ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"), 1
    )
}
_OFFERED = "ORDERING_PARTNERS"

APPROVALS = StateTable(
    {
        "NEEDS_APPROVAL": OrderState.PENDING,
        "APPROVED": OrderState.CONFIRMED,
        "FUTURE": OrderState.CONFIRMED,
        "NOT_APPROVED": OrderState.CANCELED,
    },
    unknown=OrderState.UNKNOWN,
)
"""`NOT_APPROVED`: nobody at the restaurant took the order in time, so nobody will cook it."""

GUEST_STATES = StateTable(
    {
        "RECEIVED": None,
        "IN_PREPARATION": None,
        "APPROVED": None,
        "OPEN": None,
        "READY_FOR_PICKUP": OrderState.READY,
        "CLOSED": OrderState.COMPLETED,
        "VOIDED": OrderState.CANCELED,
    },
    unknown=None,
)
"""`guestOrderStatus`, in newer payloads than the 2.9.0 document; None: `approvalStatus` tells."""

DELIVERY_STATES = StateTable(
    {
        "PENDING": None,
        "IN_PROGRESS": OrderState.SHIPPED,
        "PICKED_UP": OrderState.SHIPPED,
        "DELIVERED": OrderState.COMPLETED,
    },
    unknown=None,
)

PAYMENT_STATES = StateTable(
    {
        "OPEN": PaymentStatus.PENDING,
        "PROCESSING": PaymentStatus.PENDING,
        "AUTHORIZED": PaymentStatus.AUTHORIZED,
        "AUTHORIZED_AT_RISK": PaymentStatus.AUTHORIZED,
        "CAPTURE_IN_PROGRESS": PaymentStatus.AUTHORIZED,
        "CAPTURED": PaymentStatus.CAPTURED,
        "ERROR": PaymentStatus.FAILED,
        "ERROR_NETWORK": PaymentStatus.FAILED,
        "DENIED": PaymentStatus.FAILED,
        "PROCESSING_VOID": PaymentStatus.VOIDED,
        "VOIDED_AT_RISK": PaymentStatus.VOIDED,
        "CANCELLED": PaymentStatus.VOIDED,
        "VOIDED": PaymentStatus.VOIDED,
    },
    unknown=PaymentStatus.UNKNOWN,
)


def number(value: Any) -> Decimal:
    """A JSON number (or one written as text) by its digits."""
    found = Decimal(repr(value)) if isinstance(value, float) else decimal(value)
    if not found.is_finite():
        raise ValueError("expected a finite number")
    return found


def amount(value: Any, currency: str) -> Money:
    """An amount that is charged or promised; finer than the minor unit is refused."""
    return Money.from_decimal(number(value), currency)


def share(value: Any, currency: str) -> Money:
    """A line's part of a tax or discount, which Toast may tell finer than the minor unit."""
    step = Decimal(1).scaleb(-minor_digits(currency))
    return Money.from_decimal(number(value).quantize(step, ROUND_HALF_EVEN), currency)


def moment(value: Any) -> datetime:
    """A time with its offset as Toast writes it (`2021-07-30T12:12:46.235+0000`), in UTC."""
    if not isinstance(value, str):
        raise TypeError("expected text")
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("expected a time with its offset from UTC")
    return found.astimezone(UTC)


def moment_request(at: datetime) -> str:
    """A moment as Toast reads it: milliseconds and `+0000`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def is_offered(visibility: Any) -> bool:
    """Whether the restaurant shows it to ordering partners, which is what we are."""
    return _OFFERED in visibility


def location_name(place: Any, restaurant: Any) -> str:
    """What guests call the place: "Downtown", or the restaurant's own name if it has but one."""
    found = text(place) if place else text(restaurant)
    if not found:
        raise ValueError("expected a name")
    return found


def e164(phone: Any, country_code: Any) -> str | None:
    """A phone number in E.164, None if it cannot be told; Toast keeps the national number."""
    if phone is None:
        return None
    written = text(phone)
    digits = re.sub(r"[^0-9]", "", written)
    if written.startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    code = re.sub(r"[^0-9]", "", str(country_code or "1"))
    if code == "1":
        return f"+1{digits[-10:]}" if re.fullmatch(r"1?[2-9]\d{9}", digits) else None
    national = digits.lstrip("0")
    return f"+{code}{national}" if 7 <= len(national) <= 12 else None


def weekly_hours(availability: Any) -> tuple[WeeklyHours, ...]:
    """A menu's schedule; empty where it is always on."""
    if availability.get("alwaysAvailable") is True:
        return ()
    return schedules(availability.get("schedule") or ())


def schedules(entries: Iterable[Mapping[str, Any]]) -> tuple[WeeklyHours, ...]:
    """Toast's `Schedule` objects; times are the restaurant's own."""
    return tuple(
        WeeklyHours(
            days=frozenset(_DAYS[day] for day in entry["days"]),
            start=time.fromisoformat(span["start"]),
            end=time.fromisoformat(span["end"]),
        )
        for entry in entries
        for span in entry["timeRanges"]
    )


def opening_hours(schedules: Any) -> tuple[WeeklyHours, ...]:
    """`Schedules`: the kind of day of each weekday, from its first service's beginning to its last
    one's end (restaurants API v1). A day that cannot be read is left out."""
    return by_hours(_stretches(schedules))


def _stretches(schedules: Any) -> Iterator[tuple[int, time, time]]:
    kinds = schedules.get("daySchedules") or {}
    for name, kind in (schedules.get("weekSchedule") or {}).items():
        day, told = _DAYS.get(str(name).upper()), kinds.get(str(kind)) or {}
        start, end = _clock(told.get("openTime")), _clock(told.get("closeTime"))
        if day is not None and start is not None and end is not None:
            yield day, start, end


def _clock(value: Any) -> time | None:
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d):.*", str(value))
    return time(int(found[1]), int(found[2])) if found else None


def timed_prices(rules: Any, currency: str) -> tuple[TimedPrice, ...]:
    """The prices of TIME_SPECIFIC_PRICE; none for every other strategy."""
    return tuple(
        TimedPrice(
            price=amount(rule["timeSpecificPrice"], currency), hours=schedules(rule["schedule"])
        )
        for rule in rules.get("timeSpecificPricingRules") or ()
    )


def images(urls: Iterable[str | None]) -> tuple[Image, ...]:
    """Pictures by their address, each once."""
    return tuple(Image(url=url) for url in dict.fromkeys(url for url in urls if url))


def item_availability(status: Any, quantity: Any) -> Decimal | None:
    """How many are left: none of what is 86'd, unknown of what is simply in stock."""
    if status == "OUT_OF_STOCK":
        return Decimal(0)
    if status == "QUANTITY":
        return number(quantity)
    if status == "IN_STOCK":
        return None
    raise ValueError("expected IN_STOCK, QUANTITY or OUT_OF_STOCK")
