"""Hours and days as people write them, there and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.errors import InvalidInputError
from domain.hours import OpeningHours
from domain.written_hours import EXAMPLE, read_days, read_week, week_text


def test_hours_are_read_by_day_and_span() -> None:
    week, sunday = read_week("mon-sat 09:00-21:00, Sun 11:00-18:00")

    assert (week.days, week.start, week.end) == (frozenset(range(1, 7)), time(9), time(21))
    assert sunday.days == {7}
    assert read_week("sat-mon 10:00-12:00")[0].days == {6, 7, 1}
    assert read_week("") == ()


@pytest.mark.parametrize("text", ["monday 09:00-21:00", "mon 9-21", "mon 09:00-25:00", "always"])
def test_what_is_no_hours_is_refused_with_how_to_write_them(text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_week(text)

    assert refused.value.field == "hours"
    assert "write" in refused.value.remedy


@pytest.mark.parametrize("text", [EXAMPLE, "mon 09:00-12:00, mon 13:00-18:00", "fri 20:00-02:00"])
def test_hours_are_written_as_they_are_read(text: str) -> None:
    assert week_text(read_week(text)) == text


def test_days_over_a_weekend_are_written_so_that_they_mean_the_same() -> None:
    text = week_text(read_week("sat-mon 10:00-12:00"))

    assert text == "mon 10:00-12:00, sat-sun 10:00-12:00"
    assert frozenset().union(*(each.days for each in read_week(text))) == {6, 7, 1}


def test_hours_may_last_until_midnight_and_all_day() -> None:
    late, always = read_week("mon 09:00-24:00, tue 00:00-24:00")

    assert (late.start, late.end) == (time(9), time(0))
    opening = OpeningHours(weekly=(late, always), zone=ZoneInfo("UTC"))
    midnight = datetime(2026, 11, 24, tzinfo=UTC)  # a Tuesday begins
    assert opening.closes_at(midnight - timedelta(hours=1)) == midnight + timedelta(days=1)


def test_days_are_exact() -> None:
    assert read_days(["2026-12-25"]) == {date(2026, 12, 25)}
    for wrong in ("12/25/2026", "20261225", "2026-02-30"):
        with pytest.raises(InvalidInputError, match="closed_on"):
            read_days([wrong])
