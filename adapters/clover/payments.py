"""Clover's payments: an order is paid by card token at once, or money taken elsewhere is noted.

Paying an order (`/v1/orders/{id}/pay`) is the call that ties a card payment to an order of v3; it
cannot reserve first, so letting money go means giving it back. A charge of its own could reserve,
but Clover would make a second order for it and the merchant's books would count the sale twice.
Money carries our key, hashed to the 12 characters of `external_reference_id`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from adapters.clover.account import settings_of
from adapters.clover.client import (
    CloverClient,
    idempotency_uuid,
    malformed,
    nested_in,
    payment_reference,
    rows_of,
)
from adapters.clover.errors import PLATFORM_NAME, CardRefusedError
from adapters.clover.options import Choices
from adapters.clover.reading import read_one
from adapters.wire import JsonObject
from domain.errors import AmbiguousOutcomeError, ConfigurationError, RejectedError
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import PosOrder
from domain.payments import (
    Authorized,
    Declined,
    DeclineReason,
    Payment,
    PaymentOutcome,
    PaymentRequest,
    PaymentStatus,
    Refund,
    RefundRequest,
    RefundStatus,
)
from mapping.converters import integer
from mapping.platforms import clover as table
from mapping.platforms.clover_words import DECLINES
from mapping.report import MappingReport

_PAY, _VOID, _REFUND = "payment", "void", "refund"
_TOKEN_CODES = frozenset({"token_already_used", "card_on_file_missing"})
_PER_PAGE = 100
_MOST_PAGES = 5
_EXTERNAL = "com.clover.tender.external_payment"
_REASON = "requested_by_customer"
"""The one of three documented reasons that fits a shopper's wish; ours stays in the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """Money of one merchant."""

    client: CloverClient
    choices: Choices
    report: MappingReport

    def authorize(self, request: PaymentRequest, *, key: IdempotencyKey) -> PaymentOutcome:
        """Pay the order by card token. Clover takes the money at once.

        An order that is paid already is paid by this key, or refused.
        """
        order_id = request.order_platform_id
        if order_id is None:
            raise RejectedError(
                "a card pays an order at Clover; create it first",
                platform=PLATFORM_NAME,
                operation="payments.pay",
            )
        reference = payment_reference(key, _PAY)
        try:
            answer = self.client.ecommerce(
                "POST",
                f"/v1/orders/{order_id}/pay",
                "payments.pay",
                {
                    "source": request.token,
                    "amount": request.amount.amount,
                    "currency": request.amount.currency.lower(),
                    "ecomind": "ecom",
                    "external_reference_id": reference,
                },
                headers={"x-forwarded-for": self.choices.payer_address or ""},
            )
        except RejectedError as error:
            return self._refused(error, order_id, reference)
        return self._outcome(answer)

    def _refused(
        self, error: RejectedError, order_id: PlatformId, reference: str
    ) -> PaymentOutcome:
        """A decline, or what this key did before; anything else is raised."""
        code = error.platform_code or ""
        if code in _TOKEN_CODES or error.status == 400:
            charge = self._charge_of(order_id, reference)
            if charge is not None:
                return _held(read_one(table.CHARGE, charge, "payments.pay", self.report))
        if isinstance(error, CardRefusedError) or code in DECLINES:
            return Declined(reason=DECLINES.get(code, DeclineReason.GENERIC), platform_code=code)
        raise error

    def _outcome(self, answer: JsonObject) -> PaymentOutcome:
        status, code = answer.get("status"), answer.get("failure_code")
        if code or status == "failed":
            word = str(code or status)
            return Declined(reason=DECLINES.get(word, DeclineReason.GENERIC), platform_code=word)
        if status not in ("paid", "succeeded") or not answer.get("charge"):
            raise AmbiguousOutcomeError(
                f"the payment is {status}: neither taken nor refused yet",
                platform=PLATFORM_NAME,
                operation="payments.pay",
                platform_code=str(status),
            )
        return read_one(table.AUTHORIZED, answer, "payments.pay", self.report)

    def _charge_of(self, order_id: PlatformId, reference: str) -> JsonObject | None:
        """The charge of an order that carries our key, among the newest 500."""
        params = {"limit": str(_PER_PAGE)}
        for _ in range(_MOST_PAGES):
            body = self.client.ecommerce("GET", "/v1/charges", "payments.find", params=params)
            rows = rows_of(body, "payments.find")
            for row in rows:
                mine = row.get("external_reference_id") == reference
                if mine and row.get("order") == order_id and row.get("status") == "succeeded":
                    return dict(row)
            if len(rows) < _PER_PAGE:
                return None
            params = {**params, "starting_after": str(rows[-1]["id"])}
        return None

    def capture(self, payment_id: PlatformId, *, key: IdempotencyKey) -> Payment:
        """The payment that paying took; a charge that was only reserved is captured."""
        payment = self._payment_of(payment_id, "payments.capture")
        if _is_given_back(payment):
            raise _rejected("payments.capture", "the money was given back", "REFUNDED")
        if payment.status is not PaymentStatus.AUTHORIZED:
            return payment
        try:
            self.client.ecommerce(
                "POST",
                f"/v1/charges/{payment_id}/capture",
                "payments.capture",
                {"amount": payment.amount.amount},
                headers={
                    "x-forwarded-for": self.choices.payer_address or "",
                    "idempotency-key": idempotency_uuid(key, "capture"),
                },
                keyed=True,
            )
        except RejectedError:
            payment = self._payment_of(payment_id, "payments.capture")
            if payment.status is not PaymentStatus.CAPTURED:
                raise
            return payment
        return self._payment_of(payment_id, "payments.capture")

    def _payment_of(self, payment_id: PlatformId, operation: str) -> Payment:
        return read_one(table.CHARGE, self._charge(payment_id), operation, self.report)

    def void(self, payment_id: PlatformId, *, key: IdempotencyKey) -> Payment:
        """Give the whole amount back."""
        payment = self._payment_of(payment_id, "payments.void")
        if not _is_given_back(payment):
            self._give_back(payment_id, None, key, _VOID)
        return replace(payment, status=PaymentStatus.VOIDED, refunded=payment.amount)

    def void_lost(self, key: IdempotencyKey, *, order_id: PlatformId | None) -> None:
        """Give back what `authorize` took under this key, if anything."""
        if order_id is None:
            return
        charge = self._charge_of(order_id, payment_reference(key, _PAY))
        if charge is not None:
            self.void(PlatformId(str(charge["id"])), key=key)

    def get(self, payment_id: PlatformId) -> Payment | None:
        """One payment as it stands: a charge, or money of another tender."""
        if self.choices.charges_cards:
            try:
                raw = self._charge(payment_id)
            except RejectedError as error:
                if error.status != 404:
                    raise
            else:
                return read_one(table.CHARGE, raw, "payments.get", self.report)
        found = self.client.find(
            f"payments/{payment_id}",
            "payments.get_v3",
            permission="PAYMENTS_R",
            expand="refunds,cardTransaction,order",
        )
        if found is None:
            return None
        context = {"currency": settings_of(self.client.merchant()).currency}
        return read_one(table.PAYMENT, found, "payments.get_v3", self.report, context)

    def _charge(self, payment_id: PlatformId) -> JsonObject:
        return self.client.ecommerce("GET", f"/v1/charges/{payment_id}", "payments.get")

    def record_external(self, order: PosOrder, *, paid: Money, reference: str) -> None:
        """Note money that another processor took, once per `reference`; bookkeeping only."""
        if paid != order.total:
            raise _rejected(
                "payments.record_external",
                f"{paid} was taken for an order of {order.total}; settle the rest first",
                "PAYMENT_AMOUNT_MISMATCH",
            )
        if not paid.amount:  # Clover takes positive amounts only, and there is nothing to note
            return
        path = f"orders/{order.platform_id}"
        raw = self.client.get(path, "orders.payments", permission="ORDERS_R", expand="payments")
        taken = nested_in(raw, "payments", "orders.payments")
        known = {one.get("externalPaymentId") for one in taken}
        if reference in known:
            return
        if raw.get("total") != paid.amount:
            raise _rejected(
                "payments.record_external",
                f"{paid} was taken, and the order was changed at the register since; settle it "
                "there",
                "PAYMENT_AMOUNT_MISMATCH",
            )
        self.client.write(
            f"{path}/payments",
            "payments.record_external",
            {
                "amount": paid.amount,
                "taxAmount": order.tax.amount,
                "tender": {"id": self.choices.tender or self._external_tender()},
                "externalPaymentId": reference,
            },
            permission="PAYMENTS_W",
        )

    def _external_tender(self) -> str:
        rows = self.client.all_rows("tenders", "tenders.list", permission="MERCHANT_R")
        for row in rows:
            if row.get("labelKey") == _EXTERNAL and row.get("enabled") is not False:
                return str(row["id"])
        raise ConfigurationError(
            "Clover: the merchant has no External Payment tender; add a tender in Account & Setup "
            "and set the connection's external_tender to its id"
        )

    def refund(self, request: RefundRequest, *, key: IdempotencyKey) -> Refund:
        """Give money back on a charge, once per key. Raises RejectedError for another currency."""
        return self._give_back(request.payment_id, request.amount, key, _REFUND)

    def _give_back(
        self, payment_id: PlatformId, amount: Money | None, key: IdempotencyKey, purpose: str
    ) -> Refund:
        """A refund under our key. It is looked up first: that Clover heeds the idempotency key
        here is not written anywhere. None as amount: what is left."""
        charge = self._payment_of(payment_id, "refunds.charge")
        if amount is not None and amount.currency != charge.amount.currency:
            raise _rejected(  # a refund names no currency: it would go back in the charge's
                "refunds.create", f"the charge was {charge.amount}, not {amount.currency}",
                "CURRENCY_MISMATCH",
            )  # fmt: skip
        reference = payment_reference(key, purpose)
        known = self._refund_of(charge, reference)
        if known is not None:
            return known
        body: JsonObject = {
            "charge": payment_id,
            "reason": _REASON,
            "external_reference_id": reference,
        }
        if amount is not None:
            body["amount"] = amount.amount
        raw = self.client.ecommerce(
            "POST",
            "/v1/refunds",
            "refunds.create",
            body,
            headers={"idempotency-key": idempotency_uuid(key, purpose)},
        )
        context = {"currency": charge.amount.currency}
        return read_one(table.REFUND, raw, "refunds.create", self.report, context)

    def _refund_of(self, charge: Payment, reference: str) -> Refund | None:
        """The refund that carries our key, among those of the charge's order."""
        if (
            charge.order_platform_id is None
            or charge.refunded is None
            or not charge.refunded.amount
        ):
            return None
        order = self.client.find(
            f"orders/{charge.order_platform_id}",
            "orders.refunds",
            permission="ORDERS_R",
            expand="refunds",
        )
        for raw in nested_in(order, "refunds", "orders.refunds"):
            if raw.get("externalReferenceId") == reference:
                return _known_refund(raw, charge)
        return None


def _known_refund(raw: Any, charge: Payment) -> Refund:
    """A refund as v3 keeps it: it has no status, because a failed one is not kept."""
    identifier, amount = raw.get("id"), raw.get("amount")
    if not isinstance(identifier, str) or not identifier:
        raise malformed("orders.refunds", "a refund has no id")
    return Refund(
        platform_id=PlatformId(identifier),
        status=RefundStatus.COMPLETED,
        amount=Money(integer(amount), charge.amount.currency),
        payment_id=charge.platform_id,
    )


def _held(payment: Payment) -> Authorized:
    return Authorized(
        payment_id=payment.platform_id,
        amount=payment.amount,
        card_brand=payment.card_brand,
        card_last4=payment.card_last4,
    )


def _is_given_back(payment: Payment) -> bool:
    return payment.refunded is not None and payment.amount <= payment.refunded


def _rejected(operation: str, what: str, code: str) -> RejectedError:
    return RejectedError(what, platform=PLATFORM_NAME, operation=operation, platform_code=code)
