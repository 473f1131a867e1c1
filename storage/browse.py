"""Lists for people: one table of a merchant, searched, filtered and paged by key.

A page is found by where the last one ended, never by counting rows, so that the last page of a
million costs what the first does. What may be filtered and sorted by is declared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias

import orjson
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    FromClause,
    and_,
    literal_column,
    or_,
    select,
)

from domain.errors import InvalidInputError
from storage.results import Listed
from storage.statements import AnyRow
from storage.types import from_micros, to_micros

_Column: TypeAlias = ColumnElement[Any]
_STATE: Final = re.compile(r"[a-z_-]{1,30}")
"""What a state may be: it is written into the statement, for partial indexes to fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Browse:
    """A table as people look through it."""

    table: FromClause
    key: str
    """A unique column, or one that is unique beside each sort column; pages go by them."""
    columns: Sequence[str]
    """What is read of a row."""
    sorts: Mapping[str, str]
    """Columns to sort by and their first direction, `asc` or `desc`; each has an index that
    begins with the merchant. The first one is the default."""
    filters: Sequence[str] = ()
    """Columns that can be compared with one value."""
    searched: Sequence[str] = ()
    """Columns in which a search finds its words anywhere, in any case."""
    hidden: Mapping[str, str] = field(default_factory=dict)
    """By column, the value whose rows are shown to those who filter for it only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a person asked of a list."""

    filters: Mapping[str, str]
    """By column; an empty value means all. Of a truth: `yes`, or anything else for no."""
    search: str = ""
    sort: str = ""
    """A column, with `-` before it for the other direction; empty: the default."""
    cursor: str | None = None
    limit: int = 50


def page(
    tx: Connection, browse: Browse, merchant_id: str, query: Query, *extra: ColumnElement[bool]
) -> Listed[AnyRow]:
    """One page. Raises InvalidInputError for a filter, sort or cursor that is none."""
    table = browse.table
    column, descending = _sort(browse, query.sort)
    key = table.c[browse.key]
    order = [each.desc() if descending else each.asc() for each in dict.fromkeys((column, key))]
    wanted = (
        select(*(table.c[name] for name in dict.fromkeys((*browse.columns, column.name, key.name))))
        .where(table.c.merchant_id == merchant_id, *_wanted(tx, browse, query), *extra)
        .order_by(*order)
        .limit(query.limit + 1)
    )
    if query.cursor is not None:
        wanted = wanted.where(_behind(column, key, query.cursor, descending=descending))
    rows = tuple(tx.execute(wanted))
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    return Listed(rows=rows, cursor=_cursor(rows[-1], column, key) if more else None)


def _sort(browse: Browse, text: str) -> tuple[_Column, bool]:
    name = text.removeprefix("-") or next(iter(browse.sorts))
    if name not in browse.sorts:
        raise InvalidInputError("sort", text, f"one of {', '.join(browse.sorts)}")
    first_is_descending = browse.sorts[name] == "desc"
    return browse.table.c[name], first_is_descending != text.startswith("-")


def _wanted(tx: Connection, browse: Browse, query: Query) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for name, value in query.filters.items():
        if name not in browse.filters:
            raise InvalidInputError(name, value, f"filters are {', '.join(browse.filters)}")
        if value:
            conditions.append(browse.table.c[name] == _compared(browse.table.c[name], value))
    conditions += [
        browse.table.c[name] != value
        for name, value in browse.hidden.items()
        if not query.filters.get(name)
    ]
    term = query.search.strip()
    if term and browse.searched:
        conditions.append(
            or_(*(_holds(tx, browse.table.c[name], term) for name in browse.searched))
        )
    return conditions


def _compared(column: _Column, value: str) -> object:
    if isinstance(column.type, Boolean):
        return value == "yes"
    if column.name == "state" and _STATE.fullmatch(value):
        return literal_column(f"'{value}'")
    return value


def _holds(tx: Connection, column: _Column, term: str) -> ColumnElement[bool]:
    """Whether a column holds the term, however it is written.

    SQLite's LIKE looks away from case by itself, for the same letters as its lower(), which would
    cost three times as much as the looking (100,000 orders: 72 ms, without 18).
    """
    pattern = f"%{_literal(term)}%"
    if tx.dialect.name == "sqlite":
        return column.like(pattern, escape="\\")
    return column.ilike(pattern, escape="\\")


def _literal(term: str) -> str:
    return term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _behind(column: _Column, key: _Column, cursor: str, *, descending: bool) -> ColumnElement[bool]:
    try:
        value, last = orjson.loads(bytes.fromhex(cursor))
    except ValueError:
        raise InvalidInputError("cursor", cursor[:40], "use the link of the page before") from None
    if isinstance(value, dict):
        value = from_micros(value["at"])
    further: ColumnElement[bool] = key < last if descending else key > last
    if column is key:
        return further
    # the first half is what an index can begin at; the second leaves out what was shown
    at_least = column <= value if descending else column >= value
    return and_(at_least, or_(column != value, further))


def _cursor(row: AnyRow, column: _Column, key: _Column) -> str:
    value = row._mapping[column.name]
    told = {"at": to_micros(value)} if isinstance(value, datetime) else value
    return orjson.dumps([told, row._mapping[key.name]]).hex()
