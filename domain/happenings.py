"""What happens at a merchant's that programs outside may be told: names, and how they are chosen.

The names are part of the API: receivers branch on them, so they are never reused or renamed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from domain.errors import InvalidInputError
from domain.ids import MerchantId
from domain.orders import OrderState

ALL: Final = "*"
_MOST_PATTERNS: Final = 50


class Happening(StrEnum):
    """One kind of news."""

    ORDER_PREPARED = "order.prepared"
    ORDER_PARKED = "order.parked"
    ORDER_PLACED = "order.placed"
    ORDER_ENTERED = "order.entered"
    ORDER_UPDATED = "order.updated"
    ORDER_READY = "order.ready"
    ORDER_SHIPPED = "order.shipped"
    ORDER_DELIVERED = "order.delivered"
    ORDER_COMPLETED = "order.completed"
    ORDER_CANCELED = "order.canceled"
    ORDER_RETURNED = "order.returned"
    ORDER_UNDONE = "order.undone"
    ORDER_NEEDS_PERSON = "order.needs_person"
    ORDER_IMPORTED = "order.imported"
    HOLD_EXPIRED = "hold.expired"
    STOCK_CHANGED = "stock.changed"
    SYNC_COMPLETED = "sync.completed"
    SYNC_FAILED = "sync.failed"
    HANDOFF_REQUESTED = "handoff.requested"
    HANDOFF_UPDATED = "handoff.updated"
    ROLLOUT_CHANGED = "rollout.changed"
    TRACKING_UPDATED = "tracking.updated"
    TRANSFER_REQUESTED = "transfer.requested"
    TRANSFER_UPDATED = "transfer.updated"
    ENDPOINT_TEST = "endpoint.test"
    """Sent on request, to the one endpoint that is tried."""

    @property
    def family(self) -> str:
        """What stands before the dot."""
        return self.value.partition(".")[0]


MEANINGS: Final[Mapping[Happening, str]] = MappingProxyType(
    {
        Happening.ORDER_PREPARED: "Priced and held, not sold yet.",
        Happening.ORDER_PARKED: "Received while the till is away; the store will confirm.",
        Happening.ORDER_PLACED: "Paid, and it stands in the POS of record.",
        Happening.ORDER_ENTERED: "Staff typed a parked order in at the till.",
        Happening.ORDER_UPDATED: "The POS tells of another state or payment.",
        Happening.ORDER_READY: "Ready to be picked up.",
        Happening.ORDER_SHIPPED: "Handed to a carrier.",
        Happening.ORDER_DELIVERED: "The carrier handed it over.",
        Happening.ORDER_COMPLETED: "The shopper has the goods.",
        Happening.ORDER_CANCELED: "Canceled after it stood.",
        Happening.ORDER_RETURNED: "Goods or money went back.",
        Happening.ORDER_UNDONE: "A prepared order ended unsold; nothing was charged.",
        Happening.ORDER_NEEDS_PERSON: "Something of it only a person can settle.",
        Happening.ORDER_IMPORTED: "An order the POS took itself; those older than a day are left.",
        Happening.HOLD_EXPIRED: "Its time is over: the goods are for sale again.",
        Happening.STOCK_CHANGED: "The POS counts differently; up to a hundred changes in one.",
        Happening.SYNC_COMPLETED: "A full run of one kind of records came to its end.",
        Happening.SYNC_FAILED: "A full run of one kind of records broke off.",
        Happening.HANDOFF_REQUESTED: "A shopper waits for a person.",
        Happening.HANDOFF_UPDATED: "A person took a waiting shopper on, or is done.",
        Happening.ROLLOUT_CHANGED: "Another share of shoppers is served, or shadow mode changed.",
        Happening.TRACKING_UPDATED: "A carrier tells of another state of a parcel.",
        Happening.TRANSFER_REQUESTED: "A store was asked to send goods to another.",
        Happening.TRANSFER_UPDATED: "Such goods left, arrived, will not come, or need staff.",
        Happening.ENDPOINT_TEST: "A trial; nothing happened.",
    }
)
_OF_STATE: Final[Mapping[str, Happening]] = MappingProxyType(
    {
        OrderState.READY.value: Happening.ORDER_READY,
        OrderState.SHIPPED.value: Happening.ORDER_SHIPPED,
        OrderState.DELIVERED.value: Happening.ORDER_DELIVERED,
        OrderState.COMPLETED.value: Happening.ORDER_COMPLETED,
        OrderState.CANCELED.value: Happening.ORDER_CANCELED,
        OrderState.PARTLY_RETURNED.value: Happening.ORDER_RETURNED,
        OrderState.RETURNED.value: Happening.ORDER_RETURNED,
    }
)
_OF_STEP: Final[Mapping[str, Happening]] = MappingProxyType(
    {
        "prepared": Happening.ORDER_PREPARED,
        "parked": Happening.ORDER_PARKED,
        "placed": Happening.ORDER_PLACED,
        "entered": Happening.ORDER_ENTERED,
        "canceled": Happening.ORDER_CANCELED,
        "returned": Happening.ORDER_RETURNED,
        "undone": Happening.ORDER_UNDONE,
        "needs-person": Happening.ORDER_NEEDS_PERSON,
        "imported": Happening.ORDER_IMPORTED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that happened; `data` holds ids, states and figures, and nobody's name."""

    merchant_id: MerchantId
    kind: Happening
    data: Mapping[str, Any]
    at: datetime


def of_order_step(step: str, state: str | None) -> Happening:
    """What a step of an order's history is to the outside."""
    return _OF_STEP.get(step) or _OF_STATE.get(state or "", Happening.ORDER_UPDATED)


def checked_patterns(patterns: Collection[str]) -> tuple[str, ...]:
    """Patterns in a stable order: `*`, `order.*` or a name. Raises InvalidInputError."""
    known = {ALL, *Happening, *(f"{each.family}.*" for each in Happening)}
    if not patterns or len(patterns) > _MOST_PATTERNS:
        raise InvalidInputError("events", len(patterns), "name at least one kind of event")
    for each in patterns:
        if each not in known:
            raise InvalidInputError("events", each[:60], "use *, order.* or the name of an event")
    return tuple(sorted(set(patterns)))


def fits(patterns: Iterable[str], kind: str) -> bool:
    """Whether one of the patterns means this kind; also one that a later version of ours named."""
    wanted = {ALL, str(kind), f"{kind.partition('.')[0]}.*"}
    return any(each in wanted for each in patterns)
