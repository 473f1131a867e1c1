"""What Lightspeed's answers mean: its errors, its leaky bucket, and the rights they lack.

Source: developers.lightspeedhq.com/retail/introduction/errors and /ratelimits, and recorded
answers (errors come as JSON labeled text/html). The API tells no version in its answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from adapters.statuses import object_in
from adapters.wire import BudgetReading, HttpRequest, HttpResponse, RatePolicy
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

PLATFORM_NAME = "lightspeed"
TITLE = "Lightspeed Retail (R-Series)"
API_VERSION_NAME = "V3"

_CLASS_BY_STATUS: Mapping[int, type[PlatformError]] = {
    400: RejectedError,
    401: NotAuthorizedError,
    403: NotAuthorizedError,
    404: RejectedError,
    405: RejectedError,
    408: UnavailableError,
    409: UnavailableError,
    422: RejectedError,
    429: RateLimitedError,
}
"""409 is an edit conflict: nothing was done, and asking again may find the record free."""

_SCOPE_BY_ENTITY: Mapping[str, str] = {
    "Customer": "employee:customers_read",
    "Item": "employee:inventory_read",
    "ItemMatrix": "employee:product_cost",
    "ItemShop": "employee:inventory_read",
    "PaymentType": "employee:register",
    "Sale": "employee:register",
    "SaleLine": "employee:register_layaway",
    "SalePayment": "employee:register",
}
_ENTITY = re.compile(r"/API/V3/Account/\d+/(\w+)")
_REFUND = "refund"
_ERROR_KEYS = frozenset({"httpCode", "errorClass", "error_description"})
_ERROR_INSIDE = tuple(f'"{name}"'.encode() for name in sorted(_ERROR_KEYS))
_LOOK_AT = 400
_MESSAGE_LIMIT = 160


_AT_ONCE = 4
"""With answers after 200 ms and more, four at once stay below the burst limiter's 20 a second."""


class LightspeedDialect:
    """How Lightspeed authenticates, fails and throttles."""

    platform = PLATFORM_NAME
    rate = RatePolicy(per_s=1.0, burst=90.0, adaptive=False, in_flight=_AT_ONCE)
    """An account with one register, from 2026-03-17 on; answers tell of more."""

    def auth_headers(self, token: str) -> Mapping[str, str]:
        """The bearer token."""
        return {"Authorization": f"Bearer {token}"}

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None:
        """The error that a status from 300 on means, or one that came inside a 200."""
        status = response.status
        if status < 300:
            inner = _status_inside(response)
            if inner is None:
                return None
            status = inner
        body = object_in(response)
        code, message = _told(status, body)
        about: dict[str, Any] = {
            "platform": self.platform,
            "operation": request.operation,
            "status": status,
            "platform_code": code,
            "request_id": response.headers.get("cf-ray"),
        }
        kind = _class_of(status)
        if kind is RateLimitedError:
            return RateLimitedError(message, retry_after=_retry_after(response), **about)
        error = kind(message, **about)
        if isinstance(error, NotAuthorizedError) and status == 403:
            error.missing_scope = _scope_for(request)
        return error

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        """The bucket's size, what is left of it, its drip rate and the request's real cost."""
        level, size = _fraction(response.headers.get("x-ls-api-bucket-level", ""))
        throttled = response.status == 429
        if size is None and not throttled:
            return None
        return BudgetReading(
            capacity=size,
            remaining=None if size is None or level is None else max(0.0, size - level),
            restore_per_s=_number(response.headers.get("x-ls-api-drip-rate", "")),
            cost=_number(response.headers.get("x-ls-api-request-cost", "")),
            throttled=throttled,
            retry_after_s=_retry_after(response),
        )

    def version_served(self, response: HttpResponse) -> str | None:  # noqa: ARG002
        """Answers do not tell; the version is part of every path."""
        return None


def _status_inside(response: HttpResponse) -> int | None:
    """The status that an error inside a success names (0 if it names none), None for none."""
    if not any(mark in response.body[:_LOOK_AT] for mark in _ERROR_INSIDE):
        return None
    body = object_in(response)
    if not _ERROR_KEYS & body.keys():
        return None
    told = str(body.get("httpCode", ""))
    return int(told) if told.isdecimal() and int(told) >= 300 else 0


def _told(status: int, body: Mapping[str, Any]) -> tuple[str | None, str]:
    """The word for the error, and a sentence with what the platform said of it."""
    code = body.get("errorClass") or body.get("error")
    said = body.get("message") or body.get("hint") or body.get("error_description") or "no reason"
    return (str(code) if code else None), f"answered {status}: {str(said)[:_MESSAGE_LIMIT]}"


def _class_of(status: int) -> type[PlatformError]:
    known = _CLASS_BY_STATUS.get(status)
    if known is not None:
        return known
    if status >= 500:
        return UnavailableError
    return RejectedError if status >= 400 else MalformedResponseError


def _scope_for(request: HttpRequest) -> str | None:
    if _REFUND in request.operation or "return" in request.operation:
        return "employee:register_refund"
    match = _ENTITY.search(request.path)
    return _SCOPE_BY_ENTITY.get(match.group(1)) if match else None


def _fraction(text: str) -> tuple[float | None, float | None]:
    """`92.57/90` as its two numbers."""
    level, _, size = text.partition("/")
    return _number(level), _number(size)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def _retry_after(response: HttpResponse) -> float | None:
    return _number(response.headers.get("retry-after", ""))
