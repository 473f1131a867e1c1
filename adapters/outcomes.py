"""What an answer, or the lack of one, means for the caller: pure rules, no I/O."""

from __future__ import annotations

from dataclasses import replace

from adapters.exchange import BrokenExchangeError
from adapters.wire import BudgetReading, Dialect, HttpRequest, HttpResponse
from domain.errors import (
    AmbiguousOutcomeError,
    MalformedResponseError,
    PlatformError,
    RateLimitedError,
    RetryableError,
    UnavailableError,
)

_PROVES_NOTHING_S = 1.0
"""A timeout after less than this says that the caller was in a hurry, not that the POS is down."""


def failure_of(
    dialect: Dialect, request: HttpRequest, response: HttpResponse
) -> PlatformError | None:
    """The error an answer means, or None if it is a success."""
    try:
        error = dialect.failure(request, response)
    except ValueError as cause:
        unread = unreadable(dialect.platform, request, cause)
        unread.status = response.status
        return unread
    if error is None and not 200 <= response.status < 300:
        return MalformedResponseError(
            f"answered {response.status}, which is neither success nor a documented error",
            platform=dialect.platform,
            operation=request.operation,
            status=response.status,
        )
    if error is None and _is_write(request):
        return _garbled(dialect, request, response)
    return error


def _is_write(request: HttpRequest) -> bool:
    return request.keyed or not request.repeatable


def _garbled(
    dialect: Dialect, request: HttpRequest, response: HttpResponse
) -> PlatformError | None:
    """The error where a write succeeded and its answer cannot be read: it was done, or not."""
    if not response.body:
        return None
    try:
        response.json()
    except ValueError as cause:
        return unreadable(dialect.platform, request, cause)
    return None


def leaves_doubt(request: HttpRequest, response: HttpResponse, error: PlatformError) -> bool:
    """Whether a failed write may have been done all the same.

    A server error or a failure inside a 200 can follow the work; a throttle, an outright refusal
    and a 4xx other than a timeout cannot. A dialect that knows better returns something other
    than a plain RetryableError.
    """
    if not _is_write(request):
        return False
    if isinstance(error, RateLimitedError) or not isinstance(error, RetryableError):
        return False
    return response.status >= 500 or response.status < 300 or response.status == 408


def ambiguous(request: HttpRequest, error: PlatformError) -> AmbiguousOutcomeError:
    """The same failure, as one whose effect is unknown."""
    if isinstance(error, AmbiguousOutcomeError):
        return error
    return AmbiguousOutcomeError(
        f"the write may have been done although it failed ({type(error).__name__}); "
        "look it up before anything else",
        platform=error.platform,
        operation=request.operation,
        status=error.status,
        platform_code=error.platform_code,
        request_id=error.request_id,
    )


def unanswered(platform: str, request: HttpRequest, broken: BrokenExchangeError) -> PlatformError:
    """The error for an exchange that brought no whole answer."""
    error: PlatformError
    if broken.sent and not request.repeatable:
        message = f"the write was sent and its answer lost ({broken}); look it up first"
        error = AmbiguousOutcomeError(message, platform=platform, operation=request.operation)
    else:
        message = f"{_what_broke(broken)} ({broken})"
        error = UnavailableError(message, platform=platform, operation=request.operation)
    error.__cause__ = broken
    return error


def unreadable(platform: str, request: HttpRequest, cause: Exception) -> PlatformError:
    """The error for an answer that came but cannot be read."""
    error: PlatformError
    if not _is_write(request):
        message = f"answered unreadably: {cause}"
        error = MalformedResponseError(message, platform=platform, operation=request.operation)
    else:
        message = f"the write was answered unreadably ({cause}); look it up first"
        error = AmbiguousOutcomeError(message, platform=platform, operation=request.operation)
    error.__cause__ = cause
    return error


def is_healthy(error: PlatformError | None) -> bool:
    """Whether an answer shows a platform that works, be it to refuse or to throttle."""
    if isinstance(error, RateLimitedError):
        return True
    return not isinstance(error, (RetryableError, AmbiguousOutcomeError))


def proves_ill_health(broken: BrokenExchangeError) -> bool:
    """Whether a broken exchange counts against the platform."""
    return not broken.timed_out or broken.after_s >= _PROVES_NOTHING_S


def reading_of(
    dialect: Dialect, response: HttpResponse, error: PlatformError | None
) -> BudgetReading | None:
    """What the answer told about the rate limit, throttle errors included."""
    reading = dialect.budget(response)
    if not isinstance(error, RateLimitedError):
        return reading
    reading = reading or BudgetReading()
    after = reading.retry_after_s if reading.retry_after_s is not None else error.retry_after
    return replace(reading, throttled=True, retry_after_s=after)


def _what_broke(broken: BrokenExchangeError) -> str:
    if not broken.sent:
        return "could not be reached"
    return "did not answer in time" if broken.timed_out else "broke the connection"
