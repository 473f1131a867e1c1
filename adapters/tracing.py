"""What the transport tells of calls to those who trace them."""

from __future__ import annotations

from typing import Protocol

from adapters.call_record import CallSeen
from domain.calls import Call
from domain.ids import ConnectionId


class CallSpan(Protocol):
    """One call, from its first attempt to its end."""

    @property
    def header(self) -> str:
        """The `traceparent` that the platform gets."""
        ...

    def end(self, seen: CallSeen) -> None:
        """The call has ended so."""
        ...


class CallSpans(Protocol):
    """Begins spans; a call's own `trace` says below which."""

    def begin_call(
        self, platform: str, operation: str, connection_id: ConnectionId, call: Call
    ) -> CallSpan:
        """The span of a call that begins now."""
        ...
