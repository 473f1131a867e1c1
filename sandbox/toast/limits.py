"""Toast's published limits: per client and restaurant, per endpoint for menus and bulk orders.

Source: doc.toasttab.com/doc/devguide/apiRateLimiting.html: 20 requests/s and 10,000 in 15 minutes
for all APIs together, `GET /menus` 1/s, `GET /ordersBulk` 5/s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from sandbox.kit.clock import Clock

_WINDOWS = ((1.0, 20), (900.0, 10_000))
_ENDPOINTS = {"GET /menus/v2/menus": 1, "GET /orders/v2/ordersBulk": 5}


class Limits:
    """Sliding windows of what was let through."""

    def __init__(self, clock: Clock) -> None:
        """Nothing has been asked yet."""
        self._clock = clock
        self._all: deque[float] = deque()
        self._by_endpoint: dict[str, deque[float]] = {name: deque() for name in _ENDPOINTS}

    def take(self, operation: str) -> tuple[bool, Mapping[str, str]]:
        """Whether the call may pass, and the headers that tell how near the limit is."""
        now = self._clock.timestamp()
        while self._all and now - self._all[0] >= _WINDOWS[-1][0]:
            self._all.popleft()
        by, remaining, reset = "GLOBAL", _WINDOWS[-1][1] - len(self._all), now + 900
        recent = sum(1 for at in reversed(self._all) if now - at < 1.0)
        if _WINDOWS[0][1] - recent < remaining:
            remaining, reset = _WINDOWS[0][1] - recent, now + 1
        own = self._by_endpoint.get(operation)
        if own is not None:
            while own and now - own[0] >= 1.0:
                own.popleft()
            if _ENDPOINTS[operation] - len(own) < remaining:
                by, remaining, reset = "ENDPOINT", _ENDPOINTS[operation] - len(own), now + 1
        may = remaining > 0
        if may:
            self._all.append(now)
            if own is not None:
                own.append(now)
        headers = {
            "X-Toast-RateLimit-By": by,
            "X-Toast-RateLimit-Remaining": str(max(0, remaining - may)),
            "X-Toast-RateLimit-Reset": str(int(reset)),
        }
        return may, headers if may else {**headers, "Retry-After": "1"}
