"""Square's unpublished rate limit: a bucket per seller that tightens when it is overrun."""

from __future__ import annotations

import time


class AdaptiveBucket:
    """About 50 requests a second; each refusal lowers the rate, calm raises it again."""

    def __init__(self, *, rate: float = 50.0, floor: float = 20.0, recovery: float = 5.0) -> None:
        """`recovery`: requests a second regained with each second; a full bucket is one second."""
        self._highest = rate
        self._floor = floor
        self._recovery = recovery
        self._rate = rate
        self._tokens = rate
        self._at = time.monotonic()

    def take(self) -> bool:
        """Whether one more request may pass."""
        now = time.monotonic()
        passed = now - self._at
        self._at = now
        self._rate = min(self._highest, self._rate + passed * self._recovery)
        self._tokens = min(self._rate, self._tokens + passed * self._rate)
        if self._tokens < 1:
            self._rate = max(self._floor, self._rate * 0.9)
            return False
        self._tokens -= 1
        return True
