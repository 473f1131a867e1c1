"""Lists of what is few: searched, narrowed, sorted, paged and exported like `lists`, in memory.

Their rows are put together by desks rather than read from one table; their pages word the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from flask import Response, request

from app.console.lists import Filter, Sort, address, as_file, asked_of
from domain.errors import InvalidInputError
from storage.browse import Query

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortColumn(Generic[Row]):
    """One column: what is sorted by, searched in and exported."""

    name: str
    """In addresses and files."""
    title: str
    value: Callable[[Row], object]
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortList(Generic[Row]):
    """A list as people see it; in the order its rows come in unless asked otherwise."""

    name: str
    title: str
    hint: str
    empty: str
    """What an empty list means, and what to do."""
    search: str
    """What the search looks into."""
    columns: Sequence[ShortColumn[Row]]
    filters: Sequence[Filter] = ()
    """What can be chosen; without choices, the values of the column of that name. What is no
    column was narrowed by whoever put the rows together."""
    narrowing: Sequence[str] = ()
    """What links narrow by and nobody chooses, likewise."""
    more: Sequence[str] = ()
    """Heads of columns for deeds, which are neither sorted nor exported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortShown(Generic[Row]):
    """One page of it, with what `list_form.html`, `list_heads.html` and `list_pager.html` want."""

    page: ShortList[Row]
    query: Query
    rows: Sequence[Row]
    heads: Sequence[tuple[ShortColumn[Row], Sort]]
    next_href: str | None
    first_href: str | None
    is_filtered: bool
    exports: Mapping[str, str]
    filters: Sequence[Filter]
    is_whole_page = True
    """The address answers a page, of which htmx takes the rows."""

    @property
    def narrowed(self) -> Mapping[str, str]:
        """What a link narrowed to."""
        own = self.page.narrowing
        return {name: self.query.filters[name] for name in own if name in self.query.filters}


def answer(page: ShortList[Row], rows: Sequence[Row]) -> ShortShown[Row] | Response:
    """A page of the list, or the file that was asked for. Raises InvalidInputError."""
    if "export" not in request.args:
        return shown(page, rows)
    found = _found(page, rows, _asked(page))
    told = ({each.name: each.value(row) for each in page.columns} for row in found)
    return as_file(page.name, [each.name for each in page.columns], told, request.args["export"])


def shown(
    page: ShortList[Row], rows: Sequence[Row], filters: Sequence[Filter] | None = None
) -> ShortShown[Row]:
    """A page of the list. Raises InvalidInputError.

    `filters`: the list's own, with choices that only the merchant knows.
    """
    query = _asked(page)
    found = _found(page, rows, query)
    start = _start(query.cursor)
    end = start + query.limit
    return ShortShown(
        page=page,
        query=query,
        rows=found[start:end],
        heads=[(each, _head(query, each)) for each in page.columns],
        next_href=address(query, cursor=str(end)) if end < len(found) else None,
        first_href=address(query, cursor=None) if start else None,
        is_filtered=bool(query.search or query.filters),
        exports={form: address(query, cursor=None, export=form) for form in ("csv", "json")},
        filters=[_chosen_from(page, each, rows) for each in filters or page.filters],
    )


def _asked(page: ShortList[Row]) -> Query:
    return asked_of([*(each.name for each in page.filters), *page.narrowing])


def _found(page: ShortList[Row], rows: Sequence[Row], query: Query) -> list[Row]:
    return _sorted(page, _fitting(page, rows, query), query.sort)


def _fitting(page: ShortList[Row], rows: Sequence[Row], query: Query) -> list[Row]:
    term = query.search.strip().casefold()
    wanted = [(each.value, query.filters.get(each.name)) for each in page.columns]
    return [
        row
        for row in rows
        if all(chosen is None or _words(value(row)) == chosen for value, chosen in wanted)
        and (not term or any(term in _words(each.value(row)).casefold() for each in page.columns))
    ]


def _words(value: object) -> str:
    return "" if value is None else str(value)


def _sorted(page: ShortList[Row], rows: list[Row], sort: str) -> list[Row]:
    if not sort:
        return rows
    values = {each.name: each.value for each in page.columns}
    value = values.get(sort.removeprefix("-"))
    if value is None:
        raise InvalidInputError("sort", sort, f"one of {', '.join(values)}")
    known = [row for row in rows if value(row) is not None]
    known.sort(key=lambda row: _comparable(value(row)), reverse=sort.startswith("-"))
    return known + [row for row in rows if value(row) is None]


def _comparable(value: object) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _head(query: Query, column: ShortColumn[Row]) -> Sort:
    is_current = query.sort.removeprefix("-") == column.name
    turned = f"-{column.name}" if query.sort == column.name else column.name
    words = "descending" if query.sort.startswith("-") else "ascending"
    return Sort(
        href=address(query, cursor=None, sort=turned), direction=words if is_current else "none"
    )


def _chosen_from(page: ShortList[Row], given: Filter, rows: Sequence[Row]) -> Filter:
    if given.choices:
        return given
    of = [each.value for each in page.columns if each.name == given.name]
    values = sorted({_words(value(row)) for value in of for row in rows} - {""})
    return replace(given, choices=[(each, each) for each in values])


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdecimal() or len(cursor) > 9:
        raise InvalidInputError("cursor", cursor[:40], "as the list told it")
    return int(cursor)
