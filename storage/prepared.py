"""Statements of the paths a shopper waits for, run on the driver inside a transaction.

A statement stays SQLAlchemy's and is compiled once per dialect, its types with it: values go in and
come out as they would from `Connection.execute`. What is left out is the bookkeeping around each
run, which costs several times the run itself on the embedded database (docs/performance.md).
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    Connection,
    Insert,
    Table,
    bindparam,
    exc,
    insert,
)
from sqlalchemy.sql.compiler import SQLCompiler

from storage.joint_reach import (
    Reach,
    Repeated,
    Statement,
    Values,
    reach_of,
    refuse_same_row,
    repeated_in,
)

_Convert: TypeAlias = Callable[[Any], Any]
_MOST_TOGETHER: Final = 24
_ROWS_AT_ONCE: Final = 25
"""Rows of one statement; a dozen columns each stay far below SQLite's 32,766 parameters."""
_NAMED: Final = re.compile(r"%\((\w+)\)s")
_NUMBER: Final = re.compile(r"\$(\d+)")


@dataclass(frozen=True, slots=True, eq=False)
class _Compiled:
    """A statement in the words of one driver; each is only itself, which makes it a cheap key."""

    text: str
    order: Sequence[str]
    """Names of its parameters by position; SQLite's driver counts a name as often as it occurs."""
    cursor: Callable[[Any], Any]
    """Makes a cursor of a driver's connection."""
    constants: Mapping[str, Any]
    inward: Mapping[str, _Convert]
    outward: Sequence[tuple[int, _Convert]]
    """By place, of the columns it returns that the driver does not give as they are meant."""
    row: Callable[..., Any]
    """Makes a named tuple of a row's values."""
    reach: Reach | None
    """Known where statements may be sent as one, on PostgreSQL."""


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

    def run_or(self, tx: Writes, otherwise: Callable[[], Exception], **values: Any) -> None:
        """Run it; raises what `otherwise` makes where it changed no row."""
        if isinstance(tx, Together):
            tx.gather(self._for(tx.tx), values, otherwise)
        elif not self.run(tx, **values):
            raise otherwise()

    def put(self, tx: Writes, **values: Any) -> None:
        """Run it, whatever it changes."""
        self.run_each(tx, [values])

    def run_each(self, tx: Writes, rows: Sequence[Values]) -> None:
        """Run it once per row, in this order; many rows on PostgreSQL without waiting for each."""
        if isinstance(tx, Together):
            for row in rows:
                tx.gather(self._for(tx.tx), row)
            return
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
        if made.post_compile_params or made.literal_execute_params:
            raise TypeError(f"parts of this statement are put in at each run: {made}")
        inward, constants = {}, {}
        for name, bound in made.binds.items():
            convert = bound.type.dialect_impl(dialect).bind_processor(dialect)
            if convert is not None:
                inward[name] = convert
            if not bound.required and bound.value is not None:
                constants[name] = bound.value if convert is None else convert(bound.value)
        returned = statement.exported_columns
        text, order, cursor = _driver_words(made)
        compiled = self._compiled[dialect.name] = _Compiled(
            text=text,
            order=order,
            cursor=cursor,
            constants=constants,
            inward=inward,
            outward=tuple(
                (place, convert)
                for place, column in enumerate(returned)
                if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
            ),
            row=_named([str(column.key) for column in returned]),
            reach=reach_of(statement, text) if dialect.name == "postgresql" else None,
        )
        return compiled


class Together:
    """Writes that wait to be sent as one statement; see `together`."""

    def __init__(self, tx: Connection) -> None:
        self.tx = tx
        self._waiting: list[tuple[_Compiled, Values, Callable[[], Exception] | None]] = []

    def gather(
        self, compiled: _Compiled, values: Values, otherwise: Callable[[], Exception] | None = None
    ) -> None:
        """Have it sent with the others; `otherwise` makes what is raised if it changes no row."""
        self._waiting.append((compiled, values, otherwise))

    def send(self) -> None:
        """Run what waits.

        Raises what the first that changed no row was given for that, NotTogetherError.
        """
        while self._waiting:
            some, self._waiting = self._waiting[:_MOST_TOGETHER], self._waiting[_MOST_TOGETHER:]
            given = [each for compiled, values, _ in some for each in _given(compiled, values)]
            text, repeated = _as_one(tuple(each for each, _, _ in some))
            for names, places in repeated:
                refuse_same_row(names, [some[place][1] for place in places])
            cursor = _ran(self.tx, some[0][0].cursor, text, given)
            for changed, (_, _, otherwise) in zip(cursor.fetchone(), some, strict=True):
                if not changed and otherwise is not None:
                    raise otherwise()


Writes: TypeAlias = Connection | Together
"""Into a transaction: at once, or with others."""


@contextmanager
def together(tx: Connection) -> Iterator[Writes]:
    """Send writes as one statement when the block ends: one round trip on PostgreSQL.

    They must need nothing of one another and change no row twice, for all of them see what was
    there before the first; nothing is written if one of them fails. On SQLite each runs at once.
    Raises NotTogetherError on PostgreSQL where they do: see `joint_reach`.
    """
    if tx.dialect.name != "postgresql":
        yield tx
        return
    gathered = Together(tx)
    yield gathered
    gathered.send()


def transaction_of(tx: Writes) -> Connection:
    """The transaction itself, to read in."""
    return tx.tx if isinstance(tx, Together) else tx


@lru_cache(maxsize=256)
def _as_one(writes: tuple[_Compiled, ...]) -> tuple[str, Sequence[Repeated]]:
    """Writes as parts of one statement, which tells how many rows each of them changed, and those
    of them whose values must show that their rows are others. Raises NotTogetherError."""
    reaches = [each.reach for each in writes if each.reach is not None]
    assert len(reaches) == len(writes)  # noqa: S101 - all are PostgreSQL's
    repeated = repeated_in(reaches)
    parts, before = [], 0
    for place, each in enumerate(writes):
        parts.append(f"w{place} AS ({_renumbered(each.text, before)} RETURNING 1)")
        before += len(each.order)
    counts = (f"(SELECT count(*) FROM w{place})" for place in range(len(parts)))  # noqa: S608
    return f"WITH {', '.join(parts)} SELECT {', '.join(counts)}", repeated


def _renumbered(text: str, by: int) -> str:
    return _NUMBER.sub(lambda found: f"${int(found[1]) + by}", text)


def _driver_words(made: SQLCompiler) -> tuple[str, Sequence[str], Callable[[Any], Any]]:
    """A statement's text, its parameters by position, and what makes a cursor for it.

    PostgreSQL's driver is given numbered parameters: names it would look for in the text of every
    long statement, on every run.
    """
    if made.positiontup is not None:
        return str(made), made.positiontup, lambda driver: driver.cursor()
    from psycopg import RawCursor

    order = list(dict.fromkeys(_NAMED.findall(str(made))))
    numbers = {name: f"${number}" for number, name in enumerate(order, start=1)}
    text = _NAMED.sub(lambda found: numbers[found[1]], str(made)).replace("%%", "%")
    return text, order, RawCursor


class PreparedInsert:
    """An INSERT of records whose attributes are named like the columns.

    On SQLite many rows go with one statement, which its driver runs at a quarter less cost.
    """

    def __init__(self, table: Table, *, but: Sequence[str] = ()) -> None:
        """`but`: columns that the database fills in."""
        self._prepared = Prepared(insert_of(table, but=but))

    def run(self, tx: Connection, records: Sequence[object]) -> None:
        """Insert them in this order. Raises what SQLAlchemy raises."""
        compiled = self._prepared._for(tx)
        rows = _given_each(compiled, records, attrgetter) if records else []
        whole = 0
        if tx.dialect.name == "sqlite":
            whole = len(rows) - len(rows) % _ROWS_AT_ONCE
            several = replace(compiled, text=_for_several(compiled.text))
            for start in range(0, whole, _ROWS_AT_ONCE):
                given = list(chain.from_iterable(rows[start : start + _ROWS_AT_ONCE]))
                _cursor(tx, several, given).close()
        if whole < len(rows):
            _cursor(tx, compiled, rows[whole:], many=True).close()


@lru_cache(maxsize=16)
def _for_several(text: str) -> str:
    """An INSERT of one row, for as many as go at once."""
    marks = text[text.rindex("(") :]
    return text + f", {marks}" * (_ROWS_AT_ONCE - 1)


def _named(columns: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    made: Any = namedtuple("Row", columns, rename=True)  # type: ignore[misc]
    make: Callable[[Sequence[Any]], Any] = made._make
    return make


def _given(compiled: _Compiled, values: Values) -> list[Any]:
    named = dict(compiled.constants)
    inward = compiled.inward
    for name, value in values.items():
        convert = inward.get(name)
        named[name] = value if convert is None else convert(value)
    return [named[name] for name in compiled.order]


def _given_each(
    compiled: _Compiled,
    rows: Sequence[Any],
    getter: Callable[..., Callable[[Any], Any]] = itemgetter,
) -> list[Any]:
    """The same for many rows, a column at a time: that costs a third of going row by row.

    `getter` reads names out of rows: items of mappings, or attributes.
    """
    told = [name for name in compiled.order if name not in compiled.constants]
    read = map(getter(*told), rows)
    columns = dict(zip(told, zip(*read, strict=True) if len(told) > 1 else [read], strict=True))
    given = (_column(compiled, name, columns, len(rows)) for name in compiled.order)
    return list(zip(*given, strict=True))


def _column(
    compiled: _Compiled, name: str, columns: Mapping[str, Iterable[Any]], length: int
) -> Iterable[Any]:
    if name in compiled.constants:
        return [compiled.constants[name]] * length
    values = columns[name]
    convert = compiled.inward.get(name)
    if convert is None:
        return values
    values = list(values)
    first = values[0]
    if all(value is first for value in values):  # the moment, the merchant: once is enough
        return [convert(first)] * length
    return [convert(value) for value in values]


def _cursor(tx: Connection, compiled: _Compiled, given: Any, *, many: bool = False) -> Any:
    """A cursor that has run a statement."""
    return _ran(tx, compiled.cursor, compiled.text, given, many=many)


def _ran(
    tx: Connection, made: Callable[[Any], Any], text: str, given: Any, *, many: bool = False
) -> Any:
    """A cursor that has run it; the driver's errors come out as SQLAlchemy's."""
    driver = tx.connection.driver_connection
    assert driver is not None  # noqa: S101 - a transaction has its connection
    cursor = made(driver)
    try:
        (cursor.executemany if many else cursor.execute)(text, given)
    except tx.dialect.loaded_dbapi.Error as error:
        raise _kind_of(error)(text, None, error) from error
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
