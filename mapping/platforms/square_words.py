"""Square's words and shapes in ours: state tables and converters for the tables in `square`.

Square-Version 2026-09-16; enums are open everywhere, so a new word is UNKNOWN, never a crash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import time
from decimal import Decimal
from html import unescape
from typing import Any

from domain.catalog import CounterOnly, WeeklyHours
from domain.ids import PlatformId
from domain.money import Money, total
from domain.orders import FulfillmentMethod, FulfillmentState, OrderState, PaymentState
from domain.payments import DeclineReason, PaymentStatus, RefundStatus
from mapping.converters import by_hours, decimal, money_minor, repeats, text
from mapping.engine import StateTable

FULFILLMENT_METHODS = StateTable(
    {
        "PICKUP": FulfillmentMethod.PICKUP,
        "SHIPMENT": FulfillmentMethod.SHIPPING,
        "DELIVERY": FulfillmentMethod.SHIPPING,
        "IN_STORE": FulfillmentMethod.PICKUP,
    },
    unknown=FulfillmentMethod.PICKUP,
)
FULFILLMENT_STATES = StateTable(
    {
        "PROPOSED": FulfillmentState.PROPOSED,
        "RESERVED": FulfillmentState.ACCEPTED,
        "PREPARED": FulfillmentState.READY,
        "COMPLETED": FulfillmentState.COMPLETED,
        "CANCELED": FulfillmentState.CANCELED,
        "FAILED": FulfillmentState.FAILED,
    },
    unknown=FulfillmentState.UNKNOWN,
)
PAYMENT_STATUSES = StateTable(
    {
        "APPROVED": PaymentStatus.AUTHORIZED,
        "PENDING": PaymentStatus.PENDING,
        "COMPLETED": PaymentStatus.CAPTURED,
        "CANCELED": PaymentStatus.VOIDED,
        "FAILED": PaymentStatus.FAILED,
    },
    unknown=PaymentStatus.UNKNOWN,
)
REFUND_STATUSES = StateTable(
    {
        "PENDING": RefundStatus.PENDING,
        "APPROVED": RefundStatus.COMPLETED,
        "COMPLETED": RefundStatus.COMPLETED,
        "REJECTED": RefundStatus.FAILED,
        "FAILED": RefundStatus.FAILED,
    },
    unknown=RefundStatus.UNKNOWN,
)
DECLINES: Mapping[str, DeclineReason] = {
    "INSUFFICIENT_FUNDS": DeclineReason.INSUFFICIENT_FUNDS,
    "GIFT_CARD_AVAILABLE_AMOUNT": DeclineReason.INSUFFICIENT_FUNDS,
    "CARD_EXPIRED": DeclineReason.EXPIRED,
    "INVALID_EXPIRATION": DeclineReason.EXPIRED,
    "INVALID_EXPIRATION_YEAR": DeclineReason.EXPIRED,
    "INVALID_EXPIRATION_DATE": DeclineReason.EXPIRED,
    "EXPIRATION_FAILURE": DeclineReason.EXPIRED,
    "BAD_EXPIRATION": DeclineReason.EXPIRED,
    "CVV_FAILURE": DeclineReason.CVV,
    "VERIFY_CVV_FAILURE": DeclineReason.CVV,
    "ADDRESS_VERIFICATION_FAILURE": DeclineReason.ADDRESS,
    "VERIFY_AVS_FAILURE": DeclineReason.ADDRESS,
    "INVALID_POSTAL_CODE": DeclineReason.ADDRESS,
    "CARD_DECLINED_VERIFICATION_REQUIRED": DeclineReason.VERIFICATION_REQUIRED,
    "CARD_TOKEN_EXPIRED": DeclineReason.TOKEN_USED,
    "CARD_TOKEN_USED": DeclineReason.TOKEN_USED,
    "SOURCE_USED": DeclineReason.TOKEN_USED,
    "SOURCE_EXPIRED": DeclineReason.TOKEN_USED,
    "TRANSACTION_LIMIT": DeclineReason.LIMIT,
    "PAYMENT_LIMIT_EXCEEDED": DeclineReason.LIMIT,
    "AMOUNT_TOO_HIGH": DeclineReason.LIMIT,
    "CARD_NOT_SUPPORTED": DeclineReason.NOT_SUPPORTED,
    "UNSUPPORTED_CARD_BRAND": DeclineReason.NOT_SUPPORTED,
    "UNSUPPORTED_ENTRY_METHOD": DeclineReason.NOT_SUPPORTED,
    "UNSUPPORTED_INSTRUMENT_TYPE": DeclineReason.NOT_SUPPORTED,
    "UNSUPPORTED_SOURCE_TYPE": DeclineReason.NOT_SUPPORTED,
    "CARD_PRESENCE_REQUIRED": DeclineReason.NOT_SUPPORTED,
    "CHIP_INSERTION_REQUIRED": DeclineReason.NOT_SUPPORTED,
    "GENERIC_DECLINE": DeclineReason.GENERIC,
    "CARD_DECLINED": DeclineReason.GENERIC,
    "CARD_DECLINED_CALL_ISSUER": DeclineReason.GENERIC,
    "PAN_FAILURE": DeclineReason.GENERIC,
    "INVALID_ACCOUNT": DeclineReason.GENERIC,
    "INVALID_CARD": DeclineReason.GENERIC,
    "INVALID_CARD_DATA": DeclineReason.GENERIC,
    "VOICE_FAILURE": DeclineReason.GENERIC,
    "RESERVATION_DECLINED": DeclineReason.GENERIC,
    "BUYER_REFUSED_PAYMENT": DeclineReason.GENERIC,
    "ACCOUNT_UNUSABLE": DeclineReason.GENERIC,
}
"""Codes of a refused means of payment. Source: `Error.code` of the object model 2026-09-16."""

_BRANDS = {"AMERICAN_EXPRESS": "American Express", "DISCOVER_DINERS": "Discover", "JCB": "JCB"}
_TAGS = re.compile(r"<[^>]*>")
_BREAKS = re.compile(r"<(?:br|/p|/li|/div|/h\d)\b[^>]*>", re.IGNORECASE)
_DEAD_REFUNDS = frozenset({"REJECTED", "FAILED"})
_ENDED = frozenset({"CANCELED", "FAILED"})


def either(*values: Any) -> Any:
    """The first of several fields that is filled in."""
    return next((value for value in values if value is not None), None)


def card_brand(value: Any) -> str:
    """A brand as people write it: `AMERICAN_EXPRESS` is "American Express"."""
    word = text(value)
    return _BRANDS.get(word) or word.replace("_", " ").capitalize()


def plain_description(plain: Any, html: Any, old: Any) -> str | None:
    """The description without markup; `description` is deprecated but still sent."""
    if plain is not None:
        return text(plain) or None
    written = text(either(html, old))
    lines = unescape(_TAGS.sub("", _BREAKS.sub("\n", written))).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip()) or None


def is_active(deleted: Any, archived: Any) -> bool:
    """Neither deleted nor archived."""
    return deleted is not True and archived is not True


def is_sellable(deleted: Any, sellable: Any) -> bool:
    """Not deleted, and not a variation that exists only to be stocked."""
    return deleted is not True and sellable is not False


def sold_by_measure(unit: Any) -> CounterOnly | None:
    """A variation with a unit of measure is sold by weight, length or time, not by the piece."""
    return CounterOnly.WEIGHED if unit else None


def gift_card(product_type: Any) -> CounterOnly | None:
    """Square's own gift cards are items of this type; the others change nothing here."""
    return CounterOnly.GIFT_CARD if product_type == "GIFT_CARD" else None


def newest_version(version: Any, variations: Any) -> int:
    """The highest version among an item and its variations: each may change without the other."""
    highest = int(version)
    for variation in variations or ():
        highest = max(highest, int(variation.get("version", 0)))
    return highest


def brand_of(values: Any) -> str | None:
    """The custom attribute that a seller named "Brand", if any: Square has no field for it."""
    for value in values.values():
        if str(value.get("name", "")).casefold() == "brand":
            return text(value.get("string_value", "")) or None
    return None


def override_prices(overrides: Any) -> dict[PlatformId, Money]:
    """Prices that differ by location."""
    return {
        PlatformId(one["location_id"]): money_minor(one["price_money"])
        for one in overrides
        if "price_money" in one
    }


def is_tracked(everywhere: Any, overrides: Any) -> bool:
    """Whether Square counts the variation anywhere; an absent flag means it does not."""
    if everywhere is True:
        return True
    return any(one.get("track_inventory") is True for one in overrides or ())


def available_quantity(quantity: Any, state: Any) -> Decimal | None:
    """A count's quantity (up to five places, may be negative); None when tracking was ended."""
    return None if state == "UNTRACKED" else decimal(quantity)


def spoken_number(ticket: Any, identifier: Any) -> str:
    """What staff call the order: its ticket name, else the end of its id."""
    return str(ticket) if ticket else str(identifier)[-6:].upper()


def line_name(name: Any, variation: Any) -> str:
    """Item and variation in one: "Mug (Large)"; "Regular" goes without saying."""
    if variation and variation != "Regular":
        return f"{name} ({variation})" if name else str(variation)
    return str(name or "")


def unit_price(base: Any, whole: Any, modifiers: Any) -> Money:
    """One of a line with its modifiers, before discounts; a line of an amount only is its total."""
    if base is None:
        return money_minor(whole)
    extras = (
        money_minor(one["base_price_money"]) * _times(one)
        for one in modifiers or ()
        if one.get("base_price_money")
    )
    return sum(extras, money_minor(base))


def chosen_of(modifiers: Any) -> tuple[PlatformId, ...]:
    """The modifiers a line was ordered with, each as often as it was chosen; what staff typed in
    has no id."""
    return tuple(
        PlatformId(one["catalog_object_id"])
        for one in modifiers
        if one.get("catalog_object_id")
        for _ in range(_times(one))
    )


def _times(modifier: Mapping[str, Any]) -> int:
    """How often a modifier is taken per piece; text, 1 where it is left out, 0 for "without"."""
    return repeats(decimal(modifier.get("quantity", "1")))


def money_or_zero(value: Any, same_currency: Any) -> Money:
    """An amount, or zero in the other's currency where Square leaves it out."""
    if value is not None:
        return money_minor(value)
    return Money.zero(same_currency["currency"])


def is_active_word(value: Any) -> bool:
    """Whether a location's status is `ACTIVE`."""
    return text(value) == "ACTIVE"


_DAYS = {"MON": 1, "TUE": 2, "WED": 3, "THU": 4, "FRI": 5, "SAT": 6, "SUN": 7}


def opening_hours(periods: Any) -> tuple[WeeklyHours, ...]:
    """`BusinessHours.periods`, the days of equal hours together; a day or time that cannot be read
    is left out, for a store is worth more than its hours. Times may lack the leading zero
    ("8:30:00", object model 2026-09-16)."""
    return by_hours(_stretches(periods or ()))


def _stretches(periods: Iterable[Any]) -> Iterator[tuple[int, time, time]]:
    for period in periods:
        day = _DAYS.get(period.get("day_of_week"))
        start, end = (_clock(period.get(f"{which}_local_time")) for which in ("start", "end"))
        if day is not None and start is not None and end is not None:
            yield day, start, end


def _clock(value: Any) -> time | None:
    found = re.fullmatch(r"([01]?\d|2[0-4]):([0-5]\d)(?::\d\d)?", str(value))
    return time(int(found[1]) % 24, int(found[2])) if found else None


def is_walk_in(value: Any) -> bool:
    """Whether a location stays in one place, so that goods can be fetched there."""
    return text(value) != "MOBILE"


def subtotal_of(lines: Any) -> Money:
    """The lines before discounts and added taxes; at least one line is needed."""
    amounts = [money_minor(line["gross_sales_money"]) for line in lines]
    return total(amounts, amounts[0].currency)


def payment_ids(tenders: Any) -> tuple[PlatformId, ...]:
    """The payments behind an order's tenders."""
    return tuple(
        PlatformId(tender.get("payment_id") or tender["id"])
        for tender in tenders
        if tender.get("payment_id") or tender.get("id")
    )


def refunded_money(refunds: Any) -> Money | None:
    """What went back to the buyer, pending refunds included."""
    amounts = [
        money_minor(one["amount_money"]) for one in refunds if one["status"] not in _DEAD_REFUNDS
    ]
    return total(amounts, amounts[0].currency) if amounts else None


def payment_state(state: Any, order_total: Any, tenders: Any, refunds: Any) -> PaymentState:
    """What happened to an order's money, told by its tenders and refunds."""
    due = int((order_total or {}).get("amount", 0))
    taken = _tendered(tenders, "CAPTURED")
    if taken and taken >= due:
        back = refunded_money(refunds or ())
        if back is None or back.amount == 0:
            return PaymentState.PAID
        full = back.amount >= taken
        return PaymentState.REFUNDED if full else PaymentState.PARTIALLY_REFUNDED
    if _tendered(tenders, "AUTHORIZED"):
        return PaymentState.AUTHORIZED
    if state == "COMPLETED" or (due == 0 and tenders is not None):
        return PaymentState.PAID
    return PaymentState.VOIDED if state == "CANCELED" and tenders else PaymentState.UNPAID


def _tendered(tenders: Any, status: str) -> int:
    """Minor units of the tenders in a card status; cash and external money is captured."""
    return sum(
        int(tender["amount_money"]["amount"])
        for tender in tenders or ()
        if (tender.get("card_details") or {}).get("status", "CAPTURED") == status
    )


def order_state(
    state: Any, order_total: Any, tenders: Any, fulfillments: Any, returns: Any, lines: Any
) -> OrderState:
    """The order's life in one word; Square spreads it over state, tenders and fulfillments."""
    if state == "CANCELED":
        return OrderState.CANCELED
    if state not in ("OPEN", "COMPLETED", "DRAFT"):
        return OrderState.UNKNOWN
    if returns and not lines:
        return OrderState.RETURNED
    if payment_state(state, order_total, tenders, ()) is not PaymentState.PAID:
        return OrderState.PENDING
    return _handed_over(state, fulfillments or ())


def _handed_over(state: str, fulfillments: Any) -> OrderState:
    """How far a paid order has come."""
    alive = [one for one in fulfillments if one.get("state") not in _ENDED]
    if fulfillments and not alive:
        return OrderState.CANCELED
    if alive and all(one.get("state") == "COMPLETED" for one in alive):
        shipped = any(one.get("type") == "SHIPMENT" for one in alive)
        return OrderState.SHIPPED if shipped else OrderState.COMPLETED
    if any(one.get("state") == "PREPARED" for one in alive):
        return OrderState.READY
    return OrderState.COMPLETED if state == "COMPLETED" else OrderState.CONFIRMED
