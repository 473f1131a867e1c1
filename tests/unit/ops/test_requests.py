"""Around every request: one id, one line, one measurement, safe headers."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from flask.testing import FlaskClient
from prometheus_client import REGISTRY

from app.web import WebOptions, create_app
from config.logging import configure_logging
from domain.log_fields import begin_lines
from tests.fakes.rest import FakeServices


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    before = logging.getLogger().handlers[:]
    configure_logging("json", "info", stream=stream)
    yield stream
    structlog.reset_defaults()
    begin_lines()
    logging.captureWarnings(capture=False)
    logging.getLogger().handlers[:] = before


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def http(services: FakeServices) -> FlaskClient:
    return create_app(services, WebOptions()).test_client()


def _lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_well_formed_correlation_id_is_kept_and_told(http: FlaskClient, log: io.StringIO) -> None:
    answer = http.get("/problems", headers={"X-Correlation-Id": "caller.id-0001"})

    assert answer.headers["X-Correlation-Id"] == "caller.id-0001"
    assert _lines(log)[0]["correlation_id"] == "caller.id-0001"


@pytest.mark.parametrize(
    "given",
    ["", "short", "x" * 65, "with space 1", "new\x0bline123", "4111111111111111", "-12345678"],
)
def test_any_other_correlation_id_is_replaced(http: FlaskClient, given: str) -> None:
    answer = http.get("/problems", headers={"X-Correlation-Id": given})

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Correlation-Id"])


def test_a_request_leaves_one_line_with_the_pattern_and_not_the_address(
    http: FlaskClient, log: io.StringIO
) -> None:
    http.get("/v1/orders/ord_private_17?x=private")

    (line,) = _lines(log)
    assert line["event"] == "request.answered"
    assert (line["route"], line["method"]) == ("/v1/orders/<order_id>", "GET")
    assert line["status"] == 401
    assert isinstance(line["ms"], float)
    assert "private" not in log.getvalue()


def test_watching_pages_are_not_logged(http: FlaskClient, log: io.StringIO) -> None:
    http.get("/healthz")
    http.get("/readyz")
    http.get("/metrics")

    assert not log.getvalue()


def test_nothing_of_one_request_is_bound_to_the_next(http: FlaskClient, log: io.StringIO) -> None:
    http.get("/problems", headers={"X-Correlation-Id": "caller.id-0001"})
    http.get("/problems", headers={"X-Correlation-Id": "caller.id-0002"})

    assert [line["correlation_id"] for line in _lines(log)] == ["caller.id-0001", "caller.id-0002"]


def test_requests_are_measured_by_route_and_not_by_address(http: FlaskClient) -> None:
    def count(route: str, status: str, method: str = "GET") -> float:
        labels = {"route": route, "method": method, "status": status}
        return REGISTRY.get_sample_value("voicetill_http_request_seconds_count", labels) or 0

    before, odd = count("unmatched", "404"), count("unmatched", "404", "other")
    http.get("/no/such/1")
    http.get("/no/such/2")
    http.open("/no/such/3", method="BREW")

    assert count("unmatched", "404") == before + 2
    assert count("unmatched", "404", "other") == odd + 1


def test_every_answer_carries_the_security_headers(http: FlaskClient) -> None:
    for path in ("/", "/docs", "/v1/orders/x", "/nothing", "/healthz"):
        headers = http.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Strict-Transport-Security" not in headers
    assert http.get("/v1/orders/x").headers["Cache-Control"] == "no-store"


def test_behind_https_transport_security_is_asked_for(services: FakeServices) -> None:
    app = create_app(services, WebOptions(public_url="https://voice.example.com"))

    assert "max-age" in app.test_client().get("/").headers["Strict-Transport-Security"]


def test_metrics_show_requests_and_ask_for_their_token(services: FakeServices) -> None:
    http = create_app(services, WebOptions(metrics_token="s3cret")).test_client()

    assert http.get("/metrics").status_code == 401
    assert http.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 401
    page = http.get("/metrics", headers={"Authorization": "Bearer s3cret"})
    assert page.status_code == 200
    assert "voicetill_http_request_seconds_bucket" in page.get_data(as_text=True)


def test_proxies_are_believed_only_when_counted(services: FakeServices) -> None:
    seen: list[str] = []

    def look(options: WebOptions) -> str:
        app = create_app(services, options)
        app.add_url_rule("/who", "who", lambda: seen.append(_address()) or "")
        app.test_client().get("/who", headers={"X-Forwarded-For": "9.9.9.9, 8.8.8.8"})
        return seen[-1]

    def _address() -> str:
        from flask import request

        return str(request.remote_addr)

    assert look(WebOptions()) == "127.0.0.1"
    assert look(WebOptions(trusted_proxies=1)) == "8.8.8.8"
