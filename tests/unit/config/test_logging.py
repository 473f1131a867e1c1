"""Log lines are structured, carry what is bound, and hold no secret whoever wrote them."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog

from config.logging import configure_logging, info
from domain.log_fields import add_to_lines, begin_lines

CANARIES = [
    "4111 1111 1111 1111",
    "5555-5555-5555-4444",
    "+1 (415) 555-0134",
    "shopper@example.com",
    "Bearer abcdefghijklmnop",
    "vt_live_abcd_0123456789abcdef",
    "shpat_0123456789abcdef0123",
]


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    before = logging.getLogger().handlers[:]
    configure_logging("json", "info", stream=stream)
    yield stream
    structlog.reset_defaults()
    begin_lines()
    logging.captureWarnings(capture=False)
    logging.getLogger().handlers[:] = before


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_json_line_with_what_is_bound(output: io.StringIO) -> None:
    begin_lines(correlation_id="c-1")
    structlog.get_logger().info("order.placed", total=1299)

    (line,) = lines(output)
    assert line["event"] == "order.placed"
    assert line["correlation_id"] == "c-1"
    assert line["total"] == 1299
    assert str(line["at"]).endswith("Z")


@pytest.mark.parametrize("given", ["4155550134", "shopper@example.com", "4111-1111-1111-1111"])
def test_a_correlation_id_of_others_is_looked_through(output: io.StringIO, given: str) -> None:
    begin_lines(correlation_id=given)
    structlog.get_logger().info("request.answered", route="/x", status=200)
    begin_lines(correlation_id="0b0f5101b7e7216d3c8e77d42a6038a6")
    structlog.get_logger().info("request.answered", route="/x", status=200)

    first, second = lines(output)
    assert given not in str(first)
    assert second["correlation_id"] == "0b0f5101b7e7216d3c8e77d42a6038a6"


def test_the_quick_line_of_a_request_says_what_the_usual_one_says(output: io.StringIO) -> None:
    said = {"route": "/x", "method": "POST", "status": 200, "ms": 1.25}
    for given in ("0b0f5101b7e7216d3c8e77d42a6038a6", "shop-42-request"):
        begin_lines(correlation_id=given, channel="alexa")
        structlog.get_logger().info("request.answered", **said)

    quick, usual = lines(output)
    assert quick.keys() == usual.keys()
    assert {**quick, "at": "", "correlation_id": ""} == {**usual, "at": "", "correlation_id": ""}
    assert all(str(each["at"]).endswith("Z") for each in (quick, usual))


@pytest.mark.parametrize("correlation_id", ["0b0f5101b7e7216d3c8e77d42a6038a6", "4155550134"])
def test_a_request_s_line_is_the_same_past_structlog(
    output: io.StringIO, correlation_id: str
) -> None:
    said = {"route": "/x", "method": "POST", "status": 200, "ms": 1.25}
    begin_lines(correlation_id=correlation_id, channel="alexa")
    structlog.get_logger().info("request.answered", **said)
    info("request.answered", **said)

    usual, quick = lines(output)
    assert list(quick) == list(usual)
    assert {**quick, "at": ""} == {**usual, "at": ""}


def test_whoever_captures_lines_captures_a_request_s(output: io.StringIO) -> None:
    with structlog.testing.capture_logs() as captured:
        info("request.answered", route="/x", status=200)

    assert [line["event"] for line in captured] == ["request.answered"]
    assert output.getvalue() == ""


def test_a_request_s_line_follows_structlog_where_others_have_configured_it(
    output: io.StringIO,
) -> None:
    structlog.configure(processors=[*structlog.get_config()["processors"]])
    with structlog.testing.capture_logs() as captured:
        info("request.answered", route="/x", status=200)

    assert [line["event"] for line in captured] == ["request.answered"]


def test_a_request_s_line_is_not_written_where_only_warnings_are() -> None:
    stream = io.StringIO()
    configure_logging(log_format="json", level="warning", stream=stream)
    info("request.answered", route="/x", status=200)

    assert stream.getvalue() == ""


@pytest.mark.parametrize("canary", CANARIES)
def test_what_else_is_said_of_a_request_is_looked_through(output: io.StringIO, canary: str) -> None:
    begin_lines(correlation_id="0b0f5101b7e7216d3c8e77d42a6038a6")
    structlog.get_logger().info("request.answered", route="/x", note=f"from {canary}")

    assert canary not in output.getvalue()


def test_a_request_bears_nothing_of_the_one_before_it(output: io.StringIO) -> None:
    begin_lines(correlation_id="c-1")
    add_to_lines(channel="alexa")
    begin_lines(correlation_id="c-2")
    structlog.get_logger().info("order.placed")

    (line,) = lines(output)
    assert (line["correlation_id"], "channel" in line) == ("c-2", False)


def test_lines_below_the_level_are_not_written(output: io.StringIO) -> None:
    structlog.get_logger().debug("order.looked_at")

    assert not output.getvalue()


def test_standard_logging_comes_out_the_same_way(output: io.StringIO) -> None:
    logging.getLogger("vendor.sdk").warning("odd %s", "thing")

    (line,) = lines(output)
    assert (line["event"], line["logger"], line["message"]) == (
        "log.emitted",
        "vendor.sdk",
        "odd thing",
    )


@pytest.mark.parametrize("canary", CANARIES)
def test_no_canary_survives_in_any_place_of_a_line(output: io.StringIO, canary: str) -> None:
    try:
        local = f"the local {canary}"
        raise ValueError(f"cannot use {canary}")
    except ValueError:
        structlog.get_logger().exception(
            f"event {canary}", detail=canary, nested={"list": [canary], canary: 1}, n=len(local)
        )
    logging.getLogger("x").error("said %s", canary)

    assert canary not in output.getvalue()
    digits = re.sub(r"\D", "", canary)
    if len(digits) > 10:
        assert digits not in re.sub(r"[ \-().]", "", output.getvalue())
    assert len(lines(output)) == 2


def test_values_under_sensitive_names_are_hidden(output: io.StringIO) -> None:
    structlog.get_logger().info(
        "platform.called", access_token="abc", headers={"Authorization": "xyz", "Accept": "a/b"}
    )

    (line,) = lines(output)
    assert line["access_token"] == "***"
    assert line["headers"] == {"Authorization": "***", "Accept": "a/b"}


def test_a_card_number_as_a_number_is_removed(output: io.StringIO) -> None:
    structlog.get_logger().info("x.happened", amount=4111111111111111, share=4111111111111111.0)

    assert "4111111111111111" not in output.getvalue()


def test_tracebacks_hold_no_local_variables(output: io.StringIO) -> None:
    def fail() -> None:
        basket = "a very private basket"
        raise RuntimeError(f"length {len(basket)}")

    with pytest.raises(RuntimeError):
        fail()
    try:
        fail()
    except RuntimeError:
        structlog.get_logger().exception("job.failed")

    assert "a very private basket" not in output.getvalue()
    assert "RuntimeError" in output.getvalue()


def test_the_console_form_is_redacted_too() -> None:
    stream = io.StringIO()
    before = logging.getLogger().handlers[:]
    configure_logging("console", "info", stream=stream)
    structlog.get_logger().info("x.happened", note="4111111111111111")
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    logging.getLogger().handlers[:] = before

    assert "x.happened" in stream.getvalue()
    assert "4111111111111111" not in stream.getvalue()
