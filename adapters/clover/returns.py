"""Goods that come back: counted in again; the list of them is kept here and noted on the order."""

from __future__ import annotations

from adapters.clover.client import CloverClient, nested_in, payment_reference
from adapters.clover.errors import PLATFORM_NAME
from adapters.clover.orders import Orders
from adapters.clover.stock import add_stock
from adapters.wire import JsonObject
from domain.errors import UnsupportedError
from domain.ids import IdempotencyKey, PlatformId
from domain.orders import PosReturn, ReturnLine, ReturnRequest

_MARK = "Returned"


def create_return(
    client: CloverClient, orders: Orders, request: ReturnRequest, *, key: IdempotencyKey
) -> PosReturn:
    """Count the named lines in again, once per key.

    The order's note carries the return's mark. It is written first: after a crash in between the
    goods are missing from the count, which sells too little rather than too much.
    """
    order_id = request.order_platform_id
    raw = client.get(f"orders/{order_id}", "orders.get", permission="ORDERS_R", expand="lineItems")
    note = str(raw.get("note") or "")
    mark = f"{_MARK} {payment_reference(key, 'return')}"
    wanted = [(_item_of(raw, line), line.quantity) for line in request.lines if line.restock]
    is_known = mark in note
    restocked = is_known and bool(wanted)
    if not is_known:
        text = f"{note}\n{mark}: {request.reason}".strip()
        orders.annotate(order_id, text, "orders.mark_returned")
        counted = [add_stock(client, item, quantity) for item, quantity in wanted]
        restocked = any(counted)
    return PosReturn(
        platform_id=PlatformId(payment_reference(key, "return")),
        order_platform_id=order_id,
        state="restocked" if restocked else "recorded",
        restocked=restocked,
    )


def _item_of(raw: JsonObject, line: ReturnLine) -> PlatformId:
    """The item of an order line. Raises UnsupportedError for one typed at the register."""
    for one in nested_in(raw, "lineItems", "orders.return"):
        if one.get("id") == line.order_line_platform_id and (one.get("item") or {}).get("id"):
            return PlatformId(str(one["item"]["id"]))
    raise UnsupportedError(
        f"line {line.order_line_platform_id} names no item whose stock could grow; return it "
        "without restocking",
        platform=PLATFORM_NAME,
        operation="orders.return",
    )
