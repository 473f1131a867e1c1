"""Every problem the gateway can answer with: code, status, meaning and remedy, in one table.

The codes are part of the API: clients branch on them, so they are never reused or renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemType:
    """One kind of problem (RFC 9457), served as a readable page under its `type` URI."""

    code: str
    status: int
    title: str
    meaning: str
    remedy: str
    members: Mapping[str, str] = field(default_factory=dict)
    """Extension members of the body, with what each says."""

    @property
    def uri(self) -> str:
        """The `type` member."""
        return f"/problems/{self.code}"


def _type(
    code: str, status: int, title: str, meaning: str, remedy: str, **members: str
) -> ProblemType:
    return ProblemType(
        code=code, status=status, title=title, meaning=meaning, remedy=remedy, members=members
    )


_ALTERNATIVES = "Other stores that have it, nearest first, each with its stock and age."
_ORDER_ID = "The order that is meant."

# --- the request ---------------------------------------------------------------------------------
BAD_REQUEST = _type(
    "bad-request", 400, "Bad request", "The request cannot be read.", "Compare it with /docs."
)
MALFORMED_JSON = _type(
    "malformed-json",
    400,
    "The body is not JSON",
    "The body cannot be read as one JSON document, or is nested too deeply.",
    "Send UTF-8 JSON without trailing commas, NaN or duplicate documents.",
)
INVALID_INPUT = _type(
    "invalid-input",
    422,
    "A field cannot be used",
    "The request was read, but a field is missing, unknown, of the wrong type or out of bounds.",
    "Correct the fields named in `errors`.",
    errors="Each faulty field: `pointer` (JSON pointer or parameter name) and `detail`.",
)
CARD_NUMBER_REFUSED = _type(
    "card-number-refused",
    422,
    "Card numbers are not accepted",
    "A field holds what looks like a card number. It was not read, stored or logged.",
    "Turn the card into a payment token on the shopper's device, and send the token.",
    field="Where it was found.",
)
CARD_ENVELOPE_REFUSED = _type(
    "card-envelope-refused",
    422,
    "The encrypted card was not taken",
    "The envelope cannot be opened, has ended, was opened before, or holds no card that is good.",
    "`reason` says which: unknown-key (read /v1/payment-keys again), wrong-algorithm, "
    "not-readable, wrong-audience, expired, too-long-lived, replayed (encrypt anew), not-a-card, "
    "refused (by the platform's tokenizer); `detail` says what it must be.",
    reason="A stable code.",
    part="Which parameter of the header or field of the card, where it is one.",
)
IDEMPOTENCY_KEY_MISSING = _type(
    "idempotency-key-missing",
    400,
    "Idempotency-Key is needed",
    "Every write needs a key, so that a repeated request has one effect.",
    "Send an Idempotency-Key header of 1 to 200 visible ASCII characters, new for each intention.",
)
IDEMPOTENCY_KEY_REUSED = _type(
    "idempotency-key-reused",
    422,
    "Idempotency-Key was used with another request",
    "This key named another intention before; nothing was done now.",
    "Choose a new key for a new intention.",
)
IDEMPOTENCY_IN_FLIGHT = _type(
    "idempotency-in-flight",
    409,
    "The first request is still running",
    "A request with this key is being worked on.",
    "Repeat the request after the seconds of Retry-After; you will get its answer.",
)
UNAUTHENTICATED = _type(
    "unauthenticated",
    401,
    "No valid API key",
    "The Authorization header is missing, or its key is unknown, expired or revoked.",
    "Send `Authorization: Bearer vt_…` with a key of your merchant.",
)
INSUFFICIENT_SCOPE = _type(
    "insufficient-scope",
    403,
    "The API key may not do this",
    "The key is valid but lacks the scope of this operation.",
    "Use a key with the scope named in `scope`.",
    scope="The scope that is needed.",
)
RATE_LIMITED = _type(
    "rate-limited",
    429,
    "Too many requests",
    "The API key has used up what it may ask for now; nothing was done.",
    "Repeat after the seconds of Retry-After; RateLimit-Policy says what the key may do.",
)
TEST_KEY_REFUSED = _type(
    "test-key-refused",
    403,
    "A test key reaches sandboxes only",
    "The merchant has a connection that is not marked as a sandbox, so a test key reaches nothing.",
    "Use a live key, or try things out at a merchant all of whose connections are sandboxes.",
)
NOT_FOUND = _type(
    "not-found",
    404,
    "Not found",
    "There is no such thing, or it is not this merchant's.",
    "Check the address and the id.",
)
METHOD_NOT_ALLOWED = _type(
    "method-not-allowed",
    405,
    "Method not allowed",
    "The address exists, but not for this HTTP method.",
    "Use a method of the Allow header.",
)
PAYLOAD_TOO_LARGE = _type(
    "payload-too-large",
    413,
    "The body is too large",
    "The body is longer than this address accepts.",
    "Send less at once.",
)
UNSUPPORTED_MEDIA_TYPE = _type(
    "unsupported-media-type",
    415,
    "The body must be JSON",
    "Only application/json is read here.",
    "Send Content-Type: application/json.",
)

# --- the wish ------------------------------------------------------------------------------------
DOMAIN_ERROR = _type(
    "domain-error", 409, "This cannot be done", "The wish is impossible.", "See `detail`."
)
UNKNOWN_SKU = _type(
    "unknown-sku",
    404,
    "SKU not in the catalog",
    "This merchant's catalog has no such SKU.",
    "Look the SKU up with GET /v1/products.",
    sku="The SKU that was asked for.",
)
OUT_OF_STOCK = _type(
    "out-of-stock",
    409,
    "Not enough in stock",
    "Fewer are left at that store than wanted. Nothing was held or charged.",
    "Order what is left, or choose one of `alternatives`.",
    sku="The SKU that is short.",
    wanted="How many were asked for.",
    left="How many are left; null when the stock is unknown, which is not zero.",
    alternatives=_ALTERNATIVES,
)
PRICE_CHANGED = _type(
    "price-changed",
    409,
    "The price has changed",
    "The POS asks another total than was agreed to. Nothing was charged.",
    "Prepare the order again and let the shopper agree to the new total.",
    order_id=_ORDER_ID,
    agreed="The total the shopper agreed to.",
    now="The total the POS asks now.",
)
HOLD_EXPIRED = _type(
    "hold-expired",
    410,
    "The hold has ended",
    "The time for which the stock was held is over. Nothing was charged.",
    "Prepare the order again.",
    order_id=_ORDER_ID,
)
NOT_ORDERABLE = _type(
    "not-orderable",
    422,
    "This order cannot be made",
    "The POS or the merchant's rules do not allow this order.",
    "See `reason` and `detail`.",
    reason="A code for why.",
    reasons="Every code, where there are several.",
)
ILLEGAL_TRANSITION = _type(
    "illegal-transition",
    409,
    "Not possible in this state",
    "The thing is in a state from which this cannot be done.",
    "Read its state first.",
    state="The state it is in.",
)
CANCEL_REFUSED = _type(
    "cancel-refused",
    409,
    "Too late to cancel",
    "The order is too far along, or the platform cannot cancel it.",
    "See `reason`; a return may be possible.",
    order_id=_ORDER_ID,
    reason="A code for why.",
    state="The state of the order.",
)
CARD_DECLINED = _type(
    "card-declined",
    402,
    "The card was declined",
    "The card was refused and took no money; what another card or a gift card reserved of the "
    "order stays until the hold ends.",
    "Try another card before `hold_expires_at`.",
    order_id=_ORDER_ID,
    reason="Why, as a code: insufficient_funds, expired, cvv, address, …",
    hold_expires_at="Until when the stock is held.",
)
NO_CARD = _type(
    "no-card",
    402,
    "No way to pay",
    "There is no card on file and no payment token was given, or none that can be charged.",
    "Send a `payment_token`; where `reason` is there, another one: `unknown-token` is none of this "
    "merchant's or too old, `token-of-other-account` is not the payer's. The hold stays.",
    order_id=_ORDER_ID,
    reason="What is wrong with the token, where one was given.",
    connection_id="Whose token it must be, where it is another account's.",
)
CARD_UNREAD = _type(
    "card-unread",
    503,
    "The card on file cannot be looked up",
    "Whether there is a card on file could not be found out just now. Nothing was charged.",
    "Repeat the request while the goods are held, or send a `payment_token`.",
    order_id=_ORDER_ID,
)
PAY_ELSEWHERE = _type(
    "pay-elsewhere",
    402,
    "The shopper must pay on the platform's page",
    "This platform lets only the shopper finish the payment.",
    "Send `payment_url` to the shopper, then watch the order's status.",
    order_id=_ORDER_ID,
    payment_url="The page on which the shopper pays.",
)

# --- the platforms and ourselves -----------------------------------------------------------------
POS_UNAVAILABLE = _type(
    "pos-unavailable",
    503,
    "The POS cannot be reached",
    "The POS of record is down or too slow. Nothing was charged and nothing ordered.",
    "Repeat the request with the same key after Retry-After, or choose one of `alternatives`.",
    alternatives=_ALTERNATIVES,
)
POS_REFUSED = _type(
    "pos-refused",
    502,
    "The POS refused the request",
    "The POS understood and refused, or answered something unreadable.",
    "Repeating is useless; tell the operator the correlation id.",
)
POS_ANSWER_LOST = _type(
    "pos-answer-lost",
    503,
    "The answer of the POS was lost",
    "A write reached the POS but its answer did not reach us; it is being looked up.",
    "Read the order's status; repeat with the same key only.",
)
POS_UNSUPPORTED = _type(
    "pos-unsupported",
    422,
    "The platform cannot do this",
    "The merchant's platform has no such capability.",
    "See the capability matrix for what it can do.",
)
CONNECTION_PAUSED = _type(
    "connection-paused",
    503,
    "The connection to the POS is paused",
    "The merchant's access was withdrawn, lacks a permission, or is not set up.",
    "The merchant must connect the POS again.",
)
CONNECT_REFUSED = _type(
    "connect-refused",
    422,
    "The platform does not let us in",
    "The keys are wrong, a permission is missing, or what answers there is another system.",
    "Do what `detail` says, then connect again.",
)
STORAGE_UNAVAILABLE = _type(
    "storage-unavailable",
    503,
    "Storage cannot be reached",
    "The database did not take the request. Nothing was acknowledged.",
    "Repeat the request with the same key after Retry-After.",
)
INTERNAL_ERROR = _type(
    "internal-error",
    500,
    "Internal error",
    "Something here failed in a way that was not foreseen.",
    "Tell the operator the correlation id; repeating with the same key is safe.",
)

# --- inbound messages ----------------------------------------------------------------------------
BAD_SIGNATURE = _type(
    "bad-signature",
    401,
    "The signature does not verify",
    "The message does not prove where it comes from. Nothing was stored.",
    "Check the signing secret and, where it is signed, the notification URL.",
)
STALE_MESSAGE = _type(
    "stale-message",
    400,
    "The message is too old",
    "The message is older than the platform retries for. Nothing was stored.",
    "Let the reconciliation read the change from the platform.",
)
RETURN_REFUSED = _type(
    "return-refused",
    409,
    "The goods cannot be taken back",
    "The merchant's policy, or what happened to the order, speaks against it.",
    "`reason` says which: not-received (cancel the order instead), window-over, final-sale, "
    "more-than-received, already-returned, by-weight, not-paid, not-placed, canceled, "
    "no-customer (store credit is a customer's own), needs-person (return it instead).",
    order_id=_ORDER_ID,
    reason="A stable code.",
    line="The line it is about, where it is about one.",
    received="How many of the line were sold, where more of it were asked for than are left.",
    returned="How many of these came back or are coming; what is left may be returned.",
)
CHANNEL_REFUSED = _type(
    "channel-refused",
    400,
    "The request does not prove that it comes from the channel",
    "A voice channel's request has no proof that fits, is old, or is none of the channel's.",
    "Check the secret or key set on both sides, and that the address is the public one.",
)
UNKNOWN_CONNECTION = _type(
    "unknown-connection",
    404,
    "No such connection",
    "No connection takes messages at this address.",
    "Subscribe with the address the gateway gave.",
)

NO_GOODS = (OUT_OF_STOCK, POS_UNAVAILABLE, NOT_ORDERABLE)
"""Why goods cannot be had."""
NO_SALE = (
    *NO_GOODS,
    *(CARD_DECLINED, NO_CARD, CARD_UNREAD, PAY_ELSEWHERE, PRICE_CHANGED, HOLD_EXPIRED),
)
"""Why an order is not placed."""

PROBLEM_TYPES: Mapping[str, ProblemType] = {
    value.code: value for value in list(globals().values()) if isinstance(value, ProblemType)
}
