"""Around every request: a correlation id, one log line, one measurement, safe headers."""

from __future__ import annotations

from time import perf_counter

import structlog
from flask import Flask, Response, g, request

from app.ops.correlation import HEADER, accept_correlation_id, current_correlation_id
from app.ops.metrics import REQUEST_SECONDS

_LOG = structlog.get_logger()
_UNMATCHED = "unmatched"
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_QUIET_ROUTES = frozenset({"/healthz", "/readyz", "/metrics"})
_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def watch_requests(app: Flask, *, is_https: bool) -> None:
    """Install the middleware; `is_https` adds Strict-Transport-Security."""
    headers = dict(_SECURITY_HEADERS)
    if is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    def begin() -> None:
        g.started_at = perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation_id=accept_correlation_id())

    def end(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.path.startswith("/v1/"):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers[HEADER] = current_correlation_id()
        _tell(response)
        return response

    app.before_request(begin)
    app.after_request(end)


def _tell(response: Response) -> None:
    """The canonical line and the measurement; the route's pattern, never the address itself."""
    seconds = perf_counter() - g.get("started_at", perf_counter())
    route = request.url_rule.rule if request.url_rule else _UNMATCHED
    status = response.status_code
    method = request.method if request.method in _METHODS else "other"
    REQUEST_SECONDS.labels(route, method, str(status)).observe(seconds)
    level = "debug" if route in _QUIET_ROUTES and status < 400 else "info"
    getattr(_LOG, level)(
        "request.answered",
        route=route,
        method=method,
        status=status,
        ms=round(seconds * 1000, 2),
    )
