"""What stands of a checkout that cannot be worked on: how it ended, or that somebody is at it."""

from __future__ import annotations

from app.commerce.attention import needs_person
from app.commerce.model import (
    CanceledSince,
    HoldExpired,
    NotOrderable,
    Placed,
    Receipt,
    StillWorking,
)
from app.commerce.records import CheckoutContext, find_context, load_receipt
from app.commerce.saga import Outcome
from domain.errors import NotFoundError
from domain.ids import MerchantId, OrderId
from domain.orders import OrderState
from storage import journal, orders
from storage.engine import Database


def standing(database: Database, merchant_id: MerchantId, order_id: OrderId) -> Outcome:
    """How it ended; `StillWorking` while another process is at it. Raises NotFoundError."""
    with database.look() as tx:
        row = journal.load(tx, merchant_id, order_id)
    if row is None:
        raise NotFoundError("order", order_id)
    if row.is_open:
        return StillWorking(order_id=row.order_id)
    if row.outcome["kind"] == "placed":
        return _placed(database, row.merchant_id, load_receipt(row.outcome["receipt"]))
    context = find_context(row.context)
    if context is None:
        raise NotFoundError("order", order_id)
    if row.outcome["kind"] == "needs-person":
        return needs_person(context, row.outcome["left"])
    return ended(context, str(row.outcome.get("reason")))


def ended(context: CheckoutContext, reason: str) -> HoldExpired | NotOrderable:
    """What to say of a checkout that was undone, or is being undone."""
    if reason == HoldExpired.__name__:
        return HoldExpired(order_id=context.order_id)
    return NotOrderable(
        reason="checkout-undone",
        detail=f"this checkout ended ({reason}); prepare {context.order_id} anew",
    )


def _placed(
    database: Database, merchant_id: MerchantId, receipt: Receipt
) -> Placed | CanceledSince:
    with database.look() as tx:
        order = orders.get(tx, merchant_id, receipt.order_id)
    if order.state is OrderState.CANCELED:
        return CanceledSince(receipt=receipt)
    return Placed(receipt=receipt)
