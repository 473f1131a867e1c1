"""A clock that stands still until told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Starts on a fixed day; `advance` moves it."""

    def __init__(self, now: datetime = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._now

    def advance(self, **units: float) -> None:
        """Move by `timedelta(**units)`."""
        self._now += timedelta(**units)
