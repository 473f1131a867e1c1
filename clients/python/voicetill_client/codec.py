"""JSON into the dataclasses of `models`, and back."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from voicetill_client.errors import UnexpectedAnswerError

_Read: TypeAlias = Callable[[Any, str], Any]
_Field: TypeAlias = tuple[str, str, _Read, bool]
"""Its name here, its name in JSON, how it is read, and whether it must be there."""
_UNIONS: Final = (Union, types.UnionType)


def decode(kind: Any, value: Any, where: str = "answer") -> Any:
    """The value as the type says. What the type does not know is left out.

    Raises: UnexpectedAnswerError, naming the path, where a value is none of the type.
    """
    return _reader(kind)(value, where)


def encode(value: Any) -> Any:
    """Plain JSON values. A field that may be left out and is None is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.metadata.get("name", field.name): encode(getattr(value, field.name))
            for field in fields(value)
            if field.default is MISSING or getattr(value, field.name) is not None
        }
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): encode(each) for name, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [encode(each) for each in value]
    return value


@cache
def _reader(kind: Any) -> _Read:
    origin = get_origin(kind)
    if kind is Any or origin is Literal:  # a word younger than this package is let through
        return lambda value, _where: value
    if origin in _UNIONS:
        return _optional(kind)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(get_args(kind)[1])
    if origin is not None:
        return _sequence(get_args(kind)[0])
    if is_dataclass(kind):
        return _object(kind)
    return _scalar(kind)


def _optional(kind: Any) -> _Read:
    (inner,) = (each for each in get_args(kind) if each is not types.NoneType)

    def read(value: Any, where: str) -> Any:
        return None if value is None else _reader(inner)(value, where)

    return read


def _mapping(kind: Any) -> _Read:
    def read(value: Any, where: str) -> Any:
        _must_be(dict, value, where)
        return {name: _reader(kind)(each, f"{where}.{name}") for name, each in value.items()}

    return read


def _sequence(kind: Any) -> _Read:
    def read(value: Any, where: str) -> Any:
        _must_be(list, value, where)
        return tuple(_reader(kind)(each, f"{where}[{n}]") for n, each in enumerate(value))

    return read


def _object(kind: Any) -> _Read:
    def read(value: Any, where: str) -> Any:
        _must_be(dict, value, where)
        given: dict[str, Any] = {}
        for name, told, reader, is_needed in _fields(kind):
            if told in value:
                given[name] = reader(value[told], f"{where}.{told}")
            elif is_needed:
                raise UnexpectedAnswerError(f"{where}.{told} is missing")
        return kind(**given)

    return read


@cache
def _fields(kind: Any) -> tuple[_Field, ...]:
    hints = get_type_hints(kind)
    return tuple(
        (
            field.name,
            field.metadata.get("name", field.name),
            _reader(hints[field.name]),
            field.default is MISSING,
        )
        for field in fields(kind)
    )


def _scalar(kind: Any) -> _Read:
    if kind in (date, datetime):
        return _moment(kind)
    accepted = (int, float) if kind is float else kind

    def read(value: Any, where: str) -> Any:
        _must_be(accepted, value, where)
        return value

    return read


def _moment(kind: Any) -> _Read:
    def read(value: Any, where: str) -> Any:
        _must_be(str, value, where)
        try:
            return kind.fromisoformat(value)
        except ValueError as error:
            raise UnexpectedAnswerError(f"{where} is no {kind.__name__}") from error

    return read


def _must_be(kind: Any, value: Any, where: str) -> None:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise UnexpectedAnswerError(f"{where} is {type(value).__name__}, not {kind}")
