"""What an HTTP status means, for platforms whose errors say no more than that."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.wire import HttpRequest, HttpResponse
from domain.errors import (
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

_BY_STATUS: Mapping[int, type[PlatformError]] = {
    401: NotAuthorizedError,
    403: NotAuthorizedError,
    408: UnavailableError,
    429: RateLimitedError,
}


def failure_by_status(
    platform: str, request: HttpRequest, response: HttpResponse
) -> PlatformError | None:
    """The error that a status from 400 on means (RFC 9110); None below."""
    if response.status < 400:
        return None
    usual = UnavailableError if response.status >= 500 else RejectedError
    return _BY_STATUS.get(response.status, usual)(
        f"answered {response.status}",
        platform=platform,
        operation=request.operation,
        status=response.status,
    )
