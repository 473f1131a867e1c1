"""What is logged as an error is reported, redacted, and never holds anybody up."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import structlog

from app.ops.error_reports import Dsn, ErrorReports
from config.logging import configure_logging
from domain.calls import Deadline
from domain.errors import ConfigurationError, UnavailableError
from domain.log_fields import begin_lines

DSN = Dsn.parse("https://abc123@errors.example.com/7")


@dataclass
class Collector:
    """Takes envelopes, in memory; answers what it is told to."""

    statuses: list[int | Exception] = field(default_factory=list)
    taken: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline) -> int:
        self.taken.append((url, headers, body))
        self.arrived.release()
        answer = self.statuses.pop(0) if self.statuses else 200
        if isinstance(answer, Exception):
            raise answer
        return answer

    def events(self, count: int) -> list[dict[str, Any]]:
        """That many events, once they are here."""
        for _ in range(count):
            assert self.arrived.acquire(timeout=60)
        return [json.loads(body.split(b"\n")[2]) for _, _, body in self.taken]


@dataclass
class Time:
    """Seconds as a test sets them."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def collector() -> Collector:
    return Collector()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def reports(collector: Collector, time: Time) -> Iterator[ErrorReports]:
    made = ErrorReports(DSN, collector, environment="test", clock=time)
    before = logging.getLogger().handlers[:]
    configure_logging("json", "info", on_event=made.note)
    yield made
    made.close()
    structlog.reset_defaults()
    begin_lines()
    logging.captureWarnings(capture=False)
    logging.getLogger().handlers[:] = before


def _fail(secret: str) -> None:
    try:
        raise ValueError(f"card 4111 1111 1111 1111 of {secret}")
    except ValueError as cause:
        raise RuntimeError("the order is lost") from cause


def _log_failure() -> None:
    try:
        _fail("shopper@example.com")
    except RuntimeError as error:
        structlog.get_logger().error("request.failed", route="/v1/orders", exc_info=error)


def test_an_error_is_reported_with_its_stack(reports: ErrorReports, collector: Collector) -> None:
    begin_lines(correlation_id="c-12345678")

    _log_failure()

    (event,) = collector.events(1)
    assert event["logentry"] == {"formatted": "request.failed"}
    assert event["level"] == "error"
    assert event["tags"] == {"correlation_id": "c-12345678", "route": "/v1/orders"}
    cause, raised = event["exception"]["values"]
    assert (cause["type"], raised["type"]) == ("ValueError", "RuntimeError")
    assert raised["stacktrace"]["frames"][-1]["function"] == "_fail"


def test_nothing_of_a_card_or_a_person_is_reported(
    reports: ErrorReports, collector: Collector
) -> None:
    _log_failure()

    collector.events(1)
    body = collector.taken[0][2]
    assert b"4111 1" not in body, "four digits stand in one of a thousand event ids"
    assert b"shopper@example.com" not in body
    assert b"secret" not in body, "no local variables"


def test_an_envelope_is_what_the_protocol_says(reports: ErrorReports, collector: Collector) -> None:
    structlog.get_logger().error("worker.failed", loop="outbox")

    collector.events(1)
    ((url, headers, body),) = collector.taken
    first, second, payload, rest = body.split(b"\n")
    assert url == "https://errors.example.com/api/7/envelope/"
    assert "sentry_key=abc123" in headers["X-Sentry-Auth"]
    assert "sentry_version=7" in headers["X-Sentry-Auth"]
    assert json.loads(second) == {"type": "event", "length": len(payload)}
    assert json.loads(first)["event_id"] == json.loads(payload)["event_id"]
    assert rest == b""


def test_what_is_no_error_is_not_reported(reports: ErrorReports, collector: Collector) -> None:
    structlog.get_logger().warning("platform.failed")
    structlog.get_logger().info("request.answered")
    structlog.get_logger().error("worker.failed")

    (event,) = collector.events(1)
    assert event["logentry"]["formatted"] == "worker.failed"


def test_a_storm_is_told_by_its_beginning(
    reports: ErrorReports, collector: Collector, time: Time
) -> None:
    for number in range(70):
        structlog.get_logger().error("worker.failed")
        if number < 60:  # one after the other: what finds the queue full is left out
            assert collector.arrived.acquire(timeout=60)
    time.now = 60.0
    structlog.get_logger().error("worker.failed", loop="last")

    assert collector.arrived.acquire(timeout=60)
    assert len(collector.taken) == 61


@pytest.mark.parametrize(
    "trouble", [500, 429, UnavailableError("no answer", platform="webhook", operation="post")]
)
def test_a_collector_in_trouble_is_left_alone_for_a_minute(
    reports: ErrorReports, collector: Collector, time: Time, trouble: int | Exception
) -> None:
    collector.statuses = [trouble]

    structlog.get_logger().error("first")
    collector.events(1)
    structlog.get_logger().error("second")
    reports.close()

    (event,) = collector.events(0)
    assert event["logentry"]["formatted"] == "first"


@pytest.mark.parametrize(
    "dsn", ["https://errors.example.com/7", "https://k@errors.example.com", ""]
)
def test_a_dsn_without_key_or_project_is_refused(dsn: str) -> None:
    with pytest.raises(ConfigurationError):
        Dsn.parse(dsn)


def test_a_collector_may_live_below_a_path_and_port() -> None:
    assert (
        Dsn.parse("https://k@host.example:9000/base/3").url
        == "https://host.example:9000/base/api/3/envelope/"
    )
