"""How what a checkout remembers is written: dataclasses as plain JSON, field by field.

`app.commerce.records` reads it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

Json = dict[str, Any]

_NOT_JOURNALED = frozenset({"pos_order", "modifier_lists", "hours", "timed_prices"})
"""Read anew after a crash, or of use only until the order is prepared."""
_PLAIN = frozenset({str, int, float, bool, type(None)})
"""Types that are JSON already."""
_WRITERS: dict[type[Any], Callable[[Any], Any]] = {}


def dump(value: Any) -> Any:
    """A dataclass, or anything inside one, as plain JSON values."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    return (_WRITERS.get(kind) or _writer_of(kind))(value)


def _writer_of(kind: type[Any]) -> Callable[[Any], Any]:
    """How values of a type are written; found out once, as it costs more than writing them."""
    if issubclass(kind, datetime):
        writer: Callable[[Any], Any] = kind.isoformat
    elif issubclass(kind, Decimal):
        writer = str
    elif issubclass(kind, tuple):
        writer = _items
    elif issubclass(kind, Mapping):
        writer = _entries
    elif is_dataclass(kind):
        writer = _fields_of(kind)
    else:
        writer = _as_it_is
    _WRITERS[kind] = writer
    return writer


def _items(value: tuple[Any, ...]) -> list[Any]:
    return [dump(item) for item in value]


def _entries(value: Mapping[Any, Any]) -> Json:
    return {str(key): dump(item) for key, item in value.items()}


def _fields_of(kind: type[Any]) -> Callable[[Any], Json]:
    """Writes the journaled fields of a dataclass."""
    names = tuple(each.name for each in fields(kind) if each.name not in _NOT_JOURNALED)
    reads = [attrgetter(name) for name in names]

    def written(value: Any) -> Json:
        told = {}
        for name, read in zip(names, reads, strict=True):
            item = read(value)
            told[name] = item if type(item) in _PLAIN else dump(item)
        return told

    return written


def _as_it_is(value: Any) -> Any:
    return value
