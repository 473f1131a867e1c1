"""`Page` with `Rows`, and the change filter on `RS_UTC_DT`; nothing tells how much there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sandbox.counterpoint.errors import missing, unknown
from sandbox.counterpoint.times import asked_moment, stored_moment
from sandbox.kit.web import JsonObject

PAGING = frozenset({"page", "rows", "startdate", "enddate"})


def page_of(rows: Iterable[JsonObject], query: Mapping[str, str]) -> list[JsonObject]:
    """The rows that were asked for, in the order of the table's key.

    A row without `RS_UTC_DT` is older than any filter. Raises: CounterpointError.
    """
    start, end = _moment(query, "startdate"), _moment(query, "enddate")
    found = [row for row in rows if _is_within(row, start, end)]
    if ("page" in query) != ("rows" in query):
        raise missing("Rows with Page, or neither,")
    if "page" not in query:
        return found
    page, size = _number(query["page"], "Page"), _number(query["rows"], "Rows")
    return found[(page - 1) * size : page * size]


def _number(text: str, name: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise unknown(f"{name} must be a positive number")
    return int(text)


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    if name not in query:
        return None
    try:
        return asked_moment(query[name])
    except ValueError as error:
        raise unknown(f"{name}: {error}") from error


def _is_within(row: JsonObject, start: datetime | None, end: datetime | None) -> bool:
    if start is None and end is None:
        return True
    if "RS_UTC_DT" not in row:
        return False
    changed = stored_moment(row["RS_UTC_DT"])
    return (start is None or changed >= start) and (end is None or changed <= end)
