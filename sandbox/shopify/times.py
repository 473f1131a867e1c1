"""Times as Shopify writes them: UTC, whole seconds, `2026-11-20T10:00:00Z`.

Kept as text in this form everywhere, so that comparing text compares time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time


def iso(moment: datetime) -> str:
    """An aware time as Shopify writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_at(timestamp: float) -> str:
    """Seconds since 1970 as Shopify writes them."""
    return iso(datetime.fromtimestamp(timestamp, UTC))


def parse_time(value: object) -> str | None:
    """A client's ISO 8601 date or time in Shopify's form; None when it is neither.

    A time without an offset is taken as UTC, a date as its midnight.
    """
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return iso(moment)


def midnight(day: date) -> str:
    """The start of a day in UTC."""
    return iso(datetime.combine(day, time(), UTC))


def timestamp(text: str) -> float:
    """Seconds since 1970 of a time in Shopify's form."""
    return datetime.fromisoformat(text).timestamp()
