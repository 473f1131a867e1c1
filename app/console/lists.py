"""Every list of the console: filtered, searched, sorted, paged and exported in one way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from flask import Response, request, url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement, Connection

from app.ops.spreadsheet import csv_line, plain
from domain.errors import InvalidInputError
from storage import browse
from storage.browse import Browse, Query
from storage.engine import Database
from storage.operators import Role
from storage.statements import AnyRow

PAGE = 50
_EXPORT_PAGE = 1000
_EXPORT_MOST = 100_000
_SIZES = (25, 50, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a cell may need to know besides its row."""

    merchant_id: str
    now: datetime
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of connections and places by id."""
    docs_url: str | None = None
    """Where the project's files are shown, for runbooks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list."""

    title: str
    cell: Callable[[AnyRow, Scene], Markup | str]
    sort: str | None = None
    """The column it sorts by."""
    numeric: bool = False
    is_long: bool = False
    """It may hold words so long that they must break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One choice above a list; an empty value means all."""

    name: str
    title: str
    choices: Sequence[tuple[str, str]] = ()
    """Value and words; empty: filled by the list's `choices_of`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list as people see it."""

    name: str
    title: str
    hint: str
    """One sentence: what stands here."""
    empty: str
    """What an empty list means, and what to do."""
    browse: Browse
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    """What filters are set to before somebody chooses; choosing "all" lifts them."""
    search: str = ""
    """What the search looks into; empty: there is none."""
    role: Role = Role.VIEWER
    """Who may see it."""
    only: Callable[[], Sequence[ColumnElement[bool]]] = tuple
    """Further conditions, as of dead letters among deliveries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A column head that sorts: where it leads, and how the list is sorted by it now."""

    href: str
    direction: str
    """`ascending`, `descending` or `none`, as `aria-sort` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One page of a list, ready for its template."""

    page: ListPage
    query: Query
    rows: Sequence[Sequence[Markup | str]]
    heads: Sequence[tuple[Column, Sort | None]]
    next_href: str | None
    first_href: str | None
    """Back to the first page, where this is a later one."""
    is_filtered: bool
    exports: Mapping[str, str]
    filters: Sequence[Filter]
    is_whole_page = False
    """The address answers htmx with the rows alone."""

    @property
    def narrowed(self) -> Mapping[str, str]:
        """Filters that a link set and that nobody can choose, by their column."""
        own = {each.name for each in self.filters}
        return {name: value for name, value in self.query.filters.items() if name not in own}


def asked(page: ListPage) -> Query:
    """What the address asks for. Raises InvalidInputError naming the parameter."""
    return asked_of(page.browse.filters, page.given)


def asked_of(names: Sequence[str], preset: Mapping[str, str] | None = None) -> Query:
    """What the address asks of a list with such filters. Raises InvalidInputError."""
    given, before = request.args, preset or {}
    chosen = {name: given.get(name, before.get(name, "")) for name in names}
    size = given.get("limit", str(PAGE))
    if size not in map(str, _SIZES):
        raise InvalidInputError("limit", size, f"one of {', '.join(map(str, _SIZES))}")
    return Query(
        filters={name: value for name, value in chosen.items() if value or name in before},
        search=given.get("q", "")[:100],
        sort=given.get("sort", "")[:60],
        cursor=given.get("cursor") or None,
        limit=int(size),
    )


def read(
    tx: Connection, page: ListPage, scene: Scene, query: Query, filters: Sequence[Filter]
) -> Shown:
    """One page of the list. Raises InvalidInputError."""
    found = browse.page(tx, page.browse, scene.merchant_id, query, *page.only())
    return Shown(
        page=page,
        query=query,
        rows=[[column.cell(row, scene) for column in page.columns] for row in found.rows],
        heads=[(column, _sort(page, query, column)) for column in page.columns],
        next_href=address(query, cursor=found.cursor) if found.cursor else None,
        first_href=address(query, cursor=None) if query.cursor else None,
        is_filtered=bool(query.search)
        or any(value and value != page.given.get(name) for name, value in query.filters.items()),
        exports={form: address(query, cursor=None, export=form) for form in ("csv", "json")},
        filters=filters,
    )


def _sort(page: ListPage, query: Query, column: Column) -> Sort | None:
    if column.sort is None:
        return None
    first = next(iter(page.browse.sorts))
    current = query.sort or first
    is_current = current.removeprefix("-") == column.sort
    turned = column.sort if not is_current or current.startswith("-") else f"-{column.sort}"
    descending = (page.browse.sorts[column.sort] == "desc") != current.startswith("-")
    words = "descending" if descending else "ascending"
    return Sort(
        href=address(query, cursor=None, sort=turned), direction=words if is_current else "none"
    )


def address(
    query: Query, *, cursor: str | None, sort: str | None = None, export: str | None = None
) -> str:
    """The address of the list in hand, asked for otherwise."""
    asked_for: dict[str, str | None] = {
        **query.filters,
        "q": query.search or None,
        "sort": (query.sort if sort is None else sort) or None,
        "limit": None if query.limit == PAGE else str(query.limit),
        "cursor": cursor,
        "export": export,
    }
    return url_for(str(request.endpoint), **(request.view_args or {}), **asked_for)  # type: ignore[arg-type]  # None leaves a parameter out


# --- exporting -------------------------------------------------------------------------------


def export(
    database: Database, page: ListPage, merchant_id: str, query: Query, form: str
) -> Response:
    """Everything the filters leave, as a file; at most a hundred thousand rows.

    Raises InvalidInputError for a form that is neither `csv` nor `json`.
    """
    rows = _all(database, page, merchant_id, query)
    return as_file(page.name, list(page.browse.columns), rows, form)


def as_file(
    name: str, columns: Sequence[str], rows: Iterator[Mapping[str, Any]], form: str
) -> Response:
    """Rows as a file of that name; a row may have more than the columns.

    Raises InvalidInputError for a form that is neither `csv` nor `json`.
    """
    if form not in ("csv", "json"):
        raise InvalidInputError("export", form, "csv or json")
    told = ({each: plain(row[each]) for each in columns} for row in rows)
    return Response(
        _csv(columns, told) if form == "csv" else _json(told),
        content_type="text/csv; charset=utf-8" if form == "csv" else "application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


def _all(
    database: Database, page: ListPage, merchant_id: str, query: Query
) -> Iterator[Mapping[str, Any]]:
    """In pages of their own transactions, so that an export never holds one for long."""
    cursor, count = None, 0
    while count < _EXPORT_MOST:
        part = Query(
            filters=query.filters,
            search=query.search,
            sort=query.sort,
            cursor=cursor,
            limit=_EXPORT_PAGE,
        )
        with database.read() as tx:
            found = browse.page(tx, page.browse, merchant_id, part, *page.only())
        for row in found.rows:
            yield {name: row._mapping[name] for name in page.browse.columns}
        count += len(found.rows)
        cursor = found.cursor
        if cursor is None:
            return


def _csv(names: Sequence[str], rows: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    yield csv_line(names)
    for row in rows:
        yield csv_line([row[name] for name in names])


def _json(rows: Iterator[Mapping[str, Any]]) -> Iterator[bytes]:
    yield b"["
    for number, row in enumerate(rows):
        yield (b",\n" if number else b"\n") + orjson.dumps(row)
    yield b"\n]\n"
