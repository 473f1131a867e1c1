"""Fields that every log line of the work in hand bears: its correlation id and what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final

_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_fields: ContextVar[Mapping[str, str]] = ContextVar("log_fields", default=_NONE)


def begin_lines(**fields: str) -> None:
    """From here on lines bear these fields, and none of what was done before on this thread."""
    _fields.set(fields)


def add_to_lines(**fields: str) -> None:
    """From here on lines bear these fields too."""
    _fields.set({**_fields.get(), **fields})


def fields_of_lines() -> Mapping[str, str]:
    """What lines bear."""
    return _fields.get()
