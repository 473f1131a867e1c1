"""What is to happen at a certain time: reservations that end, jobs that finish."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable

Due = Callable[[], None]


class Timers:
    """Actions by time; run them with `run_due`. Not saved: rows say what is pending."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Use `clock` for the present time."""
        self._clock = clock
        self._heap: list[tuple[float, int, Due]] = []
        self._order = itertools.count()

    def at(self, timestamp: float, action: Due) -> None:
        """Do `action` at `timestamp` or soon after."""
        heapq.heappush(self._heap, (timestamp, next(self._order), action))

    def run_due(self) -> None:
        """Do everything whose time has come."""
        now = self._clock()
        while self._heap and self._heap[0][0] <= now:
            heapq.heappop(self._heap)[2]()

    def clear(self) -> None:
        """Forget everything."""
        self._heap.clear()
