"""How values read on a page: moments, lengths of time, money, quantities, states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from babel.numbers import format_currency
from markupsafe import Markup, escape

from domain.money import Money
from storage.types import JsonValue

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
_GOOD = frozenset(
    {
        "active",
        "granted",
        "up",
        "done",
        "confirmed",
        "ready",
        "paid",
        "captured",
        "delivered",
        "completed",
        "closed",
        "shipped",
        "committed",
        "proved",
    }
)
_BAD = frozenset(
    {
        "failed",
        "dead",
        "revoked",
        "down",
        "declined",
        "needs-person",
        "critical",
        "open-breaker",
        "abandoned",
        "differs",
    }
)
_WAITING = frozenset(
    {
        "pending",
        "running",
        "paused",
        "degraded",
        "open",
        "warning",
        "prepared",
        "authorized",
        "live",
    }
)


def ago(moment: datetime | None, now: datetime) -> str:
    """About how long ago, in one unit."""
    if moment is None:
        return "never"
    seconds = (now - moment).total_seconds()
    told = span(timedelta(seconds=abs(seconds)))
    return f"{told} ago" if seconds >= 0 else f"in {told}"


def span(length: timedelta) -> str:
    """A length of time in one unit."""
    seconds = int(length.total_seconds())
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return "0 s"


def moment(value: datetime | None, now: datetime) -> Markup:
    """A moment for machines and people; its distance from now beside it."""
    if value is None:
        return Markup('<span class="none">never</span>')
    return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(
        value.isoformat(), f"{value:%Y-%m-%d %H:%M:%S}", ago(value, now)
    )


_MOMENT: Final = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:\+00:00|Z)$")
"""As moments are written down, to the microsecond."""


def facts(told: JsonValue) -> str:
    """What was written down beside something, as one reads it; what says nothing is left out."""
    if isinstance(told, Mapping):
        pairs = ((name.replace("_", " "), facts(value)) for name, value in told.items())
        return "; ".join(f"{name}: {value}" for name, value in pairs if value)
    if isinstance(told, list):
        return ", ".join(map(facts, told))
    if isinstance(told, bool):
        return "yes" if told else "no"
    if isinstance(told, int):
        return f"{told:,}" if told else ""
    return _MOMENT.sub(r"\1 \2 UTC", str(told)) if told else ""


def money(value: Money | None) -> str:
    """An amount with its currency."""
    if value is None:
        return "no price"
    return format_currency(value.to_decimal(), value.currency, locale="en_US")


def quantity(value: Decimal | None) -> str:
    """A quantity; unknown is a word of its own."""
    return "unknown" if value is None else f"{value:f}"


def tone(state: str) -> str:
    """How a state is colored; its word is always there too."""
    if state in _GOOD:
        return "good"
    if state in _BAD:
        return "bad"
    return "waiting" if state in _WAITING else "plain"


def badge(state: object) -> Markup:
    """A state as a small label."""
    word = str(state)
    return Markup('<span class="badge {}">{}</span>').format(tone(word), escape(word))
