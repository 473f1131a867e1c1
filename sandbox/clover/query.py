"""Query parameters of REST v3 lists: filter, expand, orderBy, limit and offset.

Source: docs.clover.com applying-filters, expanding-fields (three at most), sorting-collections,
paginating-elements (read 2026-11-20).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from sandbox.clover.errors import bad_request
from sandbox.kit.web import JsonObject, Request

DEFAULT_LIMIT = 100
HIGHEST_LIMIT = 1000
MOST_EXPANSIONS = 3
_CLAUSE = re.compile(r"([A-Za-z.]+)\s*(>=|<=|!=|=|>|<)(.*)", re.DOTALL)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_KNOWN = frozenset({"filter", "expand", "orderBy", "limit", "offset"})

Getter = Callable[[JsonObject], Any]
"""What a filter compares; a list matches when any of its values does."""


class Query:
    """One list's parameters, checked against what the endpoint allows."""

    def __init__(
        self, request: Request, *, filters: Mapping[str, Getter], expandable: Iterable[str]
    ) -> None:
        """Read and check. Raises: CloverError 400."""
        pairs = parse_qsl(request.query_string, keep_blank_values=True)
        for name, _ in pairs:
            if name not in _KNOWN:
                raise bad_request(f"Unknown query parameter: {name}")
        single = dict(pairs)
        self.clauses = [_clause(value, filters) for name, value in pairs if name == "filter"]
        self.expand = expansions(single.get("expand"), expandable)
        self.limit = _number(single.get("limit"), "limit", DEFAULT_LIMIT, 1, HIGHEST_LIMIT)
        self.offset = _number(single.get("offset"), "offset", 0, 0, 10_000_000)
        self.order_by = single.get("orderBy")

    def asks(self, name: str) -> bool:
        """Whether a field is filtered by."""
        return any(field == name for field, _ in self.clauses)

    def select(self, rows: Iterable[JsonObject], *, created: str) -> list[JsonObject]:
        """The rows that every filter leaves, sorted, on this page."""
        found = [row for row in rows if all(test(row) for _, test in self.clauses)]
        name, descending = self._order(created)
        found.sort(key=lambda row: (row.get(name) or 0, row.get("id", "")), reverse=descending)
        return found[self.offset : self.offset + self.limit]

    def _order(self, created: str) -> tuple[str, bool]:
        """Newest first by default."""
        if self.order_by is None:
            return created, True
        name, _, direction = self.order_by.partition(" ")
        if direction.upper() not in ("", "ASC", "DESC"):
            raise bad_request(f"Invalid orderBy: {self.order_by}")
        return name, direction.upper() == "DESC"


def expansions(asked: str | None, expandable: Iterable[str]) -> frozenset[str]:
    """The fields to expand. Raises: CloverError 400."""
    names = [name for name in (asked or "").split(",") if name]
    if len(names) > MOST_EXPANSIONS:
        raise bad_request(f"At most {MOST_EXPANSIONS} fields can be expanded in one call")
    allowed = set(expandable)
    for name in names:
        if name not in allowed:
            raise bad_request(f"Cannot expand field: {name}")
    return frozenset(names)


def elements(rows: Sequence[JsonObject], href: str) -> JsonObject:
    """The envelope of every list; there is no total and no next link."""
    return {"elements": list(rows), "href": href}


def nested(rows: Sequence[JsonObject]) -> JsonObject:
    """A list inside a record; it is not paged and ends at 100."""
    return {"elements": list(rows[:100])}


def _clause(text: str, filters: Mapping[str, Getter]) -> tuple[str, Callable[[JsonObject], bool]]:
    match = _CLAUSE.fullmatch(text)
    if match is None:
        raise bad_request(f"Invalid filter: {text}")
    name, sign, wanted = match.groups()
    if name not in filters:
        raise bad_request(f"Invalid filter field: {name}")
    get, compare = filters[name], _COMPARE[sign]

    def test(row: JsonObject) -> bool:
        value = get(row)
        values = value if isinstance(value, list) else [value]
        return any(_compared(compare, one, wanted) for one in values)

    return name, test


def _compared(compare: Callable[[Any, Any], bool], value: Any, wanted: str) -> bool:
    if value is None:
        return False
    if isinstance(value, bool):
        return compare(value, wanted.lower() == "true")
    if isinstance(value, int | float):
        try:
            return compare(float(value), float(wanted))
        except ValueError:
            raise bad_request(f"Invalid filter value: {wanted}") from None
    return compare(str(value), wanted)


def _number(text: str | None, name: str, default: int, lowest: int, highest: int) -> int:
    if text is None:
        return default
    if not text.isdecimal() or not lowest <= int(text) <= highest:
        raise bad_request(f"{name} must be between {lowest} and {highest}")
    return int(text)
