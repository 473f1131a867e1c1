"""Figures as programs read them: plain values, and a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from app.analytics.desk import Asked
from app.analytics.figures import Figures, Key, Split
from domain.money import Money

COLUMNS: Final = (
    *("contacts", "turns", "orders", "conversion", "containment", "escalated"),
    *("misunderstanding", "handle_time_s", "cost_per_contact", "revenue", "average_order"),
    *("returns", "return_time_s", "ratings", "satisfaction", "reasons", "intents"),
)


def figures_view(figures: Figures) -> dict[str, Any]:
    """Sums and rates by name; a rate of nothing is None."""
    return {
        "contacts": figures.contacts,
        "turns": figures.turns,
        "orders": figures.orders,
        "conversion": _rate(figures.conversion),
        "containment": _rate(figures.containment),
        "escalated": figures.escalated,
        "reasons": {reason.value: count for reason, count in sorted(figures.reasons.items())},
        "misunderstanding": _rate(figures.misunderstanding),
        "handle_time_s": _rate(figures.handle_time_s, places=1),
        "cost_per_contact": figures.cost_per_contact,
        "revenue": figures.sold,
        "average_order": figures.average_order,
        "returns": figures.returns,
        "return_time_s": _rate(figures.return_time_s, places=0),
        "ratings": figures.ratings,
        "satisfaction": _rate(figures.satisfaction, places=2),
        "intents": figures.wanted,
    }


def report_view(asked: Asked) -> dict[str, Any]:
    """The whole report; money stays `Money`."""
    report = asked.report
    wanted = report.total.wanted
    heard = sum(wanted.values())
    return {
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "timezone": asked.timezone,
        "total": figures_view(report.total),
        "groups": [
            {**_named(report.splits, key), "figures": figures_view(figures)}
            for key, figures in report.groups.items()
        ],
        "intents": [
            {"intent": intent, "turns": turns, "share": round(turns / heard, 4)}
            for intent, turns in wanted.items()
        ],
    }


def report_csv(asked: Asked) -> str:
    """A line per group, or one line of all; rates as decimals, money as "12.50 USD"."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*(split.value for split in asked.report.splits), *COLUMNS])
    for key, figures in _lines(asked):
        told = figures_view(figures)
        writer.writerow([*map(_safe, key), *(_cell(told[name]) for name in COLUMNS)])
    return out.getvalue()


def _lines(asked: Asked) -> Iterator[tuple[Key, Figures]]:
    if asked.report.splits:
        yield from asked.report.groups.items()
    else:
        yield (), asked.report.total


def _named(splits: Sequence[Split], key: Key) -> dict[str, str]:
    return {split.value: value for split, value in zip(splits, key, strict=True)}


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case Money():
            return f"{value.decimal_string()} {value.currency}"
        case tuple():
            return " + ".join(map(_cell, value))
        case dict():
            return " + ".join(f"{count} {name}" for name, count in value.items())
        case _:
            return str(value)


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; locales come from outside."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _rate(value: float | None, *, places: int = 4) -> float | None:
    return None if value is None else round(value, places)
