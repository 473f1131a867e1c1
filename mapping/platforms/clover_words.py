"""Clover's words and shapes in ours: state tables and converters for the tables in `clover`.

REST v3 and Ecommerce v1. Lists inside a record are `{"elements": [...]}`; a few answers send the
bare list. Money is minor units without a currency beside it, times are Unix milliseconds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from domain.catalog import Modifier, ModifierList, Tax
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
from mapping.converters import integer, optional_text, text
from mapping.engine import StateTable
from mapping.options import normalize_option

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
    "card_not_supported": DeclineReason.NOT_SUPPORTED,
    "card_on_file_missing": DeclineReason.TOKEN_USED,
    "token_already_used": DeclineReason.TOKEN_USED,
    "amount_too_large": DeclineReason.LIMIT,
    "processing_error": DeclineReason.GENERIC,
}
"""Codes of a refused card. Source: the Ecommerce error codes (read 2026-11-20), not complete."""

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
_NANP = re.compile(r"1?([2-9]\d{9})")
_EXPIRY = re.compile(r"(\d{2})/?(?:20)?(\d{2})")
_BROUGHT = re.compile(r"deliver|ship|mail", re.IGNORECASE)
_RATE_SCALE = 100_000
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


def e164(value: Any) -> str | None:
    """A phone number in E.164, None if it cannot be told.

    Staff type numbers freely; ten digits without a country are North American.
    """
    written = text(value)
    digits = re.sub(r"[^0-9]", "", written)
    if written.startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    national = _NANP.fullmatch(digits)
    return f"+1{national.group(1)}" if national else None


def first_phone(value: Any) -> str | None:
    """The first phone number that can be told."""
    numbers = (e164(one["phoneNumber"]) for one in elements(value) if one.get("phoneNumber"))
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


# Catalog


def price(amount: Any, kind: Any, currency: str) -> Money | None:
    """An item's price; None where it is asked at the register."""
    return None if kind == "VARIABLE" or amount is None else money(amount, currency)


def options_of(value: Any, attributes: Mapping[str, str]) -> dict[str, str]:
    """Options by unified name; `attributes` holds what each attribute id is called."""
    found = {}
    for one in elements(value):
        attribute = attributes.get(str((one.get("attribute") or {}).get("id")), "option")
        key, shown = normalize_option(attribute, text(one["name"]))
        found[key] = shown
    return found


def variant_name(options: Any, name: Any) -> str:
    """The option values, "Black / 10"; an item that stands alone goes by its own name."""
    values = [text(one["name"]) for one in elements(options)]
    return " / ".join(values) if values else text(name or "")


def is_tracked(managed: Any, count: Any, stock: Any, tracks_stock: bool) -> bool:
    """Whether there is a count to go by: the merchant tracks stock, and this item has some."""
    return tracks_stock and (managed is True or count is not None or stock is not None)


def is_active(hidden: Any, available: Any, managed: Any, deleted: Any) -> bool:
    """Sold at all. An item that the stock count made unavailable stays: its stock tells."""
    off = available is False and managed is not True
    return not (hidden is True or off or deleted)


def any_active(items: Any) -> bool:
    """Whether any of a product's items is sold."""
    names = ("hidden", "available", "autoManage", "deletedTime")
    return any(is_active(*(item.get(name) for name in names)) for item in items)


def is_taxed(default: Any, rates: Any) -> bool:
    """Whether any tax rate above zero is due."""
    return default is not False or any(one.get("rate") for one in elements(rates))


def names_in(items: Any, field: str) -> tuple[str, ...]:
    """The names of what a product's items refer to, each once."""
    found = [text(one["name"]) for item in items for one in elements(item.get(field))]
    return tuple(dict.fromkeys(found))


def categories_of(items: Any) -> tuple[str, ...]:
    """The categories of a product's items."""
    return names_in(items, "categories")


def tags_of(items: Any) -> tuple[str, ...]:
    """The labels of a product's items."""
    return names_in(items, "tags")


def newest(items: Any) -> int:
    """The latest change of any of a product's items, in milliseconds."""
    return max(
        (integer(item.get("deletedTime") or item.get("modifiedTime") or 0) for item in items),
        default=0,
    )


def modifier_lists_of(
    items: Any, modifiers: Mapping[str, ModifierList]
) -> tuple[ModifierList, ...]:
    """The modifier groups of a product's items, from those the merchant has."""
    wanted = [one["id"] for item in items for one in elements(item.get("modifierGroups"))]
    return tuple(modifiers[one] for one in dict.fromkeys(wanted) if one in modifiers)


def modifier_list(raw: Mapping[str, Any], currency: str) -> ModifierList:
    """A modifier group with its choices; 0 for the most allowed means no limit."""
    return ModifierList(
        platform_id=PlatformId(text(raw["id"])),
        name=text(raw["name"]),
        modifiers=tuple(
            Modifier(
                platform_id=PlatformId(text(one["id"])),
                name=text(one["name"]),
                price=money(one.get("price") or 0, currency),
                active=one.get("available") is not False,
            )
            for one in elements(raw.get("modifiers"))
        ),
        minimum=integer(raw.get("minRequired") or 0),
        maximum=integer(raw.get("maxAllowed") or 0) or None,
    )


def taxes_of(items: Any, rates: Mapping[str, Tax], defaults: tuple[str, ...]) -> tuple[Tax, ...]:
    """The tax rates due on a product's items: their own, else the merchant's default ones."""
    wanted: list[str] = []
    for item in items:
        if item.get("defaultTaxRates") is not False:
            wanted += defaults
        wanted += [one["id"] for one in elements(item.get("taxRates"))]
    return tuple(rates[one] for one in dict.fromkeys(wanted) if one in rates)


def tax(raw: Mapping[str, Any], *, inclusive: bool) -> Tax:
    """A tax rate; flat amounts per piece (`taxAmount`) have no percentage."""
    return Tax(
        platform_id=PlatformId(text(raw["id"])),
        name=text(raw.get("name") or "Tax"),
        percentage=Decimal(integer(raw.get("rate") or 0)) / _RATE_SCALE,
        inclusive=inclusive,
    )


# Orders


def line_quantity(thousandths: Any) -> Decimal:
    """Pieces, or units of something weighed."""
    return Decimal(integer(thousandths)) / 1000


def unit_price(amount: Any, modifications: Any, currency: str) -> Money:
    """The price of one, with its modifications."""
    extra = sum(integer(one.get("amount") or 0) for one in elements(modifications))
    return money(integer(amount or 0) + extra, currency)


def chosen_of(modifications: Any) -> tuple[PlatformId, ...]:
    """The modifiers a line was ordered with."""
    chosen = ((one.get("modifier") or {}).get("id") for one in elements(modifications))
    return tuple(PlatformId(str(one)) for one in chosen if one)


def gross_amount(line: Mapping[str, Any]) -> int:
    """A line in minor units before discounts."""
    each = integer(line.get("price") or 0)
    each += sum(integer(one.get("amount") or 0) for one in elements(line.get("modifications")))
    thousandths = line.get("unitQty")
    return each if thousandths is None else half_up(Decimal(each) * integer(thousandths) / 1000)


def net_amount(line: Mapping[str, Any]) -> int:
    """A line in minor units after its own discounts."""
    gross = gross_amount(line)
    return gross - discounts_on(gross, line.get("discounts"))


def line_total(
    amount: Any, thousandths: Any, modifications: Any, discounts: Any, currency: str
) -> Money:
    """What a line comes to before tax."""
    line = {
        "price": amount,
        "unitQty": thousandths,
        "modifications": modifications,
        "discounts": discounts,
    }
    return Money(net_amount(line), currency)


def line_tax(
    amount: Any, thousandths: Any, modifications: Any, discounts: Any, rates: Any, currency: str
) -> Money:
    """The tax on a line by its rates; Clover keeps none per line."""
    base = line_total(amount, thousandths, modifications, discounts, currency).amount
    parts = (Decimal(base) * integer(one.get("rate") or 0) for one in elements(rates))
    return Money(sum(half_up(part / _RATE_SCALE / 100) for part in parts), currency)


def discounts_on(amount: int, discounts: Any) -> int:
    """What discounts take off: amounts are negative on the wire, or they are percents."""
    taken = 0
    for one in elements(discounts):
        if one.get("amount") is not None:
            taken += abs(integer(one["amount"]))
        else:
            taken += half_up(Decimal(amount) * integer(one.get("percentage") or 0) / 100)
    return taken


def half_up(value: Decimal) -> int:
    """Minor units, rounded as Clover rounds."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def order_tax(
    told: Any, total: Any, lines: Any, discounts: Any, charge: Any, is_vat: Any, currency: Any
) -> Money:
    """The order's tax: what an atomic order tells, else what the lines leave of the total.

    A merchant with value-added tax has it inside the prices: then it is the lines' own.
    """
    if told is not None:
        return money(told, currency)
    rows = elements(lines)
    if is_vat is True or not rows:
        return Money(sum(_inner_tax(row) for row in rows), str(currency))
    net = sum(net_amount(row) for row in rows)
    net -= discounts_on(net, discounts)
    percent = Decimal(integer((charge or {}).get("percentageDecimal") or 0)) / 10_000
    rest = integer(total or 0) - net - half_up(net * percent / 100)
    return Money(max(0, rest), str(currency))


def _inner_tax(line: Mapping[str, Any]) -> int:
    """The part of a price that is tax already."""
    rate = sum(integer(one.get("rate") or 0) for one in elements(line.get("taxRates")))
    share = Decimal(rate) / _RATE_SCALE / 100
    return half_up(Decimal(net_amount(line)) * share / (1 + share))


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
    return {str(row["id"]): row for row in rows}
