"""Hours of a menu as one says them: "from 7 AM to 11 AM, Monday to Friday"."""

from __future__ import annotations

from collections.abc import Sequence

from app.voice.prompts.catalog import say
from app.voice.reply import Clock, Speech, listed
from domain.catalog import WeeklyHours

_WEEK = range(1, 8)


def hours_words(hours: Sequence[WeeklyHours]) -> Speech:
    """When something is on the menu."""
    spans = [say("hours.span", days=_days(each.days), clock=_clock(each)) for each in hours]
    return listed(spans, say("word.and"))


def spans_words(hours: Sequence[WeeklyHours]) -> Speech:
    """The times of one day, without its name."""
    return listed([_clock(each) for each in hours], say("word.and"))


def _clock(hours: WeeklyHours) -> Speech:
    if hours.start == hours.end:
        return say("hours.all.day")
    return say("hours.from.to", start=Clock(hours.start), end=Clock(hours.end))


def _days(days: frozenset[int]) -> Speech:
    if len(days) == len(_WEEK):
        return say("hours.every.day")
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return listed([_run(run) for run in runs], say("word.and"))


def _run(days: Sequence[int]) -> Speech:
    names = [say(f"word.day.{day}") for day in days]
    if len(names) > 2:
        return say("hours.days", first=names[0], last=names[-1])
    return listed(names, say("word.and"))
