"""Clover's orders, lines and quotes: the tables. REST v3.

They need the context `currency` (the order's own: lines carry none), `merchant` and `shipping_type`
(the order type the merchant ships under, None where there is none).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from domain.ids import PlatformId
from domain.line_shares import settled
from domain.money import Money, allocate
from domain.orders import OrderLine, OrderState, PosOrder, Quote, QuoteLine
from mapping.converters import identifier, integer, optional_text
from mapping.engine import Field, Map
from mapping.platforms import clover_sums as sums
from mapping.platforms import clover_words as words

_PRICED = ("price", "unitQty", "modifications", "discounts")
ORDER_LINE = Map(
    OrderLine,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", default=""),
        Field("quantity", "unitQty", sums.line_quantity, default=Decimal(1)),
        Field("unit_price", ("price", "modifications"), sums.unit_price, context=("currency",)),
        Field("total", _PRICED, sums.line_total, context=("currency",)),
        Field("tax", (*_PRICED, "taxRates"), sums.line_tax, context=("currency",)),
        Field("variant_platform_id", "item.id", identifier, default=None),
        Field("modifiers", "modifications", sums.chosen_of, default=()),
    ),
    ignored={
        "orderRef": "the order it is on",
        "item": "its id is enough",
        "itemCode": "the variant has its barcode",
        "alternateName": "the name is spoken",
        "unitName": "the quantity says how many",
        "note": "our own words",
        "printed": "for the kitchen",
        "exchanged": "an exchange makes lines of its own",
        "exchangedLineItem": "an exchange makes lines of its own",
        "refunded": "refunds tell what went back",
        "refund": "refunds tell what went back",
        "isRevenue": "for the merchant's reports",
        "createdTime": "the order's time is used",
        "orderClientCreatedTime": "the order's time is used",
        "binName": "for the kitchen",
        "userData": "another application's notes",
        "colorCode": "for the register's screen",
        "payments": "payments are the order's",
        "printGroup": "for the kitchen",
        "tags": "for the kitchen",
        **dict.fromkeys(
            (
                "priceWithModifiers",
                "priceWithModifiersAndItemAndOrderDiscounts",
                "orderLevelDiscounts",
                "discountAmount",
                "orderLevelDiscountAmount",
                "revenueAmount",
                "quantitySold",
            ),
            "used in Clover's reports only",
        ),
    },
)

_LIFE = ("state", "paymentState", "deletedTimestamp", "note")
ORDER = Map(
    PosOrder,
    fields=(
        Field("platform_id", "id", identifier),
        Field("number", ("title", "id"), words.spoken_number),
        Field("state", _LIFE, words.order_state, default=OrderState.PENDING),
        Field(
            "payment_state",
            "paymentState",
            words.PAYMENT_STATES,
            default=words.PAYMENT_STATES.unknown,
        ),
        Field("total", ("total", "currency"), words.money),
        Field(
            "tax",
            (
                "totalTaxAmount",
                "total",
                "lineItems.elements",
                "discounts",
                "serviceCharge",
                "isVat",
                "payments",
                "currency",
            ),
            sums.order_tax,
        ),
        Field("created_at", "createdTime", words.moment),
        Field("updated_at", "modifiedTime", words.moment),
        Field("reference", ("externalReferenceId", "note"), words.reference_of, default=None),
        Field("location_platform_id", "id", words.place, context=("merchant",)),
        Field("customer_platform_id", "customers", words.first_id, default=None),
        Field(
            "fulfillments",
            ("id", "orderType", "lineItems.elements", *_LIFE),
            words.fulfillments_of,
            context=("shipping_type",),
        ),
        Field("payment_platform_ids", "payments", words.ids_of, default=()),
        Field("refunded", ("refunds", "currency"), words.refunded_money, default=None),
        Field("revision", "modifiedTime", integer, default=0),
        Field("lines", "lineItems.elements[]", ORDER_LINE, default=()),
    ),
    ignored={
        "href": "built from the id",
        "employee": "who rang it up",
        "unpaidBalance": "paymentState says it",
        "taxRemoved": "the total says it",
        "manualTransaction": "a sale without goods has no lines",
        "groupLineItems": "for the receipt",
        "testMode": "the merchant's own trials",
        "payType": "how the guests split it",
        "clientCreatedTime": "the server's time is used",
        "additionalCharges": "part of the total",
        "credits": "paymentState says it",
        "voids": "voided payments took nothing",
        "preAuths": "taken at a register",
        "authorizations": "taken at a register",
        "device": "where it was rung up",
        "merchant": "known from the connection",
        "printGroups": "for the kitchen",
        "orderFulfillmentEvent": "Clover's own online ordering",
        "onlineOrder": "Clover's own online ordering",
        "customerId": "an internal id",
        "customerUuid": "customers say it",
        "orderTypeId": "orderType says it",
        "deletedTime": "deletedTimestamp says it",
        "subtotal": "total and tax are used",
        "taxSummaries": "summed up in totalTaxAmount",
        "lineItems.href": "built from the id",
    },
    finish=lambda order, raw: settled(order, lines_hold_tax=raw.get("isVat") is True),
)


def together(lines: Sequence[OrderLine]) -> tuple[OrderLine, ...]:
    """Clover repeats a line for every piece: equal ones are one line, under the first one's id."""
    grouped: dict[tuple[Any, ...], OrderLine] = {}
    for line in lines:
        key = (line.variant_platform_id, line.name, line.unit_price, line.modifiers)
        known = grouped.get(key)
        grouped[key] = line if known is None else _added(known, line)
    return tuple(grouped.values())


def _added(one: OrderLine, other: OrderLine) -> OrderLine:
    return replace(
        one,
        quantity=one.quantity + other.quantity,
        total=one.total + other.total,
        tax=one.tax + other.tax,
    )


def _goods(lines: Any) -> list[Mapping[str, Any]]:
    return [line for line in words.elements(lines) if not words.is_shipping_line(line)]


def _quote_lines(lines: Any, tax: Any, currency: Any) -> tuple[QuoteLine, ...]:
    """Clover repeats a line for every piece: equal ones are counted together."""
    goods = _goods(lines)
    weights = [sums.net_amount(one) * _rate(one) for one in goods]
    shares = allocate(words.money(tax or 0, currency), weights) if any(weights) else None
    grouped: dict[tuple[Any, ...], QuoteLine] = {}
    for number, line in enumerate(goods):
        share = shares[number] if shares else Money.zero(str(currency))
        one = _quote_line(line, share, str(currency))
        choices = sums.chosen_of(line.get("modifications"))
        key = (one.variant_platform_id, one.unit_price.amount, one.name, choices)
        known = grouped.get(key)
        grouped[key] = one if known is None else _together(known, one)
    return tuple(grouped.values())


def _quote_line(line: Mapping[str, Any], tax: Money, currency: str) -> QuoteLine:
    gross, net = sums.gross_amount(line), sums.net_amount(line)
    return QuoteLine(
        variant_platform_id=PlatformId(str((line.get("item") or {}).get("id", ""))),
        quantity=1,
        unit_price=Money(gross, currency),
        tax=tax,
        discount=Money(gross - net, currency),
        total=Money(net, currency) + tax,
        name=optional_text(line.get("name") or ""),
    )


def _together(one: QuoteLine, other: QuoteLine) -> QuoteLine:
    return replace(
        one,
        quantity=one.quantity + other.quantity,
        tax=one.tax + other.tax,
        discount=one.discount + other.discount,
        total=one.total + other.total,
    )


def _rate(line: Mapping[str, Any]) -> int:
    return sum(integer(one.get("rate") or 0) for one in words.elements(line.get("taxRates")))


def _subtotal(lines: Any, currency: Any) -> Money:
    return Money(sum(sums.gross_amount(one) for one in _goods(lines)), str(currency))


def _discount(lines: Any, subtotal: Any, currency: Any) -> Money:
    """What lies between the lines as priced and the subtotal that Clover tells."""
    gross = sum(sums.gross_amount(one) for one in words.elements(lines))
    return Money(gross - integer(subtotal), str(currency))


def _shipping(lines: Any, subtotal: Any, tax: Any, total: Any, currency: Any) -> Money:
    """The shipping line, and a service charge where the merchant adds one to every order."""
    fee = sum(sums.net_amount(one) for one in words.elements(lines) if words.is_shipping_line(one))
    charged = integer(total) - integer(subtotal) - integer(tax or 0)
    return Money(fee + max(0, charged), str(currency))


QUOTE = Map(
    Quote,
    fields=(
        Field("lines", ("lineItems", "totalTaxAmount", "currency"), _quote_lines),
        Field("subtotal", ("lineItems", "currency"), _subtotal),
        Field("discount", ("lineItems", "subtotal", "currency"), _discount),
        Field("tax", ("totalTaxAmount", "currency"), words.money_or_zero),
        Field(
            "shipping",
            ("lineItems", "subtotal", "totalTaxAmount", "total", "currency"),
            _shipping,
        ),
        Field("total", ("total", "currency"), words.money),
    ),
    ignored={
        "taxSummaries": "summed up in totalTaxAmount",
        "discounts": "the subtotal is after them",
        "serviceCharge": "the total is after it",
        **dict.fromkeys(
            ("title", "note", "externalReferenceId", "orderType", "customers", "employee"),
            "our own request",
        ),
        **dict.fromkeys(
            ("id", "state", "paymentState", "createdTime", "modifiedTime", "clientCreatedTime"),
            "nothing is created by asking",
        ),
    },
)
