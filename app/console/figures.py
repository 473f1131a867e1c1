"""The page of what voice brings."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import orjson
from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.analytics.desk import USUAL_DAYS, Asked
from app.analytics.figures import Split
from app.analytics.telling import figures_view, report_csv
from app.console.access import needs
from domain.errors import InvalidInputError
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console

_PAD_S = 43_200
_INTENTS = 12


def register(pages: Blueprint, console: Console) -> None:
    """Add the page to the blueprint."""
    desk = console.services.analytics

    @pages.get("/<merchant>/analytics")
    @needs(Role.VIEWER)
    def analytics(merchant: str) -> str | Response:
        """Figures and charts of some days; `export=csv` gives the days as a file."""
        of = console.gate.merchant(merchant)
        first, last = _day("from"), _day("to")
        days = desk.figures(of.id, first=first, last=last, splits=(Split.DAY,))
        if request.args.get("export") == "csv":
            every = desk.figures(of.id, first=first, last=last, splits=tuple(Split))
            return Response(
                report_csv(every),
                content_type="text/csv; charset=utf-8",
                headers={"Content-Disposition": 'attachment; filename="analytics.csv"'},
            )
        channels = desk.figures(of.id, first=first, last=last, splits=(Split.CHANNEL,))
        return console.page(
            "console/analytics.html",
            of,
            asked=days,
            total=figures_view(days.report.total),
            channels={key[0]: figures_view(each) for key, each in channels.report.groups.items()},
            intents=list(days.report.total.wanted.items())[:_INTENTS],
            heard=sum(days.report.total.wanted.values()),
            charts=_charts(days),
            pad=_PAD_S,
            usual=USUAL_DAYS,
            here="analytics",
        )


def _charts(days: Asked) -> list[tuple[str, str]]:
    """Title and data of each chart: seconds since 1970 and one value per day."""
    told = {key[0]: each for key, each in days.report.groups.items()}
    xs = [
        int(datetime.combine(date.fromisoformat(day), time(12), tzinfo=UTC).timestamp())
        for day in told
    ]
    series: list[tuple[str, list[float | int]]] = [
        ("Conversations", [each.contacts for each in told.values()]),
        ("Orders", [each.orders for each in told.values()]),
        ("Handed to a person", [each.escalated for each in told.values()]),
        (
            "Not understood, percent of turns",
            [round(100 * (each.misunderstanding or 0), 1) for each in told.values()],
        ),
    ]
    return [(title, orjson.dumps([xs, ys]).decode()) for title, ys in series]


def _day(name: str) -> date | None:
    """A day of the address. Raises InvalidInputError."""
    given = request.args.get(name)
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise InvalidInputError(name, given[:40], "a day as YYYY-MM-DD") from None
