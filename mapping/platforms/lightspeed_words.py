"""Lightspeed's words and shapes in ours: converters for the tables in `lightspeed`. API V3.

Every scalar comes as text, and id "0" means none. Source: developers.lightspeedhq.com/retail
(endpoints Item, ItemShop, Customer, Sale, SaleLine) and the recorded samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from domain.catalog import Component, CounterOnly, Image
from domain.ids import PlatformId
from domain.money import Money, minor_digits
from domain.orders import FulfillmentMethod, FulfillmentState, OrderState, PaymentState
from domain.payments import PaymentStatus, RefundStatus
from mapping.bundles import components
from mapping.converters import decimal, micros, text, timestamp
from mapping.engine import StateTable
from mapping.options import normalize_option

PICKUP = FulfillmentMethod.PICKUP
CAPTURED = PaymentStatus.CAPTURED
SOURCE = "Voicetill"
"""`referenceNumberSource` of our own sales, and the beginning of the notes on our own holds."""

PAYMENT_STATUSES = StateTable(
    {"false": PaymentStatus.CAPTURED, "true": PaymentStatus.VOIDED}, unknown=PaymentStatus.UNKNOWN
)
"""`archived` of a SalePayment: "essentially voided"."""
REFUND_STATUSES = StateTable(
    {"true": RefundStatus.COMPLETED, "false": RefundStatus.PENDING}, unknown=RefundStatus.UNKNOWN
)
"""`completed` of the sale that is the refund."""

_ASSEMBLED = frozenset({"assembly", "serialized_assembly"})
_COUNTED = frozenset({"default", "serialized", "box", "serialized_assembly", "assembly"})
_COUNTRIES = {
    "united states": "US", "usa": "US", "canada": "CA", "united kingdom": "GB", "australia": "AU",
    "new zealand": "NZ", "ireland": "IE", "france": "FR", "germany": "DE", "belgium": "BE",
    "netherlands": "NL", "switzerland": "CH", "south africa": "ZA",
}  # fmt: skip
_SECOND = 1_000_000


def flag(value: Any) -> bool:
    """`"true"` or `"false"` as a boolean; refuses any other word."""
    word = text(value)
    if word not in ("true", "false"):
        raise ValueError("expected true or false, as text")
    return word == "true"


def unflagged(value: Any) -> bool:
    """The opposite of a flag, e.g. active for `archived`."""
    return not flag(value)


def some_id(value: Any) -> PlatformId | None:
    """An id, None for "0"."""
    found = text(value)
    return None if found in ("", "0") else PlatformId(found)


def rounded_money(value: Any, currency: str) -> Money:
    """An amount that may be finer than the minor unit ("11.4860025"), half away from zero."""
    return to_money(decimal(value), currency)


def to_money(amount: Decimal, currency: str) -> Money:
    """A decimal amount to the minor unit, half away from zero, as Lightspeed rounds its totals."""
    scaled = amount.scaleb(minor_digits(currency))
    return Money(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)), currency)


def line_tax(first: Any, second: Any, currency: str) -> Money:
    """Both taxes of a line in one."""
    return to_money(decimal(first or "0") + decimal(second or "0"), currency)


def level_amount(prices: Any, level: str) -> Decimal | None:
    """The amount of one price level; None where it is 0, which means that none is set."""
    for price in prices:
        if price.get("useType") == level:
            amount = price["amount"]
            return None if amount == "0" else decimal(amount) or None
    return None


def default_price(prices: Any, currency: str) -> Money | None:
    """The price a sale gets; None for an item that is priced at the till."""
    amount = level_amount(prices, "Default")
    return None if amount is None else Money.from_decimal(amount, currency)


def struck_price(prices: Any, currency: str) -> Money | None:
    """The manufacturer's price where it is above ours."""
    msrp = level_amount(prices, "MSRP")
    if msrp is None:
        return None
    ours = level_amount(prices, "Default")
    if ours is None or msrp <= ours:
        return None
    return Money.from_decimal(msrp, currency)


def barcode(upc: Any, ean: Any) -> str | None:
    """The UPC, else the EAN."""
    return (text(upc) if upc else "") or (text(ean) if ean else "") or None


def options_of(raw: Any) -> Mapping[str, str]:
    """Size, color and the like, under the unified names."""
    return _told(raw)[1]


def variant_name(raw: Any) -> str:
    """ "Black / 10", as staff know the item among its siblings."""
    return _told(raw)[0]


def _told(raw: Any) -> tuple[str, Mapping[str, str]]:
    names = raw.get("ItemAttributeSet") or {}
    return _attributes(
        raw.get("attribute1"),
        raw.get("attribute2"),
        raw.get("attribute3"),
        names.get("attributeName1"),
        names.get("attributeName2"),
        names.get("attributeName3"),
    )


@lru_cache(maxsize=65536)
def _attributes(*words: Any) -> tuple[str, Mapping[str, str]]:
    """An item's name among its siblings, and its options: three values, then their names.

    The same few come again and again.
    """
    found = [
        (text(name or "") or f"option {at}", text(value))
        for at, (value, name) in enumerate(zip(words[:3], words[3:], strict=True), 1)
        if value and text(value)
    ]
    options = dict(normalize_option(name, value) for name, value in found)
    return " / ".join(value for _, value in found), options


def is_counted(item_type: Any) -> bool:
    """Whether Lightspeed keeps a count; an unknown type is not trusted to have one."""
    return text(item_type) in _COUNTED


def is_assembly(item_type: Any) -> bool:
    """Whether an item is put together from others; a box holds many of one, and is not."""
    return text(item_type) in _ASSEMBLED


def components_of(item_type: Any, parts: Any) -> tuple[Component, ...]:
    """`ItemComponents` of an assembly: `componentItemID` and `quantity` (endpoints/Item)."""
    if item_type is None or not parts or not is_assembly(item_type):
        return ()
    return components((one.get("componentItemID"), one.get("quantity")) for one in parts)


def counter_only(item_type: Any, serialized: Any) -> CounterOnly | None:
    """Goods with serial numbers: only staff can pick the piece."""
    has_serials = serialized == "true" or str(item_type).startswith("serialized")
    return CounterOnly.SERIAL_NUMBER if has_serials else None


def images_of(raws: Any) -> tuple[Image, ...]:
    """Pictures in their order; the address is put together as the Image endpoint tells."""
    ordered = sorted(raws, key=lambda raw: int(raw.get("ordering") or 0))
    return tuple(
        Image(
            url=f"{raw['baseImageURL'].rstrip('/')}/{raw['publicID']}.jpg",
            platform_id=PlatformId(raw["imageID"]) if raw.get("imageID") else None,
            alt=text(raw.get("description") or "") or None,
        )
        for raw in ordered
        if raw.get("baseImageURL") and raw.get("publicID")
    )


def category_names(path: Any, name: Any) -> tuple[str, ...]:
    """A category and those above it: "Shoes/Running" is Shoes and Running."""
    whole = text(path or name or "")
    return tuple(part.strip() for part in whole.split("/") if part.strip())


def matrix_id(value: Any) -> str:
    """A matrix and an item may have the same number; ours are told apart."""
    return f"matrix-{text(value)}"


def newest(own: Any, items: Any) -> int:
    """The latest change of a product or of any of its items, in microseconds."""
    times = [own, *(item.get("timeStamp") for item in items or ())]
    return max(micros(timestamp(one)) for one in times if one)


def latest_revision(*times: Any) -> int:
    """The latest of several times, in microseconds."""
    return max(micros(timestamp(one)) for one in times if one)


def first_time(*times: Any) -> datetime:
    """The first of several times that is filled in."""
    return timestamp(next(one for one in times if one))


def settled_revision(value: Any, read_at: datetime) -> int:
    """A count's revision: its second, and how much of that second had passed when it was read.

    Times are whole seconds. A count read within its own second may change again under the same
    time; read later it ranks above that reading.
    """
    at = micros(timestamp(value))
    return at + min(_SECOND - 1, max(0, micros(read_at) - at))


def available(sellable: Any, on_hand: Any) -> Decimal:
    """What can be sold: `sellable` (since 2025-01), else what is on hand, at least 0."""
    return decimal(sellable) if sellable is not None else max(decimal(on_hand), Decimal(0))


def country_code(code: Any, name: Any) -> str | None:
    """ISO 3166-1 alpha-2, from the code or the English name."""
    given = text(code).upper() if code else ""
    return given or _COUNTRIES.get(text(name or "").casefold())


def region_of(code: Any, name: Any) -> str | None:
    """A state by its code, else by its name."""
    return text(code or name) or None


def ticket_number(ticket: Any, sale_id: Any) -> str:
    """What staff call the sale."""
    return text(ticket or sale_id)


def best_email(emails: Any) -> str | None:
    """The primary address, else any, in lower case."""
    ranked = sorted(emails, key=lambda one: one.get("useType") != "Primary")
    return next((text(one["address"]).lower() for one in ranked if one.get("address")), None)


def own_reference(number: Any, source: Any) -> str | None:
    """Our reference; another system's number is not ours."""
    return (text(number) or None) if source == SOURCE else None


def order_state(completed: Any, archived: Any, voided: Any, source: Any, total: Any) -> OrderState:
    """The sale's life in one word; Lightspeed does not know whether goods were fetched."""
    if voided == "true" or (archived == "true" and completed != "true"):
        return OrderState.CANCELED
    if completed != "true":
        return OrderState.PENDING
    if decimal(total or "0") < 0:
        return OrderState.RETURNED
    return OrderState.CONFIRMED if source == SOURCE else OrderState.COMPLETED


def payment_state(completed: Any, voided: Any, total: Any) -> PaymentState:
    """A sale is complete when its payments equal its total, and only then."""
    if voided == "true":
        return PaymentState.VOIDED
    if completed != "true":
        return PaymentState.UNPAID
    return PaymentState.REFUNDED if decimal(total or "0") < 0 else PaymentState.PAID


def order_revision(changed: Any, changed_too: Any, old: Any, completed: Any, ended: Any) -> int:
    """The second of the last change, and within it how far the sale has come."""
    at = micros(first_time(changed, changed_too, old))
    return at + int(completed == "true") + 2 * int(ended == "true")


def fulfillment_method(ship_to: Any) -> FulfillmentMethod:
    """Shipped where there is a shipment record."""
    shipped = some_id(ship_to or "0") is not None
    return FulfillmentMethod.SHIPPING if shipped else FulfillmentMethod.PICKUP


_FULFILLED: Mapping[OrderState, FulfillmentState] = {
    OrderState.PENDING: FulfillmentState.PROPOSED,
    OrderState.CONFIRMED: FulfillmentState.ACCEPTED,
    OrderState.COMPLETED: FulfillmentState.COMPLETED,
    OrderState.CANCELED: FulfillmentState.CANCELED,
    OrderState.RETURNED: FulfillmentState.COMPLETED,
}


def fulfillment_state(
    completed: Any, archived: Any, voided: Any, source: Any, total: Any
) -> FulfillmentState:
    """What the sale's state says of handing over."""
    return _FULFILLED[order_state(completed, archived, voided, source, total)]


def payment_ids(payments: Any) -> tuple[PlatformId, ...]:
    """The payments a sale holds, archived ones aside."""
    return tuple(
        PlatformId(one["salePaymentID"]) for one in payments if one.get("archived") != "true"
    )


def refunded_payment(payments: Any) -> PlatformId | None:
    """The payment that the first payment of a refund names."""
    first: Mapping[str, Any] = next(iter(payments), {})
    return some_id(first.get("refPaymentID") or "0")


def given_back(total: Any, currency: str) -> Money:
    """A refund's total is negative."""
    return to_money(-decimal(total), currency)


def hold_note(reference: str, number: int) -> str:
    """The note on a reserved line: whose it is, for what, and which of several lines."""
    return f"{SOURCE} hold {reference} {number}"


def hold_reference(note: Any) -> str:
    """Our reference in the note of a reserved line. Raises ValueError for another's."""
    name, kind, reference, _number = text(note).split(" ", 3)
    if (name, kind) != (SOURCE, "hold"):
        raise ValueError("not a hold of ours")
    return reference
