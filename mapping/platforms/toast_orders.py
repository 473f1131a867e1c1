"""Toast's orders: the table. Orders API 2.9.0.

An order's state is told by several fields of its checks, so records are read first and judged as a
whole. Wants the context `currency` and `location`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.ids import PlatformId
from domain.money import total
from domain.orders import (
    Fulfillment,
    FulfillmentMethod,
    FulfillmentState,
    OrderState,
    PaymentState,
    PosOrder,
)
from domain.payments import PaymentStatus
from mapping.converters import identifier, micros, optional_text, text
from mapping.engine import Field, Map
from mapping.platforms import toast_words as words
from mapping.platforms.toast_checks import BOOKKEEPING, CHECK, CheckRecord

_FULFILLMENT_OF = {
    OrderState.CANCELED: FulfillmentState.CANCELED,
    OrderState.READY: FulfillmentState.READY,
    OrderState.SHIPPED: FulfillmentState.READY,
    OrderState.COMPLETED: FulfillmentState.COMPLETED,
    OrderState.CONFIRMED: FulfillmentState.ACCEPTED,
    OrderState.UNKNOWN: FulfillmentState.UNKNOWN,
}


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


def _told(_guid: Any, told: Any) -> Any:
    """What the run's context tells: the record itself does not."""
    return told


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
            _told,
            context=("location",),
        ),
        Field("currency", "guid", _told, context=("currency",)),
    ),
    ignored=BOOKKEEPING
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
