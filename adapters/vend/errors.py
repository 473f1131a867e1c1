"""What Vend's answers mean: statuses, throttling by date, and error bodies of several shapes.

There is no error catalog: `{"error": title, "message": text}` mostly, `{"error": text}` for
webhooks, `{"error": {"code", "message"}}` for payments, `{"errors": {field: […]}}` at times. So the
status decides, and `error` is kept as the code. Sources: OpenAPI 2026-07, docs/rate_limiting (read
2026-11-20).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from adapters.keys import unpack_keys
from adapters.statuses import class_by_status
from adapters.wire import BudgetReading, HttpRequest, HttpResponse, RatePolicy
from domain.calls import Clock, SystemClock
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

PLATFORM_NAME = "vend"
TITLE = "Lightspeed Retail (X-Series)"
VEND_VERSION = "2026-07"
API = f"/api/{VEND_VERSION}"

WINDOW_S = 300.0
_SMALLEST_LIMIT = 350
"""One register: 300 requests and 50 more, in five minutes. Source: docs/rate_limiting."""
_PERMISSION = re.compile(r"\b[a-z_]+:(?:read|write)\b|\bwebhooks\b")
_CLASS_BY_STATUS: Mapping[int, type[PlatformError]] = {
    401: NotAuthorizedError,
    403: NotAuthorizedError,
    408: UnavailableError,
    429: RateLimitedError,
}


@dataclass(frozen=True, slots=True)
class VendDialect:
    """How X-Series authenticates, fails and throttles. The version is part of every path."""

    clock: Clock = field(default_factory=SystemClock, repr=False)
    platform: str = PLATFORM_NAME
    version: str = VEND_VERSION
    """The API version every request asks for."""

    @property
    def rate(self) -> RatePolicy:
        """What a retailer with one register is allowed, until an answer tells of more."""
        return RatePolicy.per_window(_SMALLEST_LIMIT, WINDOW_S)

    def auth_headers(self, token: str) -> Mapping[str, str]:
        """The bearer token: granted by OAuth, or a personal one that was typed in."""
        bearer = unpack_keys(token)["token"] if token.startswith("{") else token
        return {"Authorization": f"Bearer {bearer}"}

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None:
        """The error that a status from 300 on means."""
        if response.status < 300:
            return None
        code, message = _told(response)
        about: dict[str, Any] = {
            "platform": self.platform,
            "operation": request.operation,
            "status": response.status,
            "platform_code": code,
        }
        text = f"answered {response.status} {code or 'without a code'}"
        kind = class_by_status(response.status, _CLASS_BY_STATUS)
        if kind is RateLimitedError:
            return RateLimitedError(text, retry_after=self._retry_after(response), **about)
        error = kind(f"{text}: {message[:200]}" if message else text, **about)
        if isinstance(error, NotAuthorizedError) and response.status == 403:
            named = _PERMISSION.search(message)
            error.missing_scope = named.group() if named else None
        return error

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        """Every answer tells the window's size and what is left of it."""
        limit = _whole(response.headers.get("x-ratelimit-limit"))
        left = _whole(response.headers.get("x-ratelimit-remaining"))
        throttled = response.status == 429
        if limit is None or not limit:
            if not throttled:
                return None
            return BudgetReading(throttled=True, retry_after_s=self._retry_after(response))
        policy = RatePolicy.per_window(limit, WINDOW_S)
        return BudgetReading(
            capacity=policy.burst,
            restore_per_s=policy.per_s,
            remaining=None if left is None else min(float(left), policy.burst),
            throttled=throttled,
            retry_after_s=self._retry_after(response) if throttled else None,
        )

    def version_served(self, response: HttpResponse) -> str | None:  # noqa: ARG002 - see below
        """X-Series has no version header: the path is the version, or 404."""
        return None

    def _retry_after(self, response: HttpResponse) -> float | None:
        """Seconds until the date in `Retry-After`, by the answer's own clock where it tells it:
        ours may be off by minutes."""
        value = response.headers.get("retry-after", "")
        if value.isdecimal():
            return float(value)
        until = _moment(value)
        if until is None:
            return None
        now = _moment(response.headers.get("date", "")) or self.clock.now()
        return max(0.0, (until - now).total_seconds())


def malformed(operation: str, what: str, status: int | None = None) -> MalformedResponseError:
    """The error for an answer that Vend does not document."""
    return MalformedResponseError(what, platform=PLATFORM_NAME, operation=operation, status=status)


def rejected(operation: str, what: str, code: str) -> RejectedError:
    """A wish that Vend's state of affairs refuses, found out by reading it."""
    return RejectedError(what, platform=PLATFORM_NAME, operation=operation, platform_code=code)


def _told(response: HttpResponse) -> tuple[str | None, str]:
    """Code and message of an error body; nothing of a body that is none."""
    try:
        body = response.json()
    except ValueError:
        return None, ""
    return error_in(body)


def error_in(body: Any) -> tuple[str | None, str]:
    """Code and message in any of the shapes of an error body; (None, "") where there is none."""
    if not isinstance(body, dict):
        return None, ""
    error = body.get("error")
    if isinstance(error, dict):
        return _text(error.get("code")), _text(error.get("message")) or ""
    if error is not None:
        detail = body.get("message") or body.get("error_description") or ""
        return _text(error), _text(detail) or ""
    errors = body.get("errors")
    if isinstance(errors, dict) and errors:
        name, faults = next(iter(errors.items()))
        return str(name), _text(faults) or ""
    return None, ""


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _whole(value: str | None) -> int | None:
    return int(value) if value is not None and value.isdecimal() else None


def _moment(value: str) -> datetime | None:
    """An RFC 1123 date."""
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
