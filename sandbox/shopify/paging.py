"""Relay connections over sorted rows, with cursors that survive changes (last value, last id)."""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.shopify.engine.costs import MOST_PER_PAGE
from sandbox.shopify.engine.errors import FieldError

EVERYTHING = 1 << 40
"""A `first` that bulk operations use: all rows at once."""

SortKey = Callable[[Any], tuple[Any, ...]]
"""Row → (value to sort by, id); rows come in ascending order of it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One row with its place in the connection."""

    cursor: str
    node: Any


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a connection; its fields are resolved by name."""

    nodes: Sequence[Any]
    key: SortKey
    has_next_page: bool
    has_previous_page: bool

    @property
    def edges(self) -> list[Edge]:
        """The rows with their cursors."""
        return [Edge(cursor_of(self.key(node)), node) for node in self.nodes]

    @property
    def page_info(self) -> Page:
        """Itself: the fields of `PageInfo` are here."""
        return self

    @property
    def start_cursor(self) -> str | None:
        """Cursor of the first row."""
        return cursor_of(self.key(self.nodes[0])) if self.nodes else None

    @property
    def end_cursor(self) -> str | None:
        """Cursor of the last row."""
        return cursor_of(self.key(self.nodes[-1])) if self.nodes else None


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rows in order, with the keys they are ordered by; may be kept between requests."""

    rows: Sequence[Any]
    keys: Sequence[tuple[Any, ...]]
    key: SortKey
    reverse: bool = False


def by_id(row: Any) -> tuple[Any, ...]:
    """Sort key of rows that are listed in order of creation."""
    return (row.id, row.id)


def in_order(rows: Sequence[Any], key: SortKey, *, reverse: bool = False) -> Sorted:
    """Rows sorted for paging."""
    ordered = sorted(rows, key=key)
    if reverse:
        ordered.reverse()
    return Sorted(ordered, [key(row) for row in ordered], key, reverse)


def cursor_of(key: tuple[Any, ...]) -> str:
    """The cursor of a row, as Shopify builds it: base64 of last id and last value."""
    text = orjson.dumps({"last_id": key[1], "last_value": key[0]})
    return base64.b64encode(text).decode()


def _key_of(cursor: str) -> tuple[Any, ...]:
    try:
        parsed = orjson.loads(base64.b64decode(cursor, validate=True))
        return (parsed["last_value"], parsed["last_id"])
    except (binascii.Error, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise _bad_cursor() from error


def _bad_cursor() -> FieldError:
    return FieldError("Invalid cursor for current pagination sort.", "BAD_REQUEST")


def page(rows: Sorted, arguments: Mapping[str, Any]) -> Page:
    """The slice that `first`/`after`/`last`/`before` ask for. Raises: FieldError."""
    first, last = arguments.get("first"), arguments.get("last")
    _check_sizes(first, last)
    start, end = 0, len(rows.rows)
    if arguments.get("after"):
        start = max(start, _place(rows, arguments["after"], after=True))
    if arguments.get("before"):
        end = min(end, _place(rows, arguments["before"], after=False))
    lowest, highest = start, max(start, end)
    if first is not None:
        end = min(end, start + first)
    if last is not None:
        start = max(start, end - last)
    nodes = rows.rows[start:end]
    return Page(nodes, rows.key, end < highest, start > lowest or lowest > 0)


def _check_sizes(first: int | None, last: int | None) -> None:
    if first is None and last is None:
        raise FieldError("you must provide one of first or last", "BAD_REQUEST")
    if first is not None and last is not None:
        text = "providing both first and last is not supported"
        raise FieldError(text, "BAD_REQUEST")
    size = first if first is not None else last
    if size is not None and size != EVERYTHING and not 0 <= size <= MOST_PER_PAGE:
        raise FieldError(f"first or last must be between 0 and {MOST_PER_PAGE}", "BAD_REQUEST")


def _place(rows: Sorted, cursor: str, *, after: bool) -> int:
    wanted = _key_of(cursor)
    try:
        if rows.reverse:
            ascending = rows.keys[::-1]
            cut = bisect_left(ascending, wanted) if after else bisect_right(ascending, wanted)
            return len(ascending) - cut
        return bisect_right(rows.keys, wanted) if after else bisect_left(rows.keys, wanted)
    except TypeError as error:
        raise _bad_cursor() from error


def listed(rows: Sequence[Any], arguments: Mapping[str, Any]) -> Page:
    """A page of a short list that is kept in its own order, such as the lines of an order."""
    if arguments.get("reverse"):
        rows = rows[::-1]
    key = _Places(rows)
    if arguments.get("after") or arguments.get("before"):
        return page(Sorted(rows, [key(row) for row in rows], key), arguments)
    first, last = arguments.get("first"), arguments.get("last")
    _check_sizes(first, last)
    start = max(0, len(rows) - last) if last is not None else 0
    end = min(len(rows), first) if first is not None else len(rows)
    return Page(rows[start:end], key, end < len(rows), start > 0)


class _Places:
    """Sort key of rows by their place in a list; worked out only if a cursor is asked for."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows
        self._places: dict[int, int] | None = None

    def __call__(self, row: Any) -> tuple[Any, ...]:
        if self._places is None:
            self._places = {id(each): place for place, each in enumerate(self._rows)}
        return (self._places[id(row)], getattr(row, "id", 0))
