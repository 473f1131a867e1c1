"""Statements of the paths a shopper waits for, run on the driver inside a transaction.

A statement stays SQLAlchemy's and is compiled once per dialect, its types with it: values go in and
come out as they would from `Connection.execute`. What is left out is the bookkeeping around each
run, which costs several times the run itself on the embedded database (docs/performance.md).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import (
    Connection,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    exc,
    insert,
)
from sqlalchemy.sql.compiler import SQLCompiler

Statement: TypeAlias = Select[Any] | Insert | Update | Delete
Values: TypeAlias = Mapping[str, Any]
_Convert: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement in the words of one driver."""

    text: str
    order: Sequence[str] | None
    """Names by position; None where the driver takes names."""
    names: Sequence[str]
    """Of every parameter, once each, where the driver takes names."""
    constants: Mapping[str, Any]
    inward: Mapping[str, _Convert]
    outward: Sequence[tuple[int, _Convert]]
    """By place, of the columns it returns that the driver does not give as they are meant."""
    row: Callable[..., Any]
    """Makes a named tuple of a row's values."""


class Prepared:
    """A statement with named parameters, none of them expanding, all of them given on each run."""

    def __init__(self, statement: Statement | Callable[[Connection], Statement]) -> None:
        """A function is asked for the statement where the dialects word it differently."""
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, tx: Connection, **values: Any) -> int:
        """How many rows it changed. Raises what SQLAlchemy raises."""
        compiled = self._for(tx)
        return int(_cursor(tx, compiled, _given(compiled, values)).rowcount)

    def run_each(self, tx: Connection, rows: Sequence[Values]) -> None:
        """Run it once per row, in this order; many rows on PostgreSQL without waiting for each."""
        compiled = self._for(tx)
        if len(rows) == 1:
            _cursor(tx, compiled, _given(compiled, rows[0])).close()
        elif rows:
            _cursor(tx, compiled, _given_each(compiled, rows), many=True).close()

    def rows(self, tx: Connection, **values: Any) -> list[Any]:
        """What it returns: named tuples, columns in the order of the statement."""
        compiled = self._for(tx)
        cursor = _cursor(tx, compiled, _given(compiled, values))
        found = cursor.fetchall()
        cursor.close()
        if not compiled.outward:
            return [compiled.row(row) for row in found]
        return [compiled.row(_values(compiled.outward, row)) for row in found]

    def _for(self, tx: Connection) -> _Compiled:
        return self._compiled.get(tx.dialect.name) or self._compile(tx)

    def _compile(self, tx: Connection) -> _Compiled:
        dialect = tx.dialect
        statement = self._statement(tx) if callable(self._statement) else self._statement
        made = statement.compile(dialect=dialect)
        assert isinstance(made, SQLCompiler)  # noqa: S101 - what these statements compile to
        inward, constants = {}, {}
        for name, bound in made.binds.items():
            convert = bound.type.dialect_impl(dialect).bind_processor(dialect)
            if convert is not None:
                inward[name] = convert
            if not bound.required and bound.value is not None:
                constants[name] = bound.value if convert is None else convert(bound.value)
        returned = statement.exported_columns
        compiled = self._compiled[dialect.name] = _Compiled(
            text=str(made),
            order=made.positiontup,
            names=tuple(made.binds),
            constants=constants,
            inward=inward,
            outward=tuple(
                (place, convert)
                for place, column in enumerate(returned)
                if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
            ),
            row=_named([str(column.key) for column in returned]),
        )
        return compiled


def _named(columns: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    made: Any = namedtuple("Row", columns, rename=True)  # type: ignore[misc]
    make: Callable[[Sequence[Any]], Any] = made._make
    return make


def _given(compiled: _Compiled, values: Values) -> Any:
    named = dict(compiled.constants)
    inward = compiled.inward
    for name, value in values.items():
        convert = inward.get(name)
        named[name] = value if convert is None else convert(value)
    return named if compiled.order is None else [named[name] for name in compiled.order]


def _given_each(compiled: _Compiled, rows: Sequence[Values]) -> list[Any]:
    """The same for many rows, a column at a time: that costs a third of going row by row."""
    names = compiled.names if compiled.order is None else compiled.order
    columns = [_column(compiled, name, rows) for name in names]
    if compiled.order is None:
        return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
    return list(zip(*columns, strict=True))


def _column(compiled: _Compiled, name: str, rows: Sequence[Values]) -> list[Any]:
    if name in compiled.constants:
        return [compiled.constants[name]] * len(rows)
    values = [row[name] for row in rows]
    convert = compiled.inward.get(name)
    if convert is None:
        return values
    first = values[0]
    if all(value is first for value in values):  # the moment, the merchant: once is enough
        return [convert(first)] * len(rows)
    return [convert(value) for value in values]


def _cursor(tx: Connection, compiled: _Compiled, given: Any, *, many: bool = False) -> Any:
    """A cursor that has run it; the driver's errors come out as SQLAlchemy's."""
    driver = tx.connection.driver_connection
    assert driver is not None  # noqa: S101 - a transaction has its connection
    cursor = driver.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(compiled.text, given)
    except tx.dialect.loaded_dbapi.Error as error:
        raise _kind_of(error)(compiled.text, None, error) from error
    return cursor


def _kind_of(error: Exception) -> type[exc.DBAPIError]:
    """SQLAlchemy's word for a driver's error, whose own may be finer (psycopg's deadlock is an
    operational error by inheritance)."""
    names = (each.__name__ for each in type(error).__mro__)
    return next((getattr(exc, name) for name in names if hasattr(exc, name)), exc.DBAPIError)


def _values(outward: Sequence[tuple[int, _Convert]], row: Sequence[Any]) -> list[Any]:
    values = list(row)
    for place, convert in outward:
        values[place] = convert(values[place])
    return values


def insert_of(table: Table, *, but: Sequence[str] = ()) -> Insert:
    """An INSERT of every column, except those the database fills in."""
    names = [column.name for column in table.columns if column.name not in but]
    return insert(table).inline().values({name: bindparam(name) for name in names})
