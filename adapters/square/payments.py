"""Square's payments: authorize by token, capture, void, refund, and money that others took.

Money moves under keys derived from ours, so a lost answer may be asked for again; completing and
canceling have no key and are safe by state: what is refused as "already" is read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from adapters.square.client import SquareClient, platform_key
from adapters.square.errors import PLATFORM_NAME, PaymentRefusedError
from adapters.square.reading import read_one
from adapters.wire import JsonObject
from domain.errors import AmbiguousOutcomeError, RejectedError
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import PosOrder
from domain.payments import (
    Declined,
    DeclineReason,
    Payment,
    PaymentOutcome,
    PaymentRequest,
    PaymentStatus,
    Refund,
    RefundRequest,
)
from domain.ports.pos import Page
from mapping.platforms import square as table
from mapping.platforms.square_requests import money_request
from mapping.platforms.square_words import DECLINES
from mapping.report import MappingReport

_REASON_LIMIT = 192
_PURPOSE = "payment"
_PER_PAGE = "100"


def authorize(
    client: SquareClient, request: PaymentRequest, report: MappingReport, *, key: IdempotencyKey
) -> PaymentOutcome:
    """Reserve the amount on the token for seven days (Square's default for absent cards)."""
    try:
        body = client.write("/v2/payments", "payments.create", _payment_request(request, key))
    except RejectedError as error:
        code = error.platform_code or ""
        if isinstance(error, PaymentRefusedError) or code in DECLINES:
            return Declined(reason=DECLINES.get(code, DeclineReason.GENERIC), platform_code=code)
        raise
    return _outcome(body.get("payment") or {}, report)


def _payment_request(request: PaymentRequest, key: IdempotencyKey) -> JsonObject:
    optional = {
        "location_id": request.location_platform_id,
        "order_id": request.order_platform_id,
        "customer_id": request.customer_platform_id,
    }
    return {
        "idempotency_key": platform_key(key, _PURPOSE),
        "source_id": request.token,
        "amount_money": money_request(request.amount),
        "autocomplete": False,
        "reference_id": request.reference,
        **({"accept_partial_authorization": True} if request.accept_part else {}),
        **{name: value for name, value in optional.items() if value is not None},
    }


def _outcome(raw: JsonObject, report: MappingReport) -> PaymentOutcome:
    """COMPLETED counts as authorized: Square may complete at once, and capturing then re-reads."""
    status = raw.get("status")
    if status in ("FAILED", "CANCELED"):
        return Declined(reason=DeclineReason.GENERIC, platform_code=str(status))
    if status not in ("APPROVED", "COMPLETED"):
        raise AmbiguousOutcomeError(
            f"payment {raw.get('id')} is {status}: neither reserved nor refused yet",
            platform=PLATFORM_NAME,
            operation="payments.create",
            platform_code=str(status),
        )
    return read_one(table.AUTHORIZED, raw, "payments.create", report)


def capture(client: SquareClient, payment_id: PlatformId, report: MappingReport) -> Payment:
    """Take the whole authorized amount; of a part see `capture_part`."""
    return _end(client, payment_id, report, verb="complete", wanted=PaymentStatus.CAPTURED)


def capture_part(
    client: SquareClient,
    payment_id: PlatformId,
    amount: Money,
    report: MappingReport,
    *,
    key: IdempotencyKey,
) -> Payment:
    """Lower the approved payment, then take it: Square completes a payment whole (UpdatePayment,
    2025-08-20). An order it names must have been brought down to the same total before.
    """
    request = {
        "idempotency_key": platform_key(key, "lower"),
        "payment": {"amount_money": money_request(amount)},
    }
    path = f"/v2/payments/{payment_id}"
    try:
        client.write(path, "payments.update", request, method="PUT")
    except RejectedError:
        payment = get_payment(client, payment_id, report)
        if payment is not None and payment.status is PaymentStatus.CAPTURED:
            return payment
        raise
    return capture(client, payment_id, report)


def void(client: SquareClient, payment_id: PlatformId, report: MappingReport) -> Payment:
    """Let the authorization go. Raises RejectedError for one that is captured: refund it."""
    return _end(client, payment_id, report, verb="cancel", wanted=PaymentStatus.VOIDED)


def _end(
    client: SquareClient,
    payment_id: PlatformId,
    report: MappingReport,
    *,
    verb: str,
    wanted: PaymentStatus,
) -> Payment:
    operation = f"payments.{verb}"
    body: JsonObject | None = {} if verb == "complete" else None
    try:
        answer = client.write(f"/v2/payments/{payment_id}/{verb}", operation, body)
    except RejectedError:
        payment = get_payment(client, payment_id, report)
        if payment is not None and payment.status is wanted:
            return payment
        raise
    return read_one(table.PAYMENT, answer.get("payment"), operation, report)


def void_lost(client: SquareClient, key: IdempotencyKey) -> None:
    """Cancel the payment that `authorize` made under this key; without one, Square does nothing."""
    client.write(
        "/v2/payments/cancel",
        "payments.cancel_by_key",
        {"idempotency_key": platform_key(key, _PURPOSE)},
    )


def get_payment(
    client: SquareClient, payment_id: PlatformId, report: MappingReport
) -> Payment | None:
    """One payment as it stands, or None."""
    body = client.find(f"/v2/payments/{payment_id}", "payments.get")
    if body is None:
        return None
    return read_one(table.PAYMENT, body.get("payment"), "payments.get", report)


def list_payments(
    client: SquareClient, report: MappingReport, *, since: datetime
) -> Iterator[Page[Payment]]:
    """Payments begun since then, of every location, newest first."""
    params = {"begin_time": since.isoformat().replace("+00:00", "Z"), "limit": _PER_PAGE}
    for body in client.get_pages("/v2/payments", "payments.list", params):
        yield Page(
            records=tuple(
                read_one(table.PAYMENT, raw, "payments.list", report)
                for raw in body.get("payments", [])
            )
        )


def record_external(
    client: SquareClient,
    order: PosOrder,
    report: MappingReport,
    *,
    paid: Money,
    reference: str,
    key: IdempotencyKey,
) -> Payment:
    """Book money that another processor took; Square charges the seller 1 % for it."""
    request: dict[str, Any] = {
        "idempotency_key": platform_key(key, "external"),
        "source_id": "EXTERNAL",
        "amount_money": money_request(paid),
        "autocomplete": True,
        "order_id": order.platform_id,
        "external_details": {"type": "EXTERNAL", "source": "Voicetill", "source_id": reference},
    }
    if order.location_platform_id is not None:
        request["location_id"] = order.location_platform_id
    if order.reference is not None:
        request["reference_id"] = order.reference
    body = client.write("/v2/payments", "payments.record_external", request)
    return read_one(table.PAYMENT, body.get("payment"), "payments.record_external", report)


def refund(
    client: SquareClient, request: RefundRequest, report: MappingReport, *, key: IdempotencyKey
) -> Refund:
    """Give money back; PENDING becomes COMPLETED, REJECTED or FAILED by `refund.updated`."""
    body = client.write(
        "/v2/refunds",
        "refunds.create",
        {
            "idempotency_key": platform_key(key, "refund"),
            "payment_id": request.payment_id,
            "amount_money": money_request(request.amount),
            "reason": request.reason[:_REASON_LIMIT],
        },
    )
    return read_one(table.REFUND, body.get("refund"), "refunds.create", report)
