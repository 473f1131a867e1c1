"""Hours that recur every week, over midnight too."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from domain.catalog import WeeklyHours

BREAKFAST = WeeklyHours(days=frozenset({6, 7}), start=time(8), end=time(12, 30))
LATE = WeeklyHours(days=frozenset({5}), start=time(22), end=time(3))
ALL_DAY = WeeklyHours(days=frozenset({1}), start=time(0), end=time(0))


@pytest.mark.parametrize(
    ("hours", "local", "is_on"),
    [
        (BREAKFAST, "2026-11-21T08:00", True),  # a Saturday
        (BREAKFAST, "2026-11-21T12:30", False),
        (BREAKFAST, "2026-11-20T09:00", False),
        (LATE, "2026-11-20T23:00", True),
        (LATE, "2026-11-21T02:59", True),
        (LATE, "2026-11-21T03:00", False),
        (LATE, "2026-11-20T02:00", False),
        (ALL_DAY, "2026-11-23T00:00", True),
        (ALL_DAY, "2026-11-23T23:59", True),
        (ALL_DAY, "2026-11-24T00:00", False),
    ],
)
def test_hours_begin_on_their_days_and_may_end_on_the_next(
    hours: WeeklyHours, local: str, is_on: bool
) -> None:
    assert hours.covers(datetime.fromisoformat(local)) is is_on
