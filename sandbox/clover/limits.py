"""Clover's limits: requests per second and in flight, per token and per app.

Source: docs.clover.com/dev/docs/api-usage-rate-limits (read 2026-11-20): 16 a second and 5 at once
per token, 50 a second and 10 at once per app. Calling early lengthens the wait.
"""

from __future__ import annotations

import threading
import time
from collections import deque

from sandbox.clover.errors import CloverError

TOKEN_PER_S = 16
APP_PER_S = 50
TOKEN_AT_ONCE = 5
APP_AT_ONCE = 10
_WINDOW_S = 1.0


class LimitError(CloverError):
    """429 with the header of the limit that was hit."""

    def __init__(self, header: str, limit: int, retry_after: int | None = None) -> None:
        """`header`: the last part of `X-RateLimit-…`."""
        super().__init__(429, "429 Too Many Requests", retry_after=retry_after)
        self.headers = {f"X-RateLimit-{header}": str(limit)}
        if retry_after is not None:
            self.headers["retry-after"] = str(retry_after)


class Window:
    """At most so many requests in any second."""

    def __init__(self, limit: int) -> None:
        """Start empty."""
        self._limit = limit
        self._times: deque[float] = deque()

    def take(self) -> bool:
        """Whether one more may pass now."""
        now = time.monotonic()
        while self._times and now - self._times[0] >= _WINDOW_S:
            self._times.popleft()
        if len(self._times) >= self._limit:
            return False
        self._times.append(now)
        return True


class Limits:
    """All four limits; safe to use from several threads."""

    def __init__(self) -> None:
        """Nothing taken yet."""
        self._lock = threading.Lock()
        self._app = Window(APP_PER_S)
        self._tokens: dict[str, Window] = {}
        self._busy: dict[str, int] = {}
        self.most_at_once = 0

    def enter(self, token: str) -> None:
        """Begin a request. Raises: LimitError, and then nothing has begun."""
        with self._lock:
            window = self._tokens.setdefault(token, Window(TOKEN_PER_S))
            busy = self._busy.get(token, 0)
            if busy >= TOKEN_AT_ONCE:
                raise LimitError("tokenConcurrentLimit", TOKEN_AT_ONCE, retry_after=1)
            if sum(self._busy.values()) >= APP_AT_ONCE:
                raise LimitError("crossTokenConcurrentLimit", APP_AT_ONCE, retry_after=1)
            if not window.take():
                raise LimitError("tokenLimit", TOKEN_PER_S)
            if not self._app.take():
                raise LimitError("crossTokenLimit", APP_PER_S)
            self._busy[token] = busy + 1
            self.most_at_once = max(self.most_at_once, busy + 1)

    def leave(self, token: str) -> None:
        """End a request that had begun."""
        with self._lock:
            self._busy[token] -= 1
