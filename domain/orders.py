"""Carts, quotes and orders: from the wish to the sale in the POS of record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from domain.catalog import Address
from domain.ids import PlatformId
from domain.loyalty import RewardWish
from domain.money import Money
from domain.parcels import ParcelState


class FulfillmentMethod(StrEnum):
    """How the goods reach the shopper."""

    PICKUP = "pickup"
    SHIPPING = "shipping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who receives the goods; the address is needed for shipping only."""

    name: str
    phone: str | None = None
    email: str | None = None
    customer_platform_id: PlatformId | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """One variant and how many of it, in the platform's own ids."""

    variant_platform_id: PlatformId
    quantity: int
    modifiers: tuple[PlatformId, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """What a shopper wants from one location, before it is a sale."""

    location_platform_id: PlatformId
    currency: str
    lines: tuple[CartLine, ...]
    method: FulfillmentMethod = FulfillmentMethod.PICKUP
    recipient: Recipient | None = None
    shipping_fee: Money | None = None
    reward: RewardWish | None = None
    """A reward of the platform's loyalty program to be redeemed with it."""
    discount_codes: tuple[str, ...] = ()
    """Codes the shopper gave; all of them must lower the price, or the platform refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One line priced by the POS."""

    variant_platform_id: PlatformId
    quantity: int
    unit_price: Money
    tax: Money
    discount: Money
    total: Money
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A cart priced by the rules of the POS; nothing is created by asking."""

    lines: tuple[QuoteLine, ...]
    subtotal: Money
    discount: Money
    tax: Money
    shipping: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """What `create_order` needs beyond the cart."""

    cart: Cart
    reference: str
    """Our order id, at most 40 characters; kept by the platform so that a lost answer is found."""
    source_name: str = "Voicetill"
    pickup_at: datetime | None = None
    prep_minutes: int | None = None
    note: str | None = None
    agreed_total: Money | None = None
    """What the shopper said yes to, where it is known; a platform that can tell another total
    before it makes the order raises PriceChangedError instead of making it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PosHold:
    """Goods the platform itself keeps aside; it does not end them, so we must."""

    platform_id: PlatformId
    reference: str
    created_at: datetime
    revision: int | None = None
    """Counts of this revision and later know of it; None: those after `created_at`'s second."""


class OrderState(StrEnum):
    """The order's life in one word."""

    PENDING = "pending"
    """Known to the POS but not paid."""
    PARKED = "parked"
    """Received while the till cannot be reached; the store will confirm."""
    CONFIRMED = "confirmed"
    READY = "ready"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELED = "canceled"
    PARTLY_RETURNED = "partly_returned"
    RETURNED = "returned"
    UNKNOWN = "unknown"


_AFTER_SALE: Final = frozenset(
    {OrderState.PARTLY_RETURNED, OrderState.RETURNED, OrderState.CANCELED}
)
_FULFILLED: Final = frozenset({OrderState.SHIPPED, OrderState.DELIVERED, OrderState.COMPLETED})
_STANDING: Final = frozenset({OrderState.CONFIRMED, OrderState.READY})
_CAME_BACK: Final = frozenset({OrderState.PARTLY_RETURNED, OrderState.RETURNED})
_ANY: Final = frozenset(OrderState)
TRANSITIONS: Final[Mapping[OrderState, frozenset[OrderState]]] = {
    OrderState.UNKNOWN: _ANY - {OrderState.PARKED},
    OrderState.PENDING: _ANY,
    OrderState.PARKED: _ANY,
    OrderState.CONFIRMED: _STANDING | _FULFILLED | _AFTER_SALE,
    OrderState.READY: _STANDING | _FULFILLED | _AFTER_SALE,
    OrderState.SHIPPED: _FULFILLED | _AFTER_SALE,
    OrderState.DELIVERED: frozenset({OrderState.COMPLETED}) | _AFTER_SALE,
    OrderState.COMPLETED: frozenset({OrderState.DELIVERED}) | _AFTER_SALE,
    OrderState.PARTLY_RETURNED: frozenset({OrderState.RETURNED}),
    OrderState.CANCELED: frozenset(),
    OrderState.RETURNED: frozenset(),
}
"""What may follow a state. Steps may be left out, because tills tell of some only; a till may void
what it has completed; staff may take back that goods are ready. What is over stays over."""


def may_follow(before: OrderState, after: OrderState) -> bool:
    """Whether an order may go from one state to the other; staying is no step and allowed."""
    return before is after or after in TRANSITIONS[before]


def is_further(before: OrderState, after: OrderState) -> bool:
    """Whether one state is beyond the other for good: the way leads there, and not back."""
    return after is not before and may_follow(before, after) and not may_follow(after, before)


def contradicts(before: OrderState, told: OrderState) -> bool:
    """Whether what a till tells cannot be true of an order that stands so.

    A till that knows no returns goes on telling how far the order had come before its goods came
    back: it is not followed, and says nothing wrong.
    """
    if before in _CAME_BACK and told in _STANDING | _FULFILLED:
        return False
    return not may_follow(before, told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """Where a parcel is, as far as the POS knows."""

    carrier: str | None = None
    number: str | None = None
    url: str | None = None
    state: ParcelState | None = None
    """What the carrier says; None: it was not asked."""
    shipped_on: date | None = None
    expected_on: date | None = None
    delivered_on: date | None = None


class FulfillmentState(StrEnum):
    """How far the lines of one fulfillment have come."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    READY = "ready"
    COMPLETED = "completed"
    CANCELED = "canceled"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfillment:
    """Lines handed over or shipped, or on their way to it."""

    platform_id: PlatformId
    method: FulfillmentMethod
    state: FulfillmentState
    tracking: tuple[Tracking, ...] = ()
    pickup_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order as the POS keeps it."""

    platform_id: PlatformId
    name: str
    quantity: Decimal
    unit_price: Money
    total: Money
    tax: Money
    variant_platform_id: PlatformId | None = None
    """None for a line typed at the till."""
    modifiers: tuple[PlatformId, ...] = ()
    """The choices it was ordered with, as a cart line names them."""


class PaymentState(StrEnum):
    """What happened to the money of an order."""

    UNPAID = "unpaid"
    AUTHORIZED = "authorized"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"
    UNKNOWN = "unknown"

    @property
    def comes_after(self) -> int:
        """How far money is on its way; what is unknown is behind everything."""
        return _MONEYS_WAY.index(self)


_MONEYS_WAY: Final = (
    PaymentState.UNKNOWN,
    PaymentState.UNPAID,
    PaymentState.AUTHORIZED,
    PaymentState.VOIDED,
    PaymentState.PAID,
    PaymentState.PARTIALLY_REFUNDED,
    PaymentState.REFUNDED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PosOrder:
    """An order in the POS of record."""

    platform_id: PlatformId
    number: str
    """What the shopper and the staff call it."""
    state: OrderState
    payment_state: PaymentState
    total: Money
    tax: Money
    lines: tuple[OrderLine, ...]
    created_at: datetime
    updated_at: datetime
    reference: str | None = None
    location_platform_id: PlatformId | None = None
    customer_platform_id: PlatformId | None = None
    fulfillments: tuple[Fulfillment, ...] = ()
    payment_platform_ids: tuple[PlatformId, ...] = ()
    refunded: Money | None = None
    revision: int = 0

    def is_beyond(self, state: OrderState, money: PaymentState, refunded_minor: int) -> bool:
        """Whether it is told further on than it stood so; a way that leads both ways is none."""
        gained = self.payment_state.comes_after - money.comes_after
        if is_further(state, self.state):
            return gained >= 0
        back = 0 if self.refunded is None else self.refunded.amount
        more = gained > 0 or (gained == 0 and back > refunded_minor)
        return self.state is state and more


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """A quantity of one order line that comes back."""

    order_line_platform_id: PlatformId
    quantity: int
    restock: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequest:
    """Goods that come back, against one order."""

    order_platform_id: PlatformId
    lines: tuple[ReturnLine, ...]
    reason: str
    location_platform_id: PlatformId | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PosReturn:
    """A return as the platform keeps it (or as far as it can)."""

    platform_id: PlatformId
    order_platform_id: PlatformId
    state: str
    restocked: bool
