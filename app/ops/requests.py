"""Around every request: a correlation id, one log line, one measurement, safe headers."""

from __future__ import annotations

from functools import cache
from time import perf_counter

import structlog
from flask import Flask, Response, g, request
from prometheus_client import Histogram

from app.ops.correlation import HEADER, accept_correlation_id, current_correlation_id
from app.ops.metrics import REQUEST_SECONDS

_LOG = structlog.get_logger()
_UNMATCHED = "unmatched"
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_QUIET_ROUTES = frozenset({"/healthz", "/readyz", "/metrics"})


def watch_requests(app: Flask) -> None:
    """Install the middleware."""

    def begin() -> None:
        g.started_at = perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation_id=accept_correlation_id())

    def end(response: Response) -> Response:
        response.headers[HEADER] = current_correlation_id()
        _tell(response.status_code)
        return response

    app.before_request(begin)
    app.after_request(end)


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
    _timer(route, method, status).observe(seconds)
    log = _LOG.debug if route in _QUIET_ROUTES and status < 400 else _LOG.info
    log("request.answered", route=route, method=method, status=status, ms=round(seconds * 1000, 2))


@cache
def _timer(route: str, method: str, status: int) -> Histogram:
    """Looking a labeled child up costs more than observing; there are few of them."""
    return REQUEST_SECONDS.labels(route, method, str(status))
