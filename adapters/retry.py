"""When a failed attempt is repeated, and after which pause."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from domain.calls import Deadline
from domain.errors import RateLimitedError, RetryableError


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Exponential backoff with full jitter, within the deadline.

    Full jitter (a pause anywhere between nothing and the bound) spreads callers that failed
    together best: "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
    """

    attempts: int = 4
    throttled_attempts: int = 10
    """A throttled attempt was not executed and costs nothing but the wait."""
    base_s: float = 0.1
    cap_s: float = 5.0

    def pause(
        self,
        error: RetryableError,
        *,
        attempt: int,
        deadline: Deadline,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> float | None:
        """Seconds to wait before the next attempt, or None to give up; `attempt` counts from 1."""
        is_throttle = isinstance(error, RateLimitedError)
        if attempt >= (self.throttled_attempts if is_throttle else self.attempts):
            return None
        pause = uniform(0.0, min(self.cap_s, self.base_s * 2.0 ** (attempt - 1)))
        if isinstance(error, RateLimitedError) and error.retry_after is not None:
            pause += error.retry_after
        return pause if pause < deadline.remaining() else None
