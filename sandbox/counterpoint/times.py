"""Counterpoint's way of writing times: seven decimals, no zone; local unless the name says UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.kit.people import TIMEZONE

_ASKED = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,7})?)?")


def utc_text(moment: datetime) -> str:
    """A moment for an `…_UTC_DT` field, to the millisecond."""
    plain = moment.astimezone(UTC)
    return f"{plain:%Y-%m-%dT%H:%M:%S}.{plain.microsecond // 1000:03d}0000"


def local_text(moment: datetime) -> str:
    """A moment for any other time field, in the store's own time."""
    return f"{moment.astimezone(ZoneInfo(TIMEZONE)):%Y-%m-%dT%H:%M:%S}.0000000"


def asked_moment(text: str) -> datetime:
    """A `StartDate` or `EndDate`: UTC and without a zone. Raises: ValueError."""
    if not _ASKED.fullmatch(text):
        raise ValueError("not a date and time without a zone")
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stored_moment(text: str) -> datetime:
    """An `…_UTC_DT` field of a row."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
