"""Rhythms: the words people write, and the moments they mean in the merchant's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInputError
from sync.rhythm import Every, parse

NEW_YORK = "America/New_York"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def moments(rule: str, begin: datetime, zone: str = NEW_YORK, times: int = 3) -> list[str]:
    """The next few moments of a rule."""
    rhythm, moment, found = parse(rule), begin, []
    for _ in range(times):
        moment = rhythm.after(moment, zone, "con_a")
        assert moment is not None
        found.append(f"{moment:%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("daily 02:30", ["11-21 07:30", "11-22 07:30", "11-23 07:30"]),
        ("  daily   02:30 ", ["11-21 07:30", "11-22 07:30", "11-23 07:30"]),
        ("cron 0 9 * * mon", ["11-23 14:00", "11-30 14:00", "12-07 14:00"]),
    ],
)
def test_times_of_day_are_the_merchants(rule: str, told: list[str]) -> None:
    assert moments(rule, NOON) == told


def test_a_time_that_the_clock_change_skips_comes_an_hour_later() -> None:
    spring = datetime(2027, 3, 14, 5, 0, tzinfo=UTC)

    assert moments("daily 02:30", spring, times=2) == ["03-14 07:30", "03-15 06:30"]


def test_a_day_that_has_an_hour_more_has_its_night_run_once() -> None:
    autumn = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)

    assert moments("daily 02:30", autumn, times=2) == ["11-01 07:30", "11-02 07:30"]


@pytest.mark.parametrize("late", [0, 1, 999_999])
def test_a_moment_is_not_met_twice_nor_missed_by_a_fraction(late: int) -> None:
    just_before = datetime(2026, 11, 21, 7, 29, 59, late, tzinfo=UTC)
    at_it = datetime(2026, 11, 21, 7, 30, 0, late, tzinfo=UTC)

    assert moments("daily 02:30", just_before, times=1) == ["11-21 07:30"]
    assert moments("daily 02:30", at_it, times=1) == ["11-22 07:30"]


def test_nights_are_spread_between_one_and_five_and_stay_the_same() -> None:
    nightly = parse("nightly")
    first = [nightly.after(NOON, NEW_YORK, f"con_{n}") for n in range(200)]
    again = [nightly.after(NOON, NEW_YORK, f"con_{n}") for n in range(200)]
    hours = {moment.hour - 5 for moment in first if moment is not None}

    assert first == again
    assert hours == {1, 2, 3, 4}
    assert len(set(first)) > 100


def test_many_connections_have_their_hours_at_different_minutes() -> None:
    hourly = parse("every 1h")
    begins = [hourly.after(NOON, "UTC", f"con_{n}") for n in range(100)]

    assert all(moment and NOON < moment <= NOON + timedelta(hours=1) for moment in begins)
    assert len({moment.minute for moment in begins if moment}) > 40


@given(
    st.timedeltas(min_value=timedelta(seconds=5), max_value=timedelta(days=31)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=5000)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)),
    st.text(),
)
def test_a_beat_is_kept_also_after_a_pause_in_which_many_were_missed(
    interval: timedelta, from_noon: timedelta, pause: timedelta, whose: str
) -> None:
    every, moment = Every(interval), NOON + from_noon
    first = every.after(moment, "UTC", whose)

    later = every.after(first + pause, "UTC", whose)

    assert moment < first <= moment + interval
    assert first + pause < later <= first + pause + interval
    assert (later - first) % interval == timedelta(0)


def test_never_has_no_moment() -> None:
    assert parse("never").after(NOON, NEW_YORK, "con_a") is None


def test_a_zone_nobody_knows_is_utc() -> None:
    assert moments("daily 02:30", NOON, zone="Mars/Olympus", times=1) == ["11-21 02:30"]


@pytest.mark.parametrize(
    "text",
    ["", "hourly", "every", "every 4s", "every 32d", "daily 24:00", "daily 2:30", "cron", "cron x",
     "cron * * * * * *", "every 1.5h", "every -5m", "cron 61 * * * *"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_may_be_written(text: str) -> None:
    with pytest.raises(InvalidInputError, match="schedule"):
        parse(text)


def test_the_shortest_and_the_longest_are_taken() -> None:
    assert parse("every 5s") == Every(timedelta(seconds=5))
    assert parse("every 31d") == Every(timedelta(days=31))
