"""What a platform's error means to a shopper: one of a few sentences, each with a way out.

Platforms word their codes in hundreds of ways but mean a few dozen things. The rules are tried in
order on a code's words (`INSUFFICIENT_FUNDS`, `card_on_file_missing`, `ERROR_DOCUMENT_NOT_FOUND`
and `CardExpired` alike); a platform that publishes no codes is told by the class of its error. A
test holds every code that one of the eight documents to a rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from app.voice.prompts.catalog import say
from app.voice.reply import Speech, joined
from domain.errors import (
    AmbiguousOutcomeError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    RetryableError,
    UnsupportedError,
)

_CAPITALS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ODD: Final = re.compile(r"[^A-Z0-9]+")
_DECLINED: Final = "declined."
_RULES: Final[tuple[tuple[str, str], ...]] = (
    # --- the card, most telling first
    (r"INSUFFICIENT_FUNDS|NOT_ENOUGH_BALANCE", "declined.insufficient_funds"),
    (r"(?:CARD|PAYMENT_METHOD)_?.*EXPIRED|EXPIRED_(?:CARD|PAYMENT)|EXPIR(?:Y|ATION)(?:_|$)",
     "declined.expired"),
    (r"CVV|CVC|SECURITY_CODE", "declined.cvv"),
    (r"(?:INCORRECT|INVALID)_(?:ADDRESS|ZIP|POSTAL_CODE|BILLING)|ADDRESS_VERIFICATION|AVS",
     "declined.address"),
    (r"VERIFICATION_REQUIRED|AUTHENTICATION_(?:REQUIRED|FAILED)|VERIFY|3D_?S|CALL_ISSUER"
     r"|VOICE_FAILURE|EXPIRED_BUYER_ACTION|CONFIRMATION_REJECTED|MANDATE|OFF_SESSION"
     r"|PAYMENT_AUTHORIZATION", "declined.verification_required"),
    (r"TOKEN_(?:ALREADY_)?USED|(?:CARD|SOURCE|NONCE)_(?:ON_FILE_|TOKEN_)?(?:MISSING|USED|EXPIRED)"
     r"|INVALID_(?:CARD_DATA|SOURCE|NONCE)|CARD_TOKEN|SOURCE_(?:USED|EXPIRED)|CARD_PROCESSING_NOT"
     r"|PAYMENT_METHOD_(?:NOT_FOUND|NOT_SPECIFIED|INCOMPLETE)", "declined.token_used"),
    (r"TRANSACTION_LIMIT|CARD_LIMIT|LIMIT_EXCEEDED_CARD|AMOUNT_TOO_(?:LARGE|HIGH)|PAYMENT_LIMIT",
     "declined.limit"),
    (r"(?:CARD|PAYMENT_METHOD|INSTRUMENT|PAYMENT_TYPE|PURCHASE_TYPE|CHIP|SWIPE|MANUALLY_ENTERED).*"
     r"(?:NOT_SUPPORTED|UNSUPPORTED|UNAVAILABLE|NOT_ENABLED|NOT_ALLOWED|INCOMPATIBLE|NOT_ACCEPTED)"
     r"|UNSUPPORTED_(?:CARD|INSTRUMENT|ENTRY|SOURCE|PAYMENT)|CARD_NOT_SUPPORTED|CARD_MISMATCH",
     "declined.not_supported"),
    (r"DECLINE|DO_NOT_HONOR|PICK_UP_CARD|FRAUD|INVALID_(?:ACCOUNT|PIN|CARD|NUMBER|ENCRYPTED)"
     r"|INCORRECT_(?:NUMBER|PIN)|PAN_FAILURE|BAD_(?:CARD|EXPIRATION)|CARDHOLDER|CARD_TESTING"
     r"|CARD_NUMBER|BUYER_CANCELED|CARD_PAYMENT_FAILED|CARD_REFUSED|ALLOWABLE_PIN|CARD_ERROR",
     "declined.generic"),
    # --- who may, and how often
    (r"RATE_LIMIT|THROTTL|TOO_MANY_REQUESTS", "trouble.busy"),
    (r"REFUND", "trouble.refund"),
    (r"UNAUTHORI[SZ]ED|ACCESS|FORBIDDEN|SCOPE|PERMISSION|API_?KEY|DISABLED|DEACTIVATED|SHOP_"
     r"|MERCHANT|NOT_REGISTERED|CONFIG|SUBSCRIPTION_NOT_FOUND|LICENSE|SYS_ADMIN|APPLICATION"
     r"|CREDENTIAL|PLAN|FEATURE|ONBOARD|NOT_ENABLED|DORMANT|ACTIVATION|OAUTH|TEST_MODE|SANDBOX"
     r"|ENVIRONMENT|LOGIN|PASSWORD|USER", "trouble.shop"),
    (r"TEMPORARY|TRANSIENT|TIMEOUT|INTERNAL|UNEXPECTED|SERVICE_UNAVAILABLE|GATEWAY|SERVER_ERROR"
     r"|UNAVAILABLE|NOT_READY|PROVIDER_ERROR|PROCESSING_ERROR|GENERIC_ERROR|ERROR_UNKNOWN|UNKNOWN"
     r"|API_ERROR|NOTIFICATION|PAYPAL|LOCK", "trouble"),
    # --- goods
    (r"STOCK|INVENTORY|OVERSOLD|AVAILABLE_QUANTITY|NOT_ENOUGH|QUANTITY_(?:TOO|EXCEED)|INSUFFICIENT",
     "trouble.stock"),
    (r"MODIFIER|OPTION|CHOICE", "trouble.choice"),
    (r"PRICE|TOTAL|TAX|CURRENCY|PRICING", "trouble.price"),
    (r"GIFT_?CARD|DISCOUNT|COUPON|REWARD|LOYALTY|PROMO|CODE_", "trouble.discount"),
    (r"CUSTOMER|BUYER|EMAIL|PHONE|PERSON|NAME", "trouble.customer"),
    (r"ADDRESS|COUNTRY|SHIPPING|DELIVER|ZIP|POSTAL|DESTINATION", "trouble.address"),
    (r"CLOSED|HOURS|SHIFT|DRAWER|REGISTER|LOCATION|STORE|RESERVATION|BOOKING|TIME_|DATE|SCHEDUL",
     "trouble.closed"),
    # --- orders and money
    (r"IDEMPOTENCY|ALREADY|DUPLICATE|TAKEN|EXISTS|REUSED|CONCURRENT|REPEATED|IN_PROGRESS",
     "trouble.repeated"),
    (r"AMOUNT|MONEY|TIP|FEE|BALANCE|TOO_(?:HIGH|LARGE|LOW|SMALL)|MAXIMUM|MINIMUM|EXCEED|LIMIT"
     r"|GREATER|LESS_THAN|TOO_(?:MANY|BIG|MUCH)", "trouble.amount"),
    (r"PAYMENT|TENDER|CHARGE|CAPTURE|TRANSACTION|CARD|PAY|AUTHORIZATION|DELAYED|INVOICE|BANK|CASH",
     "trouble.payment"),
    (r"VERSION|CONFLICT|STATE|STATUS|STALE|CANCEL|COMPLETED|EDITABLE|EXPIRED|REOPEN|FULFILL|ORDER"
     r"|DOCUMENT|RETURN|NOT_PURE|ACTIVE|DRAFT|RESTOCK", "trouble.state"),
    (r"NOT_FOUND|MISSING_(?:ITEM|PRODUCT)|ITEM|PRODUCT|VARIANT|CATALOG|DELETED|GONE|BARCODE",
     "trouble.item"),
    # --- what only we can have worded wrongly
    (r"INVALID|BAD_|MISSING|BLANK|REQUIRED|EXPECTED|UNKNOWN|UNSUPPORTED|NOT_|PRESENT|INCLUSION"
     r"|TOO_(?:LONG|SHORT)|LENGTH|FORMAT|VALUE|ARRAY|CURSOR|JSON|MAP_KEY|REDUNDANT|UNREACHABLE"
     r"|UNPROCESSABLE|METHOD|HTTPS|FAILED|FAILURE|EQUAL_TO|ONE_OF|EMPTY|REJECTED|INELIGIBLE|DENIED"
     r"|INCORRECT|UNNECESSARY|CANNOT|REQUEST|DEPRECATED|RETIRED|MALFORMED|ERROR|CONTENT|NO_",
     "trouble.refused"),
)  # fmt: skip
_EXACTLY: Final[Mapping[str, str]] = {
    "ACCOUNT_UNUSABLE": "declined.generic",
    "CARD_PRESENCE_REQUIRED": "declined.not_supported",
    "APPLE_TTP_PIN_TOKEN": "declined.verification_required",
    "CARD_PROCESSING_NOT_ENABLED": "trouble.shop",
    "REFUND_DECLINED": "trouble.refund",
    "STORE_CREDIT_REFUND_EXPIRATION_IN_PAST": "trouble.refund",
    "PAYMENT_SCHEDULE_CAPTURE_ERROR_CODE": "trouble.payment",
    "FREE_GIFT_CARD_NOT_ALLOWED": "trouble.discount",
    "GIFT_CARD_LIMIT_EXCEEDED": "trouble.discount",
    "BARCODE_DUPLICATE": "trouble.item",
    "BARCODE_TOO_LONG": "trouble.item",
    "ALL_QUANTITY_SHIPPED": "trouble.state",
    "UNABLE_TO_PREPARE_QUANTITY": "trouble.stock",
    "BILLING_CYCLE_SKIPPED": "trouble.state",
    "API_CONNECTION_ERROR": "trouble",
    "AUTHENTICATION_ERROR": "trouble.shop",
    "INVALID_CARD_TYPE": "declined.not_supported",
    "RESOURCE_MISSING": "trouble.refused",
    "UNDEFINED_FIELD": "trouble.refused",
    "CAPABILITY_VIOLATION": "trouble.refused",
    "CONTRACT_PAUSED": "trouble.state",
    "CONTRACT_TERMINATED": "trouble.state",
    "CONTRACT_UNDER_REVIEW": "trouble.state",
    "CYCLE_INDEX_OUT_OF_RANGE": "trouble.refused",
    "FUNCTION_PENDING_DELETION": "trouble.shop",
    "INCOMPATIBLE_WITH_STANDARD_POLICY": "trouble.refused",
    "UNEXPECTED_VALUE": "trouble.refused",
    "UNKNOWN_BODY_PARAMETER": "trouble.refused",
    "UNKNOWN_QUERY_PARAMETER": "trouble.refused",
}
"""Codes whose words would mislead."""
RULES: Final = tuple((re.compile(pattern), prompt) for pattern, prompt in _RULES)


@lru_cache(maxsize=2048)
def prompt_of(code: str) -> str | None:
    """The prompt for a platform's code; None: no rule knows it."""
    words = _ODD.sub("_", _CAPITALS.sub("_", code).upper()).strip("_")
    known = _EXACTLY.get(words)
    return known or next((prompt for pattern, prompt in RULES if pattern.search(words)), None)


def prompt_for(error: PlatformError) -> str:
    """The prompt for an error: by what the catcher should do, else by the platform's code."""
    match error:
        case AmbiguousOutcomeError():
            return "trouble.place"
        case RateLimitedError():
            return "trouble.busy"
        case NotAuthorizedError():
            return "trouble.shop"
        case RetryableError():
            return "trouble"
        case UnsupportedError():
            return "trouble.refused"
        case RejectedError():
            return prompt_of(error.platform_code or "") or "trouble.refused"
        case _:
            return "trouble"


def words_for(prompt: str) -> Speech:
    """The sentence, and after a declined card what to do about it."""
    if prompt.startswith(_DECLINED):
        return joined(say(prompt), say("trouble.payment"))
    return say(prompt)
