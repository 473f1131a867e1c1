"""What an agent is about to buy, as it is remembered between two of its requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from domain.catalog import Address
from domain.ids import HoldId, LocationId, OrderId, ProductSku
from domain.orders import FulfillmentMethod


class Status(StrEnum):
    """How far a basket is."""

    OPEN = "open"
    WORKING = "working"
    """Received; the till's answer is outstanding."""
    COMPLETED = "completed"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One variant and how many of it."""

    sku: ProductSku
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys, as far as the agent has told."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None

    def over(self, before: Buyer) -> Buyer:
        """With what was known before where nothing new is told."""
        return Buyer(
            name=self.name or before.name,
            email=self.email or before.email,
            phone=self.phone or before.phone,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedItem:
    """A line with its price, in minor units."""

    sku: ProductSku
    title: str
    quantity: int
    unit_price: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """The basket priced by the till and its goods held; amounts in minor units."""

    order_id: OrderId
    hold_id: HoldId
    expires_at: str
    """RFC 3339."""
    location_id: LocationId
    location_name: str
    subtotal: int
    discount: int
    tax: int
    shipping: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why it cannot go on as it is."""

    code: str
    """`missing`, `invalid`, `out_of_stock`, `payment_declined`, `unsupported`, `not_found`,
    `expired`, `conflict` or `unavailable`."""
    words: str
    item: int | None = None
    """The place of the item that is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The order that it became."""

    order_id: OrderId
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """Everything about one purchase of an agent."""

    id: str
    currency: str
    status: Status = Status.OPEN
    serial: int = 0
    """Counts how often it was priced; part of the name of each pricing."""
    wanted: tuple[Item, ...] = ()
    items: tuple[PricedItem, ...] = ()
    """As priced by the till, else by the catalog."""
    buyer: Buyer = Buyer()
    address: Address | None = None
    address_id: str | None = None
    """What the agent calls that address, where it told."""
    method: FulfillmentMethod = FulfillmentMethod.PICKUP
    location_id: LocationId | None = None
    note: str | None = None
    priced: Priced | None = None
    shipping: int | None = None
    """What shipping cost when it was last priced."""
    trouble: Trouble | None = None
    placed: Placed | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it can be paid."""
        return self.status is Status.OPEN and self.priced is not None

    @property
    def subtotal(self) -> int:
        """What the goods come to."""
        return self.priced.subtotal if self.priced else sum(each.total for each in self.items)

    @property
    def total(self) -> int:
        """What is to pay, as far as it is known."""
        return self.priced.total if self.priced else self.subtotal


def encode(basket: Basket) -> bytes:
    """The basket as it is stored."""
    return orjson.dumps(basket)


def decode(raw: bytes) -> Basket:
    """The basket that was stored."""
    told: dict[str, Any] = orjson.loads(raw)
    plain = ("id", "currency", "serial", "location_id", "note", "shipping")
    return Basket(
        **{name: told[name] for name in plain},
        status=Status(told["status"]),
        wanted=tuple(Item(**each) for each in told["wanted"]),
        items=tuple(PricedItem(**each) for each in told["items"]),
        buyer=Buyer(**told["buyer"]),
        address=_made(Address, told["address"]),
        address_id=told.get("address_id"),
        method=FulfillmentMethod(told["method"]),
        priced=_made(Priced, told["priced"]),
        trouble=_made(Trouble, told["trouble"]),
        placed=_made(Placed, told["placed"]),
    )


def _made(kind: type[Any], told: Mapping[str, Any] | None) -> Any:
    return None if told is None else kind(**told)
