"""When a job comes round again: the words people write, and the moments they mean.

`every 15m` · `daily 02:30` · `nightly` · `cron 0 */2 * * *` · `never`. Times of day are the
merchant's. Whatever has no moment of its own is spread: what many connections do every hour they
do not do in the same second.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from domain.errors import InvalidInputError
from domain.zones import zone_named

NEVER = "never"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHORTEST = timedelta(seconds=5)
LONGEST = timedelta(days=31)
_NIGHT_BEGINS_H, _NIGHT_LASTS_MIN = 1, 240
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_EVERY = re.compile(r"every (\d{1,7})([smhd])")
_DAILY = re.compile(r"daily ([01]\d|2[0-3]):([0-5]\d)")
_TICK = timedelta(microseconds=1)
_REMEDY = 'write "every 15m", "daily 02:30", "nightly", "cron 0 */2 * * *" or "never"'


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again after that long, always at the same beat."""

    interval: timedelta

    def after(self, moment: datetime, _zone: str, whose: str) -> datetime:
        """The next beat, at most one interval away. Each keeps a beat of its own, also after a
        pause in which all of them were missed."""
        beat = _EPOCH + self.interval * _share(whose)
        return moment + self.interval - (moment - beat) % self.interval


@dataclass(frozen=True, slots=True)
class Calendar:
    """At times of day, by a crontab line in the merchant's zone."""

    line: str

    def after(self, moment: datetime, zone: str, _whose: str) -> datetime | None:
        """The next such time; None if there is none any more.

        One that a clock change skips comes an hour later, one that is struck twice comes twice.
        """
        from apscheduler.triggers.cron import CronTrigger  # the clocks' alone: half a megabyte

        trigger = CronTrigger.from_crontab(self.line, timezone=zone_of(zone))
        found: datetime | None = trigger.get_next_fire_time(None, moment + _TICK)
        return None if found is None else found.astimezone(moment.tzinfo)


@dataclass(frozen=True, slots=True)
class Nightly:
    """Once a night, each at a minute of its own between one and five o'clock."""

    def after(self, moment: datetime, zone: str, whose: str) -> datetime | None:
        """Its minute of the next night."""
        hours, minutes = divmod(int(_share(whose) * _NIGHT_LASTS_MIN), 60)
        return Calendar(f"{minutes} {_NIGHT_BEGINS_H + hours} * * *").after(moment, zone, whose)


@dataclass(frozen=True, slots=True)
class Never:
    """Not by the clock."""

    def after(self, _moment: datetime, _zone: str, _whose: str) -> None:
        """No moment."""


Rhythm: TypeAlias = Every | Calendar | Nightly | Never
"""`after(moment, zone, whose)` is when it comes round next; `whose` names who keeps it, so that
many do not do so at once."""


def parse(text: str) -> Rhythm:
    """The rhythm people wrote. Raises InvalidInputError with what may be written."""
    words = " ".join(text.split())
    if words == NEVER:
        return Never()
    if words == "nightly":
        return Nightly()
    if found := _EVERY.fullmatch(words):
        return _every(words, int(found[1]) * _UNITS[found[2]])
    if found := _DAILY.fullmatch(words):
        return Calendar(f"{int(found[2])} {int(found[1])} * * *")
    if words.startswith("cron "):
        return _cron(words)
    raise InvalidInputError("schedule", text, _REMEDY)


def _every(words: str, seconds: int) -> Every:
    if not SHORTEST.total_seconds() <= seconds <= LONGEST.total_seconds():
        raise InvalidInputError("schedule", words, "choose from 5 seconds to 31 days")
    return Every(timedelta(seconds=seconds))


def _cron(words: str) -> Calendar:
    from apscheduler.triggers.cron import CronTrigger

    line = words.removeprefix("cron ")
    try:
        CronTrigger.from_crontab(line, timezone="UTC")
    except ValueError as error:
        raise InvalidInputError("schedule", words, f"{error}; {_REMEDY}") from error
    return Calendar(line)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name, or UTC where this machine knows none such."""
    return zone_named(name) or ZoneInfo("UTC")


def _share(whose: str) -> float:
    """A number in [0, 1) that is always the same for one, and spread over many."""
    digest = hashlib.blake2b(whose.encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32
