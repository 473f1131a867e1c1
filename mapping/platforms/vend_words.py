"""Vend's words and shapes in ours: converters and state tables for the tables in `vend`.

API version 2026-07. Numbers come as JSON numbers in some places and as text in others, with up to
five decimals: both are read by their digits. Moments are UTC, with or without saying so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from html import unescape
from typing import Any

from domain.catalog import Address, Component, Image
from domain.ids import PlatformId
from domain.money import Money, minor_digits
from domain.orders import (
    Fulfillment,
    FulfillmentMethod,
    FulfillmentState,
    OrderState,
    PaymentState,
)
from mapping.bundles import components
from mapping.converters import decimal, identifier, optional_text, text
from mapping.engine import StateTable
from mapping.options import normalize_option

SALE_STATES = StateTable(
    {
        "parked": OrderState.PENDING,
        "pending": OrderState.CONFIRMED,
        "closed": OrderState.COMPLETED,
        "voided": OrderState.CANCELED,
    },
    unknown=OrderState.UNKNOWN,
)
LEGACY_STATES = StateTable(
    {
        "SAVED": OrderState.PENDING,
        "OPEN": OrderState.PENDING,
        "CLOSED": OrderState.COMPLETED,
        "VOIDED": OrderState.CANCELED,
        "ONACCOUNT": OrderState.CONFIRMED,
        "ONACCOUNT_CLOSED": OrderState.COMPLETED,
        "LAYBY": OrderState.PENDING,
        "LAYBY_CLOSED": OrderState.COMPLETED,
        "AWAITING_DISPATCH": OrderState.CONFIRMED,
        "DISPATCHED_CLOSED": OrderState.SHIPPED,
        "AWAITING_PICKUP": OrderState.CONFIRMED,
        "PICKED_UP_CLOSED": OrderState.COMPLETED,
        "SERVICE": OrderState.CONFIRMED,
        "SERVICE_CLOSED": OrderState.COMPLETED,
    },
    unknown=OrderState.UNKNOWN,
)
"""Source: docs/sales_states_and_attributes."""

SOURCE_TYPES: Mapping[FulfillmentMethod, str] = {
    FulfillmentMethod.PICKUP: "voicetill-pickup",
    FulfillmentMethod.SHIPPING: "voicetill-shipping",
}
"""What we write into `source.type`: a parked sale has no other place for how goods are handed over.
"""
ATTRIBUTES: Mapping[FulfillmentMethod, str] = {
    FulfillmentMethod.PICKUP: "pickup",
    FulfillmentMethod.SHIPPING: "delivery",
}
_METHOD_OF_TYPE = {word: method for method, word in SOURCE_TYPES.items()}
_METHOD_OF_ATTRIBUTE = {word: method for method, word in ATTRIBUTES.items()}
_FULFILLMENT_STATES = {
    "parked": FulfillmentState.PROPOSED,
    "pending": FulfillmentState.ACCEPTED,
    "closed": FulfillmentState.COMPLETED,
    "voided": FulfillmentState.CANCELED,
}
_TAGS = re.compile(r"<[^>]*>")
_BREAKS = re.compile(r"<(?:br|/p|/li|/div|/h\d)\b[^>]*>", re.IGNORECASE)
_BARCODES = ("EAN", "UPC", "ITF", "JAN", "ISBN")
_CALLING_CODES = {
    "US": "1", "CA": "1", "NZ": "64", "AU": "61", "GB": "44", "IE": "353", "ZA": "27",
    "SG": "65", "DE": "49", "FR": "33", "NL": "31", "BE": "32", "AT": "43", "CH": "41",
}  # fmt: skip
_NANP = re.compile(r"1?([2-9]\d{2}[2-9]\d{6})")
_E164 = re.compile(r"[1-9]\d{7,14}")


def number(value: Any) -> Decimal:
    """An exact decimal from a JSON number (by its digits) or from text."""
    return decimal(repr(value) if isinstance(value, float) else value)


def rounded(amount: Decimal, currency: str) -> Money:
    """An amount of up to five decimals as money, half up, as Vend rounds for display."""
    scaled = amount.scaleb(minor_digits(currency)).to_integral_value(ROUND_HALF_UP)
    return Money(int(scaled), currency)


def amount(value: Any, currency: str) -> Money:
    """A vendor's amount as money of the retailer's currency."""
    return rounded(number(value), currency)


def utc(value: Any) -> datetime:
    """A moment as aware UTC; Vend writes some without an offset, and means UTC."""
    moment = datetime.fromisoformat(text(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def address(
    line1: Any, line2: Any, suburb: Any, city: Any, state: Any, postcode: Any, country: Any
) -> Address | None:
    """An address, None where street, town or country is missing: half of one ships nothing."""
    if not (line1 and city and country):
        return None
    return Address(
        line1=text(line1),
        line2=optional_text(line2 or suburb or ""),
        city=text(city),
        region=optional_text(state or ""),
        postal_code=optional_text(postcode or ""),
        country=text(country),
    )


def is_alive(deleted_at: Any) -> bool:
    """Whether a record has no deletion time; the old API writes an empty text for none."""
    return not deleted_at


def is_sold(active: Any, deleted_at: Any) -> bool:
    """Neither switched off nor deleted."""
    return active is not False and not deleted_at


def tag_price(before_tax: Any, with_tax: Any, currency: str, inclusive: bool) -> Money | None:
    """The price as the tag shows it: with tax where the retailer's prices include it.

    Vend has no open prices: what staff price at the till stands at zero, which is not free.
    """
    chosen = with_tax if inclusive and with_tax is not None else before_tax
    price = None if chosen is None else number(chosen)
    return rounded(price, currency) if price else None


def components_of(recipe: Any) -> tuple[Component, ...]:
    """`composite_bom`: product ids with quantities, as `key` and `value` (Product 3.0, read
    2026-11-21). Composites are not nested (docs/products_creating_composites)."""
    return components((one.get("key"), number(one.get("value"))) for one in recipe)


def options_of(values: Any) -> Mapping[str, str]:
    """`[{"name": "Color", "value": "Black"}]` in the unified vocabulary."""
    return _unified((one.get("name"), one.get("value")) for one in values)


def _unified(pairs: Iterable[tuple[Any, Any]]) -> Mapping[str, str]:
    """Names and values, normalized. Where a retailer uses two names of one meaning ("Color",
    "Colour"), the second keeps its own spelling."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name and value:
            key, unified, own = _option(name, value)
            found.setdefault(own if key in found else key, unified)
    return found


@lru_cache(maxsize=65536)
def _option(name: Any, value: Any) -> tuple[str, str, str]:
    """One option's unified name and value, and the retailer's own name; a catalog repeats them."""
    plain = text(name)
    return (*normalize_option(plain, text(value)), plain.casefold())


def barcode_of(codes: Any) -> str | None:
    """The first printed code, else the first code that staff made up."""
    own = None
    for one in codes:
        code = one.get("code")
        if not code:
            continue
        if str(one.get("type", "")).upper() in _BARCODES:
            return identifier(code)
        own = own or code
    return None if own is None else identifier(own)


def named(value: Any) -> str | None:
    """The name in `{"id": …, "name": …}`; Vend writes an empty object for none."""
    return _word(value["name"]) if isinstance(value, dict) and value.get("name") else None


@lru_cache(maxsize=4096)
def _word(value: Any) -> str | None:
    """A brand, category or tag; a catalog repeats few of them."""
    return text(value) or None


def categories_of(category: Any, kind: Any) -> tuple[str, ...]:
    """A product's category; product types are the categories of older accounts."""
    found = (named(category), named(kind))
    return tuple(dict.fromkeys(name for name in found if name))


def names_of(values: Any) -> tuple[str, ...]:
    """The names of tags."""
    return tuple(name for one in values if (name := named(one)))


def images_of(values: Any) -> tuple[Image, ...]:
    """Pictures that have an address."""
    return tuple(
        Image(url=identifier(one["url"]), platform_id=one.get("id"))
        for one in values
        if one.get("url")
    )


def plain_description(value: Any) -> str | None:
    """A description without markup."""
    written = text(value)
    if "<" in written:
        written = _TAGS.sub("", _BREAKS.sub("\n", written))
    lines = unescape(written).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip()) or None


def family_key(parent: Any, own: Any) -> str:
    """What all records of a family share: the head's id, or a lone product's own."""
    return str(parent or own)


def given(_own: Any, known: Any) -> Any:
    """What the run knows and the record does not tell."""
    return known


def e164(value: Any, country: str | None) -> str | None:
    """A phone number in E.164, None if it cannot be told. Vend keeps numbers as typed.

    A number without a country is read by the customer's country; without one, only what is
    surely North American is.
    """
    written = text(value)
    digits = re.sub(r"[^0-9]", "", written)
    if written.startswith("+") or digits.startswith("00"):
        return _checked(digits.lstrip("0"))
    code = _CALLING_CODES.get(country or "")
    if code in (None, "1"):
        national = _NANP.fullmatch(digits)
        return f"+1{national.group(1)}" if national else None
    return _checked(code + digits.removeprefix("0")) if digits else None


def _checked(digits: str) -> str | None:
    return f"+{digits}" if _E164.fullmatch(digits) else None


def phone_of(mobile: Any, landline: Any, country: Any) -> str | None:
    """The mobile number, else the other one."""
    found = (e164(value, country) for value in (mobile, landline) if value)
    return next((phone for phone in found if phone), None)


def spellings(phone: str) -> tuple[str, ...]:
    """How an E.164 number may stand in a customer's record, the likeliest first.

    Vend's search matches the whole text, and staff type what they like: the full number, without
    the plus, as people say it at home, and with the brackets that North Americans use.
    """
    digits = phone.removeprefix("+")
    found = [phone]
    for code in ("1", *sorted(set(_CALLING_CODES.values()) - {"1"})):
        if digits.startswith(code):
            rest = digits.removeprefix(code)
            found.append(rest if code == "1" else f"0{rest}")
            if code == "1" and len(rest) == 10:
                found.append(f"({rest[:3]}) {rest[3:6]}-{rest[6:]}")
                found.append(f"{rest[:3]}-{rest[3:6]}-{rest[6:]}")
            break
    return (*dict.fromkeys([*found, digits]),)


# --- sales -----------------------------------------------------------------------------------


def order_state(state: Any, attributes: Any, returned: Any) -> OrderState:
    """The order's life in one word; a word that is not known is UNKNOWN."""
    if (returned or {}).get("is_return"):
        return OrderState.RETURNED
    found = SALE_STATES.words.get(state, SALE_STATES.unknown)
    if found is OrderState.COMPLETED and "delivery" in (attributes or ()):
        return OrderState.SHIPPED
    if found is OrderState.CONFIRMED and "layby" in (attributes or ()):
        return OrderState.PENDING
    ours: OrderState = found
    return ours


def paid_amount(payments: Any) -> Decimal:
    """What was paid, taken-back payments aside."""
    return sum(
        (number(one["amount"]) for one in payments or () if not one.get("deleted_at")), Decimal(0)
    )


def payment_state(state: Any, totals: Any, payments: Any, currency: str) -> PaymentState:
    """What happened to the money; Vend knows payments only, no authorizations."""
    due = rounded(number((totals or {}).get("price_incl_tax", 0)), currency).amount
    paid = rounded(paid_amount(payments), currency).amount
    if state == "voided":
        return PaymentState.VOIDED if payments else PaymentState.UNPAID
    if state == "parked" and not payments:
        return PaymentState.UNPAID
    return PaymentState.PAID if paid >= due else PaymentState.UNPAID


def payment_ids(payments: Any) -> tuple[PlatformId, ...]:
    """The payments inside a sale."""
    return tuple(PlatformId(one["id"]) for one in payments if one.get("id"))


def sale_number(invoice: Any, receipt: Any, identifier: Any) -> str:
    """What staff call the sale."""
    return str(invoice or receipt or str(identifier)[-6:].upper())


def line_total(price: Any, tax: Any, currency: str) -> Money:
    """A line with its tax."""
    return rounded(number(price or 0) + number(tax or 0), currency)


def method_of(attributes: Any, source_type: Any) -> FulfillmentMethod | None:
    """How the goods are handed over: told by an attribute, on parked sales by our source type."""
    for word in attributes or ():
        if word in _METHOD_OF_ATTRIBUTE:
            return _METHOD_OF_ATTRIBUTE[word]
    return _METHOD_OF_TYPE.get(source_type)


def fulfillments_of(
    identifier: Any, state: Any, attributes: Any, source_type: Any
) -> tuple[Fulfillment, ...]:
    """The one fulfillment of a sale that is not handed over at the till; it bears the sale's id."""
    method = method_of(attributes, source_type)
    if method is None:
        return ()
    return (
        Fulfillment(
            platform_id=PlatformId(str(identifier)),
            method=method,
            state=_FULFILLMENT_STATES.get(state, FulfillmentState.UNKNOWN),
        ),
    )


def available_quantity(level: Any, deleted_at: Any) -> Decimal | None:
    """What is counted; None for a product that is gone."""
    return None if deleted_at else number(level)


def legacy_options(*named_values: Any) -> Mapping[str, str]:
    """Three names and three values of the old API's numbered option fields."""
    return _unified(zip(named_values[:3], named_values[3:], strict=True))


def legacy_price(price: Any, tax: Any, inclusive: Any, currency: str) -> Money:
    """The tag price of the old API: price and tax come apart, a flag says what the tag shows."""
    shown = str(inclusive) == "1"
    return rounded(number(price) + (number(tax or 0) if shown else 0), currency)
