"""Everything in the database as lines of JSON, which either kind of database takes back."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import IO, Any, Final

import orjson
from sqlalchemy import Connection, Table

from domain.errors import ConfigurationError
from storage.moving import batches, count_on
from storage.statements import AnyRow
from storage.tables import metadata
from storage.types import from_micros, to_micros

_BATCH: Final = 1000
_END: Final = "end"
"""The last line's word: a text that was cut off does not have it."""


def write(tx: Connection, out: IO[bytes]) -> int:
    """Write every row of every table, those first that others name; how many rows."""
    rows = 0
    for table in metadata.sorted_tables:
        names = [column.name for column in table.columns]
        out.write(_line({"table": table.name, "columns": names}))
        for batch in batches(tx, table):
            for row in batch:
                out.write(_line(_packed(row)))
            rows += len(batch)
    out.write(_line({_END: rows}))
    return rows


def read(tx: Connection, lines: Iterable[bytes]) -> int:
    """Put every row back into the empty tables; how many.

    Raises ConfigurationError for tables or columns that this version does not know, and for a
    text without its end.
    """
    into: Table | None = None
    names: list[str] = []
    told, rows = None, 0
    for heading, some in _sheaves(lines):
        if heading is not None and _END in heading:
            told = heading[_END]
        elif heading is not None:
            into, names = _known(heading["table"], heading["columns"])
        elif into is not None:
            tx.execute(into.insert(), [_named(names, values) for values in some])
            rows += len(some)
    if told != rows:
        raise ConfigurationError(f"the backup ends early: {rows} rows came, {told} were told")
    if tx.dialect.name == "postgresql":
        for each in metadata.sorted_tables:
            count_on(tx, each)
    return rows


def _sheaves(lines: Iterable[bytes]) -> Iterator[tuple[dict[str, Any] | None, list[Any]]]:
    """Headings by themselves, and the rows between them a thousand at a time."""
    waiting: list[Any] = []
    for line in lines:
        each = orjson.loads(line)
        is_heading = isinstance(each, dict)
        if waiting and (is_heading or len(waiting) == _BATCH):
            yield None, waiting
            waiting = []
        if is_heading:
            yield each, []
        else:
            waiting.append(each)
    if waiting:
        yield None, waiting


def _named(names: list[str], values: list[Any]) -> dict[str, Any]:
    return dict(zip(names, map(_unpacked, values), strict=True))


def _known(name: str, columns: list[str]) -> tuple[Table, list[str]]:
    table = metadata.tables.get(name)
    if table is None or not set(columns) <= {column.name for column in table.columns}:
        raise ConfigurationError(f"the backup has a table {name} of another version's shape")
    return table, columns


def _line(told: object) -> bytes:
    return orjson.dumps(told) + b"\n"


def _packed(row: AnyRow) -> list[Any]:
    return [_pack(value) for value in row]


def _pack(value: Any) -> Any:
    """Scalars as they are, everything else with a word before it that says what it is."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return {"at": to_micros(value)}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(value).decode()}
    return {"j": value}


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "at": from_micros,
    "n": Decimal,
    "b": base64.b64decode,
    "j": lambda value: value,
}


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    return _READERS[kind](inner)


def empty(tx: Connection) -> None:
    """Delete every row, those first that name others."""
    for table in reversed(metadata.sorted_tables):
        tx.execute(table.delete())
