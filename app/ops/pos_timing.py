"""`Server-Timing` on every answer that asked a POS: what of the wait was the platform's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adapters.meter import metered
from app.ops.headers import Headers, Start, Wsgi


@dataclass(frozen=True, slots=True)
class PosTiming:
    """WSGI middleware: meters the platform calls of each request and tells their sum.

    `pos` is the time in exchanges, `budget` the waiting for a rate budget or the next attempt, in
    milliseconds. Only calls that the request's own thread waited for count; what other threads ask
    beside them does not, so that the sum never exceeds the wait.
    """

    app: Wsgi

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer with the header, where a platform was asked."""
        with metered() as meter:

            def start(status: str, headers: Headers, *more: Any) -> Any:
                if meter.calls:
                    told = f"pos;dur={meter.spent_ms:.1f}, budget;dur={meter.waited_ms:.1f}"
                    headers = [*headers, ("Server-Timing", told)]
                return start_response(status, headers, *more)

            return self.app(environ, start)
