"""Clover's words and shapes in ours: state tables and converters for the tables in `clover`.

REST v3 and Ecommerce v1. Lists inside a record are `{"elements": [...]}`; a few answers send the
bare list. Money is minor units without a currency beside it, times are Unix milliseconds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from domain.catalog import WeeklyHours
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import (
    Fulfillment,
    FulfillmentMethod,
    FulfillmentState,
    OrderState,
    PaymentState,
)
from domain.payments import DeclineReason, PaymentStatus, RefundStatus
from mapping.converters import by_hours, integer, north_american_phone, optional_text, text
from mapping.engine import StateTable

PAYMENT_STATES = StateTable(
    {
        "OPEN": PaymentState.UNPAID,
        "PARTIALLY_PAID": PaymentState.UNPAID,
        "PAID": PaymentState.PAID,
        "PARTIALLY_REFUNDED": PaymentState.PARTIALLY_REFUNDED,
        "REFUNDED": PaymentState.REFUNDED,
        "CREDITED": PaymentState.REFUNDED,
    },
    unknown=PaymentState.UNKNOWN,
)
PAYMENT_RESULTS = StateTable(
    {
        "SUCCESS": PaymentStatus.CAPTURED,
        "AUTH": PaymentStatus.AUTHORIZED,
        "AUTH_COMPLETED": PaymentStatus.CAPTURED,
        "DISCOUNT": PaymentStatus.CAPTURED,
        "VOID_FAILED": PaymentStatus.CAPTURED,
        "INITIATED": PaymentStatus.PENDING,
        "PENDING": PaymentStatus.PENDING,
        "OFFLINE_RETRYING": PaymentStatus.PENDING,
        "VOIDING": PaymentStatus.PENDING,
        "VOIDED": PaymentStatus.VOIDED,
        "FAIL": PaymentStatus.FAILED,
    },
    unknown=PaymentStatus.UNKNOWN,
)
REFUND_STATUSES = StateTable(
    {
        "succeeded": RefundStatus.COMPLETED,
        "pending": RefundStatus.PENDING,
        "failed": RefundStatus.FAILED,
        "canceled": RefundStatus.FAILED,
    },
    unknown=RefundStatus.UNKNOWN,
)
DECLINES: Mapping[str, DeclineReason] = {
    "card_declined": DeclineReason.GENERIC,
    "insufficient_funds": DeclineReason.INSUFFICIENT_FUNDS,
    "expired_card": DeclineReason.EXPIRED,
    "invalid_expiry_month": DeclineReason.EXPIRED,
    "invalid_expiry_year": DeclineReason.EXPIRED,
    "incorrect_cvc": DeclineReason.CVV,
    "invalid_cvc": DeclineReason.CVV,
    "incorrect_zip": DeclineReason.ADDRESS,
    "incorrect_address": DeclineReason.ADDRESS,
    "issuer_declined": DeclineReason.GENERIC,
    "incorrect_number": DeclineReason.GENERIC,
    "invalid_number": DeclineReason.GENERIC,
    "card_not_supported": DeclineReason.NOT_SUPPORTED,
    "invalid_card_type": DeclineReason.NOT_SUPPORTED,
    "card_on_file_missing": DeclineReason.TOKEN_USED,
    "token_already_used": DeclineReason.TOKEN_USED,
    "amount_too_large": DeclineReason.LIMIT,
    "processing_error": DeclineReason.GENERIC,
}
"""Codes of a refused card. Source: the Ecommerce error codes (read 2026-11-22)."""

SHIPPING = "Shipping"
"""Name of the line that carries the shipping fee: Clover has no fee of a fixed amount."""
REFERENCE_LIMIT = 32
"""Longest `externalReferenceId`; not in the published reference, so the shorter guess."""
REFERENCE_NOTE = "Reference "
"""What the line of a note begins with that holds a longer reference."""
CANCELED_NOTE = "CANCELED"
"""What the note of a paid order begins with once it is canceled: Clover has no such state."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BRANDS = {"MC": "Mastercard", "AMEX": "American Express", "JCB": "JCB"}
_EXPIRY = re.compile(r"(\d{2})/?(?:20)?(\d{2})")
_BROUGHT = re.compile(r"deliver|ship|mail", re.IGNORECASE)
RATE_SCALE = 100_000
"""825000 is 8.25 percent."""


def elements(value: Any) -> list[Any]:
    """The records of a nested list, wrapped or bare; none where it is absent."""
    found = value.get("elements", ()) if isinstance(value, dict) else value or ()
    if not isinstance(found, list | tuple):
        raise TypeError("expected a list of records")
    return list(found)


def moment(value: Any) -> datetime:
    """Unix milliseconds as aware UTC."""
    return _EPOCH + timedelta(milliseconds=integer(value))


def millis(at: datetime) -> int:
    """A moment as Unix milliseconds."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def money(amount: Any, currency: Any) -> Money:
    """Minor units in a currency that stands elsewhere; Ecommerce writes it in lower case."""
    if amount is None:
        raise TypeError("expected an amount")
    return Money(integer(amount), str(currency).upper())


def money_if_told(amount: Any, currency: Any) -> Money | None:
    """Minor units, None where the amount is left out."""
    return None if amount is None else money(amount, currency)


def money_or_zero(amount: Any, currency: Any) -> Money:
    """Minor units, zero where the amount is left out."""
    return money(amount or 0, currency)


def quantity(value: Any) -> Decimal:
    """A count that JSON writes as a number ("12.0", "160.5"), by its digits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("expected a number")
    number = Decimal(repr(value))
    if not number.is_finite():
        raise ValueError("expected a finite number")
    return number.normalize() + 0 if number else Decimal(0)


def place(_identifier: Any, merchant: str) -> PlatformId:
    """The one location there is: the merchant itself."""
    return PlatformId(merchant)


def customer_revision(metadata: Any, since: Any) -> int:
    """When a customer's data was last updated, which only the metadata tell; else since when."""
    changed = (metadata or {}).get("modifiedTime")
    return integer(changed if changed is not None else since)


def first_phone(value: Any) -> str | None:
    """The first phone number that can be told."""
    numbers = (
        north_american_phone(one["phoneNumber"])
        for one in elements(value)
        if one.get("phoneNumber")
    )
    return next((number for number in numbers if number), None)


def primary_email(value: Any) -> str | None:
    """The primary e-mail address, else the first, in lower case."""
    rows = [one for one in elements(value) if one.get("emailAddress")]
    rows.sort(key=lambda one: one.get("primaryEmail") is not True)
    return text(rows[0]["emailAddress"]).lower() if rows else None


def card_brand(value: Any) -> str:
    """A brand as people write it: `MC` is "Mastercard"."""
    word = text(value)
    return _BRANDS.get(word.upper()) or word.replace("_", " ").capitalize()


def expiry_month(value: Any) -> int | None:
    """The month of "1231" (MMYY)."""
    match = _EXPIRY.fullmatch(text(value))
    return int(match.group(1)) if match else None


def expiry_year(value: Any) -> int | None:
    """The year of "1231" (MMYY)."""
    match = _EXPIRY.fullmatch(text(value))
    return 2000 + int(match.group(2)) if match else None


def short_reference(reference: str) -> str:
    """A reference as `externalReferenceId` takes it; a longer one stands whole in the note."""
    if len(reference) <= REFERENCE_LIMIT:
        return reference
    digest = hashlib.sha256(reference.encode()).hexdigest()[:12]
    return f"{reference[: REFERENCE_LIMIT - len(digest)]}{digest}"


def reference_of(told: Any, note: Any) -> str | None:
    """Our reference: whole from the note where the field was too short for it."""
    for line in str(note or "").splitlines():
        whole = line.removeprefix(REFERENCE_NOTE)
        if whole != line and short_reference(whole) == told:
            return whole
    return optional_text(told or "")


def spoken_number(title: Any, identifier: Any) -> str:
    """What staff call the order: its title, else the end of its id."""
    return optional_text(title or "") or str(identifier)[-6:].upper()


def order_state(state: Any, paid: Any, deleted: Any, note: Any) -> OrderState:
    """The order's life in one word; REST v3 knows no pickup or kitchen status."""
    if deleted or str(note or "").startswith(CANCELED_NOTE):
        return OrderState.CANCELED
    if paid in ("REFUNDED", "CREDITED"):
        return OrderState.RETURNED
    if paid in ("PAID", "PARTIALLY_REFUNDED"):
        is_done = str(state or "").lower() == "locked"
        return OrderState.COMPLETED if is_done else OrderState.CONFIRMED
    return OrderState.PENDING if paid in ("OPEN", "PARTIALLY_PAID", None) else OrderState.UNKNOWN


_HANDED: Mapping[OrderState, FulfillmentState] = {
    OrderState.PENDING: FulfillmentState.PROPOSED,
    OrderState.CONFIRMED: FulfillmentState.ACCEPTED,
    OrderState.COMPLETED: FulfillmentState.COMPLETED,
    OrderState.RETURNED: FulfillmentState.COMPLETED,
    OrderState.CANCELED: FulfillmentState.CANCELED,
}


def fulfillments_of(
    identifier: Any,
    kind: Any,
    lines: Any,
    state: Any,
    paid: Any,
    deleted: Any,
    note: Any,
    shipping_type: str | None,
) -> tuple[Fulfillment, ...]:
    """The one fulfillment an order has, told by its order type or a shipping line."""
    told = kind or {}
    is_shipped = (
        (shipping_type and told.get("id") == shipping_type)
        or _BROUGHT.search(str(told.get("label") or "")) is not None
        or any(is_shipping_line(line) for line in elements(lines))
    )
    ours = order_state(state, paid, deleted, note)
    return (
        Fulfillment(
            platform_id=PlatformId(str(identifier)),
            method=FulfillmentMethod.SHIPPING if is_shipped else FulfillmentMethod.PICKUP,
            state=_HANDED.get(ours, FulfillmentState.UNKNOWN),
        ),
    )


def is_shipping_line(line: Mapping[str, Any]) -> bool:
    """Whether a line is the shipping fee that we wrote, and not goods."""
    return not line.get("item") and line.get("name") == SHIPPING


_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def opening_hours(sets: Any) -> tuple[WeeklyHours, ...]:
    """The first set of `openingHours`, as Clover's own pages take it; whatever cannot be read of it
    is left out, for a store is worth more than its hours.

    A set names all seven days, each with its stretches; clocks are numbers, 1930 for half past
    seven, 2400 for the day's end (v3 reference: Merchants, HoursSet; expanded as the overview of
    the reference shows, read 2026-11-21).
    """
    chosen: Mapping[str, Any] = next(iter(_records(sets)), {})
    return by_hours(_stretches(chosen))


def _stretches(hours: Mapping[str, Any]) -> Iterator[tuple[int, time, time]]:
    for day, name in enumerate(_WEEK, start=1):
        for stretch in _records(hours.get(name)):
            start, end = (_clock(stretch.get(which)) for which in ("start", "end"))
            if start is not None and end is not None:
                yield day, start, end


def _records(value: Any) -> list[Mapping[str, Any]]:
    try:
        found = elements(value)
    except TypeError:
        return []
    return [each for each in found if isinstance(each, dict)]


def _clock(value: Any) -> time | None:
    found = re.fullmatch(r"([01]?\d|2[0-3]|24(?=00))([0-5]\d)", str(value).zfill(3))
    return time(int(found[1]) % 24, int(found[2])) if found else None


def first_id(value: Any) -> PlatformId | None:
    """The id of the first record of a nested list."""
    return next((PlatformId(str(one["id"])) for one in elements(value) if one.get("id")), None)


def ids_of(value: Any) -> tuple[PlatformId, ...]:
    """The ids of a nested list."""
    return tuple(PlatformId(str(one["id"])) for one in elements(value) if one.get("id"))


def refunded_money(refunds: Any, currency: Any) -> Money | None:
    """What went back, voided refunds aside."""
    amounts = [
        integer(one.get("amount") or 0)
        for one in elements(refunds)
        if one.get("voided") is not True
    ]
    return Money(sum(amounts), str(currency)) if amounts else None


def charge_status(status: Any, captured: Any) -> PaymentStatus:
    """A charge's status; a word that is not documented is no success."""
    if status == "succeeded":
        return PaymentStatus.CAPTURED if captured is not False else PaymentStatus.AUTHORIZED
    return {"pending": PaymentStatus.PENDING, "failed": PaymentStatus.FAILED}.get(
        str(status), PaymentStatus.UNKNOWN
    )


def rows_by_id(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Records by their id."""
    return {str(row["id"]): row for row in rows if row.get("id")}
