"""The stand-in's clock: real time plus whatever a test has advanced it by."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime


class Clock:
    """Wall clock in UTC that can be moved forward, never back."""

    def __init__(self, *, ahead_s: float = 0.0) -> None:
        """Start `ahead_s` seconds ahead of real time."""
        self._lock = threading.Lock()
        self._ahead_s = ahead_s

    @property
    def ahead_s(self) -> float:
        """Seconds this clock is ahead of real time."""
        return self._ahead_s

    def advance(self, seconds: float) -> None:
        """Move forward. Raises: ValueError when asked to move back."""
        if seconds < 0:
            raise ValueError("a clock does not go back")
        with self._lock:
            self._ahead_s += seconds

    def timestamp(self) -> float:
        """Seconds since 1970, moved-forward time included."""
        return time.time() + self._ahead_s

    def now(self) -> datetime:
        """Aware UTC time."""
        return datetime.fromtimestamp(self.timestamp(), UTC)


def rfc3339(moment: datetime) -> str:
    """`2026-11-20T10:00:00.123Z`: milliseconds, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + (
        f"{moment.microsecond // 1000:03d}Z"
    )
