"""Paying by token: requests, outcomes, refunds. A card number is never a value here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from domain.ids import PlatformId
from domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """Authorize an amount on a token; capture comes later."""

    token: str
    """A one-time or stored token of the platform (`cnon:…`, `ccof:…`, a mandate id)."""
    amount: Money
    reference: str
    """Our order id, at most 40 characters."""
    location_platform_id: PlatformId | None = None
    order_platform_id: PlatformId | None = None
    """Set where the platform wants the order to exist before it is paid."""
    customer_platform_id: PlatformId | None = None
    accept_part: bool = False
    """Reserve what is on a gift card where that is less than the amount (SEVERAL_TENDERS)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorized:
    """The money is reserved on the shopper's card until `expires_at`."""

    payment_id: PlatformId
    amount: Money
    """Less than was asked for only where a part was accepted."""
    expires_at: datetime | None = None
    card_brand: str | None = None
    card_last4: str | None = None


class DeclineReason(StrEnum):
    """Why a card was refused, in the words the spoken sentence is chosen by."""

    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED = "expired"
    CVV = "cvv"
    ADDRESS = "address"
    VERIFICATION_REQUIRED = "verification_required"
    TOKEN_USED = "token_used"  # noqa: S105 - the name of a reason, not a secret
    LIMIT = "limit"
    NOT_SUPPORTED = "not_supported"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """The card was refused; nothing is reserved."""

    reason: DeclineReason
    platform_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsShopper:
    """Only the shopper can finish the payment, on the platform's own page."""

    url: str
    """Send it to the number or address on file; never read it out."""
    payment_id: PlatformId | None = None


PaymentOutcome: TypeAlias = Authorized | Declined | NeedsShopper


class PaymentStatus(StrEnum):
    """Where one payment stands on the platform."""

    AUTHORIZED = "authorized"
    PENDING = "pending"
    CAPTURED = "captured"
    VOIDED = "voided"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment as the platform keeps it."""

    platform_id: PlatformId
    status: PaymentStatus
    amount: Money
    updated_at: datetime
    refunded: Money | None = None
    order_platform_id: PlatformId | None = None
    reference: str | None = None
    card_brand: str | None = None
    card_last4: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """Money back for one captured payment."""

    payment_id: PlatformId
    amount: Money
    reason: str
    order_platform_id: PlatformId | None = None


class RefundStatus(StrEnum):
    """Where one refund stands."""

    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """One refund as the platform keeps it."""

    platform_id: PlatformId
    status: RefundStatus
    amount: Money
    payment_id: PlatformId | None = None
