"""Where the work in hand stands in a trace that spans several systems (W3C Trace Context, level 1,
recommendation of 2021-11-23)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

_FORM: Final = re.compile(r"(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_NO_TRACE, _NO_SPAN = "0" * 32, "0" * 16
_SAMPLED: Final = 1


@dataclass(frozen=True, slots=True)
class TraceContext:
    """One span of a trace, by its ids in lower-case hexadecimal."""

    trace_id: str
    span_id: str
    is_sampled: bool = True

    @property
    def header(self) -> str:
        """The value of `traceparent`."""
        return f"00-{self.trace_id}-{self.span_id}-{int(self.is_sampled):02x}"


def trace_of(header: str) -> TraceContext | None:
    """What a `traceparent` says; None where it is ill-formed, which is ignored as the
    recommendation demands (3.2.2). Of later versions what this one knows is read."""
    found = _FORM.fullmatch(header)
    if found is None or (found[1] == "00" and found[5]):
        return None
    if found[2] == _NO_TRACE or found[3] == _NO_SPAN:
        return None
    return TraceContext(found[2], found[3], bool(int(found[4], 16) & _SAMPLED))


_current: ContextVar[TraceContext | None] = ContextVar("trace", default=None)


@contextmanager
def within_trace(trace: TraceContext | None) -> Iterator[None]:
    """The work in hand belongs to the trace."""
    token = _current.set(trace)
    try:
        yield
    finally:
        _current.reset(token)


def current_trace() -> TraceContext | None:
    """Where the work in hand stands; None: in no trace."""
    return _current.get()
