"""Traces of requests: `traceparent` taken over from the caller, and a span where spans are kept.

Without a place to keep spans the caller's `traceparent` is handed on to platforms as it came, and
a request without one costs a look into the environment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from app.ops.correlation import HEADER
from app.ops.headers import Headers, Start, Wsgi
from domain.tracing import TraceContext, trace_of, within_trace

ROUTE: Final = "voicetill.route"
"""Where a lane leaves its route in the WSGI environment; Flask's is found by its request."""
_GIVEN: Final = "HTTP_TRACEPARENT"
_UNTRACED: Final = frozenset({"/healthz", "/readyz", "/metrics"})


class RequestSpan(Protocol):
    """One request, from its arrival to its answer."""

    @property
    def context(self) -> TraceContext:
        """Its place in the trace."""
        ...

    def end(self, *, route: str | None, status: str, correlation_id: str) -> None:
        """It was answered; `status` begins with the number, `route` is a pattern."""
        ...


class RequestSpans(Protocol):
    """Begins spans of requests (`app.ops.otel`)."""

    def begin_request(self, method: str, parent: TraceContext | None) -> RequestSpan:
        """The span of a request that begins now."""
        ...


@dataclass(frozen=True, slots=True)
class Traced:
    """WSGI middleware around everything."""

    app: Wsgi
    spans: RequestSpans | None

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer within the caller's trace, or one of our own."""
        given: str | None = environ.get(_GIVEN)
        if self.spans is None and given is None:
            return self.app(environ, start_response)
        parent = None if given is None else trace_of(given)
        if self.spans is None or environ.get("PATH_INFO") in _UNTRACED:
            with within_trace(parent):
                return self.app(environ, start_response)
        return self._spanned(self.spans, parent, environ, start_response)

    def _spanned(
        self,
        spans: RequestSpans,
        parent: TraceContext | None,
        environ: dict[str, Any],
        start_response: Start,
    ) -> Iterable[bytes]:
        span = spans.begin_request(environ["REQUEST_METHOD"], parent)
        route, answered, correlation_id = None, "500", ""

        def start(status: str, headers: Headers, *more: Any) -> Any:
            nonlocal route, answered, correlation_id
            route, answered = _route(environ), status
            correlation_id = dict(headers).get(HEADER, "")
            return start_response(status, headers, *more)

        try:
            with within_trace(span.context):
                return self.app(environ, start)
        finally:
            span.end(route=route, status=answered, correlation_id=correlation_id)


def _route(environ: dict[str, Any]) -> str | None:
    """The route's pattern, never the address itself; None: nothing is served there. Flask forgets
    the request when it has answered, so this is asked for as the answer begins."""
    lane: str | None = environ.get(ROUTE)
    if lane is not None:
        return lane
    rule = getattr(environ.get("werkzeug.request"), "url_rule", None)
    return None if rule is None else str(rule.rule)
