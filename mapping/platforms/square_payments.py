"""Square's payments and refunds: the tables. Square-Version 2026-09-16."""

from __future__ import annotations

from domain.payments import Authorized, Payment, Refund
from mapping.converters import identifier, money_minor, optional_text, text, timestamp
from mapping.engine import Field, Map
from mapping.platforms import square_words as words

_CARD_BRAND = "card_details.card.card_brand"
_PAYMENT_DETAILS = {
    "approved_money": "equals the amount: partial authorization is not accepted",
    "total_money": "the amount and no tip",
    "tip_money": "no tips by voice",
    "app_fee_money": "no fee is taken",
    "app_fee_allocations": "no fee is taken",
    "processing_fee": "between Square and the seller",
    "application_details": "our own application",
    "billing_address": "never needed",
    "shipping_address": "on the order",
    "buyer_email_address": "never needed",
    "buyer_currency_exchange": "the seller's currency rules",
    "capabilities": "amounts are not edited",
    "card_details.status": "status of the payment rules",
    "card_details.card": "brand and last four digits are enough",
    "card_details.entry_method": "known from the token",
    "card_details.cvv_status": "Square judged it",
    "card_details.avs_status": "Square judged it",
    "card_details.auth_result_code": "Square judged it",
    "card_details.statement_description": "on the shopper's statement",
    "card_details.card_payment_timeline": "updated_at orders changes",
    "card_details.errors": "the answer's errors are read",
    "card_details.device_details": "taken at a till",
    "card_details.wallet_type": "the brand is spoken",
    "card_details.application_cryptogram": "taken at a till",
    "card_details.application_identifier": "taken at a till",
    "card_details.application_name": "taken at a till",
    "card_details.refund_requires_card_presence": "Square judges a refund when it is made",
    "card_details.applied_card_surcharge_details": "no surcharge is asked for",
    "card_details.verification_method": "Square judged it",
    "card_details.verification_results": "Square judged it",
    "created_at": "updated_at orders changes",
    "customer_id": "on the order",
    "delay_action": "Square's default: cancel",
    "delay_duration": "delayed_until is the moment",
    "device_details": "taken at a till",
    "location_id": "on the order",
    "note": "our own request",
    "receipt_number": "Square sends receipts",
    "receipt_url": "Square sends receipts",
    "refund_ids": "refunded_money is the sum",
    "risk_evaluation": "for sellers who opted in",
    "source_type": "what was paid, not with what",
    "statement_description_identifier": "on the shopper's statement",
    "team_member_id": "taken at a till",
    "employee_id": "taken at a till",
    "terminal_checkout_id": "taken at a till",
    "version_token": "completing needs none",
    "bank_account_details": "cards only",
    "buy_now_pay_later_details": "cards only",
    "cash_details": "cards only",
    "external_details": "our own request",
    "wallet_details": "cards only",
    "square_account_details": "cards only",
    "electronic_money_details": "cards only",
    "offline_payment_details": "taken at a till",
    "is_offline_payment": "taken at a till",
}

PAYMENT = Map(
    Payment,
    fields=(
        Field("platform_id", "id", identifier),
        Field("status", "status", words.PAYMENT_STATUSES),
        Field("amount", "amount_money", money_minor),
        Field("updated_at", "updated_at", timestamp),
        Field("refunded", "refunded_money", money_minor, default=None),
        Field("order_platform_id", "order_id", identifier, default=None),
        Field("reference", "reference_id", optional_text, default=None),
        Field("card_brand", _CARD_BRAND, words.card_brand, default=None),
        Field("card_last4", "card_details.card.last_4", text, default=None),
    ),
    ignored=_PAYMENT_DETAILS | {"delayed_until": "told when it is authorized"},
)

AUTHORIZED = Map(
    Authorized,
    fields=(
        Field("payment_id", "id", identifier),
        Field("amount", "amount_money", money_minor),
        Field("expires_at", "delayed_until", timestamp, default=None),
        Field("card_brand", _CARD_BRAND, words.card_brand, default=None),
        Field("card_last4", "card_details.card.last_4", text, default=None),
    ),
    ignored=_PAYMENT_DETAILS
    | {
        "status": "decides which outcome this is",
        "updated_at": "authorized just now",
        "refunded_money": "nothing was taken yet",
        "order_id": "our own request",
        "reference_id": "our own request",
    },
)

REFUND = Map(
    Refund,
    fields=(
        Field("platform_id", "id", identifier),
        Field("status", "status", words.REFUND_STATUSES, default=words.REFUND_STATUSES.unknown),
        Field("amount", "amount_money", money_minor),
        Field("payment_id", "payment_id", identifier, default=None),
    ),
    ignored={
        "order_id": "the order of the refund, not the sale's",
        "location_id": "on the order",
        "reason": "our own request",
        "created_at": "not used",
        "updated_at": "status moves one way",
        "version": "status moves one way",
        "app_fee_money": "no fee is taken",
        "app_fee_allocations": "no fee is taken",
        "processing_fee": "between Square and the seller",
        "destination_type": "back to where it came from",
        "destination_details": "back to where it came from",
        "team_member_id": "given at a till",
        "terminal_refund_id": "given at a till",
        "unlinked": "refunds are linked to payments",
    },
)
