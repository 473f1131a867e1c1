"""A trace goes through: from the request that names it to the call it causes."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client import REGISTRY
from prometheus_client.openmetrics.exposition import generate_latest

from adapters.call_record import CallSeen
from app.callbacks.lane import Answer, Lane
from app.ops.otel import OtelTracer, open_tracer
from app.ops.requests import SLOW_S, tell_request
from app.ops.tracing import Traced
from app.web import WebOptions, create_app
from domain.calls import Call
from domain.errors import ConfigurationError
from domain.ids import ConnectionId
from domain.tracing import TraceContext, current_trace, trace_of, within_trace
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import ACME
from tests.unit.ops.test_requests import log as log

CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
OUR_SPAN = "a" * 16


@dataclass
class KeptSpan:
    """A span in memory."""

    method: str
    parent: TraceContext | None
    context: TraceContext
    ended: list[tuple[str | None, str, str]] = field(default_factory=list)

    def end(self, *, route: str | None, status: str, correlation_id: str) -> None:
        self.ended.append((route, status, correlation_id))


@dataclass
class KeptSpans:
    """Spans in memory."""

    spans: list[KeptSpan] = field(default_factory=list)

    def begin_request(self, method: str, parent: TraceContext | None) -> KeptSpan:
        trace_id = "b" * 32 if parent is None else parent.trace_id
        span = KeptSpan(method, parent, TraceContext(trace_id, OUR_SPAN))
        self.spans.append(span)
        return span


@pytest.fixture
def services() -> FakeServices:
    made = FakeServices()
    made.shop.add_store(ACME, "loc_1", "Downtown")
    made.shop.add_variant(ACME, "MUG-1", "Mug", stock={"loc_1": 5})
    return made


def ask(services: FakeServices, options: WebOptions, **headers: str) -> FlaskClient:
    http = create_app(services, options).test_client()
    key = {"Authorization": f"Bearer {services.keys.issue(ACME)}"}
    assert http.get("/v1/inventory?sku=MUG-1", headers=key | headers).status_code == 200
    return http


def test_without_a_place_for_spans_the_callers_trace_is_handed_on(services: FakeServices) -> None:
    ask(services, WebOptions(), traceparent=CALLER)

    assert [call.trace for call in services.shop.calls] == [trace_of(CALLER)]


def test_without_either_there_is_no_trace(services: FakeServices) -> None:
    ask(services, WebOptions())

    assert [call.trace for call in services.shop.calls] == [None]


def test_an_ill_formed_trace_is_ignored(services: FakeServices) -> None:
    ask(services, WebOptions(), traceparent="00-nonsense")

    assert [call.trace for call in services.shop.calls] == [None]


def test_with_a_place_for_spans_calls_are_below_the_requests_span(services: FakeServices) -> None:
    kept = KeptSpans()

    ask(services, WebOptions(spans=kept), traceparent=CALLER, **{"X-Correlation-Id": "c-12345678"})

    (span,) = kept.spans
    assert span.parent == trace_of(CALLER)
    assert span.ended == [("/v1/inventory", "200 OK", "c-12345678")]
    assert [call.trace for call in services.shop.calls] == [span.context]


def test_what_probes_and_prometheus_ask_is_not_traced(services: FakeServices) -> None:
    kept = KeptSpans()
    http = create_app(services, WebOptions(spans=kept)).test_client()

    for path in ("/healthz", "/readyz", "/metrics"):
        http.get(path)

    assert kept.spans == []


def test_a_lane_is_traced_by_its_route(log: io.StringIO) -> None:
    kept, seen = KeptSpans(), list[TraceContext | None]()

    def answer(names: tuple[str, ...], environ: dict[str, Any], body: bytes) -> Answer:
        seen.append(current_trace())
        return Answer(body=b"ok")

    lane = Lane(app=lambda e, s: (), route="/callbacks/x/<merchant>", max_bytes=99, answer=answer)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/callbacks/x/m_acme",
        "CONTENT_LENGTH": "2",
        "wsgi.input": io.BytesIO(b"{}"),
        "HTTP_TRACEPARENT": CALLER,
    }
    Traced(lane, kept)(environ, lambda status, headers, *more: None)

    (span,) = kept.spans
    assert seen == [span.context]
    assert span.ended[0][0] == "/callbacks/x/<merchant>"
    (line,) = (json.loads(text) for text in log.getvalue().splitlines())
    assert line["trace_id"] == span.context.trace_id


def _exemplars(route: str) -> str:
    page = generate_latest(REGISTRY).decode()
    return "\n".join(line for line in page.splitlines() if f'route="{route}"' in line)


def test_a_traced_request_leaves_its_trace_beside_the_measurement() -> None:
    with within_trace(trace_of(CALLER)):
        tell_request(route="/traced", method="GET", status=200, seconds=0.001)

    assert '# {trace_id="4bf92f3577b34da6a3ce929d0e0e4736"} 0.001' in _exemplars("/traced")


def test_a_slow_request_leaves_its_correlation_id(services: FakeServices) -> None:
    http = create_app(services, WebOptions()).test_client()
    http.get("/healthz", headers={"X-Correlation-Id": "slow-one-1"})
    tell_request(route="/slow", method="GET", status=200, seconds=SLOW_S)
    tell_request(route="/quick", method="GET", status=200, seconds=SLOW_S / 2)

    assert 'correlation_id="slow-one-1"' in _exemplars("/slow")
    assert "# {" not in _exemplars("/quick")


def test_exemplars_are_told_to_who_asks_for_open_metrics(services: FakeServices) -> None:
    http = create_app(services, WebOptions()).test_client()
    with within_trace(trace_of(CALLER)):
        tell_request(route="/told", method="GET", status=200, seconds=0.001)

    plain = http.get("/metrics")
    wanted = {"Accept": "application/openmetrics-text; version=1.0.0"}
    told = http.get("/metrics", headers=wanted)

    assert "trace_id" not in plain.get_data(as_text=True)
    assert told.content_type.startswith("application/openmetrics-text")
    assert 'trace_id="4bf92f3577b34da6a3ce929d0e0e4736"' in told.get_data(as_text=True)


def test_without_an_endpoint_nobody_keeps_spans() -> None:
    assert open_tracer(None, headers={}, percent=100, environment="test") is None


def test_an_endpoint_without_the_packages_is_a_fault_at_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry", None)
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter", None)

    with pytest.raises(ConfigurationError, match="requirements-otel"):
        open_tracer("http://127.0.0.1:4318", headers={}, percent=100, environment="test")


def test_open_telemetry_keeps_a_request_and_its_call_in_one_trace() -> None:
    pytest.importorskip("opentelemetry.sdk.trace", reason="requirements-otel.txt is not installed")
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    memory = InMemorySpanExporter()
    tracer = OtelTracer(SimpleSpanProcessor(memory))
    request = tracer.begin_request("GET", trace_of(CALLER))
    with within_trace(request.context):
        call = Call.within(60, correlation_id="c-1")
    span = tracer.begin_call("square", "orders.create", ConnectionId("con_1"), call)
    seen = CallSeen(
        platform="square",
        connection_id=ConnectionId("con_1"),
        outcome="unavailable",
        attempts=2,
        sick=1,
        exchange_ms=1.0,
        error="no answer",
    )
    span.end(seen)
    request.end(route="/v1/orders", status="503 Service Unavailable", correlation_id="c-1")

    inner, outer = memory.get_finished_spans()
    assert f"{outer.context.trace_id:032x}" == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert f"{outer.parent.span_id:016x}" == "00f067aa0ba902b7"
    assert inner.parent.span_id == outer.context.span_id
    assert trace_of(span.header) == TraceContext(
        f"{inner.context.trace_id:032x}", f"{inner.context.span_id:016x}"
    )
    assert (outer.name, inner.name) == ("GET /v1/orders", "square orders.create")
    assert inner.attributes["voicetill.outcome"] == "unavailable"
    assert not outer.status.is_ok
    tracer.close()
