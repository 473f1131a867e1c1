"""When a Clover merchant is open."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from domain.catalog import WeeklyHours
from mapping.platforms.clover_words import opening_hours


def _week(**days: list[dict[str, Any]]) -> dict[str, Any]:
    names = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    return {name: {"elements": days.get(name, [])} for name in names}


def test_days_of_equal_hours_are_read_together_and_a_day_may_have_a_break() -> None:
    early, late = {"start": 900, "end": 1230}, {"start": 1330, "end": 1930}
    sets = {"elements": [_week(monday=[early, late], tuesday=[early, late], sunday=[late])]}

    assert opening_hours(sets) == (
        WeeklyHours(days=frozenset({1, 2}), start=time(9), end=time(12, 30)),
        WeeklyHours(days=frozenset({1, 2, 7}), start=time(13, 30), end=time(19, 30)),
    )


def test_a_whole_day_and_a_night_past_midnight_are_told_as_they_are() -> None:
    sets = {"elements": [_week(friday=[{"start": 0, "end": 2400}, {"start": 1800, "end": 30}])]}

    assert opening_hours(sets) == (
        WeeklyHours(days=frozenset({5}), start=time(0), end=time(0)),
        WeeklyHours(days=frozenset({5}), start=time(18), end=time(0, 30)),
    )


@pytest.mark.parametrize(
    "sets",
    [
        None,
        {},
        {"elements": []},
        {"elements": [_week()]},
        {"elements": [{"sunday": {"href": "https://x.example/"}}]},
        {"elements": [_week(monday=[{"start": 9000, "end": 1700}])]},
        {"elements": [_week(monday=[{"start": 975, "end": 1700}])]},
        {"elements": [_week(monday=[{"start": 2459, "end": 1700}])]},
        {"elements": [_week(monday=[{"start": None, "end": 1700}])]},
        {"elements": [_week(monday=[{"start": -900, "end": 1700}])]},
    ],
)
def test_hours_that_cannot_be_read_are_unknown_hours(sets: Any) -> None:
    assert opening_hours(sets) == ()
