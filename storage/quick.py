"""SELECTs run on the driver, for the few reads that every spoken turn waits for.

A statement stays SQLAlchemy's: it is compiled once per dialect. What is left out is its bookkeeping
for each run, which costs more than the run itself (measured, see docs/performance.md). Values go in
and come out as the driver has them: moments in microseconds, quantities in units, JSON as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Select
from sqlalchemy.sql.compiler import SQLCompiler

from storage.engine import Database

DriverRow: TypeAlias = Sequence[Any]
"""Columns in the order of the SELECT."""


_Words: TypeAlias = tuple[str, Mapping[str, Any], Sequence[str] | None]
"""A statement in the driver's words, its constants, and its names in order of position or None."""


class QuickSelect:
    """A SELECT with named parameters, none of them expanding, all of them given on each run."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Words] = {}

    def rows(self, database: Database, **values: object) -> Sequence[DriverRow]:
        """All rows, read in a transaction of their own. Raises sqlalchemy.exc.OperationalError."""
        text, constants, order = self._for(database)
        named = {**constants, **values}
        given = named if order is None else [named[name] for name in order]
        return database.read_once(text, given)

    def _for(self, database: Database) -> _Words:
        known = self._compiled.get(database.dialect)
        if known is None:
            compiled = self._statement.compile(dialect=database.engine.dialect)
            assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what a SELECT compiles to
            constants = compiled.construct_params(_check=False)
            known = str(compiled), constants, compiled.positiontup
            self._compiled[database.dialect] = known
        return known
