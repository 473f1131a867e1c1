"""`traceparent` as the W3C recommendation writes it."""

from __future__ import annotations

import pytest

from domain.calls import Call
from domain.tracing import TraceContext, current_trace, trace_of, within_trace

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.mark.parametrize(
    ("header", "sampled"),
    [
        (f"00-{TRACE}-{SPAN}-01", True),
        (f"00-{TRACE}-{SPAN}-00", False),
        (f"00-{TRACE}-{SPAN}-03", True),
        (f"cc-{TRACE}-{SPAN}-01", True),
        (f"cc-{TRACE}-{SPAN}-01-what-the-future-brings", True),
    ],
)
def test_a_trace_is_read(header: str, sampled: bool) -> None:
    assert trace_of(header) == TraceContext(TRACE, SPAN, sampled)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "00",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE}-{SPAN}-0x",
        f"00-{TRACE}-{SPAN}-01\r\nX-Evil: 1",
        f" 00-{TRACE}-{SPAN}-01",
    ],
)
def test_what_is_ill_formed_is_no_trace(header: str) -> None:
    assert trace_of(header) is None


def test_writing_is_the_inverse_of_reading() -> None:
    header = f"00-{TRACE}-{SPAN}-01"

    found = trace_of(header)

    assert found is not None
    assert found.header == header


def test_a_call_belongs_to_the_trace_of_the_work_that_makes_it() -> None:
    trace = TraceContext(TRACE, SPAN)

    with within_trace(trace):
        call = Call.within(60)

    assert call.trace == trace
    assert call.sooner(0.5).trace == trace
    assert current_trace() is None
    assert Call.within(60).trace is None
