"""Toast's checks, selections, payments and guests: the tables. Orders API 2.9.0.

Amounts are numbers without a currency: every table wants the context `currency`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.customers import Customer
from domain.ids import PlatformId
from domain.money import Money, total
from domain.orders import OrderLine
from domain.payments import Payment, PaymentStatus
from mapping.converters import identifier, lower, optional_text, text
from mapping.engine import Field, Map
from mapping.platforms import toast_words as words
from mapping.platforms.toast_ids import Choice, choice_id, variant_id

_SETS_PRICE = "REPLACES_PRICE"
"""`optionGroupPricingMode` of a size: the item's price is that of its size."""

BOOKKEEPING = {
    "entityType": "the table is chosen by it",
    "createdDevice": "which till",
    "lastModifiedDevice": "which till",
    "voidBusinessDate": "for the restaurant's books",
    "voidDate": "that it was voided is enough",
    "deletedDate": "that it was deleted is enough",
    "duration": "for the restaurant's reports",
    "server": "which of the staff",
}
SELECTION_DETAILS = BOOKKEEPING | {
    "externalId": "the order carries our reference",
    "deferred": "for the restaurant's books",
    "optionGroup": "a dish is not an option",
    "appliedDiscounts": "inside the price",
    "appliedTaxes": "the line's tax is tax",
    "seatNumber": "for the dining room",
    "optionGroupPricingMode": "told of modifiers only",
    "salesCategory": "for the restaurant's reports",
    "selectionType": "what is no dish has no item",
    "taxInclusion": "price and tax are told apart",
    "unitOfMeasure": "the quantity says how many",
    "refundDetails": "the payments tell what went back",
    "diningOption": "told by the order",
    "createdDate": "the order's time is told",
    "modifiedDate": "the order's time is told",
    "preModifier": "for the kitchen",
    "plu": "the till's own short number",
    "premodifierPlu": "the till's own short number",
    "fulfillment": "the quantity says how many",
    "openPriceAmount": "inside the price",
    "externalPriceAmount": "for marketplaces",
    "splitOrigin": "reserved by Toast for the future",
    "voidReason": "that it was voided is enough",
}


_NEVER = words.moment("1970-01-01T00:00:00.000+0000")
"""As Toast writes a time that has not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRecord:
    """One selection: the line, and what it says of the order's progress."""

    line: OrderLine
    status: str | None = None
    voided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecord:
    """One check of an order; most orders have one."""

    lines: tuple[LineRecord, ...]
    payments: tuple[Payment, ...]
    total: Money
    tax: Money
    platform_id: PlatformId | None = None
    number: str | None = None
    payment_status: str | None = None
    guest: Customer | None = None
    charges: Money | None = None
    deleted: bool = False


def charged(rows: Any, currency: str) -> Money:
    """All service charges of a check, without tax."""
    amounts = (words.share(one.get("chargeAmount") or 0, currency) for one in rows or ())
    return total(amounts, currency)


def chosen_variant(item: Any, group: Any, modifiers: Any) -> PlatformId | None:
    """The variant a selection names, its size included; None for what is not on the menu."""
    if not item or not group:
        return None
    size = next(
        (
            Choice(one["optionGroup"]["guid"], one["item"]["guid"])
            for one in modifiers or ()
            if one.get("optionGroupPricingMode") == _SETS_PRICE
        ),
        None,
    )
    return variant_id(identifier(item), identifier(group), size)


def chosen_modifiers(modifiers: Any) -> tuple[PlatformId, ...]:
    """The choices of a selection as a cart line names them, each as often as it was chosen."""
    return tuple(_choices(modifiers, ""))


def _choices(modifiers: Any, path: str) -> Iterable[PlatformId]:
    for one in modifiers or ():
        group, item = one.get("optionGroup"), one.get("item")
        if not group or not item or one.get("optionGroupPricingMode") == _SETS_PRICE:
            continue
        found = choice_id(path, Choice(group["guid"], item["guid"]))
        yield from [found] * max(1, int(one.get("quantity") or 1))
        yield from _choices(one.get("modifiers"), found)


def unit_price(gross: Any, quantity: Any, receipt: Any, currency: str) -> Money:
    """One of a line with its modifiers, before discounts; the receipt's price where that is no
    whole number of cents (weighed goods)."""
    count = words.number(quantity if quantity is not None else 1)
    whole = words.share(gross if gross is not None else receipt, currency)
    if count > 0 and count == count.to_integral_value() and whole.amount % int(count) == 0:
        return Money(whole.amount // int(count), currency)
    return words.share(receipt if receipt is not None else 0, currency)


def _tax(tax: Any, _guid: Any, currency: str) -> Money:
    return words.share(tax or 0, currency)


def _with_tax(price: Any, tax: Any, currency: str) -> Money:
    return words.share(price or 0, currency) + words.share(tax or 0, currency)


def _line(*, status: str | None, voided: bool, **fields: Any) -> LineRecord:
    return LineRecord(line=OrderLine(**fields), status=status, voided=voided)


ORDER_LINE = Map(
    _line,
    fields=(
        Field("platform_id", "guid", identifier),
        Field("name", "displayName", text, default=""),
        Field("quantity", "quantity", words.number, default=Decimal(1)),
        Field(
            "unit_price",
            ("preDiscountPrice", "quantity", "receiptLinePrice"),
            unit_price,
            context=("currency",),
        ),
        Field("total", ("price", "tax"), _with_tax, context=("currency",)),
        Field("tax", ("tax", "guid"), _tax, context=("currency",)),
        Field(
            "variant_platform_id",
            ("item.guid", "itemGroup.guid", "modifiers"),
            chosen_variant,
            default=None,
        ),
        Field("modifiers", "modifiers", chosen_modifiers, default=()),
        Field("status", "fulfillmentStatus", text, default=None),
        Field("voided", "voided", bool, default=False),
    ),
    ignored=SELECTION_DETAILS
    | {
        "item": "its guid is in the variant's id",
        "itemGroup": "its guid is in the variant's id",
    },
)


def _payment_status(status: Any, kind: Any, void: Any) -> PaymentStatus:
    if void is not None:
        return PaymentStatus.VOIDED
    if status is None:
        return PaymentStatus.CAPTURED if kind not in (None, "CREDIT") else PaymentStatus.UNKNOWN
    found: PaymentStatus = words.PAYMENT_STATES.words.get(status, words.PAYMENT_STATES.unknown)
    return found


def _back(refund: Any, currency: str) -> Money:
    return words.amount(refund.get("refundAmount") or 0, currency)


def _latest(refunded: Any, voided: Any, paid: Any) -> datetime:
    return words.moment(refunded or voided or paid)


PAYMENT = Map(
    Payment,
    fields=(
        Field("platform_id", "guid", identifier),
        Field("status", ("paymentStatus", "type", "voidInfo"), _payment_status),
        Field("amount", "amount", words.amount, context=("currency",)),
        Field(
            "updated_at",
            ("refund.refundDate", "voidInfo.voidDate", "paidDate"),
            _latest,
            default=_NEVER,
        ),
        Field("refunded", "refund", _back, default=None, context=("currency",)),
        Field("order_platform_id", "orderGuid", identifier, default=None),
        Field("reference", "externalId", optional_text, default=None),
        Field("card_brand", "cardType", text, default=None),
        Field("card_last4", "last4Digits", text, default=None),
    ),
    ignored=BOOKKEEPING
    | {
        "originalProcessingFee": "for the restaurant's books",
        "cashDrawer": "for the restaurant's books",
        "refundStatus": "refund tells how much",
        "checkGuid": "known from the check",
        "otherPayment": "which of the restaurant's own means of payment",
        "cardEntryMode": "not used",
        "tipAmount": "no tip is given by voice",
        "amountTendered": "for the cash drawer",
        "houseAccount": "for the restaurant's books",
        "mcaRepaymentAmount": "for the restaurant's books",
        "paidBusinessDate": "for the restaurant's books",
        "first6Digits": "never needed",
        "cardPaymentId": "never needed",
        "tenderTransactionGuid": "for Toast itself",
        "networkTransactionIdentifier": "never needed",
    },
)

CUSTOMER = Map(
    Customer,
    fields=(
        Field("platform_id", "guid", identifier),
        Field("given_name", "firstName", optional_text, default=None),
        Field("family_name", "lastName", optional_text, default=None),
        Field("email", "email", lower, default=None),
        Field("phone", ("phone", "phoneCountryCode"), words.e164, default=None),
    ),
    ignored={"entityType": "the table is chosen by it"},
)

CHECK = Map(
    CheckRecord,
    fields=(
        Field("platform_id", "guid", identifier),
        Field("number", "displayNumber", optional_text, default=None),
        Field("lines", "selections[]", ORDER_LINE, default=()),
        Field("payments", "payments[]", PAYMENT, default=()),
        Field("total", "totalAmount", words.amount, context=("currency",)),
        Field("tax", "taxAmount", words.share, context=("currency",)),
        Field("payment_status", "paymentStatus", text, default=None),
        Field("guest", "customer", CUSTOMER, default=None),
        Field(
            "charges",
            "appliedServiceCharges",
            charged,
            default=None,
            context=("currency",),
        ),
        Field("deleted", "deleted", bool, default=False),
    ),
    ignored=BOOKKEEPING
    | {
        "externalId": "the order carries our reference",
        "amount": "total and tax are told",
        "appliedDiscounts": "inside the total",
        "appliedLoyaltyInfo": "loyalty is not mapped yet",
        "voided": "told by the order",
        "tabName": "our own words",
        "taxExempt": "Toast calculates",
        "openedDate": "the order's time is told",
        "closedDate": "that it is paid is told",
        "paidDate": "that it is paid is told",
        "createdDate": "the order's time is told",
        "modifiedDate": "the order's time is told",
        "openedBy": "which of the staff",
    },
)
