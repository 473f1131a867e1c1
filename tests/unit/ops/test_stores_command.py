"""How hours and counts are written on the command line."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import click
import pytest

from app.commands.stores import _count, _day, _hours


def test_hours_are_read_by_day_and_span() -> None:
    week, sunday = _hours("mon-sat 09:00-21:00, Sun 11:00-18:00")

    assert (week.days, week.start, week.end) == (frozenset(range(1, 7)), time(9), time(21))
    assert sunday.days == {7}
    assert _hours("sat-mon 10:00-12:00")[0].days == {6, 7, 1}
    assert _hours("") == ()


@pytest.mark.parametrize("text", ["monday 09:00-21:00", "mon 9-21", "mon 09:00-25:00", "always"])
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        _hours(text)


def test_counts_and_days_are_exact() -> None:
    assert _count("2.5") == Decimal("2.5")
    for wrong in ("-1", "1e3", "two"):
        with pytest.raises(click.BadParameter):
            _count(wrong)
    with pytest.raises(click.BadParameter):
        _day("12/25/2026")
