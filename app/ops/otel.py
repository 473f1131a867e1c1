"""Spans kept by OpenTelemetry and sent as OTLP over HTTP; the packages are an optional extra.

Attribute names are those of OpenTelemetry's semantic conventions for HTTP and RPC where they have
one, `voicetill.*` else. No address, body or header is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.call_record import CallSeen
from domain.calls import Call
from domain.errors import ConfigurationError
from domain.ids import ConnectionId
from domain.tracing import TraceContext

_TRACES = "/v1/traces"
_SERVER_FAULTS = ("5",)


def open_tracer(
    endpoint: str | None, *, headers: Mapping[str, str], percent: int, environment: str
) -> OtelTracer | None:
    """Spans sent to a collector; None without an endpoint, and nothing is imported then.

    `percent` of the traces that begin here are kept; of others the caller decides.
    Raises: ConfigurationError if the packages are missing.
    """
    if endpoint is None:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ConfigurationError(
            "VOICETILL_OTLP_ENDPOINT is set, but OpenTelemetry is not installed; "
            "install requirements-otel.txt beside the others"
        ) from error
    exporter = OTLPSpanExporter(endpoint=endpoint + _TRACES, headers=dict(headers))
    return OtelTracer(BatchSpanProcessor(exporter), percent=percent, environment=environment)


class OtelTracer:
    """Begins spans of requests and of calls to platforms; thread-safe."""

    def __init__(self, processor: Any, *, percent: int = 100, environment: str = "test") -> None:
        """`processor` is an OpenTelemetry span processor: where spans go when they end."""
        from opentelemetry import trace
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

        about = {"service.name": "voicetill", "deployment.environment.name": environment}
        sampler = ParentBased(TraceIdRatioBased(percent / 100))
        self._provider = TracerProvider(sampler=sampler, resource=Resource.create(about))
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("voicetill")
        self._trace = trace

    def begin_request(self, method: str, parent: TraceContext | None) -> OtelRequestSpan:
        """The span of a request."""
        span = self._tracer.start_span(
            method,
            context=self._context(parent),
            kind=self._trace.SpanKind.SERVER,
            attributes={"http.request.method": method},
        )
        return OtelRequestSpan(span=span, method=method, context=_context_of(span))

    def begin_call(
        self, platform: str, operation: str, connection_id: ConnectionId, call: Call
    ) -> OtelCallSpan:
        """The span of a call to a platform, waits and repetitions included."""
        span = self._tracer.start_span(
            f"{platform} {operation}",
            context=self._context(call.trace),
            kind=self._trace.SpanKind.CLIENT,
            attributes={
                "voicetill.platform": platform,
                "voicetill.operation": operation,
                "voicetill.connection": str(connection_id),
                "voicetill.lane": call.lane.name.lower(),
                "voicetill.correlation_id": call.correlation_id,
            },
        )
        return OtelCallSpan(span=span, header=_context_of(span).header)

    def close(self) -> None:
        """Send what is still to be sent."""
        self._provider.shutdown()

    def _context(self, parent: TraceContext | None) -> Any:
        """The parent as OpenTelemetry knows it; empty, where a trace begins."""
        from opentelemetry.context import Context

        if parent is None:
            return Context()
        remote = self._trace.SpanContext(
            int(parent.trace_id, 16),
            int(parent.span_id, 16),
            is_remote=True,
            trace_flags=self._trace.TraceFlags(int(parent.is_sampled)),
        )
        return self._trace.set_span_in_context(self._trace.NonRecordingSpan(remote), Context())


@dataclass(frozen=True, slots=True, kw_only=True)
class OtelRequestSpan:
    """A request's span."""

    span: Any
    method: str
    context: TraceContext

    def end(self, *, route: str | None, status: str, correlation_id: str) -> None:
        """Name it by its route, and end it."""
        if route is not None:
            self.span.update_name(f"{self.method} {route}")
            self.span.set_attribute("http.route", route)
        self.span.set_attribute("http.response.status_code", int(status[:3]))
        self.span.set_attribute("voicetill.correlation_id", correlation_id)
        if status.startswith(_SERVER_FAULTS):
            _fail(self.span, status)
        self.span.end()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtelCallSpan:
    """A platform call's span."""

    span: Any
    header: str

    def end(self, seen: CallSeen) -> None:
        """Tell how the call went, and end it."""
        self.span.set_attribute("voicetill.outcome", seen.outcome)
        self.span.set_attribute("voicetill.attempts", seen.attempts)
        if seen.error is not None:
            _fail(self.span, seen.error)
        self.span.end()


def _fail(span: Any, why: str) -> None:
    from opentelemetry.trace import Status, StatusCode

    span.set_status(Status(StatusCode.ERROR, why))


def _context_of(span: Any) -> TraceContext:
    told = span.get_span_context()
    return TraceContext(f"{told.trace_id:032x}", f"{told.span_id:016x}", bool(told.trace_flags))
