"""Around every request: a correlation id, one log line, one measurement, safe headers."""

from __future__ import annotations

from functools import cache
from time import perf_counter

import structlog
from flask import Flask, Response, g, request
from prometheus_client import Histogram

from app.ops.correlation import HEADER, accept_correlation_id, current_correlation_id
from app.ops.metrics import REQUEST_SECONDS
from config.logging import info
from domain.log_fields import begin_lines, fields_of_lines
from domain.tracing import current_trace

_LOG = structlog.get_logger()
SLOW_S = 0.25
"""From here on a request leaves its correlation id beside the measurement."""
_UNMATCHED = "unmatched"
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_QUIET_ROUTES = frozenset({"/healthz", "/readyz", "/metrics"})


def watch_requests(app: Flask) -> None:
    """Install the middleware."""

    def begin() -> None:
        g.started_at = perf_counter()
        bind_request(accept_correlation_id())

    def end(response: Response) -> Response:
        response.headers[HEADER] = current_correlation_id()
        _tell(response.status_code)
        return response

    app.before_request(begin)
    app.after_request(end)


def bind_request(correlation_id: str) -> None:
    """Every log line of the request in hand bears its ids, and no other's."""
    trace = current_trace()
    if trace is None:
        begin_lines(correlation_id=correlation_id)
    else:
        begin_lines(correlation_id=correlation_id, trace_id=trace.trace_id)


def _tell(status: int) -> None:
    rule, method = request.url_rule, request.method
    tell_request(
        route=_UNMATCHED if rule is None else rule.rule,
        method=method if method in _METHODS else "other",
        status=status,
        seconds=perf_counter() - g.started_at,
    )


def tell_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """The canonical line and the measurement; the route's pattern, never the address itself."""
    _timer(route, method, status).observe(seconds, _exemplar(seconds))
    log = _LOG.debug if route in _QUIET_ROUTES and status < 400 else info
    log("request.answered", route=route, method=method, status=status, ms=round(seconds * 1000, 2))


def _exemplar(seconds: float) -> dict[str, str] | None:
    """By what a request is found again: its trace, or, if it was slow, its correlation id."""
    trace = current_trace()
    if trace is not None:
        return {"trace_id": trace.trace_id}
    if seconds < SLOW_S:
        return None
    bound = fields_of_lines()
    return {"correlation_id": bound["correlation_id"]} if "correlation_id" in bound else None


@cache
def _timer(route: str, method: str, status: int) -> Histogram:
    """Looking a labeled child up costs more than observing; there are few of them."""
    return REQUEST_SECONDS.labels(route, method, str(status))
