"""Orders and holds as channels show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from domain.ids import CustomerId, HoldId, LocationId, OrderId, PlatformId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod, OrderState, PaymentState, Tracking
from storage.holds import Hold

_PROMISED: Final = frozenset({"payment-link", "parked", "placed"})
"""Steps after which a shopper waits for an order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineView:
    """One line of an order as channels show it."""

    name: str
    quantity: Decimal
    unit_price: Money
    total: Money
    sku: ProductSku | None = None
    modifiers: tuple[PlatformId, ...] = ()
    """The choices it was ordered with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent:
    """One step of an order's history."""

    at: datetime
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One thing that happened to an order: when, what, by whom."""

    at: datetime
    kind: str
    state: OrderState | None
    """What it came to; None where it stayed."""
    payment_state: PaymentState | None
    by: str
    source: str
    """`gateway`, `pos` or `person`."""
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """One order, from whatever channel it came."""

    order_id: OrderId
    number: str | None
    """What its till calls it; None: no till has it, or it gave none."""
    state: OrderState
    payment_state: PaymentState
    total: Money
    tax: Money
    created_at: datetime
    as_of: datetime
    channel: str
    platform: str
    method: FulfillmentMethod
    location_id: LocationId | None
    location_name: str | None
    pos_order_id: str | None
    customer_id: CustomerId | None
    lines: tuple[OrderLineView, ...] = ()
    tracking: tuple[Tracking, ...] = ()
    history: tuple[OrderEvent, ...] = ()
    refunded: Money | None = None
    """What went back to cards and other tenders; None: nothing did."""
    discount: Money | None = None
    """What promotions, codes and rewards took off; it is off the total already."""
    credited: Money | None = None
    """What was given for it in store credit; None: nothing was."""
    hold_id: HoldId | None = None
    hold_expires_at: datetime | None = None
    pos_was_silent: bool = False
    """The POS was asked for its state and did not answer: this is what was known last."""
    is_under_way: bool = False
    """A step of placing it was begun and is not known to be done: money may have moved that
    `payment_state` does not tell of yet. A worker finds out."""

    @property
    def was_given_up(self) -> bool:
        """Whether it never stood and nobody was promised it: undone before it was placed, at tills
        that have the order before its payment as elsewhere."""
        steps = {each.detail for each in self.history}
        return "undone" in steps and not steps & _PROMISED

    @property
    def called(self) -> str:
        """What people call it: its till's number, until then our id."""
        return self.number or self.order_id


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldView:
    """A hold as channels show it."""

    hold_id: HoldId
    caller: str
    state: str
    expires_at: datetime
    lines: tuple[tuple[ProductSku, LocationId, int], ...] = field(default=())


def hold_view(hold: Hold) -> HoldView:
    """A stored hold as channels show it."""
    return HoldView(
        hold_id=hold.id,
        caller=hold.caller,
        state=hold.state.value,
        expires_at=hold.expires_at,
        lines=tuple(
            (ProductSku(line.sku), LocationId(line.location_id), line.quantity)
            for line in hold.lines
        ),
    )
