"""What docs/logging.md says of log lines is so."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from jsonschema import Draft202012Validator

from app.web import WebOptions, create_app
from config.logging import configure_logging
from domain.log_fields import begin_lines
from tests.contracts_path import PROJECT_ROOT
from tests.fakes.rest import FakeServices
from tools import log_events

SCHEMA = json.loads((PROJECT_ROOT / "docs" / "log-line.schema.json").read_bytes())


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    before = logging.getLogger().handlers[:]
    configure_logging("json", "debug", stream=stream)
    yield stream
    structlog.reset_defaults()
    begin_lines()
    logging.captureWarnings(capture=False)
    logging.getLogger().handlers[:] = before


def _raise() -> None:
    try:
        raise KeyError("a")
    except KeyError as cause:
        raise RuntimeError("the order is lost") from cause


def test_lines_fit_the_schema(log: io.StringIO) -> None:
    http = create_app(FakeServices(), WebOptions()).test_client()
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    http.get("/problems", headers={"traceparent": trace})
    http.get("/nothing")
    http.get("/healthz")
    logging.getLogger("elsewhere").warning("said by a library")
    try:
        _raise()
    except RuntimeError as error:
        structlog.get_logger().error("request.failed", exc_info=error)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]

    assert len(lines) >= 5
    for line in lines:
        faults = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(line)]
        assert faults == [], line
    assert lines[0]["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert [each["exc_type"] for each in lines[-1]["exception"]] == ["RuntimeError", "KeyError"]


def test_a_schema_that_takes_anything_would_say_nothing() -> None:
    strange = {"event": "Order placed!", "level": "loud", "at": "now"}

    assert len(list(Draft202012Validator(SCHEMA).iter_errors(strange))) == 3


def test_the_table_names_every_event_of_the_code_by_the_one_form() -> None:
    told = set(re.findall(r"^\| `([^`]+)` \|", log_events.PAGE.read_text("utf-8"), re.MULTILINE))
    logged = {each.event for each in log_events.found()}

    assert told == logged, "run: make log-events"
    for event in logged:
        assert re.fullmatch(SCHEMA["properties"]["event"]["pattern"], event), event
