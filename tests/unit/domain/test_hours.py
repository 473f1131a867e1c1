"""Whether a store is open, until when, and when something is ready there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.catalog import WeeklyHours
from domain.hours import OpeningHours, ready_by

SEATTLE = ZoneInfo("America/Los_Angeles")
WEEKDAYS, SUNDAY = frozenset(range(1, 7)), frozenset({7})


def weekly(days: frozenset[int], start: str, end: str) -> WeeklyHours:
    return WeeklyHours(days=days, start=time.fromisoformat(start), end=time.fromisoformat(end))


SHOP = OpeningHours(
    weekly=(weekly(WEEKDAYS, "09:00", "21:00"), weekly(SUNDAY, "11:00", "18:00")), zone=SEATTLE
)


def local(text: str) -> datetime:
    """A moment of November 2026 in Seattle, as UTC: "20 14:30"."""
    day, clock = text.split()
    at = datetime.combine(date(2026, 11, int(day)), time.fromisoformat(clock), SEATTLE)
    return at.astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "closes", "opens"),
    [
        pytest.param("20 14:30", "20 21:00", None, id="open"),
        pytest.param("20 09:00", "20 21:00", None, id="just-opened"),
        pytest.param("20 21:00", None, "21 09:00", id="just-closed"),
        pytest.param("21 23:00", None, "22 11:00", id="before-sunday"),
        pytest.param("20 03:00", None, "20 09:00", id="before-opening"),
    ],
)
def test_it_is_open_until_it_closes(now: str, closes: str | None, opens: str | None) -> None:
    assert SHOP.closes_at(local(now)) == (local(closes) if closes else None)
    assert SHOP.opens_at(local(now)) == (local(opens) if opens else None)
    assert SHOP.is_open(local(now)) is (closes is not None)


@pytest.mark.parametrize(
    ("now", "hours", "ready"),
    [
        pytest.param("20 14:30", 2, "20 16:30", id="while-open"),
        pytest.param("20 20:00", 1, "20 21:00", id="to-the-minute"),
        pytest.param("20 20:00", 2, "21 10:00", id="the-rest-tomorrow"),
        pytest.param("20 23:00", 2, "21 11:00", id="begun-tomorrow"),
        pytest.param("21 20:30", 8, "23 09:30", id="over-sunday"),
    ],
)
def test_work_is_done_while_people_are_there(now: str, hours: int, ready: str) -> None:
    assert SHOP.ready_at(local(now), timedelta(hours=hours)) == local(ready)


def test_a_closed_day_is_skipped() -> None:
    feast = OpeningHours(
        weekly=SHOP.weekly, zone=SEATTLE, closed_on=frozenset({date(2026, 11, 21)})
    )

    assert feast.opens_at(local("20 21:30")) == local("22 11:00")
    assert not feast.is_open(local("21 12:00"))


def test_a_bar_is_open_past_midnight() -> None:
    bar = OpeningHours(weekly=(weekly(frozenset({5}), "18:00", "02:00"),), zone=SEATTLE)

    assert bar.closes_at(local("21 01:30")) == local("21 02:00")
    assert bar.opens_at(local("21 02:00")) == local("27 18:00")


def test_hours_that_touch_are_one() -> None:
    always = OpeningHours(weekly=(weekly(frozenset(range(1, 8)), "00:00", "00:00"),), zone=SEATTLE)

    assert always.is_open(local("20 00:00"))
    assert always.ready_at(local("20 23:00"), timedelta(hours=3)) == local("21 02:00")


def test_a_night_when_clocks_go_back_is_an_hour_longer() -> None:
    night = OpeningHours(weekly=(weekly(frozenset({6}), "22:00", "06:00"),), zone=SEATTLE)
    opens = datetime(2026, 11, 1, 5, 0, tzinfo=UTC)  # October 31, 22:00 in Seattle

    assert night.closes_at(opens) == opens + timedelta(hours=9)


def test_a_store_that_never_opens_is_never_ready() -> None:
    never = OpeningHours(weekly=(), zone=SEATTLE)

    assert never.ready_at(local("20 12:00"), timedelta(hours=1)) is None
    assert never.opens_at(local("20 12:00")) is None


def test_a_store_of_unknown_hours_is_taken_for_open() -> None:
    now = local("20 12:00")

    assert ready_by(now, timedelta(hours=2), None) == now + timedelta(hours=2)
