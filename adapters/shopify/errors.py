"""One table: what Shopify's codes mean for the catcher.

Three layers (fact sheet §14, read 2026-11-20): the HTTP status, `errors[].extensions.code` on an
HTTP 200, and `userErrors[]` inside a mutation's payload, whose messages are worded anew at will
and therefore never branched on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
    UnsupportedError,
)

PLATFORM_NAME = "shopify"
TITLE = "Shopify"

THROTTLED = "THROTTLED"
STALE_COUNT = "CHANGE_FROM_QUANTITY_STALE"
"""Somebody else changed a count since it was read."""
PREVIOUS_ATTEMPT_FAILED = "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"
"""What was first asked under this key was refused, so nothing was done."""
STALE_NOTE = "STALE_OBJECT"
"""Somebody else wrote the metafield since it was read."""

BY_STATUS: Mapping[int, type[PlatformError]] = {
    401: NotAuthorizedError,
    402: NotAuthorizedError,  # the shop is frozen until its owner pays: pause the connection
    403: NotAuthorizedError,
    408: UnavailableError,
    423: UnavailableError,  # the shop is locked for the moment
    429: RateLimitedError,
}
"""Other 4xx are `RejectedError` (430 is a security rejection, 404 no such shop)."""

BY_CODE: Mapping[str, type[PlatformError]] = {
    THROTTLED: RateLimitedError,
    "ACCESS_DENIED": NotAuthorizedError,
    "SHOP_INACTIVE": NotAuthorizedError,
    "INTERNAL_SERVER_ERROR": UnavailableError,
    "SERVICE_UNAVAILABLE": UnavailableError,
    "TIMEOUT": UnavailableError,
    "IDEMPOTENCY_CONCURRENT_REQUEST": UnavailableError,
}
"""Other codes (`MAX_COST_EXCEEDED`, `undefinedField` …) say that our document is wrong."""

_SCOPE = re.compile(r"`((?:read|write)_\w+)`")


def refused(operation: str, user_errors: list[Mapping[str, Any]]) -> PlatformError:
    """The error that a payload's `userErrors` mean; names the field, never the values."""
    first = user_errors[0]
    code = first.get("code")
    kind = BY_CODE.get(code or "", RejectedError)
    field = ".".join(str(part) for part in first.get("field") or ())
    message = f"{first.get('message', 'refused')}" + (f" (field {field})" if field else "")
    return kind(message, platform=PLATFORM_NAME, operation=operation, platform_code=code)


def rejected(operation: str, message: str, *, code: str | None = None) -> RejectedError:
    """A refusal that we find out ourselves from what the platform answered."""
    return RejectedError(message, platform=PLATFORM_NAME, operation=operation, platform_code=code)


def unsupported(operation: str, message: str) -> UnsupportedError:
    """A wish that Shopify has no way to express; raised before any network call."""
    return UnsupportedError(message, platform=PLATFORM_NAME, operation=operation)


def malformed(operation: str, path: str) -> MalformedResponseError:
    """An answer that is not what the schema promises; `path` names what is missing."""
    error = MalformedResponseError(
        f"{path} is missing from the answer", platform=PLATFORM_NAME, operation=operation
    )
    error.path = path
    return error


def missing_scope(message: str, extensions: Mapping[str, Any]) -> str | None:
    """The access scope that an ACCESS_DENIED asks for, where it says so."""
    found = _SCOPE.search(f"{extensions.get('requiredAccess', '')} {message}")
    return found.group(1) if found else None
