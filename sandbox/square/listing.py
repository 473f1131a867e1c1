"""What ListPayments and ListPaymentRefunds share: filters by time, place, status; paging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject
from sandbox.square import paging
from sandbox.square.errors import invalid_value
from sandbox.square.validation import limit_of, moment

_DEFAULT_SPAN = timedelta(days=365)
_PAGE = 100


def select(rows: Iterable[JsonObject], query: Mapping[str, str], now: datetime) -> list[JsonObject]:
    """The rows that the query parameters leave, sorted as they ask. Raises: SquareError."""
    field = query.get("sort_field", "CREATED_AT").lower()
    if field not in ("created_at", "updated_at", "offline_created_at"):
        raise invalid_value("Not a sort field.", "sort_field")
    start, end = _bounds(query, "begin_time", "end_time", now)
    since, until = _bounds(query, "updated_at_begin_time", "updated_at_end_time", now)
    equal = {"location_id": "location_id", "status": "status", "source_type": "destination_type"}
    found = [
        row
        for row in rows
        if start <= row["created_at"] <= end
        and since <= row["updated_at"] <= until
        and all(query[name] == row.get(key) for name, key in equal.items() if name in query)
        and _matches_card(row, query)
    ]
    found.sort(key=lambda row: str(row[field]), reverse=query.get("sort_order", "DESC") == "DESC")
    return found


def _bounds(query: Mapping[str, str], begin: str, end: str, now: datetime) -> tuple[str, str]:
    default = (
        now - _DEFAULT_SPAN if begin == "begin_time" else datetime.fromtimestamp(0, now.tzinfo)
    )
    first = moment(query[begin], begin) if begin in query else default
    last = moment(query[end], end) if end in query else now + timedelta(days=1)
    return rfc3339(first), rfc3339(last)


def _matches_card(row: JsonObject, query: Mapping[str, str]) -> bool:
    card = row.get("card_details", {}).get("card", {})
    return all(
        query[name] == card.get(key)
        for name, key in (("last_4", "last_4"), ("card_brand", "card_brand"))
        if name in query
    )


def page_of(
    name: str, rows: list[JsonObject], query: Mapping[str, str], clock: Clock
) -> JsonObject:
    """One page under `name`, with a cursor where there is more. Raises: SquareError."""
    limit = limit_of(query.get("limit"), default=_PAGE, highest=_PAGE)
    page, following = paging.cut(
        rows, clock=clock, call=dict(query), cursor=query.get("cursor"), limit=limit
    )
    answer: JsonObject = {name: page} if page else {}
    if following:
        answer["cursor"] = following
    return answer
