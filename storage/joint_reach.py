"""What a write reaches, and whether writes may be sent as one statement.

PostgreSQL runs the parts of one statement beside each other: each sees what was there before the
first, and of two that change one row only one does, which one is not said (its manual, "Data-
Modifying Statements in WITH", version 15, read 2026-11-22). Statements are looked at once, when
they are prepared or first sent beside each other; only for one that is sent several times its
values are compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    Column,
    ColumnElement,
    Delete,
    Insert,
    Select,
    Table,
    Update,
)
from sqlalchemy.sql import operators

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql.dml import OnConflictDoUpdate

Statement: TypeAlias = Select[Any] | Insert | Update | Delete
Values: TypeAlias = Mapping[str, Any]
Repeated: TypeAlias = tuple[Sequence[str], Sequence[int]]
"""Parameters that name the row, and the places at which one statement is sent."""
_READ: Final = re.compile(
    r"(?<!DISTINCT )\b(?:FROM|JOIN|USING)\s+(\w+(?: AS \w+)?(?:, *\w+(?: AS \w+)?)*)(?![\w.(])"
)


class NotTogetherError(TypeError):
    """Writes that would not do as one statement what they do one after the other."""


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """What a statement reads and writes."""

    writes: str | None
    """Its table."""
    only_adds: bool
    """It inserts, and leaves rows that are there as they are."""
    row: Sequence[str]
    """Parameters that columns of its row equal: a run with other values is of another row."""
    reads: frozenset[str]
    """Tables it selects from."""


def reach_of(statement: Statement, text: str) -> Reach:
    """What a statement reads and writes; `text` is what PostgreSQL gets of it, for its subqueries
    may stand where SQLAlchemy does not lead to them."""
    written = None if isinstance(statement, Select) else statement.table
    reads = {
        named.split()[0]
        for names in _READ.findall(text.removeprefix("DELETE FROM "))
        for named in names.split(",")
    }
    return Reach(
        writes=written.name if isinstance(written, Table) else None,
        only_adds=isinstance(statement, Insert) and _upsert_of(statement) is None,
        row=tuple(_naming(statement)),
        reads=frozenset(reads),
    )


def repeated_in(reaches: Sequence[Reach]) -> Sequence[Repeated]:
    """Those of the statements that change rows and are there more than once.

    Raises NotTogetherError where one reads what another writes, or two that are not the same
    statement write one table and do not only add to it.
    """
    of_table: defaultdict[str | None, list[int]] = defaultdict(list)
    for place, each in enumerate(reaches):
        of_table[each.writes].append(place)
    for place, each in enumerate(reaches):
        for read in each.reads:
            if any(other != place for other in of_table.get(read, ())):
                raise NotTogetherError(f"one reads {read}, which another writes")
    repeated: list[Repeated] = []
    for table, places in of_table.items():
        if len(places) == 1 or all(reaches[place].only_adds for place in places):
            continue
        first = reaches[places[0]]
        if not first.row or any(reaches[place] is not first for place in places):
            raise NotTogetherError(f"rows of {table} may be changed twice")
        repeated.append((first.row, places))
    return repeated


def refuse_same_row(names: Sequence[str], values: Sequence[Values]) -> None:
    """Raises NotTogetherError where two runs of a statement name the same row."""
    rows = {tuple([each[name] for name in names]) for each in values}
    if len(rows) < len(values):
        raise NotTogetherError(f"two writes change the row of one {', '.join(names)}")


def _naming(statement: Statement) -> Iterator[str]:
    if isinstance(statement, Update | Delete):
        for each in _conditions(statement.whereclause):
            if _is_of_row(each, statement):
                yield str(each.right.key)
    elif isinstance(statement, Insert):
        upserted = _upsert_of(statement)
        for column in () if upserted is None else upserted.inferred_target_elements or ():
            yield column if isinstance(column, str) else str(column.name)


def _is_of_row(condition: ColumnElement[Any], statement: Update | Delete) -> Any:
    return (
        isinstance(condition, BinaryExpression)
        and condition.operator is operators.eq
        and isinstance(condition.left, Column)
        and condition.left.table is statement.table
        and isinstance(condition.right, BindParameter)
        and condition.right.required
    )


def _conditions(where: ColumnElement[Any] | None) -> Sequence[ColumnElement[Any]]:
    """What must all be true."""
    if isinstance(where, BooleanClauseList) and where.operator is operators.and_:
        return [inner for each in where.clauses for inner in _conditions(each)]
    return () if where is None else (where,)


def _upsert_of(statement: Insert) -> OnConflictDoUpdate | None:
    from sqlalchemy.dialects.postgresql.dml import OnConflictDoUpdate  # a megabyte on SQLite

    clause = statement._post_values_clause
    return clause if isinstance(clause, OnConflictDoUpdate) else None
