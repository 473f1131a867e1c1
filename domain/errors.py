"""Every error of the house, grouped by what the catcher should do.

VoicetillError
├── ConfigurationError            stop at start-up, or pause the connection
├── DomainError                   the wish is impossible: tell the person
│   ├── InvalidInputError         a field is wrong: name it, its value, the remedy
│   ├── ConnectRefusedError       a platform does not let us in: say why and what to do
│   ├── CardNumberRefusedError    something that looks like a card number was sent
│   ├── CardEnvelopeRefusedError  an encrypted card cannot be opened, or was opened before
│   ├── NotFoundError             no such thing for this merchant
│   ├── OutOfStockError           fewer left than wanted
│   ├── UnknownSkuError           not in the catalog
│   ├── PriceChangedError         the POS now asks another total
│   ├── ReservationExpiredError   the hold's ten minutes are over
│   ├── IllegalTransitionError    the state machine has no such arrow
│   └── IdempotencyConflictError  same key, other body (422) or still in flight (409)
├── IntakeError                   inbound message refused: 401/400, nothing stored
│   ├── BadSignatureError
│   ├── StaleMessageError
│   └── UnknownConnectionError
└── PlatformError                 raised by adapters only
    ├── UnsupportedError          capability not declared: take the fallback
    ├── RetryableError            may work later: back off with jitter, feed the breaker
    │   ├── RateLimitedError      … after `retry_after` seconds
    │   └── UnavailableError
    ├── AmbiguousOutcomeError     a write's answer was lost: look it up, never repeat blindly
    ├── RejectedError             understood and refused
    ├── NotAuthorizedError        token expired or revoked: refresh once, then pause the connection
    └── MalformedResponseError    not what the vendor documents: dead letter, alert, raw kept
"""

from __future__ import annotations

from decimal import Decimal

from domain.cards import redact_card_numbers
from domain.money import Money


class VoicetillError(Exception):
    """Root of everything this house raises on purpose."""


class ConfigurationError(VoicetillError):
    """Settings or a connection cannot work; the message lists every fault and its remedy."""


class DomainError(VoicetillError):
    """The wish is impossible; `code` names the problem type of the REST body."""

    code = "domain-error"


class InvalidInputError(DomainError):
    """A field of the input is wrong; names the field, its value and the remedy."""

    code = "invalid-input"

    def __init__(self, field: str, value: object, remedy: str) -> None:
        super().__init__(f"{field}: {redact_card_numbers(repr(value))} cannot be used; {remedy}")
        self.field = field
        self.value = value
        self.remedy = remedy


class ConnectRefusedError(DomainError):
    """A platform does not let us in, or is not what it should be; nothing was made active."""

    code = "connect-refused"

    def __init__(self, platform: str, reason: str, remedy: str) -> None:
        super().__init__(f"{platform} was not connected: {reason}; {remedy}")
        self.platform = platform
        self.reason = reason
        self.remedy = remedy


class CardNumberRefusedError(DomainError):
    """A field holds what looks like a card number; the value itself is not kept."""

    code = "card-number-refused"

    def __init__(self, field: str) -> None:
        super().__init__(
            f"{field}: looks like a card number and was not read; send a payment token instead"
        )
        self.field = field


class CardEnvelopeRefusedError(DomainError):
    """An encrypted card was not taken: it cannot be opened, has ended, was used, or is no card."""

    code = "card-envelope-refused"

    def __init__(self, reason: str, words: str, *, part: str | None = None) -> None:
        """`reason` is a code: unknown-key, wrong-algorithm, not-readable, wrong-audience, expired,
        too-long-lived, replayed, not-a-card, refused. `words` say what is wrong and what helps,
        `part` which parameter of the header or field of the card; of the card, no value."""
        super().__init__(f"the encrypted card was not taken ({reason}): {words}")
        self.reason = reason
        self.part = part


class NotFoundError(DomainError):
    """This merchant has no such thing."""

    code = "not-found"

    def __init__(self, kind: str, identifier: str) -> None:
        self.kind = kind
        self.identifier = redact_card_numbers(identifier)
        super().__init__(f"no {kind} {self.identifier!r}")


class UnknownSkuError(DomainError):
    """The SKU is not in this merchant's catalog."""

    code = "unknown-sku"

    def __init__(self, sku: str) -> None:
        self.sku = redact_card_numbers(sku)
        super().__init__(f"no SKU {self.sku!r} in the catalog")


class OutOfStockError(DomainError):
    """Fewer are left than wanted."""

    code = "out-of-stock"

    def __init__(
        self, sku: str, location_id: str, *, wanted: Decimal, left: Decimal | None
    ) -> None:
        super().__init__(
            f"{sku} at {location_id}: {wanted} wanted, "
            + (f"{left} left" if left is not None else "stock unknown")
        )
        self.sku = sku
        self.location_id = location_id
        self.wanted = wanted
        self.left = left


class PriceChangedError(DomainError):
    """The POS asks another total than the shopper agreed to."""

    code = "price-changed"

    def __init__(self, *, agreed: Money, now: Money) -> None:
        super().__init__(f"agreed to {agreed}, the POS now asks {now}")
        self.agreed = agreed
        self.now = now


class ReservationExpiredError(DomainError):
    """The hold ended before it was used."""

    code = "hold-expired"

    def __init__(self, hold_id: str) -> None:
        super().__init__(f"hold {hold_id} has ended; ask for a new one")
        self.hold_id = hold_id


class IllegalTransitionError(DomainError):
    """The thing is in a state from which this cannot be done."""

    code = "illegal-transition"

    def __init__(self, kind: str, state: str, wish: str) -> None:
        super().__init__(f"a {kind} that is {state} cannot be {wish}")
        self.kind = kind
        self.state = state
        self.wish = wish


class IdempotencyConflictError(DomainError):
    """The Idempotency-Key was used with another body, or its first use is still running."""

    code = "idempotency-conflict"

    def __init__(self, key: str, *, in_flight: bool) -> None:
        super().__init__(
            f"Idempotency-Key {key!r} is still being worked on; try again shortly"
            if in_flight
            else f"Idempotency-Key {key!r} was used with another body; choose a new key"
        )
        self.in_flight = in_flight


class IntakeError(VoicetillError):
    """An inbound message is refused and nothing of it is stored."""


class BadSignatureError(IntakeError):
    """The message does not prove where it comes from."""


class StaleMessageError(IntakeError):
    """The message is too old, or was seen before."""


class UnknownConnectionError(IntakeError):
    """No connection or channel goes by that name."""


class PlatformError(VoicetillError):
    """What a platform answered (or failed to); says what was attempted and what came back.

    Platforms may repeat what they were sent, so no card number gets into the message.
    """

    def __init__(
        self,
        message: str,
        *,
        platform: str,
        operation: str,
        status: int | None = None,
        platform_code: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(f"{platform} {operation}: {redact_card_numbers(message)}")
        self.platform = platform
        self.operation = operation
        self.status = status
        self.platform_code = platform_code
        self.request_id = request_id


class UnsupportedError(PlatformError):
    """The platform has no such capability; raised before any network call."""


class RetryableError(PlatformError):
    """May work later."""


class RateLimitedError(RetryableError):
    """The platform's limit is reached; `retry_after` seconds if it said so."""

    def __init__(
        self,
        message: str,
        *,
        platform: str,
        operation: str,
        retry_after: float | None = None,
        status: int | None = None,
        platform_code: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(
            message,
            platform=platform,
            operation=operation,
            status=status,
            platform_code=platform_code,
            request_id=request_id,
        )
        self.retry_after = retry_after


class UnavailableError(RetryableError):
    """The platform is down, too slow for the deadline, or the breaker is open.

    Nothing was done on the platform: safe to try again later.
    """


class AmbiguousOutcomeError(PlatformError):
    """A write was sent and its answer lost: look it up by key or reference before anything else."""


class RejectedError(PlatformError):
    """Understood and refused; repeating it unchanged is useless."""


class NotAuthorizedError(PlatformError):
    """The token expired, was revoked, or lacks a permission (`missing_scope` where known)."""

    missing_scope: str | None = None


class MalformedResponseError(PlatformError):
    """The answer is not what the vendor documents; `path` names the field."""

    path: str | None = None
