"""What Square's answers mean: its error codes, its throttling and its version echo.

Source: ErrorCode and Error of the object model 2026-09-16 and Square's error handling guide
(developer.squareup.com/docs/build-basics/handling-errors, read 2026-11-20). Branches on `code`,
never on `detail`, which Square words anew at will.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.statuses import whole_seconds_to_wait
from adapters.wire import BudgetReading, HttpRequest, HttpResponse, RatePolicy
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

PLATFORM_NAME = "square"
TITLE = "Square"
SQUARE_VERSION = "2026-09-16"
"""Newest version known on 2026-11-20: the default of `squareup` 46.0.0.20260916."""

VERSION_CONFLICTS = frozenset({"VERSION_MISMATCH", "CONFLICT"})
"""`VERSION_MISMATCH` stands in endpoint texts, `CONFLICT` in the published list: accept both."""
KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
STALE_CURSOR = "INVALID_CURSOR"

_VAGUE = frozenset({"GENERIC_DECLINE", "CARD_DECLINED"})
_DECLINE_CATEGORY = "PAYMENT_METHOD_ERROR"
_UNKNOWN_SOURCE = ("NOT_FOUND", "source_id")
"""Code and field of a token that Square does not know, and of a card on file that was disabled."""

_CLASS_BY_CODE: Mapping[str, type[PlatformError]] = {
    "UNAUTHORIZED": NotAuthorizedError,
    "ACCESS_TOKEN_EXPIRED": NotAuthorizedError,
    "ACCESS_TOKEN_REVOKED": NotAuthorizedError,
    "CLIENT_DISABLED": NotAuthorizedError,
    "APPLICATION_DISABLED": NotAuthorizedError,
    "FORBIDDEN": NotAuthorizedError,
    "INSUFFICIENT_SCOPES": NotAuthorizedError,
    "RATE_LIMITED": RateLimitedError,
    "INTERNAL_SERVER_ERROR": UnavailableError,
    "BAD_GATEWAY": UnavailableError,
    "SERVICE_UNAVAILABLE": UnavailableError,
    "TEMPORARY_ERROR": UnavailableError,
    "GATEWAY_TIMEOUT": UnavailableError,
    "REQUEST_TIMEOUT": UnavailableError,
}
_CLASS_BY_STATUS: Mapping[int, type[PlatformError]] = {
    401: NotAuthorizedError,
    403: NotAuthorizedError,
    408: UnavailableError,
    429: RateLimitedError,
}


class PaymentRefusedError(RejectedError):
    """The buyer's means of payment was refused (category `PAYMENT_METHOD_ERROR`), or is unknown."""


class SquareDialect:
    """How Square authenticates, fails and throttles."""

    platform = PLATFORM_NAME
    version = SQUARE_VERSION
    """The API version every request asks for."""
    rate = RatePolicy(per_s=10.0, burst=10.0, max_per_s=30.0)
    """Square publishes no limits; sellers' applications were throttled from about 6/s on."""

    def auth_headers(self, token: str) -> Mapping[str, str]:
        """The bearer token and the pinned version."""
        return {"Authorization": f"Bearer {token}", "Square-Version": self.version}

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None:
        """The error that a status from 300 on means; of a success the client reads the body."""
        if response.status < 300:
            return None
        return error_of(_telling_error(response), request.operation, response)

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        """Square publishes no limits: only a 429 tells that one was reached."""
        if response.status != 429:
            return None
        return BudgetReading(throttled=True, retry_after_s=whole_seconds_to_wait(response))

    def version_served(self, response: HttpResponse) -> str | None:
        """The `Square-Version` header, which every answer repeats."""
        return response.headers.get("square-version")


def error_of(error: Mapping[str, Any], operation: str, response: HttpResponse) -> PlatformError:
    """One of Square's `Error` objects as ours; a success that tells of one is malformed, unless
    its code says more."""
    code = error.get("code")
    message = _message(response.status, code, error)
    about: dict[str, Any] = {
        "platform": PLATFORM_NAME,
        "operation": operation,
        "status": response.status,
        "platform_code": code,
    }
    kind = _class_of(response.status, error)
    if kind is RateLimitedError:
        return RateLimitedError(message, retry_after=whole_seconds_to_wait(response), **about)
    return kind(message, **about)


def _telling_error(response: HttpResponse) -> Mapping[str, Any]:
    try:
        return telling_error(response.json())
    except ValueError:
        return {}


def telling_error(body: Any) -> Mapping[str, Any]:
    """The first error that says more than "declined"; an empty mapping for a body without any."""
    errors = body.get("errors") if isinstance(body, dict) else None
    listed = [e for e in errors if isinstance(e, dict)] if isinstance(errors, list) else []
    telling = [e for e in listed if e.get("code") not in _VAGUE]
    return next(iter(telling or listed), {})


def _class_of(status: int, error: Mapping[str, Any]) -> type[PlatformError]:
    code = error.get("code")
    by_code = _CLASS_BY_CODE.get(code) if isinstance(code, str) else None
    if by_code is not None:
        return by_code
    if error.get("category") == _DECLINE_CATEGORY or (code, error.get("field")) == _UNKNOWN_SOURCE:
        return PaymentRefusedError
    if status >= 500:
        return UnavailableError
    if status < 400:
        return MalformedResponseError
    return _CLASS_BY_STATUS.get(status, RejectedError)


def _message(status: int, code: Any, error: Mapping[str, Any]) -> str:
    place = f" at {error['field']}" if error.get("field") else ""
    return f"answered {status} {code or 'without a code'}{place}"
