"""What an HTTP status means where a platform's error says no more than that, and what to read of
an answer that failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.wire import HttpRequest, HttpResponse
from domain.errors import (
    MalformedResponseError,
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


def class_by_status(status: int, known: Mapping[int, type[PlatformError]]) -> type[PlatformError]:
    """What a status means where the platform's own table says nothing else; a success that is one
    all the same is not what the vendor documents."""
    if status >= 500:
        return UnavailableError
    if status < 400:
        return MalformedResponseError
    return known.get(status, RejectedError)


def object_in(response: HttpResponse) -> Mapping[str, Any]:
    """The JSON object of a body; empty where it is none."""
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def whole_seconds_to_wait(response: HttpResponse) -> float | None:
    """`Retry-After` as a number of seconds; None where it is a date, or not there."""
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else None


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
