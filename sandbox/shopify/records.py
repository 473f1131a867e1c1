"""Rows to JSON values and back, for snapshots: plain dataclasses, lists, dicts and scalars."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

Row = TypeVar("Row")
Reader = Callable[[Any], Any]


def load_row(kind: type[Row], saved: dict[str, Any]) -> Row:
    """The row of class `kind` that a snapshot holds; unknown names are ignored."""
    readers = _readers(typing.cast(typing.Hashable, kind))
    known = {name: readers[name](value) for name, value in saved.items() if name in readers}
    return kind(**known)


@cache
def _readers(kind: Any) -> dict[str, Reader]:
    hints = typing.get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}


def _reader(hint: Any) -> Reader:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, types.UnionType) or origin is typing.Union:
        present = [part for part in inner if part is not type(None)]
        return _optional(_reader(present[0])) if len(present) == 1 else _same
    if origin is list:
        return _listing(_reader(inner[0]))
    if origin is dict:
        return _mapping(int if inner[0] is int else _same, _reader(inner[1]))
    if is_dataclass(hint) and isinstance(hint, type):
        return lambda value: load_row(hint, value)
    return _same


def _same(value: Any) -> Any:
    return value


def _optional(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


def _listing(read: Reader) -> Reader:
    return lambda values: [read(value) for value in values]


def _mapping(key: Reader, read: Reader) -> Reader:
    return lambda values: {key(name): read(value) for name, value in values.items()}
