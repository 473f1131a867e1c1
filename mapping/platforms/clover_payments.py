"""Clover's payments, charges and refunds: the tables. REST v3 and Ecommerce v1.

A payment of REST v3 names no currency: its table needs the context `currency`.
"""

from __future__ import annotations

from typing import Any

from domain.money import Money
from domain.payments import Authorized, Payment, Refund
from mapping.converters import identifier, optional_text, text
from mapping.engine import Field, Map
from mapping.platforms import clover_words as words


def _refunds_of(value: Any, currency: str) -> Money | None:
    return words.refunded_money(value, currency)


PAYMENT = Map(
    Payment,
    fields=(
        Field("platform_id", "id", identifier),
        Field("status", "result", words.PAYMENT_RESULTS),
        Field("amount", "amount", words.money, context=("currency",)),
        Field("updated_at", "modifiedTime", words.moment),
        Field("refunded", "refunds", _refunds_of, default=None, context=("currency",)),
        Field("order_platform_id", "order.id", identifier, default=None),
        Field("reference", "externalReferenceId", optional_text, default=None),
        Field("card_brand", "cardTransaction.cardType", words.card_brand, default=None),
        Field("card_last4", "cardTransaction.last4", text, default=None),
    ),
    ignored={
        **dict.fromkeys(
            ("order", "device", "employee", "merchant", "href"), "known, or where it was taken"
        ),
        **dict.fromkeys(
            ("createdTime", "clientCreatedTime", "gatewayProcessingTime"), "modifiedTime orders"
        ),
        **dict.fromkeys(
            {"tipAmount", "taxAmount", "cashbackAmount", "cashTendered", "serviceCharge"}
            | {"additionalCharges", "taxRates", "lineItemPayments", "increments"},
            "what the amount is made of",
        ),
        "cardTransaction": "brand and last four digits are enough",
        "tender": "what was paid, not with what",
        "externalPaymentId": "the other processor's id, looked up before it is mapped",
        "offline": "taken at a register",
        "note": "the merchant's own words",
        **dict.fromkeys(
            {"attributes", "authorization", "voidPaymentRef", "voidReason", "voidReasonDetails"}
            | {"dccInfo", "transactionSettings", "germanInfo", "appTracking", "cashAdvanceExtra"}
            | {"transactionInfo", "signatureDisclaimer", "purchaseCardL2", "purchaseCardL3"}
            | {"oceanGatewayInfo", "terminalManagementComponents", "emiInfo"},
            "between Clover and the merchant",
        ),
    },
)

_CHARGE_DETAILS = {
    **dict.fromkeys(
        ("tax_amount", "tip_amount", "additional_charges", "amount_captured", "partial_auth"),
        "what the amount is made of",
    ),
    **dict.fromkeys(
        {"description", "metadata", "ecomind", "soft_descriptor", "site_url", "level2", "level3"}
        | {"external_customer_reference", "customer", "stored_credentials", "on_behalf_of"}
        | {"saved_credentials_on_file"},
        "our own request",
    ),
    **dict.fromkeys(
        ("billing_details", "shipping", "receipt_email", "receipt_number", "receipt_url"),
        "Clover sends receipts",
    ),
    **dict.fromkeys(
        {"auth_code", "ref_num", "outcome", "warning_message", "debt_payment", "threeds"}
        | {"gift_card", "payment_method_details"},
        "Clover judged it",
    ),
    "failure_code": "read before it is mapped",
    "failure_message": "Clover's own words",
    "livemode": "known from the host",
    "object": "the table is chosen by it",
    "paid": "status says it",
    "refunded": "amount_refunded says how much",
    "source": "brand and last four digits are enough",
    "href": "built from the id",
}
CHARGE = Map(
    Payment,
    fields=(
        Field("platform_id", "id", identifier),
        Field("status", ("status", "captured"), words.charge_status),
        Field("amount", ("amount", "currency"), words.money),
        Field("updated_at", "created", words.moment),
        Field("refunded", ("amount_refunded", "currency"), words.money_if_told, default=None),
        Field("order_platform_id", "order", identifier, default=None),
        Field("reference", "external_reference_id", optional_text, default=None),
        Field("card_brand", "source.brand", words.card_brand, default=None),
        Field("card_last4", "source.last4", text, default=None),
    ),
    ignored=_CHARGE_DETAILS,
)

AUTHORIZED = Map(
    Authorized,
    fields=(
        Field("payment_id", "charge", identifier),
        Field("amount", ("amount_paid", "currency"), words.money),
        Field("card_brand", "source.brand", words.card_brand, default=None),
        Field("card_last4", "source.last4", text, default=None),
    ),
    ignored={
        **_CHARGE_DETAILS,
        **dict.fromkeys(
            {"id", "amount", "items", "status", "created", "status_transitions", "email"}
            | {"external_reference_id", "customer", "amount_returned", "amount_refunded"},
            "the order that was paid",
        ),
    },
)
"""The answer to paying an order: Clover takes the money at once."""

REFUND = Map(
    Refund,
    fields=(
        Field("platform_id", "id", identifier),
        Field("status", "status", words.REFUND_STATUSES, default=words.REFUND_STATUSES.unknown),
        Field("amount", "amount", words.money, context=("currency",)),
        Field("payment_id", "charge", identifier, default=None),
    ),
    ignored={
        "object": "the table is chosen by it",
        "created": "status moves one way",
        "currency": "the charge's",
        "reason": "our own request",
        "receipt_number": "Clover sends receipts",
        "external_reference_id": "looked up before it is mapped",
        "metadata": "our own request",
        "href": "built from the id",
    },
)
