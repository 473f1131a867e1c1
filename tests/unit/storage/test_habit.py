"""A connection's habit of telling: how long a silence is none of its usual ones."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.webhook_watches import Habit

GAPS = st.lists(
    st.timedeltas(min_value=timedelta(milliseconds=1), max_value=timedelta(days=30)), min_size=1
)


def habit_of(*gaps: timedelta) -> Habit:
    habit = Habit.from_first(gaps[0])
    for gap in gaps[1:]:
        habit = habit.after(gap)
    return habit


@given(GAPS)
def test_patience_stays_between_ten_minutes_and_six_hours(gaps: list[timedelta]) -> None:
    assert timedelta(minutes=10) <= habit_of(*gaps).patience <= timedelta(hours=6)


@given(st.timedeltas(min_value=timedelta(minutes=10), max_value=timedelta(hours=5)))
def test_a_connection_that_tells_like_a_clock_is_missed_soon_after_its_time(
    gap: timedelta,
) -> None:
    patience = habit_of(*[gap] * 60).patience

    assert gap <= patience <= gap * 1.1


def test_a_busy_shop_is_missed_after_minutes_and_a_quiet_one_after_hours() -> None:
    busy = habit_of(*[timedelta(seconds=s) for s in (40, 90, 30, 200, 60, 45, 120) * 5])
    quiet = habit_of(*[timedelta(minutes=m) for m in (50, 80, 65, 120, 30) * 5])

    assert busy.patience == timedelta(minutes=10)
    assert timedelta(hours=1) < quiet.patience < timedelta(hours=6)
