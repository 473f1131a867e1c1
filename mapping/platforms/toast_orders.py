"""Toast's orders, checks, selections, payments and quotes: the tables. Orders API 2.9.0.

Amounts are numbers without a currency: every table wants the context `currency`. An order's state
is told by several fields of its checks, so records are read first and judged as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.customers import Customer
from domain.ids import PlatformId
from domain.money import Money, total
from domain.orders import (
    Fulfillment,
    FulfillmentMethod,
    FulfillmentState,
    OrderLine,
    OrderState,
    PaymentState,
    PosOrder,
    Quote,
    QuoteLine,
)
from domain.payments import Payment, PaymentStatus
from mapping.converters import identifier, lower, micros, optional_text, text
from mapping.engine import Field, Map
from mapping.platforms import toast_words as words
from mapping.platforms.toast_ids import Choice, choice_id, variant_id

_SETS_PRICE = "REPLACES_PRICE"
"""`optionGroupPricingMode` of a size: the item's price is that of its size."""

_FULFILLMENT_OF = {
    OrderState.CANCELED: FulfillmentState.CANCELED,
    OrderState.READY: FulfillmentState.READY,
    OrderState.SHIPPED: FulfillmentState.READY,
    OrderState.COMPLETED: FulfillmentState.COMPLETED,
    OrderState.CONFIRMED: FulfillmentState.ACCEPTED,
    OrderState.UNKNOWN: FulfillmentState.UNKNOWN,
}

_BOOKKEEPING = {
    "entityType": "the table is chosen by it",
    "createdDevice": "which till",
    "lastModifiedDevice": "which till",
    "voidBusinessDate": "for the restaurant's books",
    "voidDate": "that it was voided is enough",
    "deletedDate": "that it was deleted is enough",
    "duration": "for the restaurant's reports",
    "server": "which of the staff",
}
_SELECTION_DETAILS = _BOOKKEEPING | {
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


def _sum(rows: Iterable[Mapping[str, Any]], name: str, currency: str) -> Money:
    return total((words.share(one.get(name) or 0, currency) for one in rows), currency)


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
        Field("tax", ("tax", "guid"), lambda tax, _guid, currency: words.share(tax or 0, currency),
              context=("currency",)),
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
    ignored=_SELECTION_DETAILS
    | {
        "item": "its guid is in the variant's id",
        "itemGroup": "its guid is in the variant's id",
    },
)  # fmt: skip


def _payment_status(status: Any, kind: Any, void: Any) -> PaymentStatus:
    if void is not None:
        return PaymentStatus.VOIDED
    if status is None:
        return PaymentStatus.CAPTURED if kind not in (None, "CREDIT") else PaymentStatus.UNKNOWN
    found: PaymentStatus = words.PAYMENT_STATES.words.get(status, words.PAYMENT_STATES.unknown)
    return found


def _back(refund: Any, currency: str) -> Money:
    return words.amount(refund.get("refundAmount") or 0, currency)


PAYMENT = Map(
    Payment,
    fields=(
        Field("platform_id", "guid", identifier),
        Field("status", ("paymentStatus", "type", "voidInfo"), _payment_status),
        Field("amount", "amount", words.amount, context=("currency",)),
        Field("updated_at", ("refund.refundDate", "voidInfo.voidDate", "paidDate"), lambda *at:
              words.moment(next(one for one in at if one)), default=words.moment(
                  "1970-01-01T00:00:00.000+0000")),
        Field("refunded", "refund", _back, default=None, context=("currency",)),
        Field("order_platform_id", "orderGuid", identifier, default=None),
        Field("reference", "externalId", optional_text, default=None),
        Field("card_brand", "cardType", text, default=None),
        Field("card_last4", "last4Digits", text, default=None),
    ),
    ignored=_BOOKKEEPING
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
)  # fmt: skip

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
            lambda rows, currency: _sum(rows, "chargeAmount", currency),
            default=None,
            context=("currency",),
        ),
        Field("deleted", "deleted", bool, default=False),
    ),
    ignored=_BOOKKEEPING
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


def _settled(checks: tuple[CheckRecord, ...]) -> bool:
    """Whether nothing is due any more."""
    return all(one.payment_status in ("PAID", "CLOSED") or one.total.amount <= 0 for one in checks)


def _payment_state(checks: tuple[CheckRecord, ...], currency: str) -> PaymentState:
    payments = [payment for check in checks for payment in check.payments]
    taken = [one for one in payments if one.status is PaymentStatus.CAPTURED]
    if payments and not taken and all(one.status is PaymentStatus.VOIDED for one in payments):
        return PaymentState.VOIDED
    back = total((one.refunded for one in taken if one.refunded), currency)
    if back.amount:
        full = back.amount >= total((one.amount for one in taken), currency).amount
        return PaymentState.REFUNDED if full else PaymentState.PARTIALLY_REFUNDED
    if checks and _settled(checks):
        return PaymentState.PAID
    if any(one.status is PaymentStatus.AUTHORIZED for one in payments):
        return PaymentState.AUTHORIZED
    return PaymentState.UNPAID


def _state(
    checks: tuple[CheckRecord, ...],
    approval: OrderState,
    told: OrderState | None,
    delivery: OrderState | None,
    gone: bool,
) -> OrderState:
    if gone or OrderState.CANCELED in (approval, told):
        return OrderState.CANCELED
    if not checks or not _settled(checks):
        return OrderState.PENDING
    lines = [one for check in checks for one in check.lines if not one.voided]
    if delivery is not None or told is not None:
        return delivery or told or approval
    if lines and all(one.status == "READY" for one in lines):
        return OrderState.READY
    return approval


def _order(
    *,
    platform_id: PlatformId,
    checks: tuple[CheckRecord, ...],
    approval: OrderState,
    guest_state: OrderState | None,
    delivery: OrderState | None,
    voided: bool,
    deleted: bool,
    display: str | None,
    delivered: bool,
    promised: datetime | None,
    expected: datetime | None,
    reference: str | None,
    created_at: datetime,
    updated_at: datetime,
    location_platform_id: PlatformId | None = None,
    currency: str,
) -> PosOrder:
    """The order, judged by all of its checks; a deleted check was moved to another order."""
    live = tuple(one for one in checks if not one.deleted)
    payments = [one for check in live for one in check.payments]
    backs = [one.refunded for one in payments if one.refunded]
    state = _state(live, approval, guest_state, delivery, voided or deleted)
    guest = next((one.guest for one in live if one.guest), None)
    number = display or next((one.number for one in live if one.number), None)
    fulfillment = Fulfillment(
        platform_id=platform_id,
        method=FulfillmentMethod.SHIPPING if delivered else FulfillmentMethod.PICKUP,
        state=_FULFILLMENT_OF.get(state, FulfillmentState.PROPOSED),
        pickup_at=promised or expected,
    )
    return PosOrder(
        platform_id=platform_id,
        number=number or platform_id[-6:].upper(),
        state=state,
        payment_state=_payment_state(live, currency),
        total=total((one.total for one in live), currency),
        tax=total((one.tax for one in live), currency),
        lines=tuple(one.line for check in live for one in check.lines),
        created_at=created_at,
        updated_at=updated_at,
        reference=reference,
        location_platform_id=location_platform_id,
        customer_platform_id=guest.platform_id if guest else None,
        fulfillments=(fulfillment,),
        payment_platform_ids=tuple(one.platform_id for one in payments),
        refunded=total(backs, currency) if backs else None,
        revision=micros(updated_at),
    )


def our_reference(external_id: Any) -> str | None:
    """Our reference in an `externalId`, behind the naming authority's prefix."""
    return text(external_id).partition(":")[2] or None


ORDER = Map(
    _order,
    fields=(
        Field("platform_id", "guid", identifier),
        Field("checks", "checks[]", CHECK, default=()),
        Field("approval", "approvalStatus", words.APPROVALS, default=OrderState.UNKNOWN),
        Field("guest_state", "guestOrderStatus", words.GUEST_STATES, default=None),
        Field("delivery", "deliveryInfo.deliveryState", words.DELIVERY_STATES, default=None),
        Field("voided", "voided", bool, default=False),
        Field("deleted", "deleted", bool, default=False),
        Field("display", "displayNumber", optional_text, default=None),
        Field("delivered", "deliveryInfo", bool, default=False),
        Field("promised", "promisedDate", words.moment, default=None),
        Field("expected", "estimatedFulfillmentDate", words.moment, default=None),
        Field("reference", "externalId", our_reference, default=None),
        Field("created_at", "createdDate", words.moment),
        Field("updated_at", "modifiedDate", words.moment),
        Field(
            "location_platform_id",
            "guid",
            lambda _guid, location: location,
            context=("location",),
        ),
        Field("currency", "guid", lambda _guid, currency: currency, context=("currency",)),
    ),
    ignored=_BOOKKEEPING
    | {
        "openedDate": "promisedDate and createdDate tell",
        "channelGuid": "reserved by Toast for the future",
        "diningOption": "deliveryInfo tells whether it is brought",
        "table": "for the dining room",
        "serviceArea": "for the dining room",
        "restaurantService": "for the restaurant's reports",
        "revenueCenter": "for the restaurant's reports",
        "source": "which of Toast's channels",
        "requiredPrepTime": "our own request",
        "numberOfGuests": "for the dining room",
        "paidDate": "the checks tell that it is paid",
        "closedDate": "the checks tell that it is paid",
        "initialDate": "createdDate tells",
        "businessDate": "for the restaurant's books",
        "pricingFeatures": "Toast calculates",
        "curbsidePickupInfo": "for the staff",
        "marketplaceFacilitatorTaxInfo": "sent by marketplaces only",
        "createdInTestMode": "the restaurant is in training",
        "appliedPackagingInfo": "for the staff",
        "excessFood": "an order of waste holds no guest",
    },
)


def _quote_line(*, price: Money, gross: Money, tax: Money, **fields: Any) -> QuoteLine:
    return QuoteLine(**fields, tax=tax, discount=gross - price, total=price + tax)


def _wanted(item: Any, group: Any, modifiers: Any, wanted: Mapping[str, Any]) -> PlatformId:
    """The cart's variant behind a selection: with the size that was asked for, if any."""
    plain = variant_id(identifier(item), identifier(group))
    for one in modifiers or ():
        size_group, size = one.get("optionGroup"), one.get("item")
        if size_group and size:
            sized = f"{plain}.{Choice(size_group['guid'], size['guid'])}"
            if sized in wanted:
                return PlatformId(sized)
    return plain


def _whole(value: Any) -> int:
    count = words.number(value)
    if count != count.to_integral_value():
        raise ValueError("expected a whole number of pieces")
    return int(count)


QUOTE_LINE = Map(
    _quote_line,
    fields=(
        Field(
            "variant_platform_id",
            ("item.guid", "itemGroup.guid", "modifiers"),
            _wanted,
            context=("wanted",),
        ),
        Field("quantity", "quantity", _whole),
        Field(
            "unit_price",
            ("preDiscountPrice", "quantity", "receiptLinePrice"),
            unit_price,
            context=("currency",),
        ),
        Field("gross", "preDiscountPrice", words.share, context=("currency",)),
        Field("price", "price", words.share, context=("currency",)),
        Field("tax", "tax", words.share, context=("currency",)),
        Field("name", "displayName", optional_text, default=None),
    ),
    ignored=_SELECTION_DETAILS
    | {
        "guid": "nothing is created by asking",
        "voided": "nothing is created by asking",
        "fulfillmentStatus": "nothing is created by asking",
        "item": "its guid is in the variant's id",
        "itemGroup": "its guid is in the variant's id",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedCheck:
    """The one check of a priced order."""

    lines: tuple[QuoteLine, ...]
    tax: Money
    total: Money
    charges: Money


PRICED_CHECK = Map(
    PricedCheck,
    fields=(
        Field("lines", "selections[]", QUOTE_LINE),
        Field("tax", "taxAmount", words.amount, context=("currency",)),
        Field("total", "totalAmount", words.amount, context=("currency",)),
        Field(
            "charges",
            ("appliedServiceCharges", "totalAmount"),
            lambda rows, _total, currency: _sum(rows or (), "chargeAmount", currency),
            context=("currency",),
        ),
    ),
    ignored={
        **CHECK.ignored,
        **dict.fromkeys(
            (
                "guid",
                "displayNumber",
                "payments",
                "paymentStatus",
                "customer",
                "deleted",
            ),
            "nothing is created by asking",
        ),
    },
)


def _quote(*, checks: tuple[PricedCheck, ...], currency: str) -> Quote:
    """The cart's price: subtotal minus discounts plus tax plus service charges is the total."""
    if len(checks) != 1:
        raise ValueError("a priced cart has one check")
    (check,) = checks
    discount = total((line.discount for line in check.lines), currency)
    return Quote(
        lines=check.lines,
        subtotal=check.total - check.tax - check.charges + discount,
        discount=discount,
        tax=check.tax,
        shipping=check.charges,
        total=check.total,
    )


QUOTE = Map(
    _quote,
    fields=(
        Field("checks", "checks[]", PRICED_CHECK),
        Field("currency", "checks", lambda _checks, currency: currency, context=("currency",)),
    ),
    ignored={
        **ORDER.ignored,
        **dict.fromkeys(
            (
                *("guid", "externalId", "approvalStatus", "guestOrderStatus", "voided", "deleted"),
                *("displayNumber", "deliveryInfo", "promisedDate", "estimatedFulfillmentDate"),
                *("createdDate", "modifiedDate"),
            ),
            "nothing is created by asking",
        ),
    },
)
