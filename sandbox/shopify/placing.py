"""From lines to an order: numbers, fulfillment orders by location, committed stock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.shopify.rows import (
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    LineItem,
    Order,
    OrderTransaction,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.stock import Assignment

FIRST_ORDER_NUMBER = 1001
_CONFIRMATION_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_order(shop: Shop, *, lines: list[LineItem], **fields: Any) -> Order:
    """An order row that is not entered yet; `fields` are further attributes of it."""
    number = FIRST_ORDER_NUMBER + len(shop.books.orders)
    now = shop.now()
    order_id = shop.new_id("Order")
    given: dict[str, Any] = {"name": f"#{number}", "processed_at": now, "created_at": now}
    given.update((name, value) for name, value in fields.items() if value is not None)
    return Order(
        id=order_id,
        number=number,
        updated_at=now,
        confirmation_number=_confirmation(order_id),
        lines=lines,
        **given,
    )


def _confirmation(number: int) -> str:
    """Nine characters that look random and never repeat in a shop."""
    mixed = (number * 0x9E3779B97F4A7C15) % 32**9
    letters = []
    for _ in range(9):
        mixed, place = divmod(mixed, 32)
        letters.append(_CONFIRMATION_LETTERS[place])
    return "".join(letters)


def enter_order(shop: Shop, order: Order, assignments: Sequence[Assignment]) -> None:
    """Enter an order with its fulfillment orders and tell subscribers.

    `assignments` name the order's lines by id. Stock is the caller's business.
    """
    order.fulfillment_orders = _fulfillment_orders(shop, order, assignments)
    shop.added(order)
    shop.emit("orders/create", order)


def _fulfillment_orders(
    shop: Shop, order: Order, assignments: Sequence[Assignment]
) -> list[FulfillmentOrder]:
    by_location: dict[int, list[Assignment]] = {}
    for each in assignments:
        by_location.setdefault(each.location_id, []).append(each)
    shipped = any(line.requires_shipping for line in order.lines)
    return [
        fulfillment_order(
            shop,
            order,
            location_id,
            [(each.line, each.quantity) for each in group],
            "SHIPPING" if shipped else "NONE",
        )
        for location_id, group in by_location.items()
    ]


def fulfillment_order(
    shop: Shop, order: Order, location_id: int, pieces: Sequence[tuple[int, int]], method: str
) -> FulfillmentOrder:
    """An open fulfillment order of (line id, quantity) at a location."""
    now = shop.now()
    return FulfillmentOrder(
        id=shop.new_id("FulfillmentOrder"),
        order_id=order.id,
        location_id=location_id,
        status="OPEN",
        method=method,
        created_at=now,
        updated_at=now,
        lines=[
            FulfillmentOrderLineItem(
                id=shop.new_id("FulfillmentOrderLineItem"),
                line_item_id=line_id,
                total_quantity=quantity,
                remaining_quantity=quantity,
            )
            for line_id, quantity in pieces
        ],
    )


def new_transaction(
    shop: Shop, order: Order, *, kind: str, amount: int, **fields: Any
) -> OrderTransaction:
    """Record a movement of money on an order; successful and manual unless `fields` say else."""
    now = shop.now()
    given: dict[str, Any] = {"status": "SUCCESS", "gateway": "manual", "processed_at": now}
    given.update(fields)
    transaction = OrderTransaction(
        id=shop.new_id("OrderTransaction"),
        order_id=order.id,
        kind=kind,
        amount=amount,
        created_at=now,
        **given,
    )
    if transaction.payment_id is None:
        transaction.payment_id = f"{order.name}.{len(order.transactions) + 1}"
    order.transactions.append(transaction)
    if transaction.kind in ("SALE", "CAPTURE", "VOID", "REFUND", "AUTHORIZATION"):
        order.financial_status = None
    shop.emit("order_transactions/create", transaction)
    return transaction


def line_of(order: Order, line_id: int | None) -> LineItem | None:
    """A line by its id."""
    return next((line for line in order.lines if line.id == line_id), None)
