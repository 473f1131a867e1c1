"""What a merchant allows of transfers, and the day on which goods arrive."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.catalog import WeeklyHours
from domain.errors import InvalidInputError
from domain.hours import OpeningHours
from domain.transfers import TransferPolicy, arrival

SEATTLE = ZoneInfo("America/Los_Angeles")
FRIDAY_EVENING = datetime(2026, 11, 21, 3, tzinfo=UTC)
"""In Seattle it is Friday, November 20, seven in the evening."""


def test_what_a_merchant_does_not_say_is_offered_within_bounds() -> None:
    assert TransferPolicy.from_settings({}) == TransferPolicy()
    assert TransferPolicy.from_settings({"days": 1, "kept_days": 0}).kept_days == 0


@pytest.mark.parametrize(
    "told",
    [{"days": -1}, {"days": 61}, {"most": 0}, {"most": True}, {"offered": 1}, {"speed": 2}, "no"],
    ids=str,
)
def test_a_policy_that_cannot_be_read_is_refused_by_its_field(told: Any) -> None:
    with pytest.raises(InvalidInputError, match="transfers"):
        TransferPolicy.from_settings(told)


def test_days_are_those_of_the_receiving_stores_calendar() -> None:
    assert arrival(FRIDAY_EVENING, 2, zone=SEATTLE) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("closed_on", "there"),
    [((), date(2026, 11, 23)), ((date(2026, 11, 23),), date(2026, 11, 24))],
    ids=["closed on Sundays", "and on that Monday"],
)
def test_goods_arrive_on_a_day_the_store_is_open(closed_on: tuple[date, ...], there: date) -> None:
    hours = OpeningHours(
        weekly=(WeeklyHours(days=(1, 2, 3, 4, 5, 6), start=time(9), end=time(18)),),
        zone=SEATTLE,
        closed_on=frozenset(closed_on),
    )

    assert arrival(FRIDAY_EVENING, 2, zone=SEATTLE, hours=hours) == there
