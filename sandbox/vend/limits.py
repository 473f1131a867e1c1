"""The rate limit: 300 requests for each register and 50 more, in a window of five minutes.

Source: x-series-api.lightspeedhq.com/docs/rate_limiting; `Retry-After` is an HTTP date.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from sandbox.kit.clock import Clock
from sandbox.kit.web import Answer, json_answer

WINDOW_S = 300


class Window:
    """Counts the requests of the current window."""

    def __init__(self, clock: Clock, registers: int) -> None:
        """The more registers, the more requests."""
        self._clock = clock
        self.limit = 300 * registers + 50
        self._window = 0
        self._used = 0

    def take(self) -> bool:
        """Whether one more request may pass."""
        window = int(self._clock.timestamp()) // WINDOW_S
        if window != self._window:
            self._window, self._used = window, 0
        if self._used >= self.limit:
            return False
        self._used += 1
        return True

    def headers(self) -> dict[str, str]:
        """What every answer tells."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - self._used)),
            "Date": format_datetime(self._clock.now(), usegmt=True),
        }

    def refusal(self, *, wait_s: float | None = None) -> Answer:
        """429 with the moment from which requests pass again."""
        now = self._clock.timestamp()
        until = now + wait_s if wait_s is not None else (int(now) // WINDOW_S + 1) * WINDOW_S
        moment = datetime.fromtimestamp(until, UTC)
        headers = {
            **self.headers(),
            "X-RateLimit-Remaining": "0",
            "Retry-After": format_datetime(moment, usegmt=True),
        }
        body = {"error": "Too Many Requests", "message": "Rate limit exceeded."}
        return json_answer(body, status=429, headers=headers)
