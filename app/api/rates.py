"""How many requests an API key may make: counted here, told in headers.

Counted by the generic cell rate algorithm: one number per key, the moment at which the key would be
as if it had never been used. A burst of a whole minute's requests is fine; after it they are let
through as evenly as the limit says. Each process counts for itself, with its share of the limit,
so a count costs no round trip; requests that fall unevenly on processes are refused a little early.

Headers as in draft-ietf-httpapi-ratelimit-headers-10 (read 2026-11-21): `RateLimit-Policy` is what
holds, `RateLimit` what is left (`r`) and in how many seconds the whole quota is (`t`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import Final, NamedTuple

WINDOW_S: Final = 60.0
_NAME: Final = "minute"


class Allowance(NamedTuple):
    """What a key may still do."""

    policy: str
    """The value of `RateLimit-Policy`."""
    left: int
    whole_in_s: int
    """Seconds until the whole quota is there again, if nothing is asked meanwhile."""
    wait_s: int
    """Zero: let through. Else refused, and to be tried again after so many seconds."""

    @property
    def state(self) -> str:
        """The value of `RateLimit`."""
        return f'"{_NAME}";r={self.left};t={self.whole_in_s}'


class Rates:
    """Counts requests by key; thread-safe."""

    def __init__(
        self,
        per_minute: int,
        *,
        processes: int = 1,
        timer: Callable[[], float] = monotonic,
    ) -> None:
        """`per_minute` holds for keys without a limit of their own, over all `processes`."""
        self._per_minute = per_minute
        self._processes = processes
        self._timer = timer
        self._empty_at: dict[str, float] = {}
        self._policies: dict[int, str] = {}
        self._lock = threading.Lock()

    def take(self, key_id: str, per_minute: int | None = None) -> Allowance:
        """Count one request of a key, unless it is one too many."""
        limit = per_minute or self._per_minute
        share = max(1, limit // self._processes)
        gap = WINDOW_S / share
        now = self._timer()
        with self._lock:
            ahead = max(self._empty_at.get(key_id, now) - now, 0.0) + gap
            allowed = ahead <= WINDOW_S + 1e-9
            if allowed:
                self._empty_at[key_id] = now + ahead
        used = ahead if allowed else ahead - gap
        return Allowance(
            self._policies.get(limit) or self._policy(limit),
            int((WINDOW_S - used) / gap + 1e-9) if allowed else 0,
            ceil(used),
            0 if allowed else max(1, ceil(ahead - WINDOW_S)),
        )

    def _policy(self, limit: int) -> str:
        told = f'"{_NAME}";q={limit};w={WINDOW_S:.0f}'
        self._policies[limit] = told
        return told
