"""When something comes again: month ends, weeks, nights when clocks change."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InvalidInputError
from domain.recurrence import Cadence, Recurrence, Unit

NEW_YORK = ZoneInfo("America/New_York")
LONGEST = {Unit.DAY: 365, Unit.WEEK: 52, Unit.MONTH: 24}

cadences = st.sampled_from(Unit).flatmap(
    lambda unit: st.builds(Cadence, every=st.integers(1, LONGEST[unit]), unit=st.just(unit))
)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
zones = st.sampled_from(
    [
        "America/New_York",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/St_Johns",
        "Pacific/Apia",
        "UTC",
    ]
).map(ZoneInfo)
recurrences = st.builds(
    Recurrence,
    cadence=cadences,
    anchor=days,
    at=st.times().map(lambda t: t.replace(fold=0)),
    zone=zones,
)


def monthly(anchor: date, *, every: int = 1, at: time = time(9)) -> Recurrence:
    cadence = Cadence(every=every, unit=Unit.MONTH)
    return Recurrence(cadence=cadence, anchor=anchor, at=at, zone=NEW_YORK)


def daily(anchor: date, at: time) -> Recurrence:
    cadence = Cadence(every=1, unit=Unit.DAY)
    return Recurrence(cadence=cadence, anchor=anchor, at=at, zone=NEW_YORK)


@pytest.mark.parametrize(
    ("year", "february"), [(2026, date(2026, 2, 28)), (2028, date(2028, 2, 29))]
)
def test_what_began_on_the_31st_comes_on_the_last_day_and_on_the_31st_again(
    year: int, february: date
) -> None:
    each = monthly(date(year, 1, 31))

    assert [each.day(n) for n in range(4)] == [
        date(year, 1, 31),
        february,
        date(year, 3, 31),
        date(year, 4, 30),
    ]


def test_a_leap_day_comes_every_fourth_year_and_on_the_28th_between() -> None:
    yearly = monthly(date(2024, 2, 29), every=12)

    assert [yearly.day(n).day for n in range(5)] == [29, 28, 28, 28, 29]


def test_nine_by_the_shops_clock_stays_nine_when_clocks_change() -> None:
    each = daily(date(2026, 3, 7), time(9))

    moments = each.upcoming(datetime(2026, 3, 7, tzinfo=UTC), 3)

    assert [moment.hour for moment in moments] == [14, 13, 13]
    assert {moment.astimezone(NEW_YORK).hour for moment in moments} == {9}


def test_a_time_the_clocks_skip_comes_as_much_later_and_only_that_day() -> None:
    each = daily(date(2026, 3, 7), time(2, 30))

    local = [
        moment.astimezone(NEW_YORK).strftime("%d %H:%M")
        for moment in each.upcoming(datetime(2026, 3, 7, tzinfo=UTC), 3)
    ]

    assert local == ["07 02:30", "08 03:30", "09 02:30"]


def test_a_time_that_comes_twice_is_taken_once_the_first_time() -> None:
    each = daily(date(2026, 10, 31), time(1, 30))

    moments = each.upcoming(datetime(2026, 10, 31, tzinfo=UTC), 3)

    assert [moment.strftime("%d %H:%M") for moment in moments] == [
        "31 05:30",
        "01 05:30",
        "02 06:30",
    ]


def test_a_day_that_a_country_left_out_is_no_reason_to_stop() -> None:
    apia = Recurrence(
        cadence=Cadence(every=1, unit=Unit.DAY),
        anchor=date(2011, 12, 29),
        at=time(9),
        zone=ZoneInfo("Pacific/Apia"),
    )

    moments = apia.upcoming(datetime(2011, 12, 29, tzinfo=UTC), 3)

    assert list(moments) == sorted(moments)


@pytest.mark.parametrize(
    ("every", "unit"), [(0, Unit.DAY), (366, Unit.DAY), (53, Unit.WEEK), (25, Unit.MONTH)]
)
def test_a_cadence_has_bounds(every: int, unit: Unit) -> None:
    with pytest.raises(InvalidInputError):
        Cadence(every=every, unit=unit)


@given(recurrences, days)
@settings(max_examples=200)
def test_the_next_day_is_the_first_of_its_days_behind(each: Recurrence, after: date) -> None:
    found = each.next_day(after)
    index = next(n for n in range(12_000) if each.day(n) == found)

    assert found > after
    assert index == 0 or each.day(index - 1) <= after


@given(recurrences, st.integers(0, 200))
def test_a_month_keeps_its_day_or_ends_with_it(each: Recurrence, index: int) -> None:
    day = each.day(index)

    if each.cadence.unit is Unit.MONTH:
        assert day.day == min(each.anchor.day, monthrange(day.year, day.month)[1])
        gone = (day.year - each.anchor.year) * 12 + day.month - each.anchor.month
        assert gone == index * each.cadence.every
    else:
        length = each.cadence.every * (7 if each.cadence.unit is Unit.WEEK else 1)
        assert day - each.anchor == timedelta(days=index * length)


@given(recurrences, st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001
@settings(max_examples=200)
def test_moments_come_in_order_behind_the_one_asked_about(
    each: Recurrence, naive: datetime
) -> None:
    after = naive.replace(tzinfo=UTC)

    moments = each.upcoming(after, 4)

    assert len(moments) == 4
    assert all(one < other for one, other in zip((after, *moments), moments, strict=False))
