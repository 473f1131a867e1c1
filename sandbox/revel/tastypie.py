"""Django Tastypie's listing: filters by field lookups, ordering, offset pages, field selection.

Source: Revel's OpenAPI (v2025.3.0) for parameters and orderings, the portal's FAQ for lookups, and
Tastypie's documented refusals. As Tastypie does, a parameter that names no field is ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from sandbox.kit.web import JsonObject
from sandbox.revel.errors import tastypie

MOST = 250
"""Rows on a page at most: seen by third parties, published nowhere."""
_DEFAULT = 20
_OWN = frozenset({"limit", "offset", "order_by", "fields", "format", "api_key", "api_secret"})


def _same(value: Any, wanted: str) -> bool:
    return _text(value) == wanted


def _text(value: Any) -> str:
    """A value as a query spells it; a reference counts by its id."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith("/"):
        return value.rstrip("/").rsplit("/", 1)[-1]
    return "" if value is None else str(value)


def _compared(sign: Callable[[Any, Any], bool]) -> Callable[[Any, str], bool]:
    def compare(value: Any, wanted: str) -> bool:
        if value is None:
            return False
        if isinstance(value, int | float) and not isinstance(value, bool):
            return sign(float(value), float(wanted))
        return sign(_text(value), wanted)

    return compare


_LOOKUPS: Mapping[str, Callable[[Any, str], bool]] = {
    "exact": _same,
    "iexact": lambda value, wanted: _text(value).lower() == wanted.lower(),
    "contains": lambda value, wanted: wanted in _text(value),
    "icontains": lambda value, wanted: wanted.lower() in _text(value).lower(),
    "startswith": lambda value, wanted: _text(value).startswith(wanted),
    "in": lambda value, wanted: _text(value) in wanted.split(","),
    "lt": _compared(lambda one, other: one < other),
    "lte": _compared(lambda one, other: one <= other),
    "gt": _compared(lambda one, other: one > other),
    "gte": _compared(lambda one, other: one >= other),
    "range": lambda value, wanted: (
        wanted.split(",")[0] <= _text(value) <= wanted.split(",")[-1] and value is not None
    ),
}


def listing(
    path: str,
    rows: Iterable[JsonObject],
    query: Mapping[str, str],
    *,
    fields: frozenset[str],
    orderings: frozenset[str] | None,
) -> JsonObject:
    """One page of the rows that the query asks for, in Tastypie's envelope. Raises: RevelError."""
    found = [row for row in rows if _fits(row, query, fields)]
    _order(found, query.get("order_by"), fields, orderings)
    limit, offset = _number(query, "limit", _DEFAULT), _number(query, "offset", 0)
    size = min(limit or MOST, MOST)
    page = found[offset : offset + size]
    more = offset + size < len(found)
    meta = {
        "limit": size,
        "next": _link(path, query, size, offset + size) if more else None,
        "offset": offset,
        "previous": _link(path, query, size, max(0, offset - size)) if offset else None,
        "total_count": len(found),
    }
    return {"meta": meta, "objects": [selected(row, query) for row in page]}


def selected(row: JsonObject, query: Mapping[str, str]) -> JsonObject:
    """The fields that the query asks for, or all."""
    names = query.get("fields")
    if not names:
        return row
    return {name: row[name] for name in names.split(",") if name in row}


def _fits(row: JsonObject, query: Mapping[str, str], fields: frozenset[str]) -> bool:
    for name, wanted in query.items():
        field, _, lookup = name.partition("__")
        if name in _OWN or field not in fields:
            continue
        test = _LOOKUPS.get(lookup or "exact")
        if test is None:
            raise tastypie(f"The '{field}' field does not allow the '{lookup}' lookup.")
        try:
            if not test(row.get(field), wanted):
                return False
        except ValueError:
            raise tastypie(f"Invalid resource lookup data provided: {name}={wanted}") from None
    return True


def _order(
    rows: list[JsonObject],
    order_by: str | None,
    fields: frozenset[str],
    orderings: frozenset[str] | None,
) -> None:
    name = (order_by or "id").removeprefix("-")
    if name not in fields:
        raise tastypie(f"No matching '{name}' field for ordering on.")
    if order_by and orderings is not None and name not in orderings:
        raise tastypie(f"The '{name}' field does not allow ordering.")
    descending = (order_by or "").startswith("-")
    rows.sort(key=lambda row: (row.get(name) is not None, row.get(name)), reverse=descending)


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    given = query.get(name, str(default))
    if not given.isdecimal():
        raise tastypie(
            f"Invalid {name} '{given}' provided. Please provide a positive integer"
            + (" >= 0." if name == "limit" else ".")
        )
    return int(given)


def _link(path: str, query: Mapping[str, str], limit: int, offset: int) -> str:
    kept = {name: value for name, value in query.items() if name not in ("limit", "offset")}
    return f"{path}?{urlencode({**kept, 'limit': limit, 'offset': offset}, safe=',:')}"
