"""What travels with every call to a platform: deadline, lane, correlation id and trace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from time import monotonic
from typing import Protocol

from domain.tracing import TraceContext, current_trace


class Clock(Protocol):
    """Where time comes from, so that tests can set it."""

    def now(self) -> datetime:
        """The current moment, aware UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current moment, aware UTC."""
        return datetime.now(UTC)


class Lane(IntEnum):
    """Who waits first when a merchant's rate budget is short."""

    LIVE = 0
    """A shopper is on the line."""
    REFETCH = 1
    """A webhook hinted at a change."""
    BACKFILL = 2
    """Full and nightly runs."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock after which an answer is worthless."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline that many seconds from now."""
        return cls(monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds left; negative when it has passed."""
        return self.at - monotonic()

    @property
    def is_past(self) -> bool:
        """Whether no time is left."""
        return self.remaining() <= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The context of one piece of work; every platform call below it obeys it."""

    deadline: Deadline
    lane: Lane = Lane.LIVE
    correlation_id: str = "-"
    trace: TraceContext | None = None
    """Where the work that asks stands in a trace; None: in none."""

    @classmethod
    def within(cls, seconds: float, *, lane: Lane = Lane.LIVE, correlation_id: str = "-") -> Call:
        """A call to be answered within that many seconds, in the trace of the work in hand."""
        return cls(
            deadline=Deadline.after(seconds),
            lane=lane,
            correlation_id=correlation_id,
            trace=current_trace(),
        )

    def sooner(self, seconds: float) -> Call:
        """The same call with a deadline of at most that many seconds from now."""
        capped = Deadline.after(seconds)
        return replace(self, deadline=min(self.deadline, capped, key=lambda d: d.at))
