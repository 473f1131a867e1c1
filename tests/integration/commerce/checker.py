"""An independent look at a checkout's traces in the tills' books and in ours.

`gather` reads, `violations` judges; the judge is tested by seeding violations.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from storage import tables
from tests.integration.commerce.house import House, Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class PosOrder:
    """One order as a till has it."""

    is_canceled: bool
    is_paid: bool
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PosPayment:
    """One payment as the shop that takes the money has it."""

    charged: int
    authorized: int
    refunded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything one checkout left behind, after recovery."""

    orders: tuple[PosOrder, ...]
    payments: tuple[PosPayment, ...]
    pos_stock: Decimal
    start: Decimal
    quantity: Decimal
    is_open: bool
    outcome: str | None
    receipt_total: int | None
    order_state: str
    placed_events: int
    hold_state: str
    held: Decimal
    known_stock: Decimal | None
    canceled_later: bool = False
    """The shopper took a placed order back: the money is refunded, the goods are not restocked."""


def gather(house: House, shelf: Shelf, order_id: str, quantity: int, **more: Any) -> Evidence:
    """Read both books."""
    journaled, order, hold, placed = _our_books(house, order_id)
    level = shelf.level()
    receipt = (journaled.outcome or {}).get("receipt")
    return Evidence(
        orders=_pos_orders(house, order_id),
        payments=_pos_payments(house, order_id),
        pos_stock=shelf.till.stock(shelf.sku, shelf.store),
        start=Decimal(shelf.start),
        quantity=Decimal(quantity),
        is_open=journaled.state == "open",
        outcome=(journaled.outcome or {}).get("kind"),
        receipt_total=None if receipt is None else receipt["total"]["amount"],
        order_state=order.state,
        placed_events=placed,
        hold_state=hold,
        held=level.held,
        known_stock=level.pos_available,
        **more,
    )


def _our_books(house: House, order_id: str) -> tuple[Any, Any, str, int]:
    checkouts, orders, holds = tables.checkouts, tables.orders, tables.holds
    events = tables.order_events
    with house.services.database.read() as tx:
        journaled = tx.execute(select(checkouts).where(checkouts.c.order_id == order_id)).one()
        order = tx.execute(select(orders).where(orders.c.id == order_id)).one()
        hold = tx.execute(select(holds.c.state).where(holds.c.id == journaled.hold_id)).scalar_one()
        placed = tx.execute(
            select(events.c.id).where(events.c.order_id == order_id, events.c.kind == "placed")
        ).all()
    return journaled, order, hold, len(placed)


def _pos_orders(house: House, order_id: str) -> tuple[PosOrder, ...]:
    square = [
        PosOrder(
            is_canceled=row["state"] == "CANCELED",
            is_paid=row["paid"] and row["due"] == 0,
            total=row["total"],
        )
        for row in house.mall.square.control("GET orders")["orders"]
        if row["reference_id"] == order_id
    ]
    shopify = [
        PosOrder(
            is_canceled=row["cancelled_at"] is not None,
            is_paid=row["cents"]["outstanding"] == 0,
            total=row["cents"]["total"],
        )
        for row in house.mall.shopify.control("GET orders")["orders"]
        if order_id in (row["source_identifier"], *row["attributes"].values(), *row["tags"])
    ]
    return (*square, *shopify)


def _pos_payments(house: House, order_id: str) -> tuple[PosPayment, ...]:
    return tuple(
        PosPayment(charged=row["charged"], authorized=row["authorized"], refunded=row["refunded"])
        for row in house.mall.square.control("GET payments")["payments"]
        if row["reference_id"] == order_id
    )


def violations(seen: Evidence) -> list[str]:
    """Every promise that the evidence breaks, in words; empty when all is well."""
    found = []
    if seen.is_open:
        found.append("the checkout is still open")
    if any(payment.authorized for payment in seen.payments):
        found.append("money is left authorized")
    if seen.held:
        found.append(f"{seen.held} units are still held")
    if not _agrees(seen):
        found.append(f"we count {seen.known_stock}, the till {seen.pos_stock}")
    if seen.outcome == "placed":
        return found + _violations_of_a_sale(seen)
    return found + _violations_of_nothing(seen)


def _agrees(seen: Evidence) -> bool:
    """Whether we count what the till counts.

    Shopify's times of stock have whole seconds: of a sale and a restocking in one second the lower
    count stays with us until the next change, so that nothing is sold that is not there.
    """
    if seen.canceled_later and seen.known_stock is not None:
        return seen.known_stock <= seen.pos_stock
    return seen.known_stock == seen.pos_stock


def _violations_of_a_sale(seen: Evidence) -> list[str]:
    found = []
    charges = [payment for payment in seen.payments if payment.charged]
    standing = [order for order in seen.orders if not order.is_canceled]
    if len(seen.orders) != 1 or (len(standing) != 1 and not seen.canceled_later):
        found.append(f"{len(standing)} of {len(seen.orders)} orders stand")
    if not all(order.is_paid for order in standing):
        found.append("the order is not paid")
    if len(charges) != 1:
        found.append(f"charged {len(charges)} times")
    if sum(payment.charged for payment in charges) != seen.receipt_total:
        found.append("the receipt names another sum than was charged")
    if any(order.total != seen.receipt_total for order in seen.orders):
        found.append("the order has another total than the receipt")
    refunded = sum(payment.refunded for payment in charges)
    if refunded != (seen.receipt_total if seen.canceled_later else 0):
        found.append(f"{refunded} refunded")
    if seen.hold_state != "committed":
        found.append(f"the hold is {seen.hold_state}")
    if seen.order_state != ("canceled" if seen.canceled_later else "confirmed"):
        found.append(f"our order is {seen.order_state}")
    if seen.placed_events != 1:
        found.append(f"placed {seen.placed_events} times in the history")
    if not seen.canceled_later and seen.pos_stock != seen.start - seen.quantity:
        found.append(f"the till counts {seen.pos_stock}")
    return found


def _violations_of_nothing(seen: Evidence) -> list[str]:
    found = []
    if seen.receipt_total is not None or seen.placed_events:
        found.append("there is a receipt without an order")
    if any(not order.is_canceled for order in seen.orders):
        found.append("an order stands in the till")
    if sum(payment.charged - payment.refunded for payment in seen.payments):
        found.append("money was taken")
    if seen.pos_stock != seen.start:
        found.append(f"the till counts {seen.pos_stock}, not {seen.start}")
    if seen.hold_state not in ("released", "expired"):
        found.append(f"the hold is {seen.hold_state}")
    if seen.order_state != "canceled":
        found.append(f"our order is {seen.order_state}")
    return found
