"""SELECTs run on the driver, for the few reads that every spoken turn waits for.

A statement stays SQLAlchemy's: it is compiled once per dialect. What is left out is its bookkeeping
for each run, which costs more than the run itself (measured, see docs/performance.md). Values go in
and come out as the driver has them: moments in microseconds, quantities in units, JSON as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.sql.compiler import SQLCompiler

from storage.engine import Database
from storage.sqlite_reader import Lasting

DriverRow: TypeAlias = Sequence[Any]
"""Columns in the order of the SELECT."""


_Words: TypeAlias = tuple[str, Mapping[str, Any], Sequence[str] | None]
"""A statement in the driver's words, its constants, and its names in order of position or None."""


class QuickSelect:
    """A SELECT with named parameters, none of them expanding, all of them given on each run."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Words] = {}

    def rows(
        self, database: Database, lasting: Lasting | None = None, /, **values: object
    ) -> Sequence[DriverRow]:
        """All rows, read in a transaction of their own, or, where they last, those of the last
        time. Raises sqlalchemy.exc.OperationalError."""
        known = self._compiled.get(database.dialect)
        if known is None:
            known = self._compiled[database.dialect] = _words(self._statement, database)
        text, constants, order = known
        named = {**constants, **values}
        given = named if order is None else [named[name] for name in order]
        return database.read_once(text, given, lasting)


class PackedSelect:
    """A `QuickSelect` whose rows come as one text: a JSON list of lists, in the SELECT's order.

    For rows that are mostly the same as at the last look, so that whoever asks can compare the text
    and spare itself the rest. SQLite's driver hands the interpreter to another thread and takes it
    back for every column of every row, which costs a busy process more than reading them; here
    there is one.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._packed: dict[str, QuickSelect] = {}

    def text(self, database: Database, lasting: Lasting | None = None, /, **values: object) -> str:
        """All rows, as `QuickSelect.rows` reads them. Raises sqlalchemy.exc.OperationalError."""
        known = self._packed.get(database.dialect)
        if known is None:
            packed = _PACKED[database.dialect](self._statement)
            known = self._packed[database.dialect] = QuickSelect(packed)
        ((text,),) = known.rows(database, lasting, **values)
        return str(text)


def _packed_by_sqlite(statement: Select[Any]) -> Select[Any]:
    rows = statement.subquery()
    return select(func.json_group_array(func.json_array(*rows.c)))


def _packed_by_postgres(statement: Select[Any]) -> Select[Any]:
    rows = statement.subquery()
    packed = cast(func.json_agg(func.json_build_array(*rows.c)), Text)
    return select(func.coalesce(packed, "[]"))


_PACKED: Final = {"sqlite": _packed_by_sqlite, "postgresql": _packed_by_postgres}


def _words(statement: Select[Any], database: Database) -> _Words:
    compiled = statement.compile(dialect=database.engine.dialect)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what a SELECT compiles to
    constants = compiled.construct_params(_check=False)
    return str(compiled), constants, compiled.positiontup
