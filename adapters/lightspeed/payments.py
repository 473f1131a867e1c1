"""Money on Lightspeed is a record: no call moves any. Refunds and returns are negative sales.

Each is looked up by a reference made from our key before it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.lightspeed.account import Facts
from adapters.lightspeed.client import LightspeedClient, reference_for
from adapters.lightspeed.errors import PLATFORM_NAME
from adapters.lightspeed.orders import find_raw, raw_order, refunded
from adapters.lightspeed.reading import read_one
from adapters.wire import JsonObject
from domain.errors import RejectedError, UnsupportedError
from domain.ids import IdempotencyKey, PlatformId
from domain.orders import PosReturn, ReturnRequest
from domain.payments import Payment, PaymentStatus, Refund, RefundRequest
from mapping.platforms import lightspeed as table
from mapping.platforms.lightspeed_requests import (
    payment_request,
    refund_request,
    return_request,
)
from mapping.platforms.lightspeed_shapes import even
from mapping.report import MappingReport


def get_payment(
    client: LightspeedClient, facts: Facts, payment_id: PlatformId, report: MappingReport
) -> Payment | None:
    """One payment as it is recorded, or None."""
    raw = client.find("SalePayment", payment_id, "payments.get")
    if raw is None:
        return None
    return read_one(table.PAYMENT, raw, "payments.get", report, {"currency": facts.currency})


def refund(
    client: LightspeedClient,
    facts: Facts,
    request: RefundRequest,
    report: MappingReport,
    *,
    key: IdempotencyKey,
) -> Refund:
    """Book money that goes back without goods; the processor that took it must give it."""
    facts.require_currency(request.amount.currency, "refunds.create")
    reference = reference_for(key, "refund")
    raw = find_raw(client, reference, "refunds.find")
    if raw is None:
        payment = _refundable(client, facts, request, report)
        original = raw_order(client, PlatformId(str(payment.order_platform_id)), "refunds.read")
        body = {
            **refund_request(original, request.amount, reference=reference, reason=request.reason),
            **payment_request(
                f"-{request.amount.decimal_string()}",
                facts.payment_type(),
                undoes=request.payment_id,
            ),
            "completed": "true",
        }
        raw = client.write("POST", ("Sale",), "refunds.create", body)
    return read_one(table.REFUND, raw, "refunds.create", report, {"currency": facts.currency})


def _refundable(
    client: LightspeedClient, facts: Facts, request: RefundRequest, report: MappingReport
) -> Payment:
    """The payment, if as much of it is left: Lightspeed itself would book any amount."""
    payment = get_payment(client, facts, request.payment_id, report)
    if payment is None or payment.status is not PaymentStatus.CAPTURED:
        raise _rejected("refunds.create", f"there is no payment {request.payment_id}")
    left = payment.amount - refunded(client, facts, [request.payment_id])
    if left < request.amount:
        raise _rejected("refunds.create", f"only {left} of payment {request.payment_id} is left")
    return payment


def create_return(
    client: LightspeedClient, facts: Facts, request: ReturnRequest, *, key: IdempotencyKey
) -> PosReturn:
    """Take the named lines back into stock, with the money that they came to booked as returned.

    The sale is made open, so that Lightspeed tells what it comes to, and then completed.
    """
    if not all(line.restock for line in request.lines):
        raise UnsupportedError(
            "with this store's till, goods that come back go on the shelf again; "
            "anything else is taken back at the store",
            platform=PLATFORM_NAME,
            operation="returns.create",
        )
    reference = reference_for(key, "return")
    raw = find_raw(client, reference, "returns.find")
    if raw is None:
        raw = _open_return(client, facts, request, reference)
    if raw.get("completed") != "true":
        raw = _complete(client, facts, request.order_platform_id, raw)
    return PosReturn(
        platform_id=PlatformId(str(raw["saleID"])),
        order_platform_id=request.order_platform_id,
        state="restocked",
        restocked=True,
    )


def _open_return(
    client: LightspeedClient, facts: Facts, request: ReturnRequest, reference: str
) -> JsonObject:
    original = raw_order(client, request.order_platform_id, "returns.read")
    known = {str(raw["saleLineID"]): raw for raw in _rows(original, "SaleLines", "SaleLine")}
    lines = []
    for line in request.lines:
        if line.order_line_platform_id not in known:
            raise _rejected("returns.create", f"no line {line.order_line_platform_id} was sold")
        lines.append((known[line.order_line_platform_id], line.quantity))
    shop_id = request.location_platform_id or str(original["shopID"])
    body = return_request(original, lines, reference=reference, till=facts.till(shop_id))
    return client.write("POST", ("Sale",), "returns.create", body)


def _complete(
    client: LightspeedClient, facts: Facts, order_id: PlatformId, raw: JsonObject
) -> JsonObject:
    original = raw_order(client, order_id, "returns.read")
    paid = next(iter(_rows(original, "SalePayments", "SalePayment")), None)
    body: JsonObject = {"completed": "true"}
    if str(raw.get("calcTotal", "0")) != "0":
        body |= payment_request(
            str(raw["calcTotal"]),
            facts.payment_type(),
            undoes=str(paid["salePaymentID"]) if paid else "",
        )
    return client.write("PUT", ("Sale", str(raw["saleID"])), "returns.complete", body)


def _rows(raw: Mapping[str, Any], outer: str, inner: str) -> list[JsonObject]:
    rows: list[JsonObject] = (even(dict(raw)).get(outer) or {}).get(inner, [])
    return rows


def _rejected(operation: str, what: str) -> RejectedError:
    return RejectedError(what, platform=PLATFORM_NAME, operation=operation)
