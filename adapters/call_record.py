"""One canonical log line, and one set of metrics, per platform call."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter

import structlog

from adapters.meter import current_meter
from adapters.metrics import TransportMetrics
from adapters.wire import HttpRequest
from domain.calls import Call
from domain.errors import (
    AmbiguousOutcomeError,
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    RetryableError,
    VoicetillError,
)
from domain.ids import ConnectionId
from domain.redaction import redact_text

_OUTCOMES: tuple[tuple[type[VoicetillError], str], ...] = (
    (RateLimitedError, "rate_limited"),
    (RetryableError, "unavailable"),
    (AmbiguousOutcomeError, "ambiguous"),
    (NotAuthorizedError, "not_authorized"),
    (RejectedError, "rejected"),
    (MalformedResponseError, "malformed"),
)
_LONGEST_ERROR = 300
_log = structlog.get_logger("adapters.transport")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSeen:
    """What one call told of a connection, for those who watch over it."""

    platform: str
    connection_id: ConnectionId
    outcome: str
    attempts: int
    """Exchanges made; 0 where nothing was sent, which tells nothing of the platform."""
    sick: int
    """Attempts that proved the platform ill; one that the caller had no patience for does not."""
    exchange_ms: float
    """The platform's own time, on average over the attempts."""
    error: str | None
    date: str | None = None
    """The `Date` header of the last answer, which tells the platform's clock (RFC 9110 6.6.1)."""


@dataclass(slots=True, kw_only=True)
class CallRecord:
    """What is noted while a call is under way; `publish` tells it once."""

    platform: str
    connection_id: ConnectionId
    request: HttpRequest
    call: Call
    metrics: TransportMetrics
    attempts: int = 0
    spent_ms: float = 0.0
    waited_ms: float = 0.0
    status: int | None = None
    sick: int = 0
    """Attempts that counted against the circuit."""
    maybe_done: bool = False
    """An earlier attempt of a keyed write may have had its effect."""
    has_renewed: bool = False
    """The access token was refreshed for this call."""
    date: str | None = None
    """The `Date` header of the last answer."""
    started: float = field(default_factory=perf_counter)

    def waited_for_budget(self, ms: float) -> None:
        """Note a wait for the rate budget."""
        self.waited_ms += ms
        self.metrics.budget_wait.labels(self.platform, self.call.lane.name.lower()).observe(
            ms / 1000
        )

    def exchanged(self, status: int | None, elapsed_ms: float) -> None:
        """Note an attempt that went out; `status` is None if no whole answer came."""
        self.attempts += 1
        self.status = status
        self.spent_ms += elapsed_ms

    def paused(self, error: PlatformError, pause_s: float) -> None:
        """Note that another attempt follows after a pause."""
        self.waited_ms += pause_s * 1000
        self.metrics.retries.labels(self.platform, outcome_of(error)).inc()

    def throttled(self) -> None:
        """Note a throttled answer."""
        self.metrics.throttles.labels(self.platform).inc()

    def publish(self, error: VoicetillError | None) -> None:
        """Write the log line, observe the metrics, feed the meter in force."""
        elapsed_s = perf_counter() - self.started
        outcome = outcome_of(error)
        self.metrics.seconds.labels(self.platform, self.request.operation, outcome).observe(
            elapsed_s
        )
        meter = current_meter()
        if meter is not None:
            meter.add(spent_ms=self.spent_ms, waited_ms=self.waited_ms, calls=self.attempts)
        say = _log.info if error is None else _log.warning
        say("platform.called", **self._fields(outcome, elapsed_s), **_about(error))

    def seen(self, error: VoicetillError | None) -> CallSeen:
        """The call as those see it who watch over connections."""
        return CallSeen(
            platform=self.platform,
            connection_id=self.connection_id,
            outcome=outcome_of(error),
            attempts=self.attempts,
            sick=self.sick,
            exchange_ms=self.spent_ms / max(1, self.attempts),
            error=None if error is None else redact_text(str(error))[:_LONGEST_ERROR],
            date=self.date,
        )

    def _fields(self, outcome: str, elapsed_s: float) -> dict[str, object]:
        return {
            "platform": self.platform,
            "operation": self.request.operation,
            "connection_id": self.connection_id,
            "correlation_id": self.call.correlation_id,
            "lane": self.call.lane.name.lower(),
            "outcome": outcome,
            "status": self.status,
            "attempts": self.attempts,
            "elapsed_ms": round(elapsed_s * 1000, 1),
            "platform_ms": round(self.spent_ms, 1),
            "waited_ms": round(self.waited_ms, 1),
        }


def outcome_of(error: VoicetillError | None) -> str:
    """One word for a metric's label."""
    if error is None:
        return "ok"
    return next((word for kind, word in _OUTCOMES if isinstance(error, kind)), "refused")


def _about(error: VoicetillError | None) -> dict[str, object]:
    if error is None:
        return {}
    about: dict[str, object] = {"error": redact_text(str(error))[:_LONGEST_ERROR]}
    if isinstance(error, PlatformError):
        about |= {"platform_code": error.platform_code, "request_id": error.request_id}
    return about
