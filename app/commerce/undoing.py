"""Money on its way back while a checkout is undone: let go, or refunded where it was taken."""

from __future__ import annotations

from domain.errors import RejectedError
from domain.ids import IdempotencyKey, PlatformId
from domain.orders import PaymentState
from domain.payments import PaymentStatus, RefundRequest
from domain.ports.pos import PosAdapter


def give_back(record: PosAdapter, order_id: PlatformId, *, key: IdempotencyKey) -> None:
    """What the shopper paid on the page while the order was being undone. Raises PlatformError."""
    order = record.order(order_id)
    if order is None or order.payment_state is not PaymentState.PAID:
        return
    for payment_id in order.payment_platform_ids[:1]:  # the page takes one payment, of the whole
        request = RefundRequest(
            payment_id=payment_id,
            amount=order.total,
            reason="checkout undone",
            order_platform_id=order_id,
        )
        record.refund(request, key=key)


def void_if_open(
    pos: PosAdapter,
    payment_id: PlatformId,
    order_id: PlatformId | None,
    *,
    key: IdempotencyKey,
) -> None:
    """Void; a payment that has ended by itself needs it no more. Raises PlatformError."""
    try:
        pos.void(payment_id, order_id=order_id, key=key)
    except RejectedError:
        payment = pos.payment(payment_id, order_id=order_id)
        if payment is None or payment.status not in (PaymentStatus.VOIDED, PaymentStatus.FAILED):
            raise
