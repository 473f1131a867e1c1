"""Money on orders: marking as paid, capturing, voiding, and charging a payment mandate.

A third-party app cannot charge a card through Shopify (fact sheet §10); what exists is a record of
money taken elsewhere, settling an authorization, and a mandate the buyer gave at a checkout.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sandbox.shopify.answers import Payload, done, refused
from sandbox.shopify.ids import gid, number_of
from sandbox.shopify.money import CURRENCY, to_cents
from sandbox.shopify.placing import new_transaction
from sandbox.shopify.rows import Card, CustomerPaymentMethod, Job, Order, OrderTransaction
from sandbox.shopify.shop import Shop
from sandbox.shopify.totals import financial_status, outstanding, unsettled

Input = Mapping[str, Any]
CARD_GATEWAY = "shopify_payments"


def order_of(shop: Shop, wanted: str) -> Order | None:
    """The order of a global id."""
    return shop.books.orders.get(number_of(wanted, "Order"))


def transaction_of(shop: Shop, wanted: str) -> tuple[Order, OrderTransaction] | None:
    """A transaction with its order."""
    number = number_of(wanted, "OrderTransaction")
    order = shop.order_with("OrderTransaction", number)
    if order is None:
        return None
    return order, next(each for each in order.transactions if each.id == number)


def settled(shop: Shop, order: Order) -> None:
    """Money has moved: stamp the order and tell subscribers."""
    shop.changed(order)
    shop.emit("orders/updated", order)
    if financial_status(order) == "PAID":
        shop.emit("orders/paid", order)


def mark_as_paid(shop: Shop, arguments: Input) -> Payload:
    """`orderMarkAsPaid`: records the outstanding amount, or captures an authorization."""
    order = order_of(shop, arguments["input"]["id"])
    if order is None:
        return refused(["id"], "Order does not exist")
    if not can_mark_as_paid(order):
        return refused(["id"], "Order cannot be marked as paid.")
    held = [each for each in order.transactions if each.kind == "AUTHORIZATION"]
    left = outstanding(order)
    for authorization in held:
        part = min(left, unsettled(order, authorization))
        if part > 0:
            _capture(shop, order, authorization, part)
            left -= part
    if left > 0:
        new_transaction(shop, order, kind="SALE", amount=left)
    settled(shop, order)
    return done(order=order)


def can_mark_as_paid(order: Order) -> bool:
    """Something is owed and the order is not paid or canceled."""
    if order.cancelled_at is not None or financial_status(order) == "PAID":
        return False
    return outstanding(order) > 0


def _capture(
    shop: Shop, order: Order, authorization: OrderTransaction, amount: int
) -> OrderTransaction:
    return new_transaction(
        shop,
        order,
        kind="CAPTURE",
        amount=amount,
        gateway=authorization.gateway,
        parent_id=authorization.id,
        card=authorization.card,
        payment_id=authorization.payment_id,
        authorization_code=authorization.authorization_code,
        test=authorization.test,
    )


def capture(shop: Shop, arguments: Input) -> Payload:
    """`orderCapture`: takes all or part of an authorization; more than once on Plus only."""
    given = arguments["input"]
    order = order_of(shop, given["id"])
    if order is None:
        return refused(["id"], "Order does not exist")
    number = number_of(given["parentTransactionId"], "OrderTransaction")
    parent = next((each for each in order.transactions if each.id == number), None)
    problem = _capture_problem(shop, order, parent, given["amount"])
    if given.get("currency") not in (None, CURRENCY):
        problem = "Currency must be the presentment currency of the order"
    if problem is not None or parent is None:
        return refused(["parentTransactionId"], problem or "Transaction does not exist")
    captured = _capture(shop, order, parent, given["amount"])
    if unsettled(order, parent) and (given.get("finalCapture") or not shop.options.is_plus):
        _void(shop, order, parent, unsettled(order, parent))
    settled(shop, order)
    return done(transaction=captured)


def _capture_problem(
    shop: Shop, order: Order, parent: OrderTransaction | None, amount: int
) -> str | None:
    if parent is None or parent.kind != "AUTHORIZATION" or parent.status != "SUCCESS":
        return "Transaction does not exist or is not a successful authorization"
    left = unsettled(order, parent)
    if left == 0:
        return "The authorization has already been captured or voided"
    if amount <= 0 or amount > left:
        return "Capture amount can't be greater than the amount of the authorized transaction"
    if left < parent.amount and not shop.options.is_plus:
        return "Multiple captures are available to Shopify Plus plans only"
    return None


def _void(
    shop: Shop, order: Order, authorization: OrderTransaction, amount: int
) -> OrderTransaction:
    return new_transaction(
        shop,
        order,
        kind="VOID",
        amount=amount,
        gateway=authorization.gateway,
        parent_id=authorization.id,
        card=authorization.card,
        payment_id=authorization.payment_id,
        test=authorization.test,
    )


def void(shop: Shop, arguments: Input) -> Payload:
    """`transactionVoid`: lets an uncaptured authorization go."""
    found = transaction_of(shop, arguments["parentTransactionId"])
    at = ["parentTransactionId"]
    if found is None:
        return refused(at, "Transaction does not exist.", "TRANSACTION_NOT_FOUND")
    order, parent = found
    if parent.kind != "AUTHORIZATION" or parent.status != "SUCCESS":
        text = "Parent transaction must be a successful authorization."
        return refused(at, text, "AUTH_NOT_SUCCESSFUL")
    left = unsettled(order, parent)
    if left < parent.amount:
        return refused(at, "Parent transaction must be voidable.", "AUTH_NOT_VOIDABLE")
    transaction = _void(shop, order, parent, left)
    settled(shop, order)
    return done(transaction=transaction)


def void_everything(shop: Shop, order: Order) -> None:
    """Let all open authorizations of an order go."""
    for authorization in list(order.transactions):
        if authorization.kind == "AUTHORIZATION":
            left = unsettled(order, authorization)
            if left:
                _void(shop, order, authorization, left)


def method_of_mandate(shop: Shop, wanted: str) -> CustomerPaymentMethod | None:
    """The card behind a payment mandate."""
    number = number_of(wanted, "PaymentMandate")
    for customer in shop.books.customers:
        for method in customer.payment_methods:
            if any(mandate.id == number for mandate in method.mandates):
                return method
    return None


_MANDATE_ERROR = "ORDER_MANDATE_PAYMENT_ERROR_CODE"


def pay_by_mandate(shop: Shop, arguments: Input) -> Payload:
    """`orderCreateMandatePayment`: charges a vaulted card later, in a job.

    The same idempotency key gives the first call's job again.
    """
    order = order_of(shop, arguments["id"])
    if order is None:
        return refused(["id"], "Order does not exist", _MANDATE_ERROR)
    reference = _reference(order, arguments["idempotencyKey"])
    known = shop.books.jobs.get(reference)
    if known is not None:
        return _mandate_answer(known)
    method = method_of_mandate(shop, arguments["mandateId"])
    problem = _mandate_problem(shop, order, method, arguments)
    if problem is not None or method is None:
        return refused(["id"], problem or "Mandate does not exist", _MANDATE_ERROR)
    job = Job(
        id=reference,
        kind="mandate_payment",
        order_id=order.id,
        due=shop.later(shop.job_delay_s),
        details={
            "method": method.id,
            "amount": _mandate_amount(order, arguments),
            "capture": arguments.get("autoCapture") is not False,
        },
    )
    shop.books.jobs.add(job)
    watch_payment(shop, job)
    return _mandate_answer(job)


def _mandate_problem(
    shop: Shop, order: Order, method: CustomerPaymentMethod | None, arguments: Input
) -> str | None:
    if method is None or method.revoked_at is not None:
        return "The payment mandate could not be found"
    if order.customer_id != method.customer_id:
        return "The payment mandate does not belong to the customer of the order"
    if order.cancelled_at is not None or outstanding(order) <= 0:
        return "The order has no outstanding balance"
    if arguments.get("amount") and not shop.options.is_plus:
        return "Partial payments are available to Shopify Plus plans only"
    if _mandate_amount(order, arguments) > outstanding(order):
        return "The amount exceeds the outstanding balance"
    return None


def _mandate_amount(order: Order, arguments: Input) -> int:
    amount = arguments.get("amount")
    return to_cents(amount["amount"]) if amount else outstanding(order)


def _reference(order: Order, key: str) -> str:
    """Names one payment of one order; the job has the same name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"mandate/{order.id}/{key}"))


def _mandate_answer(job: Job) -> Payload:
    return done(job=job, jobResult=mandate_result(job), paymentReferenceId=job.id)


def mandate_result(job: Job) -> dict[str, Any]:
    """`OrderCreateMandatePaymentJobResult` of a job."""
    status = ("FAILED" if job.error else "SUCCEEDED") if job.done else "STARTED"
    errors = [{"field": None, "message": job.error}] if job.error else []
    return {
        "__typename": "OrderCreateMandatePaymentJobResult",
        "id": gid("OrderCreateMandatePaymentJobResult", job.id),
        "done": job.done,
        "errors": errors,
        "order": job.order_id,
        "status": status,
    }


def watch_payment(shop: Shop, job: Job) -> None:
    """Charge when the job is due."""
    shop.timers.at(job.due, lambda: _charge(shop, job))


def _charge(shop: Shop, job: Job) -> None:
    if job.done:
        return
    order = shop.books.orders[job.order_id]
    method = _method(shop, order, job.details["method"])
    approved = method is not None and method.outcome == "approve"
    transaction = new_transaction(
        shop,
        order,
        kind="SALE" if job.details["capture"] else "AUTHORIZATION",
        amount=job.details["amount"],
        status="SUCCESS" if approved else "FAILURE",
        gateway=CARD_GATEWAY,
        error_code=None if approved or method is None else method.outcome,
        card=_card(method) if method else None,
        payment_id=job.id,
        authorization_code=f"auth_{job.id[:8]}" if approved else None,
    )
    job.done = True
    job.error = None if approved else f"The card was declined: {transaction.error_code}"
    shop.books.jobs.touch(job)
    settled(shop, order)


def _method(shop: Shop, order: Order, wanted: str) -> CustomerPaymentMethod | None:
    customer = shop.books.customers.get(order.customer_id)
    methods = customer.payment_methods if customer else []
    return next((each for each in methods if each.id == wanted), None)


def _card(method: CustomerPaymentMethod) -> Card:
    return Card(
        brand=method.brand,
        last_digits=method.last_digits,
        expiry_month=method.expiry_month,
        expiry_year=method.expiry_year,
        name=method.name,
    )


def payment_status(shop: Shop, arguments: Input) -> dict[str, Any] | None:
    """`orderPaymentStatus`: how a mandate payment went."""
    order = order_of(shop, arguments["orderId"])
    reference = arguments["paymentReferenceId"]
    job = shop.books.jobs.get(reference)
    if order is None or job is None or job.order_id != order.id:
        return None
    worked = "PURCHASED" if job.details["capture"] else "AUTHORIZED"
    status = ("ERROR" if job.error else worked) if job.done else "PROCESSING"
    return {
        "status": status,
        "errorMessage": job.error,
        "translatedErrorMessage": job.error,
        "paymentReferenceId": reference,
        "transactions": [t for t in order.transactions if t.payment_id == reference],
    }
