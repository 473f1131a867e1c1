"""Canceling an order: checked at once, done in a job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.shopify.answers import Payload, user_error
from sandbox.shopify.ids import gid
from sandbox.shopify.paying import order_of, void_everything
from sandbox.shopify.refunding import (
    Piece,
    enter_refund,
    paybacks,
    remove_unfulfilled,
    shipping_left,
)
from sandbox.shopify.rows import Job, Order
from sandbox.shopify.shop import Shop
from sandbox.shopify.totals import current_quantity, money, unfulfilled_quantity

Input = Mapping[str, Any]
MOST_NOTE = 255


def cancel_order(shop: Shop, arguments: Input) -> Payload:
    """`orderCancel`: irreversible; answers with a job."""
    order = order_of(shop, arguments["orderId"])
    problem = _problem(order, arguments)
    if problem is not None or order is None:
        field, message, code = problem or ("orderId", "Order does not exist", "NOT_FOUND")
        error = user_error([field], message, code)
        return {"orderCancelUserErrors": [error], "userErrors": [error]}
    refund_method = arguments.get("refundMethod") or {}
    job = Job(
        id=shop.new_uuid(),
        kind="order_cancel",
        order_id=order.id,
        due=shop.later(shop.job_delay_s),
        details={
            "reason": arguments["reason"],
            "restock": arguments["restock"],
            "refund": bool(
                arguments.get("refund") or refund_method.get("originalPaymentMethodsRefund")
            ),
            "note": arguments.get("staffNote"),
        },
    )
    shop.books.jobs.add(job)
    watch_cancel(shop, job)
    return {
        "job": job,
        "jobResult": cancel_result(job),
        "orderCancelUserErrors": [],
        "userErrors": [],
    }


def _problem(order: Order | None, arguments: Input) -> tuple[str, str, str] | None:
    if order is None:
        return "orderId", "Order does not exist", "NOT_FOUND"
    if len(arguments.get("staffNote") or "") > MOST_NOTE:
        return "staffNote", f"Staff note is too long (maximum is {MOST_NOTE})", "INVALID"
    if arguments.get("refund") is not None and arguments.get("refundMethod") is not None:
        text = "Only one of refund and refundMethod may be given"
        return "refundMethod", text, "INVALID"
    refused_for = refusal(order)
    return None if refused_for is None else ("orderId", refused_for, "INVALID")


def refusal(order: Order) -> str | None:
    """Why an order cannot be canceled."""
    if order.cancelled_at is not None:
        return "Order has already been cancelled"
    if any(each.status == "PENDING" for each in order.transactions):
        return "Cannot cancel an order with a pending payment"
    if any(each.status in ("OPEN", "REQUESTED") for each in order.returns):
        return "Cannot cancel an order with an open return"
    if any(line.fulfilled for line in order.lines):
        return "Cannot cancel an order with fulfilled items"
    return None


def cancel_result(job: Job) -> dict[str, Any]:
    """`OrderCancelJobResult` of a job."""
    status = ("FAILED" if job.error else "SUCCEEDED") if job.done else "STARTED"
    errors = [user_error(["orderId"], job.error, "INVALID")] if job.error else []
    return {
        "__typename": "OrderCancelJobResult",
        "id": gid("OrderCancelJobResult", job.id),
        "done": job.done,
        "errors": errors,
        "order": job.order_id,
        "status": status,
    }


def watch_cancel(shop: Shop, job: Job) -> None:
    """Cancel when the job is due."""
    shop.timers.at(job.due, lambda: _cancel(shop, job))


def _cancel(shop: Shop, job: Job) -> None:
    if job.done:
        return
    order = shop.books.orders[job.order_id]
    job.done = True
    job.error = refusal(order)
    shop.books.jobs.touch(job)
    if job.error is not None:
        return
    void_everything(shop, order)
    order.cancelled_at = shop.now()
    order.cancel_reason = job.details["reason"]
    order.staff_note = job.details["note"]
    _take_all_back(shop, order, job.details)
    for each in order.fulfillment_orders:
        each.status = "CANCELLED" if each.status in ("OPEN", "IN_PROGRESS") else each.status
    order.closed_at = order.closed_at or shop.now()
    shop.changed(order)
    shop.emit("orders/cancelled", order)
    shop.emit("orders/updated", order)


def _take_all_back(shop: Shop, order: Order, details: Mapping[str, Any]) -> None:
    """What is not fulfilled comes off; of that, what was refunded already is not refunded again."""
    restock = "CANCEL" if details["restock"] else "NO_RESTOCK"
    pieces = []
    for line in order.lines:
        left, unpaid = unfulfilled_quantity(line), current_quantity(line)
        if left > unpaid:
            remove_unfulfilled(shop, order, line, left - unpaid, restock=False)
        if min(left, unpaid) > 0:
            pieces.append(Piece(line=line, quantity=min(left, unpaid), restock=restock))
    money_back = paybacks(order, money(order).net) if details["refund"] else []
    enter_refund(
        shop,
        order,
        pieces=pieces,
        shipping=shipping_left(order),
        money_back=money_back,
        note=details["note"],
    )
