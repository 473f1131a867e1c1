"""When a Toast restaurant is open."""

from __future__ import annotations

from datetime import time

from domain.catalog import WeeklyHours
from mapping.platforms.toast_words import opening_hours


def test_days_of_one_kind_are_read_together() -> None:
    schedules = {
        "daySchedules": {
            "1": {"openTime": "06:00:00.000", "closeTime": "22:30:00.000"},
            "2": {"openTime": "17:00:00.000", "closeTime": "02:00:00.000"},
            "3": {"openTime": None, "closeTime": None},
        },
        "weekSchedule": {
            "monday": "1",
            "tuesday": "1",
            "friday": "2",
            "saturday": "3",
            "sunday": None,
        },
    }

    assert opening_hours(schedules) == (
        WeeklyHours(days=frozenset({1, 2}), start=time(6), end=time(22, 30)),
        WeeklyHours(days=frozenset({5}), start=time(17), end=time(2)),
    )
    assert opening_hours({}) == ()
