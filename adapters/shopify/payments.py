"""Money on an order: an app may charge a mandate, capture, void, refund and read it; not a card.

Shopify lets no third-party app charge a card through Shopify Payments (fact sheet §10). What can
be charged is a `PaymentMandate` that the shopper gave at a Shopify checkout, and only against an
order that exists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.platform import AdapterSettings
from adapters.shopify.client import ShopifyClient, platform_key
from adapters.shopify.errors import PLATFORM_NAME, malformed, rejected, unsupported
from adapters.shopify.reading import read_one
from adapters.wire import JsonObject
from domain.errors import (
    AmbiguousOutcomeError,
    PlatformError,
    RejectedError,
    UnavailableError,
)
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
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
)
from mapping.platforms import shopify as table
from mapping.platforms.shopify_records import (
    open_authorizations,
    payment_record,
    refund_record,
    refundable_transaction,
)
from mapping.platforms.shopify_words import DECLINES

MANDATE_PREFIX = "gid://shopify/PaymentMandate/"
_MONEY_COST = 15

_RESERVED = frozenset({"AUTHORIZED", "SUCCESS", "PURCHASED", "CAPTURED"})
_REFUSED = frozenset({"ERROR", "VOIDED", "REFUNDED"})
_TO_THE_SHOPPER = "REDIRECT_REQUIRED"
"""Words of `OrderPaymentStatusResult`; any other means that the payment is still on its way."""


@dataclass(frozen=True, slots=True)
class ShopperNeeded:
    """The platform wants the shopper on its own page before it charges the mandate."""

    order_id: PlatformId


@dataclass(frozen=True, slots=True)
class Payments:
    """The money side of the shop's orders."""

    client: ShopifyClient
    settings: AdapterSettings

    def authorize(
        self, request: PaymentRequest, *, key: IdempotencyKey
    ) -> PaymentOutcome | ShopperNeeded:
        """Reserve on a mandate what is owed on an order; another sum than asked is let go again."""
        if not request.token.startswith(MANDATE_PREFIX):
            raise unsupported(
                "ChargeMandate",
                "a third-party app cannot charge a card through Shopify Payments; only a payment "
                "mandate can be charged, or take the money elsewhere and record it",
            )
        if request.order_platform_id is None:
            raise unsupported("ChargeMandate", "a mandate is charged on an order: create it first")
        payload = self.client.mutate(
            "ChargeMandate", "orderCreateMandatePayment", repeatable=True, cost=12,
            order=request.order_platform_id, mandate=request.token,
            key=platform_key(key, "charge"),
        )  # fmt: skip
        reference = payload.get("paymentReferenceId")
        if not reference:
            raise malformed("ChargeMandate", "paymentReferenceId")
        outcome = self._outcome(request.order_platform_id, reference)
        if isinstance(outcome, Authorized) and outcome.amount != request.amount:
            self.void(outcome.payment_id, order_id=request.order_platform_id)
            raise rejected(
                "ChargeMandate",
                f"{outcome.amount} is owed on the order, not {request.amount}; nothing is held",
            )
        return outcome

    def capture(
        self, payment_id: PlatformId, amount: Money, *, order_id: PlatformId | None
    ) -> Payment:
        """Take the authorized amount; a captured payment stays as it is.

        The capture is final, so a second one is refused whatever is left, and a refusal is judged
        by reading the payment: that spares the usual case a call.
        """
        if order_id is None:
            order, payment = self._needed("Capture", payment_id)
            if payment.status is PaymentStatus.CAPTURED:
                return payment
            order_id = PlatformId(order["id"])
        wish = {
            "id": order_id,
            "parentTransactionId": payment_id,
            "amount": amount.decimal_string(),
            "currency": amount.currency,
            "finalCapture": True,
        }
        return self._settle(
            "Capture", "orderCapture", payment_id, PaymentStatus.CAPTURED, {"input": wish}
        )

    def void(self, payment_id: PlatformId, *, order_id: PlatformId | None) -> Payment:
        """Let the authorization go; a voided or failed payment stays as it is."""
        _, payment = self._needed("Void", payment_id, order_id)
        if payment.status in (PaymentStatus.VOIDED, PaymentStatus.FAILED):
            return payment
        if payment.status is PaymentStatus.CAPTURED:
            raise rejected("Void", "the payment is captured; refund it instead")
        return self._settle(
            "Void", "transactionVoid", payment_id, PaymentStatus.VOIDED, {"id": payment_id}
        )

    def void_all(self, order_id: PlatformId) -> None:
        """Let every open authorization of one order go.

        Raises UnavailableError while one is still being made: then ask again.
        """
        order = self._order(order_id)
        for one in open_authorizations(order or {}):
            if one["status"] != "SUCCESS":
                raise UnavailableError(
                    "an authorization is still being made; void it when it is known",
                    platform=PLATFORM_NAME,
                    operation="Void",
                )
            self.void(one["id"], order_id=order_id)

    def payment(self, payment_id: PlatformId, order_id: PlatformId | None) -> Payment | None:
        """One payment as it stands; None if unknown."""
        order = self._order_of(payment_id, order_id)
        return None if order is None else self._read("PaymentById", order, payment_id)

    def refund(self, request: RefundRequest, *, key: IdempotencyKey) -> Refund:
        """Give money back on what was captured; goods are not restocked by it.

        The currency is named, so that Shopify refuses a sum that is not in the shopper's own
        (`RefundInput.currency`, 2026-10) instead of giving back the same number of it.
        """
        order = self._order_of(request.payment_id, request.order_platform_id)
        parent = refundable_transaction(order or {}, request.payment_id)
        if order is None or parent is None:
            raise rejected("Refund", "nothing was captured on this payment")
        wish = {
            "orderId": order["id"],
            "currency": request.amount.currency,
            "note": request.reason[:255],
            "transactions": [
                {
                    "orderId": order["id"],
                    "parentId": parent["id"],
                    "kind": "REFUND",
                    "gateway": parent["gateway"],
                    "amount": request.amount.decimal_string(),
                }
            ],
        }
        payload = self.client.mutate(
            "Refund", "refundCreate", repeatable=True, cost=27,
            input=wish, key=platform_key(key, "refund"),
        )  # fmt: skip
        record = {**refund_record(payload["refund"]), "paymentId": request.payment_id}
        return read_one(table.REFUND, record, operation="Refund", report=self.settings.report)

    def _outcome(self, order_id: PlatformId, reference: str) -> PaymentOutcome | ShopperNeeded:
        for _ in self.client.waits():
            progress = self._progress(order_id, reference)
            if progress is None:
                continue
            transactions = progress["transactions"]
            if progress["status"] in _RESERVED:
                return self._authorized(transactions)
            if progress["status"] in _REFUSED:
                return _declined(transactions, progress["status"])
            if progress["status"] == _TO_THE_SHOPPER:
                return ShopperNeeded(order_id)
        raise _under_way()

    def _progress(self, order_id: PlatformId, reference: str) -> JsonObject | None:
        """How far a charge is. Raises AmbiguousOutcomeError if that cannot be read: it was sent."""
        try:
            data = self.client.query(
                "ChargeProgress", cost=_MONEY_COST, order=order_id, reference=reference
            )
        except PlatformError as error:
            raise _under_way() from error
        progress: JsonObject | None = data.get("orderPaymentStatus")
        return progress

    def _authorized(self, transactions: Sequence[JsonObject]) -> Authorized:
        for one in transactions:
            if one["kind"] in ("AUTHORIZATION", "SALE") and one["status"] == "SUCCESS":
                return read_one(
                    table.AUTHORIZATION,
                    one,
                    operation="ChargeProgress",
                    report=self.settings.report,
                )
        raise malformed("ChargeProgress", "a successful transaction")

    def _settle(
        self,
        name: str,
        root: str,
        payment_id: PlatformId,
        wanted: PaymentStatus,
        variables: Mapping[str, Any],
    ) -> Payment:
        """Capture or void; a lost answer or a refusal is judged by what the order says then."""
        try:
            payload = self.client.mutate(name, root, cost=10 + _MONEY_COST, **variables)
            order = (payload.get("transaction") or {}).get("order")
            payment = None if order is None else self._read(name, order, payment_id)
        except (AmbiguousOutcomeError, RejectedError):
            payment = self.payment(payment_id, None)
            if payment is None or payment.status is not wanted:
                raise
        if payment is None or payment.status is not wanted:
            raise rejected(name, "Shopify tried and the payment provider refused")
        return payment

    def _needed(
        self, name: str, payment_id: PlatformId, order_id: PlatformId | None = None
    ) -> tuple[JsonObject, Payment]:
        order = self._order_of(payment_id, order_id)
        payment = None if order is None else self._read(name, order, payment_id)
        if order is None or payment is None:
            raise rejected(name, "no such payment")
        return order, payment

    def _order_of(self, payment_id: PlatformId, order_id: PlatformId | None) -> JsonObject | None:
        if order_id is not None:
            return self._order(order_id)
        found = self.client.query("PaymentById", cost=_MONEY_COST, id=payment_id).get("node")
        order: JsonObject | None = (found or {}).get("order")
        return order

    def _order(self, order_id: PlatformId) -> JsonObject | None:
        data = self.client.query("OrderMoneyById", cost=_MONEY_COST, id=order_id)
        order: JsonObject | None = data.get("order")
        return order

    def _read(self, name: str, order: JsonObject, payment_id: PlatformId) -> Payment | None:
        record = payment_record(order, payment_id)
        if record is None:
            return None
        return read_one(table.PAYMENT, record, operation=name, report=self.settings.report)


def _declined(transactions: Sequence[JsonObject], status: str) -> Declined:
    code = next((one["errorCode"] for one in transactions if one.get("errorCode")), status)
    return Declined(reason=DECLINES.get(code, DeclineReason.GENERIC), platform_code=code)


def _under_way() -> AmbiguousOutcomeError:
    return AmbiguousOutcomeError(
        "the charge is still under way; look at the order's transactions",
        platform=PLATFORM_NAME,
        operation="ChargeProgress",
    )
